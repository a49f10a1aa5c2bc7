"""Dates as archives write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

__all__ = ["parse_date"]


def parse_date(text: str) -> datetime | None:
    """A record's date in UTC: WARC's ISO form, or the 14 digits (or fewer) of ARC and of CDX. None for anything else."""
    digits = re.fullmatch(r"(\d{8})(\d{0,6})\d*", text)
    try:
        if digits:
            return datetime.strptime(digits[1] + digits[2].ljust(6, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
