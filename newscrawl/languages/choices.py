"""Entries with choices: "{the |}story continues {below|after} the ad" stands for each way to read it. Choices may stand in choices."""

from __future__ import annotations

import re

__all__ = ["as_pattern", "beginnings", "endings"]

_Parts = tuple["str | tuple[_Parts, ...]", ...]
_SIGN = re.compile(r"([{|}])")
_SIGNS = {"{": "(?:", "|": "|", "}": ")"}
_SPELLINGS = (("\\ ", r"\s{0,3}"), ("'", "['’]"), ("ı", "[ıi]"))


def beginnings(entry: str, size: int) -> frozenset[str]:
    """The first `size` characters of all that the entry stands for."""
    return frozenset(" ".join(start.split())[:size] for start in _starts(_parsed(entry), 2 * size))


def endings(entry: str, size: int) -> frozenset[str]:
    """The last `size` characters of all that the entry stands for."""
    return frozenset(" ".join(start[::-1].split())[-size:] for start in _starts(_turned(_parsed(entry)), 2 * size))


def as_pattern(entry: str) -> str:
    """A regular expression for all that the entry stands for; a space matches up to three, an apostrophe a curly one too."""
    return "".join(_SIGNS.get(part) or _spelled(re.escape(part)) for part in _SIGN.split(entry))


def _spelled(escaped: str) -> str:
    for plain, pattern in _SPELLINGS:
        escaped = escaped.replace(plain, pattern)
    return escaped


def _parsed(entry: str) -> _Parts:
    alternatives: list[list[list[str | tuple[_Parts, ...]]]] = [[[]]]
    for part in _SIGN.split(entry):
        if part == "{":
            alternatives.append([[]])
        elif part == "|" and len(alternatives) > 1:
            alternatives[-1].append([])
        elif part == "}":
            closed = tuple(tuple(parts) for parts in alternatives.pop())
            alternatives[-1][-1].append(closed)
        elif part:
            alternatives[-1][-1].append(part)
    return tuple(alternatives[0][0])


def _turned(parts: _Parts) -> _Parts:
    return tuple(part[::-1] if isinstance(part, str) else tuple(map(_turned, part)) for part in reversed(parts))


def _starts(parts: _Parts, size: int) -> set[str]:
    found = {""}
    for part in parts:
        if all(len(start) >= size for start in found):
            break
        options = {part} if isinstance(part, str) else set().union(*(_starts(alternative, size) for alternative in part))
        found = {start if len(start) >= size else (start + option)[:size] for start in found for option in options}
    return found
