"""A crawl as an iterator of articles. The crawl has a process of its own: it can run twice in a notebook, in a thread and under asyncio."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from newscrawl.errors import StateError, UsageError
from newscrawl.library.single import child_environment
from newscrawl.model import Article
from newscrawl.model.codec import from_record
from newscrawl.store.files.lock import Lock
from newscrawl.store.files.runfiles import Name
from newscrawl.store.ledger.database import Ledger
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
        process = subprocess.Popen(  # noqa: S603  our own command, no shell
            command, stdout=subprocess.DEVNULL, stderr=log, env=child_environment(), start_new_session=True
        )
        stack.callback(_end, process)
        committed = _Committed(folder, process.pid)
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


@dataclass(slots=True)
class _Committed:
    """The committed lines of the run of one process: its lock names the process and the run's start, so that other runs in the folder, and
    runs that a rebuilt ledger reads, are not taken for it."""

    folder: Path
    pid: int
    run: tuple[str, str] | None = None  # site and run id
    file: BinaryIO | None = None
    at: int = 0

    def new(self) -> Iterator[Article]:
        """The articles that were committed since the last call."""
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

    def _size(self) -> int:
        """The bytes of the run's articles that the ledger has committed; 0 before the run has begun."""
        site = self.run[0] if self.run else self._site()
        ledger = Ledger.look(self.folder / ".state" / f"{site}.sqlite") if site else None
        if ledger is None:
            return 0
        with closing(ledger), suppress(StateError):  # it is being made
            if self.run is None:
                started = Lock.noted(self.folder / ".state" / f"{site}.lock")[1]
                found = ledger.row(
                    "SELECT id FROM run WHERE started = ? AND state IN ('open', 'finishing', 'finished') ORDER BY n DESC", [started]
                )
                self.run = (site, found[0]) if found else None
            if self.run is not None:
                row = ledger.row("SELECT bytes FROM file WHERE run = ? AND kind = 'articles'", [self.run[1]])
                return int(row[0]) if row else 0
        return 0

    def _site(self) -> str:
        """The site whose lock the process holds; '' as long as it has taken none."""
        locks = (path for path in (self.folder / ".state").glob("*.lock") if Lock.noted(path)[0] == self.pid)
        return next((path.stem for path in locks), "")

    def _open(self) -> bool:
        """Opens the part, and keeps it: what is renamed or arranged later is the same bytes to whoever has the file open."""
        assert self.run is not None
        site, run_id = self.run
        name = Name(kind="articles", run_id=run_id)
        for candidate in (name.part, name.final) if self.file is None else ():
            with suppress(OSError):
                self.file = (self.folder / site / candidate).open("rb")
                break
        return self.file is not None
