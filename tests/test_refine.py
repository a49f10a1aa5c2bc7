"""One page in, one article or one reason out; never an exception."""

from __future__ import annotations

import pickle
import random
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime

import pytest

from newscrawl import clean_text, model
from newscrawl.dedup import signature
from newscrawl.model import Candidate, Hint, Page, Part, Refined, Rejected, as_record
from newscrawl.reasons import REASONS
from newscrawl.refinement import extract, refine
from newscrawl.site import Layout, Site
from newscrawl.text import content_hash

SITE = Site(name="post", home="https://post.example/", title="The Harbour Post", language="en")
LINES = [
    "The harbour council decided on Tuesday to replace the old swing bridge with a tunnel, after nine years "
    "of debate and three rejected plans.",
    "Engineers told the meeting that the bridge opens forty times a day in summer, and that each opening "
    "holds up traffic for eleven minutes.",
    "Opponents say the tunnel will cost three times what the council admits, and that nobody has asked the "
    "fishing crews whose quay it crosses.",
    "Work is to begin in the spring of next year, once the regional court has heard the last complaint "
    "against the plan and given its ruling.",
]
HEAD = """<title>Council picks tunnel over bridge | The Harbour Post</title><link rel="canonical" href="https://post.example/tunnel">
<meta property="og:type" content="article"><meta property="article:published_time" content="2026-03-01T10:30:00+02:00">
<meta name="author" content="Mara Lindt"><meta property="og:image" content="https://post.example/b.jpg">"""


