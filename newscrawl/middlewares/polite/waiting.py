"""The wait that a server asks for. Pure."""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime

__all__ = ["LONGEST", "retry_after"]

LONGEST = 7 * 24 * 3600.0  # seconds; whatever is beyond a week says "later", and no more than that


def retry_after(value: bytes | str | None, now: float) -> float | None:
    """Seconds from `now` (Unix time) that a Retry-After header asks for, 0 to LONGEST; None where it says nothing readable.

    RFC 9110, 10.2.3: seconds or an HTTP date. A date that is past, as servers with a wrong clock send, says 0.
    """
    text = (value.decode("latin-1") if isinstance(value, bytes) else value or "").strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", text, re.ASCII):
        return min(float(text[:20]), LONGEST)
    if not text or len(text) > 64:
        return None
    try:
        at = parsedate_to_datetime(text)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return min(max(at.timestamp() - now, 0.0), LONGEST)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
