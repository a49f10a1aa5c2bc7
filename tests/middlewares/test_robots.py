"""robots.txt as servers really answer it: each behaviour on a port of its own, one crawl of them all."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Request, Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager

from newscrawl.middlewares.polite.robots import CachedRobots, RobotsCache, RobotsStore
from tests.middlewares.harness import Answer, Connection, Crawl, End, FakeClock, Server, crawl, page, reply

CLOSED = b"User-agent: *\nDisallow: /closed\n"
TEXT = "Content-Type: text/plain"


def endless_rules(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + CLOSED)
    while True:
        connection.send(b"Disallow: /further\n" * 1000)


def huge_rules(connection: Connection) -> None:
    connection.send(reply(200, CLOSED + b"Disallow: /further\n" * 10_000, TEXT, length=50_000_000))
    endless_rules(connection)


def moved(hops: int) -> dict[str, Answer]:
    steps = ["/robots.txt", *(f"/robots-{n}" for n in range(1, hops + 1))]
    answers: dict[str, Answer] = {a: reply(301, b"", f"Location: {b}") for a, b in pairwise(steps)}
    return answers | {steps[-1]: reply(200, CLOSED, TEXT)}


ROBOTS: dict[str, dict[str, Answer]] = {
    "plain": {"/robots.txt": reply(200, CLOSED + b"Sitemap: https://probe.example/map.xml\n", TEXT)},
    "bom": {"/robots.txt": reply(200, b"\xef\xbb\xbf" + CLOSED, TEXT)},
    "gzip": {"/robots.txt": reply(200, gzip.compress(CLOSED), TEXT, "Content-Encoding: gzip")},
    "bomb": {"/robots.txt": reply(200, gzip.compress(CLOSED + b"#" * 100_000_000), TEXT, "Content-Encoding: gzip")},
    "endless": {"/robots.txt": endless_rules},
    "huge": {"/robots.txt": huge_rules},
    "moved-5": moved(5),
    "moved-6": moved(6),
    "circle": {"/robots.txt": reply(302, b"", "Location: /robots.txt")},
    "to-inside": {"/robots.txt": reply(302, b"", "Location: http://127.0.0.1:9/robots.txt")},
    "html": {"/robots.txt": reply(200, b"<!doctype html><pre>\nUser-agent: *\nDisallow: /\n")},
    "missing": {},
    "gone": {"/robots.txt": reply(410, b"")},
    "forbidden": {"/robots.txt": reply(403, b"no")},
    "error-500": {"/robots.txt": reply(500, b"oops")},
    "error-503": {"/robots.txt": reply(503, b"oops")},
    "busy": {"/robots.txt": reply(429, b"slow down")},
    "hang": {"/robots.txt": lambda connection: connection.hang()},
    "reset": {"/robots.txt": lambda connection: connection.reset()},
    "cut": {"/robots.txt": reply(200, CLOSED, TEXT, "Connection: close", length=5000)},
}
READ = ("plain", "bom", "gzip", "bomb", "endless", "huge", "moved-5")
AS_IF_MISSING = ("moved-6", "circle", "to-inside", "html", "missing", "gone", "forbidden")
UNAVAILABLE = ("error-500", "error-503", "busy", "hang", "reset", "cut")


class Scene:
    def __init__(self, stack: ExitStack) -> None:
        self.servers = {name: stack.enter_context(Server({"/open": page(), "/closed": page(), **more})) for name, more in ROBOTS.items()}
        hosts = [f"127.0.0.1:{server.port}" for server in self.servers.values()]
        urls = [server.base + path for server in self.servers.values() for path in ("/open", "/closed")]
        settings = {"NEWSCRAWL_ALLOW_HOSTS": hosts, "DOWNLOAD_TIMEOUT": 4.0, "CONCURRENT_REQUESTS": 100, "RETRY_TIMES": 2}
        self.crawl: Crawl = crawl(urls, settings=settings, sitemaps_of=self.servers["plain"].base + "/any")

    def end(self, name: str, path: str) -> End:
        return self.crawl[self.servers[name].base + path]


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with ExitStack() as stack:
        yield Scene(stack)


@pytest.mark.parametrize("name", READ)
def test_rules_that_can_be_read_are_obeyed(scene: Scene, name: str) -> None:
    assert scene.end(name, "/open").status == 200
    assert scene.end(name, "/closed").reason == "robots"
    assert scene.servers[name].asked("/closed") == 0


@pytest.mark.parametrize("name", AS_IF_MISSING)
def test_a_robots_txt_that_is_not_there_closes_nothing(scene: Scene, name: str) -> None:
    assert scene.end(name, "/open").status == 200
    assert scene.end(name, "/closed").status == 200


@pytest.mark.parametrize("name", UNAVAILABLE)
def test_a_robots_txt_that_cannot_be_read_closes_everything(scene: Scene, name: str) -> None:
    for path in ("/open", "/closed"):
        assert scene.end(name, path).reason == "robots-unavailable"
        assert scene.servers[name].asked(path) == 0
    assert scene.servers[name].asked("/robots.txt") == 3


def test_robots_txt_is_asked_for_once_and_first(scene: Scene) -> None:
    for name in (*READ, *AS_IF_MISSING):
        if not name.startswith(("moved", "circle")):
            targets = [target for _, target, _ in scene.servers[name].log]
            assert targets.count("/robots.txt") == 1, name
            assert targets[0] == "/robots.txt", name


def test_the_run_can_tell_what_robots_txt_did(scene: Scene) -> None:
    stats = scene.crawl.stats
    assert stats["newscrawl/robots/unavailable"] == len(UNAVAILABLE)
    assert stats["newscrawl/refused/robots-unavailable"] == 2 * len(UNAVAILABLE)
    assert stats["newscrawl/refused/robots"] == len(READ)
    assert stats["newscrawl/robots/html"] == 1
    assert scene.crawl.log.count("nothing is fetched from that host") == len(UNAVAILABLE)


def test_sitemap_lines_are_there_for_the_spider(scene: Scene) -> None:
    assert scene.crawl.extra["sitemaps"] == ["https://probe.example/map.xml"]
    assert scene.servers["plain"].asked("/robots.txt") == 1


def test_who_asks_for_robots_txt_is_given_what_was_fetched(server: Server) -> None:
    server.answers = {"/robots.txt": reply(200, CLOSED, TEXT)}
    with Server() as without:
        urls = [f"{one.base}/robots.txt" for one in (server, without)]
        done = crawl(urls, settings={"NEWSCRAWL_ALLOW_HOSTS": [f"127.0.0.1:{one.port}" for one in (server, without)]})
        assert [(done[url].status, done[url].body) for url in urls] == [(200, CLOSED.decode()), (404, "")]
        assert (len(server.log), len(without.log)) == (1, 1)


def test_nothing_went_wrong_that_nobody_expected(scene: Scene) -> None:
    assert "Traceback" not in scene.crawl.log, scene.crawl.log[-3000:]


def test_crawl_delay_is_a_floor_that_no_other_delay_undercuts(server: Server) -> None:
    server.answers = {f"/{n}": page() for n in range(5)}
    server.answers |= {"/robots.txt": reply(200, b"User-agent: *\nCrawl-delay: 0.25\n", TEXT), "/1": reply(302, b"", "Location: /2")}
    server.answers["/3"] = lambda connection: connection.send(page()) if connection.times > 1 else None  # Twisted would ask again at once
    urls = [f"{server.base}/{n}" for n in range(5)]
    quick = {"AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": 0.0, "AUTOTHROTTLE_TARGET_CONCURRENCY": 50.0}
    done = crawl(urls, base=server.base, settings={**quick, "CONCURRENT_REQUESTS_PER_DOMAIN": 16})
    assert {end.status for end in done.ends.values()} == {200}
    moments = [moment for moment, _, _ in server.log]
    assert len(moments) == 8
    assert min(b - a for a, b in pairwise(moments)) >= 0.25


def test_a_crawl_delay_beyond_the_cap_is_capped_and_told(server: Server) -> None:
    server.answers = {"/a": page(), "/robots.txt": reply(200, b"User-agent: *\nCrawl-delay: 86400\n", TEXT)}
    done = crawl([server.base + "/a"], base=server.base, settings={"NEWSCRAWL_CRAWL_DELAY_MAX": 0.3})
    assert done[server.base + "/a"].status == 200
    assert server.log[1][0] - server.log[0][0] >= 0.3
    assert done.stats["newscrawl/robots/crawl-delay-capped"] == 1
    assert "Crawl-delay of 86400 s" in done.log


def test_scheduled_requests_are_asked_about_too(server: Server) -> None:
    server.answers = {"/closed": page(), "/open": page(), "/robots.txt": reply(200, CLOSED, TEXT)}
    done = crawl([], base=server.base, scheduled=[server.base + "/closed", server.base + "/open"])
    assert done[server.base + "/closed"].reason == "robots"
    assert done[server.base + "/open"].status == 200


def test_scrapys_own_switch_turns_it_off(server: Server) -> None:
    server.answers = {"/closed": page(), "/robots.txt": reply(200, CLOSED, TEXT)}
    done = crawl([server.base + "/closed"], base=server.base, settings={"ROBOTSTXT_OBEY": False})
    assert done[server.base + "/closed"].status == 200
    assert server.asked("/robots.txt") == 0


class Answers:
    """An engine that gives prepared answers, and remembers what it was asked."""

    def __init__(self, *answers: Response | Exception) -> None:
        self.answers, self.asked = list(answers), list[Request]()

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def store(engine: Answers, cache: RobotsCache | None = None) -> RobotsStore:
    crawler: Any = SimpleNamespace(settings=Settings({"USER_AGENT": "newscrawl/1"}), stats=None, engine=engine, signals=SignalManager())
    made = RobotsStore(crawler, FakeClock())  # type: ignore[arg-type]
    made.cache = cache or RobotsCache()
    return made


URL = "https://magazine.example/robots.txt"


def answer(status: int = 200, body: bytes = b"", **headers: str) -> Response:
    return Response(URL, status=status, body=body, headers=headers)


def test_robots_txt_outlives_the_run_with_its_validators() -> None:
    kept: dict[str, CachedRobots] = {}
    cache = RobotsCache(load=kept.get, save=kept.__setitem__)
    first = store(Answers(answer(200, CLOSED, ETag='"1"')), cache)
    assert not asyncio.run(first.get("https://magazine.example/a")).rules.allows("https://magazine.example/closed")
    assert "If-None-Match" not in first.crawler.engine.asked[0].headers
    assert kept[URL].etag == '"1"'

    second = store(Answers(answer(304)), cache)
    assert not asyncio.run(second.get("https://magazine.example/a")).rules.allows("https://magazine.example/closed")
    assert second.crawler.engine.asked[0].headers["If-None-Match"] == b'"1"'
    assert kept[URL].etag == '"1"'

    third = store(Answers(DownloadFailedError("reset")), cache)
    assert asyncio.run(third.get("https://magazine.example/a")).unavailable


def test_robots_txt_is_read_again_after_a_day_and_sooner_when_it_could_not_be_read() -> None:
    async def scenario() -> list[int]:
        made = store(Answers(answer(503), answer(200, CLOSED), answer(200, b"")))
        counts = []
        for wait in (0, 60, 601, 3600 * 23, 3600 * 2):
            made.clock.at += wait  # type: ignore[attr-defined]
            await made.get("https://magazine.example/a")
            counts.append(len(made.crawler.engine.asked))  # type: ignore[union-attr]
        return counts

    assert asyncio.run(scenario()) == [1, 1, 2, 2, 3]


def test_many_requests_at_once_ask_for_it_once() -> None:
    async def scenario() -> int:
        made = store(Answers(answer(200, CLOSED)))
        await asyncio.gather(*(made.get(f"https://magazine.example/{n}") for n in range(50)))
        return len(made.crawler.engine.asked)  # type: ignore[union-attr]

    assert asyncio.run(scenario()) == 1
