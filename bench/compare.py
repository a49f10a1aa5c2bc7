#!/usr/bin/env python3
"""Two checkouts against each other: what the newer one costs in time and memory, as ratios with their spread.

    python bench/compare.py OLD NEW [--pairs 5] [--pages 300] [--limit 3] [--folder PAGES …]

OLD and NEW are folders with a checkout each, or revisions of this repository (`b07fbf6`, `HEAD`), which are checked out into a temporary
folder. Each runs in an environment of its own: its `.venv`, made by its Makefile where there is none. The two run in turn, in the order
OLD NEW NEW OLD, so that a machine that slows down slows both. What is measured, and with which code, is this checkout's:

start       `scrapy list`: seconds of CPU
import      `from newscrawl import extract` and one small page: seconds of CPU
extraction  `extract` over the pages of a generated site (and over each folder PAGES): seconds of CPU behind the first page
crawl       a whole first run over that site, two workers: seconds of CPU of all processes
wall        the same run by the clock
memory      the same run's peak of all processes, MiB; what processes share is counted once
nothing new the run after it, which finds nothing new: seconds of CPU

A ratio is NEW / OLD of one pair; the table gives the median and the range of all pairs. Ends with 1 where a median is above the limit (in
percent). `wall` is told and not judged: it is the network's, the disk's and everybody else's too.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

from bench.crawl import SETTINGS, measure  # noqa: E402  the project is not installed where a checkout is measured

TOLD_ONLY = ("wall",)
SMALL = "from newscrawl import extract; extract('<html><p>too short')"
EXTRACTION = """
import gzip, resource, sys, time
from pathlib import Path
from newscrawl import extract
files = [file for folder in sys.argv[1:] for file in sorted(Path(folder).glob("*.html*"))]
pages = [gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes() for file in files]
extract(pages[0], "https://gazette.example/first")
begun = time.process_time()
for number, page in enumerate(pages):
    extract(page, f"https://gazette.example/{number}")
print(time.process_time() - begun)
"""


@dataclass(frozen=True)
class Checkout:
    """A folder with a checkout, and the Python of its own environment."""

    folder: Path
    python: Path


@contextmanager
def checkout(name: str) -> Iterator[Checkout]:
    """The checkout at a folder or of a revision. Raises SystemExit for what is neither."""
    with ExitStack() as stack:
        folder = Path(name).resolve()
        if not (folder / "newscrawl").is_dir():
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "checkout"
            command = ["git", "-C", str(PROJECT), "worktree", "add", "--quiet", "--detach", str(folder), name]
            if subprocess.run(command, stderr=subprocess.DEVNULL).returncode:
                sys.exit(f"{name!r} is neither a folder with a checkout nor a revision of {PROJECT}")
            stack.callback(subprocess.run, ["git", "-C", str(PROJECT), "worktree", "remove", "--force", str(folder)], check=False)
        python = folder / ".venv" / "bin" / "python"
        if not python.exists():
            subprocess.run(["make", "--silent", ".venv/.user"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        subprocess.run([python, "-m", "compileall", "-q", "newscrawl"], cwd=folder, check=True)
        yield Checkout(folder, python)


def cpu_of(command: list[str], cwd: Path) -> float:
    """Seconds of CPU of a command and of all that it started."""
    before = os.times()
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def figures(one: Checkout, base: str, folders: list[str]) -> dict[str, float]:
    """One round of everything."""
    python = str(one.python)
    found = {
        "start": cpu_of([python, "-m", "scrapy", "list"], one.folder),
        "import": cpu_of([python, "-c", SMALL], one.folder),
    }
    told = subprocess.run([python, "-c", EXTRACTION, *folders], cwd=one.folder, check=True, capture_output=True, text=True)
    found["extraction"] = float(told.stdout)
    with tempfile.TemporaryDirectory() as out:
        command = [python, "-m", "scrapy", "crawl", "techpoint", "-a", f"base_url={base}", *SETTINGS, "-s", f"NEWSCRAWL_OUTPUT_DIR={out}"]
        first = measure([*command, "-a", "since=all", "-s", "NEWSCRAWL_WORKERS=2"], Path(out), one.folder)
        again = measure(command, Path(out), one.folder)
    return {**found, "crawl": first.cpu, "wall": first.seconds, "memory": first.peak_mb, "nothing new": again.cpu}


def save_pages(base: str, folder: Path, most: int) -> None:
    """The site's own pages as files."""

    def read(url: str) -> bytes:
        with urlopen(url, timeout=60) as answer:
            return bytes(answer.read())

    def places(url: str) -> list[str]:
        return re.findall(r"<loc>\s*([^<\s]+)", read(url).decode())

    urls = [place for sitemap in places(f"{base}/sitemap_index.xml") if "post-sitemap" in sitemap for place in places(sitemap)]
    for number, url in enumerate(urls[:most]):
        (folder / f"{number:04}.html").write_bytes(read(url))


@contextmanager
def generated(pages: int) -> Iterator[str]:
    """The address of a generated site with so many articles, in a process of its own."""
    command = [sys.executable, "-m", "demo.generated", "--articles", str(pages), "--page-kb", "100"]
    site = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    try:
        assert site.stdout is not None
        yield site.stdout.readline().split()[-1].rstrip("/")
    finally:
        site.terminate()
        site.wait()


def table(pairs: list[tuple[dict[str, float], dict[str, float]]], limit: float) -> tuple[list[str], bool]:
    """The lines to print, and whether a judged median is above the limit."""
    lines, regressed = [f"{'':14}{'old':>10}{'new':>10}{'new / old':>11}   range of {len(pairs)} pairs"], False
    for name in pairs[0][0]:
        ratios = sorted(new[name] / old[name] for old, new in pairs)
        ratio = statistics.median(ratios)
        above = ratio > 1 + limit / 100 and name not in TOLD_ONLY
        regressed = regressed or above
        old, new = (statistics.median(side[name] for side in sides) for sides in zip(*pairs, strict=True))
        lines.append(f"{name:14}{old:>10.2f}{new:>10.2f}{ratio:>11.3f}   {ratios[0]:.3f} to {ratios[-1]:.3f}{'   above the limit' * above}")
    return lines, regressed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", metavar="OLD")
    parser.add_argument("new", metavar="NEW")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--limit", type=float, default=3, metavar="PERCENT")
    parser.add_argument("--folder", action="append", default=[], metavar="PAGES", help="a folder of NAME.html.gz to extract too")
    args = parser.parse_args()
    with ExitStack() as stack:
        old, new = (stack.enter_context(checkout(name)) for name in (args.old, args.new))
        base, saved = stack.enter_context(generated(args.pages)), stack.enter_context(tempfile.TemporaryDirectory())
        save_pages(base, Path(saved), 100)
        folders = [saved, *(str(Path(folder).resolve()) for folder in args.folder)]
        figures(new, base, folders)  # warms the site's cache and both checkouts' bytecode
        figures(old, base, folders)
        pairs = []
        for number in range(args.pairs):
            order = (old, new) if number % 2 == 0 else (new, old)
            got = {id(side): figures(side, base, folders) for side in order}
            pairs.append((got[id(old)], got[id(new)]))
            print(f"pair {number + 1} of {args.pairs}", file=sys.stderr)
    lines, regressed = table(pairs, args.limit)
    print("\n".join(lines))
    sys.exit(int(regressed))


if __name__ == "__main__":
    main()
