"""Rights signals: each one is seen, named with its source, and decides only what it is about."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.model import Page, Rights
from newscrawl.page.document.parse import Document, parse
from newscrawl.page.rights.ai_crawlers import AI_CRAWLERS, ai_crawler
from newscrawl.page.rights.signals import merge_rights, page_rights, robots_rights, tdmrep_rights

COLLECTED = Path(__file__).parents[3] / "shared/data/robots"


def rights(head: str = "", headers: tuple[tuple[str, str], ...] = ()) -> Rights:
    url = "https://news.example/bridge"
    body = f"<html><head>{head}</head><body><p>The bridge opens.</p></body></html>".encode()
    document = parse(body, url=url)
    assert isinstance(document, Document)
    return page_rights(document, Page(url=url, body=body, headers=headers, fetched_at=datetime(2026, 11, 1, tzinfo=UTC)))


HEADERS = [
    (("tdm-reservation", "1"), "tdm-reservation: 1 (header)", True),
    (("tdm-reservation", "0"), "tdm-reservation: 0 (header)", False),
    (("tdm-reservation", "maybe"), "tdm-reservation: maybe (header)", None),
    (("tdm-policy", "https://e.example/p.json"), "tdm-policy: https://e.example/p.json (header)", None),
    (("x-robots-tag", "noai"), "noai (x-robots-tag)", True),
    (("x-robots-tag", "NOAI, noimageai"), "noimageai (x-robots-tag)", True),
    (("x-robots-tag", "noimageai"), "noimageai (x-robots-tag)", None),
    (("x-robots-tag", "googlebot: noarchive, nosnippet"), "nosnippet for googlebot (x-robots-tag)", None),
    (("x-robots-tag", "unavailable_after: 25 Jun 2027 15:00:00 PST, noindex"), "noindex (x-robots-tag)", None),
    (("content-signal", "search=yes, ai-train=no"), "content-signal: ai-train=no (header)", True),
    (("content-signal", "search=yes, ai-train=yes"), "content-signal: ai-train=yes (header)", False),
    (("content-signal", "search=no"), "content-signal: search=no (header)", None),
    (("content-usage", "train-ai=n;exp=1"), "content-usage: train-ai=n (header)", True),
    (("content-usage", "train-ai=y"), "content-usage: train-ai=y (header)", False),
    (("link", '<https://e.example/terms>; rel="license"'), "license: https://e.example/terms (link header)", None),
]


@pytest.mark.parametrize(("header", "signal", "reserved"), HEADERS)
def test_a_header_signal_is_seen(header: tuple[str, str], signal: str, reserved: bool | None) -> None:
    found = rights(headers=(header,))
    assert signal in found.signals
    assert found.reserved is reserved


METAS = [
    ('<meta name="tdm-reservation" content="1">', "tdm-reservation: 1 (meta)", True),
    ('<meta name="robots" content="index, noai, noimageai">', "noai (meta)", True),
    ('<meta name="ROBOTS" content="NOARCHIVE">', "noarchive (meta)", None),
    ('<meta name="googlebot" content="nosnippet">', "nosnippet for googlebot (meta)", None),
    ('<meta name="GPTBot" content="noindex">', "noindex for gptbot (meta)", None),
    ('<link rel="license" href="https://e.example/cc">', "license: https://e.example/cc (link)", None),
    (
        '<script type="application/ld+json">{"@type": "Article", "headline": "h", "usageInfo": "https://e.example/use"}</script>',
        "usageInfo: https://e.example/use (json-ld)",
        None,
    ),
    (
        '<script type="application/ld+json">{"@type": "Article", "headline": "h", "license": {"@id": "https://e.example/l"}}</script>',
        "license: https://e.example/l (json-ld)",
        None,
    ),
]


@pytest.mark.parametrize(("head", "signal", "reserved"), METAS)
def test_a_signal_in_the_markup_is_seen(head: str, signal: str, reserved: bool | None) -> None:
    found = rights(head)
    assert signal in found.signals
    assert found.reserved is reserved


def test_a_page_that_says_nothing_reserves_nothing() -> None:
    assert rights('<meta name="robots" content="index, follow, max-snippet:-1">') == Rights()


def test_the_markup_of_tdmrep_takes_the_place_of_its_header() -> None:
    found = rights('<meta name="tdm-reservation" content="0">', (("tdm-reservation", "1"),))
    assert found.reserved is False
    assert len(found.signals) == 2


def test_every_x_robots_tag_header_is_read() -> None:
    found = rights(headers=(("x-robots-tag", "noindex"), ("x-robots-tag", "noai")))
    assert found.signals == ("noindex (x-robots-tag)", "noai (x-robots-tag)")


def test_signals_are_one_line_without_control_characters() -> None:
    found = rights(headers=(("tdm-policy", "https://e.example/\x1b[31m\r\nSet-Cookie: a"),))
    assert all(c.isprintable() for signal in found.signals for c in signal)


ROBOTS = """\
# ours
Content-Signal: search=yes

User-agent: GPTBot
User-agent: ccbot
Disallow: /

User-agent: PerplexityBot
Disallow: /drafts/

User-agent: Googlebot
Disallow: /

User-agent: *
Content-Signal: ai-train=no, ai-input=yes
Content-Usage: train-ai=n
Content-Usage: /open/ train-ai=y
Allow: /

