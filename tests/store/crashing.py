"""Kills a crawl of 200 articles with SIGKILL, again and again, and compares what is left with a crawl that nobody disturbed.

Run as a program (a process without threads, so that it may fork): `python crashing.py FOLDER SEED INSTANTS [wall]`; prints JSON.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from newscrawl.discover.walks.memory import SourceState
from newscrawl.model import Candidate, Edit, Hint, Moment, Rejected
from newscrawl.store.disk import Disk
from newscrawl.store.files import columns_first as lead
from newscrawl.store.run import Run, StoreOptions
from tests.store.smallsite import SITE, START, Story, World, prose

ARTICLES = 200
OPTIONS = StoreOptions(commit_articles=25, commit_seconds=1000)
lead.SEEN = 50_000  # bytes: files of this size are arranged, too


def site() -> dict[str, Story | None]:
    """200 articles, of which some are word for word, some nearly the same as an earlier one; and ten pages that are no articles."""
    served: dict[str, Story | None] = {}
    for number in range(ARTICLES):
        edits = (Edit(rule="ad-marker", text="- Advertisement -", position=3),) if number % 3 == 0 else ()
        story = Story(number, text=prose(number, 40 + number % 60), published=START - timedelta(hours=number), edits=edits)
        served[story.key] = story
    for number in range(1000, 1010):
        story = Story(
            number,
            title=f"Story {number - 1000}",
            text=prose(number - 1000, 40 + (number - 1000) % 60),
            published=START - timedelta(days=30),
        )
        served[story.key] = story
    for number in range(2000, 2010):
        text = prose(number - 1900, 40 + (number - 1900) % 60) + "\n\nOne more line."
        served[Story(number).key] = Story(number, text=text, published=START - timedelta(days=31))
    for number in range(3000, 3010):
        served[Story(number).key] = None
    return served


SERVED = site()


def crawl(output: Path, disk: Disk) -> Run:
    """What a spider does: reads two sources, stores their marks behind their candidates, then works through what is due."""
    world = World(output, options=OPTIONS)
    run = world.open(disk=disk)
    stories = [story or Story(3000 + i) for i, story in enumerate(SERVED.values())]
    candidates = [story.candidate() for story in stories if story.number < 3000] + [Candidate(url=f"{SITE}/{3000 + i}/") for i in range(10)]
    half = len(candidates) // 2
    for name, part in (("feed", candidates[:half]), ("sitemap", candidates[half:])):
        if run.memory.source(f"{SITE}/{name}") is None:  # walked to its end before: it has nothing new
            for start in range(0, len(part), 20):
                run.discover(part[start : start + 20])
            run.memory.remember(f"{SITE}/{name}", SourceState(high_water=Moment(at=START, precision="second")))
    while due := run.due(16):
        for item in due:
            if run.pages_bytes > 1200:
                run.next_pages()
            name, _ = run.append_page(gzip.compress(item.key.encode(), mtime=0))
            story = SERVED[item.key]
            if story is None:
                run.reject(Rejected(url=item.candidate.url, reason="too-short", detail="3 words < 60"), key=item.key)
            else:
                assert name.endswith(".warc.gz")
                assert any(isinstance(hint, Hint) for hint in item.candidate.hints)
                run.record(story.refined(), key=item.key)
    run.finish(reason="finished", exit_status=0, stats={})
    return run


class Killing(Disk):
    """Dies at the `count`-th step, or the `count`-th of one kind: a write dies halfway through."""

    def __init__(self, kind: str, count: int) -> None:
        super().__init__(self._count)
        self.kind, self.left = kind, count

    def _count(self, step: str, subject: str) -> None:
        self.left -= self.kind in ("", kind_of(step, subject))
        if self.left < 0 and step != "write":
            os.kill(os.getpid(), signal.SIGKILL)

    def write(self, descriptor: int, data: bytes, path: Path) -> None:
        if self.left <= 0 and self.kind in ("", kind_of("write", path.name)):
            os.write(descriptor, data[: len(data) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        super().write(descriptor, data, path)


def kind_of(step: str, subject: str) -> str:
    return f"{step} {subject.split('-')[0]}"


def forked(output: Path, disk: Disk, *, wall: float | None = None) -> bool:
    """One crawl in a child; whether it came to its end."""
    child = os.fork()
    if child == 0:
        try:
            crawl(output, disk)
        except BaseException as error:  # noqa: BLE001
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
        os._exit(0)
    if wall is not None:
        time.sleep(wall)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise AssertionError("the crawl failed by itself")
    return os.WIFEXITED(status)


def left_over(output: Path) -> dict[str, Any]:
    """What a reader finds, without times and ids of runs; and what is wrong with it."""
    folder = output / "mag"
    articles, faults = [], []
    for path in sorted(folder.glob("articles-*.jsonl")):
        for line in path.read_bytes().split(b"\n")[:-1]:
            record = json.loads(line)
            record.pop("run_id")
            articles.append(record)
    rejected = Counter(line for path in sorted(folder.glob("rejected-*.jsonl")) for line in path.read_text().splitlines())
    edits = [json.loads(line) for path in sorted(folder.glob("edits-*.jsonl")) for line in path.read_text().splitlines()]
    pages = b"".join(gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("pages-*.warc.gz")))
    entries = [json.loads(line) for line in (folder / "manifest.jsonl").read_bytes().split(b"\n")[:-1]]
    listed = sorted(file["name"] for entry in entries for file in entry["files"])
    on_disk = sorted(path.name for path in folder.iterdir() if path.name != "manifest.jsonl")
    if listed != on_disk:
        faults.append(f"manifest {listed} != folder {on_disk}")
    if len({entry["run_id"] for entry in entries}) != len(entries):
        faults.append("a run is listed twice")
    for entry in entries:
        for file in entry["files"]:
            data = (folder / file["name"]).read_bytes()
            if len(data) != file["bytes"] or not data:
                faults.append(f"{file['name']}: {len(data)} bytes, the manifest says {file['bytes']}")
            if hashlib.sha256(data).hexdigest() != file["sha256"]:
                faults.append(f"{file['name']}: not the bytes that the manifest means")
            if file["kind"] != "pages" and data.count(b"\n") != file["records"]:
                faults.append(f"{file['name']}: wrong count of records")
    ledger = sqlite3.connect(output / ".state" / "mag.sqlite")
    in_ledger = sorted(row[0] for row in ledger.execute("SELECT article FROM page WHERE state = 'live'"))
    if in_ledger != sorted(record["id"] for record in articles):
        faults.append("the ledger and the files do not agree")
    if ledger.execute("SELECT count(*) FROM page WHERE todo > 0").fetchone()[0]:
        faults.append("something is still to do")
    for run_id, offset, article in ledger.execute("SELECT run, offset, article FROM page WHERE state = 'live'"):
        with (folder / f"articles-{run_id}.jsonl").open("rb") as file:
            file.seek(offset)
            if json.loads(file.readline())["id"] != article:
                faults.append(f"{article} is not where the ledger says")
    if ledger.execute("SELECT count(*) FROM run WHERE state <> 'finished'").fetchone()[0]:
        faults.append("a run is not finished")
    ledger.close()
    return {
        "articles": sorted(articles, key=lambda record: record["id"]),
        "rejected": sorted(rejected.items()),
        "edits": sorted(edits, key=lambda line: line["id"]),
        "pages": sorted(pages.decode().split("mag.example")),  # every page once
        "faults": faults,
    }


def main(folder: Path, seed: int, instants: int, *, wall: bool) -> dict[str, Any]:
    """Kills at least `instants` crawls; one folder is crawled, and killed, until a crawl of it comes to its end."""
    chance = random.Random(seed)
    steps: list[str] = []
    began = time.monotonic()
    crawl(folder / "whole", Disk(lambda step, subject: steps.append(kind_of(step, subject))))
    took = time.monotonic() - began
    expected = left_over(folder / "whole")
    assert not expected["faults"], expected["faults"]
    kinds = sorted(set(steps))
    plan = [(kind, count) for kind in kinds for count in (0, chance.randrange(steps.count(kind)))]
    chance.shuffle(plan)
    kills: list[str] = []
    failures: list[dict[str, Any]] = []
    folders = 0
    while len(kills) < instants or (plan and not wall):
        output = folder / f"k{folders}"
        folders += 1
        mine: list[str] = []
        for attempt in range(7):
            kind, count = plan.pop() if plan and attempt % 2 else ("", chance.randrange(len(steps)))
            if attempt == 6:
                whole = forked(output, Disk())
            elif wall:
                whole = forked(output, Disk(), wall=chance.uniform(0, took * 1.2))
            else:
                whole = forked(output, Killing(kind, count))
            if whole:
                break
            mine.append("wall" if wall else f"{kind or 'step'} {count}")
        kills += mine
        found = left_over(output)
        wrong = found["faults"] + [f"{name} differ" for name in ("articles", "rejected", "edits", "pages") if found[name] != expected[name]]
        if wrong:
            failures.append({"kills": mine, "wrong": wrong})
        else:
            shutil.rmtree(output)
    return {"kinds": kinds, "kills": len(kills), "folders": folders, "articles": len(expected["articles"]), "failures": failures}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), wall=sys.argv[4:] == ["wall"])))
