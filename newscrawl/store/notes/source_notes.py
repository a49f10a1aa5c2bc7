"""The ledger's memory of a site's sources. Implements `discover.memory.Memory`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from newscrawl.discover.polling import LEARNED_FROM, Asked, Rhythm
from newscrawl.discover.walks.memory import SourceState
from newscrawl.model import Moment
from newscrawl.store.ledger.database import Ledger
from newscrawl.store.notes.listed import Listings

__all__ = ["LedgerMemory"]


_POLL = "poll:"  # before an address: the row says when it was asked, not what it listed


class LedgerMemory:
    """The state of sources, written into the run's open transaction after the candidates that came before. No commit can keep the state
    of a source and lose its candidates."""

    def __init__(self, ledger: Ledger, run_number: int) -> None:
        self._ledger, self._run = ledger, run_number
        self._listings = Listings(ledger, run_number)

    def source(self, url: str) -> SourceState | None:
        row = self._ledger.row("SELECT state FROM source WHERE url = ?", [url])
        return _load(row[0]) if row else None

    def remember(self, url: str, state: SourceState) -> None:
        self._ledger.write(
            "INSERT INTO source (url, state) VALUES (?, ?) ON CONFLICT (url) DO UPDATE SET state = excluded.state",
            [url, json.dumps(_dump(state))],
        )

    def known(self, keys: Sequence[str]) -> frozenset[str]:
        """Those that an earlier run has seen and not laid aside: what this run itself found is news, or a listing would stop at what the
        feed just brought."""
        rows = self._ledger.rows(
            "SELECT a.key FROM json_each(?) j CROSS JOIN address a ON a.key = j.value JOIN page p ON p.n = a.page "
            "WHERE p.first_run < ? AND NOT (p.state = 'pending' AND p.todo = 0)",
            [json.dumps(list(keys)), self._run],
        )
        return frozenset(key for (key,) in rows)

    def doubted(self, keys: Sequence[str]) -> frozenset[str]:
        return self._with(keys, "p.empty_claims > 0")

    def articles(self, keys: Sequence[str]) -> frozenset[str]:
        return self._with(keys, "p.revision IS NOT NULL")

    def _with(self, keys: Sequence[str], condition: str) -> frozenset[str]:
        """Those of the keys whose page fulfils a condition of ours."""
        rows = self._ledger.rows(
            f"SELECT a.key FROM json_each(?) j CROSS JOIN address a ON a.key = j.value JOIN page p ON p.n = a.page WHERE {condition}",  # noqa: S608
            [json.dumps(list(keys))],
        )
        return frozenset(key for (key,) in rows)

    def newest(self, url: str) -> datetime | None:
        return self._listings.newest(url)

    def listed(self, url: str, keys: Sequence[str]) -> None:
        """Stores the keys that a completely read source names, after its candidates were stored. Pages missing in the new list are
        looked at again."""
        self._listings.listed(url, keys)

    def asked(self, url: str) -> Asked | None:
        """When a source was asked last, and how many times in a row it brought nothing; `discover.polling.PollNotes`."""
        row = self._ledger.row("SELECT state FROM source WHERE url = ?", [_POLL + url])
        try:
            at, quiet = json.loads(row[0]) if row else (None, 0)
            return Asked(datetime.fromtimestamp(at, UTC), int(quiet)) if at is not None else None
        except (ValueError, TypeError, OverflowError, OSError):
            return None

    def note_asked(self, url: str, asked: Asked) -> None:
        self._ledger.write(
            "INSERT INTO source (url, state) VALUES (?, ?) ON CONFLICT (url) DO UPDATE SET state = excluded.state",
            [_POLL + url, json.dumps([asked.at.timestamp(), asked.quiet])],
        )

    def rhythm(self, now: datetime) -> Rhythm:
        """The hours at which the site published in the last weeks."""
        first = int((now - LEARNED_FROM).timestamp())
        rows = self._ledger.rows("SELECT published FROM page WHERE published >= ? AND revision IS NOT NULL", [first])
        return Rhythm.of((datetime.fromtimestamp(at, UTC) for (at,) in rows), now)

    def settle(self) -> None:
        """Once all sources are read, before pages are handed out."""
        self._listings.settle()


def _dump(state: SourceState) -> dict[str, Any]:
    return {
        "etag": state.etag,
        "last_modified": state.last_modified,
        "high_water": [state.high_water.at.timestamp(), state.high_water.precision] if state.high_water else None,
        "checked_at": state.checked_at.timestamp() if state.checked_at else None,
        "unfinished": state.unfinished,
        "missing": state.missing,
        "sampled": state.sampled,
    }


def _load(data: str) -> SourceState | None:
    """None for what cannot be read: the source is then walked as if for the first time, which costs requests and loses nothing."""
    try:
        plain = json.loads(data)
        mark, checked = plain["high_water"], plain["checked_at"]
        return SourceState(
            etag=plain["etag"],
            last_modified=plain["last_modified"],
            high_water=Moment(at=datetime.fromtimestamp(mark[0], UTC), precision=mark[1]) if mark else None,
            checked_at=datetime.fromtimestamp(checked, UTC) if checked is not None else None,
            unfinished=bool(plain["unfinished"]),
            missing=bool(plain["missing"]),
            sampled=bool(plain.get("sampled")),
        )
    except (ValueError, KeyError, TypeError, OverflowError, OSError):
        return None
