"""What the ledger decides, as pure functions of what is known and what is new. Nothing here reads a clock, a file or a table.

Moments are Unix seconds: the ledger compares them, people read them in the run files.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Literal

from .options import StoreOptions

__all__ = ["Checked", "Why", "believes_change", "is_outage", "next_check", "same_but_for"]

Why = Literal["new", "modified", "recheck", "gone", "missing"]

HOUR, DAY = 3600, 86400
PATIENCE = 3  # claims of change that proved empty before a source's word counts less; many sitemaps stamp every page at every build


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the ledger knows of a page that it has looked at. `modified`: the latest change that any source had stated by then.
    `empty_claims`: how often in a row a source said that it changed, and it had not."""

    modified: int | None
    checked: int
    empty_claims: int = 0


def believes_change(known: Checked, claimed: int | None, now: int) -> bool:
    """Whether a source's word that the page changed at `claimed` is worth a request.

    Claims are compared with earlier claims (or the page's own date), not with our clock: only where there was none before does the last
    check count. After three empty claims in a row the page is left alone for a day, then two, four, at most 32 days.
    """
    if claimed is None or claimed <= (known.modified if known.modified is not None else known.checked):
        return False
    if known.empty_claims < PATIENCE:
        return True
    wait = DAY * 2 ** min(known.empty_claims - PATIENCE, 5)
    return not known.checked <= now < known.checked + wait


def next_check(published: int, now: int, options: StoreOptions) -> int | None:
    """When a page published then and looked at now is looked at again; None: not before a source says that it changed.

    The pause is half of the page's age (`recheck_growth`), at least `recheck_hours`: six or so requests in seven days, most of them early.
    """
    age = max(0, now - published)
    pause = max(options.recheck_hours * HOUR, age * options.recheck_growth)
    end = options.recheck_days * DAY
    return int(now + pause) if age + pause <= end else None


def is_outage(troubled: int, asked: int, options: StoreOptions) -> bool:
    """Whether so many pages gone or failed, of so many asked for, say more about the site than about the pages."""
    return troubled >= options.outage_pages and troubled >= asked * options.outage_share


def same_but_for(ignored: Container[int], old: Sequence[int], new: Sequence[int]) -> bool:
    """Whether two versions of a text, as their lines' keys, differ in ignored lines only, and in nothing else.

    That happens by itself: a line is learned to be boilerplate after the article was written, and the next look leaves it out. Versions
    whose keys are all equal differ in signs or case, which keys do not see: that is a change.
    """
    return list(old) != list(new) and [key for key in old if key not in ignored] == [key for key in new if key not in ignored]
