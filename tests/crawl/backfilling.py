"""The past of a whole site by each of the four ways: right, once, killed and resumed, run again, and one month of it.

`python -m tests.crawl.backfilling FOLDER SEED ARTICLES [WAY…]` prints JSON: what each way gave, and what is wrong with it. The ways are
`live`, `wayback`, `commoncrawl` and `warc`. The articles lie in five years; archives hold several captures of each: whole ones, later
versions, 404s, redirects, soft 404s, pages that are cut off, and some that the archive lists and cannot give. Of the files one is damaged:
where those lie. 2,000 articles take some ten minutes.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from demo.generated import GeneratedSite
from demo.truth import Truth
from newscrawl.archive.write import warcinfo
from tests.crawl.captures import GONE, REAL, Capture, bad_captures, damaged, pages_of, shuffled
from tests.crawl.conftest import FAST, PROJECT, command
from tests.crawl.crashing import left_over
from tests.crawl.services import BUSY, CommonCrawlService, Service, WaybackService

WAYS = ("live", "wayback", "commoncrawl", "warc")
LATEST = datetime(2024, 6, 1, 12, tzinfo=UTC)
FILES = 6
LATE = timedelta(days=95)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ARCHIVES_OWN = ("127.0.0.1", "/web/2", "captures of this page")  # never in what is said of an article


@dataclass(frozen=True, kw_only=True)
class Version:
    """A whole capture of an article, with its further pages, and what is true of it."""

    truth: Truth
    captures: tuple[Capture, ...]


@dataclass(kw_only=True)
class Past:
    """What archives hold. `broken`: captures that are listed and cannot be read, and how."""

    versions: list[Version]
    others: list[Capture]
    broken: dict[Capture, str]

    @property
    def captures(self) -> list[Capture]:
        return [capture for version in self.versions for capture in version.captures] + self.others

    def readable(self) -> dict[str, list[Truth]]:
        """The versions of each article that can be read as a whole, the oldest first."""
        found: dict[str, list[Truth]] = {}
        for version in sorted(self.versions, key=lambda version: version.captures[0].at):
            if not any(capture in self.broken for capture in version.captures):
                found.setdefault(version.truth.canonical, []).append(version.truth)
        return found

    def write(self, folder: Path, chance: random.Random) -> None:
        """Files in which captures lie in no order; the first one has all the broken ones, and ends inside the last of them."""
        broken = list(self.broken)
        whole = shuffled([capture for capture in self.captures if capture not in self.broken], chance.randrange(1 << 30))
        for number in range(FILES):
            mine = whole[number::FILES]
            name = f"part-{number}.warc.gz"
            data = warcinfo("tests", "tests", filename=name, created=LATEST)
            if number == 0:
                mine = [*shuffled([*mine, *broken[:-1]], chance.randrange(1 << 30)), broken[-1]]
            records = b"".join(damaged(c.records(), self.broken[c]) if c in self.broken else c.records() for c in mine[:-1])
            last = mine[-1].records()
            (folder / name).write_bytes(data + records + (last[: len(last) // 2] if number == 0 else last))


def past_of(site: GeneratedSite) -> Past:
    """Captures of every article of a site; some articles get another text on the way."""
    versions: list[Version] = []
    others: list[Capture] = []
    broken: dict[Capture, str] = {}

    def captured(truth: Truth, days: int) -> Version:
        real = replace(truth, canonical=truth.canonical.replace(site.url, REAL))
        return Version(truth=real, captures=tuple(pages_of(site, truth, truth.published + timedelta(days=days))))

    truths = list(site.truths())
    firsts = [captured(truth, 1) for truth in truths]
    changed = site.update(len(truths) // 10)
    versions += [*firsts, *(captured(truth, 200) for truth in changed)]
    changing = {truth.id for truth in changed}
    for n, (truth, first) in enumerate(zip(truths, firsts, strict=True)):
        url = REAL + truth.path
        if n % 3 == 0:
            versions.append(replace(first, captures=tuple(replace(c, at=c.at + timedelta(days=30)) for c in first.captures)))
        if n % 4 == 0:
            others += bad_captures(truth, truth.published + timedelta(days=2))
        if n % 5 == 0:
            others.append(Capture(url=url, at=truth.published + 2 * HOUR, body=GONE))
        if n % 6 == 0:
            others.append(Capture(url=url, at=truth.published + HOUR, body=b"<html><body>"))
        if n % 10 == 3 and not (truth.id in changing and truth.pages > 1):  # else a further page of another version is the closest one
            broken[first.captures[n % len(first.captures)]] = "changed" if n % 20 == 3 else "shorter"
    return Past(versions=versions, others=others, broken=broken)


@dataclass(kw_only=True)
class Way:
    """How one way is crawled, and what it must give: the versions of each article, the oldest first."""

    arguments: tuple[str, ...]
    expected: dict[str, list[Truth]]
    everything: tuple[str, ...] = ("-a", "since=all")
    service: Service | None = None
    site: GeneratedSite | None = None
    files: Path | None = None
    published: dict[str, datetime] = field(default_factory=dict)  # of all articles, by their paths
    late: timedelta = timedelta(0)  # how long behind a month its articles may have been captured for the first time

    def asked(self) -> Counter[str]:
        """How often each article's first page was asked for since the last `forget`."""
        if self.service is None:
            return Counter(entry.path for entry in self.site.article_requests() if entry.path in self.published) if self.site else Counter()
        return Counter(path for path in map(self.service.path_of, self.service.capture_requests()) if path in self.published)

    def forget(self) -> None:
        for server in (self.service and self.service.server, self.site and self.site.server):
            if server:
                server.forget()


