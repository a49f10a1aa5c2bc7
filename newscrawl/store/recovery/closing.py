"""The end of a run, in steps that can each be the last one before a crash: repeated from the start, they come to the same end.

1  files on the medium, a large one of articles arranged (`lead.py`); offsets and the
   manifest's line in the ledger, state `finishing`                                          (one commit)
2  each part, or its arranged copy, gets its name                                            (rename; then the folder)
3  the line goes to manifest.jsonl                                                           (append, fsync)
4  state `finished`                                                                          (one commit)
"""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from newscrawl.errors import OutputError
from newscrawl.model import as_record, stamp
from newscrawl.store.disk import Disk
from newscrawl.store.files.columns_first import arranged, led
from newscrawl.store.files.manifest import ManifestEntry, append_entry, entry_from
from newscrawl.store.files.runfiles import FileEntry, Name, digest, parts_of
from newscrawl.store.ledger.database import Ledger

__all__ = ["publish", "recover"]

logger = logging.getLogger(__name__)


def publish(folder: Path, ledger: Ledger, entry: ManifestEntry, disk: Disk) -> None:
    """Steps 2 to 4, from wherever they stopped."""
    renamed = False
    for file in entry.files:
        part, copy = folder / f".{file.name}.part", led(folder, file.name)
        if copy.exists() and _digest(copy) == file.sha256:
            disk.rename(copy, part)
        if part.exists():
            disk.rename(part, folder / file.name)
            renamed = True
    if renamed or entry.files:
        disk.fsync_folder(folder)
    append_entry(folder, entry, disk)
    ledger.write("UPDATE run SET state = 'finished' WHERE id = ?", [entry.run_id])
    ledger.commit()


def recover(folder: Path, spider: str, ledger: Ledger, disk: Disk, now: datetime) -> list[ManifestEntry]:
    """Finishes what earlier runs left: their parts are cut back to the last commit and get their names. Gives their entries."""
    entries = []
    unfinished = "SELECT id, state, started, spider_version, entry FROM run WHERE state <> 'finished' ORDER BY n"
    for run_id, state, started, version, text in ledger.rows(unfinished):
        if state == "finishing":
            entry = entry_from(json.loads(text))
        else:
            entry = ManifestEntry(
                run_id=run_id,
                spider=spider,
                started=started,
                finished=stamp(now),
                reason="crashed",
                exit=None,
                versions={"spider": version},
            )
            entry = _crashed(folder, ledger, disk, entry)
        publish(folder, ledger, entry, disk)
        logger.warning("run %s had not ended; its %d files are finished now", run_id, len(entry.files))
        entries.append(entry)
    _set_orphans_aside(folder, disk)
    return entries


def _crashed(folder: Path, ledger: Ledger, disk: Disk, entry: ManifestEntry) -> ManifestEntry:
    """Step 1 for a run that did not come to it."""
    run_id = entry.run_id
    files: list[FileEntry] = []
    counts: dict[str, dict[str, int]] = {}
    rows = ledger.rows("SELECT kind, bytes, records, counts FROM file WHERE run = ? ORDER BY kind", [run_id])
    committed = {Name.labelled(label, run_id): row for label, *row in rows}
    for name in dict.fromkeys([*committed, *parts_of(folder, run_id)]):
        path = folder / name.part
        size, records, counted = committed.get(name, (0, 0, "{}"))
        if size == 0:
            disk.remove(path)
            continue
        if not path.exists() or path.stat().st_size < size:
            _fetch_again(ledger, name, path)
            disk.remove(path)
            continue
        if path.stat().st_size > size:
            disk.cut(path, size)
        sha256 = arranged(folder, name, ledger, disk) if name.kind == "articles" else None
        files.append(FileEntry(name=name.final, kind=name.kind, sha256=sha256 or _digest(path), bytes=size, records=records))
        counts[name.kind] = json.loads(counted)
    entry = replace(entry, files=tuple(files), articles=counts.get("articles", {}), rejected=counts.get("rejected", {}))
    ledger.write("UPDATE run SET state = 'finishing', entry = ? WHERE id = ?", [json.dumps(as_record(entry)), run_id])
    ledger.commit()
    return entry


def _fetch_again(ledger: Ledger, name: Name, path: Path) -> None:
    """A committed part is shorter than it was, or gone: only a failing disk or a person does that. Its articles are fetched anew."""
    logger.error("%s is shorter than it was committed, or gone: what it held is fetched again", path)
    if name.kind == "articles":
        ledger.write(
            "UPDATE page SET state = 'pending', todo = 1, why = 'new', revision = nullif(revision - 1, 0), content_hash = NULL, "
            "etag = NULL, last_modified = NULL, run = NULL, offset = NULL WHERE run = ?",
            [name.run_id],
        )


def _set_orphans_aside(folder: Path, disk: Disk) -> None:
    """Parts that no run of this ledger owns: from a ledger that was replaced by an older copy. Nothing is deleted that may be someone's,
    but for arranged copies of parts."""
    for path in folder.glob(led(folder, "*").name):
        disk.remove(path)
    for path in folder.glob(".*.part"):
        logger.warning("%s belongs to no run that the ledger knows; it is kept as %s.orphan", path, path.name)
        disk.rename(path, path.with_name(path.name + ".orphan"))


def _digest(path: Path) -> str:
    try:
        return digest(path)
    except OSError as error:
        raise OutputError(f"cannot read {path}: {error.strerror}; check the disk, and run again") from error
