"""The same page through HTTP, WARC, Wayback and Common Crawl gives the same article but for `fetch`."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive.cdx import parse_cdx
from newscrawl.archive.reader.warc import read_pages
from newscrawl.archive.replay import page_from_capture, unwrap
from newscrawl.archive.services.commoncrawl import Hosts, page_from_record
from newscrawl.archive.write import RequestSeen, ResponseSeen, exchange
from newscrawl.model import Page, Refined, as_record
from newscrawl.refinement import refine
from newscrawl.site import Site

URL = "https://www.example.org/2021/05/06/ferry-line/"
SITE = Site(name="example", home="https://www.example.org/", title="Example")
AT = datetime(2021, 5, 7, 1, 2, 3, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
HEADERS = (("Content-Type", "text/html; charset=utf-8"), ("X-Robots-Tag", "noai"), ("Last-Modified", "Thu, 06 May 2021 12:00:00 GMT"))
LOWER = tuple((name.lower(), value) for name, value in HEADERS)
PARAGRAPHS = [
    f"The harbour office counted {n * 37} boats on the {n}th morning, and said that the café beside pier {n} would open again "
    f"once the new ramp is dry. Passengers who had waited since {n + 4} o'clock were given tea, and a note with the next departure."
    for n in range(2, 9)
]
HTML = (
    "<!doctype html><html lang=en><head><meta charset=utf-8><title>Ferry line opens again</title>"
    f'<link rel=canonical href="{URL}"><meta property="article:published_time" content="2021-05-06T12:00:00Z"><meta property="og:title" '
    'content="Ferry line opens again"></head><body><nav><a href="/">Home</a></nav><article><h1>Ferry line opens again</h1>'
    + "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    + '<p>See <a href="https://web.archive.org/web/20200101000000/https://www.example.org/old">the old timetable</a>, '
    "kept by an archive in the city.</p>"
    "</article><footer>All rights reserved</footer></body></html>"
).encode()


def live() -> Page:
    return Page(url=URL, body=HTML, fetched_at=NOW, headers=LOWER)


def warc(tmp_path: Path, make: Any) -> Page:
    got = ResponseSeen(url=URL, status=200, headers=(*HEADERS, ("Content-Encoding", "br"), ("Set-Cookie", "a=b")), body=HTML)
    (page,) = read_pages(make.file(exchange(RequestSeen(url=URL), got, fetched_at=AT, run_id="r").data))
    assert isinstance(page, Page)
    return page


def collected(tmp_path: Path, make: Any) -> Page:
    block = make.http(gzip.compress(HTML), "Content-Encoding: gzip", *(f"{name}: {value}" for name, value in HEADERS[1:]))
    (page,) = read_pages(make.file(make.record("response", URL, block)))
    assert isinstance(page, Page)
    return page


def wayback(tmp_path: Path, make: Any) -> Page:
    row = f'["org,example)/", "20210507010203", "{URL.replace(".org/", ".org:443/")}", "text/html", "200", "A", "900"]'
    (capture,) = parse_cdx(f'[["urlkey","timestamp","original","mimetype","statuscode","digest","length"],{row}]'.encode()).captures
    headers = (LOWER[0], *((f"x-archive-orig-{name}", value) for name, value in LOWER))
    page = page_from_capture(capture, endpoint="https://web.archive.org", status=200, headers=headers, body=HTML, fetched_at=NOW)
    assert isinstance(page, Page)
    return page


def wrapped(tmp_path: Path, make: Any) -> Page:
    toolbar = b"<!-- BEGIN WAYBACK TOOLBAR INSERT --><div>27 captures of this page, 2020 to 2026</div><!-- END WAYBACK TOOLBAR INSERT -->"
    body = HTML.replace(b"<body>", b"<body>" + toolbar).replace(b'href="/"', b'href="/web/20210507010203/https://www.example.org/"')
    body = body.replace(URL.encode(), b"https://web.archive.org/web/20210507010203/" + URL.encode())
    return replace(wayback(tmp_path, make), body=unwrap(body))


def commoncrawl(tmp_path: Path, make: Any) -> Page:
    line = f'{{"timestamp": "20210507010203", "url": "{URL}", "length": "9", "offset": "1", "filename": "crawl-data/x.warc.gz"}}'
    (capture,) = parse_cdx(line.encode()).captures
    block = make.http(HTML, *(f"{name}: {value}" for name, value in HEADERS[1:]))
    page = page_from_record(gzip.compress(make.record("response", URL, block)), capture, hosts=Hosts(), fetched_at=NOW)
    assert isinstance(page, Page)
    return page


@pytest.mark.parametrize("way", [warc, collected, wayback, wrapped, commoncrawl])
def test_every_way_gives_the_same_article(way: Any, tmp_path: Path, make: Any) -> None:
    expected, found = refine(live(), SITE), refine(way(tmp_path, make), SITE)
    assert isinstance(expected, Refined)
    assert isinstance(found, Refined)
    assert expected.article.text is not None
    assert all(text in expected.article.text for text in PARAGRAPHS)
    assert found.edits == expected.edits
    ours, theirs = as_record(expected.article), as_record(found.article)
    assert ours.pop("fetch") != theirs["fetch"]
    assert theirs.pop("fetch")["captured_at"] in ("2021-05-07T01:02:03Z", "2021-05-06T07:08:09Z")
    assert theirs == ours
    assert "web.archive.org" not in str(theirs)
