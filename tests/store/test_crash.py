"""kill -9 at any instant: the finished files hold every article exactly once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def crash(folder: Path, *arguments: str) -> dict[str, Any]:
    path = os.pathsep.join([str(HERE.parents[1]), *sys.path])
    environment = os.environ | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"}
    program = [sys.executable, str(HERE / "crashing.py"), str(folder), *arguments]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_a_crawl_killed_at_a_hundred_instants_loses_nothing_and_writes_nothing_twice(tmp_path: Path) -> None:
    result = crash(tmp_path, "20261123", "100")
    assert result["failures"] == []
    assert result["kills"] >= 100
    assert result["articles"] == 210  # 200, and 10 near duplicates; 10 exact ones are no articles
    assert {"write .articles", "fsync .articles", "commit mag.sqlite", "committed mag.sqlite", "rename articles", "rename pages"} <= set(
        result["kinds"]
    )


def test_nor_does_one_killed_by_the_clock(tmp_path: Path) -> None:
    assert crash(tmp_path, "7", "12", "wall")["failures"] == []
