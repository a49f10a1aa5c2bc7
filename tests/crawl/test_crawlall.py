"""Every site in one process: one pool of workers, one summary, one exit status."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from demo import faults
from demo.generated import GeneratedSite
from newscrawl.commands.crawl import of_all
from newscrawl.commands.crawlall import narrowed
from newscrawl.errors import UsageError
from tests.crawl.conftest import FAST, PROJECT, command

SPIDER = """
from newscrawl.site import Site
from newscrawl.spiders.base import NewsSpider

class {name}Spider(NewsSpider):
    site = Site(name="{name}", home="{home}/", title="Circuit Post", feeds=("/feed/",), wordpress="/wp-json/")
"""


@pytest.mark.parametrize(("status_of_second", "status"), [(200, 0), (500, 3)])
def test_of_one_dead_site_the_night_is_unhealthy_and_not_failed(tmp_path: Path, status_of_second: int, status: int) -> None:
    package = tmp_path / "sites_of_this_test"
    package.mkdir()
    (package / "__init__.py").touch()
    with GeneratedSite(15, seed=51) as first, GeneratedSite(15, seed=52) as second:
        for name, site in (("alpha", first), ("beta", second)):
            (package / f"{name}.py").write_text(SPIDER.format(name=name, home=site.url))
        if status_of_second != 200:
            second.faults.on("^/(?!robots)", faults.status(status_of_second))
        settings = [*FAST, "RETRY_TIMES=0", "SPIDER_MODULES=sites_of_this_test", f"NEWSCRAWL_OUTPUT_DIR={tmp_path / 'output'}"]
        done = subprocess.run(
            command("crawlall", "-a", "since=all", *(piece for setting in settings for piece in ("-s", setting))),
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}"},
        )
    assert done.returncode == status, done.stderr
    assert "alpha: 17 found, 17 fetched, 15 new" in done.stdout
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("beta: ")
    assert ("exit status 1" in lines[1]) == (status_of_second != 200)
    assert sum(len(file.read_text().splitlines()) for file in tmp_path.glob("output/alpha/articles-*.jsonl")) == 15


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ([], 0),
        ([0, 0], 0),
        ([0, 1], 3),
        ([0, 3], 3),
        ([3, 1], 3),
        ([0, 4], 3),
        ([3, 3], 3),
        ([1, 1], 1),
        ([1, 4], 1),
        ([4, 4], 4),
        ([2], 2),
    ],
)
def test_the_exit_status_of_a_fleet(statuses: list[int], status: int) -> None:
    assert of_all(statuses) == status


def test_at_most_so_many_sites_are_under_way_and_each_runs_once(tmp_path: Path) -> None:
    """A site that closes slowly, or dies, stops nobody else."""
    with GeneratedSite(3, seed=53) as first:
        homes = {f"site{number}": first.url for number in range(5)} | {"dead": "http://127.0.0.1:9/"}
        entries = (f'[{name}]\ntitle = "Circuit Post"\nhome = "{home}"\nfeeds = ["/feed/"]\n' for name, home in homes.items())
        (tmp_path / "sites.toml").write_text("".join(entries))
        (tmp_path / "names").write_text("dead\n" + "".join(f"site{number}\n" for number in range(4)))
        done = fleet(tmp_path, "--sites", str(tmp_path / "names"), "--at-once", "2", "--json")
        again = fleet(tmp_path, "--sites", str(tmp_path / "names"), "--at-once", "2")
    assert done.returncode == 3, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["spider"], one["exit"], one["new"]) for one in said] == [*((f"site{n}", 0, 3) for n in range(4)), ("dead", 1, 0)]
    assert again.stdout.count(" 0 new") == 5


def test_crawlall_runs_the_own_sites_alone_unless_told(tmp_path: Path) -> None:
    (tmp_path / "sites.toml").write_text('[own]\ntitle = "Own"\nhome = "http://127.0.0.1:9/"\ncountry = "NG"\n')
    (tmp_path / "spiders").mkdir()
    (tmp_path / "spiders" / "__init__.py").touch()
    done = fleet(tmp_path, "-s", "SPIDER_MODULES=spiders")
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["own"]
    nobody = fleet(tmp_path, "--where", "country=NG", "--where", "topic=nothing", "-s", "SPIDER_MODULES=spiders")
    assert nobody.returncode == 2 and "no site is like" in nobody.stderr


def test_a_signal_ends_the_fleet_and_says_what_was_not_begun(tmp_path: Path) -> None:
    with GeneratedSite(3, seed=54) as site:
        site.faults.on("^/feed/", faults.slow(60))
        entries = (f'[site{number}]\ntitle = "Circuit Post"\nhome = "{site.url}"\nfeeds = ["/feed/"]\n' for number in range(4))
        (tmp_path / "sites.toml").write_text("".join(entries))
        arguments = command("crawlall", "--at-once", "2", *options(tmp_path), "-s", "SPIDER_MODULES=")
        process = subprocess.Popen(arguments, cwd=PROJECT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        end = time.monotonic() + 60
        while not site.server.log and time.monotonic() < end:
            time.sleep(0.01)
        process.terminate()
        _, stderr = process.communicate(timeout=60)
    assert "2 sites were not begun: the command was told to stop" in stderr


def options(folder: Path) -> list[str]:
    settings = [*FAST, "RETRY_TIMES=0", f"NEWSCRAWL_SITES={folder / 'sites.toml'}", f"NEWSCRAWL_OUTPUT_DIR={folder / 'output'}"]
    return [piece for setting in settings for piece in ("-s", setting)]


def fleet(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{folder}:{os.environ.get('PYTHONPATH', '')}"}
    return subprocess.run(
        command("crawlall", *args, *options(folder)), cwd=PROJECT, capture_output=True, text=True, timeout=120, env=environment
    )


@pytest.mark.parametrize(
    ("only", "skip", "left"),
    [("", "", ["a", "b", "c"]), ("a, c", "", ["a", "c"]), ("", "b", ["a", "c"]), ("a,b", "b", ["a"])],
)
def test_of_the_chosen_sites_some_are_left(only: str, skip: str, left: list[str]) -> None:
    assert narrowed(["a", "b", "c"], only, skip) == left


@pytest.mark.parametrize(
    ("only", "skip", "said"), [("x", "", "'x' is not among"), ("", "x", "'x' is not among"), ("a", "a", "leave no site")]
)
def test_a_choice_that_leaves_nothing_is_told(only: str, skip: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        narrowed(["a", "b"], only, skip)
