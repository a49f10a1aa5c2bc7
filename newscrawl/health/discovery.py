"""Did the site's lists bring articles? Pure: what the run took of each source (`newscrawl/lists`) in, a sentence out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["LISTS", "accounts", "nothing_listed", "untaken"]

Stats = Mapping[str, Any]
LISTS = "newscrawl/lists"
_PROMISE = ("feed", "wordpress")  # these list articles and nothing else
_FRONTS = ("feed", "sitemap", "listing")  # asked whole each time; a quiet day empties none of them
_ENOUGH = 3  # entries below which one source beside others says nothing


def untaken(stats: Stats) -> str | None:
    """A source of which every entry is refused, on another host or unreadable. A sitemap of other pages beside a good source is none."""
    lists = list(accounts(stats))
    taken = any(_count(one, "new", "changed", "known", "passed") or one.get("unchanged") for one in lists)
    for one in lists:
        foreign, looked = _count(one, "foreign"), _count(one, "listed") - _count(one, "passed", "outside")
        left = foreign + _count(one, "unreadable") + _refused(one).total()
        telling = looked >= _ENOUGH and (one.get("kind") in _PROMISE or foreign == looked)
        if looked and left >= looked and (telling or not taken):
            return f"{one.get('kind')} {one.get('url')} names {looked} entries, and none is an article's address here: {_why(one)}"
    return None


def _why(one: Mapping[str, Any]) -> str:
    reasons = [f"{rule} {count}" for rule, count in _refused(one).most_common()]
    reasons += [f"{_count(one, name)} {words}" for name, words in _LEFT if _count(one, name)]
    do = "look at these addresses in a browser; say which are articles by `articles` in the site's file"
    if _count(one, "foreign"):
        do = "give the site's own address, or name these hosts in same_site"
    elif _refused(one).get("home page"):
        do = "an application that is painted by a script has no addresses to fetch; look for another feed or a sitemap"
    return f"{', '.join(reasons)}; {do}"


_LEFT = (("foreign", "on other hosts"), ("unreadable", "without an address that can be read"))


def nothing_listed(stats: Stats, history: Sequence[Stats]) -> str | None:
    """Sources that were read and list nothing at all: today, where they listed articles before, or whenever they were read."""
    lists = list(accounts(stats))
    if not any(one.get("kind") in _FRONTS for one in lists):
        return None
    if any(_count(one, "listed", "children") or one.get("unchanged") for one in lists):
        return None
    for earlier in reversed(history):
        listed = sum(_count(one, "listed") for one in accounts(earlier) if one.get("kind") in _FRONTS)
        if listed:
            return f"the site's lists are empty, and held {listed} entries before; look at the site in a browser, it may have moved them"
    if any(_count(earlier, "newscrawl/candidates/listed") for earlier in history):
        return None  # an older version's run, which does not say where it found them
    return (
        "no source lists an article; name the site's feed, sitemap or listings in its file (scrapy newsite URL),"
        " or look whether a script paints its pages"
    )


def accounts(stats: Stats) -> Iterator[Mapping[str, Any]]:
    """The accounts of a run; none for a manifest that somebody edited."""
    lists = stats.get(LISTS)
    yield from (one for one in lists if isinstance(one, dict)) if isinstance(lists, list) else ()


def _refused(one: Mapping[str, Any]) -> Counter[str]:
    refused = one.get("refused")
    return Counter({str(rule): n for rule, n in refused.items() if isinstance(n, int)}) if isinstance(refused, dict) else Counter()


def _count(one: Mapping[str, Any], *names: str) -> int:
    return sum(value for name in names if isinstance(value := one.get(name), int))
