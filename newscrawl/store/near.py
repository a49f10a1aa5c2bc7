"""The near-duplicate index: signatures and their bands in the ledger. Memory is bounded: a question reads at most 64 signatures."""

from __future__ import annotations

from ..dedup import bands, similarity
from .ledger import Ledger

__all__ = ["NearIndex"]

MOST_CANDIDATES = 64


class NearIndex:
    """The `signature` and `band` tables."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def of(self, page: int) -> bytes | None:
        """The signature that a page's article has, None where it has none."""
        row = self._ledger.row("SELECT minhash FROM signature WHERE page = ?", [page])
        return row[0] if row else None

    def nearest(self, signed: bytes, *, besides: int, at_least: float) -> str | None:
        """The id of the published article that is most like it, the earlier of two; None when none is similar enough."""
        marks = ",".join("?" * len(bands(signed)))
        rows = self._ledger.rows(
            f"SELECT DISTINCT p.n, p.article, s.minhash FROM band b JOIN page p ON p.n = b.page JOIN signature s ON s.page = b.page "  # noqa: S608
            f"WHERE b.hash IN ({marks}) AND p.n <> ? AND p.state = 'live' LIMIT {MOST_CANDIDATES}",
            [*bands(signed), besides],
        )
        scored = sorted((-similarity(signed, minhash), n, article) for n, article, minhash in rows)
        return next((article for negative, _, article in scored if -negative >= at_least), None)

    def put(self, page: int, signed: bytes | None) -> None:
        """Replaces a page's signature; None takes it out."""
        old = self.of(page)
        if old == signed:
            return
        if old is not None:
            self._ledger.write_many("DELETE FROM band WHERE hash = ? AND page = ?", ((band, page) for band in bands(old)))
            self._ledger.write("DELETE FROM signature WHERE page = ?", [page])
        if signed is not None:
            self._ledger.write("INSERT INTO signature (page, minhash) VALUES (?, ?)", [page, signed])
            self._ledger.write_many("INSERT OR IGNORE INTO band (hash, page) VALUES (?, ?)", ((band, page) for band in bands(signed)))
