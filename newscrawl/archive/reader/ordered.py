"""The pages of a set of archive files in an order in which an article's captures can be its revisions: each one's oldest capture first.

Files are in any order, and memory must not grow with them. So they are read twice. The first reading (a third of a millisecond a page;
extracting it takes some twenty) notes which addresses come several times, and lays aside those pages, and further pages of split articles,
in a temporary file. The second one gives the pages that come once, as they come; then those laid aside follow by their moment of capture.
"""

from __future__ import annotations

import hashlib
import pickle
import struct
import tempfile
import threading
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from newscrawl.archive.reader.warc import Damaged, read_set
from newscrawl.model import Page, Part

__all__ = ["FileSet", "Shelf", "captured", "entry", "places"]

Key = Callable[[str], str]
Predicate = Callable[[str], bool]
_BITS = 1 << 26  # 8 MiB each; at five million pages one in thirteen is taken for a repeated one: laid aside for nothing, no more
_ENTRY = struct.Struct(">Q8sIQ")  # sorts as bytes: second of capture, article, size (the largest first), place
_PAUSE = 100  # pages after which a reading lets its caller look up


class Shelf:
    """Pages in a temporary file that has no name, for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._file = tempfile.TemporaryFile(prefix="newscrawl-")  # noqa: SIM115  closed by `close`
        self._end = 0

    def put(self, page: Page) -> int:
        data = zlib.compress(pickle.dumps(page, pickle.HIGHEST_PROTOCOL), 1)
        with self._lock:
            place = self._end
            self._file.seek(place)
            self._file.write(len(data).to_bytes(8, "big") + data)
            self._end = self._file.tell()
        return place

    def get(self, place: int) -> Page:
        with self._lock:
            self._file.seek(place)
            data = self._file.read(int.from_bytes(self._file.read(8), "big"))
        page: Page = pickle.loads(zlib.decompress(data))  # noqa: S301  what `put` wrote
        return page

    def close(self) -> None:
        self._file.close()


class _Bits:
    """A set of addresses in constant memory, that now and then takes one for another."""

    def __init__(self) -> None:
        self._bits = bytearray(_BITS >> 3)

    def add(self, key: str) -> bool:
        """Adds an address. True if the set held the address already."""
        at = zlib.crc32(key.encode("utf-8", "replace")) & (_BITS - 1)
        mask = 1 << (at & 7)
        known = bool(self._bits[at >> 3] & mask)
        self._bits[at >> 3] |= mask
        return known

    def __contains__(self, key: str) -> bool:
        at = zlib.crc32(key.encode("utf-8", "replace")) & (_BITS - 1)
        return bool(self._bits[at >> 3] & 1 << (at & 7))


def captured(page: Page) -> datetime:
    """The moment that a page is from."""
    return page.captured_at or page.fetched_at


def entry(page: Page, key: str, place: int, size: int | None = None) -> bytes:
    """The sort entry of a page that lies at `place`, for `places`. `size`: of the page's body, where the page came without."""
    article = hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).digest()
    size = len(page.body) if size is None else size
    return _ENTRY.pack(max(0, int(captured(page).timestamp())), article, 0xFFFFFFFF - min(size, 0xFFFFFFFF), place)


def places(entries: Iterable[bytes]) -> Iterator[int]:
    """The places of the pages, the oldest capture first. Of several captures of an article in one second, only the largest is given: the
    ledger counts in seconds and could not tell them apart after a kill."""
    before = b""
    for one in sorted(entries):
        if one[:16] != before:
            yield _ENTRY.unpack(one)[3]
        before = one[:16]


class FileSet:
    """`survey` to its end, then `pages`. `is_article` and `is_part` (a further page of a split article) judge addresses; an address can be
    both. `key` says which addresses are one page. `tally` counts records (`archive.warc`), `damaged` damage by file. A subclass may read
    files of another kind (`read`)."""

    def __init__(self, paths: Iterable[Path], *, is_article: Predicate, is_part: Predicate, key: Key) -> None:
        self.paths, self._is_article, self._is_part, self._key = list(paths), is_article, is_part, key
        self.tally: Counter[str] = Counter()
        self.captures = 0  # of articles, once they are surveyed
        self.damaged: dict[str, Counter[str]] = {}
        self._repeated = _Bits()
        self._shelf = Shelf()
        self._parts: dict[str, array[float]] = {}  # by key: moment, place, moment, place …

    def read(self, wants: Predicate, tally: Counter[str] | None = None) -> Iterator[Page | Damaged]:
        """The pages of the files whose address `wants` takes."""
        return read_set(self.paths, wants=wants, tally=tally)

    def size(self, page: Page) -> int:
        """Bytes of the page's body."""
        return len(page.body)

    def survey(self) -> Iterator[int]:
        """The first reading; gives the number of pages so far, now and then."""
        once = _Bits()
        count = 0
        for found in self.read(lambda url: self._is_article(url) or self._is_part(url), self.tally):
            if isinstance(found, Damaged):
                self.damaged.setdefault(found.file, Counter())[found.reason] += 1
                continue
            key = self._key(found.url)
            if self._is_part(found.url):
                self._parts.setdefault(key, array("d")).extend((captured(found).timestamp(), self._shelf.put(found)))
            if self._is_article(found.url):
                self.captures += 1
                if once.add(key):
                    self._repeated.add(key)
            count += 1
            if count % _PAUSE == 0:
                yield count

    def pages(self) -> Iterator[Page]:
        """The second reading: each capture of an article, an article's oldest first."""
        later: list[bytes] = []
        for page in self.read(self._is_article):
            if isinstance(page, Damaged):
                continue
            key = self._key(page.url)
            if key in self._repeated:
                later.append(entry(page, key, self._shelf.put(page), self.size(page)))
            else:
                yield page
        for place in places(later):
            yield self._shelf.get(place)

    def part(self, url: str, at: datetime) -> Part | None:
        """A further page, as it was captured closest to `at`."""
        known = self._parts.get(self._key(url))
        if not known:
            return None
        place = min(range(0, len(known), 2), key=lambda n: abs(known[n] - at.timestamp()))
        page = self._shelf.get(int(known[place + 1]))
        return Part(url=page.url, body=page.body, content_type=page.header("content-type"))

    def close(self) -> None:
        self._shelf.close()
