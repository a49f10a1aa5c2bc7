"""The ledger's file, the lock and the run's name: damaged, newer, moved, taken, late."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from newscrawl.errors import AlreadyRunning, OutputError, StateError, UsageError
from newscrawl.store.files.lock import Lock
from newscrawl.store.files.manifest import read_manifest
from newscrawl.store.ledger import database as ledger_module
from newscrawl.store.ledger.database import Ledger, LedgerDamaged
from newscrawl.store.ledger.migrations import MIGRATIONS
from newscrawl.store.run import Run
from tests.store.smallsite import START, Story, World

ROOT = Path(__file__).parents[2]
NOBODY = 65534


def ledger_of(world: World) -> Path:
    return world.output / ".state" / "mag.sqlite"


def test_the_second_of_two_runs_is_told_who_holds_the_lock(world: World) -> None:
    world.crawl([Story(1)])
    first = world.open()
    before = {path: path.read_bytes() for path in world.folder.iterdir()}
    with pytest.raises(AlreadyRunning, match=f"process {os.getpid()} since 2026-11-23T03:00:00Z") as caught:
        world.open()
    assert (caught.value.exit_status, caught.value.pid, caught.value.started) == (4, os.getpid(), "2026-11-23T03:00:00Z")
    assert {path: path.read_bytes() for path in world.folder.iterdir()} == before
    first.abort()
    world.open().abort()


def test_the_lock_of_a_killed_process_is_nothing(world: World) -> None:
    program = (
        "import os, sys, signal; from datetime import datetime, UTC; from pathlib import Path; from newscrawl.store.run import Run\n"
        "Run.open(Path(sys.argv[1]), 'mag', started=datetime(2026, 11, 23, tzinfo=UTC)); print('open', flush=True); signal.pause()"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    holder = subprocess.Popen([sys.executable, "-c", program, str(world.output)], stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(AlreadyRunning, match=str(holder.pid)):
            world.open()
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
    run = world.open()
    assert [entry.reason for entry in run.recovered] == ["crashed"]
    run.abort()


@pytest.mark.parametrize(
    "note", [b"", b"{", b"[]", b'{"pid": 1, "started": "2020-01-01T00:00:00Z", "host": "another"}', b"\xff\x00" * 600], ids=repr
)
def test_whatever_a_lock_file_says_it_is_free_when_no_process_holds_it(tmp_path: Path, note: bytes) -> None:
    path = tmp_path / "mag.lock"
    path.write_bytes(note)
    lock = Lock.take(path, "mag", START)
    assert json.loads(path.read_text())["pid"] == os.getpid()
    path.write_bytes(note)
    with pytest.raises(AlreadyRunning):
        Lock.take(path, "mag", START)
    lock.release()


def test_a_newer_ledger_is_refused_and_left_alone(world: World) -> None:
    world.crawl([Story(1)])
    connection = sqlite3.connect(ledger_of(world))
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    before = ledger_of(world).read_bytes()
    with pytest.raises(StateError, match=rf"schema {len(MIGRATIONS) + 1}.*knows up to {len(MIGRATIONS)}.*upgrade newscrawl"):
        world.open()
    assert ledger_of(world).read_bytes() == before
    with pytest.raises(StateError):  # the lock was let go
        world.open()


def test_the_migrations_make_the_tables_that_the_documentation_names(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "x.sqlite").close()
    connection = sqlite3.connect(tmp_path / "x.sqlite")
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    page = (ROOT / "docs" / "ledger.md").read_text()
    assert [table for table in tables if f"`{table}`" not in page] == []


def test_an_older_ledger_is_migrated_in_place(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.crawl([Story(1)])
    added = "CREATE TABLE later (x); -- a comment; with a semicolon\nINSERT INTO later VALUES ('a;\nb')"
    monkeypatch.setattr(ledger_module, "MIGRATIONS", (*MIGRATIONS, added))
    run = world.open()
    assert run._ledger.rows("SELECT x FROM later") == [("a;\nb",)]
    assert run.memory.known([Story(1).key]) == {Story(1).key}
    run.finish(reason="finished", exit_status=0, stats={})


def test_a_migration_that_breaks_leaves_the_ledger_as_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.crawl([Story(1)])
    monkeypatch.setattr(ledger_module, "MIGRATIONS", (*MIGRATIONS, "CREATE TABLE later (x);\nCREATE TABLE page (x);"))
    with pytest.raises(StateError, match="table page already exists"):
        world.open()
    monkeypatch.undo()
    assert world.crawl([Story(1)]).pages == {}


def damage_header(path: Path) -> None:
    path.write_bytes(b"not a ledger at all" + path.read_bytes()[19:])


def damage_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:-4096] = os.urandom(len(data) - 8192)
    path.write_bytes(data)


def damage_cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def damage_foreign(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE other (x)")
    connection.execute("PRAGMA application_id = 1")
    connection.commit()
    connection.close()


def damage_away(path: Path) -> None:
    path.unlink()


def damage_empty(path: Path) -> None:
    path.write_bytes(b"")


DAMAGES = [damage_header, damage_middle, damage_cut, damage_foreign, damage_away, damage_empty]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_or_missing_ledger_is_built_anew_and_nothing_is_written_twice(world: World, damage: Callable[[Path], None]) -> None:
    stories = [Story(i, published=START - timedelta(days=30 + i)) for i in range(40)]
    world.crawl(
        {**{story.key: story for story in stories}, Story(50).key: 200}, listed=[story.candidate() for story in [*stories, Story(50)]]
    )
    damage(ledger_of(world))
    world.clock.forward(hours=1)
    entry = world.crawl([*stories, Story(41)])
    assert entry.articles == {"written": 1}
    assert len(world.lines()) == 41
    kept = list(ledger_of(world).parent.glob("mag.sqlite.corrupt-*"))
    assert len(kept) == (0 if damage in (damage_away, damage_empty) else 1)


def test_a_ledger_lost_in_the_middle_of_a_run_keeps_the_lines_that_are_whole(world: World) -> None:
    stories = {story.key: story for story in map(Story, range(8))}
    run = world.open(options={"commit_articles": 3})
    run.discover(story.candidate() for story in stories.values())
    for due in run.due(7):
        run.append_page(b"not gzip")
        run.record(stories[due.key].refined(), key=due.key)
    run.abort()
    with next(world.folder.glob(".articles-*.part")).open("ab") as part:
        part.write(b'{"torn')
    ledger_of(world).unlink()
    assert world.crawl(stories).articles == {"written": 1}
    assert len({line["id"] for line in world.lines()}) == 8 == len(world.lines())


def test_a_rebuilt_ledger_knows_revisions_tombstones_and_rejects(world: World) -> None:
    story, gone = Story(1, modified=START), Story(2)
    world.crawl({story.key: story, gone.key: gone, Story(3).key: 200}, listed=[story.candidate(), gone.candidate(), Story(3).candidate()])
    for hours in (7, 14, 21):
        world.clock.forward(hours=7)
        story = Story(1, text=f"{story.text} More.", modified=START + timedelta(hours=hours))
        world.crawl({story.key: story, Story(3).key: 200, gone.key: 404}, listed=[story.candidate()])
    written = len(world.lines())
    ledger_of(world).unlink()
    run = world.open()
    assert run.discover([story.candidate(), gone.candidate(), Story(3).candidate()]).new == 0
    run.finish(reason="finished", exit_status=0, stats={})
    assert len(world.lines()) == written
    world.clock.forward(days=30)
    changed = Story(1, text=f"{story.text} The end.", modified=START + timedelta(days=30))
    world.crawl([changed])
    assert world.lines()[-1]["revision"] == 5


def test_the_folder_can_move_in_the_middle_of_a_run(world: World) -> None:
    stories = [Story(i) for i in range(5)]
    run = world.open()
    run.discover(story.candidate() for story in stories)
    served = {story.key: story for story in stories}
    for due in run.due(3):
        run.record(served[due.key].refined(), key=due.key)
    run.checkpoint()
    run.abort()
    moved = World(world.output.rename(world.output.parent / "elsewhere"), clock=world.clock)
    assert moved.crawl(stories).articles == {"written": 2}
    assert len(moved.lines()) == 5


def test_runs_have_names_of_their_own_that_sort_also_when_the_clock_was_set_back(world: World) -> None:
    names = [world.crawl([]).run_id, world.crawl([]).run_id]
    world.clock.at -= timedelta(days=400)
    names += [world.crawl([Story(1)]).run_id, world.crawl([]).run_id]
    world.clock.at += timedelta(days=800)
    names.append(world.crawl([]).run_id)
    assert names == sorted(set(names))
    assert names[0] == "20261123T030000Z"
    assert [entry.run_id for entry in read_manifest(world.folder)] == names


def test_a_file_with_an_impossible_name_is_no_run(world: World) -> None:
    world.crawl([Story(1)])
    for name in ("articles-20261399T999999Z.jsonl", "articles-99991231T235959Z.jsonl", "notes-20990101T000000Z.txt"):
        (world.folder / name).write_text("")
    assert world.open().run_id == "20990101T000001Z"


def test_a_recheck_planned_by_a_clock_that_ran_ahead_is_due(world: World) -> None:
    world.clock.at += timedelta(days=3650)
    world.crawl([Story(1, published=START + timedelta(days=3650))])
    world.clock.at -= timedelta(days=3650)
    assert world.crawl([], listed=[]).pages == {"gone": 1}


def test_started_in_any_zone_is_written_in_utc(world: World) -> None:
    started = datetime.fromisoformat("2026-11-23T05:00:00+02:00")
    run = Run.open(world.output, "mag", started=started, clock=world.clock)
    assert (run.run_id, run.finish(reason="finished", exit_status=0, stats={}).started) == ("20261123T030000Z", "2026-11-23T03:00:00Z")


def test_stats_of_any_kind_fit_the_manifest(world: World) -> None:
    run = world.open()
    run.finish(reason="finished", exit_status=0, stats={"start_time": START, "nan": float("nan"), "n": 3, "path": Path("x"), "none": None})
    [entry] = read_manifest(world.folder)
    assert entry.stats == {"start_time": "2026-11-23T03:00:00Z", "nan": None, "n": 3, "path": "x", "none": None}


def test_a_torn_manifest_line_is_replaced_by_the_whole_one(world: World) -> None:
    world.crawl([Story(1)])
    with (world.folder / "manifest.jsonl").open("ab") as file:
        file.write(b'{"run_id": "2026')
    assert len(read_manifest(world.folder)) == 1
    world.crawl([Story(2)])
    assert [entry.articles for entry in read_manifest(world.folder)] == [{"written": 1}, {"written": 1}]


def test_a_part_of_another_ledger_is_kept_aside(world: World) -> None:
    world.crawl([Story(1)])
    (world.folder / ".articles-20200101T000000Z.jsonl.part").write_text("{}\n")
    world.crawl([])
    assert (world.folder / ".articles-20200101T000000Z.jsonl.part.orphan").exists()


def test_a_committed_part_that_someone_deleted_is_fetched_again(world: World) -> None:
    stories = {story.key: story for story in map(Story, range(4))}
    run = world.open()
    run.discover(story.candidate() for story in stories.values())
    for due in run.due(4):
        run.record(stories[due.key].refined(), key=due.key)
    run.checkpoint()
    run.abort()
    next(world.folder.glob(".articles-*.part")).unlink()
    assert world.crawl(stories, listed=[]).articles == {"written": 4}


@contextmanager
def unprivileged() -> Iterator[None]:
    """Without root's right to write everywhere, where the tests run as root."""
    root = os.geteuid() == 0
    if root:
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        if root:
            os.setresuid(0, 0, 0)


