"""What a line must have before a pattern is tried on it, read off the pattern, so that the two cannot disagree.

Python's `re` keeps its parse tree private. This module alone reads it; tests/clean/test_literals.py says on which Python it changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any, Final

from newscrawl.clean.match.reading import FIRST

__all__ = ["Needs", "NothingLiteral", "Start", "needs"]

_LONGEST = 12  # characters of a start
_BEYOND_LATIN = "\u0370"
_COMMON = 5  # letters that two hints share
_MOST = 4000  # starts of one pattern
_CHANGED_BY_PLAIN = frozenset(" -'\":|!?>=&")  # `plain` writes other signs like these: a hint in a line that is not read yet has none
_OPTIONAL = (0, 1)
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_ASSERTIONS = (_constants.ASSERT, _constants.ASSERT_NOT)

_Node = tuple[Any, Any]
_Nodes = tuple[_Node, ...]
_CLOSED: Final[_Node] = (None, None)  # what follows is not known


class NothingLiteral(ValueError):  # noqa: N818  it says what is missing
    """A pattern that could match a line of nothing but unknown words: its rule must say `always=True`."""


@dataclass(frozen=True, slots=True, order=True)
class Start:
    """How a line begins, from its first letter or digit on. `whole`: the first word ends here, so that no longer word begins so."""

    words: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Needs:
    """A line that a pattern matches begins with one of `starts`, or contains one of `hints`."""

    starts: frozenset[Start]
    hints: frozenset[str]


def needs(pattern: str) -> Needs:
    """What every line has that the pattern, searched in the line's plain form, can match. Raises NothingLiteral."""
    starts: set[Start] = set()
    hints: set[str] = set()
    for anchored, nodes in _paths(tuple(_parser.parse(pattern)), anchored=False):
        found = _starts(nodes) if anchored else None
        if found is None:
            chosen = _best(_required(nodes))
            if not chosen:
                raise NothingLiteral(f"no literal is required by a part of {pattern[:80]!r}: name one, or set always=True")
            hints |= chosen
        else:
            starts |= found
    return Needs(frozenset(starts), _merged(hints))


def _merged(hints: Iterable[str]) -> frozenset[str]:
    """Fewer hints that stand in the same lines and some more: what two have in common, where that is long enough to be rare."""
    merged: list[str] = []
    for hint in sorted(hints, key=lambda hint: (len(hint), hint)):
        for at, other in enumerate(merged):
            if common := _common(other, hint):
                merged[at] = common
                break
        else:
            merged.append(hint)
    return frozenset(merged)


def _common(one: str, other: str) -> str:
    """The shorter hint if the longer has it, else the longest string of five letters or more that both have; '' where there is none."""
    if one in other:
        return one
    parts = {one[start:end] for start in range(len(one)) for end in range(start + _COMMON, len(one) + 1)}
    return max((part for part in parts if part in other), key=lambda part: (len(part), part), default="")


def _paths(nodes: _Nodes, *, anchored: bool) -> Iterator[tuple[bool, _Nodes]]:
    """The ways in which a match can begin: whether at the line's first letter, and the nodes from there on."""
    for at, (kind, value) in enumerate(nodes):
        rest = nodes[at + 1 :]
        if kind is _constants.AT and value is _constants.AT_BEGINNING:
            anchored = True
        elif kind in _ASSERTIONS or kind is _constants.AT or (anchored and _skips_signs(kind, value)):
            continue
        elif kind is _constants.SUBPATTERN:
            yield from _paths((*nodes[:at], *value[-1], *rest), anchored=anchored)
            return
        elif kind is _constants.BRANCH:
            for alternative in value[1]:
                yield from _paths((*nodes[:at], *alternative, *rest), anchored=anchored)
            return
        elif anchored and kind in _REPEATS and value[:2] == _OPTIONAL:
            yield from _paths((*nodes[:at], *value[2], *rest), anchored=anchored)
            yield from _paths((*nodes[:at], *rest), anchored=anchored)
            return
        else:
            # Nodes that were passed by stay: an assertion can require something, too.
            yield anchored, nodes
            return
    yield anchored, nodes


def _skips_signs(kind: Any, value: Any) -> bool:
    return kind in _REPEATS and value[0] == 0 and len(value[2]) == 1 and _is_no_letter(*value[2][0])


