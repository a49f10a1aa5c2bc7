"""What a replay answers: a page with its own address, a step to another capture, or a reason."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl.archive.cdx import Capture
from newscrawl.archive.replay import Moved, NoPage, Place, capture_url, page_from_capture, resolve_redirect, unwrap
from newscrawl.model import Page

ENDPOINT = "https://web.archive.org"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
AT = datetime(2021, 5, 6, 7, 8, 9, tzinfo=UTC)
CAPTURE = Capture(url="http://example.org/a", original="http://example.org:80/a", timestamp="20210506070809", at=AT, status=200)
HTML = b"<!doctype html><html><head><title>Ferries</title></head><body><p>A ferry was late.</p></body></html>"
TYPE = ("content-type", "text/html; charset=utf-8")


def answer(
    status: int = 200, *headers: tuple[str, str], body: bytes = HTML, endpoint: str = ENDPOINT, **given: object
) -> Page | Moved | NoPage:
    return page_from_capture(CAPTURE, endpoint=endpoint, status=status, headers=headers, body=body, fetched_at=NOW, **given)  # type: ignore[arg-type]


def test_the_original_bytes_are_asked_for() -> None:
    assert capture_url(ENDPOINT, "20210506070809", "http://example.org:80/a?b=1&c=%20") == (
        "https://web.archive.org/web/20210506070809id_/http://example.org:80/a?b=1&c=%20"
    )
    assert (
        capture_url("http://127.0.0.1:9/", "2021", "http://e.org/a b\r\n#ä")
        == "http://127.0.0.1:9/web/2021id_/http://e.org/a%20b%0D%0A%23%C3%A4"
    )


def test_a_page_has_its_own_address_and_the_moment_of_its_capture() -> None:
    headers = (
        TYPE,
        ("x-archive-orig-etag", '"1"'),
        ("x-archive-orig-content-type", "text/html"),
        ("memento-datetime", "Thu, 06 May 2021 07:08:09 GMT"),
    )
    page = answer(200, *headers, ("server", "nginx"), ("x-archive-src", "x.warc.gz"))
    assert page == Page(
        url="http://example.org/a",
        body=HTML,
        fetched_at=NOW,
        headers=(("etag", '"1"'), ("content-type", "text/html")),
        via="wayback",
        archive_url="https://web.archive.org/web/20210506070809id_/http://example.org:80/a",
        captured_at=AT,
    )


def test_a_server_that_hands_the_headers_on_as_they_were_is_believed() -> None:
    page = answer(
        200, TYPE, ("last-modified", "x"), ("link", '<http://e.org>; rel="original", <http://h>; rel="memento"'), ("memento-datetime", "no")
    )
    assert isinstance(page, Page)
    assert page.headers == (TYPE, ("last-modified", "x"))
    assert page.captured_at == AT


def test_the_capture_that_was_shown_counts() -> None:
    shown = "https://web.archive.org/web/20210507000000id_/https://example.org/a"
    page = answer(200, TYPE, answered_url=shown)
    assert isinstance(page, Page)
    assert (page.url, page.captured_at, page.archive_url) == ("https://example.org/a", datetime(2021, 5, 7, tzinfo=UTC), shown)


@pytest.mark.parametrize(
    ("status", "headers", "body", "reason"),
    [
        (404, (TYPE,), HTML, "status-404"),
        (403, (TYPE,), HTML, "status-403"),
        (503, (TYPE,), HTML, "status-503"),
        (200, (("content-type", "image/png"),), b"\x89PNG", "not-html"),
        (200, (("content-type", "text/html"), ("x-archive-orig-content-type", "application/pdf")), b"%PDF", "not-html"),
        (200, (), b"plain words", "not-html"),
        (200, (TYPE,), b" \n", "empty"),
        (200, (TYPE,), b"<html>" + b" " * (1 << 24), "too-large"),
        (302, (TYPE,), b"", "redirect"),
        (302, (("location", "https://web.archive.org/web/20210506070809id_/http://example.org:80/a"),), b"", "redirect"),
        (301, (("location", "http://[::1"),), b"", "redirect"),
        (301, (("location", "mailto:a@example.org"),), b"", "redirect"),
        (301, (("location", "/sorry"), ("x-x", "y")), b"", None),
    ],
)
def test_what_is_no_page_says_why(status: int, headers: tuple[tuple[str, str], ...], body: bytes, reason: str | None) -> None:
    found = answer(status, *headers, body=body)
    if reason is None:
        assert isinstance(found, Moved)
    else:
        assert found == NoPage(url="http://example.org/a", reason=reason)


@pytest.mark.parametrize(
    ("location", "timestamp", "url"),
    [
        ("https://web.archive.org/web/20210507000000id_/http://example.org/b", "20210507000000", "http://example.org/b"),
        ("http://web.archive.org/web/20210507000000/http://example.org/b", "20210507000000", "http://example.org/b"),
        ("//web.archive.org/web/20210507000000if_/http://example.org/b", "20210507000000", "http://example.org/b"),
        ("/web/20210507000000id_/http:/example.org/b?c=http://x.org/", "20210507000000", "http://example.org/b?c=http://x.org/"),
        ("/web/20210507id_/https://example.org/b", "20210507", "https://example.org/b"),
        ("https://example.org/b", "20210506070809", "https://example.org/b"),
        ("/b", "20210506070809", "http://example.org:80/b"),
        ("b/c", "20210506070809", "http://example.org:80/b/c"),
        (
            "https://example.org/web/20210507000000/http://example.org/z",
            "20210506070809",
            "https://example.org/web/20210507000000/http://example.org/z",
        ),
        ("https://web.archive.org/web/20210507000000id_/http://example.org/b\r\n", "20210507000000", "http://example.org/b"),
    ],
)
@pytest.mark.parametrize("endpoint", [ENDPOINT, "http://127.0.0.1:8000", "http://127.0.0.1:8000/coll"])
def test_a_redirect_is_followed_inside_the_archive(location: str, timestamp: str, url: str, endpoint: str) -> None:
    location = location.replace("https://web.archive.org", endpoint) if location.startswith("https://web") else location
    found = answer(302, ("location", location), body=b"", endpoint=endpoint)
    assert found == Moved(place=Place(timestamp=timestamp, url=url), request=capture_url(endpoint, timestamp, url))
    again = answer(200, TYPE, place=found.place, endpoint=endpoint)
    assert isinstance(again, Page)
    assert again.url == url.replace(":80", "")


@pytest.mark.parametrize("location", ["https://web.archive.org/", "https://web.archive.org/save/x", "", "http://user:pw@[bad/"])
def test_a_redirect_to_the_archive_itself_leads_nowhere(location: str) -> None:
    place = Place(timestamp="20210506070809", url="http://example.org/a")
    assert resolve_redirect(location, ENDPOINT, place) is None


def test_a_stand_in_that_serves_site_and_archive_is_understood() -> None:
    place = Place(timestamp="20210506070809", url="http://127.0.0.1:8000/old")
    found = resolve_redirect("http://127.0.0.1:8000/new", "http://127.0.0.1:8000", place)
    assert found == Place(timestamp=place.timestamp, url="http://127.0.0.1:8000/new")


WRAPPED = b"""<!DOCTYPE html><html><head><script type="text/javascript" src="https://web-static.archive.org/_static/js/bundle-playback.js?v=1"></script>
<script type="text/javascript">
    __wm.init("https://web.archive.org/web");
  __wm.wombat("http://example.org/a","20210506070809","https://web.archive.org/","web",
        "https://web-static.archive.org/_static/", "1620284889");
