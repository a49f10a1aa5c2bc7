"""Any bytes at all give an article or a reason, in bounded time and memory: one table of pages that mean harm or are only broken."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from newscrawl.model import Page, Refined
from newscrawl.reasons import REASONS
from newscrawl.refinement import refine
from newscrawl.site import Site

SITE = Site(name="post", home="https://post.example/", title="The Harbour Post")
STORY = b"".join(
    b"<p>In ward %d the harbour council decided on day %d to replace swing bridge %d with a tunnel, after %d years of debate.</p>"
    % (n, 7 * n, 3 * n, 11 * n)
    for n in range(1, 13)
)
HEAD = b"<html><head><title>Council picks tunnel</title></head><body><article><h1>Council picks tunnel</h1>"
LINKED = b'<script type="application/ld+json">'
ARTICLE = "article"
SECONDS = 8.0  # of CPU; each takes a second at most, and took a minute where something was quadratic


def outcome(body: bytes) -> Refined | str:
    result = refine(Page(url="https://post.example/tunnel", body=body, fetched_at=datetime(2026, 6, 1, tzinfo=UTC)), SITE)
    if isinstance(result, Refined):
        return result
    assert result.reason in REASONS, result
    assert result.detail
    return result.reason


def noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def bodies() -> dict[str, tuple[str, Callable[[], bytes]]]:
    """Name: (reason or `article`, the bytes)."""
    return {
        "empty": ("empty", lambda: b""),
        "white space": ("empty", lambda: b" \r\n\t" * 5_000),
        "NUL bytes alone": ("empty", lambda: b"\0" * 100_000),
        "NUL bytes in a page": (ARTICLE, lambda: HEAD + STORY.replace(b"tunnel", b"tun\0nel") + b"\0" * 1_000_000),
        "JSON": ("not-html", lambda: b'{"title": "Council picks tunnel", "n": [1, 2]}'),
        "JSON with markup in it": ("not-html", lambda: b'[{"html": "' + STORY + b'"}]'),
        "plain text": ("not-html", lambda: b"Council picks tunnel. " * 2_000),
        "a feed": ("not-html", lambda: b'<?xml version="1.0"?><rss><channel><item><description>' + STORY),
        "PDF": ("not-html", lambda: b"%PDF-1.7\n" + noise(100_000)),
        "noise": ("not-html", lambda: noise(10_000_000)),
        "noise that begins like a page": ("not-html", lambda: b"<html><body><p>" + noise(10_000_000)),
        "too many bytes": ("too-large", lambda: HEAD + b"x" * 17_000_000),
        "too many tags": ("too-large", lambda: HEAD + b"<p>" * 300_000),
        "cut in a tag": (ARTICLE, lambda: HEAD + STORY + b'<p class="te'),
        "cut in a letter": (ARTICLE, lambda: HEAD + STORY + "<p>Die Brücke ist fertig ".encode() + "ö".encode()[:1]),
        "cut in a comment": (ARTICLE, lambda: HEAD + STORY + b"<!-- the rest"),
        "100,000 nested elements": (ARTICLE, lambda: HEAD + b"<div>" * 100_000 + STORY + b"</div>" * 100_000),
        "60,000 nested tables": (ARTICLE, lambda: HEAD + b"<table><tr><td>" * 60_000 + STORY),
        "nested formatting that overlaps": (ARTICLE, lambda: HEAD + b"<b><i><p>" * 30_000 + STORY),
        "a text of 10 MB": (ARTICLE, lambda: HEAD + b"<p>" + b"word and more " * 750_000),
        "a word of 10 MB": ("too-short", lambda: HEAD + b"<p>" + b"w" * 10_000_000),
        "10 MB of white space": (ARTICLE, lambda: HEAD + STORY + b"<p>" + b" " * 10_000_000 + b"x</p>"),
        "100,000 lines in one paragraph": (ARTICLE, lambda: HEAD + b"<p>" + b"a line of words<br>" * 100_000 + STORY),
        "a million signs": (ARTICLE, lambda: HEAD + STORY + b"<p>" + b"a - " * 250_000),
        "50,000 links": (ARTICLE, lambda: HEAD + STORY + b"<ul>" + b"<li><a href=/a>Another story of the town</a>" * 50_000),
        "40,000 headings": (ARTICLE, lambda: HEAD + b"<h2>A heading</h2>" * 40_000 + STORY),
        "40,000 streamed parts": (
            ARTICLE,
            lambda: (
                HEAD
                + b"".join(b'<template id="B:%d"></template><div hidden id="S:%d"><p>x</p></div>' % (n, n) for n in range(40_000))
                + STORY
            ),
        ),
        "a tag with 100,000 attributes": (ARTICLE, lambda: HEAD + b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">" + STORY),
        "references to references": (ARTICLE, lambda: HEAD + STORY + b"<p>" + b"&amp;amp;#8211;" * 200_000),
        "entities that multiply": (
            ARTICLE,
            lambda: b'<!DOCTYPE html [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + HEAD + b"<p>&b;&b;</p>" + STORY,
        ),
        "huge JSON-LD": (
            ARTICLE,
            lambda: LINKED + b'{"@type":"Article","articleBody":"' + b"Text. " * 900_000 + b'"}</script>' + HEAD + STORY,
        ),
        "deep JSON-LD": (ARTICLE, lambda: LINKED + b'{"a":[' * 100_000 + b"</script>" + HEAD + STORY),
        "JSON-LD that refers in circles": (
            ARTICLE,
            lambda: LINKED + b'{"@type":"Article","@id":"#a","author":{"@id":"#a"},"isPartOf":{"@id":"#a"}}</script>' + HEAD + STORY,
        ),
        "titles of 100 KB": (
            ARTICLE,
            lambda: b"<title>" + b"Bridge | opens - " * 6_000 + b"</title>" + HEAD + b"<h1>" + b"Bridge: opens " * 7_000 + b"</h1>" + STORY,
        ),
        "dates out of range": (
            ARTICLE,
            lambda: (
                b'<meta property="article:published_time" content="99999-99-99T99:99:99Z">'
                b'<meta name="date" content="0001-01-01T00:00:00+14:00">' + HEAD + b'<time datetime="9999-12-31T23:59:59-14:00">x</time>'
                b'<time datetime="-0044-03-15">x</time><span class="date">0/0/0000</span><span class="date">31.02.2026</span>' + STORY
            ),
        ),
        "right-to-left marks and joiners": (ARTICLE, lambda: HEAD + STORY + b"<p>" + "\u202e\u200b\u0301".encode() * 200_000),
        "frames": ("empty", lambda: b"<frameset><frame src=x></frameset>"),
    }


BODIES = bodies()


@pytest.mark.parametrize("name", BODIES)
def test_any_bytes_give_an_article_or_a_reason_in_bounded_time(name: str) -> None:
    expected, build = BODIES[name]
    body = build()
    started = time.process_time()
    found = outcome(body)
    assert time.process_time() - started < SECONDS
    if expected != ARTICLE:
        assert found == expected
        return
    assert isinstance(found, Refined), found
    article = found.article
    assert "In ward 3 " in (article.text or "") or name == "a text of 10 MB"
    assert 0 < len(article.title) <= 1_000
    assert article.date_published is None
    assert not any(c < " " and c != "\n" for c in article.text or "")


def test_the_largest_pages_are_read_in_bounded_memory() -> None:
    """In a process of its own, which takes the largest of them one after the other."""
    program = (
        "import resource\n"
        "from tests.test_bounds import BODIES, HEAD, outcome\n"
        "for name in ('noise', 'a text of 10 MB', '100,000 lines in one paragraph', '10 MB of white space', 'huge JSON-LD'):\n"
        "    outcome(BODIES[name][1]())\n"
        "outcome(HEAD + b'<p>' + '橋の開通。'.encode() * 400_000)\n"
        "outcome(HEAD + b'<p>' + b'caf\\xe9 na\\xefve ' * 500_000)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 800_000, f"{done.stdout} KiB"
