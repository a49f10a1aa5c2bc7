"""The options of a run of the store; each unit is in the name."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["StoreOptions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOptions:
    """`commit_*`: what was done is on disk after that many articles or seconds, whichever comes first.

    `recheck_days`: an article younger than this is fetched again on a schedule: at first after `recheck_hours`, then each time its age
    has grown by `recheck_growth` (0.5: half of it). 0 days: never, unless a source says that it changed.
    `give_up_runs`: a page that could not be fetched in this many runs is not tried again.
    `outage_pages`, `outage_share`: when at least so many published pages are gone (or so many pages failed), and they are at least that
    share of all that were asked for, the site is taken for broken: no tombstone is written and no attempt counted.
    `near_duplicate`: estimated Jaccard similarity of word 5-grams from which an article is marked; above 1, never.
    `case_sensitive_paths`: the site's own rule (`Site.case_sensitive_paths`).
    """

    commit_articles: int = 50
    commit_seconds: float = 10.0
    recheck_days: float = 7.0
    recheck_hours: float = 6.0
    recheck_growth: float = 0.5
    give_up_runs: int = 5
    outage_pages: int = 5
    outage_share: float = 0.5
    near_duplicate: float = 0.8
    case_sensitive_paths: bool = True
