"""A disk that is full or broken at any step: one clear line, what was there before untouched, and the next run puts it right.

And a power cut at any step: what was not fsynced may be gone, torn, or zeros.
"""

from __future__ import annotations

import errno
import hashlib
import os
import random
from pathlib import Path

import pytest

from newscrawl.errors import NewscrawlError, OutputError, StateError
from newscrawl.model import Edit, Rejected
from newscrawl.store.disk import Disk
from newscrawl.store.files import columns_first as lead
from newscrawl.store.files.manifest import read_manifest
from newscrawl.store.run import Run, StoreOptions
from tests.store.smallsite import Story, World, answer

STORIES = [Story(i) for i in range(11)] + [Story(11, edits=(Edit(rule="ad-marker", text="- Ad -", position=0),))]
EARLIER = [Story(i) for i in range(100, 103)]


def crawl(world: World, disk: Disk) -> None:
    run = world.open(disk=disk)
    try:
        run.discover(story.candidate() for story in STORIES)
        served = {story.key: story for story in STORIES}
        while due := run.due(5):
            for item in due:
                run.append_page(b"page " + item.key.encode())
                answer(run, item, served[item.key], world.clock.at)
                run.reject(Rejected(url=f"{item.candidate.url}part", reason="too-short"), key=f"{item.key}/part")
        run.finish(reason="finished", exit_status=0, stats={})
    finally:
        run.abort()


def steps_of(world: World) -> list[tuple[str, str]]:
    steps: list[tuple[str, str]] = []
    crawl(world, Disk(lambda step, subject: steps.append((step, subject))))
    return steps


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("[!.m]*")}


def prepared(path: Path) -> World:
    world = World(path, options=StoreOptions(commit_articles=4, commit_seconds=1000))
    world.crawl(EARLIER)
    world.clock.forward(hours=1)
    return world


STEPS = 120  # more than a run of this size has


def test_a_full_or_broken_disk_at_any_step_is_one_clear_line_and_costs_nothing(tmp_path: Path) -> None:
    total = len(steps_of(prepared(tmp_path / "count")))
    assert 60 < total < STEPS
    for at in range(total):
        world, code = prepared(tmp_path / f"{at}"), (errno.ENOSPC, errno.EIO)[at % 2]
        before = digests(world.folder)
        seen: list[tuple[str, str]] = []

        def fault(step: str, subject: str, at: int = at, code: int = code, seen: list[tuple[str, str]] = seen) -> None:
            seen.append((step, subject))
            if len(seen) == at + 1 and step != "committed":
                raise OSError(code, os.strerror(code))

        where = "nothing"
        try:
            crawl(world, Disk(fault))
        except NewscrawlError as error:
            where = f"{seen[-1]}: {error}"
            assert isinstance(error, OutputError | StateError)
            assert error.exit_status == 1
            assert os.strerror(code) in str(error)
            assert "\n" not in str(error)
            assert seen[at] == seen[-1], "after a fault nothing is written any more"
        else:
            assert seen[at][0] == "committed"
        assert {name: digest for name, digest in digests(world.folder).items() if name in before} == before, where
        crawl(world, Disk())
        urls = [line["url"] for line in world.lines()]
        assert sorted(urls) == sorted(story.url for story in [*EARLIER, *STORIES]), where
        assert not list(world.folder.glob(".*")), where


class Cut(BaseException):
    """The power is gone."""


class Forgetful(Disk):
    """Knows which bytes are on the medium."""

    def __init__(self, at: int) -> None:
        super().__init__(self._count)
        self.left, self.safe = at, {}  # type: ignore[var-annotated]

    def _count(self, step: str, subject: str) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cut

    def fsync(self, descriptor: int, path: Path) -> None:
        super().fsync(descriptor, path)
        self.safe[path.name] = path.stat().st_size


@pytest.mark.parametrize("seen", [lead.SEEN, 2_000], ids=["as written", "arranged"])
def test_a_power_cut_at_any_step_loses_nothing_that_was_committed(tmp_path: Path, seen: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lead, "SEEN", seen)
    chance = random.Random(20261123)
    steps = steps_of(prepared(tmp_path / "count"))
    assert any(step == "open" and subject.endswith(".led") for step, subject in steps) is (seen == 2_000)
    for at in range(len(steps)):
        world = prepared(tmp_path / f"{at}")
        disk = Forgetful(at)
        with pytest.raises(Cut):
            crawl(world, disk)
        for part in [*world.folder.glob(".*.part"), *world.folder.glob(".*.part.led")]:
            end = chance.choice(["gone", "torn", "zeros"])
            size, safe = part.stat().st_size, disk.safe.get(part.name, 0)
            kept = {"gone": safe, "torn": chance.randint(safe, size), "zeros": safe}[end]
            os.truncate(part, kept)
            if end == "zeros":
                os.truncate(part, size)
        crawl(world, Disk())
        assert sorted(line["url"] for line in world.lines()) == sorted(story.url for story in [*EARLIER, *STORIES]), at
        for entry in read_manifest(world.folder):
            for file in entry.files:
                assert hashlib.sha256((world.folder / file.name).read_bytes()).hexdigest() == file.sha256, (at, file.name)
        assert not list(world.folder.glob(".*")), at


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("a file")
    with pytest.raises(OutputError, match=r"cannot create the folder .*output"):
        World(tmp_path / "output").open()


def test_after_a_fault_only_abort_works(world: World) -> None:
    def fault(step: str, subject: str) -> None:
        if step == "write":
            raise OSError(errno.ENOSPC, "No space left on device")

    run = world.open(disk=Disk(fault))
    run.discover([STORIES[0].candidate()])
    [due] = run.due(1)
    for _ in range(2):
        with pytest.raises(OutputError, match="No space left on device"):
            run.record(STORIES[0].refined(), key=due.key)
    with pytest.raises(OutputError):
        run.finish(reason="failed", exit_status=1, stats={})
    run.abort()
    run.abort()
    assert isinstance(world.open(), Run)
