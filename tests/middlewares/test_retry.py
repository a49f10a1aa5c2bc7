"""Waiting, on a clock that only waiting moves."""

from __future__ import annotations

import asyncio
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError, ResponseDataLossError
from scrapy.http import Request, Response
from scrapy.settings import Settings

from newscrawl.middlewares.polite.retry import Retry
from newscrawl.middlewares.polite.throttle import Throttle
from newscrawl.middlewares.redirect import Redirect
from newscrawl.middlewares.refused import Refused
from tests.middlewares.harness import FakeClock

HOST, OTHER = "magazine.example", "other.example"


class Stats(Counter[str]):
    def inc_value(self, key: str, count: int = 1) -> None:
        self[key] += count


class Bench:
    """A throttle, the retry and the redirect middleware, without a crawl."""

    def __init__(self, **settings: Any) -> None:
        self.clock = FakeClock()
        self.stats = Stats()
        values = Settings({"RETRY_TIMES": 8, "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG", "REDIRECT_MAX_TIMES": 5, **settings})
        self.crawler: Any = SimpleNamespace(settings=values, stats=self.stats, engine=None)
        self.crawler.spider = SimpleNamespace(crawler=self.crawler)
        self.throttle = Throttle(self.crawler, self.clock)  # type: ignore[arg-type]
        self.crawler.get_extension = lambda _kind: self.throttle
        self.retry = Retry(values)
        self.retry.crawler = self.crawler
        self.redirect = Redirect(values)
        self.redirect.crawler = self.crawler

    def request(self, host: str = HOST, **meta: Any) -> Request:
        return Request(f"https://{host}/a", meta={"download_slot": host, **meta})

    def answer(self, status: int, retry_after: str | None = None, request: Request | None = None, path: str = "/a") -> Any:
        headers = {"Retry-After": retry_after} if retry_after is not None else {}
        request = request or self.request().replace(url=f"https://{HOST}{path}")
        return asyncio.run(self.retry.process_response(request, Response(request.url, status=status, headers=headers)))

    def failure(self, error: Exception, request: Request | None = None) -> Any:
        return asyncio.run(self.retry.process_exception(request or self.request(), error))

    def turn(self, host: str = HOST) -> float:
        """How long a request to this host has to wait."""
        before = self.clock.at
        asyncio.run(self.throttle.turn(host))
        return self.clock.at - before


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("value", ["120", "Mon, 21 Sep 2026 14:15:20 GMT"])
def test_retry_after_holds_the_whole_host_and_no_other(status: int, value: str) -> None:
    bench = Bench()
    again = bench.answer(status, value)
    assert isinstance(again, Request)
    assert bench.turn(OTHER) == 0
    assert bench.turn() == pytest.approx(120)
    assert bench.turn() == 0


