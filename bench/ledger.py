#!/usr/bin/env python3
"""What one article costs in the ledger, empty and full.

    python bench/ledger.py [--urls 1000000] [--articles 2000] [--folder DIR] [--cpu]

Fills a ledger with URLS pages, each published, with addresses, content, id, signature and bands as a crawl leaves them; then runs ARTICLES
articles through an empty ledger and through the full one, in turn, three times each, and prints the median cost per article of each step:

    discover, new     a candidate that the ledger does not know: looked up by its address and stored (500 a call)
    discover, known   a candidate that it knows: looked up, and nothing to do
    due               handed out to be fetched, with its hints (50 a call)
    record            an article came out: its page looked up, compared by content, id and signature, its line checked and written, its rows
                      changed
    commit            a fiftieth of a commit: fsync of the run file, the transaction, fsync of the log, and the log's way home
    sort              its marks' way to their places, which happens once for many articles: the time of one such move, divided by them

then the size of the file and the peak of memory. "Lookup" is `discover, known`, the share of a "commit" is `commit`, and `all` is the sum:
all that an article costs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from newscrawl.model import Article, Candidate, Extraction, Fetch, Hint, Moment, Refined
from newscrawl.store.ledger.database import Ledger
from newscrawl.store.run import Run, StoreOptions
from newscrawl.text import content_hash
from newscrawl.urls import article_id, url_key

NOW = datetime(2026, 11, 23, tzinfo=UTC)
CHUNK = 500_000
MARKS = 10  # of an article
WORDS = [f"{a}{b}{c}" for a in ("ka", "lo", "mi", "nu") for b in ("ra", "se", "ti", "vo", "xu") for c in ("n", "l", "m", "r", "s")]


def address(number: int) -> str:
    """As a news site's: a day, a slug; in the order of publication, which is not the order of keys."""
    name = sha256(str(number).encode()).hexdigest()
    return f"https://mag.example/{2000 + number % 27}/{1 + number % 12:02}/{name[:8]}-{name[8:14]}-{name[14:20]}-story-{number}/"


def fill(path: Path, urls: int) -> int:
    """Rows as a crawl leaves them, written in bulk, random where a crawl's are. Gives how many pages there are."""
    Ledger.open(path).close()
    ledger = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1048576", "temp_store = MEMORY"):
        ledger.execute(f"PRAGMA {pragma}")
    ledger.execute("INSERT OR IGNORE INTO run VALUES (1, '20200101T000000Z', 'finished', '2020-01-01T00:00:00Z', '', NULL)")
    for start in range(ledger.execute("SELECT coalesce(max(n), 0) FROM page").fetchone()[0], urls, CHUNK):
        ledger.execute("BEGIN")
        addresses = {n: address(n) for n in range(start + 1, min(start + CHUNK, urls) + 1)}
        assert url_key(addresses[start + 1]) == addresses[start + 1].removeprefix("https://").rstrip("/")
        ledger.executemany(
            "INSERT INTO page (n, url, state, newest, published, modified, first_seen, first_run, checked, etag, article, revision, "
            "content_hash, run, offset) VALUES (?1, ?2, 'live', ?1 * 60, ?1 * 60, ?1 * 60, 0, 1, 0, '\"0123456789\"', "
            "lower(hex(randomblob(8))), 1, randomblob(32), '20200101T000000Z', ?1 * 4000)",
            addresses.items(),
        )
        ledger.execute("INSERT INTO address SELECT rtrim(substr(url, 9), '/') AS key, n, 1 FROM page WHERE n > ? ORDER BY key", [start])
        ledger.execute("INSERT INTO signature SELECT n, randomblob(128) FROM page WHERE n > ?", [start])
        for kind in range(MARKS):
            ledger.execute(
                "INSERT OR IGNORE INTO mark SELECT (? << 48) | (abs(random()) % (1 << 40)) AS hash, n FROM page WHERE n > ? ORDER BY hash",
                [kind, start],
            )
        ledger.execute("COMMIT")
        print(f"  {start + len(addresses):,} pages, {path.stat().st_size >> 20:,} MB", flush=True)
    [[pages]] = ledger.execute("SELECT max(n) FROM page")
    ledger.execute("PRAGMA journal_mode = WAL")
    ledger.close()
    return int(pages)


