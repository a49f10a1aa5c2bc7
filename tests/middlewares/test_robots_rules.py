from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.middlewares.polite.robots import product_token
from newscrawl.middlewares.polite.robots_rules import MAX_BYTES, decode, is_html, parse

HOST = "https://magazine.example"


def allows(text: str | bytes, path: str) -> bool:
    return parse(text if isinstance(text, bytes) else text.encode(), "newscrawl").allows(HOST + path)


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: newscrawl\nAllow: /", "/a", True),
        ("User-agent: NewsCrawl\nDisallow: /", "/a", False),
        ("User-agent: newscrawl/2.0\nDisallow: /", "/a", False),
        ("user-agent:newscrawl # us\ndisallow:/private", "/private/x", False),
        ("User-agent: other\nUser-agent: newscrawl\nDisallow: /x", "/x", False),
        ("User-agent: newscrawl\nDisallow: /a\n\nUser-agent: newscrawl\nDisallow: /b", "/b", False),
        ("User-agent: news\nDisallow: /", "/a", True),
        ("User-agent: newscrawler\nDisallow: /", "/a", True),
        ("User-agent: crawl\nDisallow: /", "/a", True),
        ("User-agent: newscrawl\n\nUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: newscrawl\nAllow: /\n\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /news\nAllow: /news/2026", "/news/2026/a", True),
        ("User-agent: *\nAllow: /news\nDisallow: /news/2026", "/news/2026/a", False),
        ("User-agent: *\nDisallow: /page\nAllow: /page", "/page", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x=1", True),
        ("User-agent: *\nDisallow: /*?print=", "/a?print=1", False),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
        ("User-agent: *\nDisallow: /café", "/caf%C3%A9", False),
        ("User-agent: *\r\nDisallow: /x\r\n", "/x", False),
        ("User-agent: *\rDisallow: /x\r", "/x", False),
        ("\ufeffUser-agent: *\nDisallow: /x", "/x", False),
        ("User-agent: *\nDisallow: /x".encode("utf-16"), "/x", False),
        ("\ufeffUser-agent: *\nDisallow: /x".encode("utf-16-be"), "/x", False),
        (b"User-agent: *\nDisallow: /x\xff\xfe\nDisallow: /y", "/y", False),
        (b"User-agent: *\x00\nDisallow: /\x00x", "/x", False),
        ("Sitemap: /s.xml\nUser-agent: *\nSitemap: /t.xml\nDisallow: /x", "/x", False),
        ("User-agent: newscrawl\nNoindex: /drafts/\nUser-agent: other\nDisallow: /x", "/x", False),
        ("User-agent: newscrawl\nClean-param: ref /\nContent-Signal: ai-train=no\n\nUser-agent: other\nDisallow: /x", "/x", False),
        ("User-agent: newscrawl\nRequest-rate: 1/5\nHost: magazine.example\nUser-agent: other\nDisallow: /x", "/x", False),
        ("User-agent: *\nsome words\nDisallow: /x", "/x", False),
        ("User-agent: *\nDisalow: /x\nDissallow: /y", "/y", False),
        ("<!doctype html><html><body>User-agent: *\nDisallow: /</body></html>", "/a", True),
        ("\n <html>\nUser-agent: *\nDisallow: /", "/a", True),
        ("<?xml version='1.0'?><Error>\nUser-agent: *\nDisallow: /", "/a", True),
    ],
)
def test_what_robots_txt_says_to_us(text: str | bytes, path: str, expected: bool) -> None:
    assert allows(text, path) is expected


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("User-agent: *\nCrawl-delay: 10", 10.0),
        ("User-agent: *\nCrawl-delay: 10\n\nUser-agent: newscrawl\nCrawl-delay: 2.5", 2.5),
        ("User-agent: *\nCrawl-delay: 10\n\nUser-agent: newscrawl\nDisallow: /x", 0.0),
        ("User-agent: *\nCrawl-delay: soon", 0.0),
        ("User-agent: *\nCrawl-delay: -1", 0.0),
        ("User-agent: *\nCrawl-delay: inf", 0.0),
        ("User-agent: *\nCrawl-delay: 1e300", 1e300),
        ("User-agent: *\nCrawl-delay: 0,5", 0.5),
        ("User-agent: *\nCrawl-delay: 5s", 5.0),
        ("User-agent: *\nCrawl-delay: 2 seconds # each", 2.0),
        ("User-agent: *\nCrawl-delay: 500ms", 0.0),
    ],
)
def test_the_crawl_delay_is_that_of_our_group(text: str, seconds: float) -> None:
    assert parse(text.encode(), "newscrawl").crawl_delay == seconds


