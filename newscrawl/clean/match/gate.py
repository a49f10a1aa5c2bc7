"""The cheap look at a line before any rule: most lines of most texts end here.

A line that it calls ordinary is one that no rule for single lines would touch; a test holds it to that.
"""

from __future__ import annotations

from newscrawl.clean.match.index import BEYOND_LATIN, Index
from newscrawl.clean.match.markers import CAMEL, LASTS, MARKERS, ends_with_sign
from newscrawl.clean.match.reading import FIRST, beginning, first_token

__all__ = ["Gate"]


class Gate:
    """Made once from the index of the rules for single lines; callable."""

    __slots__ = ("_beginnings", "_hints", "_longest", "_other_hints")

    def __init__(self, lines: Index) -> None:
        found = lines.beginnings()
        for token, words in MARKERS.beginnings().items():
            found[token] = (*found.get(token, ()), *words)
        self._beginnings = found
        self._longest = lines.max_chars
        self._hints = tuple((hint, most) for hint, most, _ in lines.hints)
        self._other_hints = tuple((hint, most) for hint, most, _ in lines.other_hints)

    def __call__(self, text: str) -> bool:
        """Whether the line, trimmed and not empty, is ordinary."""
        if text.isascii():
            match = FIRST.match(text)
            if match is None:
                return True  # no letters, no digits
            at = match.start(1)
            token = match[1].lower()
            if token in self._beginnings and text[at : at + 80].lower().startswith(self._beginnings[token]):
                return False
        else:
            token = first_token(text)
            if token in self._beginnings and beginning(text).startswith(self._beginnings[token]):
                return False
            if "–" in text or "—" in text:
                return False
        if (
            "&" in text
            or ends_with_sign(text)
            or text[-8:].rstrip(" .…)]")[-5:].casefold() in LASTS
            or ("-" in text and (text.find("- ", 3) > 0 or "-A" in text or "-P" in text))
            or token.startswith(CAMEL)
            or (len(token) == 1 and text[-2:-1] == " ")  # perhaps spread out: A D V …
        ):
            return False
        length = len(text)
        if length > self._longest:
            return True
        hints = self._hints if token < BEYOND_LATIN else self._other_hints
        for hint, most in hints:  # noqa: SIM110  a generator costs more than all hints together
            if length <= most and hint in text:
                return False
        return True
