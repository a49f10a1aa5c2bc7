"""The main job against whole sites whose every article is known: each exactly once, right, whichever sources are on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from demo.generated import GeneratedSite
from demo.truth import Truth
from newscrawl.schema import validate

Scrapy = Callable[..., Any]
ALL = ("feed", "sitemap", "news-sitemap", "wordpress", "listings")


def differences(records: list[dict[str, Any]], truths: Iterable[Truth]) -> list[str]:
    """What is wrong with a crawl, a line each; an empty list for a perfect one."""
    wrong = [f"{url}: written {times} times" for url, times in Counter(r["canonical_url"] for r in records).items() if times > 1]
    by_url = {record["canonical_url"]: record for record in records}
    for truth in truths:
        record = by_url.pop(truth.canonical, None)
        if record is None:
            wrong.append(f"{truth.canonical}: missing")
            continue
        expected = {
            "title": truth.title,
            "authors": list(truth.authors),
            "date_published": truth.minute,
            "section": truth.section,
            "tags": sorted(truth.tags),
            "text": "\n\n".join(truth.paragraphs),
        }
        got = record | {"date_published": record["date_published"][:16], "tags": sorted(record["tags"])}
        wrong += [f"{truth.canonical}: {name} is {got[name]!r}, not {value!r}" for name, value in expected.items() if got[name] != value]
    return wrong + [f"{url}: not an article" for url in by_url]


@pytest.mark.parametrize(
    "sources",
    [ALL, ("sitemap", "feed", "listings"), ("wordpress", "feed"), ("feed", "listings"), ("listings",), ("sitemap",), ("feed",)],
    ids="+".join,
)
def test_each_article_once_and_right_whichever_sources_are_on(scrapy: Scrapy, sources: tuple[str, ...]) -> None:
    with GeneratedSite(60, seed=len(sources), sources=sources, multi_page=0.1) as site:
        result = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        assert result.status == 0, result.stderr
        assert differences(result.lines(), site.truths()) == []
    for record in result.lines():
        validate(record)


@pytest.mark.parametrize("canonical", ["home", "other", "none"])
def test_a_canonical_address_that_cannot_be_right_is_not_believed(scrapy: Scrapy, canonical: Any) -> None:
    with GeneratedSite(25, seed=21, canonical=canonical) as site:
        result = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        assert sorted(r["canonical_url"] for r in result.lines()) == sorted(t.url for t in site.truths())


def test_a_mirror_gives_the_real_site_s_articles(scrapy: Scrapy) -> None:
    with GeneratedSite(25, seed=22, canonical_host="https://techpointmag.com", verbatim=True, multi_page=0.3) as site:
        result = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        assert differences(result.lines(), site.truths()) == []
        assert all(r["canonical_url"].startswith("https://techpointmag.com/") for r in result.lines())
