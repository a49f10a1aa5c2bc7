"""Addresses that change: a story that moved, a story that was deleted and leads elsewhere."""

from __future__ import annotations

import pytest

from tests.store.smallsite import Story, World, prose

OLD, NEW, OTHER = Story(1), Story(2), Story(3)
BETTER = Story(2, title="A better headline", text=OLD.text)


def seen_before(world: World, *stories: Story) -> None:
    world.crawl(list(stories))
    world.clock.forward(days=1)


def live(world: World) -> dict[str, str]:
    latest = {line["id"]: line for line in world.lines()}
    return {line["id"]: line["url"] for line in latest.values() if line["status"] == "live"}


@pytest.mark.parametrize("first", ["the new address", "the old address"])
@pytest.mark.parametrize("text", [OLD.text, prose(77)], ids=["the same text", "rewritten"])
def test_a_story_that_moved_stays_one_article_with_its_first_id(world: World, first: str, text: str) -> None:
    """stormcrawler #994."""
    seen_before(world, OLD)
    [(old_id, _)] = live(world).items()
    moved = Story(2, title="A better headline", text=text)
    run = world.open()
    run.discover([moved.candidate()])
    answers = [(moved.key, moved.refined()), (OLD.key, moved.refined())]
    for key, refined in answers if first == "the new address" else reversed(answers):
        run.record(refined, key=key)
    run.finish(reason="finished", exit_status=0, stats={})
    assert live(world) == {old_id: moved.url}
    assert [line["revision"] for line in world.lines() if line["id"] == old_id] == [1, 2]


def test_a_story_that_moved_and_was_found_there_in_an_earlier_run_becomes_one_again(world: World) -> None:
    seen_before(world, OLD)
    [(old_id, _)] = live(world).items()
    seen_before(world, BETTER)
    run = world.open()
    run.record(BETTER.refined(), key=OLD.key)
    run.finish(reason="finished", exit_status=0, stats={})
    assert live(world) == {old_id: BETTER.url}


def test_a_deleted_story_never_gets_the_text_of_the_story_that_it_leads_to(world: World) -> None:
    seen_before(world, OLD, OTHER)
    before = live(world)
    for _ in range(2):
        assert live(world) == before
        run = world.open()
        run.record(OTHER.refined(), key=OLD.key)
        run.finish(reason="finished", exit_status=0, stats={})
        world.clock.forward(days=1)
    assert list(live(world).values()) == [OTHER.url]


def test_a_page_that_never_was_an_article_and_leads_home_is_told_with_both_addresses(world: World) -> None:
    run = world.open()
    run.discover([NEW.candidate(), OTHER.candidate()])
    run.record(OTHER.refined(), key=OTHER.key)
    run.gone(NEW.key, 301, "https://mag.example/")
    run.finish(reason="finished", exit_status=0, stats={})
    assert [(line["url"], line["detail"]) for line in world.lines("rejected")] == [(NEW.url, "301 to https://mag.example/")]
