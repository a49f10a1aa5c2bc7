"""`scrapy doctor`: sites of every make in one run, and what it says of each."""

from __future__ import annotations

import json
import socket
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from demo.http import Reply
from demo.server import Server
from newscrawl.doctor.findings import Finding, entry_as_it_should_be, exit_status_of
from newscrawl.store.files.host_turns import SharedTurns
from tests.commands.makes import MAKES, app_of
from tests.crawl.conftest import PROJECT, command

FAST = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=False")


def doctor(*args: str, sites: Path, settings: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    chosen = [*FAST, f"NEWSCRAWL_SITES={sites}", f"NEWSCRAWL_OUTPUT_DIR={sites.parent / 'output'}", *settings]
    options = [piece for setting in chosen for piece in ("-s", setting)]
    return subprocess.run(command("doctor", *args, *options), cwd=PROJECT, capture_output=True, text=True, timeout=120)


@dataclass(frozen=True)
class Examined:
    status: int
    said: dict[str, dict[str, Any]]
    before: dict[str, Any]
    after: dict[str, Any]
    stderr: str


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Examined]:
    """All makes in one run, with --fix. `moved` answers from another address; nobody listens at `dead`."""
    sites = tmp_path_factory.mktemp("doctor") / "sites.toml"
    with ExitStack() as stack:
        homes = {name: stack.enter_context(Server(app_of(routes))).url for name, routes in MAKES.items()}
        there = homes["static"]
        homes["moved"] = stack.enter_context(Server(lambda request: Reply(status=301, headers=(("Location", there + request.target),)))).url
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            homes["dead"] = f"http://127.0.0.1:{unused.getsockname()[1]}"
            feeds = {"ghost": "/rss/", "drupal": "/rss.xml", "static": "/index.xml", "moved": "/index.xml"}
            entry = '[{0}]\ntitle = "The Gazette"\nhome = "{1}/"\n{2}\n'
            lines = {name: "" if name in ("sitemap_only", "wordpress") else f'feeds = ["{feeds.get(name, "/feed/")}"]\n' for name in homes}
            sites.write_text("# Ours.\n" + "".join(entry.format(name, home, lines[name]) for name, home in homes.items()))
            before = tomllib.loads(sites.read_text())
            opened = ",".join(home.removeprefix("http://") for home in homes.values())
            done = doctor("--json", "--fix", *homes, sites=sites, settings=("RETRY_TIMES=0", f"NEWSCRAWL_ALLOW_HOSTS={opened}"))
    said = {one["site"]: one for one in map(json.loads, done.stdout.splitlines())}
    yield Examined(done.returncode, said, before, tomllib.loads(sites.read_text()), done.stderr)


HEALTHY = ("wordpress", "ghost", "drupal", "static", "feed_only", "sitemap_only")


@pytest.mark.parametrize("name", HEALTHY)
def test_a_site_as_its_entry_says_is_well(fleet: Examined, name: str) -> None:
    said = fleet.said[name]
    assert said["exit"] == 0, said
    assert len(said["articles"]) == 3
    assert all(one["confidence"] > 0.5 and one["authors"] == ["Amina Okello"] and one["published"] for one in said["articles"])


def found(fleet: Examined, name: str) -> set[tuple[str, str]]:
    return {(one["mark"], one["what"]) for one in fleet.said[name]["findings"]}


@pytest.mark.parametrize(
    ("name", "status", "marks"),
    [
        ("wordpress", 0, {("new", "feed"), ("new", "wordpress")}),
        ("ghost", 0, {("works", "sitemap at the usual place")}),
        ("drupal", 0, {("reserves", "robots.txt")}),
        ("sitemap_only", 0, {("works", "sitemap of robots.txt")}),
        ("feed_moved", 3, {("moved", "feed")}),
        ("feed_gone", 3, {("fails", "feed"), ("new", "feed")}),
        ("moved", 3, {("moved", "home")}),
        ("forbidden", 3, {("forbids", "home"), ("forbids", "feed")}),
        ("challenge", 3, {("forbids", "home"), ("forbids", "feed")}),
        ("shell", 3, {("forbids", "home"), ("works", "feed"), ("forbids", "article")}),
        ("dead", 1, {("fails", "home"), ("fails", "robots.txt")}),
    ],
)
def test_what_is_not_as_the_entry_says_is_named(fleet: Examined, name: str, status: int, marks: set[tuple[str, str]]) -> None:
    assert marks <= found(fleet, name), fleet.said[name]
    assert fleet.said[name]["exit"] == status


def test_the_whole_run_says_that_some_are_not_well(fleet: Examined) -> None:
    assert fleet.status == 3
    assert set(fleet.said) == {*MAKES, "moved", "dead"}
    assert "Traceback" not in fleet.stderr


@pytest.mark.parametrize(
    ("name", "reason"), [("challenge", "bot-challenge"), ("shell", "needs-javascript"), ("forbidden", "robots.txt forbids")]
)
def test_the_gate_is_named(fleet: Examined, name: str, reason: str) -> None:
    assert any(reason in one["said"] for one in fleet.said[name]["findings"]), fleet.said[name]