def test_a_delay_that_is_no_number_of_seconds_is_named() -> None:
    delays = "".join(f"Crawl-delay: {value}\n" for value in ("10", "0,5", "5s", "1e3", "soon", "-1", "500ms", "soon"))
    assert parse(f"User-agent: *\n{delays}".encode(), "newscrawl").odd_delays == ("soon", "-1", "500ms")


def test_sitemap_lines_count_wherever_they_stand() -> None:
    rules = parse(b"Sitemap: https://magazine.example/a.xml\nUser-agent: x\nDisallow: /\nsitemap: /b.xml", "newscrawl")
    assert rules.sitemaps == ("https://magazine.example/a.xml", "/b.xml")


def test_what_is_beyond_the_limit_does_not_count_and_no_line_is_cut_into_another_rule() -> None:
    line = b"Disallow: /archive-of-everything\n"
    body = b"User-agent: *\n" + line * (MAX_BYTES // len(line) + 1) + b"Disallow: /late\n"
    assert allows(body, "/late")
    assert not allows(body, "/archive-of-everything")
    assert decode(body).endswith("/archive-of-everything")
    assert allows(body, "/arch")


def test_a_huge_file_of_wildcards_is_read_and_asked_in_bounded_time() -> None:
    started = time.process_time()
    assert not allows(b"User-agent: *\n" + b"Disallow: /*a*b*c*d$\n" * 20_000 + b"Disallow: /x", "/x")
    assert allows(b"User-agent:" + b" " * 400_000 + b"x\n" * 10, "/x")
    assert time.process_time() - started < 5


def test_the_body_stays_as_it_came_for_those_who_read_more_from_it() -> None:
    body = b"User-agent: *\nContent-Signal: ai-train=no\n"
    assert parse(body, "newscrawl").body == body
    assert is_html(b"\xef\xbb\xbf<!DOCTYPE html>")
    assert parse(b"<html>", "newscrawl").body == b""


@given(st.binary(max_size=600))
def test_any_bytes_are_read(body: bytes) -> None:
    rules = parse(body, "newscrawl")
    rules.allows(HOST + "/a")
    assert rules.crawl_delay >= 0
    assert isinstance(rules.sitemaps, tuple)


def test_collected_files_are_all_read() -> None:
    folder = Path(__file__).parents[3] / "shared" / "data" / "robots"
    if not folder.is_dir():
        pytest.skip("no collected files here")
    files = sorted(path for path in folder.iterdir() if path.is_file())
    assert len(files) > 50
    for path in files:
        rules = parse(path.read_bytes(), "newscrawl")
        assert rules.allows(HOST + "/robots.txt"), path.name
        rules.allows(HOST + "/2026/05/a-story/?page=2")
        assert rules.crawl_delay >= 0, path.name


@pytest.mark.parametrize(
    ("agent", "token"),
    [("newscrawl/1.0 (+x)", "newscrawl"), ("MyBot", "mybot"), ("", "newscrawl"), ("Mozilla/5.0 (compatible)", "mozilla")],
)
def test_the_product_token_is_the_agents_first_word(agent: str, token: str) -> None:
    assert product_token(agent) == token
