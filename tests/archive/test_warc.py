"""What comes out of archive files that are whole: the same pages whatever the packing, and a count for all else."""

from __future__ import annotations

import gzip
import os
import zlib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
import pytest

from newscrawl.archive.reader.warc import Damaged, find, page_at, read_pages
from newscrawl.archive.write import RequestSeen, ResponseSeen, exchange, warcinfo
from newscrawl.decoding import zstd
from newscrawl.errors import UsageError
from newscrawl.model import Page

AT = datetime(2021, 5, 6, 7, 8, 9, tzinfo=UTC)
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "warc"


def test_a_page_carries_what_the_record_says(make: Any, pack: Any) -> None:
    (page,) = make.read(pack(make.record("warcinfo", "", b"software: x\r\n"), make.response(4))).pages
    assert page.url == "https://example.org/4"
    assert page.body == make.text(4)
    assert (page.status, page.via, page.warc_file) == (200, "warc", "0.warc")
    assert (page.captured_at, page.fetched_at) == (AT, AT)
    assert page.header("content-type") == "text/html; charset=utf-8"
    assert page.archive_url is None


def test_every_packing_gives_every_page(make: Any, pack: Any) -> None:
    found = make.read(pack(*(make.response(n) for n in range(9))))
    assert found.urls == list("012345678")
    assert [page.body for page in found.pages] == [make.text(n) for n in range(9)]
    assert not found.damaged


def test_arc_gives_the_same_pages(make: Any, pack: Any) -> None:
    found = make.read(pack(make.arc_start(), *(make.arc(n) for n in range(5))))
    assert found.urls == list("01234")
    assert [(page.body, page.captured_at) for page in found.pages] == [(make.text(n), AT) for n in range(5)]


def test_arc_version_2_has_more_fields(make: Any) -> None:
    block = make.http(make.text(1))
    line = f"https://example.org/a b 192.0.2.1 20210506070809 text/html 200 - - 512 x.arc.gz {len(block)}\n".encode()
    assert make.read(make.arc_start() + line + block + b"\n").urls == ["a%20b"]


@pytest.mark.parametrize("first", ["plain", "gzip", "whole-gzip", "zstd"])
@pytest.mark.parametrize("second", ["plain", "gzip", "whole-gzip", "zstd"])
def test_files_that_were_joined_are_read_on(make: Any, packings: Any, first: str, second: str) -> None:
    data = packings[first](make.response(1), make.response(2)) + packings[second](make.response(3), make.response(4))
    assert make.read(data).urls == ["1", "2", "3", "4"]
    assert not make.read(data).damaged


def test_padding_blank_lines_and_empty_members_are_nothing(make: Any) -> None:
    data = gzip.compress(b"") + gzip.compress(b"\r\n" + make.response(1)) + b"\0" * 700 + gzip.compress(make.response(2)) + b"\0" * 3
    found = make.read(data)
    assert (found.urls, found.damaged) == (["1", "2"], [])


def test_records_split_over_blocks_are_joined(make: Any) -> None:
    whole = b"".join(make.response(n) for n in range(5))
    data = b"".join(gzip.compress(whole[at : at + 777]) for at in range(0, len(whole), 777))
    found = make.read(data)
    assert (found.urls, found.damaged) == (list("01234"), [])