@contextmanager
def opened(name: str, folder: Path, seed: int, articles: int) -> Iterator[Way]:
    """A way, with what it takes its pages from."""
    with GeneratedSite(articles, seed=seed, years=5, latest=LATEST, multi_page=0.05) as site:
        published = {truth.path: truth.published for truth in site.truths()}
        if name == "live":
            expected = {truth.canonical: [truth] for truth in site.truths()}
            yield Way(arguments=("-a", f"base_url={site.url}"), expected=expected, site=site, published=published)
            return
        past = past_of(site)
    readable = past.readable()
    if name == "warc":
        files = folder / "files"
        files.mkdir(parents=True)
        past.write(files, random.Random(seed))
        expected = {url: [t for n, t in enumerate(found) if not n or t != found[n - 1]] for url, found in readable.items()}
        yield Way(arguments=("-a", f"archive=warc:{files}"), expected=expected, files=files, published=published)
        return
    broken = {(capture.url, capture.stamp): how for capture, how in past.broken.items()}
    kind, setting = {
        "wayback": (WaybackService, "NEWSCRAWL_WAYBACK_URL"),
        "commoncrawl": (CommonCrawlService, "NEWSCRAWL_COMMONCRAWL_URL"),
    }[name]
    with kind(past.captures, broken=broken, rows=1000) as service:
        arguments = ("-a", f"archive={name}", "-s", f"{setting}={service.server.url}")
        yield Way(
            arguments=arguments,
            expected={url: found[:1] for url, found in readable.items()},
            service=service,
            published=published,
            late=LATE,
        )


