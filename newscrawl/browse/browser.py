"""What the pages know: the index over the run files, kept fresh; stored pages; verdicts and takedowns."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newscrawl.browse.index.catalogue import Catalogue
from newscrawl.browse.index.feeding import feed
from newscrawl.browse.index.search import Searcher
from newscrawl.browse.page_beside import find_page, stored_page
from newscrawl.dataset.takedown import Takedowns, put_back, take_down
from newscrawl.dataset.verdicts import Verdicts
from newscrawl.health.shown.fleet import SiteState, fleet
from newscrawl.model import Page, Refined, Rejected
from newscrawl.refinement import refine
from newscrawl.site import Site
from newscrawl.store.files.manifest import MANIFEST
from newscrawl.store.files.runfiles import RUN_ID

__all__ = ["Browser", "SiteOf"]

logger = logging.getLogger(__name__)

SiteOf = Callable[[str, str], Site | None]  # a spider's name and an address of it
FRESH = 3.0  # seconds between two looks for new run files
PATIENCE = 20.0  # seconds for reading one page again


class Browser:
    """One for the server. Pages come from several threads: the index is asked by one of them at a time."""

    def __init__(self, output: Path, index: Path, site_of: SiteOf) -> None:
        self.output, self.verdicts = output, Verdicts(output)
        self._catalogue, self._site_of = Catalogue(output, index), site_of
        self._searcher, self._lock, self._looked = Searcher(self._catalogue), threading.Lock(), float("-inf")
        self._readers = ThreadPoolExecutor(2)
        self._fleet: tuple[list[tuple[str, int, int]], list[SiteState]] | None = None

    @contextmanager
    def asking(self) -> Iterator[Searcher]:
        """The index, with all finished run files in it."""
        with self._lock:
            if time.monotonic() - self._looked > FRESH:
                self._feed()
                self._looked = time.monotonic()
            yield self._searcher

    def _feed(self) -> None:
        try:
            feed(self._catalogue)
        except sqlite3.DatabaseError as error:  # damaged, or deleted while it was open
            logger.warning("%s cannot be used (%s): it is built anew", self._catalogue.path, error)
            self._catalogue.emptied()
            feed(self._catalogue)

    def rebuild(self) -> None:
        """Builds the index anew."""
        with self._lock:
            self._catalogue.emptied()
            self._looked = float("-inf")

    def fleet(self, now: datetime) -> list[SiteState]:
        """How each site is, the unhealthy first; read again when a run has ended."""
        manifests = sorted(self.output.glob(f"[!.]*/{MANIFEST}"))
        ended = [(str(path), state.st_mtime_ns, state.st_size) for path in manifests for state in [path.stat()]]
        if self._fleet is None or self._fleet[0] != ended:
            self._fleet = (ended, fleet(self.output, now))
        return self._fleet[1]

    def close(self) -> None:
        with self._lock:
            self._catalogue.db.close()
        self._readers.shutdown(wait=False, cancel_futures=True)

    def stored(self, site: str, warc_file: object, offset: object) -> Page | None:
        """The stored page of an article."""
        return stored_page(self.output / site, warc_file, offset)

    def page_under(self, site: str, rejected_file: str, url: str) -> Page | None:
        """The stored page of a rejected address, out of the run that rejected it."""
        run = RUN_ID.search(rejected_file)
        return find_page(self.output / site, run[0], url) if run else None

    def refined(self, site: str, page: Page) -> Refined | Rejected | None:
        """What today's rules make of a page; None where no such site is configured, or where that takes too long."""
        known = self._site_of(site, page.url)
        if known is None:
            return None
        try:
            return self._readers.submit(refine, replace(page, via="live"), known).result(PATIENCE)
        except TooSlow:
            return None

    def taken_down(self, record: Mapping[str, Any]) -> bool:
        """Whether exports leave this article out."""
        try:
            return Takedowns.read(self.output).name(record)
        except KeyError:
            return False

    def take_down(self, url: str, article: str, *, undo: bool) -> None:
        """Leaves an article out of every export, or takes that back. Raises UsageError for what is no address."""
        if undo:
            put_back(self.output, url, article)
        else:
            take_down(self.output, [url], datetime.now(UTC))
