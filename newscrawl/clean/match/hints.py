"""Strings that a line must contain before a pattern is tried on it: looked for script by script, most lines have one script."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newscrawl.clean.match.reading import plain

__all__ = ["Hints"]

# Greek, Cyrillic, Hebrew and neighbours; all scripts above. General punctuation (U+2000 to U+2BFF) stands beside letters of any script.
_MIDDLE, _HIGH = "\u0370-\u05ff", "\u0600-\u1fff\u2c00-\ud7ff\uf900-\ufaff"
_BEYOND_LATIN = re.compile(f"[{_MIDDLE}{_HIGH}]")
_IN_MIDDLE, _IN_HIGH = re.compile(f"[{_MIDDLE}]"), re.compile(f"[{_HIGH}]")

_Hint = tuple[str, int, int]  # in lower case; characters of the longest line in which the hint counts; a rule's number


class Hints:
    """Made once. `in_line` gives the numbers of the rules that a line hints at."""

    __slots__ = ("_high", "_latin", "_middle", "_most", "_most_beyond")

    def __init__(self, hints: Iterable[_Hint]) -> None:
        ordered = sorted(hints, key=lambda hint: -hint[1])
        scripts = [max(hint, default="") for hint, _, _ in ordered]
        self._latin = tuple(hint for hint, sign in zip(ordered, scripts, strict=True) if sign < _MIDDLE[0])
        self._middle = tuple(hint for hint, sign in zip(ordered, scripts, strict=True) if _MIDDLE[0] <= sign < _HIGH[0])
        self._high = tuple(hint for hint, sign in zip(ordered, scripts, strict=True) if sign >= _HIGH[0])
        self._most = max((most for _, most, _ in ordered), default=0)
        self._most_beyond = max((most for _, most, _ in self._middle + self._high), default=0)

    def in_line(self, text: str) -> list[int]:
        """The rules whose hints the line has. An invisible character or a combining sign of its own hides a hint."""
        length = len(text)
        found: list[int] = []
        if length > self._most:
            return found
        line = plain(text) if "&" in text else text.lower()
        hints = self._latin
        if length <= self._most_beyond and not text.isascii() and _BEYOND_LATIN.search(text):
            hints += (self._middle if _IN_MIDDLE.search(text) else ()) + (self._high if _IN_HIGH.search(text) else ())
        for hint, most, rule in hints:
            if length <= most and hint in line:
                found.append(rule)
        return found
