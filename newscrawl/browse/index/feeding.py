"""Feeds the index with the run files that it has not read."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from newscrawl.browse.index.catalogue import GONE, LIVE, LONGEST_LINE, OLD, Catalogue
from newscrawl.dataset.uncut import cuts_of
from newscrawl.health.looks import kept_of, to_look_at
from newscrawl.store.files.runfiles import RUN_ID
from newscrawl.text import fold

__all__ = ["LOOKS", "feed", "line_number", "spaced"]

LOOKS: Final = {None: 0, "sentence": 1, "heading": 2}
_KINDS = ("articles", "edits", "rejected")  # in this order: edits belong to articles
_DENSE = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])")


@dataclass(frozen=True, slots=True)
class _File:
    site: str
    path: Path
    bytes: int
    stamp: int

    @property
    def order(self) -> tuple[str, int]:
        run = RUN_ID.search(self.path.name)
        return (run[0] if run else "", _KINDS.index(self.path.name.partition("-")[0]))


def feed(catalogue: Catalogue) -> int:
    """Reads the run files that are new; gives their number. Where a file that was read is gone or has changed, all is read anew."""
    found = {(file.site, file.path.name): file for file in _run_files(catalogue.output)}
    read = _read(catalogue.db)
    if any(key not in found or (found[key].bytes, found[key].stamp) != was for key, was in read.items()):
        catalogue.emptied()
        catalogue.fed += 1
        read = {}
    new = sorted((file for key, file in found.items() if key not in read), key=lambda file: file.order)
    if not new:
        return 0
    with catalogue.writing():
        read = _read(catalogue.db)  # another process may have been quicker
        new = [file for file in new if (file.site, file.path.name) not in read]
        feeder = _Feeder(catalogue)
        for file in new:
            feeder.file(file)
        feeder.counted()
    catalogue.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    catalogue.fed += 1
    return len(new)


def _read(db: sqlite3.Connection) -> dict[tuple[str, str], tuple[int, int]]:
    rows = db.execute("SELECT s.name, f.name, f.bytes, f.stamp FROM file f JOIN site s ON s.n = f.site")
    return {(site, name): (size, stamp) for site, name, size, stamp in rows}


def _run_files(output: Path) -> Iterator[_File]:
    for folder in sorted(output.glob("[!.]*")) if output.is_dir() else ():
        for kind in _KINDS:
            for path in folder.glob(f"{kind}-*.jsonl"):
                state = path.stat()
                yield _File(folder.name, path, state.st_size, state.st_mtime_ns)


class _Feeder:
    """Reads run files into the tables, within one transaction. Line counts are written at its end, each once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue, self._db = catalogue, catalogue.db
        self._rules: dict[str, int] = {}
        self._times: dict[int, int] = {}
        self._by_rule: dict[int, list[int]] = {}  # times, articles

    def file(self, file: _File) -> None:
        site = self._catalogue.numbered("site", file.site)
        entered = self._db.execute(
            "INSERT INTO file (site, name, bytes, stamp) VALUES (?, ?, ?, ?)", [site, file.path.name, file.bytes, file.stamp]
        )
        number = int(entered.lastrowid or 0)
        take = {"articles": self._article, "edits": self._edits, "rejected": self._rejected}[file.path.name.partition("-")[0]]
        for offset, record in _lines(file.path):
            take(site, number, offset, record)

    def _article(self, site: int, file: int, offset: int, record: dict[str, Any]) -> None:
        article, revision = record.get("id"), record.get("revision")
        if not isinstance(article, str) or not isinstance(revision, int):
            return
        shown = LIVE if record.get("status") == "live" else GONE
        before = self._db.execute(
            "SELECT n, revision FROM article WHERE id = ? AND site = ? AND shown != ? ORDER BY revision DESC LIMIT 1", [article, site, OLD]
        ).fetchone()
        if before and before[1] > revision:  # a large file's first lines are not its oldest ones
            shown = OLD
        elif before:
            self._db.execute("UPDATE article SET shown = ? WHERE n = ?", [OLD, before[0]])
            self._forget(before[0])
        entered = self._db.execute(
            "INSERT INTO article (site, file, offset, id, revision, shown, day, words, near) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [site, file, offset, article, revision, shown, str(record.get("date_published") or "")[:10],
             _int(record.get("word_count")), record.get("near_duplicate_of")],
        )  # fmt: skip
        if shown == LIVE:
            authors = record.get("authors")
            names = ", ".join(map(str, authors)) if isinstance(authors, list) else ""
            self._db.execute(
                "INSERT INTO told (rowid, title, author, text) VALUES (?, ?, ?, ?)",
                [entered.lastrowid, *(spaced(str(part or "")) for part in (record.get("title"), names, record.get("text")))],
            )  # fmt: skip

    def _edits(self, site: int, file: int, offset: int, record: dict[str, Any]) -> None:
        row = self._db.execute(
            "SELECT n, shown, file, offset FROM article WHERE id = ? AND revision = ? AND site = ?",
            [str(record.get("id")), record.get("revision"), site],
        ).fetchone()
        if row is None:
            return
        article, shown, in_file, at_offset = row
        cuts = cuts_of(record.get("edits"))
        self._db.execute("UPDATE article SET cuts = ?, edits_file = ?, edits_offset = ? WHERE n = ?", [len(cuts), file, offset, article])
        if shown != LIVE:
            return
        kept: str | None = None
        rows = []
        for cut in cuts:
            look = to_look_at(cut.rule, cut.text, "")
            if look:
                kept = kept_of(self._catalogue.line(in_file, at_offset)) if kept is None else kept
                look = to_look_at(cut.rule, cut.text, kept)
            line = line_number(cut.text)
            rows.append((article, cut.at, self._rule(cut.rule), line, LOOKS[look]))
        self._db.executemany("INSERT OR IGNORE INTO cut VALUES (?, ?, ?, ?, ?)", rows)
        self._count([(rule, line) for _, _, rule, line, _ in rows], 1)

    def _rejected(self, site: int, file: int, offset: int, record: dict[str, Any]) -> None:
        self._db.execute(
            "INSERT INTO rejected (site, file, offset, reason) VALUES (?, ?, ?, ?)", [site, file, offset, str(record.get("reason", ""))]
        )

    def _rule(self, name: str) -> int:
        if name not in self._rules:
            self._rules[name] = self._catalogue.numbered("rule", name)
        return self._rules[name]

    def _forget(self, article: int) -> None:
        """The removals of an older line count no more."""
        self._count(self._db.execute("SELECT rule, line FROM cut WHERE article = ?", [article]).fetchall(), -1)
        self._db.execute("DELETE FROM cut WHERE article = ?", [article])

    def _count(self, cuts: list[tuple[int, int]], sign: int) -> None:
        for rule, line in cuts:
            self._times[line] = self._times.get(line, 0) + sign
            self._by_rule.setdefault(rule, [0, 0])[0] += sign
        for rule in {rule for rule, _ in cuts}:
            self._by_rule[rule][1] += sign

    def counted(self) -> None:
        """Writes the counts of lines and rules."""
        self._db.executemany(
            "INSERT INTO line VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET times = times + ?2", sorted(self._times.items())
        )
        self._db.executemany(
            "UPDATE rule SET times = times + ?, articles = articles + ? WHERE n = ?",
            [(*counts, rule) for rule, counts in self._by_rule.items()],
        )


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    offset = 0
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                record = None
            if isinstance(record, dict):
                yield offset, record
            offset += len(line)


def line_number(text: str) -> int:
    """A line as a number: lines that a reader takes for the same have the same one."""
    return int.from_bytes(hashlib.blake2b((fold(text) or text).encode("utf-8", "replace"), digest_size=7).digest())


def spaced(text: str) -> str:
    """The text with blanks between the letters of scripts that write none between words: each letter is a word of the index."""
    return text if text.isascii() else _DENSE.sub(r" \1 ", text)


def _int(value: Any) -> int:
    return value if isinstance(value, int) else 0
