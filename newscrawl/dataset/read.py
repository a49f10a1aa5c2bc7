"""The articles of run files, as values."""

from __future__ import annotations

import json
import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newscrawl.dataset.article_lines import article_files, index_lines, line_index, lines_of, record_of
from newscrawl.dataset.takedown import Takedowns
from newscrawl.errors import UsageError
from newscrawl.model import Article
from newscrawl.model.codec import from_record
from newscrawl.store.files.manifest import pruned_files
from newscrawl.store.recovery.prune import without_pruned
from newscrawl.store.recovery.rebuild import has_run_files

__all__ = ["read"]

logger = logging.getLogger(__name__)


def read(folder: str | Path, *, all: bool = False) -> Iterator[Article]:  # noqa: A002  the word that says it
    """The articles of a site's folder (`output/techpoint`), or of all sites in an output folder (`output`): each article in its latest
    revision, if that is live, in the order in which the lines were written. `all`: every line, earlier revisions and tombstones too.

    Articles that were taken down are left out, and lines that are no records (each with a warning). Only finished runs are read: a crawl
    may go on meanwhile. Memory does not grow with the number of articles. Raises UsageError for a folder without run files, StateError
    for a list of takedowns that cannot be read, OutputError where a temporary file cannot be written.
    """
    path = Path(folder)
    folders = [path] if path.is_dir() and has_run_files(path) else _sites(path)
    takedowns = Takedowns.read(folders[0].parent)
    return _every(folders, takedowns) if all else _latest(folders, takedowns)


def _sites(output: Path) -> list[Path]:
    found = sorted(site for site in output.glob("[!.]*") if site.is_dir() and has_run_files(site)) if output.is_dir() else []
    if not found:
        raise UsageError(f"{output} has no run files; name a site's folder (output/techpoint) or an output folder")
    return found


def _every(folders: list[Path], takedowns: Takedowns) -> Iterator[Article]:
    pruned = {folder: pruned_files(folder) for folder in folders}
    for file in article_files(folders):
        for offset, line in lines_of(file):
            record = record_of(line)
            if record is None:
                logger.warning("%s, byte %d: no record; it is left out", file, offset)
            elif not takedowns.name(record):
                yield _article(record, pruned[file.parent])


def _latest(folders: list[Path], takedowns: Takedowns) -> Iterator[Article]:
    files, pruned = article_files(folders), {folder: pruned_files(folder) for folder in folders}
    with tempfile.TemporaryDirectory(prefix="newscrawl-") as temporary, line_index(Path(temporary) / "index") as index:
        index_lines(files, takedowns, index)
        index.execute("CREATE INDEX place ON line (file, offset)")
        for number, path in enumerate(files):
            with path.open("rb") as file:
                live = "SELECT offset FROM line WHERE file = ? AND live AND NOT taken ORDER BY offset"
                for (offset,) in index.execute(live, [number]):
                    file.seek(offset)
                    yield _article(json.loads(file.readline()), pruned[path.parent])


def _article(record: dict[str, Any], pruned: frozenset[str]) -> Article:
    without_pruned(record, pruned)
    return from_record(Article, record)
