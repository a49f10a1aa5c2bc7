"""The fault injector: each fault is on the wire what its name says."""

from __future__ import annotations

import gzip
import http.client
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime

import brotli
import lxml.html
import pytest

from demo import faults
from demo.generated import GeneratedSite
from newscrawl.decoding import zstd


@pytest.fixture(scope="module")
def site() -> Iterator[GeneratedSite]:
    with GeneratedSite(12, seed=4) as site:
        yield site


@pytest.fixture(autouse=True)
def _whole_again(site: GeneratedSite) -> Iterator[None]:
    yield
    site.faults.clear()
    site.server.forget()


@pytest.fixture
def client(site: GeneratedSite, connect):
    return connect(site.url)


def wire(site: GeneratedSite, target: str = "/feed/", *, most: int = 1 << 24, timeout: float = 5) -> bytes:
    """All bytes that come back until the connection ends, or `most` of them."""
    with closing(socket.create_connection(("127.0.0.1", site.server.port), timeout)) as sock:
        sock.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        got = bytearray()
        while len(got) < most:
            piece = sock.recv(65_536)
            if not piece:
                break
            got += piece
        return bytes(got)


@pytest.mark.parametrize(
    ("retry_after", "sent"),
    [
        (None, None),
        (7, "7"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "Fri, 02 Jan 2026 03:04:05 GMT"),
        ("-1", "-1"),
        (10**12, "1000000000000"),
    ],
)
@pytest.mark.parametrize("code", [429, 503])
def test_a_status_with_retry_after(site, client, code: int, retry_after, sent: str | None) -> None:
    site.faults.on("/feed/", faults.status(code, retry_after=retry_after))
    status, headers, _ = client.get("/feed/")
    assert (status, headers.get("retry-after")) == (code, sent)


def test_a_fault_strikes_as_often_as_it_was_told_for_each_address(site, client) -> None:
    site.faults.on("feed|robots", faults.status(500), times=2)
    assert [client.get("/feed/")[0] for _ in range(4)] == [500, 500, 200, 200]
    assert client.get("/robots.txt")[0] == 500
    assert client.get("/")[0] == 200


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.reset(), ConnectionResetError),
        (faults.close_before_headers(), http.client.RemoteDisconnected),
        (faults.close_mid_body(), http.client.IncompleteRead),
        (faults.wrong_length(500), http.client.IncompleteRead),
        (faults.chunked_cut(), http.client.IncompleteRead),
    ],
)
def test_a_broken_answer_breaks_as_named(site, client, fault: faults.Fault, error: type[Exception]) -> None:
    site.faults.on("/feed/", fault)
    with pytest.raises(error):
        client.get("/feed/")
    assert site.server.log[-1].status == 0


def test_a_reset_in_the_body_comes_after_a_part_of_it(site) -> None:
    site.faults.on("/feed/", faults.reset(after=0.5))
    with closing(socket.create_connection(("127.0.0.1", site.server.port), 5)) as sock:
        sock.sendall(b"GET /feed/ HTTP/1.1\r\nHost: x\r\n\r\n")
        assert sock.recv(100).startswith(b"HTTP/1.1 200")
        with pytest.raises(ConnectionResetError):
            while sock.recv(65_536):
                pass


@pytest.mark.parametrize(
    ("encoding", "unpack"),
    [
        ("gzip", gzip.decompress),
        ("deflate", zlib.decompress),
        ("br", brotli.decompress),
        ("zstd", lambda body: zstd.ZstdDecompressor().decompress(body)),
    ],
)
def test_a_body_is_whole_or_cut_in_each_encoding(site, client, encoding, unpack: Callable[[bytes], bytes]) -> None:
    plain = client.get("/feed/")[2]
    site.faults.on("/feed/", faults.compressed(encoding), times=1)
    site.faults.on("/feed/", faults.truncated(encoding))
    _, headers, whole = client.get("/feed/")
    assert (headers["content-encoding"], unpack(whole)) == (encoding, plain)
    _, headers, cut = client.get("/feed/")
    assert int(headers["content-length"]) == len(cut) < len(whole)
    assert whole.startswith(cut)


@pytest.mark.parametrize(("fault", "seen"), [(faults.hang(), b""), (faults.hang_in_body(), b"HTTP/1.1 200")])
def test_a_hanging_answer_hangs(site, fault: faults.Fault, seen: bytes) -> None:
    site.faults.on("/feed/", fault)
    with closing(socket.create_connection(("127.0.0.1", site.server.port), 5)) as sock:
        sock.sendall(b"GET /feed/ HTTP/1.1\r\nHost: x\r\n\r\n")
        sock.settimeout(0.1)
        got = b""
        with pytest.raises(TimeoutError):
            while True:
                got += sock.recv(65_536)
        assert got[:12] == seen