def _forbids_letters(kind: Any, value: Any) -> bool:
    """Whether a node is `(?!\\w)`."""
    return (
        kind is _constants.ASSERT_NOT
        and value[0] > 0
        and list(value[1]) == [(_constants.IN, [(_constants.CATEGORY, _constants.CATEGORY_WORD)])]
    )


def _is_no_letter(kind: Any, value: Any) -> bool:
    """Whether a node matches one character that is neither letter nor digit."""
    if kind is _constants.LITERAL:
        return not chr(value).isalnum()
    if kind is _constants.CATEGORY:
        return value in (_constants.CATEGORY_NOT_WORD, _constants.CATEGORY_SPACE)
    return kind is _constants.IN and all(_is_no_letter(*member) for member in value)


def _starts(nodes: _Nodes) -> frozenset[Start] | None:
    """How lines begin that these nodes match from their first letter on; None where that is not known."""
    found: set[Start] = set()
    waiting: list[tuple[str, bool, _Nodes]] = [("", False, nodes)]  # what was read, whether its last word ended, what follows
    while waiting:
        read, ended, rest = waiting.pop()
        if rest and rest[0] is not _CLOSED and len(read) < _LONGEST and (more := list(_read_on(read, ended, rest))):
            waiting += more
            continue
        match = FIRST.match(read)
        if match is None or len(found) > _MOST:
            return None
        if rest and _is_no_letter(*rest[0]):
            ended = True
        words = read[match.start(1) :]
        whole = ended or match.end() < len(read)
        if len(words) < 2 and not whole:
            return None
        found.add(Start(words, whole))
    return frozenset(found)


def _read_on(read: str, ended: bool, nodes: _Nodes) -> Iterator[tuple[str, bool, _Nodes]]:
    """The states after the first node; none where it can be any of many characters."""
    (kind, value), rest = nodes[0], nodes[1:]
    if kind is _constants.LITERAL:
        yield read + chr(value), False, rest
    elif kind is _constants.IN and len(value) <= 4 and all(member is _constants.LITERAL for member, _ in value):
        yield from ((read + chr(sign), False, rest) for _, sign in value)
    elif kind is _constants.SUBPATTERN:
        yield read, ended, (*value[-1], *rest)
    elif kind is _constants.BRANCH:
        yield from ((read, ended, (*alternative, *rest)) for alternative in value[1])
    elif kind is _constants.AT or kind in _ASSERTIONS:
        yield read, ended or kind is _constants.AT or _forbids_letters(kind, value), rest
    elif kind in _REPEATS and (value[0] or value[:2] == _OPTIONAL or not read.strip()):
        least, most, content = value
        if least or most == 1:
            yield read, ended, (*content, *(rest if most == 1 else (_CLOSED,)))
        if not least and (most == 1 or _skips_signs(kind, value)):
            yield read, ended, rest


def _required(nodes: Iterable[_Node]) -> Iterator[frozenset[str]]:
    """Sets of strings of which each line that the nodes match contains at least one, in lower case."""
    run = ""
    for kind, value in _inlined(nodes):
        if kind is _constants.LITERAL:
            run += chr(value)
            continue
        yield from _pieces(run)
        run = ""
        if kind is _constants.BRANCH:
            chosen = [_best(_required(alternative)) for alternative in value[1]]
            if all(chosen):
                yield frozenset().union(*chosen)
        elif kind in _REPEATS and value[0]:
            yield from _required(value[2])
        elif kind is _constants.ASSERT and value[0] > 0:
            yield from _required(value[1])
    yield from _pieces(run)


def _inlined(nodes: Iterable[_Node]) -> Iterator[_Node]:
    for kind, value in nodes:
        if kind is _constants.SUBPATTERN:
            yield from _inlined(value[-1])
        else:
            yield kind, value


def _pieces(run: str) -> Iterator[frozenset[str]]:
    pieces = "".join(" " if sign in _CHANGED_BY_PLAIN else sign for sign in run).split()
    yield from (frozenset((piece,)) for piece in pieces)


def _best(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    """The set that costs ordinary lines least: few strings, and none that is frequent. Empty where there is none."""
    return min(sets, key=_cost, default=frozenset())


def _cost(hints: frozenset[str]) -> tuple[int, int]:
    cost = 0
    for hint in hints:
        latin = hint < _BEYOND_LATIN
        letters = len(re.sub(r"\W", "", hint))
        cost += 1 + latin + (1000 if letters == len(hint) == 1 else 10 * (4 - letters) if latin and 0 < letters < 4 else 0)
    return cost, -min(map(len, hints), default=0)
