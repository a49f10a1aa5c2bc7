"""Stage 1: one archive file, all sites in it, as rows by bucket. The folder with the rows gets its name when all rows are on the medium."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newscrawl.archive.reader.warc import Damaged, read_pages
from newscrawl.curate.naming import Sites
from newscrawl.curate.rows import row
from newscrawl.discover.rules import is_article_url, is_further_page
from newscrawl.errors import OutputError
from newscrawl.intake.flow import in_order, in_thread
from newscrawl.model import Page, Rejected
from newscrawl.site import Site
from newscrawl.workers.pool import WorkerLost

__all__ = ["REFINED_ROW", "Read", "RefineRow", "bucket_of", "curate_input", "identity"]

REFINED_ROW = "newscrawl.curate.rows:refined_row"
BATCH = 16
CHANGES = 3  # of a file while it is read, after which the user is told
_BUFFER = 1 << 20  # bytes of rows in memory, for all buckets together

RefineRow = Callable[[Page, Site, bool], Awaitable[bytes]]
"""`refined_row`, wherever it runs; raises WorkerLost where its process ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What stage 1 found in a file. `done`: the name of its folder of rows. `before`: the rows were there."""

    done: str
    pages: int
    damaged: dict[str, int]
    before: bool = False


def identity(path: Path) -> str:
    """The name of an input as it is now: of its path, size and time of change. A file that grows or is replaced is another input."""
    try:
        found = path.stat()
    except OSError as error:
        raise OutputError(f"{path} cannot be read: {error.strerror}; curate the others without it") from error
    told = f"{path.resolve()}\n{found.st_size}\n{found.st_mtime_ns}"
    return hashlib.blake2b(told.encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()


def bucket_of(site: str, buckets: int) -> int:
    """The bucket of a site, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(site.encode(), digest_size=8).digest(), "big") % buckets


async def curate_input(path: Path, rows: Path, sites: Sites, refine: RefineRow, *, width: int, buckets: int) -> Read:
    """Reads one archive file into `rows`/IDENTITY/BUCKET.rows. A file that was read before is not read again; of two writers of one file
    the first one's rows stay. Raises OutputError for a full disk, or a file that does not stop changing."""
    for _ in range(CHANGES):
        name = identity(path)
        if (rows / name).is_dir():
            told = json.loads((rows / name / "read.json").read_text("utf-8"))
            return Read(done=name, pages=told["pages"], damaged=told["damaged"], before=True)
        try:
            rows.mkdir(parents=True, exist_ok=True)
            hidden = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=rows))
        except OSError as error:
            raise _full(rows, error) from error
        try:
            read = await _written(path, hidden, name, _Way(sites, refine, width, buckets))
            if identity(path) == name:
                _publish(hidden, rows / name)
                return read
        except OSError as error:
            raise _full(rows, error) from error
        finally:
            shutil.rmtree(hidden, ignore_errors=True)
    raise OutputError(f"{path} changes while it is read; run curate again when the file is whole")


def _full(rows: Path, error: OSError) -> OutputError:
    return OutputError(f"{rows} cannot be written: {error.strerror or error}; make room and run the same command again")


@dataclass(frozen=True, slots=True)
class _Way:
    sites: Sites
    refine: RefineRow
    width: int
    buckets: int

    async def job(self, page: Page, site: Site) -> tuple[str, bytes]:
        is_part = is_further_page(page.url, site)
        if not is_article_url(page.url, site):
            return site.name, row(page, site.name, None, is_part=is_part)
        try:
            return site.name, await self.refine(page, site, is_part)
        except WorkerLost as lost:
            return site.name, row(page, site.name, Rejected(url=page.url, reason=lost.reason, detail=lost.detail), is_part=is_part)


async def _written(path: Path, folder: Path, name: str, way: _Way) -> Read:
    damaged: Counter[str] = Counter()
    buffered: dict[int, list[bytes]] = {}
    pages = held = 0

    def flush() -> None:
        for bucket, waiting in sorted(buffered.items()):
            with (folder / f"{bucket:05}.rows").open("ab") as file:
                file.writelines(waiting)
        buffered.clear()

    async for site, data in in_order(_jobs(path, way, damaged), way.width):
        buffered.setdefault(bucket_of(site, way.buckets), []).append(data)
        pages, held = pages + 1, held + len(data)
        if held > _BUFFER:
            flush()
            held = 0
    flush()
    read = Read(done=name, pages=pages, damaged=dict(damaged))
    (folder / "read.json").write_text(json.dumps({"input": str(path), "pages": pages, "damaged": read.damaged}), "utf-8")
    return read


async def _jobs(path: Path, way: _Way, damaged: Counter[str]) -> AsyncIterator[Coroutine[Any, Any, tuple[str, bytes]]]:
    def wants(url: str) -> bool:
        site = way.sites.of(url)
        return site is not None and (is_article_url(url, site) or is_further_page(url, site))

    async for batch in in_thread(lambda: read_pages(path, wants=wants), BATCH, lambda one: len(one.body) if isinstance(one, Page) else 0):
        for one in batch:
            if isinstance(one, Damaged):
                damaged[one.reason] += 1
            elif (site := way.sites.of(one.url)) is not None:
                yield way.job(one, site)


def _publish(hidden: Path, final: Path) -> None:
    """Gives the folder its name, once all in it is on the medium. The name is the mark: a folder is not renamed onto one with files."""
    for path in [*hidden.iterdir(), hidden]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    try:
        hidden.rename(final)
    except OSError:
        if not final.is_dir():
            raise
    descriptor = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
