"""What is kept beside a page: it comes back with the page, and nothing that somebody else wrote there breaks anything."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from newscrawl.archive.notes import dump_notes, with_notes
from newscrawl.archive.reader.warc import read_pages
from newscrawl.archive.write import RequestSeen, ResponseSeen, exchange
from newscrawl.model import Candidate, Hint, Moment, Page, Rights

AT = datetime(2021, 5, 6, 7, 8, 9, tzinfo=UTC)
PAGE = Page(url="https://example.org/a", body=b"<html><body>text</body></html>", fetched_at=AT, headers=(("content-type", "text/html"),))
HINT = Hint(
    source="wordpress",
    title="Ferry – line",
    authors=("Ada", "Bo"),
    tags=("Boats",),
    published=Moment(at=AT, precision="minute"),
    modified=Moment(at=AT, precision="second"),
    content_html="<p>text</p>",
)
KNOWN = replace(
    PAGE,
    candidate=Candidate(url="https://example.org/a", hints=(HINT, Hint(source="sitemap")), aliases=("https://example.org/?p=7",)),
    site_rights=Rights(reserved=True, signals=("robots.txt: CCBot",)),
    archive_url="https://web.archive.org/web/20210506070809id_/https://example.org/a",
)


def test_all_that_was_known_of_a_page_comes_back() -> None:
    assert with_notes(PAGE, dump_notes(KNOWN)) == KNOWN
    assert dump_notes(PAGE) == b""


def written(page: Page, **more: Any) -> bytes:
    response = ResponseSeen(url=page.url, status=200, headers=page.headers, body=page.body)
    return exchange(RequestSeen(url=page.url), response, fetched_at=AT, run_id="r", notes=dump_notes(page), **more).data


def test_a_file_gives_each_page_its_own_notes(make: Any) -> None:
    other = replace(PAGE, url="https://example.org/b")
    again = replace(KNOWN, url="https://example.org/c")
    seen = {"https://example.org/c": (PAGE.url, AT)}
    data = written(KNOWN) + written(other) + written(again, seen=lambda _: seen["https://example.org/c"])
    tally: Counter[str] = Counter()
    pages = list(read_pages(make.file(data), tally=tally))
    assert [(p.url, p.candidate, p.site_rights, p.archive_url, p.body) for p in pages if isinstance(p, Page)] == [
        (p.url, p.candidate, p.site_rights, p.archive_url, p.body) for p in (KNOWN, other, again)
    ]
    assert (tally["page"], tally["record-metadata"], tally["damaged"]) == (3, 2, 0)


NOTES = json.loads(dump_notes(KNOWN))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[1]",
        b'"x"',
        *(
            json.dumps({"candidate": value}).encode()
            for value in (
                1,
                [1],
                {"url": "x", "hints": 3, "aliases": []},
                {"url": "x", "hints": [{"source": "rumour"}], "aliases": []},
                {"url": "x", "hints": [{"source": "feed", "published": {"at": "soon", "precision": "day"}}], "aliases": []},
                {"url": "x", "hints": [{"source": "feed", "published": {"at": "2021-05-06", "precision": "day"}}], "aliases": []},
            )
        ),
        json.dumps({"site_rights": {"reserved": "yes"}}).encode(),
    ],
)
def test_notes_that_are_none_say_nothing(data: bytes) -> None:
    assert with_notes(PAGE, data) == PAGE


@pytest.mark.parametrize("wrong", [{"title": 7}, {"authors": ["Ada", 3]}, {"tags": None}, {"published": [1]}, {"language": ["en"]}])
def test_a_hint_with_a_value_of_the_wrong_kind_is_none(wrong: dict[str, object]) -> None:
    hint = {"source": "feed", "description": "told", **wrong}
    assert with_notes(PAGE, json.dumps({"candidate": {"url": "x", "hints": [hint], "aliases": []}}).encode()) == PAGE


def test_of_very_many_hints_twelve_are_taken() -> None:
    hint = {"source": "feed", "title": "t", "new key": 1}
    told = json.dumps({"candidate": {"url": "x", "hints": [hint] * 50}, "archive_url": 5}).encode()
    page = with_notes(PAGE, told)
    assert page.archive_url is None
    assert page.candidate == Candidate(url="x", hints=(Hint(source="feed", title="t"),) * 12)


def test_notes_that_an_earlier_version_wrote_are_read() -> None:
    hint = {"source": "feed", "published": {"at": "2021-05-06T07:08:09.250000+00:00", "precision": "second"}, "authors": [], "title": None}
    page = with_notes(PAGE, json.dumps({"candidate": {"url": "x", "hints": [hint], "aliases": []}}).encode())
    assert page.candidate is not None
    assert page.candidate.published == Moment(at=AT.replace(microsecond=250_000), precision="second")


def test_a_page_that_an_archive_gave_has_no_request_of_ours(make: Any) -> None:
    response = ResponseSeen(url=PAGE.url, status=200, headers=PAGE.headers, body=PAGE.body)
    tally: Counter[str] = Counter()
    assert len(list(read_pages(make.file(exchange(None, response, fetched_at=AT, run_id="r").data), tally=tally))) == 1
    assert tally == {"page": 1}