def test_zstd_with_a_dictionary(make: Any) -> None:
    records = [make.response(n) for n in range(40)]
    trained = zstd.train_dict(records, 2048)
    for stored in (trained.dict_content, zstd.compress(trained.dict_content)):
        frame = b"\x5d\x2a\x4d\x18" + len(stored).to_bytes(4, "little") + stored
        packed = b"".join(zstd.compress(record, zstd_dict=trained) for record in records)
        assert len(make.read(frame + packed).pages) == 40


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_either_line_ending_will_do(make: Any, ending: bytes) -> None:
    head, _, body = make.response(1).partition(b"\r\n\r\n")
    http, _, html = body.partition(b"\r\n\r\n")
    http = http.replace(b"\r\n", ending) + ending * 2
    block = http + html.removesuffix(b"\r\n\r\n")
    head = ending.join(line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length"))
    data = head + ending + b"content-length: %d" % len(block) + ending * 2 + block + ending * 2
    assert make.read(data + make.response(2)).urls == ["1", "2"]


def squeeze_raw(body: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(body) + engine.flush()


def chunk(body: bytes, size: int = 500, extension: bytes = b"") -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x%s\r\n%s\r\n" % (len(part), extension, part) for part in parts) + b"0\r\nX-Trailer: 1\r\n\r\n"


BODIES = {
    "identity": (lambda body: body, ()),
    "chunked": (chunk, ("Transfer-Encoding: chunked",)),
    "chunked with extensions": (lambda body: chunk(body, 100, b";a=b"), ("Transfer-Encoding: Chunked",)),
    "gzip": (gzip.compress, ("Content-Encoding: gzip",)),
    "x-gzip": (gzip.compress, ("Content-Encoding: x-gzip",)),
    "two gzip members": (lambda body: gzip.compress(body[:99]) + gzip.compress(body[99:]), ("Content-Encoding: gzip",)),
    "deflate": (zlib.compress, ("Content-Encoding: deflate",)),
    "bare deflate": (squeeze_raw, ("Content-Encoding: deflate",)),
    "br": (brotli.compress, ("Content-Encoding: br",)),
    "zstd": (zstd.compress, ("Content-Encoding: zstd",)),
    "gzip, chunked": (lambda body: chunk(gzip.compress(body)), ("Content-Encoding: gzip", "Transfer-Encoding: chunked")),
    "br over gzip": (lambda body: brotli.compress(gzip.compress(body)), ("Content-Encoding: gzip, br",)),
    "said chunked, is not": (lambda body: body, ("Transfer-Encoding: chunked",)),
    "said gzip, is not": (lambda body: body, ("Content-Encoding: gzip",)),
    "said br, is not": (lambda body: body, ("Content-Encoding: br",)),
    "said zstd, is not": (lambda body: body, ("Content-Encoding: zstd",)),
    "said deflate, is not": (lambda body: body, ("Content-Encoding: deflate",)),
    "an encoding nobody knows": (lambda body: body, ("Content-Encoding: none",)),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_is_decoded(make: Any, name: str) -> None:
    encode, headers = BODIES[name]
    (page,) = make.read(make.response(1, block=make.http(encode(make.text(1)), *headers))).pages
    assert page.body == make.text(1)
    assert not page.header("content-encoding")
    assert not page.header("transfer-encoding")


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (lambda body: chunk(body)[:-400], ("Transfer-Encoding: chunked",)),
        (lambda body: gzip.compress(body)[:-300], ("Content-Encoding: gzip",)),
        (lambda body: zlib.compress(body)[:-300], ("Content-Encoding: deflate",)),
    ],
)
def test_a_body_that_ends_early_gives_what_there_is(make: Any, body: Any, headers: tuple[str, ...]) -> None:
    (page,) = make.read(make.response(1, block=make.http(body(make.text(1)), *headers))).pages
    assert make.text(1).startswith(page.body)
    assert len(page.body) > 100


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (lambda m: m.http(b"", "Location: /2", status="301 Moved"), "status-301"),
        (lambda m: m.http(m.text(), status="404 Not Found"), "status-404"),
        (lambda m: m.http(m.text(), status="503"), "status-503"),
        (lambda m: m.http(b"{}", kind="application/json"), "not-html"),
        (lambda m: m.http(b"\x89PNG", kind=None), "not-html"),
        (lambda m: m.http(b"<rss/>", kind="application/rss+xml"), "not-html"),
        (lambda m: m.http(b"  \r\n"), "empty"),
        (lambda m: b"", "empty"),
        (lambda m: m.text(), "no-http-head"),
        (lambda m: b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 60_000 + b"\r\n<html>", "no-http-head"),
    ],
)
def test_what_is_no_page_is_counted_by_its_reason(make: Any, block: Any, reason: str) -> None:
    found = make.read(make.response(1, block=block(make)) + make.response(2))
    assert found.urls == ["2"]
    assert found.tally[reason] == 1


@pytest.mark.parametrize("kind", [None, "application/octet-stream", "unknown/unknown"])
def test_a_page_without_a_type_is_known_by_its_start(make: Any, kind: str | None) -> None:
    assert make.read(make.response(1, block=make.http(make.text(1), kind=kind))).urls == ["1"]


def test_records_of_other_kinds_are_counted(make: Any) -> None:
    kinds = ["warcinfo", "request", "metadata", "continuation", "invented"]
    found = make.read(b"".join(make.record(kind, "https://example.org/1", b"a: b") for kind in kinds) + make.response(1))
    assert found.urls == ["1"]
    assert found.tally == Counter({f"record-{kind}": 1 for kind in kinds[:4]} | {"record-other": 1, "page": 1})


