"""What a crawl keeps to, seen from the servers that it asks."""

from __future__ import annotations

import random
import time

import pytest
from scrapy.settings import Settings

import newscrawl
from newscrawl.middlewares.polite.identity import user_agent
from tests.middlewares.harness import Connection, Server, crawl, page, reply


def test_one_hosts_429_slows_that_host_only(server: Server) -> None:
    busy = lambda connection: connection.send(page() if connection.times > 1 else reply(429, b"", "Retry-After: 4"))  # noqa: E731
    server.answers = {f"/{n}": busy for n in range(3)}
    with Server({f"/{n}": page() for n in range(10)}) as other:
        hosts = [f"127.0.0.1:{one.port}" for one in (server, other)]
        urls = [f"{server.base}/{n}" for n in range(3)] + [f"{other.base}/{n}" for n in range(10)]
        done = crawl(urls, settings={"NEWSCRAWL_ALLOW_HOSTS": hosts})
        assert {end.status for end in done.ends.values()} == {200}
        first = min(moment for moment, target, _ in server.log if target != "/robots.txt")
        later = [moment for moment, target, _ in server.log if target != "/robots.txt"][3:]
        assert min(later) >= first + 4.0
        assert max(moment for moment, _, _ in other.log) < min(later)


def test_a_host_that_asks_twice_to_be_left_alone_is_left(server: Server) -> None:
    later = reply(503, b"", "Retry-After: 99999999")
    server.answers = {"/a": later, "/b": page(), "/c": later, "/d": page()}
    done = crawl([server.base + path for path in ("/a", "/b", "/c", "/d")], base=server.base, at_once=False)
    assert [done[server.base + path].status for path in ("/a", "/b")] == [503, 200]
    assert [done[server.base + path].reason for path in ("/c", "/d")] == ["retry-later"] * 2
    assert [server.asked(path) for path in ("/a", "/b", "/c", "/d")] == [1, 1, 1, 0]
    assert "newscrawl/waits" not in done.stats


def test_a_pause_does_not_hold_up_the_end_of_the_run(server: Server) -> None:
    server.answers = {"/a": reply(503, b"", "Retry-After: 200")}
    done = crawl([server.base + "/a"], base=server.base, settings={"CLOSESPIDER_TIMEOUT": 1})
    assert done[server.base + "/a"].reason == "retry-later"
    assert done.stats["elapsed_time_seconds"] < 100
    assert done.stats["finish_reason"] == "closespider_timeout"


def test_the_page_budget_of_a_host_is_kept(server: Server) -> None:
    server.answers = {f"/{n}": page() for n in range(8)}
    done = crawl([f"{server.base}/{n}" for n in range(8)], base=server.base, settings={"NEWSCRAWL_PAGE_BUDGET": 5})
    assert sum(end.status == 200 for end in done.ends.values()) == 5
    assert [end.reason for end in done.ends.values() if end.error] == ["page-budget"] * 3
    assert len(server.log) == 6  # and robots.txt


def test_without_delays_of_ours_there_are_none(server: Server) -> None:
    server.answers = {f"/{n}": page() for n in range(100)}
    done = crawl([f"{server.base}/{n}" for n in range(100)], base=server.base)
    assert {end.status for end in done.ends.values()} == {200}
    assert done.stats["elapsed_time_seconds"] < 50  # the default delay alone would make it 100


def test_a_server_that_closes_without_saying_so_costs_no_try(server: Server) -> None:
    def answer(connection: Connection) -> None:
        connection.send(page())
        connection.socket.recv(4096)  # the next request, which finds the connection closed

    urls = [f"{server.base}/{n}" for n in range(20)]
    server.answers = {f"/{n}": answer for n in range(20)}
    done = crawl(urls, base=server.base, settings={"RETRY_TIMES": 0}, at_once=False)
    assert {end.status for end in done.ends.values()} == {200}
    assert "retry/count" not in done.stats


@pytest.mark.parametrize("most", [1, 3])
def test_no_more_requests_at_a_time_than_the_setting_says(server: Server, most: int) -> None:
    under_way: list[int] = []
    peak = 0

    def answer(connection: Connection) -> None:
        nonlocal peak
        under_way.append(1)
        peak = max(peak, len(under_way))
        time.sleep(0.05)
        under_way.pop()
        connection.send(page())

    server.answers = {f"/{n}": answer for n in range(12)}
    done = crawl([f"{server.base}/{n}" for n in range(12)], base=server.base, settings={"CONCURRENT_REQUESTS_PER_DOMAIN": most})
    assert {end.status for end in done.ends.values()} == {200}
    assert peak == most


def test_our_delay_spaces_requests(server: Server) -> None:
    server.answers = {f"/{n}": page() for n in range(4)}
    crawl([f"{server.base}/{n}" for n in range(4)], base=server.base, settings={"DOWNLOAD_DELAY": 0.2, "DOWNLOAD_DELAY_JITTER": 0})
    moments = [moment for moment, _, _ in server.log]
    assert moments[-1] - moments[0] > 0.75


def test_under_passing_faults_on_a_third_of_all_requests_every_page_arrives(server: Server) -> None:
    dice = random.Random(20261123)
    story = page("the whole story " * 50)
    faults = [
        b"",
        reply(503, b""),
        reply(429, b""),
        reply(500, b""),
        story[:-40],
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    ]

    def answer(connection: Connection) -> None:
        connection.send(dice.choice(faults) if dice.random() < 0.3 else story)

    server.answers = {f"/{n}": answer for n in range(200)}
    urls = [f"{server.base}/{n}" for n in range(200)]
    done = crawl(urls, base=server.base, settings={"DOWNLOAD_TIMEOUT": 10})
    assert [url for url in urls if done[url].body.encode() != story.partition(b"\r\n\r\n")[2]] == []


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"USER_AGENT": "newscrawl/1.0"}, "newscrawl/1.0"),
        ({"USER_AGENT": "newscrawl/1.0", "NEWSCRAWL_CONTACT": "https://probe.example/bot"}, "newscrawl/1.0 (+https://probe.example/bot)"),
        ({"USER_AGENT": "newscrawl/1.0", "NEWSCRAWL_CONTACT": "a@b.example\r\nX-Evil: 1"}, "newscrawl/1.0 (+a@b.example\\r\\nX-Evil: 1)"),
        ({"USER_AGENT": "my/2 (+a@b.example)", "NEWSCRAWL_CONTACT": "a@b.example"}, "my/2 (+a@b.example)"),
        ({"USER_AGENT": ""}, f"newscrawl/{newscrawl.__version__}"),
    ],
)
def test_the_user_agent_names_project_and_contact(settings: dict[str, str], expected: str) -> None:
    assert user_agent(Settings(settings)) == expected


@pytest.mark.parametrize(("contact", "warned"), [("", True), ("https://probe.example/bot", False)])
def test_the_public_internet_is_asked_by_nobody_only_with_a_warning(server: Server, contact: str, warned: bool) -> None:
    server.answers = {"/": page()}
    public = "http://www.probe.example/"
    settings = {
        "NEWSCRAWL_ALLOW_HOSTS": f"127.0.0.1:{server.port}",
        "RETRY_TIMES": 0,
        "ROBOTSTXT_OBEY": False,
        "NEWSCRAWL_CONTACT": contact,
    }
    done = crawl([server.base + "/", public, public + "b"], settings=settings, resolver={})
    assert ("(+https://probe.example/bot)" in server.heads("/")[0]) != warned
    assert done.log.count("set NEWSCRAWL_CONTACT") == int(warned)
