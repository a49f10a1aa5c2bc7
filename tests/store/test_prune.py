"""`prune`: old pages go, articles stay, and nobody calls a pruned file missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import newscrawl
from newscrawl.dataset.exporting.export import export
from newscrawl.dataset.verify import verify
from newscrawl.errors import AlreadyRunning, UsageError
from newscrawl.store.recovery.prune import old_pages, prune
from newscrawl.store.recovery.reindex import reindex
from tests.store.smallsite import Story, World

GZIP = bytes.fromhex("1f8b08000000000002ff03000000000000000000")  # an empty member


@pytest.fixture
def stored(world: World) -> World:
    """Two runs, ten days apart, each with an article and its page."""
    for number in (1, 2):
        run = world.open()
        story = Story(number)
        run.discover([story.candidate()])
        name, offset = run.append_page(GZIP)
        article = story.refined(world.clock.at).article
        fetch = replace(article.fetch, warc_file=name, warc_offset=offset)
        run.due(2)
        run.record(replace(story.refined(), article=replace(article, fetch=fetch)), key=story.key)
        run.finish(reason="finished", exit_status=0, stats={})
        world.clock.forward(days=10)
    return world


def pruned(world: World, days: int) -> list[str]:
    files = old_pages(world.output, "mag", timedelta(days=days), world.clock.at)
    prune(world.output, "mag", files, world.clock.at)
    return [file.name for file in files]


def test_only_pages_of_old_runs_go(stored: World) -> None:
    old, new = sorted(path.name for path in stored.folder.glob("pages-*"))
    assert pruned(stored, 15) == [old]
    assert [path.name for path in stored.folder.glob("pages-*")] == [new]
    assert pruned(stored, 15) == []
    assert len(stored.lines()) == 2


def test_nobody_calls_a_pruned_file_missing(stored: World) -> None:
    pruned(stored, 15)
    run = stored.open()
    assert run.damaged == []
    run.abort()
    assert [fault.file for fault in verify(stored.output, "mag") if "gone" in fault.trouble] == []
    reindex(stored.output, "mag")
    run = stored.open()
    assert run.damaged == []
    run.abort()


def test_readers_get_no_place_that_leads_nowhere(stored: World, tmp_path: Path) -> None:
    pruned(stored, 15)
    assert [article.fetch.warc_file is None for article in newscrawl.read(stored.folder)] == [True, False]
    assert [article.fetch.warc_file is None for article in newscrawl.read(stored.folder, all=True)] == [True, False]
    export(stored.output, ["mag"], tmp_path / "export")
    lines = (tmp_path / "export" / "data" / "articles-00000.jsonl").read_text("utf-8").splitlines()
    assert ['"warc_file":null,"warc_offset":null' in line for line in lines] == [True, False]
    assert all(line["fetch"]["warc_file"] for line in stored.lines()), "run files stay as they are"


def test_not_while_a_crawl_is_under_way(stored: World) -> None:
    run = stored.open()
    with pytest.raises(AlreadyRunning):
        pruned(stored, 15)
    run.abort()
    with pytest.raises(UsageError, match="there are: mag"):
        old_pages(stored.output, "nosuch", timedelta(days=1), stored.clock.at)