@pytest.mark.parametrize("kind", ["resource", "conversion"])
def test_a_resource_is_its_own_body(make: Any, kind: str) -> None:
    html = make.record(kind, "https://example.org/a", make.text(1), "Content-Type: text/html")
    text = make.record(kind, "https://example.org/b", b"Plain words.", "Content-Type: text/plain")
    found = make.read(html + text)
    assert [(page.url, page.body) for page in found.pages] == [("https://example.org/a", make.text(1))]
    assert found.tally["not-html"] == 1


@pytest.mark.parametrize(
    "uri", ["dns:example.org", "urn:x", "", "https://", "http://[::1", "file:///etc/passwd", "https://example.org:99999/"]
)
def test_only_addresses_of_the_web_count(make: Any, uri: str) -> None:
    found = make.read(make.record("response", uri, make.http(make.text(1))) + make.response(2))
    assert (found.urls, found.tally["not-http"]) == (["2"], 1)


def test_an_address_in_brackets_or_with_spaces_is_understood(make: Any) -> None:
    data = make.record("response", "<https://example.org/a>", make.http(make.text(1)))
    data += make.record("response", "https://Example.org:443/b c?utm_source=x", make.http(make.text(1)))
    assert [page.url for page in make.read(data).pages] == ["https://example.org/a", "https://example.org/b%20c?utm_source=x"]


def test_other_sites_are_counted_and_not_read(make: Any) -> None:
    other = make.record("response", "https://elsewhere.example/1", make.http(b"broken", "Content-Encoding: zstd"))
    found = make.read(other + make.response(1), wants=lambda url: url.startswith("https://example.org/"))
    assert (found.urls, found.tally["other-site"]) == (["1"], 1)


@pytest.mark.parametrize(
    ("date", "captured"),
    [
        ("2021-05-06T07:08:09Z", AT),
        ("2021-05-06T07:08:09.123456Z", AT.replace(microsecond=123456)),
        ("2021-05-06T09:08:09+02:00", AT),
        ("20210506070809", AT),
        ("2021-05-06", AT.replace(hour=0, minute=0, second=0)),
        ("2008-10-294T05:21:46-0700", None),
        ("", None),
        ("0001-01-01T00:00:00+23:00", None),
    ],
)
def test_the_date_of_a_capture(make: Any, date: str, captured: datetime | None) -> None:
    path = make.file(make.record("response", "https://example.org/1", make.http(make.text(1)), date=date))
    os.utime(path, (0, 86_400))
    (page,) = read_pages(path)
    assert isinstance(page, Page)
    assert page.captured_at == captured
    assert page.fetched_at == (captured or datetime(1970, 1, 2, tzinfo=UTC))


def test_a_capture_without_a_date_has_that_of_the_answer(make: Any) -> None:
    block = make.http(make.text(1), "Date: Thu, 06 May 2021 07:08:09 GMT")
    (page,) = make.read(make.record("response", "https://example.org/1", block, date="soon")).pages
    assert (page.captured_at, page.fetched_at) == (AT, AT)


def revisit(make: Any, *headers: str, block: bytes | None = None) -> bytes:
    block = make.http(b"", "X-Own: 1") if block is None else block
    return make.record("revisit", "https://example.org/again", block, *headers, date="2022-01-01T00:00:00Z")


@pytest.mark.parametrize(
    "headers",
    [
        ("WARC-Payload-Digest: DIGEST",),
        ("WARC-Refers-To-Target-URI: https://example.org/1", "WARC-Refers-To-Date: 2021-05-06T07:08:09Z"),
        ("WARC-Refers-To: <urn:uuid:1>",),
        ("WARC-Payload-Digest: sha1:UNKNOWN", "WARC-Refers-To: <urn:uuid:1>"),
    ],
)
@pytest.mark.parametrize("order", ["after", "before", "in another file"])
def test_a_revisit_has_the_body_of_what_it_names(make: Any, pack: Any, headers: tuple[str, ...], order: str) -> None:
    digest = make.digest(make.text(1))
    original = make.response(1, f"WARC-Payload-Digest: {digest}", "WARC-Record-ID: <urn:uuid:1>")
    again = revisit(make, *(header.replace("DIGEST", digest) for header in headers))
    files = {"after": [pack(original, again)], "before": [pack(again, original)], "in another file": [pack(again), pack(original)]}[order]
    found = make.read(*files)
    assert found.urls == ["1", "again"]
    page = found.pages[1]
    assert (page.body, page.captured_at) == (make.text(1), datetime(2022, 1, 1, tzinfo=UTC))
    assert page.header("x-own") == "1"
    assert found.tally == Counter(page=2)


