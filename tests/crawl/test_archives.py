"""Backfills from archives: each article once, its newest version last, nothing asked of the live site, nothing done twice.

At full size, by each way: `python -m tests.crawl.backfilling FOLDER SEED 2000`.
"""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.generated import GeneratedSite
from demo.truth import Truth
from newscrawl.schema import validate
from tests.crawl.backfilling import main
from tests.crawl.captures import REAL, TOOLBAR_WORDS, Capture, bad_captures, of_the_page, pages_of, replayed, shuffled, write_warc
from tests.crawl.conftest import FAST, PROJECT, Crawled, command
from tests.crawl.test_matrix import differences
from tests.crawl.test_usage import one_line

Scrapy = Callable[..., Any]
LATEST = datetime(2024, 6, 1, 12, tzinfo=UTC)


def truths_of(site: GeneratedSite) -> list[Truth]:
    return [replace(t, canonical=t.canonical.replace(site.url, REAL)) for t in site.truths()]


def newest(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The latest revision of each article."""
    latest: dict[str, dict[str, Any]] = {}
    for record in records:
        assert record["revision"] == latest.get(record["id"], {"revision": 0})["revision"] + 1
        latest[record["id"]] = record
    return list(latest.values())


def whole(site: GeneratedSite, days: int) -> list[Capture]:
    return [c for t in site.truths() for c in pages_of(site, t, t.published + timedelta(days=days))]


def asked_of_the_network(result: Crawled) -> int:
    return sum(entry["stats"].get("downloader/request_count", 0) for entry in result.manifest())


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, list[Truth], list[Truth]]:
    """A folder of archive files in which captures lie in no order, one file damaged; what is true, and what was changed in between."""
    with GeneratedSite(60, seed=31, years=5, latest=LATEST, multi_page=0.1) as site:
        truths = truths_of(site)
        old = whole(site, 1)
        bad = [c for t in truths[:20] for c in bad_captures(t, t.published + timedelta(days=2))]
        changed = {t.id for t in site.update(8)}
        new = [c for t in site.truths() if t.id in changed for c in pages_of(site, t, t.published + timedelta(days=400))]
        late = [c for t in site.truths() if t.id not in changed for c in pages_of(site, t, t.published + timedelta(days=300))][:20]
        now = truths_of(site)
    foreign = [replace(c, url=c.url.replace("techpointmag.com", "elsewhere.example")) for c in old[:5]]
    lost = Capture(url=f"{REAL}/a-story-that-is-cut-off/", at=LATEST, body=old[0].body)
    mixed = shuffled([*old, *bad, *new, *late, *foreign])
    third = len(mixed) // 3
    write_warc(tmp_path / "in" / "a.warc.gz", mixed[:third])
    write_warc(tmp_path / "in" / "deep" / "b.warc.gz", mixed[third : 2 * third])
    write_warc(tmp_path / "in" / "c.warc.gz", [*mixed[2 * third :], lost], cut=400)
    return tmp_path / "in", truths, [t for t in now if t.id in changed]


def test_files_in_any_order_give_each_article_with_its_newest_version_last(scrapy: Scrapy, files: Any) -> None:
    folder, truths, changed = files
    result = scrapy("crawl", "techpoint", "-a", f"archive=warc:{folder}")
    assert result.status == 0, result.stderr
    now = {t.id: t for t in changed}
    assert differences(newest(result.lines()), [now.get(t.id, t) for t in truths]) == []
    assert differences([r for r in result.lines() if r["revision"] == 1], truths) == []
    assert len(result.lines()) == len(truths) + len(changed)
    for record in result.lines():
        validate(record)
        fetch = record["fetch"]
        assert (fetch["via"], fetch["warc_file"].endswith(".warc.gz"), fetch["warc_offset"] > 0) == ("warc", True, True)
        days = 1 if record["revision"] == 1 else 400
        published = datetime.fromisoformat(record["date_published"])
        assert abs(datetime.fromisoformat(fetch["captured_at"]) - published - timedelta(days=days)) <= timedelta(minutes=1)
    assert asked_of_the_network(result) == 0
    assert "1 damaged records are left out" in result.stderr
    assert not list(result.output.glob("*/pages-*"))


def test_the_same_files_again_write_nothing(scrapy: Scrapy, files: Any) -> None:
    folder, _, _ = files
    before = scrapy("crawl", "techpoint", "-a", f"archive=warc:{folder}").lines()
    again = scrapy("crawl", "techpoint", "-a", f"archive=warc:{folder}")
    assert again.status == 0, again.stderr
    assert again.lines() == before
    assert again.manifest()[-1]["files"] == []


@pytest.mark.parametrize(
    ("how", "prefix", "under"),
    [
        ("wayback", "https://web.archive.org", "https://web.archive.org/web/{stamp}/{url}"),
        ("wayback", "https://web.archive.org", "http://web.archive.org/web/{stamp}if_/{url}"),
        ("wayback", "https://web.archive.org", "{url}"),
        ("pywb", "http://localhost:8080", "{url}"),
    ],
)
def test_files_that_were_recorded_from_a_replay_give_the_pages_and_nothing_of_the_replay(
    scrapy: Scrapy, tmp_path: Path, how: str, prefix: str, under: str
) -> None:
    """Recorded under the archive's own addresses, or under the original ones."""
    with GeneratedSite(12, seed=33, years=2, latest=LATEST, multi_page=0.3) as site:
        truths, captures = truths_of(site), whole(site, 1)
    recorded = [
        replace(c, url=under.format(stamp=c.stamp, url=c.url), body=replayed(c, prefix, how), at=LATEST if under != "{url}" else c.at)
        for c in captures
    ]
    found = []
    for name, held in (("original", captures), ("recorded", recorded)):
        file = write_warc(tmp_path / f"{name}.warc.gz", held)
        result = scrapy("crawl", "techpoint", "-a", f"archive=warc:{file}", output=tmp_path / name)
        assert result.status == 0, result.stderr
        assert differences(result.lines(), truths) == []
        edits = {line["id"]: line["edits"] for line in result.lines("edits")}
        moments = {record["id"]: record["fetch"]["captured_at"] for record in result.lines()}
        found.append(({record["id"]: of_the_page(record) for record in result.lines()}, edits, moments))
    assert found[0] == found[1]
    assert [word for word in (*TOOLBAR_WORDS, "localhost") if word in json.dumps(found[1])] == []


def test_a_window_takes_only_its_days_and_another_one_the_rest(scrapy: Scrapy, files: Any) -> None:
    folder, truths, _ = files
    days = sorted(t.published.date() for t in truths)
    since, until = days[20], days[30]
    inside = {t.canonical for t in truths if since <= t.published.date() <= until}
    month = scrapy("crawl", "techpoint", "-a", f"archive=warc:{folder}", "-a", f"since={since}", "-a", f"until={until}")
    assert {r["canonical_url"] for r in month.lines()} == inside
    everything = scrapy("crawl", "techpoint", "-a", f"archive=warc:{folder}")
    assert {r["canonical_url"] for r in everything.lines()} == {t.canonical for t in truths}


def _lines(paths: set[Path]) -> int:
    count = 0
    for path in paths:
        with suppress(FileNotFoundError):  # it just got its name
            count += path.read_bytes().count(b"\n")
    return count


def interrupted(output: Path, *args: str, stops: int = 5, how: signal.Signals = signal.SIGKILL) -> int:
    """Runs a crawl over and over, and kills it whenever it has written a few articles more; gives how often it was killed. On a busy
    machine it may come to its end before that."""
    chosen = [piece for s in (*FAST, f"NEWSCRAWL_OUTPUT_DIR={output}", "NEWSCRAWL_COMMIT_ARTICLES=3") for piece in ("-s", s)]
    killed = 0
    while killed < stops:
        left = set(output.glob("*/.articles-*.part"))  # by the run that was killed before; this one's first act is to give it its name
        process = subprocess.Popen(
            command("crawl", "techpoint", *args, *chosen), cwd=PROJECT, stderr=subprocess.PIPE, start_new_session=True
        )
        end = time.monotonic() + 180
        while process.poll() is None and _lines(set(output.glob("*/.articles-*.part")) - left) < (6 if how is signal.SIGINT else 4):
            assert time.monotonic() < end, "the crawl writes nothing"
            time.sleep(0.01)
        if process.poll() is None:
            process.send_signal(how)
            killed += 1
        process.communicate(timeout=240)
        if process.returncode == 0 and how is signal.SIGKILL:
            break
    return killed


def test_killed_again_and_again_it_comes_to_the_same_articles(scrapy: Scrapy, files: Any, tmp_path: Path) -> None:
    folder, truths, changed = files
    assert interrupted(tmp_path / "output", "-a", f"archive=warc:{folder}") >= 3
    result = scrapy("crawl", "techpoint", "-a", f"archive=warc:{folder}")
    assert result.status == 0, result.stderr
    now = {t.id: t for t in changed}
    assert differences(newest(result.lines()), [now.get(t.id, t) for t in truths]) == []
    assert Counter(r["revision"] for r in result.lines()) == {1: len(truths), 2: len(changed)}


@pytest.mark.parametrize("way", ["ctrl-c", "CLOSESPIDER_ITEMCOUNT=10"])
def test_told_to_stop_it_ends_in_order_and_the_next_run_does_the_rest(scrapy: Scrapy, files: Any, tmp_path: Path, way: str) -> None:
    folder, truths, changed = files
    archive, output = ("-a", f"archive=warc:{folder}"), tmp_path / "output"
    if way == "ctrl-c":
        assert interrupted(output, *archive, stops=1, how=signal.SIGINT) == 1
        stopped = Crawled(0, "", "", output)
    else:
        stopped = scrapy("crawl", "techpoint", *archive, settings=(way,), timeout=240)
        assert stopped.status == 0, stopped.stderr
    assert not list(output.glob("*/.*.part"))
    assert 0 < len(stopped.lines()) < len(truths)
    result = scrapy("crawl", "techpoint", *archive)
    assert Counter(r["revision"] for r in result.lines()) == {1: len(truths), 2: len(changed)}


def test_an_article_that_the_live_site_gave_is_not_written_again_from_an_older_capture(scrapy: Scrapy, tmp_path: Path) -> None:
    with GeneratedSite(20, seed=32, years=2, latest=LATEST) as site:
        old = [replace(c, url=c.url.replace(REAL, site.url), body=c.body.replace(REAL.encode(), site.url.encode())) for c in whole(site, 1)]
        site.update(20)
        live = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url).lines()
        site.server.forget()
        path = write_warc(tmp_path / "old.warc.gz", old)
        after = scrapy("crawl", "techpoint", "-a", f"archive=warc:{path}", base_url=site.url)
        assert after.lines() == live
        assert len(live) == 20
        assert site.server.requests() == []


