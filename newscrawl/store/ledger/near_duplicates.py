"""The near-duplicate index: signatures in the ledger, their bands among the marks. Memory is bounded: a question reads at most 64."""

from __future__ import annotations

from newscrawl.dedup import bands, similarity
from newscrawl.store.ledger.database import Ledger
from newscrawl.store.ledger.key_table import Marks

__all__ = ["NearIndex"]

MOST_CANDIDATES = 64


class NearIndex:
    """The `signature` table. Who puts a signature marks the page with its bands."""

    def __init__(self, ledger: Ledger, marks: Marks) -> None:
        self._ledger, self._marks = ledger, marks

    def of(self, page: int) -> bytes | None:
        """The signature that a page's article has, None where it has none."""
        row = self._ledger.row("SELECT minhash FROM signature WHERE page = ?", [page])
        return row[0] if row else None

    def nearest(self, signed: bytes, *, besides: int, at_least: float) -> str | None:
        """The id of the published article that is most like it, the earlier of two; None when none is similar enough."""
        marks = bands(signed)
        rows = self._ledger.rows(
            f"SELECT p.n, p.article, s.minhash FROM ({self._marks.pages_with(len(marks))}) m JOIN page p ON p.n = m.page "  # noqa: S608
            f"JOIN signature s ON s.page = m.page WHERE p.n <> ? AND p.state = 'live' LIMIT {MOST_CANDIDATES}",
            [*marks, besides],
        )
        scored = sorted((-similarity(signed, minhash), n, article) for n, article, minhash in rows)
        return next((article for negative, _, article in scored if -negative >= at_least), None)

    def put(self, page: int, signed: bytes | None) -> None:
        """Replaces a page's signature; None takes it out."""
        if signed is None:
            self._ledger.write("DELETE FROM signature WHERE page = ?", [page])
        else:
            self._ledger.write("INSERT OR REPLACE INTO signature (page, minhash) VALUES (?, ?)", [page, signed])
