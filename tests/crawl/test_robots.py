"""robots.txt is asked for conditionally from the second run on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from demo.generated import GeneratedSite


def test_robots_txt_is_sent_once(scrapy: Callable[..., Any]) -> None:
    with GeneratedSite(12, seed=41) as site:
        scrapy("crawl", "techpoint", base_url=site.url)
        site.server.forget()
        assert scrapy("crawl", "techpoint", base_url=site.url).status == 0
        assert [entry.status for entry in site.server.requests("/robots.txt")] == [304]