</script>
<link rel="stylesheet" type="text/css" href="https://web-static.archive.org/_static/css/banner-styles.css?v=1" />
<!-- End Wayback Rewrite JS Include -->
<title>Ferries</title><link rel="canonical"
href="https://web.archive.org/web/20210506070809/http://example.org/a">
<script type="application/ld+json">
{"url": "https:\\/\\/web.archive.org\\/web\\/20210506070809\\/http:\\/\\/example.org\\/a"}</script></head><body>
<!-- BEGIN WAYBACK TOOLBAR INSERT -->
<div id="wm-ipp-base">12 captures <a href="/web/2021*/http://example.org/a">all</a></div>
<!-- END WAYBACK TOOLBAR INSERT --><p>A ferry was late. <a href="/web/20210506070809/https://example.org/b">More</a>
<img src="//web.archive.org/web/20210506070809im_/http://example.org/i.jpg"
 srcset="/web/20210506070809im_/http://example.org/i2.jpg 2x"></p></body></html>
<!--
     FILE ARCHIVED ON 07:08:09 May 06, 2021 AND RETRIEVED FROM THE
     INTERNET ARCHIVE ON 03:00:00 Nov 23, 2026.
-->
<!--
playback timings (ms):
  captures_list: 0.5
-->"""


def test_a_replay_that_wraps_the_page_is_unwrapped() -> None:
    body = unwrap(WRAPPED)
    for gone in (b"archive.org", b"wm-ipp", b"captures", b"ARCHIVED", b"playback", b"Wayback", b"__wm", b"20210506"):
        assert gone not in body, gone
    assert b'<link rel="canonical"\nhref="http://example.org/a">' in body
    assert b'{"url": "http:\\/\\/example.org\\/a"}' in body
    assert b'<p>A ferry was late. <a href="https://example.org/b">More</a>' in body
    assert b'<img src="http://example.org/i.jpg"\n srcset="http://example.org/i2.jpg 2x">' in body


def test_pywb_wraps_likewise() -> None:
    wrapped = (
        b"<html><head><!-- WB Insert -->\n<script>wbinfo = {};</script><script src='http://127.0.0.1:8000/static/wombat.js'></script>"
        b'<!-- End WB Insert --></head><body><a href="http://127.0.0.1:8000/coll/20210506070809mp_/http://example.org/b">More</a></body></html>'
    )
    assert unwrap(wrapped) == b'<html><head></head><body><a href="http://example.org/b">More</a></body></html>'


@pytest.mark.parametrize(
    "body",
    [
        HTML,
        b'<p>See <a href="https://web.archive.org/web/20210506070809/http://example.org/a">the archived page</a>.</p>',
        b"<p>The Wayback Machine keeps the toolbar at /web/20210506070809/http://example.org/.</p>",
    ],
)
def test_an_article_about_the_archive_stays_as_it_is(body: bytes) -> None:
    assert unwrap(body) == body


def test_unwrapping_a_hostile_page_ends() -> None:
    hostile = b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->" * 4000 + b"<script src='/_static/" * 4000 + b"/web/20210506070809" * 4000
    assert len(unwrap(hostile)) <= len(hostile)
