"""What leaves us as WARC: valid for warcio, whole for whoever reads it, and without what would let somebody act as us."""

from __future__ import annotations

import gzip
import io
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import is_warc_11
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio_cli

from newscrawl.archive.write import Exchange, RequestSeen, ResponseSeen, exchange, payload_digest, warcinfo, warcinfo_id

AT = datetime(2026, 11, 23, 3, 0, 5, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 3, 0, 9, 120_000, tzinfo=UTC)
HTML = "<!doctype html><html><title>Çay</title><p>A ferry was late today.</p></html>".encode()
ASKED = RequestSeen(url="https://example.org/a?b=1", headers=(("Accept", "text/html"), ("User-Agent", "newscrawl")))
GOT = ResponseSeen(
    url="https://example.org/a?b=1",
    status=200,
    headers=(("Content-Type", "text/html; charset=utf-8"), ("ETag", '"x1"')),
    body=HTML,
    ip="192.0.2.7",
)


def write(request: RequestSeen = ASKED, response: ResponseSeen = GOT, **given: object) -> Exchange:
    return exchange(request, response, **{"fetched_at": AT, "run_id": "20261123T030000Z", **given})  # type: ignore[arg-type]


def whole_file() -> tuple[bytes, list[Exchange]]:
    """A run's file: the page, the same payload at another address, an empty redirect, the same empty redirect, a post."""
    file_id = warcinfo_id("20261123T030000Z", "pages.warc.gz")
    known: dict[str, tuple[str, datetime]] = {}
    written = []
    for n, (asked, got) in enumerate(
        [
            (ASKED, GOT),
            (replace(ASKED, url="https://example.org/copy"), replace(GOT, url="https://example.org/copy")),
            (
                replace(ASKED, url="https://example.org/old"),
                ResponseSeen(url="https://example.org/old", status=301, headers=(("Location", "/a"),)),
            ),
            (
                replace(ASKED, url="https://example.org/old2"),
                ResponseSeen(url="https://example.org/old2", status=301, headers=(("Location", "/a"),)),
            ),
            (
                RequestSeen(url="https://example.org/api", method="POST", body=b"q=1"),
                replace(GOT, url="https://example.org/api", body=b'{"a": 1}'),
            ),
        ]
    ):
        one = write(asked, got, fetched_at=AT.replace(minute=n), file_id=file_id, seen=known.get)
        if not one.revisit:
            known[one.payload_digest] = (one.uri, AT.replace(minute=n))
        written.append(one)
    head = warcinfo(
        "20261123T030000Z", "newscrawl/0.1", filename="pages.warc.gz", created=AT, fields={"robots": "obey", "operator": "A\r\nB: c"}
    )
    return head + b"".join(one.data for one in written), written


def records(data: bytes) -> list:
    found = []
    for record in ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        record.body = record.content_stream().read()
        found.append(record)
    return found


def test_warcio_check_finds_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pages.warc.gz").write_bytes(whole_file()[0])
    with pytest.raises(SystemExit) as ended:
        warcio_cli(["check", "-v", str(tmp_path / "pages.warc.gz")])
    said = capsys.readouterr().out
    assert ended.value.code == 0, said
    assert said.count("digest pass") == 10
    assert "failed" not in said


def test_one_file_holds_info_then_pairs_and_a_revisit_for_an_identical_payload() -> None:
    data, written = whole_file()
    found = records(data)
    pair = ["response", "request"]
    assert [r.rec_type for r in found] == ["warcinfo", *pair, "revisit", "request", *pair, *pair, *pair]
    assert [one.revisit for one in written] == [False, True, False, False, False]
    page, asked, again = found[1:4]
    assert page.body == HTML
    assert page.http_headers.get_header("ETag") == '"x1"'
    assert page.rec_headers.get_header("WARC-IP-Address") == "192.0.2.7"
    assert page.rec_headers.get_header("WARC-Identified-Payload-Type") == "text/html"
    assert page.rec_headers.get_header("WARC-Warcinfo-ID") == found[0].rec_headers.get_header("WARC-Record-ID")
    assert asked.rec_headers.get_header("WARC-Concurrent-To") == page.rec_headers.get_header("WARC-Record-ID")
    assert asked.http_headers.get_header("Host") == "example.org"
    assert asked.http_headers.protocol == "GET"
    assert asked.http_headers.statusline == "/a?b=1 HTTP/1.1"
    assert again.rec_headers.get_header("WARC-Refers-To-Target-URI") == "https://example.org/a?b=1"
    assert again.rec_headers.get_header("WARC-Refers-To-Date") == page.rec_headers.get_header("WARC-Date")
    assert again.rec_headers.get_header("WARC-Payload-Digest") == page.rec_headers.get_header("WARC-Payload-Digest")
    assert again.http_headers.get_statuscode() == "200"
    assert again.body == b""
    assert len({r.rec_headers.get_header("WARC-Record-ID") for r in found}) == len(found)
    assert b"\r\nB: c" not in found[0].body


def test_a_second_reader_agrees() -> None:
    found = list(FastIterator(io.BytesIO(whole_file()[0]), verify_digests=True, func_filter=is_warc_11))
    assert len(found) == 11