def test_fix_writes_the_entries_as_they_should_be(fleet: Examined) -> None:
    after, before = fleet.after, fleet.before
    assert after["wordpress"]["feeds"] == ["/feed/"] and after["wordpress"]["wordpress"] == "/wp-json/"
    assert after["feed_moved"]["feeds"] == ["/rss/"] == after["feed_gone"]["feeds"]
    assert after["moved"]["home"] == before["static"]["home"] and after["moved"]["feeds"] == ["/index.xml"]
    assert after["feed_gone"]["evidence"] == "looked at" and isinstance(after["feed_gone"]["checked"], date)
    for name in ("ghost", "dead", "forbidden", "challenge", "shell"):
        assert after[name] == before[name], "what could not be read is no reason to change an entry"


def test_a_report_for_people_ends_with_the_entry(tmp_path: Path) -> None:
    sites = tmp_path / "sites.toml"
    with Server(app_of(MAKES["feed_gone"])) as server:
        sites.write_text(f'[gazette]\ntitle = "The Gazette"\nhome = "{server.url}/"\nfeeds = ["/feed/"]\n')
        done = doctor("gazette", sites=sites)
    assert done.returncode == 3 and done.stdout.startswith("gazette: not as the entry says\n"), done.stdout + done.stderr
    assert f"fails    feed       {server.url}/feed/: http-404" in done.stdout
    assert done.stdout.count("works    article ") == 3
    entry = done.stdout.partition("(--fix writes it):\n")[2]
    assert tomllib.loads(entry)["gazette"]["feeds"] == ["/rss/"]
    assert 'feeds = ["/feed/"]' in sites.read_text()


@pytest.mark.parametrize(
    ("args", "said"),
    [((), "name sites"), (("x", "--all"), "name sites"), (("nobody",), "no site named 'nobody'"), (("--where", "x=1"), "where")],
)
def test_wrong_use_is_one_line(tmp_path: Path, args: tuple[str, ...], said: str) -> None:
    (tmp_path / "sites.toml").touch()
    done = doctor(*args, sites=tmp_path / "sites.toml")
    assert done.returncode == 2 and said in done.stdout + done.stderr and "Traceback" not in done.stderr


def test_two_commands_at_one_host_share_its_delay(tmp_path: Path) -> None:
    now = [1000.0]
    first, second = (SharedTurns(tmp_path / "hosts", clock=lambda: now[0]) for _ in range(2))
    assert first.take("a.example", 2.0) == 0
    assert second.take("b.example", 2.0) == 0, "another host"
    assert second.take("a.example", 2.0) == pytest.approx(2.0)
    assert first.take("a.example", 2.0) == pytest.approx(4.0)
    now[0] += 6.5
    assert first.take("a.example", 2.0) == 0
    now[0] += 0.1
    assert first.take("a.example", 2.0) == 0, "its own delay is the downloader's to keep"
    assert second.take("a.example", 2.0) == pytest.approx(2.0)


def test_a_damaged_turn_or_a_clock_set_back_holds_nobody(tmp_path: Path) -> None:
    now = [1_000_000.0]
    turns = SharedTurns(tmp_path, clock=lambda: now[0])
    turns.take("a.example", 1.0)
    [file] = tmp_path.iterdir()
    for written in (b"", b"\xff" * 500, b"someone 99999999.000\n"):
        file.write_bytes(written)
        assert turns.take("a.example", 1.0) == 0
    assert SharedTurns(file / "below", clock=lambda: now[0]).take("a.example", 1.0) == 0


TABLE = {"title": "G", "home": "https://g.example/", "feeds": ["/feed/", "/two/"]}
FEED = "https://g.example/feed/"


@pytest.mark.parametrize(
    ("findings", "feeds"),
    [
        ([Finding("works", "feed", FEED), Finding("fails", "feed", "https://g.example/two/", "http-404")], ["/feed/"]),
        ([Finding("works", "feed", FEED), Finding("fails", "feed", "https://g.example/two/", "timeout")], ["/feed/", "/two/"]),
        ([Finding("fails", "feed", FEED, "http-404"), Finding("fails", "feed", "https://g.example/two/", "http-404")], ["/feed/", "/two/"]),
        ([Finding("works", "feed", FEED), Finding("new", "feed", "https://f.example/g")], ["/feed/", "https://f.example/g"]),
    ],
)
def test_only_what_is_gone_for_good_is_struck(findings: list[Finding], feeds: list[str]) -> None:
    fixed = entry_as_it_should_be(TABLE, "https://g.example/", findings, date(2026, 11, 23), whole=False)
    assert fixed == {**TABLE, "feeds": feeds}


@pytest.mark.parametrize(
    ("mark", "articles", "candidates", "answered", "status"),
    [("works", 3, 9, True, 0), ("new", 2, 2, True, 0), ("reserves", 3, 9, True, 0), ("moved", 3, 9, True, 3), ("works", 2, 9, True, 3),
     ("works", 0, 0, True, 3), ("fails", 0, 0, False, 1)],
)  # fmt: skip
def test_the_exit_status(mark: Any, articles: int, candidates: int, answered: bool, status: int) -> None:
    assert exit_status_of([Finding(mark, "feed", FEED)], articles, candidates, answered=answered) == status
