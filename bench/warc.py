#!/usr/bin/env python3
"""How fast pages come out of WARC files, go in, and become articles; and whether memory stays flat.

    python bench/warc.py [--pages 900] [--page-kb 80] [--records 50000] [--only reader writer pipeline crawl memory]

- reader: records a second of newscrawl's reader, of fastwarc and of warcio over the same file (gzip, a member a record), bodies decoded.
- writer: milliseconds for one exchange of 150 KB.
- pipeline: WARC to JSONL lines (`refine` of every page) in one process, with two workers, and a plain loop of warcio and
  trafilatura `bare_extraction` over the same file. Medians of three.
- crawl: `scrapy crawl techpoint -a archive=warc:…` as a whole, start-up and commits included, with one worker and with two; and a plain
  loop of warcio and trafilatura `bare_extraction` in a process of its own. Medians of three. Then the peak resident memory of its largest
  process, at 1,000 records and at `--crawl-records`.
- memory: peak resident memory of the reader at 1,000 and at 50,000 records, each in a process of its own.

The pages are those of the demo's generated site. Needs the dev extra.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).parents[1]))

from demo.generated import GeneratedSite
from newscrawl.archive.reader.warc import read_pages
from newscrawl.archive.write import RequestSeen, ResponseSeen, exchange, warcinfo
from newscrawl.model import Page, Refined, Rejected, as_record
from newscrawl.refinement import refine
from newscrawl.site import Site
from newscrawl.workers.pool import Pool

AT = datetime(2026, 11, 23, 3, tzinfo=UTC)
SITE = Site(name="generated", home="https://generated.example/", title="Circuit Post")
IN_FLIGHT = 8
# A process's peak begins with that of the one which started it: a small one starts the crawl.
LAUNCH = (
    "import resource, subprocess, sys; status = subprocess.call(sys.argv[1:]); "
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(status)"
)


def bodies(count: int, page_kb: int) -> list[bytes]:
    with GeneratedSite(count, page_kb=page_kb, multi_page=0) as site:
        return [urlopen(site.url + post.path, timeout=10).read() for post in site.truths()]


def write(path: Path, pages: list[bytes], records: int) -> None:
    with path.open("wb") as file:
        file.write(warcinfo("bench", "newscrawl", filename=path.name, created=AT))
        for n in range(records):
            url = f"{SITE.home}story-{n}/"
            response = ResponseSeen(
                url=url, status=200, headers=(("Content-Type", "text/html; charset=UTF-8"),), body=pages[n % len(pages)]
            )
            file.write(exchange(RequestSeen(url=url), response, fetched_at=AT, run_id=f"bench-{n}").data)


def ours(path: Path) -> int:
    return sum(isinstance(page, Page) for page in read_pages(path))


def fastwarc(path: Path) -> int:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    return sum(bool(record.reader.read()) for record in ArchiveIterator(str(path), record_types=WarcRecordType.response))


def warcio(path: Path) -> int:
    from warcio.archiveiterator import ArchiveIterator

    with path.open("rb") as file:
        return sum(bool(record.content_stream().read()) for record in ArchiveIterator(file) if record.rec_type == "response")


def plain_loop(path: Path) -> int:
    from trafilatura import bare_extraction
    from warcio.archiveiterator import ArchiveIterator

    lines = 0
    with path.open("rb") as file, Path(os.devnull).open("w") as out:
        for record in ArchiveIterator(file):
            if record.rec_type == "response":
                found = bare_extraction(record.content_stream().read(), url=record.rec_headers["WARC-Target-URI"], with_metadata=True)
                if found:
                    data = found.as_dict()
                    lines += bool(out.write(json.dumps({key: data[key] for key in ("title", "author", "date", "text")}) + "\n"))
    return lines


def line(result: Refined | Rejected) -> str:
    return json.dumps(as_record(result.article)) if isinstance(result, Refined) else ""


def one_process(path: Path) -> int:
    with Path(os.devnull).open("w") as out:
        return sum(bool(out.write(line(refine(page, SITE)))) for page in read_pages(path) if isinstance(page, Page))


def two_workers(path: Path) -> int:
    async def run() -> int:
        pool = Pool(2, preload="newscrawl.refinement:warm_up")
        await pool.start()
        waiting: set[asyncio.Task[Refined | Rejected]] = set()
        lines = 0
        with Path(os.devnull).open("w") as out:
            for page in read_pages(path):
                if isinstance(page, Page):
                    waiting.add(asyncio.ensure_future(pool.run("newscrawl.refinement:refine", page, SITE)))
                if len(waiting) >= IN_FLIGHT:
                    done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                    lines += sum(bool(out.write(line(task.result()))) for task in done)
            lines += sum(bool(out.write(line(result))) for result in await asyncio.gather(*waiting))
        await pool.close()
        return lines

    return asyncio.run(run())


def crawl(archive: Path, workers: int) -> tuple[float, int, int]:
    """Seconds, lines and peak memory in bytes of one whole crawl."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "scrapy", "crawl", "techpoint", "-a", f"archive=warc:{archive}"]
        chosen = (f"NEWSCRAWL_OUTPUT_DIR={folder}", f"NEWSCRAWL_WORKERS={workers}", "LOG_LEVEL=ERROR")
        started = time.perf_counter()
        settings = [piece for one in chosen for piece in ("-s", one)]
        done = subprocess.run([sys.executable, "-c", LAUNCH, *command, *settings], cwd=Path(__file__).parents[1], stdout=subprocess.PIPE)
        seconds = time.perf_counter() - started
        if done.returncode:
            sys.exit(f"the crawl ended with {done.returncode}")
        lines = 0
        for path in Path(folder).glob("*/articles-*.jsonl"):
            with path.open("rb") as file:
                lines += sum(1 for _ in file)
        return seconds, lines, int(done.stdout.split()[-1]) * 1024


