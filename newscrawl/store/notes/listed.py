"""The pages that each source listed when it was last read whole. A published page that is missing in the new list is looked at again.

A site does not announce a deletion: the gap in its sitemap or feed is the only sign. A gap is no proof, so the page is asked for.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from newscrawl.store.ledger.database import Ledger

__all__ = ["Listings"]

MOST = 50  # pages that one list may send us back to in one run
CHUNK = 2000


class Listings:
    """The `listed` table: the pages of a source as sorted numbers, eight bytes each."""

    def __init__(self, ledger: Ledger, run_number: int) -> None:
        self._ledger, self._run = ledger, run_number
        self._unsettled = False

    def listed(self, source: str, keys: Sequence[str]) -> None:
        """The source, read whole, names exactly these keys (those that no candidate has are left out).

        What it named before and does not now becomes due, when it is published and not older than all that is named now: feeds forget
        their oldest. A list of which most is gone is another list: nothing follows from that.
        """
        now = self._numbers(keys)
        if not now:
            return
        row = self._ledger.row("SELECT pages FROM listed WHERE source = ?", [source])
        before = set(_unpacked(row[0])) if row else set()
        vanished = before.difference(now)
        if vanished or len(before) != len(now):
            self._ledger.write(
                "INSERT INTO listed (source, run, pages) VALUES (?, ?, ?) "
                "ON CONFLICT (source) DO UPDATE SET run = excluded.run, pages = excluded.pages",
                [source, self._run, array("q", now).tobytes()],
            )
        else:
            self._ledger.write("UPDATE listed SET run = ? WHERE source = ?", [self._run, source])
        if vanished and len(vanished) * 2 <= max(len(before), 10):
            self._ask_again(vanished, now)

    def newest(self, source: str) -> datetime | None:
        """The latest publication among the pages that the source named when it was last read whole. Of a long list the earliest and the
        latest pages of the ledger are looked at."""
        row = self._ledger.row("SELECT pages FROM listed WHERE source = ?", [source])
        numbers = _unpacked(row[0]) if row else array("q")
        part = json.dumps([*numbers[:CHUNK], *numbers[CHUNK:][-CHUNK:]])
        latest = self._ledger.row("SELECT max(published) FROM page WHERE n IN (SELECT value FROM json_each(?))", [part])[0]
        return datetime.fromtimestamp(latest, UTC) if latest is not None else None

    def _numbers(self, keys: Sequence[str]) -> list[int]:
        found: set[int] = set()
        for start in range(0, len(keys), CHUNK):
            part = json.dumps(keys[start : start + CHUNK])
            rows = self._ledger.rows(
                "SELECT a.page FROM json_each(?) j CROSS JOIN address a ON a.key = j.value WHERE a.page IS NOT NULL", [part]
            )
            found.update(n for (n,) in rows)
        return sorted(found)

    def _ask_again(self, vanished: Iterable[int], now: Sequence[int]) -> None:
        oldest = self._ledger.row("SELECT min(published) FROM page WHERE n IN (SELECT value FROM json_each(?))", [json.dumps(now)])[0]
        if oldest is None:
            return
        changed = self._ledger.write(
            "UPDATE page SET todo = 1, why = 'missing' WHERE n IN (SELECT n FROM page WHERE n IN (SELECT value FROM json_each(?)) "
            "AND state = 'live' AND todo = 0 AND published >= ? ORDER BY published DESC LIMIT ?)",
            [json.dumps(list(vanished)), oldest, MOST],
        )
        self._unsettled = self._unsettled or changed.rowcount > 0

    def settle(self) -> None:
        """Before pages are handed out: what one list lost and another of this run names only moved (sitemaps overflow into the next)."""
        if not self._unsettled:
            return
        self._unsettled = False
        missing = {n for (n,) in self._ledger.rows("SELECT n FROM page WHERE todo = 1 AND todo > 0 AND why = 'missing'")}
        for (source,) in self._ledger.rows("SELECT source FROM listed WHERE run = ?", [self._run]):
            there = missing.intersection(_unpacked(self._ledger.row("SELECT pages FROM listed WHERE source = ?", [source])[0]))
            self._ledger.write_many("UPDATE page SET todo = 0, why = NULL WHERE n = ?", ((n,) for n in there))


def _unpacked(data: bytes) -> array[int]:
    numbers = array("q")
    numbers.frombytes(data)
    return numbers
