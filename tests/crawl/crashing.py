"""Kills `scrapy crawl` with SIGKILL, again and again, and compares what is left with a crawl that nobody disturbed.

`python -m tests.crawl.crashing FOLDER SEED KILLS [ARTICLES]` prints JSON: what was killed when, and what is wrong with what is left.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from demo.generated import GeneratedSite
from newscrawl.archive.reader.warc import page_at, read_pages
from newscrawl.model import Page
from tests.crawl.conftest import FAST, PROJECT

KILLS_A_FOLDER = 6
SETTINGS = (*FAST, "NEWSCRAWL_COMMIT_ARTICLES=15", "LOG_LEVEL=WARNING")
Instant = tuple[str, str, float]  # ("step", kind, count), ("request", "", count), ("time", "", seconds)
OF_A_RUN = ("fetched_at", "warc_file", "warc_offset")


class Victim:
    """A site, and crawls of it that are killed."""

    def __init__(self, site: GeneratedSite, log: Path) -> None:
        self.site, self.log = site, log

    def crawl(self, output: Path, instant: Instant | None = None) -> int:
        """One crawl to its end, or to that instant. Gives its exit status."""
        how, kind, when = instant or ("", "", 0)
        plan = {"kind": kind, "count": int(when)} if how == "step" else {"log": str(self.log)} if not how else {}
        settings = [piece for setting in (*SETTINGS, f"NEWSCRAWL_OUTPUT_DIR={output}") for piece in ("-s", setting)]
        arguments = ["crawl", "techpoint", "-a", "since=all", "-a", f"base_url={self.site.url}", *settings]
        self.site.server.forget()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.crawl.disturbed", json.dumps(plan), *arguments],
            cwd=PROJECT,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(PROJECT), os.environ.get("PYTHONPATH", "")])},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        began = time.monotonic()
        while process.poll() is None and how in ("request", "time"):
            if (len(self.site.log) if how == "request" else time.monotonic() - began) >= when:
                process.kill()
                break
            time.sleep(0.005)
        _, stderr = process.communicate(timeout=300)
        if process.returncode not in (0, -signal.SIGKILL):
            raise AssertionError(f"the crawl failed by itself: {process.returncode}, {stderr.decode()[-2000:]}")
        if b"Traceback" in stderr:
            raise AssertionError(stderr.decode()[-4000:])
        return process.returncode


def left_over(output: Path, pages: Path | None = None) -> dict[str, Any]:
    """What a reader finds, without times and ids of runs; and what is wrong with it. `pages`: where the pages lie, if not there."""
    folder, faults = output / "techpoint", []
    entries = _lines(folder / "manifest.jsonl")
    listed = {file["name"]: file for entry in entries for file in entry["files"]}
    on_disk = {path.name for path in folder.iterdir()} - {"manifest.jsonl"}
    if set(listed) != on_disk or len({entry["run_id"] for entry in entries}) != len(entries):
        faults.append(f"the manifest names {sorted(listed)}, there are {sorted(on_disk)}")
    for name, file in listed.items():
        data = (folder / name).read_bytes()
        if (hashlib.sha256(data).hexdigest(), len(data)) != (file["sha256"], file["bytes"]) or not data:
            faults.append(f"{name} is not what the manifest says")
        if file["kind"] != "pages" and (lines := data.count(b"\n")) != file["records"]:
            faults.append(f"{name}: {lines} lines, the manifest says {file['records']}")
    for path in folder.glob("pages-*"):
        if not all(isinstance(page, Page) for page in read_pages(path)):
            faults.append(f"{path.name} is damaged")
    articles = [record for path in sorted(folder.glob("articles-*")) for record in _lines(path)]
    for record in articles:
        page = page_at((pages or folder) / record["fetch"]["warc_file"], record["fetch"]["warc_offset"])
        if not isinstance(page, Page) or page.url != record["url"]:
            faults.append(f"{record['url']}: its page is not where its line says")
    faults += _ledger_faults(output / ".state" / "techpoint.sqlite", folder, {record["id"] for record in articles})
    return {
        "articles": sorted((_timeless(record) for record in articles), key=lambda record: record["id"]),
        "edits": sorted((line for path in folder.glob("edits-*") for line in _lines(path)), key=str),
        "rejected": sorted((line for path in folder.glob("rejected-*") for line in _lines(path)), key=str),
        "faults": faults,
    }


def _lines(path: Path) -> list[dict[str, Any]]:
    """Every line; a torn one fails."""
    *whole, rest = path.read_bytes().split(b"\n")
    assert rest == b"", f"{path} ends with a torn line"
    return [json.loads(line) for line in whole]


def _timeless(record: dict[str, Any]) -> dict[str, Any]:
    fetch = {name: value for name, value in record["fetch"].items() if name not in OF_A_RUN}
    return {name: value for name, value in record.items() if name != "run_id"} | {"fetch": fetch}


def _ledger_faults(path: Path, folder: Path, written: set[str]) -> list[str]:
    faults = []
    with closing(sqlite3.connect(path)) as ledger:
        if ledger.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            faults.append("the ledger is damaged")
        live = ledger.execute("SELECT article, run, offset FROM page WHERE state = 'live'").fetchall()
        if {article for article, _, _ in live} != written or len(live) != len(written):
            faults.append("the ledger and the files do not name the same articles")
        for article, run_id, offset in live:
            with (folder / f"articles-{run_id}.jsonl").open("rb") as file:
                file.seek(offset)
                if json.loads(file.readline())["id"] != article:
                    faults.append(f"{article} is not where the ledger says")
        for what, question in (
            ("something is still to do", "SELECT count(*) FROM page WHERE todo > 0"),
            ("a run is not finished", "SELECT count(*) FROM run WHERE state <> 'finished'"),
        ):
            if ledger.execute(question).fetchone()[0]:
                faults.append(what)
    return faults


def instants(chance: random.Random, steps: list[str], requests: int, seconds: float) -> Iterator[Instant]:
    """First and any step of each kind that a crawl is made of, in any order, mixed with requests of the site and moments; for ever."""
    kinds = [(kind, count) for kind in sorted(set(steps)) for count in (0, chance.randrange(steps.count(kind)))]
    chance.shuffle(kinds)
    while True:
        if kinds:
            yield ("step", *kinds.pop())
        yield ("time", "", chance.uniform(0, seconds))
        yield ("request", "", chance.randint(1, requests))
        yield ("step", "", chance.randrange(len(steps)))


def main(folder: Path, seed: int, kills: int, articles: int = 200) -> dict[str, Any]:
    """Kills at least `kills` crawls; one folder is crawled, and killed, a few times, and then until a crawl comes to its end."""
    chance = random.Random(seed)
    done: list[str] = []
    failures: list[dict[str, Any]] = []
    with GeneratedSite(articles, seed=seed) as site:
        victim = Victim(site, folder / "steps")
        began = time.monotonic()
        victim.crawl(folder / "whole")
        seconds, requests = time.monotonic() - began, len(site.log)
        expected = left_over(folder / "whole")
        assert not expected["faults"], expected["faults"]
        assert len(expected["articles"]) == articles
        plan = instants(chance, victim.log.read_text().splitlines(), requests, seconds)
        while len(done) < kills:
            output = folder / f"after-{len(done)}"
            mine = []
            for instant in islice(plan, min(KILLS_A_FOLDER, kills - len(done))):
                if victim.crawl(output, instant) == 0:
                    break
                mine.append(" ".join(map(str, instant)))
            done += mine
            while victim.crawl(output, ("", "", 0)) != 0:
                pass
            found = left_over(output)
            wrong = found["faults"] + [f"{name} differ" for name in ("articles", "edits", "rejected") if found[name] != expected[name]]
            if wrong:
                failures.append({"kills": mine, "wrong": wrong, "folder": output.name})
            else:
                shutil.rmtree(output)
    return {"kills": done, "articles": articles, "failures": failures}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), *map(int, sys.argv[2:])), indent=1))  # noqa: T201