@pytest.mark.parametrize("block", [b"", b"HTTP/1.1 304 Not Modified\r\nETag: 1\r\n\r\n"])
def test_a_revisit_without_headers_of_a_page_has_the_others(make: Any, block: bytes) -> None:
    found = make.read(make.response(1, "WARC-Payload-Digest: sha1:A") + revisit(make, "WARC-Payload-Digest: sha1:A", block=block))
    assert found.urls == ["1", "again"]
    assert found.pages[1].header("content-type") == "text/html; charset=utf-8"


@pytest.mark.parametrize("headers", [(), ("WARC-Payload-Digest: sha1:NONE", "WARC-Refers-To: <urn:uuid:none>")])
def test_a_revisit_of_what_is_not_there_is_counted(make: Any, headers: tuple[str, ...]) -> None:
    found = make.read(make.response(1) + revisit(make, *headers))
    assert (found.urls, found.tally["revisit-unresolved"]) == (["1"], 1)


def test_a_revisit_of_a_redirect_is_none(make: Any) -> None:
    found = make.read(
        make.response(1, "WARC-Payload-Digest: sha1:A") + revisit(make, "WARC-Payload-Digest: sha1:A", block=make.http(b"", status="301 x"))
    )
    assert (found.urls, found.tally["status-301"]) == (["1"], 1)


def test_what_we_wrote_is_read_back_as_it_was(make: Any) -> None:
    headers = (("Content-Type", "text/html"), ("ETag", '"é"'), ("X-Robots-Tag", "noai"))
    got = [ResponseSeen(url=f"https://example.org/{n}", status=200, headers=headers, body=make.text(min(n, 2))) for n in range(4)]
    data = warcinfo("r", "newscrawl", filename="x.warc.gz", created=AT)
    known: dict[str, tuple[str, datetime]] = {}
    offsets = []
    for n, response in enumerate(got):
        at = AT.replace(microsecond=n * 1000)
        one = exchange(RequestSeen(url=response.url), response, fetched_at=at, run_id="r", seen=known.get)
        if not one.revisit:
            known[one.payload_digest] = (one.uri, at)
        offsets.append(len(data) + one.response_offset)
        data += one.data
    path = make.file(data)
    pages = [page for page in read_pages(path) if isinstance(page, Page)]
    assert [(page.url, page.body, page.warc_offset) for page in pages] == [
        (response.url, response.body, offset) for response, offset in zip(got, offsets, strict=True)
    ]
    assert [page.fetched_at.microsecond for page in pages] == [0, 1000, 2000, 3000]
    assert pages[0].headers[:3] == (("content-type", "text/html"), ("etag", '"é"'), ("x-robots-tag", "noai"))
    assert [page_at(path, offset) for offset in offsets] == pages


def test_one_page_is_found_by_its_offset(make: Any, pack: Any) -> None:
    path = make.file(pack(make.response(1), make.record("request", "https://example.org/1", b"GET / HTTP/1.1\r\n\r\n"), make.response(2)))
    pages = [page for page in read_pages(path) if isinstance(page, Page)]
    offsets = [page.warc_offset for page in pages]
    if len(set(offsets)) == 2:
        assert [page_at(path, offset) for offset in offsets if offset is not None] == pages
    assert page_at(path, (offsets[0] or 0) + 1) is None or isinstance(page_at(path, 1), Damaged)


