"""The frontier: candidates to fetch. Each candidate is decided on once, and handed out once a run, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from newscrawl.model import Candidate, Moment
from newscrawl.store.decide import Checked, Why, believes_change
from newscrawl.store.ledger.candidates import merge_hints
from newscrawl.store.ledger.database import Ledger
from newscrawl.store.ledger.page_rows import UNKNOWN_DATE, NewPage, Pages
from newscrawl.store.ledger.plan import Planned
from newscrawl.store.ledger.row import PageRow
from newscrawl.store.options import StoreOptions

__all__ = ["Discovered", "Due", "Frontier"]


_WEEK = 7 * 86400  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """Counts of candidates: new to the ledger, changed by a source's word, and known without need of a fetch."""

    new: int = 0
    changed: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A page to fetch. `key` names it to the run from then on; `etag` and `last_modified` make the request conditional."""

    candidate: Candidate
    key: str
    etag: str | None = None
    last_modified: str | None = None
    reason: Why = "new"


@dataclass(slots=True)
class _Arrival:
    """An article named in a chunk of candidates, with the hints of all candidates that name the article."""

    candidate: Candidate
    keys: list[str]

    def join(self, other: Candidate, keys: list[str]) -> None:
        aliases = dict.fromkeys([*self.candidate.aliases, *other.aliases])
        self.candidate = replace(self.candidate, hints=merge_hints(self.candidate.hints, other.hints), aliases=tuple(aliases))
        self.keys += [key for key in keys if key not in self.keys]


class Frontier:
    """The part of the ledger that a crawl fills and empties."""

    def __init__(self, ledger: Ledger, pages: Pages, options: StoreOptions, clock: Callable[[], int]) -> None:
        self._ledger, self._pages, self._options, self._clock = ledger, pages, options, clock

    def reopen(self) -> None:
        """At the start of a run: what an earlier run handed out and did not finish waits again, and so does what is to be looked at anew.

        A moment of recheck further ahead than the schedule can reach comes from a clock that ran ahead: it is due.
        """
        now = self._clock()
        self._ledger.write("UPDATE page SET todo = 1 WHERE todo = 2 AND todo > 0")
        horizon = now + int(self._options.recheck_days * 86400)
        self._ledger.write(
            "UPDATE page SET todo = 1, why = 'recheck' "
            "WHERE (recheck_at <= ? OR recheck_at > ?) AND todo = 0 AND state IN ('live', 'rejected')",
            [now, horizon],
        )

    def discover(self, candidates: Sequence[Candidate]) -> Discovered:
        """Stores candidates, a few hundred at a time; they become durable with the next commit, together with the marks of the sources
        that named them."""
        now = self._clock()
        arrivals = list(self._arrivals(candidates))
        found = self._pages.find({key for arrival in arrivals for key in arrival.keys})
        known: list[tuple[_Arrival, PageRow]] = []
        unknown: list[_Arrival] = []
        for arrival in arrivals:
            row = found.get(arrival.keys[0]) or next(
                (found[key] for key in arrival.keys if key in found and self._stands_for(found[key], key)), None
            )
            if row is None:
                unknown.append(arrival)
            else:
                known.append((arrival, row))
        self._pages.add(
            [
                NewPage(
                    candidate=arrival.candidate,
                    keys=tuple(arrival.keys),
                    published=_seconds(arrival.candidate.published),
                    modified=_seconds(arrival.candidate.modified),
                )
                for arrival in unknown
            ],
            now,
            todo=1,
        )
        changed = self._update(known, now)
        return Discovered(new=len(unknown), changed=changed, known=len(known) - changed)

    def planned(self, candidates: Sequence[Candidate], source: str) -> list[Planned]:
        """The pages of candidates that were stored, for a backfill's plan: each under the key that `due` gives it."""
        found = self._pages.find({key for candidate in candidates if (key := self._pages.key(candidate.url))})
        rows = {row.n: row for row in found.values()}
        return [
            Planned(
                key=self._pages.key(row.url) or row.url,
                source=source,
                published=row.published,
                outcome=None if row.todo else self._pages.outcome(row),
            )
            for row in rows.values()
        ]

    def _stands_for(self, row: PageRow, key: str) -> bool:
        """Whether the row is the own page of an alias: a page that was found under that address, not a page that only claims the address
        too."""
        return self._pages.key(row.url) == key

    def _arrivals(self, candidates: Iterable[Candidate]) -> Iterator[_Arrival]:
        """Candidates with their keys, several of one address as one. The folded key is a further one, but where several addresses of the
        list have it: `/story?ref=2001` and `/story?ref=2002` are two stories."""
        by_key: dict[str, _Arrival] = {}
        folded: dict[str, set[str]] = {}
        for candidate in candidates:
            own = self._pages.key(candidate.url)
            if own is None:
                continue
            folded.setdefault(self._pages.folded(candidate.url), set()).add(own)
            keys = list(dict.fromkeys([own, *filter(None, map(self._pages.key, candidate.aliases))]))
            if own in by_key:
                by_key[own].join(candidate, keys)
            else:
                by_key[own] = _Arrival(candidate, keys)
        for fold, owners in folded.items():
            if len(owners) == 1 and fold not in (keys := by_key[next(iter(owners))].keys):
                keys.append(fold)
        yield from by_key.values()

    def _update(self, known: Sequence[tuple[_Arrival, PageRow]], now: int) -> int:
        """Known pages: new hints are kept while a page waits, and a page that changed waits again. Gives how many changed."""
        waking = [(arrival, row) for arrival, row in known if row.todo == 0 and self._changed(arrival.candidate, row, now)]
        aside = {row.n for _, row in known if row.todo == 0 and row.state == "pending"}
        woken = {row.n for _, row in waking} | aside
        waiting = [(arrival, row) for arrival, row in known if row.todo or row.n in woken]
        hints = self._pages.hints(row for _, row in waiting)
        kept, moved = [], []
        for arrival, row in waiting:
            before = hints[row.n]
            merged = merge_hints(before.hints, arrival.candidate.hints)
            aliases = tuple(dict.fromkeys([*before.aliases, *arrival.candidate.aliases]))
            after = hints[row.n] = replace(before, hints=merged, aliases=aliases)
            if after != before:
                kept.append((row.n, after))
            published = row.published if row.published is not None else _seconds(after.published)
            modified = _latest(row.modified, _seconds(after.modified))
            if published != row.published or modified != row.modified:
                moved.append((published, UNKNOWN_DATE if published is None else published, modified, row.n))
        self._pages.keep_hints(kept)
        self._ledger.write_many("UPDATE page SET published = ?, newest = ?, modified = ? WHERE n = ?", moved)
        self._ledger.write_many("UPDATE page SET todo = 1, why = 'modified' WHERE n = ?", ((n,) for n in woken - aside))
        self._ledger.write_many("UPDATE page SET todo = 1, why = NULL WHERE n = ?", ((n,) for n in aside))
        self._pages.address((key, row.n, False) for arrival, row in known for key in arrival.keys)
        return len(woken)

    def _changed(self, candidate: Candidate, row: PageRow, now: int) -> bool:
        if row.checked is None:
            return False
        return believes_change(
            Checked(modified=row.modified, checked=row.checked, empty_claims=row.empty_claims), _seconds(candidate.modified), now
        )

    def due(self, limit: int, since: int, until: int) -> list[Due]:
        """The next pages to fetch, newest first, those without a date before all; each once a run. Memory: `limit` pages."""
        rows = self._pages.waiting(limit, since, until)
        self._ledger.write_many("UPDATE page SET todo = 2 WHERE n = ?", ((row.n,) for row in rows))
        hints, week = self._pages.hints(rows), self._clock() // _WEEK
        return [
            Due(
                candidate=hints[row.n],
                key=self._pages.key(row.url) or row.url,
                # a server that says 304 for ever would freeze an article: the first request of a week asks without condition
                etag=row.etag if (row.checked or 0) // _WEEK == week else None,
                last_modified=row.last_modified if (row.checked or 0) // _WEEK == week else None,
                reason=_why(row.why),
            )
            for row in rows
        ]

    def waiting(self) -> int:
        """The number of pages that wait to be handed out."""
        return int(self._ledger.row("SELECT count(*) FROM page WHERE todo = 1 AND todo > 0")[0])


def _why(why: str | None) -> Why:
    return why if why in ("modified", "recheck", "gone", "missing") else "new"  # type: ignore[return-value]


def _seconds(moment: Moment | None) -> int | None:
    return int(moment.at.timestamp()) if moment else None


def _latest(*moments: int | None) -> int | None:
    return max((moment for moment in moments if moment is not None), default=None)
