"""`curate`: the same lines as a crawl of the same files, all sites at once; nothing twice, whatever ends the work."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.generated import GeneratedSite
from newscrawl.curate import stage_one
from newscrawl.curate.naming import Sites
from newscrawl.curate.rows import frames, read_row, refined_row
from newscrawl.curate.stage_one import curate_input
from newscrawl.errors import AlreadyRunning, OutputError
from newscrawl.model import Rejected
from newscrawl.site import Site
from newscrawl.store.run import Run
from newscrawl.workers.pool import WorkerLost
from tests.crawl import warm
from tests.crawl.captures import REAL, Capture, pages_of, shuffled, write_warc
from tests.crawl.conftest import PROJECT, crawl
from tests.curate.stages import STARTED, curated

LATEST = datetime(2024, 6, 1, 12, tzinfo=UTC)
HOSTS = ("meadow-post.example", "harbour-times.example")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of files with the captures of two sites, in no order: some articles are split, some were changed, one record is damaged."""
    folder = tmp_path_factory.mktemp("archive")
    captures: list[Capture] = []
    for number, host in enumerate(HOSTS):
        with GeneratedSite(14, seed=50 + number, years=3, latest=LATEST, multi_page=0.3) as site:
            found = [c for t in site.truths() for c in pages_of(site, t, t.published + timedelta(days=1))]
            changed = {t.id for t in site.update(4)}
            found += [c for t in site.truths() if t.id in changed for c in pages_of(site, t, t.published + timedelta(days=400))]
        to = f"https://{host}"
        captures += [replace(c, url=c.url.replace(REAL, to), body=c.body.replace(REAL.encode(), to.encode())) for c in found]
    mixed = shuffled(captures)
    third = len(mixed) // 3
    write_warc(folder / "a.warc.gz", mixed[:third])
    write_warc(folder / "b.warc.gz", mixed[third : 2 * third])
    lost = Capture(url=f"https://{HOSTS[0]}/a-story-that-is-cut-off/", at=LATEST, body=mixed[0].body)
    write_warc(folder / "c.warc.gz", [*mixed[2 * third :], lost], cut=400)
    return folder


def lines(output: Path, host: str) -> list[dict[str, Any]]:
    return [json.loads(line) for path in sorted((output / host).glob("articles-*.jsonl")) for line in path.read_text().splitlines()]


def identities(output: Path, host: str) -> list[tuple[str, int, str]]:
    return [(line["id"], line["revision"], line["content_hash"]) for line in lines(output, host)]


def contents(output: Path) -> dict[str, list[str]]:
    """The lines of articles and edits of each site, without the names of runs."""
    found: dict[str, list[str]] = {}
    for host in HOSTS:
        for kind in ("articles", "edits"):
            found[f"{host} {kind}"] = texts = []
            for path in sorted((output / host).glob(f"{kind}-*.jsonl")):
                texts += [json.dumps({**json.loads(line), "run_id": ""}) for line in path.read_text().splitlines()]
    return found