@pytest.mark.parametrize("way", ["warc", "wayback"])
def test_what_is_run_at_full_size_runs(tmp_path: Path, way: str) -> None:
    [(name, result)] = main(tmp_path, 33, 20, [way], kills=1).items()
    assert (name, result["faults"]) == (way, [])
    assert result["articles"] == result["expected"] < 20  # what cannot be read is not expected


@pytest.mark.parametrize("path", ["nothing.warc.gz", "no/such/*.warc.gz", "", "empty"])
def test_a_path_without_archive_files_is_wrong_usage(scrapy: Scrapy, tmp_path: Path, path: str) -> None:
    (tmp_path / "empty").mkdir()
    result = scrapy("crawl", "techpoint", "-a", f"archive=warc:{tmp_path / path if path else ''}")
    assert result.status == 2
    assert "archive=warc:" in one_line(result)
    assert not result.output.exists()


def test_a_file_without_a_page_of_the_site_is_said_plainly(scrapy: Scrapy, tmp_path: Path) -> None:
    (tmp_path / "broken.warc.gz").write_bytes(b"\x1f\x8b" + b"no archive at all" * 50)
    result = scrapy("crawl", "techpoint", "-a", f"archive=warc:{tmp_path / '*.warc.gz'}")
    assert result.status == 1
    assert "Traceback" not in result.stderr
    assert one_line(result)


def test_files_of_another_site_are_no_failure_though_one_of_them_is_damaged(scrapy: Scrapy, tmp_path: Path) -> None:
    foreign = [Capture(url=f"https://elsewhere.example/story-{n}/", at=LATEST, body=b"<html><p>Elsewhere." * 50) for n in range(3)]
    path = write_warc(tmp_path / "other.warc.gz", foreign, cut=200)
    result = scrapy("crawl", "techpoint", "-a", f"archive=warc:{path}")
    assert (result.status, result.lines()) == (0, [])
    assert "1 damaged records are left out" in result.stderr
    assert "no page of the site is in these 1 files" in result.stderr
