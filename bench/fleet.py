"""A fleet in one process: `python bench/fleet.py --sites 1000 --at-once 50`.

One loopback server stands for all sites, each at an address of its own (127.1.x.y), so that delays, robots.txt and ledgers are those of so
many hosts. Linux only: elsewhere 127.1.x.y is no loopback.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from demo.http import Raw, Reply, Request
from demo.prose import sentences, title
from demo.server import Server

PROJECT = Path(__file__).parents[1]
ARTICLES = 3


@cache
def routes(base: str) -> Mapping[str, Reply]:
    stories = {f"/2026/11/2{number}/a-story-of-this-site/": story(random.Random(f"{base}{number}")) for number in range(ARTICLES)}
    items = "".join(f"<item><title>A story</title><link>{base}{path}</link></item>" for path in stories)
    rss = f'<rss version="2.0"><channel><title>The Gazette</title>{items}</channel></rss>'
    home = Reply(body=b"<html><head><title>The Gazette</title></head><body>Hello</body></html>")
    return {"/": home, "/feed/": Reply(body=rss.encode(), content_type="application/rss+xml"), **stories}


def story(rng: random.Random) -> Reply:
    head = title(rng)
    meta = '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-20T06:30:00Z">'
    body = "".join(f"<p>{sentences(rng, 4, 6)}</p>" for _ in range(5))
    page = f"<html lang=en><head><title>{head}</title>{meta}</head><body><article><h1>{head}</h1>{body}</article></body></html>"
    return Reply(body=page.encode())


def app(request: Request) -> Reply | Raw:
    return routes(f"http://{request.headers['host']}").get(request.path, Reply(status=404, body=b"no"))


def memory(pid: int) -> int:
    """KiB of the command's own process; 0 once it has ended."""
    try:
        return int((Path("/proc") / str(pid) / "status").read_text().split("VmRSS:")[1].split()[0])
    except (OSError, IndexError):
        return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=1000)
    parser.add_argument("--at-once", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Server(app, host="0.0.0.0") as server:
        work, port = Path(folder), server.url.rpartition(":")[2].strip("/")
        homes = [f"http://127.1.{number // 256}.{number % 256}:{port}/" for number in range(options.sites)]
        entries = (f'[site{number}]\ntitle = "The Gazette"\nhome = "{home}"\nfeeds = ["/feed/"]\n' for number, home in enumerate(homes))
        (work / "sites.toml").write_text("".join(entries))
        (work / "names").write_text("".join(f"site{number}\n" for number in range(options.sites)))
        output = work / "output"
        settings = [f"NEWSCRAWL_SITES={work / 'sites.toml'}", f"NEWSCRAWL_OUTPUT_DIR={output}", "DOWNLOAD_DELAY=0", "NEWSCRAWL_WORKERS=1"]
        chosen = [piece for one in [*settings, "AUTOTHROTTLE_ENABLED=False", "LOG_LEVEL=ERROR"] for piece in ("-s", one)]
        command = [sys.executable, "-m", "scrapy", "crawlall", "--sites", str(work / "names"), "--at-once", str(options.at_once), *chosen]
        begun, peak = time.monotonic(), 0
        process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL)
        while process.poll() is None:
            peak = max(peak, memory(process.pid))
            time.sleep(0.2)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        lines = [line for file in output.glob("*/articles-*.jsonl") for line in file.read_bytes().splitlines()]
        print(f"exit {process.returncode}; {len(lines)} articles of {options.sites * ARTICLES}; {time.monotonic() - begun:.0f} s")
        print(f"CPU a site {(used.ru_utime + used.ru_stime) / options.sites:.3f} s; peak memory of the process {peak / 1024:.0f} MB")


if __name__ == "__main__":
    main()
