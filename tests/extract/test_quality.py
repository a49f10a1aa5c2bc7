"""Pages that are no article are told from articles, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from newscrawl.model import Block, Candidate, Hint, Page, Refined, Rejected
from newscrawl.page.quality import quality_flags
from newscrawl.reasons import REASONS
from newscrawl.refinement import extract, refine
from newscrawl.site import Site

Build = Callable[..., bytes]
SITE = Site(name="post", home="https://post.example/", title="The Harbour Post")


PROSE = (
    "The harbour council met on Tuesday and heard three engineers, a pilot and the owner of the ferry speak for and against the tunnel. "
    "Nobody had counted what a winter without the bridge would cost the fish market. "
)


def outcome(
    body: bytes,
    url: str = "https://post.example/2026/tunnel",
    content_type: str = "text/html; charset=utf-8",
    candidate: Candidate | None = None,
) -> Refined | Rejected:
    page = Page(
        url=url, body=body, fetched_at=datetime(2026, 11, 23, tzinfo=UTC), headers=(("content-type", content_type),), candidate=candidate
    )
    return refine(page, SITE)


def teasers(count: int) -> str:
    return "".join(
        f'<div class="post"><h2><a href="/story-{n}">A story about the harbour, number {n}</a></h2><p>What happened there.</p></div>'
        for n in range(count)
    )


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("", "empty"),
        ("<html><body></body></html>", "empty"),
        ('{"ok": true}', "not-html"),
        ('<title>Harbour Post</title><div id="root"></div><script src="/app.js"></script>', "needs-javascript"),
        ('<div id="__next"></div><noscript>You need to enable JavaScript to run this app.</noscript>', "needs-javascript"),
        ("<title>News</title><p>Please enable JavaScript to read this page.</p>", "needs-javascript"),
        (
            '<title>Just a moment...</title><p>Checking your browser.</p><script src="/cdn-cgi/challenge-platform/x.js"></script>',
            "bot-challenge",
        ),
        ("<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>", "bot-challenge"),
        ("<title>Access Denied</title><h1>Access Denied</h1><p>You don't have permission to access this.</p>", "bot-challenge"),
        ("<title>Page not found - Harbour Post</title><h1>404</h1><p>Try the search.</p>", "soft-404"),
        (
            "<title>Seite nicht gefunden</title><h1>Seite nicht gefunden</h1>" + "<p>Vielleicht hilft die Suche auf unserer Seite.</p>" * 3,
            "soft-404",
        ),
        ("<title>Harbour Post</title><h1>Página no encontrada</h1><p>Lo sentimos.</p>", "soft-404"),
        (
            "<title>Story</title><h1>This story is no longer available</h1><p>Please visit our home page.</p>" + '<img src="/p.jpg">' * 12,
            "soft-404",
        ),
        (f"<title>Tunnel</title><body class='error404'><h1>Nothing here</h1><p>{PROSE * 6}</p>", "soft-404"),
        (f"<title>Harbour Post</title><h1>Page not found</h1><p>But perhaps you like these stories.</p><p>{PROSE * 9}</p>", "soft-404"),
        ("<title>お探しのページが見つかりません</title><h1>お探しのページ</h1>", "soft-404"),
        ('<title>Members</title><h1>Log in to continue</h1><form><input type="password"></form>', "login-wall"),
        (
            "<title>A story</title><p>Only the start of it.</p><p>Subscribe to continue reading. Already a subscriber? Sign in</p>",
            "login-wall",
        ),
        (
            "<title>Harbour Post</title><h1>Before you continue</h1><p>We use cookies and other data.</p><button>Accept all</button>",
            "consent-wall",
        ),
        ("<title>In pictures</title><h1>The regatta</h1>" + '<img src="/p.jpg">' * 12, "gallery"),
        ("<title>A note</title><h1>A note</h1><p>Back in a while.</p>", "too-short"),
    ],
)
def test_a_page_without_an_article_is_rejected_with_its_reason(html: str, reason: str) -> None:
    rejected = outcome(html.encode())
    assert isinstance(rejected, Rejected), rejected
    assert rejected.reason == reason
    assert rejected.reason in REASONS


@pytest.mark.parametrize(
    ("url", "html"),
    [
        ("https://post.example/", f"<title>Harbour Post</title><body class='home blog'>{teasers(20)}{'<a href=/x>y</a>' * 30}"),
        ("https://post.example/category/city/", f"<title>City</title><body class='archive category'><h1>City</h1>{teasers(12)}"),
        ("https://post.example/tag/bridge/", f"<title>bridge</title><h1>Tag: bridge</h1>{teasers(15)}"),
    ],
)
def test_a_page_that_lists_articles_is_a_listing(url: str, html: str) -> None:
    rejected = outcome(html.encode(), url)
    assert isinstance(rejected, Rejected), rejected
    assert rejected.reason == "listing"


@pytest.mark.parametrize(
    "title",
    [
        "Why the 404 error page was invented",
        "Area 404: not found on any map, but people live there",
        "Access denied: how the council hid the plan",
    ],
)
def test_an_article_about_such_pages_is_an_article(title: str, story: tuple[str, ...]) -> None:
    body = "".join(f"<p>{line}</p>" for line in story * 2)
    dated = '<meta property="article:published_time" content="2026-03-01T10:00:00Z"><meta property="og:type" content="article">'
    more = "".join(f"<p>{n}. {line}</p>" for n, line in enumerate(story))
    refined = outcome(f"<head><title>{title}</title>{dated}</head><article><h1>{title}</h1>{body}{more}</article>".encode())
    assert isinstance(refined, Refined)


def test_a_brief_that_says_that_it_is_an_article_is_one(page: Build, story: tuple[str, ...]) -> None:
    head = '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-03-01T10:00:00Z">'
    refined = outcome(page(f"<p>{story[0]}</p>", head=head))
    assert isinstance(refined, Refined)
    assert "short" in refined.article.quality_flags


def test_a_short_text_under_its_headline_is_a_brief(story: tuple[str, ...]) -> None:
    brief = f"<title>Tunnel wins</title><h1>Tunnel wins</h1><p>{story[0]}</p>"
    refined = outcome(brief.encode())
    assert isinstance(refined, Refined)
    assert "short" in refined.article.quality_flags


@pytest.mark.parametrize(
    "html",
    [
        "<title>Tunnel wins</title><h1>Tunnel wins</h1><p>The council voted for the tunnel on Tuesday.</p>",  # too few words
        "<title>Tunnel</title><h1>Tunnel</h1><ul>" + "<li>tunnel bridge ferry dredger pilot</li>" * 5 + "</ul>",  # no sentence
    ],
)
def test_a_few_words_are_no_brief(html: str) -> None:
    rejected = outcome(html.encode())
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "too-short"


def test_a_short_text_among_much_else_is_no_brief(story: tuple[str, ...]) -> None:
    menu = "".join(f"<a href='/{n}'>Harbour news from the quay number {n}</a> " for n in range(60))
    rejected = outcome(f"<title>Tunnel wins</title><h1>Tunnel wins</h1><nav>{menu}</nav><p>{story[0]}</p>".encode())
    assert isinstance(rejected, Rejected)


@pytest.mark.parametrize(
    ("blocks", "title", "flag"),
    [
        ((Block("Few words."),), "T", "short"),
        (tuple(Block(f"Number {n} of the list", "item") for n in range(40)), "T", "listicle"),
        ((Block("word " * 120),), "7 ways to cross a harbour", "listicle"),
        ((Block("HARBOUR CITY, March 1 /PRNewswire/ -- A firm says so. " + "word " * 120),), "T", "press_release"),
        ((Block("a | b\n" * 90, "table"), Block("word " * 50)), "T", "table_heavy"),
    ],
)
def test_a_flag_says_what_a_curator_may_want_to_leave_out(blocks: tuple[Block, ...], title: str, flag: str) -> None:
    assert flag in quality_flags(
        blocks, words=sum(len(block.text.split()) for block in blocks), title=title, document_flags=(), confidence=0.9
    )


def test_a_plain_story_has_no_flags(story: tuple[str, ...]) -> None:
    assert quality_flags([Block(line) for line in story], words=120, title="Council picks tunnel", document_flags=(), confidence=0.9) == ()


STATIC = [
    "page-template-default page page-id-12 td-standard-pack",
    "attachment single single-attachment postid-9 attachmentid-9 attachment-jpeg",
]


@pytest.mark.parametrize("body_class", STATIC)
def test_a_page_that_wordpress_says_is_no_post_is_none(body_class: str) -> None:
    head = '<meta property="og:type" content="article"><meta property="article:modified_time" content="2026-01-02T03:04:05+00:00">'
    head += '<script type="application/ld+json">{"@type": "Article", "headline": "How we report", "datePublished": "2026-01-02"}</script>'
    page = f"<title>How we report</title>{head}<body class='{body_class}'><h1>How we report</h1>" + f"<p>{PROSE}</p>" * 8
    rejected = outcome(page.encode())
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "static-page"
    assert isinstance(outcome(page.replace('"Article"', '"NewsArticle"').encode()), Refined)
    assert isinstance(outcome(page.replace(body_class, "post-template-default single single-post postid-12").encode()), Refined)


LONG = "".join(f"<p>Step {n}: {PROSE}</p>" for n in range(9))
SIGNED = '<meta name="author" content="Ada Example"><meta property="article:published_time" content="2026-01-02T03:04:05+00:00">'


@pytest.mark.parametrize(
    ("url", "head", "body", "kept"),
    [
        ("https://post.example/guides/choose-a-boat/", "", LONG, True),
        ("https://post.example/guides/choose-a-boat/", SIGNED, LONG[: len(LONG) // 2], True),
        ("https://post.example/guides/choose-a-boat/", "", LONG[: len(LONG) // 3], False),
        ("https://post.example/about-us/", SIGNED, LONG, False),
    ],
)
def test_a_wordpress_page_with_enough_text_of_its_own_is_an_article(url: str, head: str, body: str, kept: bool) -> None:
    page = f"<title>Choose a boat</title>{head}<body class='page page-id-7'><h1>Choose a boat</h1>{body}".encode()
    assert isinstance(outcome(page, url), Refined if kept else Rejected)


@pytest.mark.parametrize(
    ("start", "html"),
    [
        ("<!-- served by web-3 -->\n<!DOCTYPE html>", True),
        ("<!-- a --> <!-- b --><html>", True),
        ("<!-- a -->\n<!DOCTYPE html><!-- icons --> <svg></svg>", True),
        ("<svg><symbol id='i'></symbol></svg><html>", True),
        ("<feed-reader></feed-reader>", True),
        ("<?xml version='1.0'?><!-- a --><rss version='2.0'>", False),
        ("<!-- - -- --><svg xmlns='http://www.w3.org/2000/svg'>", False),
    ],
)
def test_a_page_that_begins_with_a_comment_or_an_icon_is_html(start: str, html: bool) -> None:
    page = f"{start}<title>Tunnel</title><h1>Tunnel</h1>{LONG}".encode()
    outcome_ = outcome(page, content_type="text/html")
    assert isinstance(outcome_, Refined if html else Rejected)


@pytest.mark.parametrize(("source", "kept"), [("feed", True), ("wordpress", True), ("listing", False), ("sitemap", False)])
def test_what_a_source_of_articles_names_is_an_article_even_on_a_static_page(source: Any, kept: bool) -> None:
    page = f"<title>A special</title><body class='page page-id-7'><h1>A special</h1><p>{PROSE * 3}</p><p>{PROSE * 2}</p>".encode()
    named = Candidate(url="https://post.example/special/", hints=(Hint(source=source),))
    assert isinstance(outcome(page, candidate=named), Refined if kept else Rejected)


def test_who_hands_over_a_static_page_gets_its_text() -> None:
    assert extract(f"<title>A guide</title><body class='page page-id-7'><h1>A guide</h1><p>{PROSE * 3}</p><p>{PROSE * 2}</p>") is not None


def test_a_post_at_a_plain_permalink_is_not_the_home_page() -> None:
    links = "".join(f'<h3><a href="/?p={n}">Another story, number {n}</a></h3>' for n in range(25))
    dated = '<meta property="article:published_time" content="2026-01-02T03:04:05+00:00">'
    page = f"<title>Tunnel</title>{dated}<article><h1>Tunnel</h1><p>{PROSE * 2}</p><p>{PROSE}</p></article><aside>{links}</aside>".encode()
    assert isinstance(outcome(page, "https://post.example/?p=3015"), Refined)
    assert isinstance(outcome(page, "https://post.example/"), Rejected)


def test_paragraphs_that_are_cut_off_announce_articles() -> None:
    line = "The council heard one more engineer on the tunnel, and nobody in the room could say whether"
    cut = "".join(f"<article><h3>Story {n}</h3><p>{line}, number {n}...</p></article>" for n in range(9))
    rejected = outcome(f"<html><body><main>{cut}</main></body></html>".encode())
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.detail) == ("listing", "9 of 9 paragraphs are cut off")
    story = f"<p>{PROSE}</p><p>{line}...</p>" * 3  # a writer who lets sentences end in the air
    assert isinstance(outcome(f"<html><body><main>{story}</main></body></html>".encode()), Refined)


def test_a_front_page_of_texts_that_are_links_is_no_article() -> None:
    links = "".join(f'<p><a href="/story-{n}"><span>Harbour story {n}</span></a></p>' for n in range(200))
    front = f"<html><body><main><p>{PROSE}</p><p>{PROSE * 12}</p></main>{links}</body></html>".encode()
    rejected = outcome(front, url="https://post.example/")
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.detail) == ("listing", "home page with 200 links")
    assert isinstance(outcome(front, url="https://post.example/2026/tunnel"), Refined)