def test_each_record_is_a_member_and_the_response_is_where_the_offset_says() -> None:
    data, written = whole_file()
    at = len(data) - sum(len(one.data) for one in written)
    for one in written:
        stream = io.BytesIO(data[at + one.response_offset :])
        record = next(iter(ArchiveIterator(stream)))
        assert record.rec_type in ("response", "revisit")
        assert record.rec_headers.get_header("WARC-Target-URI") == one.uri
        assert gzip.decompress(one.data).startswith(b"WARC/1.1\r\n")
        at += len(one.data)


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert whole_file()[0] == whole_file()[0]
    assert write().data != write(fetched_at=LATER).data


def test_a_moment_keeps_its_fraction() -> None:
    assert records(write(fetched_at=LATER).data)[0].rec_headers.get_header("WARC-Date") == "2026-11-23T03:00:09.120000Z"


def test_headers_speak_of_the_body_as_it_is_stored() -> None:
    wire = (
        ("Content-Encoding", "br"),
        ("transfer-encoding", "chunked"),
        ("Content-Length", "31"),
        ("Connection", "close"),
        ("Vary", "Accept"),
    )
    record = records(write(response=replace(GOT, headers=wire)).data)[0]
    assert record.body == HTML
    assert record.http_headers.headers == [
        ("X-Crawl-Content-Encoding", "br"),
        ("X-Crawl-transfer-encoding", "chunked"),
        ("X-Crawl-Content-Length", "31"),
        ("Vary", "Accept"),
        ("Content-Length", str(len(HTML))),
    ]


@pytest.mark.parametrize(
    "name",
    [
        *("Authorization", "Cookie", "Set-Cookie", "set-cookie2", "Proxy-Authorization", "Proxy-Authenticate", "WWW-Authenticate"),
        *(
            "X-Api-Key",
            "apikey",
            "X-Auth-Token",
            "X-Amz-Security-Token",
            "X-CSRF-Token",
            "X-Session-Id",
            "Cf-Access-Client-Secret",
            "X-WP-Nonce",
        ),
        *("X-Auth", "Authentication-Info", "X-Forwarded-Authorization"),
    ],
)
def test_no_secret_is_written(name: str) -> None:
    headers = ((name, "hunter2"), ("X-Robots-Tag", "noai"))
    found = records(write(replace(ASKED, headers=headers), replace(GOT, headers=headers)).data)
    for record in found:
        assert record.http_headers.get_header("X-Robots-Tag") == "noai"
        assert "hunter2" not in str(record.http_headers)


@pytest.mark.parametrize(
    "name",
    ["X-Author", "ETag", "Last-Modified", "Content-Signal", "tdm-reservation", "X-Robots-Tag", "Link", "Cache-Control", "Content-Language"],
)
def test_what_cleaning_reads_is_kept(name: str) -> None:
    assert records(write(response=replace(GOT, headers=((name, "v"),))).data)[0].http_headers.get_header(name) == "v"


def test_credentials_in_an_address_are_not_written() -> None:
    secret = "https://reader:hunter2@example.org/a#part"
    data = gzip.decompress(write(replace(ASKED, url=secret), replace(GOT, url=secret)).data)
    assert b"hunter2" not in data
    assert b"WARC-Target-URI: https://example.org/a\r\n" in data


@pytest.mark.parametrize(
    ("headers", "absent"),
    [
        ((("X-A", "1\r\nX-B: 2"),), "X-B"),
        ((("X-A\r\nX-B", "2"),), "X-B"),
        ((("X-A", "1\r\n\r\nWARC/1.1"), ("", "x"), ("a b", "x")), "WARC/1.1"),
    ],
)
def test_a_header_cannot_end_the_headers(headers: tuple[tuple[str, str], ...], absent: str) -> None:
    found = records(write(replace(ASKED, headers=headers), replace(GOT, headers=headers)).data)
    assert len(found) == 2
    assert found[0].body == HTML
    assert all(record.http_headers.get_header(absent) is None for record in found)


@pytest.mark.parametrize("url", ["https://example.org/a b\r\nX: y", "https://example.org/ä?ö=1", "https://example.org"])
def test_an_address_stays_on_its_line(url: str) -> None:
    found = records(write(replace(ASKED, url=url), replace(GOT, url=url)).data)
    assert len(found) == 2
    assert found[0].rec_headers.get_header("X") is None
    assert found[0].rec_headers.get_header("WARC-Target-URI").isascii()


@pytest.mark.parametrize(
    ("body", "kind"), [(b" <HTML lang=en>", "text/html"), (b"\xef\xbb\xbf<?xml ?><rss>", "application/xml"), (b"{}", None)]
)
def test_only_what_the_bytes_say_is_identified(body: bytes, kind: str | None) -> None:
    assert records(write(response=replace(GOT, body=body)).data)[0].rec_headers.get_header("WARC-Identified-Payload-Type") == kind


def test_digests_are_those_of_cdx_servers() -> None:
    assert payload_digest(b"") == "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"


def test_a_page_of_150_kilobytes_costs_milliseconds() -> None:
    words = "".join(f"<p>Sentence {n * 7919 % 10007} of the long report about line {n}.</p>\n" for n in range(3000)).encode()[:150_000]
    got = replace(GOT, body=words)
    started = time.process_time()
    for _ in range(20):
        write(response=got)
    assert (time.process_time() - started) / 20 < 0.02  # ten times what bench/warc.py measures: a floor for a busy machine
