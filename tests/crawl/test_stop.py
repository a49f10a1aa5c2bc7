"""Ctrl-C, kill -9 and two runs at once: what is done is whole, and the next run brings the rest, each article once."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from demo import faults
from demo.generated import GeneratedSite
from tests.crawl.conftest import FAST, PROJECT, command

Scrapy = Callable[..., Any]


def start(site: GeneratedSite, output: Path, *settings: str) -> subprocess.Popen[str]:
    chosen = [piece for setting in (*FAST, f"NEWSCRAWL_OUTPUT_DIR={output}", *settings) for piece in ("-s", setting)]
    return subprocess.Popen(
        command("crawl", "techpoint", "-a", "since=all", "-a", f"base_url={site.url}", *chosen),
        cwd=PROJECT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for_articles(site: GeneratedSite, process: subprocess.Popen[str], count: int) -> None:
    """Until the site was asked for so many articles: an event, bounded by a generous time."""
    end = time.monotonic() + 60
    while len(site.article_requests()) < count:
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < end, "the crawl asks for nothing"
        time.sleep(0.01)


def whole_lines(output: Path) -> list[dict[str, Any]]:
    """Every line of every finished article file; a torn one fails to parse."""
    return [json.loads(line) for file in sorted(output.glob("*/articles-*.jsonl")) for line in file.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_commits_what_is_done_and_the_next_run_brings_the_rest(scrapy: Scrapy, tmp_path: Path, stop: signal.Signals) -> None:
    output = tmp_path / "output"
    with GeneratedSite(120, seed=3) as site:
        process = start(site, output)
        wait_for_articles(site, process, 60)
        os.kill(process.pid, stop)
        _, stderr = process.communicate(timeout=60)
        assert "Traceback" not in stderr
        assert process.returncode == 0, stderr
        assert not list(output.glob("*/.*.part"))
        assert 0 < len(whole_lines(output)) < 120
        scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        assert Counter(r["canonical_url"] for r in whole_lines(output)) == Counter(t.canonical for t in site.truths())


def test_a_stopped_first_run_gives_its_articles_to_feeds_and_counts_them(scrapy: Scrapy, tmp_path: Path) -> None:
    feed, stop = tmp_path / "feed.jsonl", ("CLOSESPIDER_PAGECOUNT=20",)
    with GeneratedSite(60, seed=12, multi_page=0, soft_404s=0) as site:
        stopped = scrapy("crawl", "techpoint", "-a", "since=all", "-o", str(feed), base_url=site.url, settings=stop)
        lines = stopped.lines()
        assert 0 < len(lines) < 30, "the articles of a new site are held back until there are 30"
        assert f", {len(lines)} new" in stopped.stderr
        scrapy("crawl", "techpoint", "-a", "since=all", "-o", str(feed), base_url=site.url)
    assert Counter(json.loads(line)["id"] for line in feed.read_text("utf-8").splitlines()) == Counter(
        line["id"] for line in whole_lines(tmp_path / "output")
    )


def stop_workers(pid: int) -> None:
    """Makes all that a process started hang, whatever they do: their alarm clocks too, and the one that starts and ends them."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        for worker in map(int, (task / "children").read_text().split()):
            os.kill(worker, signal.SIGSTOP)
            stop_workers(worker)


@pytest.mark.parametrize("trouble", ["a server that does not answer", "a worker that hangs"])
def test_what_hangs_delays_no_stop_and_is_not_held_against_the_page(scrapy: Scrapy, tmp_path: Path, trouble: str) -> None:
    output = tmp_path / "output"
    with GeneratedSite(60, seed=9, multi_page=0, soft_404s=0) as site:
        silent = {truth.path for truth in list(site.truths())[30:]} if trouble == "a server that does not answer" else set()
        for path in silent:
            site.faults.on("^" + re.escape(path), faults.hang())
        process = start(site, output, "CONCURRENT_REQUESTS_PER_DOMAIN=1", "DOWNLOAD_TIMEOUT=600", "NEWSCRAWL_PAGE_SECONDS=600")
        wait_for_articles(site, process, 20)
        if trouble == "a worker that hangs":
            stop_workers(process.pid)
        os.kill(process.pid, signal.SIGTERM)
        _, stderr = process.communicate(timeout=90)
        assert (process.returncode, "Traceback" in stderr) == (0, False), stderr
        assert sum(asked.target in silent for asked in site.article_requests()) <= 1, "what waited behind it is not fetched any more"
        assert not list(output.glob("*/.*.part"))
        assert not list(output.glob("*/rejected-*"))
        site.faults.clear()
        scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        assert Counter(r["canonical_url"] for r in whole_lines(output)) == Counter(t.canonical for t in site.truths())


def test_a_stop_while_an_article_is_on_its_way_through_the_pipelines_ends(scrapy: Scrapy, tmp_path: Path) -> None:
    with GeneratedSite(60, seed=10) as site:
        stopping = 'ADDONS={"tests.crawl.stopping.StopInTheMiddle": 900}'
        stopped = scrapy("crawl", "techpoint", base_url=site.url, settings=(stopping,), timeout=90)
    assert (stopped.status, "Traceback" in stopped.stderr) == (0, False), stopped.stderr
    assert stopped.manifest()[-1]["reason"] == "shutdown"
    assert stopped.lines()


def test_kill_9_loses_nothing_and_writes_nothing_twice(scrapy: Scrapy, tmp_path: Path) -> None:
    output = tmp_path / "output"
    with GeneratedSite(120, seed=4) as site:
        for count in (20, 70, 110):
            process = start(site, output, "NEWSCRAWL_COMMIT_ARTICLES=7")
            wait_for_articles(site, process, count)
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            whole_lines(output)
        scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        assert Counter(r["canonical_url"] for r in whole_lines(output)) == Counter(t.canonical for t in site.truths())


def test_a_second_run_at_the_same_time_ends_at_once_with_status_4(scrapy: Scrapy, tmp_path: Path) -> None:
    output = tmp_path / "output"
    with GeneratedSite(120, seed=5) as site:
        process = start(site, output)
        wait_for_articles(site, process, 10)
        os.kill(process.pid, signal.SIGSTOP)  # it is still under way, however long the second one takes to start
        second = scrapy("crawl", "techpoint", base_url=site.url)
        os.kill(process.pid, signal.SIGCONT)
        assert second.status == 4
        assert str(process.pid) in second.stderr
        assert "Traceback" not in second.stderr
        process.communicate(timeout=60)
        assert process.returncode == 0
        assert len(whole_lines(output)) == 120


def test_two_signals_end_at_once_and_a_run_in_another_time_zone_brings_the_rest(
    scrapy: Scrapy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "output"
    with GeneratedSite(120, seed=6) as site:
        process = start(site, output, "NEWSCRAWL_COMMIT_ARTICLES=5")
        wait_for_articles(site, process, 60)
        os.kill(process.pid, signal.SIGINT)
        time.sleep(0.05)  # two signals at one instant are one
        os.kill(process.pid, signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
        assert "Traceback" not in stderr
        monkeypatch.setenv("TZ", "Pacific/Kiritimati")
        scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        assert Counter(r["canonical_url"] for r in whole_lines(output)) == Counter(t.canonical for t in site.truths())
