"""`newscrawl.read`: articles of run files as values."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

import newscrawl
from newscrawl.dataset.takedown import TAKEDOWNS, take_down
from newscrawl.errors import StateError, UsageError
from newscrawl.model import Article
from tests.store.smallsite import START, Story, World, prose

LATER = START.replace(hour=9)


def changed(world: World) -> None:
    """Three articles; then one that changed, one that is gone, one that is new."""
    world.crawl([Story(1), Story(2), Story(3)])
    for _ in range(2):
        world.clock.forward(days=8)
        now = Story(2, text=prose(2) + "\n\nMore.", modified=LATER)
        served = {Story(1).key: Story(1), now.key: now, Story(3).key: 404, Story(4).key: Story(4)}
        world.crawl(served, listed=[Story(1).candidate(), now.candidate(), Story(3).candidate(), Story(4).candidate()])


def test_each_article_comes_once_in_its_latest_live_revision(world: World) -> None:
    changed(world)
    found = list(newscrawl.read(world.folder))
    assert all(isinstance(article, Article) for article in found)
    lines = {(line["id"], line["revision"]): line for line in world.lines()}
    latest = {line["id"]: line for line in sorted(lines.values(), key=lambda line: line["revision"])}
    assert {a.id: a.revision for a in found} == {i: line["revision"] for i, line in latest.items() if line["status"] == "live"}
    assert newscrawl.model.as_record(found[0]) == lines[found[0].id, found[0].revision]


def test_every_line_comes_where_all_are_asked_for(world: World) -> None:
    changed(world)
    assert [(a.id, a.revision) for a in newscrawl.read(world.folder, all=True)] == [(x["id"], x["revision"]) for x in world.lines()]


def test_an_output_folder_gives_all_sites(world: World) -> None:
    changed(world)
    assert list(newscrawl.read(world.output)) == list(newscrawl.read(str(world.folder)))


@pytest.mark.parametrize("every", [True, False])
def test_what_was_taken_down_stays_out(world: World, every: bool) -> None:
    world.crawl([Story(1), Story(2)])
    take_down(world.output, [Story(1).url], datetime(2026, 11, 25, tzinfo=UTC))
    assert [article.url for article in newscrawl.read(world.folder, all=every)] == [Story(2).url]
    (world.output / TAKEDOWNS).write_text("no list")
    with pytest.raises(StateError, match="line 1"):
        newscrawl.read(world.folder, all=every)


def test_lines_that_are_no_records_are_left_out_with_a_warning(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.crawl([Story(1)])
    path = next(world.folder.glob("articles-*.jsonl"))
    path.write_bytes(path.read_bytes() + b'{"id": 1}\n[]\n{"torn')
    assert [article.url for article in newscrawl.read(world.folder)] == [Story(1).url]
    assert caplog.text.count("no record") == 3


def test_a_folder_without_runs_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no run files"):
        newscrawl.read(tmp_path / "nothing")


def test_a_reader_may_stop_early(world: World) -> None:
    changed(world)
    assert len(list(islice(newscrawl.read(world.folder), 1))) == 1
