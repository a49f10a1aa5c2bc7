#!/usr/bin/env python3
"""What `newscrawl browse` costs with many articles.

    python bench/browse.py [--articles 100000] [--folder DIR]

Writes run files of ARTICLES made-up articles (600 words, four or five removals each) in ten sites, then measures: the index built from
nothing, one further run of 100 articles, the pages of the server, and the memory of the process that serves. As the alternative stands a
reading of the same files from end to end (`json.loads` of each line): what a page without an index would cost.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SITES, WORDS, CUTS = 10, 600, 5
TARGETS = {"index": 80.0, "further run": 1.0, "page": 0.1, "resident": 120.0}


def vocabulary(rng: random.Random) -> tuple[list[str], list[float]]:
    """Words as frequent as a language's are: the first of 30,000 is a tenth of all."""
    parts = ["ka", "lo", "mi", "nu", "ra", "se", "ti", "vo", "xu", "den", "por", "al"]
    words = ["".join(rng.choices(parts, k=rng.randint(1, 5))) for _ in range(30_000)]
    return words, [1 / (n + 1) for n in range(len(words))]


def run_files(output: Path, site: str, run: str, numbers: range) -> None:
    """One run: articles and edits."""
    folder = output / site
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(f"{site}{run}")
    words, weights = vocabulary(random.Random(1))
    with (folder / f"articles-{run}.jsonl").open("w") as articles, (folder / f"edits-{run}.jsonl").open("w") as edits:
        for number in numbers:
            spoken = rng.choices(words, weights, k=WORDS)
            paragraphs = [" ".join(spoken[n : n + 60]) + "." for n in range(0, WORDS, 60)]
            record = article(site, run, number, paragraphs)
            articles.write(json.dumps(record) + "\n")
            themes = [f"line {rng.randint(0, 40)} of the theme" for _ in range(CUTS - 1)]
            cut = [{"rule": f"rule-{n}", "text": text, "position": 2 * n + 1} for n, text in enumerate(themes)]
            if number % 10 == 0:  # 2 % of the removals are sentences that no other article lost
                cut.append({"rule": "dom-related", "text": " ".join(rng.choices(words, weights, k=14)) + ".", "position": 11})
            edits.write(json.dumps({"id": record["id"], "revision": 1, "url": record["url"], "edits": cut}) + "\n")


def article(site: str, run: str, number: int, paragraphs: list[str]) -> dict[str, Any]:
    url = f"https://{site}.example/{2016 + number % 11}/{1 + number % 12:02}/story-{number}/"
    return {
        "schema_version": 1, "id": f"{site}{number:010}", "revision": 1, "supersedes": None, "status": "live", "source": site,
        "domain": f"{site}.example", "url": url, "canonical_url": url, "title": paragraphs[0][:60], "subtitle": None, "description": None,
        "text": "\n\n".join(paragraphs), "sections": [{"heading": None, "paragraphs": paragraphs}], "authors": ["Ann Other"],
        "date_published": f"{2016 + number % 11}-{1 + number % 12:02}-{1 + number % 28:02}T00:00:00Z", "word_count": WORDS,
        "images": [], "run_id": run, "near_duplicate_of": None, "quality_flags": [], "field_sources": {}, "content_hash": f"{number:064}",
        "extraction": {"method": "container", "confidence": 0.9, "versions": {}, "edits": {}},
        "fetch": {"fetched_at": "2026-11-23T00:00:00Z", "status": 200, "via": "live", "warc_file": None, "warc_offset": None},
    }  # fmt: skip


def pages(output: Path) -> Iterator[tuple[str, str]]:
    words, _ = vocabulary(random.Random(1))
    yield "articles", "/"
    yield "deep", "/?page=900"
    yield "site", "/?site=site3&year=2020"
    yield "every article", f"/?q={words[0]}"
    yield "two words", f"/?q={words[40]}+{words[90]}"
    yield "phrase", f"/?q=%22{words[2]}+{words[3]}%22"
    yield "rare", f"/?q={words[29_000]}"
    yield "article", "/article/site3/site30000000042"
    yield "removed", "/removed"
    yield "rule", "/removed?rule=rule-1"
    yield "runs", "/runs"


def measure(output: Path) -> dict[str, float]:
    from starlette.testclient import TestClient

    from newscrawl.browse.app import application
    from newscrawl.browse.browser import Browser
    from newscrawl.browse.index.catalogue import FILE, Catalogue
    from newscrawl.browse.index.feeding import feed

    seconds: dict[str, float] = {}
    with Catalogue(output, output / FILE) as catalogue:
        began = time.perf_counter()
        feed(catalogue)
        seconds["index"] = time.perf_counter() - began
        seconds["index MB on disk"] = (output / FILE).stat().st_size / 1e6
        run_files(output, "site3", "20261124T030000Z", range(1_000_000, 1_000_100))
        began = time.perf_counter()
        feed(catalogue)
        seconds["further run"] = time.perf_counter() - began
    browser = Browser(output, output / FILE, lambda *_: None)
    client = TestClient(application(browser, token="t", port=80), base_url="http://127.0.0.1")
    client.get("/t/")
    for name, address in pages(output):
        times = []
        for _ in range(7):
            began = time.perf_counter()
            answer = client.get("/t" + address)
            times.append(time.perf_counter() - began)
            assert answer.status_code == 200, (address, answer.status_code, answer.text[:300])
        seconds[f"page {name}"] = statistics.median(times)
    pages_held = Path("/proc/self/statm").read_text().split()[1]
    seconds["resident MB"] = int(pages_held) * resource.getpagesize() / 1e6
    return seconds


def read_all(output: Path) -> float:
    began = time.perf_counter()
    for path in output.glob("*/*.jsonl"):
        with path.open("rb") as lines:
            for line in lines:
                json.loads(line)
    return time.perf_counter() - began


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--folder", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        output = given.folder or Path(temporary)
        each = given.articles // SITES
        for n in range(SITES):
            if not (output / f"site{n}" / "articles-20261123T030000Z.jsonl").exists():
                run_files(output, f"site{n}", "20261123T030000Z", range(each))
        for path in (*output.glob("browse.sqlite*"), *output.glob("*/*-20261124T030000Z.jsonl")):
            path.unlink()
        reading = read_all(output)
        figures = measure(output)
        print(f"{given.articles:,} articles; reading all run files once: {reading:.1f} s")
        for name, value in figures.items():
            known = next((limit for target, limit in TARGETS.items() if name.startswith(target) and "disk" not in name), None)
            ratio = "" if "MB" in name else f"{value / reading:10.4f} of a reading"
            print(f"{name:>20} {value:10.3f} {ratio}" + (f"   target {known:g}: {'met' if value <= known else 'MISSED'}" if known else ""))


if __name__ == "__main__":
    main()
