"""Whether a site's folder is whole: each run file against the manifest, each line against the schema, each stored page against the line
that names it, the ledger against the lines. Reads, never writes; memory does not grow with the number of articles."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newscrawl.archive.reader.records import Damaged, Head, Record, records
from newscrawl.archive.write import payload_digest
from newscrawl.errors import StateError
from newscrawl.schema import problems
from newscrawl.store.files.damage import checksum_damage, folder_names
from newscrawl.store.files.manifest import listed_files
from newscrawl.store.files.runfiles import FileEntry, Name
from newscrawl.store.ledger.database import Ledger
from newscrawl.store.recovery.rebuild import require_runs

__all__ = ["Finding", "verify"]

_TABLES = """
CREATE TABLE line (id TEXT, revision INTEGER, file TEXT, offset INTEGER, PRIMARY KEY (id, revision)) WITHOUT ROWID;
CREATE TABLE page (file TEXT, offset INTEGER, article TEXT, PRIMARY KEY (file, offset, article)) WITHOUT ROWID;
"""
_DIGESTS = ("sha1:", "sha1-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault of one file. `at`: the byte in the file where the fault begins, None for the file as a whole."""

    file: str
    trouble: str
    at: int | None = None

    def __str__(self) -> str:
        return f"{self.file}{'' if self.at is None else f', byte {self.at}'}: {self.trouble}"


def verify(output_dir: Path, spider: str) -> Iterator[Finding]:
    """The faults of a site's run files and ledger; none where all is as it was written. Raises UsageError where the site never wrote
    anything, OutputError where the manifest cannot be read."""
    folder = require_runs(output_dir, spider)
    listed, names = listed_files(folder), folder_names(folder)
    index = sqlite3.connect("")  # a temporary file of SQLite's own
    with closing(index):
        index.executescript(_TABLES)
        whole = []
        for file in sorted(listed.values(), key=lambda file: (file.name.partition("-")[2], file.kind)):
            damage = checksum_damage(folder, file)
            if damage:
                yield Finding(file=file.name, trouble=damage.found)
            if file.name in names:
                whole.append(file)
        for file in (file for file in whole if file.kind == "articles"):
            yield from _lines(folder, file, index)
        yield from _pages(folder, [file.name for file in whole if file.kind == "pages"], index)
        yield from _unlisted(names, listed)
        yield from _ledger(output_dir / ".state" / f"{spider}.sqlite", index)


def _lines(folder: Path, file: FileEntry, index: sqlite3.Connection) -> Iterator[Finding]:
    offset = count = 0
    with (folder / file.name).open("rb") as lines:
        for line in lines:
            if trouble := _line(line, file, offset, index):
                yield Finding(file=file.name, trouble=trouble, at=offset)
            offset += len(line)
            count += 1
    if count != file.records:
        yield Finding(file=file.name, trouble=f"has {count} lines, the manifest says {file.records}")


def _line(line: bytes, file: FileEntry, offset: int, index: sqlite3.Connection) -> str | None:
    """The fault of a line of articles, None for a whole line. Notes the line and the stored page that the line names."""
    try:
        record: Any = json.loads(line)
    except ValueError:
        return "the line is no JSON"
    if not isinstance(record, dict) or not line.endswith(b"\n"):
        return "the line is torn"
    if found := problems(record):
        return f"the line is no record: {found[0]}"
    row = [record["id"], record["revision"], file.name, offset]
    if index.execute("INSERT OR IGNORE INTO line VALUES (?, ?, ?, ?)", row).rowcount < 1:
        return f"revision {record['revision']} of {record['id']} is there twice"
    if (fetch := record["fetch"]).get("warc_file"):
        index.execute("INSERT OR IGNORE INTO page VALUES (?, ?, ?)", [fetch["warc_file"], fetch["warc_offset"], record["id"]])
    return None


def _pages(folder: Path, files: list[str], index: sqlite3.Connection) -> Iterator[Finding]:
    for name in files:
        with (folder / name).open("rb") as file:
            for record in records(file, lambda head: head.kind in ("response", "revisit")):
                if isinstance(record, Damaged):
                    yield Finding(file=name, trouble=f"a record cannot be read: {record.reason}", at=record.offset)
                    continue
                if trouble := _digest_trouble(record):
                    yield Finding(file=name, trouble=trouble, at=record.head.offset)
                index.execute("DELETE FROM page WHERE file = ? AND offset = ?", [name, record.head.offset])
    named = ", ".join("?" * len(files))
    for name, offset, article in index.execute(f"SELECT * FROM page WHERE file IN ({named})", files):  # noqa: S608  question marks
        yield Finding(file=name, trouble=f"no stored page begins here, which {article} names", at=offset)


def _digest_trouble(record: Record) -> str | None:
    """Whether a record's block or payload is another than its digest says. Digests by other functions than SHA-1 are not compared."""
    if _differs(record.head, "warc-block-digest", record.block):
        return "the block is not the one of its digest"
    payload = record.block.partition(b"\r\n\r\n")[2]
    if record.head.kind == "response" and _differs(record.head, "warc-payload-digest", payload):
        return "the page is not the one of its digest"
    return None


def _differs(head: Head, name: str, data: bytes) -> bool:
    said = head.headers.get(name, "")
    return said.startswith(_DIGESTS) and said != payload_digest(data)


def _unlisted(names: frozenset[str], listed: dict[str, FileEntry]) -> Iterator[Finding]:
    for name in sorted(names - set(listed)):
        if name.startswith("articles-") and name.endswith(".jsonl"):
            yield Finding(file=name, trouble="is listed by no run of the manifest")


def _ledger(path: Path, index: sqlite3.Connection) -> Iterator[Finding]:
    """Each published page of the ledger against the line that the ledger names."""
    ledger = Ledger.look(path) if path.is_file() else None
    if ledger is None:
        yield Finding(file=path.name, trouble="is not there, or of another version; the next crawl builds it from the run files")
        return
    try:
        rows = ledger.rows("SELECT article, revision, run, offset FROM page WHERE run IS NOT NULL AND state IN ('live', 'gone')")
        finished = {run for (run,) in ledger.rows("SELECT id FROM run WHERE state = 'finished'")}
    except StateError as error:
        yield Finding(file=path.name, trouble=str(error))
        return
    finally:
        with suppress(StateError):
            ledger.close()
    for article, revision, run, offset in rows:
        name = Name(kind="articles", run_id=run).final
        line = index.execute("SELECT file, offset FROM line WHERE id = ? AND revision = ?", [article, revision]).fetchone()
        if run in finished and line != (name, offset):
            yield Finding(file=path.name, trouble=f"revision {revision} of {article} is not in {name} at byte {offset}")