def refined(number: int) -> Refined:
    url = address(number)
    chance = random.Random(number)
    text = "\n\n".join(" ".join(chance.choices(WORDS, k=60)) for _ in range(10))
    article = Article(
        id=article_id(url),
        source="mag",
        domain="mag.example",
        url=url,
        canonical_url=url,
        title=f"Story {number}",
        text=text,
        content_hash=content_hash(f"Story {number}", text),
        word_count=600,
        extraction=Extraction(method="bench", confidence=1.0, versions={}),
        fetch=Fetch(fetched_at="2026-11-23T00:00:00Z", status=200, via="live"),
        date_published="2026-11-22T00:00:00Z",
    )
    return Refined(article=article, published=Moment(at=datetime(2026, 11, 22, tzinfo=UTC), precision="second"))


class Watch:
    """Seconds by name, of the clock on the wall or of this process."""

    clock = staticmethod(time.perf_counter)

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, name: str, function: Callable[..., Any], *args: Any, **named: Any) -> Any:
        began = self.clock()
        result = function(*args, **named)
        self.seconds[name] = self.seconds.get(name, 0.0) + self.clock() - began
        return result


def measure(output: Path, first: int, articles: list[Refined], full: int) -> dict[str, float]:
    """Milliseconds per article of each call; `known`: of a candidate that the ledger knows."""
    watch = Watch()
    run = Run.open(output, "mag", started=NOW, options=StoreOptions(commit_articles=10**9, commit_seconds=1e9))
    published = Moment(at=NOW - timedelta(days=1), precision="second")
    candidates = [Candidate(url=item.article.url, hints=(Hint(source="feed", title="T", published=published),)) for item in articles]
    watch("discover, new", run.discover, candidates)
    known = [Candidate(url=address(n)) for n in random.Random(first).sample(range(1, full), len(articles))] if full else candidates
    watch("discover, known", run.discover, known)
    marks = run._outcomes._marks
    marks._load()
    most, marks._most = max(marks._most, len(articles)), 1 << 62  # none are sorted while the rest is measured
    by_key = {url_key(item.article.url): item for item in articles}
    done = 0
    while due := watch("due", run.due, 50):
        for item in due:
            watch("record", run.record, by_key[item.key], key=item.key)
            done += 1
        watch("commit", run.checkpoint)
    assert done == len(articles), done
    chance = random.Random(first)
    for _ in range(len(articles), most):
        marks.add(chance.randrange(1, full), [kind << 48 | chance.getrandbits(40) for kind in range(MARKS)])
    run.checkpoint()
    watch("sort", sort, run)
    watch.seconds["sort"] *= len(articles) / most
    run.abort()
    return {name: seconds / len(articles) * 1000 for name, seconds in watch.seconds.items()}


def sort(run: Run) -> None:
    run._outcomes._marks.sort()
    run.checkpoint()


def blocks(first: int, size: int) -> Iterator[tuple[int, list[Refined]]]:
    while True:
        yield first, [refined(n) for n in range(first + 1, first + size + 1)]
        first += size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--urls", type=int, default=1_000_000)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--folder", type=Path, help="keep the full ledger here, for a second time")
    parser.add_argument("--cpu", action="store_true", help="CPU time, for a machine that does other things too; disks are not in it")
    options = parser.parse_args()
    if options.cpu:
        Watch.clock = staticmethod(time.process_time)
    folder = options.folder or Path(tempfile.mkdtemp(prefix="ledger-"))
    full = folder / "full"
    (full / ".state").mkdir(parents=True, exist_ok=True)
    filled = fill(full / ".state" / "mag.sqlite", options.urls)
    results: dict[str, list[dict[str, float]]] = {"empty": [], "full": []}
    source = blocks(options.urls + filled, options.articles)  # new ones also where the folder was used before
    for _ in range(3):
        first, articles = next(source)
        empty = Path(tempfile.mkdtemp(prefix="ledger-", dir=folder))
        results["empty"].append(measure(empty, first, articles, 0))
        shutil.rmtree(empty)
        os.sync()
        results["full"].append(measure(full, first, articles, options.urls))
        os.sync()
    medians = {where: {name: statistics.median(run[name] for run in runs) for name in runs[0]} for where, runs in results.items()}
    print(f"{'ms per article':>16} {'empty':>9} {options.urls:>11,}   ratio")
    for name, value in medians["empty"].items():
        print(f"{name:>16} {value:9.3f} {medians['full'][name]:11.3f} {medians['full'][name] / value:7.2f}")
    sums = {where: sum(values.values()) for where, values in medians.items()}
    print(f"{'all':>16} {sums['empty']:9.3f} {sums['full']:11.3f} {sums['full'] / sums['empty']:7.2f}")
    size = (full / ".state" / "mag.sqlite").stat().st_size
    print(json.dumps({"urls": options.urls, "MB": size >> 20, "peak_memory_MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10}))
    if options.folder is None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