def page(inner: str, **changes: object) -> Page:
    html = f"<html lang='en'><head>{HEAD}</head><body><article><h1>Council picks tunnel over bridge</h1>{inner}</article></body></html>"
    base = Page(
        url="https://post.example/tunnel?utm_source=feed",
        body=html.encode(),
        fetched_at=datetime(2026, 3, 2, 8, 0, 0, tzinfo=UTC),
        headers=(("content-type", "text/html; charset=utf-8"), ("etag", '"v1"'), ("last-modified", "Sun, 01 Mar 2026 09:00:00 GMT")),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def story(*extra: str) -> str:
    return '<div class="entry-content">' + "".join(f"<p>{line}</p>" for line in LINES) + "".join(extra) + "</div>"


@pytest.mark.parametrize(
    ("captured", "first"),
    [
        (datetime(2015, 6, 30, 23, 59, tzinfo=UTC), "oldest"),
        (datetime(2015, 7, 1, tzinfo=UTC), "older"),
        (datetime(2019, 4, 30, tzinfo=UTC), "older"),
        (datetime(2019, 5, 1, tzinfo=UTC), "today"),
        (None, "today"),
    ],
)
def test_a_layout_holds_for_pages_that_were_captured_until_its_last_day(captured: datetime | None, first: str) -> None:
    boxes = "".join(f"<div id='{name}'><p>{name}: {'</p><p>'.join(LINES)}</p></div>" for name in ("oldest", "older", "today"))
    layouts = (Layout(until=date(2019, 4, 30), body="//div[@id='older']"), Layout(until=date(2015, 6, 30), body="//div[@id='oldest']"))
    site = replace(SITE, body="//div[@id='today']", layouts=layouts)
    result = refine(page(boxes, captured_at=captured), site)
    assert isinstance(result, Refined)
    assert (result.article.extraction.method, (result.article.text or "").split(":")[0]) == ("hint", first)


def refined(of: Page) -> Refined:
    result = refine(of, SITE)
    assert isinstance(result, Refined), result
    return result


def test_an_article_comes_with_the_signature_of_its_text() -> None:
    result = refined(page(story()))
    assert result.signature == signature(result.article.text or "")
    assert result.signature


def test_an_article_comes_out_whole() -> None:
    article = refined(
        page(story("<h2>What comes next</h2><p>The plan now goes to the regional court, which has until June to say yes or no.</p>"))
    ).article
    assert article.title == "Council picks tunnel over bridge"
    assert article.text == "\n\n".join(
        [*LINES, "What comes next", "The plan now goes to the regional court, which has until June to say yes or no."]
    )
    assert [section.heading for section in article.sections] == [None, "What comes next"]
    assert article.authors == ("Mara Lindt",)
    assert article.date_published == "2026-03-01T08:30:00Z"
    assert article.canonical_url == "https://post.example/tunnel"
    assert article.language == "en"
    assert article.source == "post"
    assert article.domain == "post.example"
    assert article.content_hash == content_hash(article.title, article.text)
    assert article.word_count > 90
    assert article.fetch.etag == '"v1"'
    assert article.fetch.fetched_at == "2026-03-02T08:00:00Z"
    assert set(article.extraction.versions) == {"newscrawl", "trafilatura", "rules"}
    assert 0.5 < article.extraction.confidence < 1


def test_everything_removed_is_in_the_edits_and_counted() -> None:
    advert = '<div class="td-a-rec"><span class="td-adspot-title">- Advertisement -</span></div>'
    result = refined(page(story(advert, "<p>- Advertisement -</p>")))
    assert "dvertisement" not in (result.article.text or "")
    assert "dom-ad" in result.article.extraction.edits
    assert sum(result.article.extraction.edits.values()) == len(result.edits)
    assert sum("- Advertisement -" in edit.text for edit in result.edits) == 2
    assert [edit.position for edit in result.edits] == sorted(edit.position for edit in result.edits)


def test_the_pages_of_a_split_article_are_one_article_in_order() -> None:
    second = "<p>On its second page the story says that the ferry will run every ten minutes while the tunnel is built.</p>"
    repeated = f"<p>{LINES[0]}</p>"
    part = Part(url="https://post.example/tunnel/2/", body=page('<div class="entry-content">' + repeated + second + "</div>").body)
    article = refined(page(story(), parts=(part,))).article
    assert (article.text or "").count(LINES[0]) == 1
    assert (article.text or "").endswith("while the tunnel is built.")
    assert refined(page(story(), parts=(replace(part, body=b"%PDF-"),))).article.text == "\n\n".join(LINES)


def test_a_heading_at_the_end_of_a_page_stays_where_its_text_is_on_the_next() -> None:
    first = page(story("<figure><img src='/b.jpg'><figcaption>The bridge in spring.</figcaption></figure><h2>What the ferry costs</h2>"))
    second = "<p>On its second page the story says that the ferry will run every ten minutes while the tunnel is built.</p>"
    part = Part(url="https://post.example/tunnel/2/", body=page(f'<div class="entry-content">{second}</div>').body)
    assert "What the ferry costs" not in (refined(first).article.text or "")
    both = refined(replace(first, parts=(part,)))
    assert (both.article.text or "").split("\n\n")[-2:] == ["What the ferry costs", second[3:-4]]
    assert not [edit for edit in both.edits if "ferry" in edit.text]


def test_a_heading_over_links_at_the_end_of_a_page_goes_with_them() -> None:
    links = "".join(f'<li><a href="/other-{n}/">Another story of the harbour, part {n}</a></li>' for n in range(3))
    first = page(story(f"<h4>The Latest</h4><ul>{links}</ul>"))
    second = "<p>On its second page the story says that the ferry will run every ten minutes while the tunnel is built.</p>"
    part = Part(url="https://post.example/tunnel/2/", body=page(f'<div class="entry-content">{second}</div>').body)
    assert refined(replace(first, parts=(part,))).article.text == "\n\n".join([*LINES, second[3:-4]])


def test_a_page_without_any_title_is_called_by_its_first_words() -> None:
    bare = page("").body.split(b"<head>")[0] + b"<body>" + story().encode()
    article = refined(page("", body=bare)).article
    assert article.title == "The harbour council decided on Tuesday to replace the old swing bridge with a tunnel, after nine years of…"
    assert article.text == "\n\n".join(LINES)
    assert article.content_hash == content_hash(article.title, article.text)


def test_a_feeds_content_speaks_where_the_page_is_empty() -> None:
    hint = Hint(source="feed", content_html="".join(f"<p>{line}</p>" for line in LINES))
    article = refined(page("<div id='root'></div>", candidate=Candidate(url="https://post.example/tunnel", hints=(hint,)))).article
    assert article.text == "\n\n".join(LINES)
    assert article.extraction.method == "feed"


def test_it_is_pure_and_its_values_travel_between_processes() -> None:
    of = page(story())
    first, second = refine(of, SITE), refine(pickle.loads(pickle.dumps(of)), pickle.loads(pickle.dumps(SITE)))
    assert first == second
    assert pickle.loads(pickle.dumps(first)) == first
    assert as_record(refined(of).article)["sections"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0" * 1000,
        b"<" * 10_000,
        b"%PDF-1.7",
        b'{"a": [1, 2]}',
        "<p>\ud800".encode("utf-8", "surrogatepass"),
        b"<html><body>" + b"<div>" * 100_000 + b"text",
        b"<article>" + b"<p>word</p>" * 60_000,
        b"<body>" + b"<a href='/x'>link</a>" * 50_000,
        b"<body><table>" + b"<tr><td>1</td></tr>" * 20_000,
        b"<body><p>" + b"word " * 2_000_000,
        b"<body><script type='application/ld+json'>" + b'{"@graph":[' * 20_000,
    ],
    ids=lambda body: f"{body[:12]!r}…{len(body)}",
)
def test_any_bytes_give_an_article_or_a_reason(body: bytes) -> None:
    result = refine(page("", body=body), SITE)
    assert isinstance(result, Refined) or (result.reason in REASONS and result.reason != "internal-error"), result


