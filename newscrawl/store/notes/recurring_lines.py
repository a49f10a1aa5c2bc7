"""How often each line stood in a site's articles: fulfils `clean.recurring.LineCounts`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from newscrawl.clean.recurring import LineCount, LineSeen
from newscrawl.store.ledger.database import Ledger

__all__ = ["LedgerLines"]

MEMORY = 2000  # articles after which a line that only one article carries is forgotten
SWEEP = 500  # lines forgotten at a time, so that no call takes long: an article brings some thirty


class LedgerLines:
    """The `line` and `counted` tables. On disk: the lines of the last 2,000 articles, and those that recurred."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._articles: int = ledger.row("SELECT count(*) FROM counted")[0]

    def seen(self, article_id: str, lines: Sequence[LineSeen]) -> None:
        added = self._ledger.write("INSERT OR IGNORE INTO counted (article) VALUES (?)", [_number(article_id)])
        if added.rowcount < 1:
            return
        self._ledger.write_many(
            "INSERT INTO line (key, articles, head, tail, first, last, since) VALUES (?, 1, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
            "articles = articles + 1, head = head + excluded.head, tail = tail + excluded.tail, first = first + excluded.first, "
            "last = last + excluded.last",
            (
                (line.key, line.head, line.tail, line.first, line.last, self._articles)
                for line in {line.key: line for line in lines}.values()
            ),
        )
        self._articles += 1
        if self._articles > MEMORY:
            self._ledger.write(
                "DELETE FROM line WHERE key IN (SELECT key FROM line WHERE articles = 1 AND since < ? LIMIT ?)",
                [self._articles - MEMORY, SWEEP],
            )

    def counts(self, keys: Sequence[int]) -> Mapping[int, LineCount]:
        rows = self._ledger.rows(
            "SELECT key, articles, head, tail, first, last, since FROM line WHERE key IN (SELECT value FROM json_each(?))",
            [json.dumps(list(keys))],
        )
        return {
            key: LineCount(articles=articles, head=head, tail=tail, first=first, last=last, since=since)
            for key, articles, head, tail, first, last, since in rows
        }

    def articles(self) -> int:
        return self._articles


def _number(article_id: str) -> int:
    """A record's id as a signed 64-bit number: a fifth of its size as text."""
    return int.from_bytes(hashlib.blake2b(article_id.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)
