"""A site that nobody has configured."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from demo.generated import GeneratedSite
from tests.crawl.test_matrix import differences

Scrapy = Callable[..., Any]


def test_a_site_is_found_out_by_its_home_page(scrapy: Scrapy) -> None:
    with GeneratedSite(30, seed=61) as site:
        result = scrapy("crawl", "auto", "-a", f"url={site.url}", "-a", "since=all")
        assert result.status == 0, result.stderr
        assert differences(result.lines(), site.truths()) == []
        assert {r["source"] for r in result.lines()} == {"127.0.0.1"}


def test_an_address_is_needed(scrapy: Scrapy) -> None:
    result = scrapy("crawl", "auto")
    assert result.status == 2
    assert "url=https://example.com" in result.stderr