User-agent: newscrawl
Content-Signal: ai-train=yes
"""


def test_groups_that_shut_out_ai_crawlers_are_named() -> None:
    found = robots_rights(ROBOTS.encode(), "someone")
    assert [s for s in found.signals if "Disallow" in s] == ["GPTBot: Disallow: / (robots.txt)", "CCBot: Disallow: / (robots.txt)"]
    assert found.reserved is True


def test_preferences_hold_for_the_group_of_everybody_unless_a_group_is_ours() -> None:
    others = robots_rights(ROBOTS.encode(), "someone").signals
    assert "content-signal: ai-train=no (robots.txt)" in others
    assert "content-usage: train-ai=n (robots.txt)" in others
    assert "content-usage: /open/ train-ai=y (robots.txt)" in others
    assert "content-signal: search=yes (robots.txt)" in others
    ours = robots_rights(ROBOTS.encode(), "NewsCrawl").signals
    assert "content-signal: ai-train=yes (robots.txt)" in ours
    assert "content-signal: ai-train=no (robots.txt)" not in ours


@pytest.mark.parametrize(
    ("robots", "reserved"),
    [
        (b"", None),
        (b"User-agent: *\nDisallow: /\n", None),
        (b"User-agent: GPTBot\nDisallow:\n", None),
        (b"User-agent: GPTBot\nAllow: /\nDisallow: /\n", None),
        (b"\xef\xbb\xbfUser-Agent: gptbot # them\r\nDisallow: /*\r\n", True),
        ("User-agent: GPTBot\nDisallow: /\n".encode("utf-16"), True),
        (b"User-agent: GPTBot\rDisallow: /\r", True),
        (b"Content-Signal: ai-train=yes\n", False),
        (b"<html><body>Not found: /</body></html>", None),
        (b"\x00\xff\xfe" * 1000, None),
    ],
)
def test_what_a_robots_txt_reserves(robots: bytes, reserved: bool | None) -> None:
    assert robots_rights(robots, "newscrawl").reserved is reserved


def test_the_list_of_ai_crawlers_has_their_spellings_and_no_everyday_words() -> None:
    assert ai_crawler("gptbot") == "GPTBot"
    assert ai_crawler("CCBot/2.0") == "CCBot"
    assert ai_crawler("Googlebot") is None
    assert {"Code", "Spider", "Operator", "Scrapy", "facebookexternalhit", "*"}.isdisjoint(AI_CRAWLERS)


RULES = b"""[
 {"location": "/open/*.html$", "tdm-reservation": 0},
 {"location": "/open", "tdm-reservation": "1"},
 {"location": "/", "tdm-reservation": 1, "tdm-policy": "https://e.example/policy.json"}
]"""


@pytest.mark.parametrize(
    ("path", "reserved"),
    [("/open/a.html", False), ("/open/a.html?x=1", True), ("/open/a", True), ("/news/a", True), ("/op%65n/a.html", False), ("", None)],
)
def test_the_first_rule_of_tdmrep_that_matches_decides(path: str, reserved: bool | None) -> None:
    assert tdmrep_rights(RULES, path).reserved is reserved


def test_the_policy_of_a_tdmrep_rule_is_recorded() -> None:
    assert tdmrep_rights(RULES, "/news/a").signals == (
        "tdm-reservation: 1 (tdmrep.json)",
        "tdm-policy: https://e.example/policy.json (tdmrep.json)",
    )


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1, null, {}]", b'{"location": 5}', b"<html>", b"[" * 100_000, b'[{"location":"/"}]', b"\xff"]
)
def test_a_broken_tdmrep_file_reserves_nothing(body: bytes) -> None:
    assert tdmrep_rights(body, "/a").reserved is None


def test_a_reservation_anywhere_holds() -> None:
    granted, silent, reserved = Rights(reserved=False, signals=("a",)), Rights(signals=("b",)), Rights(reserved=True, signals=("a", "c"))
    assert merge_rights(granted, silent) == Rights(reserved=False, signals=("a", "b"))
    assert merge_rights(granted, silent, reserved) == Rights(reserved=True, signals=("a", "b", "c"))
    assert merge_rights() == Rights()


@pytest.mark.parametrize(
    "robots",
    [
        b"User-agent: a\n" * 200_000,
        b"User-agent: GPTBot\nDisallow: /\n\n" * 20_000,
        b"Content-Signal: " + b"a=b," * 200_000,
        b":" * 600_000,
    ],
)
def test_a_huge_robots_txt_is_read_in_bounded_time(robots: bytes) -> None:
    started = time.process_time()
    found = robots_rights(robots, "newscrawl")
    assert time.process_time() - started < 2
    assert len(found.signals) <= 200


def test_a_pattern_of_stars_matches_in_linear_time() -> None:
    started = time.process_time()
    tdmrep_rights(b'[{"location": "/' + b"*a" * 900 + b'b$", "tdm-reservation": 1}]', "/" + "a" * 4_000)
    assert time.process_time() - started < 1


@pytest.mark.skipif(not COLLECTED.is_dir(), reason="the collected robots.txt files are not here")
def test_collected_robots_files_give_rights() -> None:
    for path in COLLECTED.iterdir():
        found = robots_rights(path.read_bytes(), "newscrawl")
        assert found.reserved in (None, True, False)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.text(max_size=40))
def test_any_bytes_give_rights(body: bytes, path: str) -> None:
    assert isinstance(robots_rights(body, "newscrawl"), Rights)
    assert isinstance(tdmrep_rights(body, path), Rights)