def test_damaged_pages_never_raise() -> None:
    whole = bytearray(page(story()).body)
    chance = random.Random(7)
    for _ in range(60):
        damaged = bytearray(whole[: chance.randrange(len(whole))])
        for _ in range(chance.randrange(30)):
            damaged[chance.randrange(len(damaged)) : chance.randrange(len(damaged) + 1)] = chance.randbytes(3) if damaged else b""
            if not damaged:
                break
        result = refine(page("", body=bytes(damaged)), SITE)
        assert isinstance(result, Refined) or result.reason != "internal-error", (result, bytes(damaged))


def test_a_fault_of_ours_is_a_reason_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("newscrawl.refinement.read_metadata", broken)
    result = refine(page(story()), SITE)
    assert isinstance(result, Rejected)
    assert (result.reason, result.detail) == ("internal-error", "ZeroDivisionError: a fault")


@pytest.mark.parametrize("url", ["garbage", "http://[::1", "ftp://post.example/x", "http://1.2.3.4:99999/x", "https://exa mple.com/", " "])
def test_extract_takes_an_address_that_is_none_for_not_given(url: str) -> None:
    article = extract(page(story()).body, url)
    assert article is not None
    assert article.title == "Council picks tunnel over bridge"


def test_extract_and_clean_text_say_what_they_take() -> None:
    assert extract(bytearray(page(story()).body)) is not None
    assert extract(memoryview(page(story()).body)) is not None
    with pytest.raises(TypeError, match="a page comes as bytes or str, got NoneType"):
        extract(None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="clean_text\\(\\) takes str, got bytes: decode bytes first"):
        clean_text(b"text")  # type: ignore[arg-type]


def test_extract_takes_bytes_and_text_with_and_without_an_address() -> None:
    html = page(story()).body
    for article in (extract(html, "https://post.example/tunnel"), extract(html.decode()), extract(html, None)):
        assert article is not None
        assert article.text == "\n\n".join(LINES)
    assert extract("<p>too short", "https://post.example/x") is None


def test_clean_text_needs_the_standard_library_alone() -> None:
    code = (
        "import sys; from newscrawl import clean_text; clean_text('a'); "
        "print([name for name in ('lxml', 'trafilatura', 'scrapy', 'tldextract') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert result.stdout.strip() == "[]"


def test_an_ordinary_page_brings_in_nothing_that_only_odd_pages_need() -> None:
    page = (
        "<html lang=en><meta property=article:published_time content=2026-03-04T05:06:07Z><body><article><h1>A bridge</h1>"
        + f"<p>{' '.join(LINES)}</p>" * 3
        + "</article>"
    )
    code = (
        f"import sys; from newscrawl import extract; assert extract({page!r}, 'https://post.example/a-bridge'); "
        "odd = {'requests', 'tldextract', 'trafilatura', 'dateutil', 'ftfy', 'scrapy'}; print(sorted(odd & {*sys.modules}))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert result.stdout.strip() == "[]"


def test_warming_up_loads_what_every_page_needs_and_nothing_that_only_odd_ones_do() -> None:
    script = (
        "import sys, newscrawl.refinement as r; assert 'numpy' not in sys.modules; r.warm_up(); "
        "print([name for name in ('numpy', 'trafilatura', 'tldextract') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip() == "['numpy']"


def test_every_value_of_the_model_travels_whole_and_without_its_fields_looked_up() -> None:
    kinds = [kind for name in model.__all__ if is_dataclass(kind := getattr(model, name))]
    assert model.Article in kinds
    for kind in kinds:
        value = kind(**{field.name: f"the value of {field.name}" for field in fields(kind)})
        assert pickle.loads(pickle.dumps(value, pickle.HIGHEST_PROTOCOL)) == value
        assert kind.__getstate__.__module__ == model.values.__name__, kind


def test_pages_without_an_address_are_told_apart_by_their_text() -> None:
    said = "was opened on day {n} by twenty people who had waited for it since spring, when the last of the old ones closed."
    articles = []
    for thing in ("harbour", "bridge"):
        body = "".join(f"<p>The {thing} {said.format(n=n)}</p>" for n in range(9))
        articles.append(extract(f"<html><body><article><h1>The {thing} opens</h1>{body}</article></body></html>"))
    assert len({article.id for article in articles if article}) == 2
    assert all(article and "no-url" in article.quality_flags for article in articles)
