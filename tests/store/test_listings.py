"""What vanishes from a list is looked at again; what only rolled off, or moved to another list, is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.store.smallsite import START, Story, World

OLD = START - timedelta(days=100)


def stories(count: int) -> list[Story]:
    return [Story(i, published=OLD - timedelta(days=i)) for i in range(count)]


def asked(world: World, lists: dict[str, list[int]], known: int = 20) -> list[str]:
    """A run in which sources list these articles; which are asked for, in order."""
    run = world.open()
    for source, numbers in lists.items():
        run.discover([Story(number, published=OLD - timedelta(days=number)).candidate() for number in numbers])
        run.memory.listed(source, [Story(number).key for number in numbers])
    due = run.due(1000)
    for item in due:
        if item.reason == "new":
            run.record(Story(int(item.key.split("/")[1])).refined(), key=item.key)
        else:
            run.not_modified(item.key)
    run.finish(reason="finished", exit_status=0, stats={})
    world.clock.forward(hours=1)
    return [item.key.split("/")[1] for item in due if item.reason == "missing"]


@pytest.mark.parametrize(
    ("before", "now", "missing"),
    [
        (range(20), range(20), []),
        (range(20), [i for i in range(20) if i != 7], ["7"]),
        (range(20), [i for i in range(20) if i not in (3, 9)], ["3", "9"]),
        (range(2, 12), range(10), []),  # two new ones, and the two oldest rolled off
        (range(2, 12), [0, 1, 2, 3, 5, 6, 7, 8, 9], ["4"]),
        (range(20), range(15, 20), []),  # most of it gone: another list
        (range(20), [], []),
    ],
    ids=["same", "one", "two", "rolled", "rolled and one", "another list", "empty"],
)
def test_what_vanished_is_asked_for(world: World, before: range, now: list[int], missing: list[str]) -> None:
    world.crawl(stories(20))
    world.clock.forward(hours=1)
    assert asked(world, {"sitemap": list(before)}) == []
    assert asked(world, {"sitemap": list(now)}) == missing
    assert asked(world, {"sitemap": list(now)}) == []


def test_what_moved_to_the_next_sitemap_is_not_missing(world: World) -> None:
    world.crawl(stories(20))
    world.clock.forward(hours=1)
    assert asked(world, {"one": list(range(10)), "two": list(range(10, 20))}) == []
    assert asked(world, {"one": [*range(5), *range(6, 10), 19], "two": [5, *range(10, 19)]}) == []


def test_a_deleted_article_is_found_by_the_hole_it_leaves_and_confirmed(world: World) -> None:
    served = {story.key: story for story in stories(20)}
    world.crawl(served)
    for numbers in (range(20), [i for i in range(20) if i != 7], None):
        run = world.open()
        if numbers is not None:
            run.memory.listed("sitemap", [Story(number).key for number in numbers])
        for item in run.due(10):
            assert item.key == Story(7).key
            run.gone(item.key, 404)
        run.finish(reason="finished", exit_status=0, stats={})
        world.clock.forward(seconds=5)
    assert [(line["status"], line["url"]) for line in world.lines()[20:]] == [("gone", Story(7).url)]


def test_a_mass_deletion_sends_us_back_to_fifty_pages_at_most(world: World) -> None:
    world.crawl(stories(300))
    asked(world, {"sitemap": list(range(300))})
    assert len(asked(world, {"sitemap": [*range(0, 300, 2), 299]})) == 50


def test_a_source_is_as_new_as_its_latest_article(world: World) -> None:
    world.crawl(stories(20))
    asked(world, {"early.xml": list(range(10, 20)), "late.xml": [3, 12], "unknown.xml": [99]})
    run = world.open()
    assert run.memory.newest("late.xml") == OLD - timedelta(days=3)
    assert run.memory.newest("early.xml") == OLD - timedelta(days=10)
    assert run.memory.newest("never-read.xml") is None
    run.abort()


def test_a_page_is_doubted_after_a_claim_of_change_that_proved_wrong(world: World) -> None:
    world.crawl(stories(3))
    world.clock.forward(hours=1)
    run = world.open()
    run.discover([Story(n, published=OLD, modified=START + timedelta(hours=1)).candidate() for n in range(2)])
    for due in run.due(10):
        run.not_modified(due.key)
    assert run.memory.doubted([Story(n).key for n in range(3)]) == {Story(0).key, Story(1).key}
    run.abort()
