"""Lines made from a pattern: a walk over its parse tree that picks an alternative wherever there is a choice."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from re import _constants as sre
from re import _parser  # type: ignore[attr-defined]
from typing import Any

FILLERS = ("ferry", "the", "Oslo", "12", "и", "港", "की", "المرفأ", "x", "news")
CATEGORIES = {
    sre.CATEGORY_WORD: "ab7é港и",
    sre.CATEGORY_NOT_WORD: " -–:“",
    sre.CATEGORY_DIGIT: "0123456789",
    sre.CATEGORY_NOT_DIGIT: "ab ",
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_NOT_SPACE: "ab7é港",
}
REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


def lines_of(pattern: str, count: int, seed: int = 1) -> Iterator[str]:
    """So many lines that the pattern was walked for; assertions are passed over, so that not each of them matches."""
    tree = _parser.parse(pattern)
    rng = Random(seed)
    for _ in range(count):
        yield "".join(_made(tree, rng)).strip()


def _made(nodes: Any, rng: Random) -> Iterator[str]:
    for kind, value in nodes:
        if kind is sre.LITERAL:
            yield chr(value)
        elif kind is sre.IN:
            yield _sign_of(value, rng)
        elif kind is sre.ANY:
            yield rng.choice("a é")
        elif kind is sre.NOT_LITERAL:
            yield "a"
        elif kind is sre.CATEGORY:
            yield rng.choice(CATEGORIES[value])
        elif kind is sre.BRANCH:
            yield from _made(rng.choice(value[1]), rng)
        elif kind is sre.SUBPATTERN:
            yield from _made(value[-1], rng)
        elif kind in REPEATS:
            yield from _repeated(*value, rng)
        elif kind is sre.ASSERT and value[0] > 0 and rng.random() < 0.5:  # what a look ahead asks for can stand at the line's end, too
            yield from _made(value[1], rng)


def _repeated(least: int, most: int, nodes: Any, rng: Random) -> Iterator[str]:
    if len(nodes) == 1 and nodes[0][0] is sre.ANY:  # a gap: words, not letters
        yield rng.choice(("", " ", f" {rng.choice(FILLERS)} ", f" {rng.choice(FILLERS)} {rng.choice(FILLERS)} "))[: int(most)]
        return
    for _ in range(rng.randint(least, min(int(most), least + 2))):
        yield from _made(nodes, rng)


def _sign_of(members: Any, rng: Random) -> str:
    if members[0][0] is sre.NEGATE:
        return rng.choice("aé港") if (sre.LITERAL, ord("a")) not in members else "z"
    kind, value = rng.choice(members)
    if kind is sre.RANGE:
        return chr(rng.randint(*value))
    return chr(value) if kind is sre.LITERAL else rng.choice(CATEGORIES[value])
