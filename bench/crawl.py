#!/usr/bin/env python3
"""Pages a second of whole crawls, side by side, against one site on loopback (pages of 150 KB, gzip).

    python bench/crawl.py [--pages 600] [--runs 3] [--only NAME …]

In turn, RUNS times: stock Scrapy that only fetches, stock Scrapy that calls trafilatura `bare_extraction` with metadata in its callback and
writes a feed, newscrawl with one worker, newscrawl as it comes. Politeness delays are zero for all; newscrawl has every feature on.
Medians; pages a second over the whole process, start-up included; CPU of the whole process tree; its peak memory, what processes share
counted once. Of newscrawl also the seconds until the first page that an extractor is done with (it lies in the run's WARC file then), and
until the first line of an article is written: of a new site that nobody has read yet, some thirty pages are held back until it is known
which of their lines recur. Both after the sources of the whole site were read.
"""

from __future__ import annotations

import argparse
import math
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[1]
FIGURES = ("seconds", "cpu", "peak_mb", "articles", "first_page", "first_line")
SETTINGS = [
    "-s",
    "DOWNLOAD_DELAY=0",
    "-s",
    "AUTOTHROTTLE_ENABLED=False",
    "-s",
    "CONCURRENT_REQUESTS_PER_DOMAIN=16",
    "-s",
    "LOG_LEVEL=ERROR",
]

STOCK = """
from scrapy.spiders import SitemapSpider

class Stock(SitemapSpider):
    name = "stock"
    extract = True

    def __init__(self, base, extract="1"):
        self.sitemap_urls = [base + "/sitemap_index.xml"]
        self.sitemap_follow = ["post-sitemap"]
        self.extract = extract == "1"
        super().__init__()

    def parse(self, response):
        if self.extract:
            from trafilatura import bare_extraction
            got = bare_extraction(response.body, url=response.url, include_comments=False, with_metadata=True)
            if got is not None:
                yield {"url": response.url, "title": got.title, "author": got.author, "date": got.date, "text": got.text}
        else:
            yield {"url": response.url}
"""


@dataclass(frozen=True)
class Measured:
    """`first_page` and `first_line`: seconds from the start of the process until the first page that an extractor is done with lies in the
    run's WARC file, and until the first article's line lies in the run's file; nan where there is none."""

    seconds: float
    cpu: float
    peak_mb: float
    articles: int
    first_page: float = math.nan
    first_line: float = math.nan


def tree_mb(pid: int) -> float:
    """Memory of a process and all that it started, MiB: what several of them share is counted once (proportional set size)."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
            total += int(rollup.partition("\nPss:")[2].split()[0])
            for thread in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (thread / "children").read_text().split())
        except (OSError, IndexError):
            continue
    return total / 1024


def has_begun(folder: Path, kind: str) -> bool:
    """Whether anything is written of a kind of file, finished or not."""
    return any(file.stat().st_size for pattern in (f"*/.{kind}-*.part", f"*/{kind}-*") for file in folder.glob(pattern))


def measure(command: list[str], folder: Path, cwd: Path) -> Measured:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL)
    peak, first, looks = 0.0, {"pages": math.nan, "articles": math.nan}, 0
    while process.poll() is None:
        for kind in first:
            if math.isnan(first[kind]) and has_begun(folder, kind):
                first[kind] = time.perf_counter() - start
        if looks % 5 == 0:
            peak = max(peak, tree_mb(process.pid))
        looks += 1
        time.sleep(0.02)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    lines = sum(
        file.read_bytes().count(b"\n") for file in folder.rglob("*.jsonl") if not file.name.startswith(("manifest", "edits", "rejected"))
    )
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(seconds, cpu, peak, lines, first["pages"], first["articles"])


def contestants(base: str, work: Path) -> dict[str, tuple[list[str], Path]]:
    scrapy = [sys.executable, "-m", "scrapy"]
    spider = work / "stock.py"
    spider.write_text(STOCK)
    ours = [*scrapy, "crawl", "techpoint", "-a", f"base_url={base}", "-a", "since=all", *SETTINGS, "-s", f"NEWSCRAWL_OUTPUT_DIR={work}/out"]
    stock = [*scrapy, "runspider", str(spider), "-a", f"base={base}", *SETTINGS, "-o", f"{work}/out/items.jsonl"]
    return {
        "scrapy, fetch only": ([*stock, "-a", "extract=0"], work),
        "scrapy + trafilatura": (stock, work),
        "newscrawl, 1 worker": ([*ours, "-s", "NEWSCRAWL_WORKERS=1"], PROJECT),
        "newscrawl": (ours, PROJECT),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", action="append", help="run only contestants whose name contains this")
    args = parser.parse_args()
    site = subprocess.Popen(
        [sys.executable, "-m", "demo.generated", "--articles", str(args.pages), "--page-kb", "150"],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert site.stdout is not None
        base = site.stdout.readline().split()[-1].rstrip("/")
        results: dict[str, list[Measured]] = {}
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            for run in range(args.runs + 1):  # the first one warms the site's cache, and is not counted
                for name, (command, cwd) in contestants(base, work).items():
                    if args.only and not any(word in name for word in args.only):
                        continue
                    if not run and name != "scrapy, fetch only" and not args.only:
                        continue
                    out = work / "out"
                    shutil.rmtree(out, ignore_errors=True)
                    out.mkdir()
                    got = measure(command, out, cwd)
                    if run:
                        results.setdefault(name, []).append(got)
    finally:
        site.terminate()
        site.wait()
    print(f"{args.pages} pages of 150 KB, {os.cpu_count()} cores, median of {args.runs}\n")
    heads = ("pages/s", 9), ("CPU ms/page", 13), ("peak MiB", 10), ("articles", 10), ("x pages/s", 11), ("x CPU", 8)
    print(" " * 24 + "".join(f"{head:>{width}}" for head, width in (*heads, ("first page s", 14), ("first line s", 14))))
    middle = {name: [statistics.median(getattr(m, field) for m in got) for field in FIGURES] for name, got in results.items()}
    baseline = middle.get("scrapy + trafilatura")
    for name, (seconds, cpu, peak, articles, page, line) in middle.items():
        ratios = f"{baseline[0] / seconds:>11.2f}{cpu / baseline[1]:>8.2f}" if baseline else " " * 19
        firsts = "" if math.isnan(page) else f"{page:>14.2f}{line:>14.2f}"
        print(f"{name:24}{args.pages / seconds:>9.1f}{1000 * cpu / args.pages:>13.1f}{peak:>10.0f}{articles:>10.0f}{ratios}{firsts}")


if __name__ == "__main__":
    main()
