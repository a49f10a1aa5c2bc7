"""The earlier version of an article, read back from its run file to compare or to take back.

The ledger keeps only the offset of a line: the line itself would double the text on disk. A file that was moved away or compressed since
is no error; its lines are then unknown.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newscrawl.clean.recurring import line_key
from newscrawl.model import SCHEMA_VERSION, Article, Extraction, Fetch, Refined, as_record, stamp
from newscrawl.store.decide import same_but_for
from newscrawl.store.files.runfiles import Name
from newscrawl.store.ledger.row import PageRow
from newscrawl.store.notes.recurring_lines import LedgerLines
from newscrawl.text import content_hash, paragraphs
from newscrawl.urls import registered_domain

__all__ = ["Versions"]

RECURS = 3  # articles with a line from which on the line's coming and going is no change of an article
MOST_BYTES = 16 << 20


class Versions:
    """Reads lines of earlier runs, and of this one."""

    def __init__(self, folder: Path, spider: str, lines: LedgerLines) -> None:
        self._folder, self._spider, self._lines = folder, spider, lines

    def latest(self, row: PageRow) -> dict[str, Any] | None:
        """The latest line of a page's article, None where its file is not there any more."""
        if row.run is None or row.offset is None:
            return None
        written = Name(kind="articles", run_id=row.run)
        for name in (written.final, written.part):
            try:
                with (self._folder / name).open("rb") as file:
                    file.seek(row.offset)
                    record = json.loads(file.readline(MOST_BYTES))
            except (OSError, ValueError):
                continue
            if isinstance(record, dict) and record.get("id") == row.article:
                return record
        return None

    def same_text(self, row: PageRow, refined: Refined) -> bool:
        """Whether the article differs from its latest line only by lines that cleaning newly removes, or by lines that many articles of
        the site carry."""
        old = self.latest(row)
        if old is None or old.get("title") != refined.article.title or not isinstance(old.get("text"), str):
            return False
        before, after = _keys(old["text"]), _keys(refined.article.text or "")
        removed = {line_key(edit.text) for edit in refined.edits}
        differing = set(before) ^ set(after)
        counts = self._lines.counts(list(differing - removed))
        recurring = {key for key, count in counts.items() if count.articles >= RECURS}
        return same_but_for(removed | recurring, before, after)

    def tombstone(
        self, row: PageRow, status: int, now: int, run_id: str, spider_version: str, old: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """The line that takes an article back: its last title and addresses, without its text. `old`: the article's line, where this run
        wrote it."""
        old = old or self.latest(row) or self._bare(row)
        fetch = Fetch(fetched_at=stamp(datetime.fromtimestamp(now, UTC)), status=status, via="live")
        return {
            **old,
            "schema_version": SCHEMA_VERSION,
            "revision": (row.revision or 0) + 1,
            "supersedes": row.content_hash.hex() if row.content_hash else None,
            "status": "gone",
            "text": None,
            "sections": [],
            "word_count": 0,
            "content_hash": content_hash(old["title"], ""),
            "fetch": as_record(fetch),
            "run_id": run_id,
            "spider_version": spider_version,
        }

    def _bare(self, row: PageRow) -> dict[str, Any]:
        article = Article(
            id=row.article or "",
            source=self._spider,
            domain=registered_domain(row.url),
            url=row.url,
            canonical_url=row.url,
            title="",
            text=None,
            content_hash="",
            word_count=0,
            extraction=Extraction(method="none", confidence=0.0, versions={}),
            fetch=Fetch(fetched_at="", status=0, via="live"),
            near_duplicate_of=row.near,
        )
        record: dict[str, Any] = as_record(article)
        return record


def _keys(text: str) -> list[int]:
    return [line_key(line) for line in paragraphs(text)]
