"""The pages of a site from one file of a long series. The file is read once as it arrives; its pages wait in a temporary file and are
given by the moment of capture."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from newscrawl.archive.reader.ordered import Key, Predicate, Shelf, captured, entry, places
from newscrawl.archive.reader.pages import Source, pages
from newscrawl.archive.reader.records import Damaged
from newscrawl.model import Page, Via

__all__ = ["Sift"]

_PAUSE = 100  # pages after which a reading lets its caller look up


class Sift:
    """`read` each file to its end, then take its `pages`. Further pages of split articles are found in all files that were read.

    Memory: a few numbers for each page of the site; its bytes are on disk until `close`."""

    def __init__(self, *, is_article: Predicate, is_part: Predicate, key: Key, via: Via) -> None:
        self._is_article, self._is_part, self._key, self._via = is_article, is_part, key, via
        self.tally: Counter[str] = Counter()
        self._shelf = Shelf()
        self._found: list[bytes] = []
        self._parts: dict[str, array[float]] = {}  # by key: moment, place, moment, place …

    def read(self, name: str, file: BinaryIO, modified: datetime) -> Iterator[int]:
        """Looks through a file; gives the number of pages found so far, now and then. What is damaged is counted in `tally`."""
        self._found.clear()
        source = Source(name=name, file=file, modified=modified, via=self._via)
        looked = pages(source, wants=lambda url: self._is_article(url) or self._is_part(url), tally=self.tally)
        for count, found in enumerate(looked, 1):
            if not isinstance(found, Damaged):
                self._lay_aside(found)
            if count % _PAUSE == 0:
                yield count

    def _lay_aside(self, page: Page) -> None:
        place = self._shelf.put(page)
        if self._is_part(page.url):
            self._parts.setdefault(self._key(page.url), array("d")).extend((captured(page).timestamp(), place))
        if self._is_article(page.url):
            self._found.append(entry(page, self._key(page.url), place))

    def pages(self) -> Iterator[Page]:
        """The articles' pages of the file that was read last, the oldest capture first."""
        for place in places(self._found):
            yield self._shelf.get(place)

    def part(self, url: str, at: datetime) -> Page | None:
        """A further page, as it was captured closest to `at`."""
        known = self._parts.get(self._key(url))
        if not known:
            return None
        place = min(range(0, len(known), 2), key=lambda n: abs(known[n] - at.timestamp()))
        return self._shelf.get(int(known[place + 1]))

    def close(self) -> None:
        self._shelf.close()
