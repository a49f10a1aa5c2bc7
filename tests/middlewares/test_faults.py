"""What a server can do to a request: one crawl of a server that misbehaves on every path, and how each fetch ended."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from contextlib import suppress

import brotli
import pytest

from newscrawl.decoding import zstd
from tests.middlewares.harness import Connection, Crawl, Server, crawl, page, reply

STORY = b"<html><body>" + b"".join(b"<p>Paragraph %d of the story.</p>" % n for n in range(400)) + b"</body></html>"
WHOLE = reply(200, STORY)
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
UNANNOUNCED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
PACKERS = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstd.compress}
TIMEOUT = 1.0  # seconds, for what hangs; all else has time enough on a busy machine


def once(fault: bytes, *, end: str = "close"):
    """The fault the first time, the whole story afterwards."""

    def answer(connection: Connection) -> None:
        if connection.times > 1:
            connection.send(WHOLE)
            return
        connection.send(fault)
        if end == "reset":
            time.sleep(0.05)  # the server's own pace: what was sent must be on its way before the reset discards it
            connection.reset()
        elif end == "hang":
            connection.hang()

    return answer


def then_close(answer: bytes):
    return lambda connection: connection.send(answer)


def drip(connection: Connection) -> None:
    connection.send(UNANNOUNCED)
    for letter in STORY:
        connection.send(bytes([letter]))
        time.sleep(0.1)


def endless(connection: Connection) -> None:
    connection.send(CHUNKED)
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    while True:
        connection.send(piece)


def endless_headers(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\n")
    with suppress(OSError):
        for n in range(1_000_000):
            connection.send(b"X-Header-%d: %s\r\n" % (n, b"v" * 8000))


def bomb(name: str) -> bytes:
    return reply(200, PACKERS[name](bytes(100_000_000)), f"Content-Encoding: {name}")


def chain(length: int) -> dict[str, bytes]:
    hops = {f"/chain{length}-{n}": reply(302, b"", f"Location: /chain{length}-{n + 1}") for n in range(length)}
    return hops | {f"/chain{length}-{length}": WHOLE}


CUT = {
    "/cut-length": once(reply(200, STORY[:3000], length=len(STORY))),
    "/cut-chunked": once(CHUNKED + b"1000\r\n" + STORY[:0x1000] + b"\r\n"),
    "/cut-in-chunk": once(CHUNKED + b"1000\r\n" + STORY[:0x800]),
    "/cut-by-reset": once(UNANNOUNCED + STORY[:3000], end="reset"),
    "/cut-by-reset-plain": once(UNANNOUNCED + b"text of a kind that shows no end " * 100, end="reset"),
    "/cut-unannounced": once(UNANNOUNCED + STORY[:3000]),
    "/cut-with-its-length": once(reply(200, STORY[:3000])),
    "/cut-with-its-chunks": once(CHUNKED + b"%x\r\n" % 3000 + STORY[:3000] + b"\r\n0\r\n\r\n"),
    "/cut-before-it-was-packed": once(reply(200, gzip.compress(STORY[:3000]), "Content-Encoding: gzip")),
    "/more-than-length": once(reply(200, STORY, length=3000)),
    "/more-than-length-plain": once(reply(200, b"text of a kind that shows no end " * 100, length=990)),
    **{f"/cut-{name}": once(reply(200, pack(STORY)[:-20], f"Content-Encoding: {name}")) for name, pack in PACKERS.items()},
    "/empty-gzip": once(reply(200, b"", "Content-Encoding: gzip")),
    "/broken-chunk": once(CHUNKED + b"zz\r\n" + STORY),
}
PASSING = {
    "/reset": once(b"", end="reset"),
    "/closed": once(b""),
    "/half-a-head": once(b"HTTP/1.1 200 OK\r\nContent-Ty"),
    "/not-http": once(b"220 mail.example ESMTP\r\n"),
    "/hang-before": once(b"", end="hang"),
    "/hang-in-head": once(b"HTTP/1.1 200 OK\r\n", end="hang"),
    "/hang-in-body": once(reply(200, STORY[:3000], length=len(STORY)), end="hang"),
    "/error-500": once(reply(500, b"oops")),
    "/error-502": once(reply(502, b"oops")),
    "/busy-503": once(reply(503, b"oops")),
    "/busy-429": once(reply(429, b"slow down", "Retry-After: 1")),
}
TOO_LARGE = {
    "/fifty-megabytes": lambda c: c.send(reply(200, b"x" * 100_000, length=50_000_000)) or c.hang(),
    "/endless": endless,
    **{f"/bomb-{name}": bomb(name) for name in PACKERS},
}
HEADS = {
    "/many-headers": reply(200, STORY, *(f"X-{n}: 1" for n in range(500))),
    "/cookie-bomb": reply(200, STORY, *(f"Set-Cookie: c{n}={'v' * 4000}" for n in range(100))),
    "/endless-headers": endless_headers,
    "/endless-header-line": lambda c: c.send(b"HTTP/1.1 200 OK\r\nX: " + b"v" * 1_000_000) or c.hang(),
    "/endless-100": lambda c: c.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000) or c.hang(),
}
REDIRECTS = {
    "/circle": reply(302, b"", "Location: /circle-2"),
    "/circle-2": reply(302, b"", "Location: /circle"),
    "/self": reply(301, b"", "Location: /self"),
    **chain(5),
    **chain(6),
    "/to-nowhere": reply(302, b"", "Location: http://[::1"),
    "/to-file": reply(302, b"", "Location: file:///etc/passwd"),
    "/to-data": reply(302, b"", "Location: data:text/html,hello"),
    "/to-script": reply(302, b"", "Location: javascript:alert(1)"),
    "/to-metadata": reply(302, b"", "Location: http://169.254.169.254/latest/meta-data/"),
    "/to-loopback6": reply(302, b"", "Location: http://[::1]:81/"),
    "/to-mapped": reply(302, b"", "Location: http://[::ffff:127.0.0.1]/"),
    "/to-elsewhere": reply(302, b"", "Location: https://elsewhere.example/"),
    "/to-port-0": reply(302, b"", "Location: http://127.0.0.1:0/"),
    "/not-a-redirect": reply(302, STORY),
    "/not-modified": b"HTTP/1.1 304 Not Modified\r\n\r\n",
}


class Misbehaving:
    def __init__(self) -> None:
        self.crawl: Crawl
        self.server = Server()
        self.other = Server({"/": page("internal")})


@pytest.fixture(scope="module")
def faults() -> Iterator[Misbehaving]:
    scene = Misbehaving()
    with scene.server as server, scene.other as other:
        inside = f"//127.0.0.1:{other.port}/"
        more = {
            "/whole": WHOLE,
            "/unannounced": then_close(UNANNOUNCED + STORY),
            "/unannounced-and-open": then_close(UNANNOUNCED + STORY.removesuffix(b"</body></html>")),
            "/announced-and-open": reply(200, STORY.removesuffix(b"</body></html>")),
            "/not-found-and-open": reply(404, b"<html><body>Not here"),
            "/drip": drip,
            "/to-other": reply(302, b"", f"Location: http:{inside}"),
            "/to-other-hex": reply(302, b"", f"Location: http://0x7f000001:{other.port}/"),
            "/to-other-decimal": reply(307, b"", f"Location: http://2130706433:{other.port}/"),
            "/to-other-octal": reply(308, b"", f"Location: {inside.replace('127.0.0.1', '0177.0.0.1')}"),
            "/to-credentials": reply(302, b"", f"Location: http://user:secret@127.0.0.1:{server.port}/whole"),
            "/refresh": reply(200, f'<meta http-equiv="refresh" content="0; url=http:{inside}">'.encode()),
            "/cookie": reply(200, STORY, "Set-Cookie: id=1; Path=/"),
            "/keeps-cookie": reply(302, b"", "Set-Cookie: id=2; Path=/", "Location: /whole"),
        }
        server.answers = {**CUT, **PASSING, **TOO_LARGE, **HEADS, **REDIRECTS, **more}
        urls = [server.base + path for path in server.answers if "chain" not in path or path.endswith("-0")]
        hanging = [url for url in urls if "/hang-" in url or "/drip" in url]
        settings = {"DOWNLOAD_TIMEOUT": 60, "RETRY_TIMES": 2, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "COOKIES_DEBUG": True}
        scene.crawl = crawl([url for url in urls if url not in hanging], base=server.base, settings=settings, headers={"X-Api-Key": "k"})
        slow = crawl(hanging, base=server.base, settings={**settings, "DOWNLOAD_TIMEOUT": TIMEOUT})
        scene.crawl.ends.update(slow.ends)
        yield scene


@pytest.mark.parametrize("path", CUT)
def test_a_body_cut_short_is_asked_for_again_and_never_handed_on(faults: Misbehaving, path: str) -> None:
    end = faults.crawl[faults.server.base + path]
    assert (end.status, end.body.encode()) == (200, STORY), end
    assert faults.server.asked(path) == 2


@pytest.mark.parametrize("path", PASSING)
def test_a_passing_fault_is_tried_again(faults: Misbehaving, path: str) -> None:
    end = faults.crawl[faults.server.base + path]
    assert (end.status, end.body.encode()) == (200, STORY), end
    assert faults.server.asked(path) == 2


@pytest.mark.parametrize(
    ("path", "status", "times"),
    [("/unannounced", 200, 1), ("/unannounced-and-open", 200, 2), ("/announced-and-open", 200, 2), ("/not-found-and-open", 404, 1)],
)
def test_a_body_is_taken_where_it_ends_as_documents_do_or_comes_twice_the_same(
    faults: Misbehaving, path: str, status: int, times: int
) -> None:
    assert (faults.crawl[faults.server.base + path].status, faults.server.asked(path)) == (status, times)


def test_retry_after_is_kept_by_the_host(faults: Misbehaving) -> None:
    first, second = [moment for moment, target, _ in faults.server.log if target == "/busy-429"]
    assert second - first >= 1.0
    assert not [target for moment, target, _ in faults.server.log if first + 0.2 < moment < first + 1.0]


def test_a_slow_drip_ends_with_the_timeout_of_the_whole_request(faults: Misbehaving) -> None:
    end = faults.crawl[faults.server.base + "/drip"]
    assert end.error == "DownloadTimeoutError"
    assert faults.server.asked("/drip") == 3


@pytest.mark.parametrize("path", TOO_LARGE)
def test_a_body_beyond_the_limit_is_refused_once_for_all(faults: Misbehaving, path: str) -> None:
    end = faults.crawl[faults.server.base + path]
    assert (end.error, end.reason) == ("Refused", "too-large"), end
    assert "DOWNLOAD_MAXSIZE" in end.detail
    assert faults.server.asked(path) == 1


@pytest.mark.parametrize("path", HEADS)
def test_headers_beyond_the_limit_are_refused_once_for_all(faults: Misbehaving, path: str) -> None:
    end = faults.crawl[faults.server.base + path]
    assert (end.error, end.reason) == ("Refused", "headers-too-large"), end
    assert faults.server.asked(path) == 1


def test_the_process_stays_small(faults: Misbehaving) -> None:
    assert faults.crawl.stats["peak_kb"] < 400_000


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/circle", "redirects"),
        ("/self", "redirects"),
        ("/chain6-0", "redirects"),
        ("/to-nowhere", "redirect-broken"),
        ("/to-file", "scheme"),
        ("/to-data", "scheme"),
        ("/to-script", "redirect-broken"),
        ("/to-other", "address"),
        ("/to-other-hex", "address"),
        ("/to-other-decimal", "address"),
        ("/to-other-octal", "address"),
        ("/to-metadata", "address"),
        ("/to-loopback6", "address"),
        ("/to-mapped", "address"),
        ("/to-port-0", "address"),
        ("/to-elsewhere", "offsite"),
        ("/to-credentials", "credentials-in-url"),
    ],
)
def test_a_redirect_that_must_not_be_followed(faults: Misbehaving, path: str, reason: str) -> None:
    end = faults.crawl[faults.server.base + path]
    assert (end.error, end.reason) == ("Refused", reason), end
    assert faults.other.log == []


def test_a_circle_is_not_walked_twice(faults: Misbehaving) -> None:
    assert faults.server.asked("/self") == 1
    assert faults.server.asked("/circle") == 2  # from either end


def test_five_redirects_are_followed(faults: Misbehaving) -> None:
    end = faults.crawl[faults.server.base + "/chain5-0"]
    assert (end.status, end.url) == (200, faults.server.base + "/chain5-5")


def test_a_redirect_without_a_target_and_a_304_are_answers(faults: Misbehaving) -> None:
    assert faults.crawl[faults.server.base + "/not-a-redirect"].status == 302
    assert faults.crawl[faults.server.base + "/not-modified"].status == 304


def test_a_meta_refresh_is_not_followed(faults: Misbehaving) -> None:
    assert faults.crawl[faults.server.base + "/refresh"].status == 200
    assert faults.other.log == []


def test_no_cookie_is_ever_sent(faults: Misbehaving) -> None:
    assert not [head for _, _, head in faults.server.log if "cookie:" in head.lower()]


def test_each_refusal_is_counted_by_its_reason(faults: Misbehaving) -> None:
    stats = faults.crawl.stats
    assert stats["newscrawl/refused/too-large"] == len(TOO_LARGE)
    assert stats["newscrawl/refused/headers-too-large"] == len(HEADS)
    assert stats["newscrawl/refused/redirects"] == 4  # both ends of the circle
    assert stats["newscrawl/refused/scheme"] == 2


def test_nothing_went_wrong_that_nobody_expected(faults: Misbehaving) -> None:
    assert "Traceback" not in faults.crawl.log, faults.crawl.log[-3000:]
    assert "Unhandled" not in faults.crawl.log
    assert faults.crawl.returncode == 0