def test_a_folder_without_the_right_to_write_is_one_clear_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.folder.mkdir(parents=True)
    world.folder.chmod(0o555)
    monkeypatch.chdir(world.output)  # the folders above it are closed to others
    with unprivileged(), pytest.raises(OutputError, match="cannot write in the folder mag: permission denied"):
        Run.open(Path(), "mag", started=START)
    assert list(world.folder.iterdir()) == []
    assert not (world.output / ".state").exists()


@pytest.mark.parametrize("name", ["", ".state", "../x", "a/b", "a\0b", "x" * 200])
def test_a_name_that_is_no_folder_is_refused(world: World, name: str) -> None:
    with pytest.raises(UsageError, match="cannot name a folder"):
        Run.open(world.output, name, started=START)
    assert not world.output.exists()


def test_another_programs_file_is_no_ledger(tmp_path: Path) -> None:
    damage_foreign_path = tmp_path / "x.sqlite"
    damage_foreign_path.touch()
    damage_foreign(damage_foreign_path)
    with pytest.raises(LedgerDamaged, match="not a ledger"):
        Ledger.open(damage_foreign_path)


def test_a_ledger_that_breaks_in_the_middle_of_a_run_is_set_aside_for_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stories = {story.key: story for story in map(Story, range(4))}
    world.crawl([Story(0)])
    run = world.open()

    def broken(*_: object) -> None:
        raise sqlite3.DatabaseError("database disk image is malformed")

    monkeypatch.setattr(run._ledger, "_begin", broken)
    with pytest.raises(StateError, match="is damaged: database disk image is malformed"):
        run.discover(story.candidate() for story in stories.values())
    run.abort()
    assert len(list(ledger_of(world).parent.glob("mag.sqlite.corrupt-*[0-9Z]"))) == 1
    monkeypatch.undo()
    assert world.crawl(stories).articles == {"written": 3}
    run.abort()
    assert ledger_of(world).exists()
    assert len(world.lines()) == 4
