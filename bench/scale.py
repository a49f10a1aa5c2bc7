#!/usr/bin/env python3
"""What an article costs, and what memory a crawl takes, against the size of the site: whole crawls of sites on loopback.

    python bench/scale.py [--sizes 1000 5000] [--page-kb 30] [--runs 1]

For each size a fresh site, a first run that fetches all of it, and a second one that finds nothing new. CPU is that of the whole process
tree; so is memory, at its peak (what processes share is counted once). "x first" is the cost of an article against that at the first size.
50,000 articles take a quarter of an hour.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

from bench.crawl import SETTINGS, Measured, measure  # noqa: E402  the project is not installed where a checkout is measured


def crawls(base: str, runs: int) -> tuple[list[Measured], list[Measured]]:
    """The runs that fetch everything, each into a folder of its own, and the runs after them."""
    whole, nothing = [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "scrapy", "crawl", "techpoint", "-a", f"base_url={base}", *SETTINGS]
            command += ["-s", f"NEWSCRAWL_OUTPUT_DIR={folder}"]
            whole.append(measure([*command, "-a", "since=all"], Path(folder), PROJECT))
            nothing.append(measure(command, Path(folder), PROJECT))
    return whole, nothing


def middle(measured: list[Measured], field: str) -> float:
    return statistics.median(getattr(one, field) for one in measured)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 5000])
    parser.add_argument("--page-kb", type=int, default=30)
    parser.add_argument("--runs", type=int, default=1)
    args = parser.parse_args()
    print(
        f"{'articles':>9}{'CPU ms/article':>16}{'x first':>9}{'articles/s':>12}{'peak MiB':>10}{'nothing new: CPU s':>20}{'peak MiB':>10}"
    )
    first = 0.0
    for size in args.sizes:
        command = [sys.executable, "-m", "demo.generated", "--articles", str(size), "--page-kb", str(args.page_kb)]
        site = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
        try:
            assert site.stdout is not None
            whole, nothing = crawls(site.stdout.readline().split()[-1].rstrip("/"), args.runs)
        finally:
            site.terminate()
            site.wait()
        written = middle(whole, "articles")
        if not written:
            sys.exit(f"no article came of a site of {size}")
        cost = 1000 * middle(whole, "cpu") / written
        first = first or cost
        print(
            f"{written:>9.0f}{cost:>16.1f}{cost / first:>9.2f}{written / middle(whole, 'seconds'):>12.1f}{middle(whole, 'peak_mb'):>10.0f}"
            f"{middle(nothing, 'cpu'):>20.2f}{middle(nothing, 'peak_mb'):>10.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
