"""The real command, killed or met by a broken disk: what is left is whole, and the next runs come to what an undisturbed run gives.

A few instants here; a hundred kills of a crawl of 200 articles: `python -m tests.crawl.crashing FOLDER SEED 100`. `tests/store` kills the
store alone a hundred times, and breaks its disk at every step.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.generated import GeneratedSite
from tests.crawl.conftest import FAST, PROJECT
from tests.crawl.crashing import Victim, left_over, main


def test_a_crawl_that_is_killed_again_and_again_comes_to_the_same_end(tmp_path: Path) -> None:
    result = main(tmp_path, 20261125, 4, 30)
    assert result["failures"] == []
    assert len(result["kills"]) == 4


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Victim, dict[str, Any]]]:
    """A site that is crawled, and what a crawl of it leaves."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with GeneratedSite(12, seed=12) as site:
        victim = Victim(site, folder / "steps")
        victim.crawl(folder / "whole")
        yield victim, left_over(folder / "whole")


@pytest.mark.parametrize(
    ("kind", "count", "error"),
    [
        ("mkdir techpoint", 0, "ENOSPC"),
        ("write .articles", 7, "ENOSPC"),
        ("fsync .pages", 0, "EIO"),
        ("commit techpoint.sqlite", 1, "ENOSPC"),
        ("rename articles", 0, "EIO"),
        ("write manifest.jsonl", 0, "ENOSPC"),
    ],
)
def test_a_full_or_broken_disk_is_one_line_and_the_next_run_comes_to_the_same_end(
    undisturbed: tuple[Victim, dict[str, Any]], tmp_path: Path, kind: str, count: int, error: str
) -> None:
    victim, expected = undisturbed
    plan = json.dumps({"kind": kind, "count": count, "errno": error})
    settings = [piece for setting in (*FAST, f"NEWSCRAWL_OUTPUT_DIR={tmp_path / 'output'}") for piece in ("-s", setting)]
    crawl = ["crawl", "techpoint", "-a", "since=all", "-a", f"base_url={victim.site.url}", *settings]
    failed = subprocess.run(
        [sys.executable, "-m", "tests.crawl.disturbed", plan, *crawl],
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(PROJECT), os.environ.get("PYTHONPATH", "")])},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (failed.returncode, "Traceback" in failed.stderr) == (1, False), failed.stderr
    [line] = [line for line in failed.stderr.splitlines() if line.startswith("newscrawl: ")]
    assert {"ENOSPC": "No space left on device", "EIO": "Input/output error"}[error] in line
    victim.crawl(tmp_path / "output", ("", "", 0))
    found = left_over(tmp_path / "output")
    assert found["faults"] == []
    assert found["articles"] == expected["articles"]