def test_files_are_found_by_path_glob_or_folder(tmp_path: Path) -> None:
    names = ["a.warc.gz", "b/c.arc", "b/d.WACZ", "b/e.warc.zst", "b/f.txt", "b/.g.warc.gz.part", ".h.warc"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    def found(spec: str) -> list[str]:
        return [path.relative_to(tmp_path).as_posix() for path in find(str(tmp_path / spec))]

    assert found("") == ["a.warc.gz", "b/c.arc", "b/d.WACZ", "b/e.warc.zst"]
    assert found("a.warc.gz") == ["a.warc.gz"]
    assert found("b/f.txt") == ["b/f.txt"]
    assert found("b/*.txt") == ["b/f.txt"]
    assert found("**/*.arc") == ["b/c.arc"]
    assert found("b*") == ["b/c.arc", "b/d.WACZ", "b/e.warc.zst"]


@pytest.mark.parametrize("spec", ["", " ", "nothing.warc", "*.none", "/dev/null/x", "a\0b"])
def test_finding_nothing_says_so(spec: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="archive=warc:"):
        find(spec)


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no"):
        find(str(tmp_path))


def test_a_file_that_cannot_be_opened_is_reported(tmp_path: Path) -> None:
    tally: Counter[str] = Counter()
    (damaged,) = read_pages(tmp_path / "gone.warc", tally=tally)
    assert isinstance(damaged, Damaged)
    assert (damaged.reason, damaged.file, tally["damaged"]) == ("unreadable-ENOENT", "gone.warc", 1)


# name: pages, damaged, and counts that matter
COLLECTED: dict[str, tuple[int, int, dict[str, int]]] = {
    "CmonCrawl__mini.warc.gz": (1, 0, {"record-request": 1}),
    "aut__example.arc.gz": (94, 0, {"not-http": 38, "not-html": 120, "status-301": 2, "status-302": 5, "status-404": 40}),
    "aut__issue-493.warc": (4, 0, {"not-html": 10, "status-301": 1}),
    "chatnoir-resiliparse__block-sized-records.warc.gz": (0, 0, {"record-other": 3}),
    "chatnoir-resiliparse__clueweb-quirk.warc.gz": (29, 0, {}),
    "dolma__sample-0000.warc.gz": (22, 0, {"not-http": 2}),
    "gzipstream__crlf_at_1k_boundary.warc.gz": (1, 0, {}),
    "jwarc__gzip_extra_sl.warc.gz": (0, 0, {"record-warcinfo": 1}),
    "py-wacz__example-resource.warc.gz": (2, 0, {}),
    "py-wacz__invalid_example_1.wacz": (0, 1, {}),
    "py-wacz__valid_example_2.wacz": (1, 0, {}),
    "pywb__dupes.warc.gz": (2, 0, {"revisit-unresolved": 3, "not-html": 6}),
    "pywb__example-url-agnostic-revisit.warc.gz": (0, 0, {"revisit-unresolved": 1}),
    "pywb__example-wpull.warc.gz": (1, 0, {"not-http": 1}),
    "pywb__iana.warc.gz": (16, 0, {"not-html": 151, "status-302": 4}),
    "replayweb.page__embed-test.warc": (5, 0, {"status-307": 1, "status-302": 2, "empty": 2}),
    "scrapy-webarchive__quotes.wacz": (20, 0, {"status-404": 1, "not-html": 80}),
    "stormcrawler__unparsable-date.warc.gz": (0, 0, {"status-404": 1}),
    "warcio__example-bad-non-chunked.warc.gz": (2, 0, {}),
    "warcio__example-iana.org-chunked.warc": (1, 0, {}),
    "warcio__example-space-in-target-uri.warc.gz": (0, 0, {"not-http": 1}),
    "warcio__example-wget-bad-target-uri.warc.gz": (1, 0, {"not-http": 2}),
    "warcio__example.arc.gz": (1, 0, {}),
    "warcio__post-test.warc.gz": (0, 0, {"not-html": 3}),
    "webarchive-commons__link-extraction-test.warc": (6, 0, {"not-http": 1}),
}


@pytest.mark.parametrize("name", COLLECTED)
def test_collected_files_are_read(name: str) -> None:
    if not (SHARED / name).is_file():
        pytest.skip("the collected files are not here")
    tally: Counter[str] = Counter()
    pages = [one for one in read_pages(SHARED / name, tally=tally) if isinstance(one, Page)]
    expected, damaged, counts = COLLECTED[name]
    assert (len(pages), tally["damaged"]) == (expected, damaged)
    assert {reason: tally[reason] for reason in counts} == counts


@pytest.mark.skipif(not SHARED.is_dir(), reason="the collected files are not here")
def test_every_collected_file_is_in_the_table() -> None:
    assert {path.name for path in SHARED.iterdir()} == set(COLLECTED)


def test_a_page_of_which_the_archive_kept_a_part_is_told_and_marked(make: Any) -> None:
    """WARC 1.1, 5.13; news-crawl #31: Common Crawl and CC-NEWS cut what is too long."""
    whole = make.record("response", "https://example.org/a", make.http(make.text(1)))
    part = whole.replace(b"WARC-Date", b"WARC-Truncated: length\r\nWARC-Date", 1)
    read = make.read(whole + part)
    assert [page.header("warc-truncated") for page in read.pages] == ["", "length"]
    assert (read.tally["page"], read.tally["truncated"]) == (2, 1)
