"""`scrapy export` and `scrapy takedown` as a person types them: one line that says what happened, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.crawl import warm
from tests.crawl.conftest import PROJECT
from tests.store.smallsite import Story, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "output")
    world.crawl([Story(1), Story(2)])
    return world


def scrapy(world: World, *args: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    return warm.run([*args, "-s", f"NEWSCRAWL_OUTPUT_DIR={world.output}"], cwd=PROJECT, env=environment, timeout=120)


def test_export_takedown_and_export_again(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "dataset"
    first = scrapy(world, "export", "mag", "--folder", str(folder))
    assert (first.returncode, first.stdout, first.stderr) == (0, f"2 articles in {folder}\n", "")
    taken = scrapy(world, "takedown", Story(1).url, Story(1).url + "?utm_source=x")
    assert taken.returncode == 0
    assert taken.stdout == f"1 added to {world.output}/takedown.jsonl; 1 were there; export again what was exported before\n"
    unknown = scrapy(world, "takedown", Story(9).url)
    assert (unknown.returncode, unknown.stdout.splitlines()[1:]) == (
        0,
        [f"no crawl has found an article at {Story(9).url} so far; what one finds there stays out"],
    )
    second = scrapy(world, "export", "mag", "--folder", str(folder))
    assert (second.returncode, second.stdout) == (0, f"1 articles in {folder}; left out: 1 taken down\n")
    [line] = (folder / "data" / "articles-00000.jsonl").read_text().splitlines()
    assert json.loads(line)["url"] == Story(2).url


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (("export", "nobody"), 2, "nobody has no run files; there are: mag"),
        (("export", "../mag"), 2, "no run files"),
        (("export", "mag", "--format", "xml"), 2, "--format 'xml' is unknown; there are: jsonl, parquet, csv"),
        (("export", "mag", "--folder", "/proc/nothing"), 1, "cannot create the folder /proc/nothing"),
        (("export", "mag", "--folder", "."), 2, "name another one"),
        (("takedown",), 2, "name one address or more: scrapy takedown URL"),
        (("takedown", "story"), 2, "'story' is no address of an article"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_is_one_clear_line(world: World, args: tuple[str, ...], status: int, said: str) -> None:
    ended = scrapy(world, *args)
    assert ended.returncode == status
    assert said in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr


@pytest.mark.parametrize("command", [("export", "mag"), ("report", "mag"), ("verify", "mag"), ("verify", "--all", "--json")])
def test_a_missing_run_file_is_told_after_the_work_with_3(world: World, tmp_path: Path, command: tuple[str, ...]) -> None:
    [path] = world.folder.glob("articles-*.jsonl")
    path.unlink()
    more = ("--folder", str(tmp_path / "dataset")) if command[0] == "export" else ()
    done = scrapy(world, *command, *more)
    assert done.returncode == 3
    assert "scrapy reindex mag" in done.stderr and "Traceback" not in done.stderr
    assert path.name in done.stdout + done.stderr
