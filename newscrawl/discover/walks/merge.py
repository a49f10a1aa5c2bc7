"""The same article from several sources is one candidate that carries all their hints."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from newscrawl.model import KINDS, Candidate, Hint, HintSource
from newscrawl.urls import url_key

__all__ = ["TRUST", "candidate_keys", "merge"]

TRUST = tuple(KINDS)


def candidate_keys(candidate: Candidate, *, case_sensitive: bool = True) -> tuple[str, ...]:
    """The keys of a candidate's address and of its aliases, the address first."""
    keys = [url_key(candidate.url, case_sensitive=case_sensitive)]
    keys += [url_key(alias, case_sensitive=case_sensitive) for alias in candidate.aliases if _says_something(alias)]
    return tuple(dict.fromkeys(keys))


def merge(candidates: Iterable[Candidate], *, case_sensitive: bool = True) -> tuple[Candidate, ...]:
    """The candidates, one for each article, in the order of first appearance. Hints are ordered by trust, and within a source as they came.

    Two candidates are the same article where their addresses have one key, or where an alias of the first is the address or an alias of
    the second (`?p=ID`). An alias that one source gives to two different addresses names neither: some feeds carry the same guid in
    every entry.
    """
    listed = list(candidates)
    keys = [candidate_keys(c, case_sensitive=case_sensitive) for c in listed]
    if misleading := _misleading(listed, keys):
        listed = [_without(c, misleading, case_sensitive) for c in listed]
        keys = [candidate_keys(c, case_sensitive=case_sensitive) for c in listed]
    group_of: dict[str, int] = {}
    groups: dict[int, list[int]] = {}
    for index, own in enumerate(keys):
        met = sorted({group_of[k] for k in own if k in group_of})
        target = met[0] if met else index
        members = groups.setdefault(target, [])
        for other in met[1:]:
            moved = groups.pop(other)
            members += moved
            group_of.update((k, target) for i in moved for k in keys[i])
        members.append(index)
        group_of.update((k, target) for k in own)
    return tuple(_one([listed[i] for i in sorted(members)]) for _, members in sorted(groups.items()))


def _says_something(alias: str) -> bool:
    """A home page is no article's other name."""
    parts = urlsplit(alias)
    return bool(parts.path.strip("/") or parts.query)


def _misleading(candidates: list[Candidate], keys: list[tuple[str, ...]]) -> set[str]:
    addressed: dict[tuple[HintSource | None, str], set[str]] = {}
    for candidate, own in zip(candidates, keys, strict=True):
        sources: set[HintSource | None] = {hint.source for hint in candidate.hints}
        for source in sources or {None}:
            for alias in own[1:]:
                addressed.setdefault((source, alias), set()).add(own[0])
    return {alias for (_, alias), addresses in addressed.items() if len(addresses) > 1}


def _without(candidate: Candidate, misleading: set[str], case_sensitive: bool) -> Candidate:
    aliases = tuple(a for a in candidate.aliases if url_key(a, case_sensitive=case_sensitive) not in misleading)
    return candidate if aliases == candidate.aliases else replace(candidate, aliases=aliases)


def _one(same: list[Candidate]) -> Candidate:
    if len(same) == 1 and len({hint.source for hint in same[0].hints}) <= 1:
        return same[0]
    urls = list(dict.fromkeys(c.url for c in same))
    best = min(urls, key=lambda url: (_indirect(url), urls.index(url)))
    aliases = dict.fromkeys([*(url for url in urls if url != best), *(a for c in same for a in c.aliases if a != best)])
    hints: dict[Hint, None] = dict.fromkeys(hint for c in same for hint in c.hints)
    return Candidate(url=best, aliases=tuple(aliases), hints=tuple(sorted(hints, key=lambda hint: TRUST.index(hint.source))))


def _indirect(url: str) -> int:
    """0 for a permalink, more for an address that only leads to one."""
    parts = urlsplit(url)
    if re.search(r"(?:^|&)(?:p|page_id)=\d+", parts.query):
        return 2
    return int(bool(re.search(r"(?:/amp/?|\.amp)$|^/amp/", parts.path) or parts.netloc.startswith(("amp.", "m."))))
