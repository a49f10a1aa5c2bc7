"""A crawl as an iterator of articles. The crawl has a process of its own: it can run twice in a notebook, in a thread and under asyncio."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from newscrawl.errors import StateError, UsageError
from newscrawl.library.single import child_environment
from newscrawl.model import Article
from newscrawl.model.codec import from_record
from newscrawl.store.files.runfiles import Name
from newscrawl.urls import is_http

__all__ = ["acrawl", "crawl"]

_LOOK = 0.2  # seconds between two looks for committed articles
_STOP = 30.0  # seconds that a crawl has to end after it was told to


def crawl(
    site: str,
    *,
    since: str | None = None,
    until: str | None = None,
    archive: str | None = None,
    output: str | Path | None = None,
    settings: Sequence[str] = (),
) -> Generator[Article, None, None]:
    """The articles of a site, each as it is committed. `site`: the name of a configured site, or an address of any site.

    `since`, `until`: days, or "all", as `scrapy crawl` takes them. `archive`: `wayback`, `commoncrawl`, `warc:PATH` and so on. `output`:
    the output folder of the run; without it nothing stays on disk, and every call begins anew. `settings`: `NAME=VALUE` of Scrapy and
    newscrawl. The crawl is stopped when the iterator is closed: by `break` out of a `for` loop, or by `close()`.

    Raises UsageError for wrong arguments, StateError where the crawl failed. A crawl that finished and is unhealthy (exit status 3) warns.
    """
    name, arguments = ("auto", [f"url={site}"]) if is_http(site) else (site, [])
    arguments += [f"{key}={value}" for key, value in (("since", since), ("until", until), ("archive", archive)) if value is not None]
    command = [sys.executable, "-m", "scrapy", "crawl", name, *(part for one in arguments for part in ("-a", one))]
    return _articles(command, None if output is None else Path(output), list(settings))


async def acrawl(
    site: str,
    *,
    since: str | None = None,
    until: str | None = None,
    archive: str | None = None,
    output: str | Path | None = None,
    settings: Sequence[str] = (),
) -> AsyncIterator[Article]:
    """As `crawl`, for `async for`. The event loop is free while the next article is waited for."""
    articles = crawl(site, since=since, until=until, archive=archive, output=output, settings=settings)
    try:
        while (article := await asyncio.to_thread(next, articles, None)) is not None:
            yield article
    finally:
        await asyncio.to_thread(articles.close)


def _articles(command: list[str], output: Path | None, settings: list[str]) -> Generator[Article, None, None]:
    with ExitStack() as stack:
        folder = output or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newscrawl-")))
        log = stack.enter_context(tempfile.TemporaryFile())
        chosen = [*settings, f"NEWSCRAWL_OUTPUT_DIR={folder.absolute()}"]
        command = [*command, *(part for setting in chosen for part in ("-s", setting))]
        known = _runs(folder)
        process = subprocess.Popen(  # noqa: S603  our own command, no shell
            command, stdout=subprocess.DEVNULL, stderr=log, env=child_environment(), start_new_session=True
        )
        stack.callback(_end, process)
        committed = _Committed(folder, known)
        stack.callback(committed.close)
        while process.poll() is None:
            yield from committed.new()
            time.sleep(_LOOK)
        yield from committed.new()
        log.seek(0)
        _judge(process.returncode, log.read()[-20_000:].decode("utf-8", "replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _judge(status: int, log: str) -> None:
    """Raises for a crawl that failed; warns of an unhealthy crawl."""
    told = [line.removeprefix("newscrawl: ") for line in log.splitlines() if line.startswith("newscrawl: ")]
    said = told[-1] if told else f"the crawl's process ended with {status}"
    if status == 3:
        warnings.warn(said, RuntimeWarning, stacklevel=3)
    elif status:
        raise UsageError(said) if status == 2 else StateError(said)


def _runs(folder: Path) -> dict[Path, str]:
    """The latest run that each ledger of the folder knows."""
    found = {}
    for path in folder.glob(".state/*.sqlite"):
        with suppress(sqlite3.Error), closing(_look(path)) as ledger:
            found[path] = str(ledger.execute("SELECT max(id) FROM run").fetchone()[0])
    return found


def _look(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=5)


@dataclass
class _Committed:
    """The committed lines of the run that began after `known` was noted."""

    folder: Path
    known: dict[Path, str]
    run: tuple[Path, str] | None = None
    file: BinaryIO | None = None
    at: int = 0
    waiting: bytes = field(default=b"")

    def new(self) -> Iterator[Article]:
        """The articles that were committed since the last call."""
        if self.run is None and not self._find():
            return
        size = self._size()
        if size <= self.at or not self._open():
            return
        assert self.file is not None
        self.file.seek(self.at)
        for line in self.file:
            if self.at + len(line) > size or not line.endswith(b"\n"):
                break
            self.at += len(line)
            yield from_record(Article, json.loads(line))

    def close(self) -> None:
        if self.file is not None:
            self.file.close()

    def _find(self) -> bool:
        for path, latest in _runs(self.folder).items():
            if latest != self.known.get(path) and latest != "None":
                self.run = (path, latest)
                return True
        return False

    def _size(self) -> int:
        """The bytes of the run's articles that the ledger has committed."""
        assert self.run is not None
        path, run_id = self.run
        try:
            with closing(_look(path)) as ledger:
                row = ledger.execute("SELECT bytes FROM file WHERE run = ? AND kind = 'articles'", [run_id]).fetchone()
        except sqlite3.Error:
            return 0
        return int(row[0]) if row else 0

    def _open(self) -> bool:
        """Opens the part, and keeps it: what is renamed or arranged later is the same bytes to whoever has the file open."""
        assert self.run is not None
        path, run_id = self.run
        name = Name(kind="articles", run_id=run_id)
        site = self.folder / path.stem
        for candidate in (site / name.part, site / name.final) if self.file is None else ():
            with suppress(OSError):
                self.file = candidate.open("rb")
                break
        return self.file is not None
