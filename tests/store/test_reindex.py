"""`reindex`: the ledger built anew on demand."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from newscrawl.dataset.latest import Latest
from newscrawl.errors import AlreadyRunning, OutputError, StateError, UsageError
from newscrawl.store.disk import Disk
from newscrawl.store.recovery.reindex import reindex
from tests.store.smallsite import Story, World

ROOT = Path(__file__).parents[2]


def test_the_ledger_is_built_anew_and_the_one_before_is_kept(world: World) -> None:
    stories = [Story(i) for i in range(10)]
    world.crawl(
        {**{story.key: story for story in stories}, Story(11).key: 200}, listed=[story.candidate() for story in [*stories, Story(11)]]
    )
    rebuilt, aside = reindex(world.output, "mag")
    assert (rebuilt.runs, rebuilt.articles, rebuilt.rejected, rebuilt.unreadable) == (1, 10, 1, 0)
    assert aside is not None
    assert aside.name.startswith("mag.sqlite.before-")
    run = world.open()
    assert run.discover([story.candidate() for story in [*stories, Story(11)]]).new == 0
    run.abort()


def test_a_crashed_run_is_finished_first_at_what_it_had_committed(world: World) -> None:
    stories = {story.key: story for story in map(Story, range(8))}
    run = world.open(options={"commit_articles": 3})
    run.discover(story.candidate() for story in stories.values())
    for due in run.due(8):
        run.record(stories[due.key].refined(), key=due.key)
    run.abort()
    rebuilt, _ = reindex(world.output, "mag")
    assert rebuilt.articles == 6
    assert world.crawl(stories).articles == {"written": 2}
    assert len(world.lines()) == 8


def test_lines_that_are_no_records_are_counted_and_left_out(world: World) -> None:
    world.crawl([Story(1)])
    path = next(world.folder.glob("articles-*.jsonl"))
    path.write_bytes(path.read_bytes() + b"{}\n[]\nnonsense\n" + b'{"id": 1, "content_hash": "zz"}\n')
    rebuilt, _ = reindex(world.output, "mag")
    assert (rebuilt.articles, rebuilt.unreadable) == (1, 3)


def test_where_nothing_was_written_there_is_nothing_to_index(world: World) -> None:
    world.crawl([Story(1)])
    with pytest.raises(UsageError, match=r"nosuch has no run files; there are: mag"):
        reindex(world.output, "nosuch")


def test_not_while_it_is_crawled(world: World) -> None:
    world.crawl([Story(1)])
    run = world.open()
    with pytest.raises(AlreadyRunning):
        reindex(world.output, "mag")
    run.abort()


def test_the_command_says_what_it_found(world: World) -> None:
    world.crawl([Story(1)])
    for name, status, said in (("mag", 0, "mag: 1 lines of articles and 0 of rejected pages in 1 runs"), ("nosuch", 2, "there are: mag")):
        command = [sys.executable, "-m", "scrapy", "reindex", name, "-s", f"NEWSCRAWL_OUTPUT_DIR={world.output}"]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, said in done.stdout + done.stderr) == (status, True), done.stdout + done.stderr
        assert "Traceback" not in done.stderr


def test_a_run_file_that_cannot_be_read_is_told(world: World) -> None:
    world.crawl([Story(1)])
    path = world.folder / "articles-20200101T000000Z.jsonl"
    path.mkdir()
    for command in (lambda: reindex(world.output, "mag"), lambda: Latest(world.folder)):
        with pytest.raises(OutputError, match=r"cannot read .*: Is a directory"):
            command()
    path.rmdir()
    assert reindex(world.output, "mag")[0].articles == 1


def told_to_stop_at(commit: int) -> Disk:
    """A disk during whose n-th commit the process gets SIGTERM."""
    commits = count(1)

    def step(name: str, _: str) -> None:
        if name == "commit" and next(commits) == commit:
            signal.raise_signal(signal.SIGTERM)

    return Disk(step)


@pytest.fixture
def signals() -> Iterator[list[int]]:
    """The signals that reach the process's own handler of SIGTERM."""
    got: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: got.append(number))
    yield got
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("commit", [2, 4, 9])
@pytest.mark.parametrize("then", ["crawl", "reindex"])
def test_a_rebuild_that_is_told_to_stop_goes_on_where_it_was(
    world: World, signals: list[int], monkeypatch: pytest.MonkeyPatch, commit: int, then: str
) -> None:
    monkeypatch.setattr("newscrawl.store.recovery.rebuild.COMMIT_SECONDS", 0)
    for day in range(4):
        world.crawl([Story(day * 3 + n) for n in range(3)])
        world.clock.forward(days=1)
    (world.output / ".state" / "mag.sqlite").unlink()
    with pytest.raises(StateError, match=r"mag: the ledger has read \d of 4 runs and was told to stop; nothing is lost"):
        world.open(disk=told_to_stop_at(commit))
    assert signals == [signal.SIGTERM]
    if then == "reindex":
        reindex(world.output, "mag")
    run = world.open()
    assert run.discover([Story(n).candidate() for n in range(12)]).known == 12
    run.abort()
    assert len(world.lines()) == 12


def test_a_reindex_that_is_told_to_stop_keeps_the_ledger_before_it(
    world: World, signals: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newscrawl.store.recovery.rebuild.COMMIT_SECONDS", 0)
    world.crawl([Story(n) for n in range(4)])
    reindex(world.output, "mag")
    with monkeypatch.context() as patched:
        patched.setattr("newscrawl.store.recovery.reindex.Disk", lambda: told_to_stop_at(5))
        with pytest.raises(StateError, match="told to stop"):
            reindex(world.output, "mag")
    rebuilt, aside = reindex(world.output, "mag")
    assert rebuilt.runs == 1
    kept = {path.name.removesuffix("-wal").removesuffix("-shm") for path in (world.output / ".state").glob("mag.sqlite.before-*")}
    assert kept == {aside.name if aside else ""}
    assert signals == [signal.SIGTERM]
