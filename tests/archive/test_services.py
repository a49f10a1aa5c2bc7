"""What an archive's answers mean: the page, nothing of this capture, or trouble of the archive, which says nothing of the page."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from newscrawl.archive.cdx import Capture
from newscrawl.archive.replay import NoPage
from newscrawl.archive.services.archives import CommonCrawl, Wayback
from newscrawl.archive.services.commoncrawl import Hosts
from newscrawl.archive.write import RequestSeen, ResponseSeen, exchange
from newscrawl.errors import FetchError
from newscrawl.model import Page

URL, AT, ENDPOINT = "https://example.org/story", datetime(2021, 5, 6, 7, 8, 9, tzinfo=UTC), "http://127.0.0.1:8000"
RECORD = exchange(
    RequestSeen(url=URL),
    ResponseSeen(url=URL, status=200, headers=(("Content-Type", "text/html"),), body=b"<html><p>A ferry was late." * 99),
    fetched_at=AT,
    run_id="tests",
).data
NAME = "crawl-data/CC-MAIN-2021-21/segments/1/warc/a.warc.gz"
CAPTURE = Capture(url=URL, original=URL, timestamp="20210506070809", at=AT, length=len(RECORD), filename=NAME, offset=500)


@dataclass
class Answer:
    status: int = 206
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    url: str = ""


def range_of(size: int, whole: int) -> tuple[tuple[str, str], ...]:
    return (("content-range", f"bytes 500-{500 + size - 1}/{whole}"),)


def asked(service: Any, answer: Answer, way: str = "page") -> Page | NoPage | tuple[Capture, ...] | str:
    """What comes of an answer; of a FetchError its reason."""

    async def fetch(url: str, headers: Mapping[str, str], **_: Any) -> Answer:
        return answer

    there = Wayback(ENDPOINT, fetch) if service is Wayback else CommonCrawl(Hosts.at(ENDPOINT), fetch)
    work = {
        "page": lambda: there.page(CAPTURE),
        "part": lambda: there.part(f"{URL}/2", CAPTURE),
        "more": lambda: there.repetitions(CAPTURE),
    }
    try:
        return asyncio.run(work[way]())
    except FetchError as error:
        return error.reason


@pytest.mark.parametrize("headers", [(), range_of(len(RECORD), 9999)])
def test_a_whole_record_is_a_page(headers: tuple[tuple[str, str], ...]) -> None:
    found = asked(CommonCrawl, Answer(body=RECORD, headers=headers))
    assert isinstance(found, Page)
    assert (found.url, found.captured_at) == (URL, AT)


@pytest.mark.parametrize(
    "headers", [(), range_of(len(RECORD), 9999), range_of(200, 9999), range_of(len(RECORD), 500 + len(RECORD)), (("content-range", "?"),)]
)
def test_a_record_that_was_cut_on_its_way_is_the_archive_s_trouble(headers: tuple[tuple[str, str], ...]) -> None:
    assert asked(CommonCrawl, Answer(body=RECORD[:200], headers=headers)) == "cut-short"


def test_a_record_that_the_file_itself_cuts_off_is_none() -> None:
    found = asked(CommonCrawl, Answer(body=RECORD[:200], headers=range_of(200, 700)))
    assert isinstance(found, NoPage)
    assert found.reason == "damaged-truncated"


@pytest.mark.parametrize("status", [429, 500, 503])
@pytest.mark.parametrize(("service", "way"), [(s, w) for s in (Wayback, CommonCrawl) for w in ("page", "part", "more")])
def test_an_archive_that_is_busy_says_nothing_of_a_page(service: Any, way: str, status: int) -> None:
    if (service, way) == (CommonCrawl, "more"):
        assert asked(service, Answer(status=status), way) == ()
    else:
        assert asked(service, Answer(status=status), way) == f"http-{status}"


def test_an_index_that_does_not_know_a_further_page_says_so() -> None:
    for answer, reason in ((Answer(status=404), "status-404"), (Answer(status=200), "no-capture"), (Answer(200, b"<html>"), "no-index")):
        found = asked(CommonCrawl, answer, "part")
        assert isinstance(found, NoPage)
        assert found.reason == reason


def test_repetitions_are_all_captures_of_the_page() -> None:
    row = b'["org,example)/story", "%s", "https://example.org/story", "text/html", "200", "A", "9"]'
    names = b'["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]'
    body = b"[" + b",".join([names, row % b"20210506070809", row % b"20210606070809"]) + b"]"
    found = asked(Wayback, Answer(200, body), "more")
    assert [one.timestamp for one in found] == ["20210506070809", "20210606070809"]  # type: ignore[union-attr]
    assert asked(Wayback, Answer(200, b"<html>maintenance"), "more") == ()


def test_a_capture_without_a_place_is_no_record() -> None:
    async def fetch(*_: Any, **__: Any) -> Answer:
        raise AssertionError("nothing is asked")

    found = asyncio.run(CommonCrawl(Hosts.at(ENDPOINT), fetch).page(replace(CAPTURE, filename="../../etc/passwd")))
    assert isinstance(found, NoPage)
    assert found.reason == "no-record"
