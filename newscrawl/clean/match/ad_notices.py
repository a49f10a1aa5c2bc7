"""Notices that an article goes on under an ad: whole lines, and pieces glued to a paragraph. Found by how they begin or end."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from newscrawl.languages import entries
from newscrawl.languages.choices import as_pattern, beginnings, endings

__all__ = ["ENDS", "glued_after", "glued_before", "is_notice", "may_begin"]

_KEY: Final = 6  # characters
_END: Final = 5
_GLUED: Final = 18  # characters of the shortest notice that is cut out of a paragraph: others could be words of it
_LEAD = " \t\u00a0-‐‑‒–—―−_*~=|<>[](){}:;.,!?…'\"‘’“”«»/\\#+•·►▶▼→←↓⬇»›‹■●★☆※【】「」『』\u200b\u200e\u200f\ufeff"
_SAME = str.maketrans("’ı", "'i")
_SIGNS = r"[-‐‑‒–—―−﹣－*_~=|•·\s]*+"
_NOT_IN_A_WORD = "(?!(?-i:[a-zß-öø-ÿа-яё]))"


def _by(keys_of: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for entry in entries("ad-notices"):
        for key in beginnings(entry, _KEY) if keys_of == "beginnings" else endings(entry.rstrip(".)"), _END):
            found.setdefault(key.translate(_SAME), []).append(entry)
    return {key: tuple(some) for key, some in found.items()}


_BEGIN, _FINISH = _by("beginnings"), _by("endings")
ENDS: Final = frozenset(_FINISH)
"""How notices end: their last five characters."""


def _key(text: str) -> str:
    key = (text if text[0].isalpha() else text.lstrip(_LEAD))[:_KEY].casefold()
    return key.translate(_SAME) if "’" in key or "ı" in key else key


def may_begin(text: str) -> bool:
    """Whether the line could begin with a notice. The cheap look."""
    return _key(text) in _BEGIN


def is_notice(line: str) -> bool:
    """Whether the line, in its core form, is nothing but a notice."""
    return bool(line) and any(_whole(entry).fullmatch(line) for entry in _BEGIN.get(_key(line), ()))


def glued_before(text: str) -> re.Match[str] | None:
    """The longest notice at the start of a paragraph."""
    candidates = _BEGIN.get(_key(text), ())
    found = [match for entry in candidates if (pattern := _at_start(entry)) and (match := pattern.match(text))]
    return max(found, key=lambda match: match.end(), default=None)


def glued_after(text: str) -> re.Match[str] | None:
    """The longest notice at the end of a paragraph, behind the end of a sentence."""
    candidates = _FINISH.get(text[-10:].rstrip(" .…)]")[-_END:].casefold().translate(_SAME), ())
    start = max(0, len(text) - 120)
    found = [match for entry in candidates if (pattern := _at_end(entry)) and (match := pattern.search(text, start))]
    return min(found, key=lambda match: match.start(), default=None)


@cache
def _whole(entry: str) -> re.Pattern[str]:
    return re.compile(as_pattern(entry))


@cache
def _at_start(entry: str) -> re.Pattern[str] | None:
    return _glued(entry, rf"{_SIGNS}(?:{{}}){_NOT_IN_A_WORD}[-‐‑‒–—―−﹣－*_~=|•·\s.:)\]…]*+(?=\S)")


@cache
def _at_end(entry: str) -> re.Pattern[str] | None:
    return _glued(entry, rf"(?<=[.!?…\"”»’)]){_SIGNS}[(\[]?(?:{{}})[\s.)\]…]*+$")


def _glued(entry: str, frame: str) -> re.Pattern[str] | None:
    long = min(map(len, beginnings(entry, 2 * _GLUED))) >= _GLUED
    return re.compile(frame.replace("{}", as_pattern(entry)), re.IGNORECASE) if long else None
