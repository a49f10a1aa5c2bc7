"""`field_sources` is true: whatever subset of its sources a page has, each value is the one that the named source states."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.dates import parse_moment
from newscrawl.model import Candidate, Hint, Page
from newscrawl.page.document.parse import Document, parse
from newscrawl.page.metadata import Metadata, read_metadata
from newscrawl.site import Site

SITE = Site(name="dailybridge", home="https://dailybridge.example/", title="Daily Bridge")
URL = "https://dailybridge.example/bridge-opens"
LABELS = ("json-ld", "opengraph", "meta", "wordpress", "feed", "sitemap", "html")
WORDS = dict(zip(LABELS, ("Alder", "Birch", "Cedar", "Damson", "Elder", "Fig", "Hazel"), strict=True))
DAYS = {label: f"2026-02-{day:02}T08:15:00Z" for day, label in enumerate(LABELS, 10)}
FIELDS = {
    "title": LABELS,
    "description": LABELS[:-1],
    "authors": ("json-ld", "meta", "wordpress", "feed", "html"),
    "published": LABELS,
    "modified": LABELS,
    "section": ("json-ld", "opengraph", "meta", "wordpress", "feed", "html"),
    "tags": ("json-ld", "opengraph", "meta", "wordpress", "feed", "html"),
    "image_url": ("json-ld", "opengraph", "meta", "wordpress", "feed", "sitemap"),
    "license": ("json-ld", "meta", "html"),
}
NAMES = {"published": "date_published", "modified": "date_modified"}
# How each field is called in JSON-LD, in OpenGraph and in other <meta> elements; "-" where it is not stated there.
CALLED = {
    "title": ("headline", "og:title", "parsely-title"),
    "description": ("description", "og:description", "description"),
    "authors": ("author", "-", "author"),
    "published": ("datePublished", "article:published_time", "parsely-pub-date"),
    "modified": ("dateModified", "article:modified_time", "last-modified"),
    "section": ("articleSection", "article:section", "parsely-section"),
    "tags": ("keywords", "article:tag", "news_keywords"),
    "image_url": ("image", "og:image", "twitter:image"),
    "license": ("license", "-", "dcterms.license"),
}


def value(field: str, label: str) -> str:
    """What this source states of this field: no other source has the same word or day."""
    word = WORDS[label]
    return {
        "title": f"{word} bridge opens to walkers",
        "description": f"{word} is what the town calls the bridge that opens today.",
        "authors": f"{word} Okoro",
        "published": DAYS[label],
        "modified": DAYS[label].replace("2026-02", "2026-03"),
        "section": f"{word} News",
        "tags": f"{word} steel",
        "image_url": f"https://dailybridge.example/{word}.jpg",
        "license": f"https://licences.example/{word}/",
    }[field]


def in_html(field: str) -> str:
    stated = value(field, "html")
    return {
        "title": f"<h1>{stated}</h1>",
        "authors": f'<a rel="author" href="/authors/h">{stated}</a>',
        "published": f"<time datetime='{stated}'>shown</time>",
        "modified": f"<span>Updated </span><time class='modified' datetime='{stated}'>shown</time>",
        "section": f'<ul class="entry-category"><li><a href="/c">{stated}</a></li></ul>',
        "tags": f'<a rel="tag" href="/t">{stated}</a>',
        "license": f'<link rel="license" href="{stated}">',
    }[field]


def hint(source: Any, label: str, stated: dict[str, set[str]]) -> Hint:
    got: dict[str, Any] = {field: value(field, label) for field, labels in stated.items() if label in labels and field in FIELDS}
    for field in ("published", "modified"):
        if field in got:
            got[field] = parse_moment(got[field])
    for field in ("authors", "tags"):
        if field in got:
            got[field] = (got[field],)
    got.pop("license", None)
    return Hint(source=source, **got)


def read(stated: dict[str, set[str]]) -> Metadata:
    node = {CALLED[field][0]: value(field, "json-ld") for field, labels in stated.items() if "json-ld" in labels}
    head = [f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **node})}</script>']
    for field, labels in stated.items():
        if "opengraph" in labels:
            head.append(f'<meta property="{CALLED[field][1]}" content="{value(field, "opengraph")}">')
        if "meta" in labels:
            head.append(f'<meta name="{CALLED[field][2]}" content="{value(field, "meta")}">')
    body = [in_html(field) for field, labels in stated.items() if "html" in labels]
    html = f'<html lang="en"><head>{"".join(head)}</head><body><article>{"".join(body)}<p>Text.</p></article></body></html>'.encode()
    document = parse(html, content_type="text/html; charset=utf-8", url=URL)
    assert isinstance(document, Document)
    sources = (("wordpress", "wordpress"), ("feed", "feed"), ("news-sitemap", "sitemap"))
    candidate = Candidate(url=URL, hints=tuple(hint(source, label, stated) for source, label in sources))
    return read_metadata(document, Page(url=URL, body=html, fetched_at=datetime(2026, 6, 1, tzinfo=UTC), candidate=candidate), SITE)


@settings(deadline=None, max_examples=120)
@given(st.fixed_dictionaries({field: st.sets(st.sampled_from(labels)) for field, labels in FIELDS.items()}))
def test_each_value_is_the_one_that_its_source_states(stated: dict[str, set[str]]) -> None:
    found = read(stated)
    for field, labels in stated.items():
        got, name = getattr(found, field), NAMES.get(field, field)
        source = found.field_sources.get(name)
        assert bool(got) == (source is not None), (field, got, source)
        assert bool(got) == bool(labels) or field == "published", (field, labels, got)
        if source and labels:
            assert source in labels, (field, source, labels)
            expected = value(field, source)
            shown = got[0] if isinstance(got, tuple) else got.isoformat() if field in NAMES else got
            assert shown == expected, (field, source, shown, expected)
