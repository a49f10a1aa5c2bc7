"""The cheap look at a line before any rule: most lines of most texts end here.

A line that it calls ordinary is one that no rule for single lines would touch; a test holds it to that.
"""

from __future__ import annotations

from newscrawl.clean.match.ad_notices import may_begin
from newscrawl.clean.match.index import Index
from newscrawl.clean.match.markers import CAMEL, LASTS, MARKERS, ends_with_sign, word_behind_dash
from newscrawl.clean.match.reading import beginning, first_token

__all__ = ["Gate"]


class Gate:
    """Made once from the index of the rules for single lines; callable."""

    __slots__ = ("_beginnings", "_hints", "_prefixes")

    def __init__(self, lines: Index) -> None:
        found = lines.beginnings()
        for token, words in MARKERS.beginnings().items():
            found[token] = (*found.get(token, ()), *words)
        self._beginnings = found
        self._prefixes = {letters: tuple(start for start, _ in some) for letters, some in lines.prefixes.items()}
        self._hints = lines.hints

    def __call__(self, text: str) -> bool:
        """Whether the line, trimmed and not empty, is ordinary."""
        token = first_token(text)
        if may_begin(text) or self._begins(text, token):
            return False
        if (
            "&" in text
            or ends_with_sign(text)
            or text[-8:].rstrip(" .…)]")[-5:].casefold() in LASTS
            or ("-" in text and (text.find("- ", 3) > 0 or "-A" in text or "-P" in text))
            or word_behind_dash(text)
            or token.startswith(CAMEL)
            or (len(token) == 1 and len(text) <= 80 and 3 * text.count(" ") >= len(text) - 8)  # perhaps spread out: A D V …
        ):
            return False
        return not self._hints.in_line(text)

    def _begins(self, text: str, token: str) -> bool:
        words = self._beginnings.get(token)
        starts, short = self._prefixes.get(token[:3]), self._prefixes.get(token[:2])
        if words is None and starts is None and short is None:
            return False
        return beginning(text).startswith((words or ()) + (starts or ()) + (short or ()))
