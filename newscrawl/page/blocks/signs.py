"""Pictures that are signs of the text."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

__all__ = ["is_sign"]

_SIGN = re.compile(r"emoji|smil(?:ey|ie)|twemoji|emoticon", re.IGNORECASE)
_SIGN_SIZE = re.compile(r"(?:\d|[12]\d|3[0-6])(?:px)?")  # pixels


def is_sign(image: HtmlElement) -> bool:
    """Whether a picture stands for a sign of the text (emoji, icons in a line), and has no caption."""
    if _SIGN.search(image.get("class") or "") or _SIGN.search(image.get("src") or ""):
        return True
    return any(_SIGN_SIZE.fullmatch(image.get(name) or "") for name in ("width", "height"))