def test_a_drip_comes_in_drops_and_is_whole_in_the_end(site, client) -> None:
    site.faults.on("/robots.txt", faults.drip(50, 0.001))
    assert b"User-agent" in client.get("/robots.txt")[2]


def test_an_endless_body_goes_on(site) -> None:
    site.faults.on("/feed/", faults.endless())
    assert len(wire(site, most=3_000_000)) >= 3_000_000
    site.faults.clear()
    site.faults.on("/feed/", faults.endless(chunked=True))
    assert b"Transfer-Encoding: chunked" in wire(site, most=200_000)


def test_redirects_loop_or_end_after_the_chain(site, client) -> None:
    site.faults.on("^/loop/", faults.redirect_loop())
    site.faults.on("^/feed/", faults.redirect_chain(3))
    site.faults.on("^/out/", faults.redirect("http://169.254.169.254/latest/", 301))
    assert client.get("/loop/")[1]["location"] == "/loop/"
    target, hops = "/feed/", 0
    while (answer := client.get(target))[0] == 302:
        target, hops = answer[1]["location"], hops + 1
    assert (answer[0], hops) == (200, 3)
    status, headers, _ = client.get("/out/")
    assert (status, headers["location"]) == (301, "http://169.254.169.254/latest/")


@pytest.mark.parametrize(
    ("encoding", "size"),
    [
        ("gzip", lambda body: len(gzip.decompress(body))),
        ("deflate", lambda body: len(zlib.decompress(body))),
        ("br", lambda body: len(brotli.decompress(body))),
        ("zstd", lambda body: len(zstd.ZstdDecompressor().decompress(body))),
    ],
)
def test_a_bomb_is_small_and_opens_to_its_full_size(site, client, encoding, size: Callable[[bytes], int]) -> None:
    site.faults.on("/feed/", faults.bomb(encoding, 20))
    body = client.get("/feed/")[2]
    assert len(body) < 40_000
    assert size(body) == 20 * 1024 * 1024
    site.faults.clear()
    site.faults.on("/feed/", faults.bomb(encoding, 20, noise=1))
    body = client.get("/feed/")[2]
    assert 1_000_000 < len(body) < 1_200_000
    assert size(body) == 21 * 1024 * 1024


def test_pages_can_be_large_deep_and_wide(site, client) -> None:
    for name, fault in {"large": faults.large_page(3), "deep": faults.deep_page(1000), "wide": faults.many_attributes(500)}.items():
        site.faults.on(f"/{name}/", fault)
    assert 2_900_000 < len(client.get("/large/")[2]) < 3_300_000
    assert client.get("/deep/")[2].count(b"<div>") == 1000
    assert b'data-a499="499"' in client.get("/wide/")[2]


def test_headers_and_cookies_can_be_too_many(site) -> None:
    site.faults.on("/feed/", faults.header_bomb(1200, 50))
    assert wire(site).split(b"\r\n\r\n")[0].count(b"\r\nX-Filler-") == 1200
    site.faults.clear()
    site.faults.on("/robots.txt", faults.cookie_bomb(30, 100))
    assert wire(site, "/robots.txt", most=3000).count(b"Set-Cookie: c") >= 20


def test_pages_are_changed_as_told(site, client) -> None:
    path = next(site.truths()).path
    title = "Evil\x1b[2Jtitle\nwith ../../lines & more"
    changes = {
        faults.canonical_to("http://127.0.0.1:9/x"): lambda b: b.count(b'href="http://127.0.0.1:9/x"') == 1,
        faults.refresh_to("file:///etc/passwd"): lambda b: b'http-equiv="refresh" content="0; url=file:///etc/passwd"' in b,
        faults.titled(title): lambda b: lxml.html.fromstring(b.replace(b"\x1b", b"")).xpath("//h1")[0].text == title.replace("\x1b", ""),
        faults.linking("/events/2026/11/"): lambda b: b'<a href="/events/2026/11/" rel="bookmark">' in b,
        faults.nuls(10): lambda b: b.count(b"\0") > 100,
        faults.charset_lie("utf-16-le", "utf-8"): lambda b: b"<\0m\0e\0t\0a\0" in b,
        faults.session_links(): lambda b: b.count(b"?PHPSESSID=") > 10,
    }
    for change, holds in changes.items():
        site.faults.clear()
        site.faults.on(path, change)
        assert holds(client.get(path)[2])


