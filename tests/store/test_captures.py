"""What archives bring: captures of pages, which may be older than what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newscrawl.model import Fetch, Refined, Rejected, stamp
from newscrawl.store.ledger.captures import CaptureSeen
from newscrawl.store.run import Run
from tests.store.smallsite import START, Story, World, prose

AT = datetime(2021, 5, 6, 7, 8, 9, tzinfo=UTC)


def captured(story: Story, at: datetime) -> Refined:
    refined = story.refined()
    fetch = Fetch(fetched_at=stamp(at), status=200, via="warc", captured_at=stamp(at))
    return replace(refined, article=replace(refined.article, fetch=fetch), captured_at=at)


def seen(key: str, last: int = 20, first: int = 10) -> CaptureSeen:
    return CaptureSeen(key=key, first=first, last=last, data=key.encode())


def end(run: Run) -> Any:
    return run.finish(reason="finished", exit_status=0, stats={})


def test_captures_in_their_order_are_revisions(world: World) -> None:
    run = world.open()
    old, new = Story(1), replace(Story(1), text=prose(9))
    assert run.record(captured(old, AT), key=old.key).disposition == "written"
    assert run.record(captured(new, AT + timedelta(days=1)), key=old.key).disposition == "revision"
    end(run)
    assert [(line["revision"], line["text"]) for line in world.lines()] == [(1, old.text), (2, new.text)]


@pytest.mark.parametrize("live", [True, False])
def test_an_article_never_goes_back_to_an_older_version(world: World, live: bool) -> None:
    run = world.open()
    now = Story(1)
    run.record(now.refined() if live else captured(now, AT), key=now.key)
    older = captured(replace(now, text=prose(9)), AT - timedelta(days=1))
    assert run.record(older, key=now.key).disposition == "outdated"
    assert run.settled([now.key]) == {now.key: int((START if live else AT).timestamp())}
    assert end(run).articles == {"written": 1}


def test_an_older_capture_with_the_same_text_does_not_turn_the_clock_back(world: World) -> None:
    run = world.open()
    run.record(captured(Story(1), AT), key=Story(1).key)
    run.record(captured(Story(1), AT - timedelta(days=9)), key=Story(1).key)
    assert run.settled([Story(1).key]) == {Story(1).key: int(AT.timestamp())}
    run.abort()


def test_what_the_live_site_would_not_give_an_archive_may(world: World) -> None:
    run = world.open()
    run.reject(Rejected(url=Story(1).url, reason="login-wall"), key=Story(1).key)
    run.reject(Rejected(url=Story(2).url, reason="login-wall"), key=Story(2).key, captured_at=AT)
    assert run.settled([Story(n).key for n in (1, 2, 3)]) == {Story(2).key: int(AT.timestamp())}
    assert run.record(captured(Story(1), AT), key=Story(1).key).disposition == "written"
    assert run.published([Story(n).key for n in (1, 2)]) == {Story(1).key}
    end(run)


def test_a_ledger_that_is_built_anew_knows_how_old_its_articles_are(world: World) -> None:
    run = world.open()
    run.record(captured(Story(1), AT), key=Story(1).key)
    end(run)
    (world.output / ".state" / "mag.sqlite").unlink()
    run = world.open()
    assert run.settled([Story(1).key]) == {Story(1).key: int(AT.timestamp())}
    run.abort()


def test_what_an_archive_names_is_no_business_of_the_live_site(world: World) -> None:
    run = world.open()
    run.captures.add("wayback", [seen("mag.example/1")], None, None)
    assert run.due(10) == []
    run.discover([Story(2).candidate()])
    assert [one.key for one in run.captures.due("wayback", 10)] == ["mag.example/1"]
    assert run.captures.due("commoncrawl", 10) == []
    run.abort()


def test_what_was_handed_out_and_not_done_waits_for_the_next_run(world: World) -> None:
    run = world.open()
    assert run.captures.add("wayback", [seen("a", first=2), seen("b", first=1)], None, None) == 2
    assert [one.key for one in run.captures.due("wayback", 1)] == ["b"]
    assert [one.key for one in run.captures.due("wayback", 5)] == ["a"]
    run.captures.done("wayback", ["a"], article=True)
    run.checkpoint()
    run.abort()
    run = world.open()
    assert [(one.key, one.data) for one in run.captures.due("wayback", 5)] == [("b", b"b")]
    assert run.captures.due("wayback", 5) == []
    run.abort()


def test_when_a_page_that_is_done_waits_again(world: World) -> None:
    run = world.open()
    keep = run.captures
    keep.add("wayback", [seen("article"), seen("rejected"), seen("outside")], None, None)
    keep.due("wayback", 5)
    keep.done("wayback", ["article"], article=True)
    keep.done("wayback", ["rejected"], article=False)
    keep.done("wayback", ["outside"], article=False, published=500)
    assert keep.add("wayback", [seen("article"), seen("rejected"), seen("outside")], 600, 700) == 0
    assert keep.add("wayback", [seen("article", last=99), seen("rejected", last=99), seen("outside", last=99)], 600, 700) == 1
    assert [one.key for one in keep.due("wayback", 5)] == ["rejected"]
    assert keep.add("wayback", [seen("outside")], 400, 500) == 1
    assert [one.key for one in keep.due("wayback", 5)] == ["outside"]
    run.abort()


def test_what_the_archive_never_gives_is_given_up(world: World) -> None:
    for runs in range(1, 4):
        run = world.open(options={"give_up_runs": 3})
        run.captures.add("wayback", [seen("a")], None, None)
        assert len(run.captures.due("wayback", 5)) == 1
        assert run.captures.failed("wayback", "a", asked=False) is False
        assert run.captures.failed("wayback", "a") is (runs == 3)
        end(run)
        world.clock.forward(hours=1)
    run = world.open()
    assert run.captures.due("wayback", 5) == []
    run.abort()


def test_a_walk_goes_on_where_it_was_stopped_and_forgets_that_at_its_end(world: World) -> None:
    run = world.open()
    run.captures.remember("w", "0 a")
    run.captures.remember("w", "0 b")
    run.checkpoint()
    run.captures.remember("w", None)
    run.abort()
    run = world.open()
    assert run.captures.resume("w") == "0 b"
    run.captures.remember("w", None)
    assert run.captures.resume("w") is None
    run.abort()
