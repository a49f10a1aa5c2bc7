#!/usr/bin/env python3
"""How fast pages come out of WARC files, go in, and become articles; and whether memory stays flat.

    python bench/warc.py [--pages 400] [--page-kb 80] [--records 50000] [--only reader writer pipeline memory]

- reader: records a second of newscrawl's reader, of fastwarc and of warcio over the same file (gzip, a member a record), bodies decoded.
- writer: milliseconds for one exchange of 150 KB.
- pipeline: WARC to JSONL lines (`refine` of every page) in one process, with two workers, and a plain loop of warcio and
  trafilatura `bare_extraction` over the same file. Medians of three.
- memory: peak resident memory of the reader at 1,000 and at 50,000 records, each in a process of its own.

The pages are those of the demo's generated site. Needs the dev extra.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
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
from newscrawl.archive.warc import read_pages
from newscrawl.archive.write import RequestSeen, ResponseSeen, exchange, warcinfo
from newscrawl.model import Page, Refined, Rejected, as_record
from newscrawl.pool import Pool
from newscrawl.refine import refine
from newscrawl.sites import Site

AT = datetime(2026, 11, 23, 3, tzinfo=UTC)
SITE = Site(name="generated", home="https://generated.example/", title="Circuit Post")
IN_FLIGHT = 8


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
        pool = Pool(2, preload="newscrawl.refine")
        await pool.start()
        waiting: set[asyncio.Task[Refined | Rejected]] = set()
        lines = 0
        with Path(os.devnull).open("w") as out:
            for page in read_pages(path):
                if isinstance(page, Page):
                    waiting.add(asyncio.ensure_future(pool.run("newscrawl.refine:refine", page, SITE)))
                if len(waiting) >= IN_FLIGHT:
                    done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                    lines += sum(bool(out.write(line(task.result()))) for task in done)
            lines += sum(bool(out.write(line(result))) for result in await asyncio.gather(*waiting))
        await pool.close()
        return lines

    return asyncio.run(run())


def rate(name: str, work: Callable[[Path], int], path: Path, records: int, runs: int = 3) -> float:
    seconds = []
    done = 0
    for _ in range(runs):
        started = time.perf_counter()
        done = work(path)
        seconds.append(time.perf_counter() - started)
    middle = statistics.median(seconds)
    print(
        f"  {name:34} {records / middle:9.1f} records/s {path.stat().st_size / middle / 1e6:8.1f} MB/s compressed   {done} out of {records}"
    )
    return records / middle


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--page-kb", type=int, default=80)
    parser.add_argument("--records", type=int, default=50_000, help="of the larger file for memory")
    parser.add_argument("--only", nargs="*", default=["reader", "writer", "pipeline", "memory"])
    parser.add_argument("--peak", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.peak:
        count = ours(args.peak)
        print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        return
    pages = bodies(args.pages, args.page_kb)
    print(f"{len(pages)} pages of {statistics.mean(map(len, pages)) / 1000:.0f} KB on average")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.warc.gz"
        if "reader" in args.only:
            write(path, pages, 3000)
            print("reader")
            for name, work in (("newscrawl", ours), ("fastwarc", fastwarc), ("warcio", warcio)):
                rate(name, work, path, 3000)
        if "writer" in args.only:
            large = [(page * 3)[:150_000] for page in pages[:100]]
            started = time.process_time()
            write(path, large, 300)
            print(f"writer\n  {(time.process_time() - started) / 300 * 1000:.2f} ms an exchange of 150 KB")
        if "pipeline" in args.only:
            write(path, pages, len(pages))
            print("pipeline")
            single = rate("one process", one_process, path, len(pages))
            double = rate("two workers", two_workers, path, len(pages))
            plain = rate("warcio + trafilatura", plain_loop, path, len(pages))
            print(f"  two workers against one process: {double / single:.2f}; against warcio + trafilatura: {double / plain:.2f}")
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