@pytest.mark.parametrize("value", ["301", "86400", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_wait_beyond_the_runs_patience_is_left_for_a_later_run(value: str) -> None:
    bench = Bench(NEWSCRAWL_PATIENCE=300)
    assert bench.answer(429, value, path="/first").status == 429
    with pytest.raises(Refused, match="NEWSCRAWL_PATIENCE 300 s") as refused:
        bench.answer(429, value)
    assert refused.value.reason == "retry-later"
    with pytest.raises(Refused, match="retry-later"):
        bench.turn()  # nor is the host asked for anything else
    assert bench.clock.slept == []
    assert bench.stats["newscrawl/refused/retry-later"] == 2


@pytest.mark.parametrize("status", [429, 403, 503])
def test_an_archived_refusal_is_the_captures_and_not_the_archives(status: int) -> None:
    """RFC 7089: who gives a Memento-Datetime gives what a page answered then."""
    bench = Bench()
    headers = {"Memento-Datetime": "Mon, 02 Nov 2020 10:00:00 GMT", "Retry-After": "86400"}
    response = Response(bench.request().url, status=status, headers=headers)
    assert asyncio.run(bench.retry.process_response(bench.request(), response)) is response
    assert bench.turn() == 0


def test_what_one_page_asks_for_holds_for_that_page_only() -> None:
    bench = Bench(NEWSCRAWL_PATIENCE=300)
    for _ in range(3):  # in this run and in every other
        assert bench.answer(503, "86400", path="/one").status == 503
        assert bench.turn() == 0
    assert "newscrawl/host-left" not in bench.stats
    with pytest.raises(Refused, match="retry-later"):
        bench.answer(503, "86400", path="/other")
    with pytest.raises(Refused, match="retry-later"):
        bench.turn()
    assert bench.stats["newscrawl/host-left"] == 1


@pytest.mark.parametrize("value", [None, "0", "soon", "-1", "Mon, 21 Sep 2020 14:15:20 GMT"])
def test_without_a_readable_wait_a_busy_host_is_held_longer_each_time(value: str | None) -> None:
    bench = Bench(NEWSCRAWL_RETRY_SECONDS=0.5)
    waits = []
    for _ in range(5):
        assert isinstance(bench.answer(503, value), Request)
        waits.append(bench.turn())
    assert waits == pytest.approx([0.5, 1, 2, 4, 8])


def test_answers_to_what_was_sent_before_the_pause_add_nothing_to_it() -> None:
    bench = Bench(NEWSCRAWL_RETRY_SECONDS=0.5)
    for _ in range(10):
        bench.answer(429)
    assert bench.turn() == pytest.approx(0.5)


def test_a_good_answer_ends_the_doubling() -> None:
    bench = Bench(NEWSCRAWL_RETRY_SECONDS=0.5)
    for _ in range(4):
        bench.answer(429)
        bench.turn()
    assert bench.answer(404).status == 404
    bench.answer(429)
    assert bench.turn() == pytest.approx(0.5)


@pytest.mark.parametrize("error", [DownloadFailedError("reset"), DownloadTimeoutError("slow"), ResponseDataLossError("cut")])
def test_a_fault_is_tried_again_later_and_later_and_then_given_up(error: Exception) -> None:
    bench = Bench(RETRY_TIMES=4, NEWSCRAWL_RETRY_SECONDS=1, NEWSCRAWL_RETRY_SECONDS_MAX=5)
    request, waits = bench.request(), []
    while again := bench.failure(error, request):
        waits.append(round(sum(bench.clock.slept), 3))
        bench.clock.slept.clear()
        request = again
        assert bench.turn() == 0  # the host is not held for one page's trouble
    assert waits == [1, 2, 4, 5]


def test_a_status_that_speaks_for_the_page_waits_alone() -> None:
    bench = Bench(NEWSCRAWL_RETRY_SECONDS=1)
    assert isinstance(bench.answer(500), Request)
    assert sum(bench.clock.slept) == pytest.approx(1)
    assert bench.turn() == 0


def test_scrapys_settings_and_meta_keys_rule() -> None:
    assert Bench(RETRY_TIMES=0).answer(503).status == 503
    assert Bench().answer(503, request=Bench().request(max_retry_times=0)).status == 503
    bench = Bench()
    assert bench.answer(429, "5", request=bench.request(dont_retry=True)).status == 429
    assert bench.turn() == pytest.approx(5)  # what the host asked for holds all the same
    assert Bench(RETRY_HTTP_CODES=[500]).answer(503).status == 503
    assert Bench().failure(ValueError("no network fault")) is None


def test_a_host_without_one_good_answer_is_left_when_patience_ends() -> None:
    bench = Bench(NEWSCRAWL_PATIENCE=100, RETRY_TIMES=1000)
    tries = 0
    with pytest.raises(Refused, match="retry-later"):
        while True:
            bench.answer(429, "30")
            bench.turn()
            tries += 1
    assert tries == 3
    with pytest.raises(Refused, match="no good answer"):
        bench.turn()
    assert bench.turn(OTHER) == 0


def test_those_that_waited_together_do_not_leave_together() -> None:
    bench = Bench()
    bench.crawler.engine = SimpleNamespace(downloader=SimpleNamespace(slots={HOST: SimpleNamespace(delay=2.0)}), _slot=None)
    bench.answer(429, "10")
    assert bench.turn() == pytest.approx(10)
    assert bench.turn() == pytest.approx(2)
    assert bench.turn() == pytest.approx(2)


def test_a_crawl_delay_holds_for_slots_that_do_not_exist_yet() -> None:
    bench = Bench()
    downloader = SimpleNamespace(slots={}, per_slot_settings={HOST: {"delay": 1.0, "concurrency": 8}}, _delay=0.0)
    bench.crawler.engine = SimpleNamespace(downloader=downloader, _slot=None)
    bench.throttle.crawl_delay(HOST, 5.0)
    bench.throttle.crawl_delay(OTHER, 0.0)
    assert downloader.per_slot_settings == {HOST: {"delay": 5.0, "jitter": 0.0, "concurrency": 1}}


def test_a_pause_ends_when_the_run_is_closed() -> None:
    bench = Bench()
    bench.crawler.engine = SimpleNamespace(_slot=SimpleNamespace(closing=object()))
    with pytest.raises(Refused, match="the run ended"):
        bench.answer(500)
    assert bench.clock.slept == []


def redirected(bench: Bench, **headers: str) -> Any:
    request = bench.request()
    response = Response(request.url, status=302, headers={"Location": "/b", **{k.replace("_", "-"): v for k, v in headers.items()}})
    return asyncio.run(bench.redirect.process_response(request, response))


def test_a_redirect_waits_as_long_as_it_asks_for() -> None:
    bench = Bench()
    assert redirected(bench, Retry_After="40").url == f"https://{HOST}/b"
    assert sum(bench.clock.slept) == pytest.approx(40)
    assert redirected(bench, Retry_After="4000").status == 302


def gate(bench: Bench, request: Any, *cookies: str) -> Any:
    response = Response(request.url, status=302, headers={"Location": request.url, "Set-Cookie": list(cookies)})
    return asyncio.run(bench.redirect.process_response(request, response))


def test_a_gate_that_sets_a_cookie_names_the_setting() -> None:
    bench = Bench(COOKIES_ENABLED=False)
    with pytest.raises(Refused, match=r"a circle of 1; the site sets a cookie .* COOKIES_ENABLED=True, or cookies=True"):
        gate(bench, bench.request(), "seen=1; path=/")


def test_a_gate_is_passed_with_each_new_cookie_and_is_a_circle_without() -> None:
    bench = Bench(COOKIES_ENABLED=True)
    again = gate(bench, bench.request(), "seen=1; path=/")
    further = gate(bench, again, "seen=1; path=/", "token=2")
    with pytest.raises(Refused, match=r"a circle of \d$"):
        gate(bench, further, "token=2; path=/")


def test_a_redirect_is_followed_also_for_who_takes_any_status() -> None:
    bench = Bench()
    request = bench.request(handle_httpstatus_all=True)
    response = Response(request.url, status=301, headers={"Location": "/b"})
    assert asyncio.run(bench.redirect.process_response(request, response)).url == f"https://{HOST}/b"
    request.meta["dont_redirect"] = True
    assert asyncio.run(bench.redirect.process_response(request, response)) is response
