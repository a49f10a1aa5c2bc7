"""robots.txt as it was last read, with its validators: kept from run to run, so that it is sent again only when it changed."""

from __future__ import annotations

from newscrawl.store.ledger.database import Ledger

__all__ = ["LedgerRobots"]

Kept = tuple[bytes, str | None, str | None, float]


class LedgerRobots:
    """By the address of the robots.txt: its bytes, ETag, Last-Modified, and when it was fetched (Unix seconds)."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def load(self, url: str) -> Kept | None:
        row = self._ledger.row("SELECT body, etag, last_modified, fetched FROM robots WHERE url = ?", [url])
        return (bytes(row[0]), row[1], row[2], float(row[3])) if row else None

    def save(self, url: str, kept: Kept) -> None:
        """Durable with the next commit."""
        self._ledger.write("INSERT OR REPLACE INTO robots (url, body, etag, last_modified, fetched) VALUES (?, ?, ?, ?, ?)", [url, *kept])
