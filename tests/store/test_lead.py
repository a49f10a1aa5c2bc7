"""The first lines of a large run file show all of its columns, and nothing else changes."""

from __future__ import annotations

import errno
import hashlib
import json
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from newscrawl.dataset.exporting.export import export
from newscrawl.dataset.latest import Latest
from newscrawl.model import Refined
from newscrawl.store.disk import Disk
from newscrawl.store.files import columns_first as lead
from newscrawl.store.files.columns_first import _learn
from newscrawl.store.files.manifest import read_manifest
from tests.store.smallsite import START, Story, World

LATE = {70: {"subtitle": "late"}, 71: {"subtitle": "late, too"}, 80: {"tags": ("late",)}, 90: {"field_sources": {"title": "html"}}}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lead, "SEEN", 50_000)  # bytes; some 30 articles


def crawl(world: World, disk: Disk | None = None, late: dict[int, dict[str, Any]] = LATE) -> Path:
    """A run of a hundred articles, of which a few late ones have something that no article before has."""
    run = world.open(disk=disk or Disk())
    stories = [Story(number, published=START - timedelta(hours=number)) for number in range(100)]
    run.discover([story.candidate() for story in stories])
    served = {story.key: story for story in stories}
    while due := run.due(10):
        for item in due:
            story = served[item.key]
            article = replace(story.refined().article, **late.get(story.number, {}))
            run.record(Refined(article=article), key=item.key)
    run.finish(reason="finished", exit_status=0, stats={})
    [path] = world.folder.glob("articles-*.jsonl")
    return path


def numbers(path: Path) -> list[int]:
    return [int(json.loads(line)["title"].split()[1]) for line in path.read_text().splitlines()]


def learned(data: bytes) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for line in data.splitlines():
        _learn(known, json.loads(line))
    return known


def test_what_comes_late_for_the_first_time_goes_first(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = crawl(world)
    assert numbers(path) == [70, 80, 90, *(number for number in range(100) if number not in (70, 80, 90))]
    assert learned(path.read_bytes()[: lead.SEEN].rpartition(b"\n")[0]) == learned(path.read_bytes())
    [entry] = read_manifest(world.folder)
    [file] = [file for file in entry.files if file.kind == "articles"]
    assert (file.sha256, file.bytes, file.records) == (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size, 100)
    assert not list(world.folder.glob(".*"))
    monkeypatch.setattr(lead, "SEEN", 1 << 30)
    untouched = crawl(World(tmp_path / "other"))
    assert sorted(untouched.read_bytes().splitlines()) == sorted(path.read_bytes().splitlines())


def test_the_ledger_knows_where_each_line_is(world: World) -> None:
    path = crawl(world)
    ledger = sqlite3.connect(world.output / ".state" / "mag.sqlite")
    places = dict(ledger.execute("SELECT article, offset FROM page"))
    ledger.close()
    records = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert len(records) == len(places) == 100
    with path.open("rb") as file:
        for record in records:
            file.seek(places[record["id"]])
            assert json.loads(file.readline()) == record


def test_a_file_that_is_looked_at_as_a_whole_stays_as_it_was_written(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lead, "SEEN", 1 << 20)
    assert numbers(crawl(world)) == list(range(100))


def test_a_file_without_anything_new_stays_as_it_was_written(world: World) -> None:
    steps: list[tuple[str, str]] = []
    path = crawl(world, Disk(lambda step, subject: steps.append((step, subject))), {0: {"tags": ("early",)}})
    assert numbers(path) == list(range(100))
    assert ("rename", path.name) in steps and ("open", f".{path.name}.part.led") not in steps


def test_lines_that_would_push_others_out_of_sight_stay(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lead, "MOST", 3_000)  # one line of them
    assert numbers(crawl(world))[:3] == [70, 0, 1]


@pytest.mark.parametrize("step", ["open", "write", "fsync", "fsync folder"])
def test_a_disk_that_is_full_then_costs_the_order_and_nothing_else(world: World, step: str) -> None:
    def fault(kind: str, subject: str) -> None:
        if kind == step and (subject.endswith(".led") or (kind == "fsync folder" and list(world.folder.glob("*.led")))):
            raise OSError(errno.ENOSPC, "No space left on device")

    path = crawl(world, Disk(fault))
    assert numbers(path) == list(range(100))
    [entry] = read_manifest(world.folder)
    assert entry.exit == 0 and not list(world.folder.glob(".*"))


@pytest.mark.parametrize(
    ("first", "second", "new"),
    [
        ({"a": None}, {"a": 1}, True),
        ({"a": []}, {"a": ["x"]}, True),
        ({"a": [{"b": None}]}, {"a": [{"b": 1}]}, True),
        ({"a": {}}, {"a": {"b": 1}}, True),
        ({"a": {"b": 1}}, {"a": {"c": 1}}, True),
        ({"a": {"b": 1}}, {"a": {}}, False),
        ({"a": 1}, {"a": None}, False),
        ({"a": 0}, {"a": 2}, False),
        ({"a": ""}, {"a": "x"}, False),
        ({"a": False}, {"a": True}, False),
    ],
)
def test_what_is_new(first: dict[str, Any], second: dict[str, Any], *, new: bool) -> None:
    known: dict[str, Any] = {}
    _learn(known, first)
    assert _learn(known, second) is new
    assert not _learn(known, second)


def test_a_copy_that_the_manifest_does_not_mean_is_not_taken(world: World) -> None:
    def spoilt(step: str, subject: str) -> None:
        if step == "commit":  # also the one before the files get their names
            for part in world.folder.glob(".articles*.part"):
                lead.led(world.folder, part.name[1 : -len(".part")]).write_bytes(b"{}\n")

    path = crawl(world, Disk(spoilt), late={})
    assert numbers(path) == list(range(100))
    world.clock.forward(hours=1)
    world.crawl([])
    assert not list(world.folder.glob(".*"))


def test_a_revision_that_goes_first_is_still_the_latest(world: World, tmp_path: Path) -> None:
    """A run on archives writes several revisions of an article; the first one that supersedes another goes before what it supersedes."""
    run = world.open()
    stories = [Story(number, published=START - timedelta(hours=number)) for number in range(60)]
    run.discover([story.candidate() for story in stories])
    changed = replace(stories[50], text=f"{stories[50].text} And more.")
    for place, story in enumerate([*stories, changed]):
        article = story.refined().article
        fetch = replace(article.fetch, warc_file="pages.warc.gz", warc_offset=place)
        run.record(Refined(article=replace(article, fetch=fetch)), key=story.key)
    run.finish(reason="finished", exit_status=0, stats={})
    assert [line["revision"] for line in world.lines() if line["title"] == changed.title] == [2, 1]
    export(world.output, ["mag"], tmp_path / "export")
    exported = [json.loads(line) for line in (tmp_path / "export" / "data" / "articles-00000.jsonl").read_text().splitlines()]
    assert [line["text"] for line in exported if line["title"] == changed.title] == [changed.text]
    latest, page = Latest(world.folder), "pages.warc.gz"
    assert (latest.articles, latest.of((page, 50))) == (60, None)
    version = latest.of((page, 60))
    assert version is not None
    assert version.record["text"] == changed.text
