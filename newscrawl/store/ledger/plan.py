"""The plan of a backfill: each page that its sources named, by month of publication, with its outcome.

The plan is part of the run's transaction. After a kill, the next run continues with the unfinished months without asking its sources
again, and the final reconciliation counts the work of all runs. The plan of a completed backfill is deleted.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from newscrawl.store.ledger.database import Ledger

__all__ = ["HAD", "WRITTEN", "Plan", "Planned", "Reckoned"]

logger = logging.getLogger(__name__)

HAD, WRITTEN = "had", "written"
_FINAL = (HAD, WRITTEN)  # the article is there: nothing that another source gives changes that
_FRESH = 86400  # seconds for which what sources listed holds: after that a backfill that was stopped asks them again
_FORGOTTEN = 90 * 86400
_UNKNOWN = "undated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A page that a source named. `published`: Unix seconds, as far as it is known yet, or (`sure` is False) a guess.

    `outcome`: None where it is still to fetch, `had` for an article that is there, else the reason why an earlier run rejected it."""

    key: str
    source: str
    published: int | None = None
    sure: bool = True
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """Counts of the outcomes of pages that one source was the first to name, for one month (`2021-05`, or `undated`).

    discovered = had + written + the sum of `rejected` (by reason) + missing. `missing`: pages that were not fetched, or gave no answer.
    `fetched`: pages that were asked for and answered."""

    month: str
    source: str
    discovered: int
    fetched: int
    had: int
    written: int
    rejected: Mapping[str, int]
    missing: int

    def __str__(self) -> str:
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(self.rejected.items()))
        rejected = f"{sum(self.rejected.values())} rejected" + (f" ({reasons})" if reasons else "")
        told = f"{self.discovered} discovered, {self.had} already had, {self.fetched} fetched, {self.written} written"
        return f"{self.month} {self.source}: {told}, {rejected}, {self.missing} missing"

    def figures(self) -> dict[str, int]:
        """Each figure that is not 0, under its name in the statistics."""
        named = {"discovered": self.discovered, "fetched": self.fetched, "had": self.had, "written": self.written, "missing": self.missing}
        named |= {f"rejected/{reason}": count for reason, count in self.rejected.items()}
        return {f"newscrawl/backfill/{self.month}/{self.source}/{name}": count for name, count in named.items() if count}


