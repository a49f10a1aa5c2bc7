"""Pages that mean harm, or are only broken: metadata is read in bounded time and never raises."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.model import Page
from newscrawl.page.document.parse import Document, parse
from newscrawl.page.metadata import Metadata, read_metadata
from newscrawl.site import Site

SITE = Site(name="dailybridge", home="https://dailybridge.example/", title="Daily Bridge")
URL = "https://dailybridge.example/bridge/"


def read(body: bytes) -> Metadata | None:
    document = parse(body, content_type="text/html", url=URL)
    if not isinstance(document, Document):
        return None
    return read_metadata(document, Page(url=URL, body=body, fetched_at=datetime(2026, 6, 1, tzinfo=UTC)), SITE)


HOSTILE = {
    "attributes": b"<h1 " + b" ".join(b'class%d="author date"' % i for i in range(10_000)) + b">Bridge</h1>",
    "json-ld": b'<script type="application/ld+json">{"@type":"Article","headline":"' + b"x" * 5_000_000 + b'"}</script>',
    "deep json-ld": b'<script type="application/ld+json">' + b'{"@graph":[' * 50_000 + b"</script>",
    "deep markup": b"<div class=author>" * 100_000 + b"By Ada Okoro",
    "metas": b'<meta property="article:tag" content="a">' * 20_000,
    "long metas": b'<meta name="author" content="' + b"Ada, " * 400_000 + b'">',
    "names": b'<meta name="author" content="' + b"A B and " * 49 + b'">' * 300,
    "headings": b"<h1>" + b"<span>Bridge</span>" * 50_000 + b"</h1>",
    "many headings": b"<h1>Bridge - a | b : c</h1>" * 20_000,
    "microdata": b"<article itemscope itemtype=Article>" + b"<i itemprop=author>a</i>" * 40_000,
    "times": b"<h1>B</h1>" + b"<time datetime=x>1</time>" * 40_000,
    "bylines": b"<h1>B</h1>" + b'<p class="byline">By A. B. C. D. E. F.</p>' * 20_000,
    "pagers": b"".join(b'<div class=page-links><a href="/bridge/%d/">n</a></div>' % i for i in range(20_000)),
    "separators": b"<title>" + b" - " * 100_000 + b"</title>",
    "separated words": b"<title>" + b"a | " * 4_000 + b"</title>",
    "entities": b"<title>" + b"&amp;amp;amp;" * 50_000 + b"</title>",
    "dates": b'<h1>B</h1><span class="date">' + b"1/2/" * 60 + b"</span>",
    "digits": b'<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"' + b"1" * 60_000 + b'"}</script><p>B</p>',
    "angles": b'<meta property="og:title" content="' + b"<b " * 6_000 + b'">',
    "one text": b"<h1>B</h1><p class=author>" + b"a " * 2_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_read_in_bounded_time(name: str) -> None:
    document = parse(HOSTILE[name], content_type="text/html", url=URL)
    if not isinstance(document, Document):
        return  # refused at the door
    page = Page(url=URL, body=HOSTILE[name], fetched_at=datetime(2026, 6, 1, tzinfo=UTC))
    started = time.process_time()
    found = read_metadata(document, page, SITE)
    assert time.process_time() - started < 1.5
    assert found.canonical_url == URL


@pytest.mark.parametrize(
    "markup",
    [
        '<link rel="canonical" href="http://[::1">',
        '<link rel="canonical" href="https://exa mple:99999/x">',
        '<base href="http://[">',
        '<meta property="og:url" content="//">',
        '<meta property="og:image" content="http://[">',
        '<link rel="next" href="http://a:b/2/">',
        '<script type="application/ld+json">{"@type": 5, "@id": [], "author": {"name": {"@value": 3}}, "image": [[[]]]}</script>',
        '<script type="application/ld+json">[null, 1, "a", {"@type": "Article", "headline": null, "author": [null, [], {}]}]</script>',
        '<script type="application/ld+json">{"@type": "Article", "hasPart": "x", "mainEntityOfPage": 7, "keywords": {"a": 1}}</script>',
        '<h1>B</h1><time datetime="99999999999999">x</time><time datetime="-1">y</time>',
    ],
)
def test_broken_values_are_passed_over(markup: str) -> None:
    found = read(f"<html><head>{markup}</head><body><p>The bridge opens.</p></body></html>".encode())
    assert found is not None
    assert found.canonical_url == URL


def test_no_field_carries_control_characters() -> None:
    bad = "Bridge\u0000\u0007\u001b[31m \u200bopens\u00ad"
    metas = f'<meta charset="utf-8"><title>{bad}</title><meta name="author" content="Ada {bad}"><meta name="keywords" content="{bad}, b">'
    found = read(f"<html><head>{metas}</head></html>".encode())
    assert found is not None
    texts = [found.title or "", *found.authors, *found.tags, found.description or ""]
    assert found.title == "Bridge[31m opens"
    assert all(character.isprintable() for text in texts for character in text)


PIECES = st.sampled_from([
    "<h1>", "</h1>", "<p>", "<div class='author byline date'>", "</div>", "<time datetime='", "2026-03-09", "'>", "</time>",
    "<meta property='og:title' content='", "<meta name=author content='", "<link rel=canonical href='", "<link rel=next href='/bridge/2/'>",
    "By Ada Okoro", " | ", " - ", "&amp;#8211;", "<script type='application/ld+json'>", "</script>", '{"@type":"Article",', '"headline":"',
    '"author":[{"name":"', '"}', "]", "\x00", "é", "新聞",
])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=12), max_size=40))
def test_any_markup_gives_metadata(pieces: list[str]) -> None:
    found = read("".join(pieces).encode("utf-8", "replace"))
    if found is not None:
        assert found.title is None or found.title == found.title.strip() != ""
        assert all(name.strip() for name in found.authors)
        assert set(found.field_sources.values()) <= {"json-ld", "opengraph", "meta", "wordpress", "feed", "sitemap", "html", "url"}