def own_peak() -> int:
    """KiB, of this program alone: `ru_maxrss` begins with what the process was before it became it."""
    return next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))


def loop_process(path: Path) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, __file__, "--plain", str(path)], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def crawls(path: Path, pages: list[bytes], records: int) -> None:
    print("crawl")
    write_site(path, pages, len(pages))
    took: dict[str, list[float]] = {"one worker": [], "two workers": [], "warcio + trafilatura": []}
    lines = 0
    for _ in range(3):
        for workers, name in ((1, "one worker"), (2, "two workers")):
            seconds, lines, _ = crawl(path, workers)
            took[name].append(seconds)
        took["warcio + trafilatura"].append(loop_process(path))
    middle = {name: len(pages) / statistics.median(seconds) for name, seconds in took.items()}
    for name, speed in middle.items():
        print(f"  {name:34} {speed:9.1f} records/s")
    print(
        f"  {lines} articles of {len(pages)} records; two workers against one: {middle['two workers'] / middle['one worker']:.2f}; "
        f"against warcio + trafilatura: {middle['two workers'] / middle['warcio + trafilatura']:.2f}"
    )
    for count in (1000, records):
        write_site(path, pages, count)
        seconds, lines, peak = crawl(path, 2)
        print(f"  {count:>6} records: {peak / (1 << 20):.0f} MiB at most, {lines} articles, {count / seconds:.0f} records/s")


def write_site(path: Path, pages: list[bytes], records: int) -> None:
    """Pages of the real site, each an article of its own: its address, title and first words are no other's."""
    with path.open("wb") as file:
        file.write(warcinfo("bench", "newscrawl", filename=path.name, created=AT))
        for n in range(records):
            url = f"https://techpointmag.com/story-number-{n}/"
            body = re.sub(rb'http://127\.0\.0\.1:\d+/[a-z0-9-]+/(?=["\'#?])', url.encode(), pages[n % len(pages)])
            body = body.replace(b"<p>", b"<p>Report %d of today: " % n, 1).replace(b"</h1>", b" (%d)</h1>" % n)
            words = " ".join(f"word{(n + 1) * k * 7919 % 99991}" for k in range(60))
            body = body.replace(b"</p>", f" It says {words}.</p>".encode())
            response = ResponseSeen(url=url, status=200, headers=(("Content-Type", "text/html; charset=UTF-8"),), body=body)
            file.write(exchange(RequestSeen(url=url), response, fetched_at=AT, run_id=f"bench-{n}").data)


