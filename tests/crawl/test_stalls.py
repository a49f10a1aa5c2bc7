"""The event loop goes on while pages are fetched, read and written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.generated import GeneratedSite
from tests.crawl.conftest import Crawled

LONGEST = 100.0  # milliseconds of CPU


@pytest.mark.parametrize(("articles", "page_kb"), [(80, 150), (400, 10)])
def test_nothing_keeps_the_event_loop_for_a_tenth_of_a_second(
    articles: int, page_kb: int, scrapy: Callable[..., Crawled], tmp_path: Path
) -> None:
    beats = tmp_path / "beats.json"
    with GeneratedSite(articles=articles, page_kb=page_kb) as site:
        addon = 'ADDONS={"tests.crawl.heartbeat.Heart": 900}'
        done = scrapy(
            "crawl",
            "techpoint",
            "-a",
            "since=all",
            base_url=site.url,
            settings=(addon, f"HEARTBEAT_FILE={beats}", "CONCURRENT_REQUESTS_PER_DOMAIN=16"),
        )
    assert done.status == 0, done.stderr
    assert len(done.lines()) == articles
    stalls = json.loads(beats.read_text())
    assert len(stalls) > 80
    assert max(stalls) < LONGEST, sorted(stalls)[-5:]