def test_traps_never_end(site, client) -> None:
    site.faults.on("^/events/", faults.calendar())
    site.faults.on("^/page/", faults.endless_paging())
    assert b"/events/2027/01/" in client.get("/events/2026/12/")[2]
    assert b"?v0=1&amp;v1=1" in client.get("/events/2026/12/?v0=1")[2]
    assert b'href="/page/100001/"' in client.get("/page/100000/")[2]
    site.faults.on("^/nest.xml", faults.nested_sitemaps())
    assert f"{site.url}/nest.xml?level=5".encode() in client.get("/nest.xml?level=4")[2]


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_xml_can_attack(site, client, kind) -> None:
    for name, fault, sign in (
        ("laughs", faults.entity_bomb(kind), b"&e8;&e8;"),
        ("quadratic", faults.quadratic_bomb(kind, 10, 50), b"&a;&a;&a;"),
        ("outside", faults.external_entity(kind, "http://127.0.0.1:9/"), b'SYSTEM "http://127.0.0.1:9/"'),
    ):
        site.faults.on(f"/{name}", fault)
        assert sign in client.get(f"/{name}")[2]


def test_sources_list_what_they_are_told_to(site, client) -> None:
    site.faults.on("/feed/", faults.feed_of({"http://[::1]/a/": "A\x07B", "/..%2f..%2fetc/": "C"}))
    site.faults.on("/post-sitemap.xml", faults.sitemap_of(["http://0x7f000001/", "file:///etc/passwd"]))
    assert b"<link>http://[::1]/a/</link>" in client.get("/feed/")[2]
    assert b"<loc>file:///etc/passwd</loc>" in client.get("/post-sitemap.xml")[2]


@pytest.mark.parametrize(
    ("fault", "holds"),
    [
        (faults.robots("User-agent: *\nCrawl-delay: 2", bom=True), lambda b: b.startswith(b"\xef\xbb\xbfUser-agent")),
        (faults.robots_html(), lambda b: b.startswith(b"<!doctype html>")),
        (faults.robots_huge(600), lambda b: len(b) > 600_000 and b.endswith(b"Disallow: /\n")),
    ],
)
def test_robots_txt_can_be_wrong(site, client, fault: faults.Fault, holds: Callable[[bytes], bool]) -> None:
    site.faults.on("/robots.txt", fault)
    assert holds(client.get("/robots.txt")[2])


def test_random_faults_hit_their_share_and_no_address_more_than_twice_in_a_row(site, connect) -> None:
    site.faults.randomly(0.3, seed=11, faults=[faults.status(500)], in_a_row=2)
    client = connect(site.url)
    for truth in site.truths():
        statuses = [client.get(truth.path)[0] for _ in range(20)]
        assert "500500500" not in "".join(map(str, statuses))
    assert 0.2 < site.faults.thrown / (12 * 20) < 0.35


def test_https_is_served_with_a_certificate_that_nobody_trusts_or_that_has_expired(generated_site, certificate) -> None:
    for expired, error in ((False, "self-signed"), (True, "self-signed|expired")):
        context, file = certificate(expired=expired)
        site = generated_site(2, tls=context)
        assert site.url.startswith("https://")
        stranger = http.client.HTTPSConnection("127.0.0.1", site.server.port, timeout=5)
        with closing(stranger), pytest.raises(ssl.SSLCertVerificationError, match=error):
            stranger.request("GET", "/robots.txt")
        trusting = ssl.create_default_context(cafile=str(file))
        with closing(http.client.HTTPSConnection("127.0.0.1", site.server.port, timeout=5, context=trusting)) as friend:
            if expired:
                with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
                    friend.request("GET", "/robots.txt")
            else:
                friend.request("GET", "/robots.txt")
                assert friend.getresponse().status == 200


def test_a_closing_server_ends_every_hanging_answer_at_once(generated_site) -> None:
    site = generated_site(3)
    site.faults.on("", faults.hang(3600))
    socks = [socket.create_connection(("127.0.0.1", site.server.port), 5) for _ in range(20)]
    for sock in socks:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    while len(site.server.log) < 20:
        time.sleep(0.001)
    started = time.monotonic()
    site.close()
    assert time.monotonic() - started < 600  # a sixth of what each would hang; on an idle machine it takes no tenth of a second
    for sock in socks:
        sock.close()
