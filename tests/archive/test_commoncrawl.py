"""Common Crawl: which crawls, which records, and the pages in them."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from newscrawl.archive.cdx import parse_cdx
from newscrawl.archive.replay import NoPage
from newscrawl.archive.services.commoncrawl import Hosts, crawls_between, page_from_record, parse_crawls, parse_page_count, parse_paths
from newscrawl.errors import SourceError
from newscrawl.model import Page

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LOCAL = Hosts.at("http://127.0.0.1:8000/cc/")
LIST = [
    {
        "id": "CC-MAIN-2026-43",
        "name": "October 2026",
        "from": "2026-10-08T10:00:00",
        "to": "2026-10-22T22:00:00",
        "cdx-api": "https://elsewhere/x",
    },
    {"id": "CC-MAIN-2021-17", "name": "April 2021"},
    {"id": "CC-MAIN-2012", "name": "2012"},
    {"id": "CC-MAIN-2009-2010"},
    {"id": "CC-MAIN-2021-99"},
    {"id": "../../etc"},
    {"name": "no id"},
]


def capture(make: Any, **given: object) -> Any:
    line = {"timestamp": "20210506070809", "url": "https://example.org/1", "mime": "text/html", "status": "200", "digest": "A"}
    line |= {"length": "99", "offset": "1234", "filename": "crawl-data/CC-MAIN-2021-17/segments/1.2/warc/a-00001.warc.gz"}
    return parse_cdx(json.dumps(line | given).encode()).captures[0]


@pytest.mark.parametrize("url", ["https://index.commoncrawl.org", "https://data.commoncrawl.org/", "https://commoncrawl.org"])
def test_their_own_addresses_mean_both_hosts(url: str) -> None:
    assert Hosts.at(url) == Hosts(index="https://index.commoncrawl.org", data="https://data.commoncrawl.org")


def test_a_mirror_serves_both() -> None:
    assert (LOCAL.index, LOCAL.data) == ("http://127.0.0.1:8000/cc", "http://127.0.0.1:8000/cc")
    assert LOCAL.crawls == "http://127.0.0.1:8000/cc/collinfo.json"
    assert LOCAL.news_paths(2021, 3) == "http://127.0.0.1:8000/cc/crawl-data/CC-NEWS/2021/03/warc.paths.gz"


def test_crawls_are_listed_with_their_days() -> None:
    crawls = parse_crawls(json.dumps(LIST).encode())
    assert [(crawl.id, crawl.since, crawl.until) for crawl in crawls] == [
        ("CC-MAIN-2009-2010", date(2009, 1, 1), date(2010, 12, 31)),
        ("CC-MAIN-2012", date(2012, 1, 1), date(2012, 12, 31)),
        ("CC-MAIN-2021-17", date(2021, 4, 5), date(2021, 5, 17)),
        ("CC-MAIN-2026-43", date(2026, 10, 8), date(2026, 10, 22)),
    ]


@pytest.mark.parametrize(
    ("since", "until", "ids"),
    [
        (None, None, ["2009-2010", "2012", "2021-17", "2026-43"]),
        (date(2021, 5, 1), date(2021, 5, 31), ["2021-17"]),
        (date(2021, 6, 1), None, ["2026-43"]),
        (None, date(2012, 1, 1), ["2009-2010", "2012"]),
        (date(2022, 1, 1), date(2022, 2, 1), []),
    ],
)
def test_only_crawls_of_the_span_are_asked(since: date | None, until: date | None, ids: list[str]) -> None:
    chosen = crawls_between(parse_crawls(json.dumps(LIST).encode()), since, until)
    assert [crawl.id.removeprefix("CC-MAIN-") for crawl in chosen] == ids


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[[", b"3"])
def test_what_is_no_list_of_crawls_raises(body: bytes) -> None:
    with pytest.raises(SourceError, match=r"http://h/collinfo\.json"):
        parse_crawls(body, url="http://h/collinfo.json")


def test_the_index_is_asked_page_by_page() -> None:
    crawl = parse_crawls(json.dumps(LIST).encode())[2]
    count, page = LOCAL.query(crawl, "example.org"), LOCAL.query(crawl, "example.org", match="host", page=3)
    assert count.startswith("http://127.0.0.1:8000/cc/CC-MAIN-2021-17-index?url=example.org&matchType=domain&output=json&")
    asked = parse_qs(urlsplit(count).query)
    assert asked["filter"] == ["=status:200", "=mime:text/html"]
    assert asked["showNumPages"] == ["true"]
    assert (parse_qs(urlsplit(page).query)["page"], parse_qs(urlsplit(page).query)["matchType"]) == (["3"], ["host"])


@pytest.mark.parametrize(
    ("body", "count"), [(b'{"pages": 3, "pageSize": 5, "blocks": 12}', 3), (b"7\n", 7), (b"", 0), (b'{"message": "No Captures found"}', 0)]
)
def test_pages_are_counted(body: bytes, count: int) -> None:
    assert parse_page_count(body) == count


@pytest.mark.parametrize(
    "body", [b"<html>", b'{"pages": "3"}', b'{"pages": -1}', b"true", b'{"pages": 99999999999}', b"[3]", b'{"error": "x"}', b"[" * 99_999]
)
def test_no_count_raises(body: bytes) -> None:
    with pytest.raises(SourceError):
        parse_page_count(body)


def test_a_record_is_a_range_of_a_file(make: Any) -> None:
    place = LOCAL.record(capture(make))
    assert place is not None
    assert place.url == "http://127.0.0.1:8000/cc/crawl-data/CC-MAIN-2021-17/segments/1.2/warc/a-00001.warc.gz"
    assert (place.header, place.length) == ("bytes=1234-1332", 99)


@pytest.mark.parametrize(
    "given",
    [
        *(
            {"filename": bad}
            for bad in (
                "",
                "../x.warc.gz",
                "crawl-data/../../x.warc.gz",
                "https://evil/x.warc.gz",
                "crawl-data/x",
                "crawl-data/a b.warc.gz",
            )
        ),
        *({"length": bad} for bad in ("", "0", "-5", "99999999999", "x")),
        *({"offset": bad} for bad in ("", "-1", "1e9")),
    ],
)
def test_a_record_that_cannot_be_is_not_asked_for(make: Any, given: dict[str, str]) -> None:
    assert LOCAL.record(capture(make, **given)) is None


def test_a_fetched_record_is_a_page(make: Any) -> None:
    one = capture(make)
    page = page_from_record(gzip.compress(make.response(1)), one, hosts=LOCAL, fetched_at=NOW)
    assert isinstance(page, Page)
    assert (page.url, page.body, page.via) == ("https://example.org/1", make.text(1), "commoncrawl")
    assert (page.fetched_at, page.captured_at) == (NOW, datetime(2021, 5, 6, 7, 8, 9, tzinfo=UTC))
    assert (page.warc_file, page.warc_offset) == ("a-00001.warc.gz", 1234)
    assert page.archive_url == f"{LOCAL.data}/{one.filename}"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lambda m: b"", "no-response"),
        (lambda m: b"<html>403</html>", "damaged-not-an-archive"),
        (lambda m: gzip.compress(m.response(1))[:-20], "damaged-truncated"),
        (lambda m: gzip.compress(m.response(1, block=m.http(b"", status="404 x"))), "status-404"),
        (lambda m: gzip.compress(m.response(1, block=m.http(b"{}", kind="application/json"))), "not-html"),
        (lambda m: gzip.compress(m.record("request", "https://example.org/1", b"GET / HTTP/1.1\r\n\r\n")), "no-response"),
    ],
)
def test_a_record_without_a_page_says_why(make: Any, data: Any, reason: str) -> None:
    found = page_from_record(data(make), capture(make), hosts=LOCAL, fetched_at=NOW)
    assert found == NoPage(url="https://example.org/1", reason=reason)


NEWS = "crawl-data/CC-NEWS/2021/03/CC-NEWS-20210301000000-00001.warc.gz"


@pytest.mark.parametrize("pack", [gzip.compress, bytes])
def test_a_list_of_files_is_read(pack: Any) -> None:
    text = f"{NEWS}\n\n{NEWS}\r\nhttps://evil/x.warc.gz\n../{NEWS}\n{NEWS.replace('00001', '00002')}\n"
    assert parse_paths(pack(text.encode())) == (NEWS, NEWS.replace("00001", "00002"))


@pytest.mark.parametrize("body", [b"<html>no</html>", b"\x1f\x8b\x08junk", gzip.compress(b"nothing here", mtime=0)])
def test_what_is_no_list_of_files_raises(body: bytes) -> None:
    with pytest.raises(SourceError):
        parse_paths(body)


def test_a_list_of_files_that_is_a_bomb_is_cut() -> None:
    assert len(parse_paths(gzip.compress((NEWS + "\n").encode() + b"\n" * 60_000_000, 1))) == 1