def crawl(way: Way, output: Path, *window: str, kill: tuple[int, float] | None = None) -> int:
    """One crawl, to its end or until it has written so many lines and then some seconds passed. Gives its exit status."""
    chosen = (*FAST, f"NEWSCRAWL_OUTPUT_DIR={output}", "NEWSCRAWL_COMMIT_ARTICLES=15", "LOG_LEVEL=ERROR")
    settings = [piece for setting in chosen for piece in ("-s", setting)]
    before = set(output.glob("*/.articles-*.part"))  # of a crawl that was killed: gets its name at once
    process = subprocess.Popen(
        command("crawl", "techpoint", *way.arguments, *(window or way.everything), *settings),
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while kill and process.poll() is None:
        if _lines(set(output.glob("*/.articles-*.part")) - before) >= kill[0]:
            try:
                process.wait(kill[1])
            except subprocess.TimeoutExpired:
                process.kill()
            break
        time.sleep(0.01)
    _, stderr = process.communicate(timeout=7200)
    if b"Traceback" in stderr or process.returncode not in (0, -9):
        raise AssertionError(f"status {process.returncode}: {stderr.decode()[-3000:]}")
    return process.returncode


def _lines(paths: set[Path]) -> int:
    count = 0
    for path in paths:
        try:
            count += path.read_bytes().count(b"\n")
        except FileNotFoundError:  # it just got its name
            continue
    return count


def wrong_with(records: Sequence[dict[str, Any]], expected: dict[str, list[Truth]]) -> list[str]:
    """What is wrong with the articles, a line each."""
    found: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        found.setdefault(record["canonical_url"], []).append(record)
    wrong = [f"{url}: not an article, or one that cannot be read" for url in found if url not in expected]
    for url, truths in expected.items():
        lines = sorted(found.get(url, []), key=lambda record: record["revision"])
        if [line["revision"] for line in lines] != list(range(1, len(truths) + 1)):
            wrong.append(f"{url}: {len(lines)} lines, not {len(truths)}")
            continue
        for line, truth in zip(lines, truths, strict=True):
            got = (line["title"], line["authors"], (line["date_published"] or "")[:16], line["text"])
            true = (truth.title, list(truth.authors), truth.minute, "\n\n".join(truth.paragraphs))
            names = ("title", "authors", "date", "text")
            wrong += [
                f"{url}: {name} is {has!r}, not {should!r}" for name, has, should in zip(names, got, true, strict=True) if has != should
            ]
            said = json.dumps({name: value for name, value in line.items() if name not in ("fetch", "run_id")})
            wrong += [f"{url}: says {word}" for word in ARCHIVES_OWN if truths and word in said and line["fetch"]["via"] != "live"]
    return wrong


def month_of(expected: dict[str, list[Truth]]) -> tuple[date, date]:
    """The first and last day of a month in the middle."""
    days = sorted(truths[0].published.date() for truths in expected.values())
    first = days[len(days) // 2].replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def tried(name: str, folder: Path, seed: int, articles: int, kills: int) -> dict[str, Any]:
    """One way as a whole, again, killed and resumed, and one month of it."""
    chance = random.Random(f"{seed}-{name}")
    faults: list[str] = []
    with opened(name, folder, seed, articles) as way:
        if way.service:
            way.service.faults = [(word, 2, BUSY) for word in way.service.words]
        began = time.monotonic()
        crawl(way, folder / "whole")
        seconds = time.monotonic() - began
        whole = left_over(folder / "whole", pages=way.files)
        faults += whole["faults"] + wrong_with(whole["articles"], way.expected)
        asked = way.asked()

        way.forget()
        crawl(way, folder / "whole")
        again = left_over(folder / "whole", pages=way.files)
        faults += [f"run again: {kind} differ" for kind in ("articles", "edits", "rejected") if again[kind] != whole[kind]]
        faults += [f"run again: {len(way.asked())} articles were asked for"] if way.asked() else []

        done = []
        while len(done) < kills:
            instant = (chance.randrange(max(1, articles // (kills + 1))), chance.uniform(0, 2))
            if crawl(way, folder / "killed", kill=instant) == 0:
                break
            done.append(f"{instant[0]} lines, {instant[1]:.2f} s")
        crawl(way, folder / "killed")
        killed = left_over(folder / "killed", pages=way.files)
        faults += [f"after kills: {fault}" for fault in killed["faults"] + wrong_with(killed["articles"], way.expected)]
        faults += [f"after kills: {kind} differ" for kind in ("articles", "edits", "rejected") if killed[kind] != whole[kind]]

        way.forget()
        since, until = month_of(way.expected)
        crawl(way, folder / "month", "-a", f"since={since}", "-a", f"until={until}")
        month = {url: truths for url, truths in way.expected.items() if since <= truths[0].published.date() <= until}
        faults += [f"one month: {fault}" for fault in wrong_with(left_over(folder / "month", pages=way.files)["articles"], month)]
        other = [path for path in way.asked() if not -4 * DAY < way.published[path].date() - since < until - since + way.late + DAY]
        faults += [f"one month: {path} was asked for" for path in other]
        return {
            "articles": len({record["id"] for record in whole["articles"]}),
            "revisions": len(whole["articles"]),
            "expected": len(way.expected),
            "seconds": round(seconds),
            "requests for captures or articles": asked.total(),
            "kills": done,
            "one month": {"days": f"{since} to {until}", "articles": len(month), "asked for": len(way.asked())},
            "faults": faults[:50],
        }


def main(folder: Path, seed: int, articles: int = 2000, ways: Sequence[str] = WAYS, kills: int = 5) -> dict[str, Any]:
    return {name: tried(name, folder / name, seed, articles, kills) for name in ways}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), *map(int, sys.argv[2:4]), sys.argv[4:] or WAYS), indent=1))  # noqa: T201
