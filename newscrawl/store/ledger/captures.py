"""Captures that the indexes of archives named and that were not fetched yet. They are separate from the live site's frontier: a live run
asks for no captures, and an archive run for no live pages.

The ledger stores a capture as bytes; only the archive's code knows their form.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from newscrawl.store.ledger.database import Ledger

__all__ = ["CaptureDue", "CaptureSeen", "Captures"]

_NEVER = 1 << 40  # a last capture that no later one comes after: the article is there
Merge = Callable[[bytes, bytes], bytes]
_STATE = "SELECT todo, last, published, data FROM capture WHERE archive = ? AND key = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureSeen:
    """A page that an index names: its key, its first and last capture (Unix seconds), and all of them as bytes."""

    key: str
    first: int
    last: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureDue:
    """A page to fetch from the archive. `first`: its first capture that is known (Unix seconds), in `data` or not."""

    key: str
    data: bytes
    first: int


class Captures:
    """The `capture` and `place` tables. Everything is in the run's open transaction, as all of its work."""

    def __init__(self, ledger: Ledger, give_up_runs: int) -> None:
        self._ledger, self._give_up_runs = ledger, give_up_runs

    def reopen(self) -> None:
        """At the start of a run: what an earlier run handed out and did not finish waits again."""
        self._ledger.write("UPDATE capture SET todo = 1 WHERE todo = 2 AND todo > 0")

    def add(
        self, archive: str, seen: Iterable[CaptureSeen], since: int | None, until: int | None, merge: Merge = lambda _, new: new
    ) -> int:
        """Stores captures of an index; gives the number of pages that wait now and did not wait before. A done page waits again in two
        cases: it gave no article and has later captures, or its publication lies in these days and it was done for other days.
        `merge` joins the known and the new captures of a waiting page."""
        added = 0
        for one in seen:
            known = self._ledger.row(_STATE, [archive, one.key])
            todo, last, published, waiting = known or (0, -1, None, None)
            inside = published is not None and (since is None or published >= since) and (until is None or published <= until)
            if todo == 0 and not inside and (published is not None or one.last <= last):
                continue
            added += not todo
            self._ledger.write(
                "INSERT INTO capture (archive, key, todo, first, last, data) VALUES (?, ?, 1, ?, ?, ?) "
                "ON CONFLICT (archive, key) DO UPDATE SET todo = max(todo, 1), first = min(first, excluded.first), "
                "last = max(last, excluded.last), data = excluded.data",
                [archive, one.key, one.first, one.last, merge(waiting, one.data) if todo and waiting else one.data],
            )
        return added

    def due(self, archive: str, limit: int) -> list[CaptureDue]:
        """The next pages to fetch, by their first capture; each once a run."""
        query = "SELECT key, data, first FROM capture WHERE archive = ? AND todo = 1 AND todo > 0 ORDER BY first, key LIMIT ?"
        rows = self._ledger.rows(query, [archive, limit])
        self._ledger.write_many("UPDATE capture SET todo = 2 WHERE archive = ? AND key = ?", ((archive, key) for key, *_ in rows))
        return [CaptureDue(key=key, data=data, first=first) for key, data, first in rows if data is not None]

    def done(self, archive: str, keys: Sequence[str], *, article: bool, published: int | None = None) -> None:
        """Nothing is left to do for these pages. `article`: for good. `published`: it lies outside the days that were asked for."""
        self._ledger.write_many(
            "UPDATE capture SET todo = 0, data = NULL, attempts = 0, published = ?, last = max(last, ?) WHERE archive = ? AND key = ?",
            ((published, _NEVER if article else 0, archive, key) for key in keys),
        )

    def failed(self, archive: str, key: str, *, asked: bool = True) -> bool:
        """Notes that the archive gave no answer. The page waits for the next run; True if the page is given up after several runs. A
        page that this run did not ask for (`asked`) is not counted as failed."""
        self._ledger.write("UPDATE capture SET todo = 2, attempts = attempts + ? WHERE archive = ? AND key = ?", [asked, archive, key])
        [attempts] = self._ledger.row("SELECT attempts FROM capture WHERE archive = ? AND key = ?", [archive, key]) or [0]
        if attempts < self._give_up_runs:
            return False
        self.done(archive, [key], article=False)
        return True

    def predate(self, archive: str, first: Mapping[str, int]) -> None:
        """Of pages that are known, by their keys: they were captured at these moments (Unix seconds), if not earlier."""
        self._ledger.write_many(
            "UPDATE capture SET first = min(first, ?) WHERE archive = ? AND key = ?", ((at, archive, key) for key, at in first.items())
        )

    def waiting_of(self, archive: str, keys: Sequence[str]) -> dict[str, int]:
        """Those of the keys that wait, with their first capture that is known (Unix seconds)."""
        query = "SELECT c.key, c.first FROM json_each(?) j CROSS JOIN capture c ON c.archive = ? AND c.key = j.value WHERE c.todo > 0"
        return dict(self._ledger.rows(query, [json.dumps(list(keys)), archive]))

    def waiting(self, archive: str) -> int:
        return int(self._ledger.row("SELECT count(*) FROM capture WHERE archive = ? AND todo > 0", [archive])[0])

    def resume(self, walk: str) -> str | None:
        """The place where a stopped walk continues; None for a walk that has not begun or is complete."""
        row = self._ledger.row("SELECT resume FROM place WHERE walk = ?", [walk])
        return row[0] if row else None

    def remember(self, walk: str, resume: str | None) -> None:
        """Stores the place of a walk, after the captures found so far; None deletes the place at the walk's end."""
        if resume is None:
            self._ledger.write("DELETE FROM place WHERE walk = ?", [walk])
        else:
            self._ledger.write(
                "INSERT INTO place (walk, resume) VALUES (?, ?) ON CONFLICT (walk) DO UPDATE SET resume = excluded.resume", [walk, resume]
            )
