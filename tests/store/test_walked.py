"""Discovery and the ledger together: what a site's sources say from run to run, and what the ledger makes of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from newscrawl.discover.walk import Window, walk
from newscrawl.model import Moment, Refined, stamp
from newscrawl.store.run import Run
from newscrawl.text import content_hash
from newscrawl.urls import article_id
from tests.discover.conftest import NOW, SITE, Magazine, make_posts
from tests.store.smallsite import Story, World, prose


class Site:
    """The magazine of discovery's tests, whose articles can be fetched too."""

    def __init__(self, world: World, off: set[str]) -> None:
        self.world, self.magazine = world, Magazine(posts=make_posts(60, newest=NOW - timedelta(days=20)), off=off)
        self.texts = {post.number: 0 for post in self.magazine.posts}

    def run(self, window: Window | None = None) -> tuple[Counter[str], Counter[str]]:
        """One run: lines by kind, and article requests by answer."""
        run = self.world.open()
        answers: Counter[str] = Counter()
        before = len(self.world.lines())

        async def discover() -> None:
            async for batch in walk(SITE, window or Window(), self.magazine.fetch, run.memory):
                run.discover(batch.candidates)

        self.magazine.log.clear()
        asyncio.run(discover())
        served = {post.url: post for post in self.magazine.posts}
        while due := run.due(20):
            for item in due:
                post = served.get(item.candidate.url)
                answers["404" if post is None else "200"] += 1
                if post is None:
                    run.gone(item.key, 404)
                else:
                    run.record(self.article(post), key=item.key)
        run.finish(reason="finished", exit_status=0, stats={})
        self.world.clock.forward(minutes=1)
        lines = self.world.lines()[before:]
        return Counter("gone" if line["status"] == "gone" else "new" if line["revision"] == 1 else "revision" for line in lines), answers

    def article(self, post: Any) -> Refined:
        story = Story(post.number, text=f"{prose(post.number)} Version {self.texts[post.number]}.", published=post.published)
        refined = story.refined()
        made = refined.article
        changes = {"url": post.url, "canonical_url": post.url, "id": article_id(post.url), "date_modified": stamp(post.modified)}
        article = replace(made, **changes, content_hash=content_hash(made.title, made.text or ""))
        return replace(refined, article=article, modified=Moment(at=post.modified, precision="second"))


@pytest.mark.parametrize(
    "off", [set(), {"api"}, {"api", "feed"}, {"api", "listing", "robots"}], ids=lambda off: "+".join(sorted(off)) or "all"
)
def test_three_new_two_changed_one_deleted_within_minutes(world: World, off: set[str]) -> None:
    site = Site(world, off)
    assert site.run(Window(everything=True))[0] == {"new": 60}
    assert site.run() == (Counter(), Counter())
    posts = site.magazine.posts
    for number in (4, 7):
        posts[number].modified = NOW - timedelta(days=1)
        site.texts[posts[number].number] += 1
    fresh = make_posts(3, newest=NOW - timedelta(hours=10), step=timedelta(minutes=7))
    for post in fresh:
        post.number += 1000
        post.slug = f"brand-new-{post.number}"
        site.texts[post.number] = 0
    site.magazine.posts = [*fresh, *posts[:12], *posts[13:]]
    lines, answers = site.run()
    assert lines == {"new": 3, "revision": 2}
    assert answers == {"200": 5, "404": 1}
    assert site.run() == (Counter(gone=1), Counter({"404": 1}))
    assert site.run() == (Counter(), Counter())
    [tombstone] = [line for line in world.lines() if line["status"] == "gone"]
    assert tombstone["url"] == posts[12].url


def test_an_unchanged_site_costs_no_article_request(world: World) -> None:
    site = Site(world, set())
    site.run(Window(everything=True))
    assert site.run() == (Counter(), Counter())
    assert len(site.magazine.log) < 10


def test_a_run_killed_while_it_reads_the_sources_finds_all_of_them_again(world: World) -> None:
    for killed_after in range(1, 12):
        output = World(world.output / str(killed_after))
        site = Site(output, {"api"})
        run = output.open(options={"commit_articles": 1})

        async def discover(run: Run = run, site: Site = site, limit: int = killed_after) -> None:
            count = 0
            async for batch in walk(SITE, Window(everything=True), site.magazine.fetch, run.memory):
                run.discover(batch.candidates)
                run.checkpoint()
                count += 1
                if count == limit:
                    return

        asyncio.run(discover())
        run.abort()
        assert site.run(Window(everything=True))[0] == {"new": 60}
