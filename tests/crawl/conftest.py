"""Runs the real command, `scrapy crawl`, in a process of its own against a site on loopback."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.crawl import warm

PROJECT = Path(__file__).parents[2]
FAST = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=False", "NEWSCRAWL_WORKERS=1")


@dataclass(frozen=True)
class Crawled:
    """What one run of the command left behind."""

    status: int
    stdout: str
    stderr: str
    output: Path

    def lines(self, kind: str = "articles") -> list[dict[str, Any]]:
        """Every line of every finished file of a kind, oldest file first."""
        files = sorted(self.output.glob(f"*/{kind}-*.jsonl"))
        return [json.loads(line) for file in files for line in file.read_text("utf-8").split("\n") if line]

    def manifest(self) -> list[dict[str, Any]]:
        return [json.loads(line) for file in self.output.glob("*/manifest.jsonl") for line in file.read_text("utf-8").split("\n") if line]


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "scrapy", *args]


def crawl(*args: str, output: Path, base_url: str = "", settings: tuple[str, ...] = (), timeout: float = 120) -> Crawled:
    """One run of the command, to its end."""
    where = ("-a", f"base_url={base_url}") if base_url else ()
    chosen = [piece for setting in (*FAST, f"NEWSCRAWL_OUTPUT_DIR={output}", *settings) for piece in ("-s", setting)]
    arguments = [*args, *where, *(chosen if args[0].startswith("crawl") else ())]
    done = warm.run(arguments, cwd=PROJECT, env={**os.environ, "PYTHONWARNINGS": "ignore"}, timeout=timeout)
    return Crawled(done.returncode, done.stdout, done.stderr, output)


@pytest.fixture
def scrapy(tmp_path: Path) -> Callable[..., Crawled]:
    """`scrapy("crawl", "techpoint", "-a", "since=all", base_url=…, settings=[…])`: output goes to one folder for the whole test."""

    def run(*args: str, output: Path | None = None, **more: Any) -> Crawled:
        return crawl(*args, output=output or tmp_path / "output", **more)

    return run
