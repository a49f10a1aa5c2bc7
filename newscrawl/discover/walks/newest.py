"""Which part of a sitemap is new: the child that grows where an index has no dates, and the dates that are worth a request. Pure.

Sites differ: WordPress numbers its children from the oldest, others put the newest first, some name them by month (fundus has `reverse`
for that). Generators stamp every page with the moment of the build (kjvarga/sitemap_generator #429); search engines stop believing them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

__all__ = ["Belief", "believed", "growing"]

SAMPLE = 20  # claims of change that are tried before a list that claims them for most of its pages is believed
FEW = 3  # claims that are tried in a run of a list that was wrong before
FALSE = 5  # claims that proved wrong before a list is distrusted
_NUMBERS = re.compile(r"\d{1,14}")
_YEAR = re.compile(r"(?:19[89]|20[0-4])\d")
When = Callable[[str], datetime | None]


def growing(children: Sequence[str], newest: When, most: int, *, day: int) -> list[str]:
    """The children of an index without lastmod that may hold what is new, in few requests: the latest by a date in the name, or both ends
    by number or place and another one each `day`; and those that hold the latest articles by `newest`."""
    if len(children) <= 2 * most:
        return list(children)
    dated = [child for child in children if _day(child)]
    held = {child: moment for child in children if (moment := newest(child))}
    chosen = sorted(held, key=lambda child: held[child], reverse=True)[:most]
    if len(dated) * 2 > len(children):
        chosen += sorted(dated, key=_day, reverse=True)[:most]
        chosen += [child for child in children if child not in dated][:most]
    else:
        ordered = sorted(children, key=_number)
        chosen += [ordered[0], ordered[-1], children[day % len(children)]]
    return list(dict.fromkeys(chosen))


def _tail(url: str) -> str:
    return url.partition("//")[2].partition("/")[2]


def _day(url: str) -> tuple[int, ...]:
    """Year, month and what further numbers follow the year in a name; () where there is no year."""
    numbers = _NUMBERS.findall(_tail(url))
    for at, number in enumerate(numbers):
        if len(number) in (4, 6, 8) and _YEAR.match(number):
            parts = [number[:4], *(number[i : i + 2] for i in range(4, len(number), 2)), *numbers[at + 1 :]]
            return tuple(map(int, parts))
    return ()


def _number(url: str) -> int:
    """The last number of a name; 0 where there is none, as in the first of WordPress's children."""
    numbers = _NUMBERS.findall(_tail(url))
    return int(numbers[-1]) if numbers else 0


@dataclass(frozen=True, slots=True)
class Belief:
    """The claims of change that are worth a request. `held`: the other claims wait, and the next run decides on them by the outcome of
    these."""

    keys: frozenset[str]
    held: bool = False


def believed(claims: Sequence[str], *, listed: int, doubted: frozenset[str], sampled: bool, day: int) -> Belief:
    """The claims of change to follow, of the pages (keys, in the list's order) that a list says have changed.

    `listed`: the number of entries of the list. `doubted`: pages whose latest claim proved wrong. `sampled`: an earlier run tried a few
    pages before believing the rest. A list whose claims were wrong gets only a few requests a run, for different pages each `day`.
    """
    tried = claims[:SAMPLE]
    wrong = sum(key in doubted for key in tried)
    if wrong >= FALSE and wrong * 2 > len(tried):
        start = day * FEW % len(claims)
        return Belief(frozenset([*claims[start:], *claims[:start]][:FEW]))
    if not sampled and len(claims) > SAMPLE and len(claims) * 2 > listed:
        return Belief(frozenset(tried), held=True)
    return Belief(frozenset(claims))