class Plan:
    """The `backfill` and `planned` tables. `name` tells one backfill from another: where it looks, and for which days.

    `days`: the first and last second of publication that it is after, None without a bound. `total` and `done` count pages, `months` says
    how many of each month wait.
    """

    def __init__(self, ledger: Ledger, name: str, days: tuple[int | None, int | None], now: int) -> None:
        self._ledger, self.name, self._days, self._now = ledger, name, days, now
        ledger.write("DELETE FROM planned WHERE backfill IN (SELECT n FROM backfill WHERE begun < ?)", [now - _FORGOTTEN])
        ledger.write("DELETE FROM backfill WHERE begun < ?", [now - _FORGOTTEN])
        ledger.write("INSERT INTO backfill (name, begun) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", [name, now])
        [self._n] = ledger.row("SELECT n FROM backfill WHERE name = ?", [name])
        counted = ledger.rows("SELECT month, count(*), sum(outcome IS NULL) FROM planned WHERE backfill = ? GROUP BY month", [self._n])
        self.months: dict[str, int] = {month: waiting for month, _, waiting in counted}
        self.total = sum(count for _, count, _ in counted)
        self.done = self.total - sum(self.months.values())
        self.resumed = self.total > 0
        self._failed: set[str] = set()  # counted as done in this run, and still to fetch
        self.unit = "pages"
        self.handled = self.expected = 0  # of a way that knows how many pages it has, and names them only as it comes to them
        self.listing = ""  # the way that is being asked what it has; nothing is known of the end before

    def is_listed(self, way: str) -> bool:
        """Whether an unfinished run of this backfill lately read the whole list of this way."""
        row = self._ledger.row("SELECT at FROM backfill_listed WHERE backfill = ? AND way = ?", [self._n, way])
        return bool(row and 0 <= self._now - row[0] < _FRESH)

    def listed(self, way: str) -> None:
        """All that this way lists is in the plan."""
        self._ledger.write(
            "INSERT INTO backfill_listed (backfill, way, at) VALUES (?, ?, ?) ON CONFLICT (backfill, way) DO UPDATE SET at = excluded.at",
            [self._n, way, self._now],
        )

    def add(self, page: Planned) -> None:
        """Adds a page that a source named. A page that is planned already only gets its missing month; its first source stays."""
        month = _month(page.published)
        known = self._ledger.row("SELECT month, outcome FROM planned WHERE backfill = ? AND key = ?", [self._n, page.key])
        if known is None:
            if page.sure and self._is_outside(page.published):
                return
            self._ledger.write(
                "INSERT INTO planned (backfill, key, month, source, outcome) VALUES (?, ?, ?, ?, ?)",
                [self._n, page.key, month, page.source, page.outcome],
            )
            self.total += 1
            self._count(month, page.outcome)
            return
        was, outcome = known
        month = month if was == _UNKNOWN else was
        after = outcome if outcome in _FINAL else page.outcome
        if (month, after) != (was, outcome):
            self._move(page.key, (was, outcome), (month, after), fetched=False)

    @property
    def progress(self) -> tuple[int, int]:
        """The number of pages done, and of all pages."""
        return (self.handled, self.expected) if self.expected else (self.done, self.total)

    def settle(self, key: str, outcome: str | None, published: int | None = None, *, fetched: bool = True) -> None:
        """Stores the outcome of a page; None for a page that gave no answer and counts as missing. `published`: the date that the page
        states."""
        known = self._ledger.row("SELECT month, outcome FROM planned WHERE backfill = ? AND key = ?", [self._n, key])
        if known is None:
            return
        was, before = known
        month = was if published is None else _month(published)
        if outcome is None:
            if before is None and key not in self._failed:
                self._failed.add(key)
                self.done += 1
            return
        if before == WRITTEN or (before == HAD and outcome != WRITTEN):
            return
        self._move(key, (was, before), (month, outcome), fetched=fetched)
        if before is None and not self.months.get(was) and not self.listing and not self.expected and was != _UNKNOWN:
            told = "; ".join(str(one) for one in self.reckon(was))
            logger.info("%s is finished: %s", was, told)

    def _is_outside(self, published: int | None) -> bool:
        since, until = self._days
        return published is not None and ((since is not None and published < since) or (until is not None and published > until))

    def _move(self, key: str, before: tuple[str, str | None], after: tuple[str, str | None], *, fetched: bool) -> None:
        self._ledger.write(
            "UPDATE planned SET month = ?, outcome = ?, fetched = max(fetched, ?) WHERE backfill = ? AND key = ?",
            [*after, fetched, self._n, key],
        )
        self._count(*before, -1)
        self._count(*after)
        if key in self._failed:
            self._failed.discard(key)
            self.done -= 1

    def _count(self, month: str, outcome: str | None, by: int = 1) -> None:
        self.months[month] = self.months.get(month, 0) + (by if outcome is None else 0)
        self.done += by if outcome is not None else 0

    def reckon(self, month: str | None = None) -> list[Reckoned]:
        """Counts of all outcomes so far, or of one month's."""
        told: dict[tuple[str, str], dict[str | None, int]] = defaultdict(dict)
        fetched: Counter[tuple[str, str]] = Counter()
        where, values = ("AND month = ?", [self._n, month]) if month else ("", [self._n])
        query = f"SELECT month, source, outcome, count(*), sum(fetched) FROM planned WHERE backfill = ? {where} GROUP BY 1, 2, 3"  # noqa: S608
        for of_month, source, outcome, count, answered in self._ledger.rows(query, values):
            told[of_month, source][outcome] = count
            fetched[of_month, source] += answered
        return [
            Reckoned(
                month=of_month,
                source=source,
                discovered=sum(counts.values()),
                fetched=fetched[of_month, source],
                had=counts.get(HAD, 0),
                written=counts.get(WRITTEN, 0),
                rejected={outcome: count for outcome, count in counts.items() if outcome and outcome not in _FINAL},
                missing=counts.get(None, 0),
            )
            for (of_month, source), counts in sorted(told.items())
        ]

    def close(self) -> None:
        """The backfill came to its end: asked for again, it begins anew."""
        self._ledger.write("DELETE FROM planned WHERE backfill = ?", [self._n])
        self._ledger.write("DELETE FROM backfill_listed WHERE backfill = ?", [self._n])
        self._ledger.write("DELETE FROM backfill WHERE n = ?", [self._n])


def _month(published: int | None) -> str:
    if published is None:
        return _UNKNOWN
    try:
        return f"{datetime.fromtimestamp(published, UTC):%Y-%m}"
    except (ValueError, OverflowError, OSError):
        return _UNKNOWN
