"""Common Crawl: its list of crawls, its index, its records by byte range, and the monthly lists of CC-NEWS. No network.

https://commoncrawl.org/get-started; a mirror is one address that serves the same paths as both of their hosts do.
"""

from __future__ import annotations

import io
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from urllib.parse import quote, urlencode, urlsplit

from newscrawl.archive.cdx import Capture
from newscrawl.archive.reader.pages import Source, pages
from newscrawl.archive.reader.records import Damaged
from newscrawl.archive.replay import NoPage
from newscrawl.errors import SourceError
from newscrawl.model import Page

__all__ = ["Crawl", "Hosts", "RecordRange", "crawls_between", "page_from_record", "parse_crawls", "parse_page_count", "parse_paths"]

_ID = re.compile(r"CC-MAIN-(?P<year>20\d\d)(?:-(?P<week>\d\d)(?!\d))?(?:-(?P<last>20\d\d))?")
_PATH = re.compile(r"(?:crawl-data|crawl-diagnostics|projects)/[\w./%=+-]{1,400}\.warc\.gz")
_RECORD_LIMIT = 1 << 24
_LIST_LIMIT = 1 << 25
_PATHS = 200_000  # the largest crawls have 100,000 files
_WEEKS = timedelta(weeks=3)  # a crawl takes about two weeks and is named for the one in which it ends or begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """The hosts of the index and of the files."""

    index: str = "https://index.commoncrawl.org"
    data: str = "https://data.commoncrawl.org"

    @classmethod
    def at(cls, url: str) -> Hosts:
        """From one setting: any of Common Crawl's own addresses means both of its hosts, any other address serves both."""
        if (urlsplit(url).hostname or "").endswith("commoncrawl.org"):
            return cls()
        return cls(index=url.rstrip("/"), data=url.rstrip("/"))

    @property
    def crawls(self) -> str:
        """The list of crawls, for `parse_crawls`."""
        return f"{self.index}/collinfo.json"

    def query(self, crawl: Crawl, url: str, *, match: str = "domain", page: int | None = None) -> str:
        """The index of one crawl, whole HTML captures only, for `parse_cdx`; without a page: how many pages there are, for
        `parse_page_count`."""
        query = [("url", url), ("matchType", match), ("output", "json"), ("filter", "=status:200"), ("filter", "=mime:text/html")]
        query += [("showNumPages", "true")] if page is None else [("page", str(page))]
        return f"{self.index}/{quote(crawl.id)}-index?{urlencode(query, safe=':/,=')}"

    def record(self, capture: Capture) -> RecordRange | None:
        """The place of a capture's record; None where the index gives no place or an impossible place."""
        if capture.offset is None or not capture.length or capture.length > _RECORD_LIMIT or not _safe(capture.filename):
            return None
        last = capture.offset + capture.length - 1
        return RecordRange(url=f"{self.data}/{capture.filename}", header=f"bytes={capture.offset}-{last}", length=capture.length)

    def news_paths(self, year: int, month: int) -> str:
        """The list of one month's CC-NEWS files, for `parse_paths`."""
        return f"{self.data}/crawl-data/CC-NEWS/{year:04d}/{month:02d}/warc.paths.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """A crawl of Common Crawl. Its captures lie between the two days, or a little beside them."""

    id: str
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRange:
    """A request for part of a file. An honest answer has status 206 and `length` bytes."""

    url: str
    header: str
    length: int


def parse_crawls(body: bytes, *, url: str = "") -> tuple[Crawl, ...]:
    """The crawls of collinfo.json, the oldest first. Raises SourceError for what is no such list."""
    try:
        entries = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SourceError(url, f"a list of crawls that is broken JSON ({str(error)[:80]})") from error
    if not isinstance(entries, list):
        raise SourceError(url, "no list of crawls")
    found = [_crawl(entry) for entry in entries if isinstance(entry, dict)]
    return tuple(sorted((crawl for crawl in found if crawl), key=lambda crawl: (crawl.since, crawl.id)))


def _crawl(entry: dict[str, object]) -> Crawl | None:
    named = _ID.fullmatch(str(entry.get("id", "")))
    if named is None:
        return None
    stated = [_day(entry.get("from")), _day(entry.get("to"))]
    if stated[0] and stated[1] and stated[0] <= stated[1]:
        return Crawl(id=named[0], since=stated[0], until=stated[1])
    year = int(named["year"])
    try:
        if named["week"]:
            middle = date.fromisocalendar(year, int(named["week"]), 1)
            return Crawl(id=named[0], since=middle - _WEEKS, until=middle + _WEEKS)
        return Crawl(id=named[0], since=date(year, 1, 1), until=date(int(named["last"] or year), 12, 31))
    except ValueError:
        return None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def crawls_between(crawls: Iterable[Crawl], since: date | None, until: date | None) -> tuple[Crawl, ...]:
    """The crawls that may hold captures from these days, both included."""
    return tuple(crawl for crawl in crawls if (since is None or crawl.until >= since) and (until is None or crawl.since <= until))


def parse_page_count(body: bytes, *, url: str = "") -> int:
    """The number of pages of an index query; 0 for a site that the crawl does not know."""
    try:
        answer = json.loads(body or b"0")
    except (ValueError, RecursionError) as error:
        raise SourceError(url, f"no count of pages: {body[:60]!r}") from error
    if isinstance(answer, dict):
        if "no captures" in str(answer.get("message", "")).lower():
            return 0
        answer = answer.get("pages")
    if isinstance(answer, bool) or not isinstance(answer, int) or not 0 <= answer < 1_000_000:
        raise SourceError(url, f"no count of pages: {body[:60]!r}")
    return answer


def parse_paths(body: bytes, *, url: str = "") -> tuple[str, ...]:
    """The files that a `warc.paths.gz` (or its text) names, below `Hosts.data`. Raises SourceError where it names none."""
    if body.startswith(b"\x1f\x8b"):
        try:
            body = zlib.decompressobj(31).decompress(body, _LIST_LIMIT)
        except zlib.error as error:
            raise SourceError(url, "a list of files that is broken gzip") from error
    words = [match[0].decode("utf-8", "replace") for match in islice(re.finditer(rb"\S+", body), _PATHS)]
    found = tuple(dict.fromkeys(word for word in words if _safe(word)))
    if words and not found:
        raise SourceError(url, f"no list of files; it begins with {words[0][:60]!r}")
    return found


def _safe(path: str) -> bool:
    return bool(_PATH.fullmatch(path)) and ".." not in path


def page_from_record(data: bytes, capture: Capture, *, hosts: Hosts, fetched_at: datetime) -> Page | NoPage:
    """The page of a fetched record: its own address and date are believed, not the index's."""
    name = capture.filename.rpartition("/")[2]
    source = Source(name=name, file=io.BytesIO(data), modified=fetched_at, via="commoncrawl")
    tally: Counter[str] = Counter()
    found = next(pages(source, wants=None, tally=tally), None)
    if isinstance(found, Damaged):
        return NoPage(url=capture.url, reason=f"damaged-{found.reason}")
    if found is None:
        return NoPage(url=capture.url, reason=next((reason for reason in tally if not reason.startswith("record-")), "no-response"))
    return replace(
        found,
        fetched_at=fetched_at,
        captured_at=found.captured_at or capture.at,
        archive_url=f"{hosts.data}/{capture.filename}",
        warc_offset=capture.offset,
    )