def cpu() -> float:
    """Seconds of processor time so far, of this process and of those that it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def rates(works: dict[str, Callable[[Path], int]], path: Path, records: int, runs: int = 3) -> list[tuple[float, float]]:
    """Of each: records a second, and seconds of processor time a record. Medians of runs that take turns: what a machine does beside, and
    how fast it runs at the moment, is the same for all."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    used: dict[str, list[float]] = {name: [] for name in works}
    done = dict.fromkeys(works, 0)
    for _ in range(runs):
        for name, work in works.items():
            started, before = time.perf_counter(), cpu()
            done[name] = work(path)
            seconds[name].append(time.perf_counter() - started)
            used[name].append(cpu() - before)
    found = []
    for name in works:
        middle, busy = statistics.median(seconds[name]), statistics.median(used[name]) / records
        print(
            f"  {name:34} {records / middle:9.1f} records/s {path.stat().st_size / middle / 1e6:8.1f} MB/s compressed"
            f" {busy * 1000:8.2f} ms of CPU a record   {done[name]} out of {records}"
        )
        found.append((records / middle, busy))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=900)
    parser.add_argument("--page-kb", type=int, default=80)
    parser.add_argument("--records", type=int, default=50_000, help="of the larger file for memory")
    parser.add_argument("--only", nargs="*", default=["reader", "writer", "pipeline", "crawl", "memory"])
    parser.add_argument("--crawl-records", type=int, default=10_000, help="of the larger file for a crawl's memory")
    parser.add_argument("--plain", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--peak", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.peak:
        count = ours(args.peak)
        print(count, own_peak())
        return
    if args.plain:
        print(plain_loop(args.plain))
        return
    pages = bodies(args.pages, args.page_kb)
    print(f"{len(pages)} pages of {statistics.mean(map(len, pages)) / 1000:.0f} KB on average")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.warc.gz"
        if "reader" in args.only:
            write(path, pages, 3000)
            print("reader")
            rates({"newscrawl": ours, "fastwarc": fastwarc, "warcio": warcio}, path, 3000)
        if "writer" in args.only:
            large = [(page * 3)[:150_000] for page in pages[:100]]
            started = time.process_time()
            write(path, large, 300)
            print(f"writer\n  {(time.process_time() - started) / 300 * 1000:.2f} ms an exchange of 150 KB")
        if "pipeline" in args.only:
            write(path, pages, len(pages))
            print("pipeline")
            ways = {"one process": one_process, "two workers": two_workers, "warcio + trafilatura": plain_loop}
            (single, of_one), (double, of_two), (plain, of_plain) = rates(ways, path, len(pages))
            print(f"  two workers against one process: {double / single:.2f}; against warcio + trafilatura: {double / plain:.2f}")
            # What two idle cores would give: on a machine with other work the line above says more of that work.
            print(f"  by processor time on two cores: {2 * of_one / of_two:.2f}; {2 * of_plain / of_two:.2f}")
        if "crawl" in args.only:
            crawls(path, pages, args.crawl_records)
        if "memory" in args.only:
            print("memory")
            for records in (1000, args.records):
                write(path, pages[:50], records)
                said = subprocess.run(
                    [sys.executable, __file__, "--peak", str(path)], capture_output=True, text=True, check=True
                ).stdout.split()
                print(f"  {said[0]:>6} pages: {int(said[1]) / 1024:.0f} MiB at most")


if __name__ == "__main__":
    main()
