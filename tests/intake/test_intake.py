"""The one driver of a page: what it asks for, what it stores, what it tells the ledger."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from newscrawl.discover.span import Window
from newscrawl.errors import FetchError
from newscrawl.intake.intake import Bounds, FetchedPage, Intake, Policy, Refine
from newscrawl.intake.warc_store import WarcStore
from newscrawl.model import Page, Part, Refined, Rejected, Rights
from newscrawl.site import Site
from newscrawl.workers.pool import WorkerLost
from tests.store.smallsite import SITE as HOME
from tests.store.smallsite import START, Story, World

STORY = Story(1)
SITE = Site(name="mag", home=f"{HOME}/", title="")
POLICY = Policy(bounds=Bounds(pages=5, length=100_000), product="mybot")
OBEYING = replace(POLICY, obeys=True)
PAGE = Page(url=STORY.url, body=b"one", fetched_at=START)
RESERVED = Rights(signals=("noarchive for mybot (x-robots-tag)",))
OF_2021 = Window(since=date(2021, 1, 1), until=date(2021, 1, 31))


def address(number: int) -> str:
    return f"{STORY.url}{number}/"


def extraction(*, pages: int = 1, rights: Rights | None = None) -> Refine:
    """Stands in for a worker: the story, which goes on until so many pages are there."""

    async def refine(page: Page, _: Site) -> Refined | Rejected:
        here = len(page.parts) + 1
        refined = STORY.refined()
        article = replace(refined.article, rights=rights or Rights())
        return replace(refined, article=article, next_url=address(here + 1) if here < pages else None)

    return refine


async def lost(_: Page, __: Site) -> Refined | Rejected:
    raise WorkerLost("worker-timeout", "over 30 s")


async def none_expected(url: str, page: Page) -> None:
    raise AssertionError(f"{url} was asked for")


def reader(refine: Refine, policy: Policy = POLICY, **more: Any) -> Intake:
    return Intake(SITE, more.pop("run", None), refine, policy, more.pop("warc", None), more.pop("count", lambda *_: None))


def test_all_pages_of_an_article_are_asked_for_in_their_order() -> None:
    asked: list[str] = []

    async def next_part(url: str, page: Page) -> Part | FetchedPage:
        asked.append(url)
        if len(asked) % 2:
            return Part(url=url, body=b"of a file", content_type="text/html")
        return FetchedPage(Page(url=url, body=b"of the wire", fetched_at=START, headers=(("content-type", "text/xml"),)))

    page, outcome = asyncio.run(reader(extraction(pages=3)).whole(PAGE, next_part))
    assert isinstance(outcome, Refined)
    assert asked == [address(2), address(3)]
    assert page.parts == (
        Part(url=address(2), body=b"of a file", content_type="text/html"),
        Part(url=address(3), body=b"of the wire", content_type="text/xml"),
    )


def test_an_article_without_one_of_its_pages_is_none_or_whole_as_who_brings_it_says() -> None:
    missing = Rejected(url=STORY.url, reason="part-missing", detail="not in the archive")

    async def gone(_: str, __: Page) -> Rejected:
        return missing

    async def elsewhere(_: str, __: Page) -> None:
        return None

    async def failed(url: str, _: Page) -> Part:
        raise FetchError(url, "timeout")

    intake = reader(extraction(pages=2))
    assert asyncio.run(intake.whole(PAGE, gone)) == (PAGE, missing)
    assert isinstance(asyncio.run(intake.whole(PAGE, elsewhere))[1], Refined)
    with pytest.raises(FetchError):
        asyncio.run(intake.whole(PAGE, failed))


def test_an_article_without_an_end_stops_at_its_bound() -> None:
    async def next_part(url: str, _: Page) -> Part:
        return Part(url=url, body=b"")

    page, outcome = asyncio.run(reader(extraction(pages=1000)).whole(PAGE, next_part))
    assert (getattr(outcome, "reason", ""), len(page.parts)) == ("too-long", POLICY.bounds.pages - 1)


def test_a_page_that_ends_its_worker_is_a_rejection() -> None:
    _, outcome = asyncio.run(reader(lost).whole(PAGE, none_expected))
    assert outcome == Rejected(url=STORY.url, reason="worker-timeout", detail="over 30 s")


@pytest.mark.parametrize(
    ("policy", "rights", "expected"),
    [
        (POLICY, RESERVED, ""),
        (OBEYING, RESERVED, "rights-reserved"),
        (OBEYING, Rights(signals=("noarchive for otherbot (x-robots-tag)",)), ""),
        (OBEYING, Rights(reserved=True, signals=("noai (meta)",)), "rights-reserved"),
        (replace(POLICY, window=OF_2021), Rights(), "outside-window"),
        (replace(OBEYING, window=OF_2021), RESERVED, "rights-reserved"),
    ],
)
def test_what_a_run_takes(policy: Policy, rights: Rights, expected: str) -> None:
    refined = STORY.refined()
    taken = policy.taken(replace(refined, article=replace(refined.article, rights=rights)))
    assert getattr(taken, "reason", "") == expected


@pytest.mark.parametrize(
    ("policy", "first", "rights", "stored"),
    [
        (POLICY, FetchedPage(PAGE), RESERVED, True),
        (POLICY, PAGE, Rights(), False),  # a file holds it already
        (OBEYING, FetchedPage(PAGE), Rights(), True),
        (OBEYING, FetchedPage(PAGE), RESERVED, False),
    ],
)
def test_what_came_over_the_wire_is_stored_unless_it_is_reserved(
    tmp_path: Path, policy: Policy, first: FetchedPage | Page, rights: Rights, stored: bool
) -> None:
    run = World(tmp_path).open()
    intake = reader(extraction(rights=rights), policy, run=run, warc=WarcStore(run))
    _, outcome = asyncio.run(intake.whole(first, none_expected))
    assert isinstance(outcome, Refined)
    assert (run.pages_bytes > 0, outcome.article.fetch.warc_file is not None) == (stored, stored)
    run.abort()


@pytest.mark.parametrize("archived", [False, True], ids=["live", "archived"])
@pytest.mark.parametrize(
    ("outcome", "policy", "counted", "lines"),
    [
        (STORY.refined(), POLICY, {"pages/refined": 1}, (1, 0)),
        (STORY.refined(), replace(POLICY, window=OF_2021), {"pages/refined": 1, "rejected/outside-window": 1}, (0, 1)),
        (Rejected(url=STORY.url, reason="too-short", detail="9 words"), POLICY, {"rejected/too-short": 1}, (0, 1)),
    ],
    ids=["article", "outside", "rejected"],
)
def test_each_page_gets_its_count_and_its_line(
    tmp_path: Path, outcome: Refined | Rejected, policy: Policy, counted: dict[str, int], lines: tuple[int, int], archived: bool
) -> None:
    """What this run leaves out of an archive is counted only: thousands of captures may lie outside of the window."""
    world, counts = World(tmp_path), Counter[str]()
    run = world.open()
    if not archived:
        run.discover([STORY.candidate()])
    intake = reader(extraction(), policy, run=run, count=lambda name: counts.update([name]))
    items = [*intake.settle(STORY.key, outcome, START if archived else None), *intake.unreleased()]
    for item in items:
        run.record(item.refined, key=item.key)
    run.finish(reason="finished", exit_status=0, stats={})
    silent = archived and lines == (0, 1) and isinstance(outcome, Refined)
    assert counts == counted and intake.released == lines[0]
    assert (len(world.lines()), len(world.lines("rejected"))) == (lines[0], 0 if silent else lines[1])


def test_what_the_site_reserves_is_not_looked_at(tmp_path: Path) -> None:
    world, counts = World(tmp_path), Counter[str]()
    run = world.open()
    run.discover([STORY.candidate()])
    intake = reader(extraction(), OBEYING, run=run, count=lambda name: counts.update([name]))
    assert intake.turned_away(STORY.key, STORY.url, RESERVED, None)
    assert not intake.turned_away(STORY.key, STORY.url, Rights(), None)
    run.finish(reason="finished", exit_status=0, stats={})
    assert [line["reason"] for line in world.lines("rejected")] == ["rights-reserved"] and counts == {"rejected/rights-reserved": 1}
