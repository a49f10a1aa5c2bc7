"""What a site reserves is recorded in each article, and left out where that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from demo.generated import GeneratedSite

Scrapy = Callable[..., Any]
RESERVED = "User-agent: *\nAllow: /\n\nUser-agent: GPTBot\nDisallow: /\n"


def test_what_robots_txt_reserves_is_recorded(scrapy: Scrapy) -> None:
    with GeneratedSite(8, seed=31, robots=RESERVED) as site:
        lines = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url).lines()
    assert len(lines) == 8
    assert all(r["rights"] == {"reserved": True, "signals": ["GPTBot: Disallow: / (robots.txt)"]} for r in lines)


def test_what_is_reserved_can_be_left_out(scrapy: Scrapy) -> None:
    with GeneratedSite(8, seed=31, robots=RESERVED) as site:
        result = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=("NEWSCRAWL_RIGHTS=skip",))
    assert (result.status, result.lines()) == (0, [])
    assert {r["reason"] for r in result.lines("rejected")} >= {"rights-reserved"}


def test_a_rights_setting_that_does_not_exist_is_wrong_usage(scrapy: Scrapy) -> None:
    result = scrapy("crawl", "techpoint", base_url="http://127.0.0.1:9", settings=("NEWSCRAWL_RIGHTS=obey",))
    assert result.status == 2
    assert "record or skip" in result.stderr
