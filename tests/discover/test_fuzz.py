"""Any bytes: candidates or a SourceError, and nothing else."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.discover.formats.feeds import parse_feed
from newscrawl.discover.formats.listings import parse_listing
from newscrawl.discover.formats.robots_sitemaps import sitemap_urls
from newscrawl.discover.formats.sitemaps import parse_sitemap
from newscrawl.discover.formats.wordpress import parse_posts
from newscrawl.discover.probe import probe
from newscrawl.discover.rules import localize, why_not_article
from newscrawl.errors import SourceError
from newscrawl.model import Candidate
from newscrawl.site import Site
from newscrawl.text import tidy
from newscrawl.urls import is_http, normalize

SITE = Site(name="mag", home="https://mag.example/", title="Magazine")
URL = "https://mag.example/x"

_PIECES = st.sampled_from(
    re.split(
        "~",
        "<rss>~<channel>~<item>~<entry>~</item>~<urlset>~<url>~<loc>~</loc>~</url>~<sitemapindex>~<sitemap>~<link>~/>~'>~<title>~</title>~"
        "<![CDATA[~]]>~<!--~-->~[~]>~&a;~&~&#0;~&#xD800;~&#99999999;~<pubDate>~0000-00-00~9999-99-99~<lastmod>~http://~//[~http://[::1~?p=1~"
        "<news:news>~<news:title>~<html>~<body>~<h2>~{~}~]~null~1e999~-1~<guid>~<content:encoded>~utf-7~idna~'?>~xml:base='~Sitemap:~ ~"
        '"items":~"url":~"link":~"title":{"rendered":~https://mag.example/a-b-c/~\x00~\ufffe~é~😀~\n~<link href=\'~<!DOCTYPE ~'
        "<!ENTITY a 'b'>~Thu, 01 Jan 1970 00:00:00 GMT~<a href='~<a rel=next href=~<time datetime='~<media:content url='~"
        "<feed xmlns='http://www.w3.org/2005/Atom'>~<?xml version='1.0' encoding='",
    )
)
_MARKUP = st.lists(_PIECES | st.text(max_size=8), max_size=40).map("".join)
_BYTES = st.one_of(
    st.binary(max_size=200), _MARKUP.map(lambda t: t.encode("utf-8", "replace")), _MARKUP.map(lambda t: t.encode("utf-16", "replace"))
)
_PREFIXED = st.tuples(
    st.sampled_from(
        [
            b"",
            b"<rss><channel><item>",
            b"<urlset><url><loc>",
            b"<feed><entry>",
            b'{"items":[',
            b'[{"link":',
            b"<html><body>",
            b"\x1f\x8b\x08\x00",
        ]
    ),
    _BYTES,
).map(b"".join)

ENTRIES = {
    "feed": lambda body: parse_feed(body, URL).candidates,
    "sitemap": lambda body: parse_sitemap(body, URL).candidates,
    "wordpress": lambda body: parse_posts(body, url=URL).candidates,
    "listing": lambda body: parse_listing(body, URL, SITE).candidates,
    "probe": lambda body: probe(body, URL) and (),
    "robots": lambda body: sitemap_urls(body, URL) and (),
}


@pytest.mark.parametrize("entry", ENTRIES)
@given(body=_PREFIXED)
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_candidates_or_say_why_not(entry, body):
    try:
        found = ENTRIES[entry](body)
    except SourceError as error:
        assert "\n" not in str(error)
        return
    for candidate in found:
        assert isinstance(candidate, Candidate)
        assert is_http(candidate.url)
        assert normalize(candidate.url) == candidate.url
        for hint in candidate.hints:
            for text in (hint.title, hint.description, hint.section, *hint.authors, *hint.tags):
                assert text is None or text == tidy(text)


@given(st.text(max_size=80), st.sampled_from(["https://mag.example/", "http://www.mag.example", ""]))
@settings(max_examples=300, deadline=None)
def test_any_address_is_judged(rest, start):
    why_not_article(start + rest, SITE)
    local = localize(start + rest, SITE)
    assert local is None or local.startswith("https://mag.example/")
