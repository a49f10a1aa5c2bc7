"""Walking indexes: every page once, in pieces, going on after a stop, and saying what failed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from newscrawl.archive.services.commoncrawl import Hosts
from newscrawl.archive.services.index_walk import CaptureBatch, Scope, Span, commoncrawl_captures, news_months, url_day, wayback_captures
from newscrawl.errors import FetchError, SourceError
from newscrawl.site import Site

NAMES = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
SITE = Site(name="example", home="https://www.example.org/", title="Example")
ENDPOINT = "http://127.0.0.1:8000"


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""


def row(path: str, timestamp: str) -> list[str]:
    return [
        f"org,example)/{path}",
        timestamp.ljust(14, "0"),
        f"https://www.example.org/{path}",
        "text/html",
        "200",
        path + timestamp,
        "9000",
    ]


@dataclass
class Index:
    """A CDX server with rows, sorted as it keeps them. `keys` off: it knows no resume keys."""

    rows: list[list[str]]
    keys: bool = True
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    fail_at: int | None = None

    async def __call__(self, url: str, headers: Mapping[str, str]) -> Answer:
        asked = parse_qs(urlsplit(url).query)
        self.asked.append(asked)
        if self.fail_at == len(self.asked):
            raise FetchError(url, "timeout")
        rows = sorted(one for one in self.rows if one[1] <= asked.get("to", ["99999999999999"])[0])
        start = int(asked.get("resumeKey", ["k 0"])[0].split(" ")[1])
        limit = int(asked.get("limit", ["100000"])[0])
        page = rows[start : start + limit]
        more = [[], [f"k+{start + limit}"]] if self.keys and start + limit < len(rows) else []
        return Answer(body=json.dumps([NAMES, *page, *more]).encode())


def scope(
    since: date | None = None, until: date | None = None, *, limit: int = 5, wants: Callable[[str], bool] = lambda url: True
) -> Scope:
    return Scope(span=Span(since=since, until=until), wants=wants, limit=limit)


def walk(batches: AsyncIterator[Any]) -> list[Any]:
    async def collect() -> list[Any]:
        return [batch async for batch in batches]

    return asyncio.run(collect())


def found(batches: list[CaptureBatch]) -> dict[str, list[str]]:
    pages: dict[str, list[str]] = {}
    for batch in batches:
        for page in batch.pages:
            pages.setdefault(page.url.removeprefix("https://www.example.org/"), []).extend(c.timestamp[:8] for c in page.captures)
    return pages


ROWS = [row(f"story-{n:02}", f"2021{month:02}15") for n in range(11) for month in (1 + n % 6, 8)] + [
    row("story-03", f"202201{d:02}") for d in range(1, 14)
]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 7, 1000])
@pytest.mark.parametrize("keys", [True, False])
def test_every_page_comes_with_all_its_captures(limit: int, keys: bool) -> None:
    index = Index(ROWS, keys=keys)
    batches = walk(wayback_captures(SITE, index, ENDPOINT, scope(limit=limit)))
    pages = found(batches)
    assert sorted(pages) == [f"story-{n:02}" for n in range(11)]
    assert len(pages["story-03"]) == 15
    assert all(len(captures) == 2 for url, captures in pages.items() if url != "story-03")
    assert sum(len(batch.pages) for batch in batches) == 11
    assert batches[-1].resume is None
    assert not any(batch.error for batch in batches)
    assert index.asked[0]["url"] == ["example.org"]
    assert index.asked[0]["matchType"] == ["domain"]


@pytest.mark.parametrize("limit", [2, 3, 5, 7])
def test_a_walk_goes_on_where_it_was_stopped(limit: int) -> None:
    whole = found(walk(wayback_captures(SITE, Index(ROWS), ENDPOINT, scope(limit=limit))))
    count = len(walk(wayback_captures(SITE, Index(ROWS), ENDPOINT, scope(limit=limit))))
    for stop in range(1, count):
        first = walk(wayback_captures(SITE, Index(ROWS), ENDPOINT, scope(limit=limit)))[:stop]
        again = walk(wayback_captures(SITE, Index(ROWS), ENDPOINT, scope(limit=limit), resume=first[-1].resume))
        together = found(first)
        for url, captures in found(again).items():
            together[url] = sorted({*together.get(url, []), *captures})
        assert together == whole, stop
        assert len(again) <= count


def test_an_error_comes_with_where_to_go_on() -> None:
    for fail_at in range(1, 8):
        index = Index(ROWS, fail_at=fail_at)
        first = walk(wayback_captures(SITE, index, ENDPOINT, scope()))
        assert isinstance(first[-1].error, FetchError)
        again = walk(wayback_captures(SITE, Index(ROWS), ENDPOINT, scope(), resume=first[-1].resume))
        assert {*found(first), *found(again)} == {f"story-{n:02}" for n in range(11)}
        assert again[-1].resume is None


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(Answer(body=b"<html>busy"), SourceError), (Answer(status=403), FetchError), (Answer(status=503, body=b"[]"), FetchError)],
)
def test_an_answer_that_is_none_is_an_error(answer: Answer, kind: type[Exception]) -> None:
    async def fetch(url: str, headers: Mapping[str, str]) -> Answer:
        return answer

    (batch,) = walk(wayback_captures(SITE, fetch, ENDPOINT, scope()))
    assert isinstance(batch.error, kind)
    assert batch.resume == "0 "


def test_a_server_that_turns_in_circles_is_left() -> None:
    async def fetch(url: str, headers: Mapping[str, str]) -> Answer:
        return Answer(body=json.dumps([NAMES, row("a", "20210101"), [], ["k+1"]]).encode())

    batches = walk(wayback_captures(SITE, fetch, ENDPOINT, scope()))
    assert len(batches) == 2
    assert isinstance(batches[-1].error, SourceError)


def test_an_index_that_gives_one_page_for_ever_is_left() -> None:
    asked = 0

    async def fetch(url: str, headers: Mapping[str, str]) -> Answer:
        nonlocal asked
        asked += 1
        return Answer(body=json.dumps([NAMES, row("a", "20210101"), row("b", "20210101"), [], [f"k+{asked}"]]).encode())

    batches = walk(wayback_captures(SITE, fetch, ENDPOINT, scope()))
    assert (asked, sorted(found(batches))) == (2, ["a"])
    assert "given before" in str(batches[-1].error)


@pytest.mark.parametrize(("pages", "asked"), [(900, 4), (900_000, 2)])
def test_so_is_one_of_common_crawl_and_one_that_names_more_pages_than_a_site_has(pages: int, asked: int) -> None:
    requests: list[str] = []

    async def fetch(url: str, headers: Mapping[str, str]) -> Answer:
        requests.append(url)
        if url.endswith("collinfo.json"):
            return Answer(body=json.dumps(CRAWLS[:1]).encode())
        if "showNumPages" in url:
            return Answer(body=json.dumps({"pages": pages}).encode())
        return Answer(body=json.dumps({"timestamp": "20210310000000", "url": "https://example.org/a"}).encode())

    batches = walk(commoncrawl_captures(SITE, fetch, Hosts.at(ENDPOINT), scope()))
    assert len(requests) == asked
    assert isinstance(batches[-1].error, SourceError)
    assert batches[-1].resume is None


@pytest.mark.parametrize(
    ("path", "captures", "kept"),
    [
        ("new", ["20210310"], True),
        ("captured-weeks-later", ["20210520"], True),
        ("first-captured-long-after", ["20210901"], False),
        ("known-before", ["20200101", "20210310"], False),
        ("known-just-before", ["20210227", "20210310"], True),
        ("only-before", ["20210101"], False),
        ("2021/03/05/dated", ["20200101", "20250101"], True),
        ("2021/02/05/dated", ["20210310"], False),
        ("2021/03/dated", ["20210310"], True),
        ("2021/04/01/dated", ["20210402"], False),
        ("2019-2021-review", ["20210310"], True),
    ],
)
def test_only_pages_that_may_be_of_the_span_are_kept(path: str, captures: list[str], kept: bool) -> None:
    index = Index([row(path, timestamp) for timestamp in captures])
    (batch,) = walk(wayback_captures(SITE, index, ENDPOINT, scope(date(2021, 3, 1), date(2021, 3, 31), limit=50)))
    assert (len(batch.pages) == 1) == kept
    assert index.asked[0]["to"] == ["20210701235959"]
    assert "from" not in index.asked[0]


def test_addresses_that_are_no_articles_are_counted() -> None:
    index = Index(
        [row("story", "20210101"), row("tag/x", "20210101"), row("tag/x", "20210201"), ["x", "20210101000000", "dns:x", "", "", "", ""]]
    )
    (batch,) = walk(wayback_captures(SITE, index, ENDPOINT, scope(limit=50, wants=lambda url: "/tag/" not in url)))
    assert (batch.listed, batch.refused, len(batch.pages)) == (4, 3, 1)


@pytest.mark.parametrize(
    ("home", "same_site", "places"),
    [
        ("https://www.example.org/", (), [("example.org", "domain")]),
        ("https://example.org/", ("old.example.org",), [("example.org", "domain")]),
        (
            "https://example.org/",
            ("example.medium.com", "other.net"),
            [("example.org", "domain"), ("example.medium.com", "host"), ("other.net", "host")],
        ),
        ("https://news.example.co.uk/", ("www.example.co.uk",), [("news.example.co.uk", "host"), ("www.example.co.uk", "host")]),
        ("http://127.0.0.1:8000/", (), [("127.0.0.1", "domain")]),
    ],
)
def test_the_index_is_asked_for_the_site_and_no_more(home: str, same_site: tuple[str, ...], places: list[tuple[str, str]]) -> None:
    index = Index([row("a", "20210101")])
    batches = walk(wayback_captures(Site(name="x", home=home, title="X", same_site=same_site), index, ENDPOINT, scope(limit=50)))
    assert [(asked["url"][0], asked["matchType"][0]) for asked in index.asked] == places
    assert [batch.resume for batch in batches] == [*(f"{n} " for n in range(1, len(places))), None]


def test_a_mirror_is_looked_up_as_the_site_itself() -> None:
    index = Index([row("a", "20210101")])
    walk(wayback_captures(SITE.rebased("http://127.0.0.1:9000"), index, ENDPOINT, scope(limit=50)))
    assert index.asked[0]["url"] == ["example.org"]


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://e.org/2021/05/06/slug", (date(2021, 5, 6), date(2021, 5, 6))),
        ("https://e.org/2021/02/slug", (date(2021, 2, 1), date(2021, 2, 28))),
        ("https://e.org/news/2024-02-29-slug", (date(2024, 2, 29), date(2024, 2, 29))),
        ("https://e.org/2021/02/30/slug", None),
        ("https://e.org/2021/13/slug", None),
        ("https://e.org/top-2021/slug", None),
        ("https://e.org/slug?d=/2021/05/06/", (date(2021, 5, 6), date(2021, 5, 6))),
    ],
)
def test_an_address_may_hold_its_day(url: str, day: tuple[date, date] | None) -> None:
    assert url_day(url) == day


CRAWLS = [{"id": "CC-MAIN-2021-10"}, {"id": "CC-MAIN-2021-17"}, {"id": "CC-MAIN-2021-25"}, {"id": "CC-MAIN-2025-05"}]


@dataclass
class CommonCrawl:
    """Two pages for each crawl but the second, which has nothing; `broken` fails."""

    broken: str = ""
    asked: list[str] = field(default_factory=list)

    async def __call__(self, url: str, headers: Mapping[str, str]) -> Answer:
        self.asked.append(url)
        if url.endswith("collinfo.json"):
            return Answer(body=json.dumps(CRAWLS).encode())
        crawl = urlsplit(url).path.removeprefix("/").removesuffix("-index")
        if crawl == self.broken:
            return Answer(status=504)
        if crawl == "CC-MAIN-2021-17":
            return Answer(status=404, body=b'{"message": "No Captures found for: x"}')
        if "showNumPages" in url:
            return Answer(body=b'{"pages": 2}')
        page = parse_qs(urlsplit(url).query)["page"][0]
        line = {"timestamp": "20210310000000", "url": f"https://example.org/{crawl}-{page}", "status": "200", "mime": "text/html"}
        return Answer(body=json.dumps(line).encode())


def test_crawls_of_the_span_are_walked_page_by_page() -> None:
    batches = walk(commoncrawl_captures(SITE, CommonCrawl(), Hosts.at(ENDPOINT), scope(date(2021, 3, 1), date(2021, 3, 31))))
    assert [(batch.partition, [page.url[-4:] for page in batch.pages], batch.resume) for batch in batches] == [
        ("CC-MAIN-2021-10", ["10-0"], "CC-MAIN-2021-10 0 1"),
        ("CC-MAIN-2021-10", ["10-1"], "CC-MAIN-2021-17 0 0"),
        ("CC-MAIN-2021-17", [], "CC-MAIN-2021-25 0 0"),
        ("CC-MAIN-2021-25", ["25-0"], "CC-MAIN-2021-25 0 1"),
        ("CC-MAIN-2021-25", ["25-1"], None),
    ]
    for stop in range(len(batches) - 1):
        again = walk(
            commoncrawl_captures(
                SITE, CommonCrawl(), Hosts.at(ENDPOINT), scope(date(2021, 3, 1), date(2021, 3, 31)), resume=batches[stop].resume
            )
        )
        assert [(batch.partition, batch.pages) for batch in again] == [(batch.partition, batch.pages) for batch in batches[stop + 1 :]]


def test_a_crawl_that_fails_is_said_and_passed_over() -> None:
    batches = walk(
        commoncrawl_captures(SITE, CommonCrawl(broken="CC-MAIN-2021-10"), Hosts.at(ENDPOINT), scope(date(2021, 3, 1), date(2021, 3, 31)))
    )
    assert [(batch.partition[-7:], bool(batch.error)) for batch in batches] == [
        ("2021-10", True),
        ("2021-17", False),
        ("2021-25", False),
        ("2021-25", False),
    ]


def test_months_of_news_are_listed() -> None:
    async def fetch(url: str, headers: Mapping[str, str]) -> Answer:
        path = "crawl-data/CC-NEWS/2021/03/CC-NEWS-1.warc.gz"
        return Answer(body=path.encode()) if "/2021/03/" in url else Answer(status=404)

    first, second = walk(news_months(fetch, Hosts.at(ENDPOINT), date(2021, 3, 10), date(2021, 4, 10)))
    assert first.files == (f"{ENDPOINT}/crawl-data/CC-NEWS/2021/03/CC-NEWS-1.warc.gz",)
    assert isinstance(second.error, FetchError)