@pytest.fixture(scope="module")
def undisturbed(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("undisturbed")
    done = curated(output, archive)
    assert (done.files, done.done, sorted(done.sites)) == (3, 0, sorted(HOSTS))
    return output


def test_the_command_writes_the_lines_of_a_crawl_and_a_crawl_goes_on_from_there(archive: Path, tmp_path: Path) -> None:
    """`scrapy curate` once, `crawl auto -a archive=warc:` once a site."""
    env = {**os.environ, "PYTHONWARNINGS": "ignore"}
    command = ["curate", str(archive), "--output", str(tmp_path / "curated"), "-s", "NEWSCRAWL_WORKERS=1"]
    done = warm.run(command, cwd=PROJECT, env=env, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    damage, said = done.stdout.splitlines()
    assert "c.warc.gz: damaged records are left out:" in damage
    assert said.startswith("3 files; ") and said.endswith(f" of 2 sites in {tmp_path / 'curated'}")
    for host in HOSTS:
        crawled = crawl("crawl", "auto", "-a", f"url=https://{host}", "-a", f"archive=warc:{archive}", output=tmp_path / "crawled")
        assert crawled.status == 0, crawled.stderr
        assert identities(tmp_path / "curated", host) == identities(tmp_path / "crawled", host)
        assert len(identities(tmp_path / "curated", host)) == 14 + 4
    before = contents(tmp_path / "curated")
    later = crawl("crawl", "auto", "-a", f"url=https://{HOSTS[0]}", "-a", f"archive=warc:{archive}", output=tmp_path / "curated")
    assert later.status == 0, later.stderr
    assert contents(tmp_path / "curated") == before
    again = warm.run(command, cwd=PROJECT, env=env, timeout=120)
    assert again.stdout.startswith("3 files, 3 of them before; 0 pages read; 0 articles")


def test_files_that_are_added_add_what_a_crawl_of_all_files_adds(archive: Path, tmp_path: Path) -> None:
    """A split article whose further page was missing in the first call stays rejected in both."""
    for name in ("a", "c"):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{name}.warc.gz").write_bytes((archive / f"{name}.warc.gz").read_bytes())
    way = ("crawl", "auto", "-a", f"url=https://{HOSTS[0]}", "-a", f"archive=warc:{tmp_path / 'in'}")
    curated(tmp_path / "curated", tmp_path / "in")
    crawl(*way, output=tmp_path / "crawled")
    before = identities(tmp_path / "curated", HOSTS[0])
    (tmp_path / "in" / "b.warc.gz").write_bytes((archive / "b.warc.gz").read_bytes())
    done = curated(tmp_path / "curated", tmp_path / "in")
    crawl(*way, output=tmp_path / "crawled")
    assert (done.files, done.done) == (3, 2)
    after = identities(tmp_path / "curated", HOSTS[0])
    assert after == identities(tmp_path / "crawled", HOSTS[0])
    assert len(after) > len(before)


def test_workers_and_one_process_write_the_same_lines(archive: Path, undisturbed: Path, tmp_path: Path) -> None:
    curated(tmp_path, archive, workers=2)
    assert contents(tmp_path) == contents(undisturbed)


@pytest.mark.parametrize("seed", range(4))
def test_after_kill_at_random_moments_the_lines_are_those_of_an_undisturbed_run(
    seed: int, archive: Path, undisturbed: Path, tmp_path: Path
) -> None:
    moments, killed = random.Random(seed), 0
    for _ in range(5):
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.curate.stages", str(tmp_path), "0.01", str(archive)],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "begun\n"
        try:
            child.wait(moments.uniform(0.1, 2.5))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            killed += 1
        child.stdout.close()
    assert killed
    curated(tmp_path, archive)
    assert contents(tmp_path) == contents(undisturbed)
    assert not list((tmp_path / ".state" / "curate").glob("rows-*/.*"))


def test_a_file_that_changes_while_it_is_read_is_taken_anew(archive: Path, tmp_path: Path) -> None:
    file = tmp_path / "growing.warc.gz"
    file.write_bytes((archive / "a.warc.gz").read_bytes())
    seen: list[str] = []

    async def refine(page: Any, site: Site, is_part: bool) -> bytes:
        if not seen:
            with file.open("ab") as more:
                more.write((archive / "b.warc.gz").read_bytes())
        seen.append(page.url)
        return stage_one.row(page, site.name, None, is_part=is_part)

    def read(name: str) -> stage_one.Read:
        return asyncio.run(curate_input(file, tmp_path / name, Sites([]), refine, width=1, buckets=4))

    first = read("rows")
    calls = len(seen)
    assert read("other").pages == first.pages
    assert calls > len(seen) - calls  # the second reading took all pages, after the first one had taken some
    assert [path.name for path in (tmp_path / "rows").iterdir()] == [first.done]
    assert read("rows") == replace(first, before=True)


def test_a_lost_worker_costs_the_page_that_it_had(archive: Path, tmp_path: Path) -> None:
    lost: list[str] = []

    async def refine(page: Any, site: Site, is_part: bool) -> bytes:
        if not lost:
            lost.append(page.url)
            raise WorkerLost("worker-timeout", "over 30 s")
        return refined_row(page, site, is_part)

    read = asyncio.run(curate_input(archive / "a.warc.gz", tmp_path, Sites([]), refine, width=1, buckets=1))
    found = [read_row(data) for _, data in frames(tmp_path / read.done / "00000.rows")]
    told = [(page.url, page.outcome.reason) for page in found if isinstance(page.outcome, Rejected)]
    assert told == [(lost[0], "worker-timeout")]
    assert len(found) == read.pages > 1


def test_two_readers_of_one_file_leave_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    async def refine(page: Any, site: Site, is_part: bool) -> bytes:
        await asyncio.sleep(0)
        return stage_one.row(page, site.name, None, is_part=is_part)

    async def both() -> list[stage_one.Read]:
        way = [curate_input(archive / "a.warc.gz", tmp_path, Sites([]), refine, width=4, buckets=4) for _ in range(2)]
        return list(await asyncio.gather(*way))

    def digests() -> dict[str, str]:
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in tmp_path.rglob("*.rows")}

    one, two = asyncio.run(both())
    assert one.done == two.done
    assert [path.name for path in tmp_path.iterdir()] == [one.done]
    before = digests()
    (tmp_path / one.done).rename(tmp_path / "aside")
    asyncio.run(both())
    assert digests() == before


def test_a_full_disk_is_one_error_and_the_work_goes_on_when_there_is_room(
    archive: Path, undisturbed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(stage_one, "_publish", full)
        with pytest.raises(OutputError, match="No space left on device; make room and run the same command again"):
            curated(tmp_path, archive)
    curated(tmp_path, archive)
    assert contents(tmp_path) == contents(undisturbed)


def test_a_site_at_work_elsewhere_is_left_out_and_taken_next_time(archive: Path, undisturbed: Path, tmp_path: Path) -> None:
    other = Run.open(tmp_path, HOSTS[0], started=STARTED)
    done = curated(tmp_path, archive)
    assert (list(done.sites), len(done.busy)) == ([HOSTS[1]], 1)
    assert isinstance(done.busy[0], AlreadyRunning)
    other.abort()
    curated(tmp_path, archive)
    assert contents(tmp_path) == contents(undisturbed)


NAMES = [
    ("https://www.meadow-post.example/a", "meadow-post.example"),
    ("http://m.meadow-post.example/a", "meadow-post.example"),
    ("https://blog.meadow-post.example/a", "blog.meadow-post.example"),
    ("http://meadow-post.example:8080/a", "meadow-post.example-8080"),
    ("https://www.harbour.example/a", "harbour"),
]


@pytest.mark.parametrize(("url", "name"), NAMES)
def test_a_page_is_of_the_configured_site_of_its_host_or_of_one_named_by_the_host(url: str, name: str) -> None:
    site = Sites([Site(name="harbour", home="https://harbour.example/", title="Harbour")]).of(url)
    assert site is not None
    assert site.name == name


def test_an_address_that_is_none_has_no_site() -> None:
    assert Sites([]).of("https://[broken") is None
