"""`scrapy explain` shows the article that the crawl wrote: the same title, text, dates, authors and edits."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from scrapy.settings import Settings

from demo import faults
from demo.generated import GeneratedSite
from demo.magazine import Magazine
from demo.site import LoopbackSite
from newscrawl import settings as project_settings
from newscrawl.commands.explain import Reading
from newscrawl.commands.offline import site_for
from newscrawl.health.explained import as_json
from newscrawl.intake.intake import FetchedPage
from newscrawl.model import Page
from tests.crawl import warm
from tests.crawl.conftest import FAST, PROJECT

SAME = ("title", "subtitle", "text", "date_published", "date_modified", "date_precision", "authors", "section", "tags", "language")
SPIDER = """
from datetime import date
from newscrawl.site import Layout, Site
from newscrawl.spiders.base import NewsSpider

class ReviewSpider(NewsSpider):
    site = Site(name="review", home="{home}/", title="Circuit Post", feeds=("/feed/",), wordpress="/wp-json/", timezone="Africa/Lagos",
                body="//div[contains(@class, 'td-post-content')]", layouts=(Layout(until=date(2001, 1, 1), body="//main"),))
"""
STATED = r'<script type="application/ld.json".*?</script>|<meta property="article:[^>]*>|<time [^>]*>[^<]*</time>|<meta name="author"[^>]*>'


def local(page: str) -> str:
    """The page with dates that state no zone."""
    return re.sub(r"(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[+-]\d\d:\d\d|Z)", r"\1", page)


def silent(page: str) -> str:
    """The page without any word of when it was published, and by whom."""
    return re.sub(STATED, "", page, flags=re.DOTALL)


@dataclass
class World:
    """A site, what a crawl of it wrote, and how its spider is found."""

    site: LoopbackSite
    output: Path
    settings: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)

    def scrapy(self, *args: str) -> subprocess.CompletedProcess[str]:
        chosen = [piece for one in (*FAST, f"NEWSCRAWL_OUTPUT_DIR={self.output}", *self.settings) for piece in ("-s", one)]
        environment = {**os.environ, "PYTHONWARNINGS": "ignore", **self.environment}
        return warm.run([*args, *chosen], cwd=PROJECT, env=environment, timeout=120)

    def explained(self, url: str) -> dict[str, Any]:
        done = self.scrapy("explain", url, "--json")
        assert done.stdout, done.stderr
        said: dict[str, Any] = json.loads(done.stdout)
        return said

    def lines(self, kind: str) -> list[dict[str, Any]]:
        files = sorted(self.output.glob(f"*/{kind}-*.jsonl"))
        return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def explained_here(world: World, url: str) -> dict[str, Any]:
    """The explanation without a process of its own for each page."""

    def fetched(address: str) -> Page:
        with urlopen(address) as answer:
            headers = tuple((name.lower(), value) for name, value in answer.headers.items())
            return Page(url=answer.url, body=answer.read(), fetched_at=datetime.now(UTC), headers=headers)

    async def next_part(address: str, _: Page) -> FetchedPage:
        return FetchedPage(fetched(address))

    settings = Settings({"SPIDER_MODULES": ["newscrawl.spiders"], "NEWSCRAWL_OUTPUT_DIR": str(world.output)})
    for name in ("NEWSCRAWL_RIGHTS", "NEWSCRAWL_ARTICLE_PAGES", "NEWSCRAWL_TEXT_LENGTH", "USER_AGENT", "ROBOTSTXT_USER_AGENT"):
        settings.set(name, getattr(project_settings, name, None))
    said: dict[str, Any] = json.loads(as_json(asyncio.run(Reading(settings, url).explained(fetched(url), next_part))))
    return said


def agree(world: World, *, most: int, explain: Callable[[World, str], dict[str, Any]] = World.explained) -> list[dict[str, Any]]:
    """Explains so many articles of the crawl, and compares; gives what was explained."""
    edits = {(line["id"], line["revision"]): line["edits"] for line in world.lines("edits")}
    explained = []
    for line in world.lines("articles")[:most]:
        said = explain(world, line["url"])
        assert said["article"] is not None, said
        assert {name: said["article"][name] for name in SAME} == {name: line[name] for name in SAME}
        assert said["edits"] == edits.get((line["id"], line["revision"]), [])
        assert said["article"]["field_sources"] == line["field_sources"]
        explained.append(said)
    return explained


@pytest.fixture
def magazine(tmp_path: Path) -> Iterator[World]:
    with Magazine() as site:
        world = World(site, tmp_path / "output", ())
        done = world.scrapy("crawl", "techpoint", "-a", f"base_url={site.url}", "-a", "since=all")
        assert done.returncode == 0, done.stderr
        yield world


def review(site: LoopbackSite, tmp_path: Path, *settings: str) -> World:
    """A crawl of a site of its own, whose spider another folder holds."""
    package = tmp_path / "spiders_of_this_test"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "review.py").write_text(SPIDER.format(home=site.url))
    found = {"PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}"}
    world = World(site, tmp_path / "output", ("SPIDER_MODULES=spiders_of_this_test", *settings), found)
    done = world.scrapy("crawl", "review", "-a", "since=all")
    assert done.returncode == 0, done.stderr
    return world


def test_every_page_of_the_demo_site_is_explained_as_it_was_written(magazine: World) -> None:
    assert len(agree(magazine, most=100, explain=explained_here)) == 16
    agree(magazine, most=1)
    rejected = [line for line in magazine.lines("rejected") if line["reason"] not in ("fetch-failed", "gone", "duplicate")]
    for line in rejected:  # that a sitemap of news names a page is not kept where the page gave no article
        said = explained_here(magazine, line["url"])
        assert said["rejected"]["reason"] == line["reason"] or f"rejected this page as {line['reason']}" in said["remarks"][-1]


def test_time_zone_body_hint_and_layouts_of_the_site_hold_for_an_explanation_too(tmp_path: Path) -> None:
    with GeneratedSite(4, seed=71, multi_page=0, feed_content=False) as site:
        site.faults.on("^/(?!feed|wp-json|sitemap|robots|$)", faults.edited(local))
        world = review(site, tmp_path)
        explained = agree(world, most=4)
    assert [said["article"]["extraction"]["method"] for said in explained] == ["hint"] * 4
    assert all("no site is configured" not in remark for said in explained for remark in said["remarks"])


def test_all_pages_of_a_split_article_are_explained(tmp_path: Path) -> None:
    with GeneratedSite(4, seed=72, multi_page=1.0) as site:
        world = review(site, tmp_path)
        agree(world, most=2)
        done = world.scrapy("explain", world.lines("articles")[0]["url"])
    assert "dom-repeated" in done.stdout or "removed" in done.stdout


@pytest.mark.parametrize("settings", [(), ("NEWSCRAWL_WARC=False",)], ids=["with its stored page", "with its line alone"])
def test_a_value_that_only_a_feed_gave_is_taken_from_the_line_and_named_so(tmp_path: Path, settings: tuple[str, ...]) -> None:
    with GeneratedSite(3, seed=73, multi_page=0) as site:
        site.faults.on("^/(?!feed|wp-json|sitemap|robots|$)", faults.edited(silent))
        world = review(site, tmp_path, *settings)
        [said, *_] = agree(world, most=2)
        assert said["article"]["field_sources"]["date_published"] in ("feed", "wordpress")
        done = world.scrapy("explain", said["url"])
    day = world.lines("articles")[0]["fetch"]["fetched_at"][:10]
    assert re.search(rf"date_published  20\S+Z   \[(feed|wordpress), from the line of {day}\]", done.stdout)


def test_a_site_that_nobody_configured_is_read_as_auto_reads_it(tmp_path: Path) -> None:
    with GeneratedSite(4, seed=75, multi_page=0) as site:
        world = World(site, tmp_path / "output", ())
        done = world.scrapy("crawl", "auto", "-a", f"url={site.url}", "-a", "since=all")
        assert done.returncode == 0, done.stderr
        [said, *_] = agree(world, most=2)
    assert [remark for remark in said["remarks"] if "scrapy crawl auto" in remark]


def test_a_page_that_changed_since_its_line_says_so(tmp_path: Path) -> None:
    with GeneratedSite(2, seed=76, multi_page=0) as site:
        world = review(site, tmp_path)
        site.faults.on("^/(?!feed|wp-json|sitemap|robots|$)", faults.edited(lambda page: page.replace("</p>", " And more of it.</p>")))
        said = world.explained(world.lines("articles")[0]["url"])
    assert any("changed since the line of" in remark for remark in said["remarks"])


def test_without_a_ledger_an_explanation_says_what_may_differ(tmp_path: Path) -> None:
    with GeneratedSite(2, seed=74, multi_page=0) as site:
        world = World(site, tmp_path / "output", ())
        done = world.scrapy("explain", next(iter(site.truths())).url)
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.split("── a crawl may differ")[1].split())
    assert "no site is configured for http://127.0.0.1:" in told
    assert "has no ledger that can be read: what only a feed, sitemap or API says of the page is not known, nor which lines recur" in told


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://techpointmag.com/a-story/", "techpoint"),
        ("http://www.techpointmag.com/a-story/?utm_source=x", "techpoint"),
        ("https://elsewhere.example/a-story/", None),
        ("https://techpointmag.com.elsewhere.example/", None),
    ],
)
def test_the_site_of_an_address_is_the_one_that_serves_its_host(url: str, name: str | None, tmp_path: Path) -> None:
    site = site_for(Settings({"SPIDER_MODULES": ["newscrawl.spiders"], "NEWSCRAWL_OUTPUT_DIR": str(tmp_path)}), url)
    assert (site.name if site else None) == name
