"""The plan of a backfill: every page that a source named, under its month, until something came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newscrawl.model import Candidate, Rejected, stamp
from newscrawl.store.ledger.plan import Plan, Planned, Reckoned
from newscrawl.store.run import Run
from tests.store.smallsite import Story, World, prose

MAY, JUNE = datetime(2023, 5, 6, tzinfo=UTC), datetime(2023, 6, 7, tzinfo=UTC)


def story(number: int, published: datetime) -> Story:
    return Story(number, published=published, text=prose(number, 60))


def begin(world: World, name: str = "live all", **days: datetime) -> tuple[Run, Plan]:
    run = world.open()
    return run, run.begin_backfill(name, since=days.get("since"), until=days.get("until"))


def figures(plan: Plan) -> dict[tuple[str, str], tuple[int, ...]]:
    """By month and source: discovered, fetched, had, written, rejected, missing."""
    return {(r.month, r.source): (r.discovered, r.fetched, r.had, r.written, sum(r.rejected.values()), r.missing) for r in plan.reckon()}


def end(run: Run, reason: str = "finished") -> dict[str, Any]:
    return dict(run.finish(reason=reason, exit_status=0, stats={}).stats)


def test_each_page_is_reckoned_under_its_month_and_the_source_that_named_it_first(world: World) -> None:
    run, plan = begin(world)
    run.discover([story(n, MAY).candidate() for n in range(4)], source="wordpress")
    run.discover([story(n, JUNE).candidate() for n in range(3, 6)], source="feed")  # number 3 keeps its month and its source
    run.record(story(0, MAY).refined(), key=story(0, MAY).key)
    run.reject(Rejected(url=story(1, MAY).url, reason="soft-404"), key=story(1, MAY).key)
    run.failed(story(2, MAY).key, "timeout")
    run.record(story(4, JUNE).refined(), key=story(4, JUNE).key)
    assert figures(plan) == {("2023-05", "wordpress"): (4, 2, 0, 1, 1, 2), ("2023-06", "feed"): (2, 1, 0, 1, 0, 1)}
    assert plan.progress == (4, 6)
    stats = end(run)
    assert stats["newscrawl/backfill/2023-05/wordpress/rejected/soft-404"] == 1
    assert stats["newscrawl/backfill/2023-06/feed/missing"] == 1


def test_what_the_page_says_of_its_day_counts_and_pages_outside_are_no_part_of_it(world: World) -> None:
    run, plan = begin(world, since=MAY, until=JUNE)
    run.discover([Candidate(url=story(0, MAY).url), story(1, MAY - timedelta(days=1)).candidate()], source="sitemap")
    assert figures(plan) == {("undated", "sitemap"): (1, 0, 0, 0, 0, 1)}
    run.record(story(0, MAY).refined(), key=story(0, MAY).key)
    assert figures(plan) == {("2023-05", "sitemap"): (1, 1, 0, 1, 0, 0)}


def test_what_is_there_already_is_had_and_what_was_rejected_keeps_its_reason(world: World) -> None:
    run = world.open()
    run.discover([story(n, MAY).candidate() for n in range(2)])
    run.record(story(0, MAY).refined(), key=story(0, MAY).key)
    run.reject(Rejected(url=story(1, MAY).url, reason="listing"), key=story(1, MAY).key)
    end(run)
    run, plan = begin(world)
    run.discover([story(n, MAY).candidate() for n in range(3)], source="feed")
    [told] = plan.reckon()
    assert told == Reckoned(month="2023-05", source="feed", discovered=3, fetched=0, had=1, written=0, rejected={"listing": 1}, missing=1)
    assert str(told) == "2023-05 feed: 3 discovered, 1 already had, 0 fetched, 0 written, 1 rejected (listing 1), 1 missing"


def test_a_backfill_that_was_killed_goes_on_and_reckons_all_of_it(world: World) -> None:
    run, plan = begin(world)
    run.discover([story(n, MAY).candidate() for n in range(3)], source="feed")
    plan.listed("live")
    run.record(story(0, MAY).refined(), key=story(0, MAY).key)
    run.checkpoint()
    run.record(story(1, MAY).refined(), key=story(1, MAY).key)  # not committed
    run.abort()
    run, plan = begin(world)
    assert (plan.is_listed("live"), plan.is_listed("wayback"), plan.progress, plan.months) == (True, False, (1, 3), {"2023-05": 2})
    for due in run.due(10):
        run.record(story(int(due.key.rstrip("/").rpartition("/")[2]), MAY).refined(), key=due.key)
    assert figures(plan) == {("2023-05", "feed"): (3, 3, 0, 3, 0, 0)}
    end(run)
    run, plan = begin(world)
    assert (plan.is_listed("live"), plan.total) == (False, 0)  # it came to its end: what it found is asked for anew


@pytest.mark.parametrize(("reason", "kept"), [("finished", False), ("shutdown", True), ("closespider_itemcount", True)])
def test_only_a_backfill_that_came_to_its_end_is_forgotten(world: World, reason: str, kept: bool) -> None:
    run, plan = begin(world)
    run.discover([story(0, MAY).candidate()], source="feed")
    plan.listed("live")
    end(run, reason)
    run, plan = begin(world)
    assert (plan.is_listed("live"), plan.total == 1) == (kept, kept)


def test_another_backfill_has_a_plan_of_its_own(world: World) -> None:
    run, plan = begin(world, "live 2023-05")
    run.discover([story(0, MAY).candidate()], source="feed")
    plan.listed("live")
    end(run, "shutdown")
    run, plan = begin(world, "live 2023-06")
    assert (plan.is_listed("live"), plan.total) == (False, 0)


def test_after_a_day_the_sources_are_asked_again(world: World) -> None:
    run, plan = begin(world)
    plan.listed("live")
    end(run, "shutdown")
    world.clock.forward(hours=25)
    run, plan = begin(world)
    assert not plan.is_listed("live")


def test_what_the_live_site_has_not_and_an_archive_gives_is_written_and_no_tombstone(world: World) -> None:
    run, plan = begin(world)
    run.discover([story(n, MAY).candidate() for n in range(9)], source="feed")
    for number in range(7):
        run.record(story(number, MAY).refined(), key=story(number, MAY).key)
    for number in (7, 8):
        run.gone(story(number, MAY).key, 404)
    plan.add(Planned(key=story(7, MAY).key, source="wayback"))
    assert plan.months == {"2023-05": 2}
    refined = story(7, MAY).refined()
    at = datetime(2023, 5, 8, tzinfo=UTC)
    article = replace(refined.article, fetch=replace(refined.article.fetch, via="wayback", captured_at=stamp(at)))
    run.record(replace(refined, article=article, captured_at=at), key=story(7, MAY).key)
    entry = run.finish(reason="finished", exit_status=0, stats={})
    assert entry.rejected == {"gone": 1}
    assert {name: count for name, count in entry.stats.items() if "rejected" in name or "written" in name or "missing" in name} == {
        "newscrawl/backfill/2023-05/feed/written": 8,
        "newscrawl/backfill/2023-05/feed/rejected/gone": 1,
    }
    run = world.open()
    assert run.due(10) == []
    run.finish(reason="finished", exit_status=0, stats={})
    assert [line["status"] for line in world.lines()] == ["live"] * 8


def test_a_month_is_said_to_be_finished_once(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    run, _ = begin(world)
    run.discover([story(0, MAY).candidate(), story(1, MAY).candidate(), story(2, JUNE).candidate()], source="feed")
    for number in (0, 1):
        run.record(story(number, MAY).refined(), key=story(number, MAY).key)
    said = [record.getMessage() for record in caplog.records if "is finished" in record.getMessage()]
    assert said == ["2023-05 is finished: 2023-05 feed: 2 discovered, 0 already had, 2 fetched, 2 written, 0 rejected, 0 missing"]
