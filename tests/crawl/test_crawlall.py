"""Every site in one process: one pool of workers, one summary, one exit status."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from demo import faults
from demo.generated import GeneratedSite
from newscrawl.commands.crawl import of_all
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
