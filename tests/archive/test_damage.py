"""Archive files that are broken: a damaged record costs itself and a count, and nothing costs time or memory without end."""

from __future__ import annotations

import gzip
import random
import time
import tracemalloc
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newscrawl.archive.reader.records import BLOCK_LIMIT
from newscrawl.archive.reader.warc import Damaged, read_pages
from newscrawl.decoding import zstd
from newscrawl.model import Page

COUNT = 6


def packed(make: Any, packings: Any, how: str) -> tuple[bytes, list[int]]:
    """A file of six pages, and where each one's bytes end."""
    parts = [packings[how](make.response(n, f"WARC-Block-Digest: {make.digest(make.http(make.text(n)))}")) for n in range(COUNT)]
    ends = [sum(map(len, parts[: n + 1])) for n in range(COUNT)]
    return b"".join(parts), ends


def right(make: Any, page: Page) -> bool:
    return page.body == make.text(int(page.url.rpartition("/")[2]))


@pytest.mark.parametrize("how", ["plain", "gzip", "zstd"])
def test_a_flipped_byte_costs_one_page(make: Any, packings: Any, how: str) -> None:
    data, ends = packed(make, packings, how)
    for at in random.Random(7).sample(range(len(data)), 60):
        broken = bytearray(data)
        broken[at] ^= 0x55
        found = make.read(bytes(broken))
        hit = next(n for n, end in enumerate(ends) if at < end)
        others = [str(n) for n in range(COUNT) if n != hit]
        assert [url for url in found.urls if url in others] == others, at
        if hit:  # digests are believed once one was right
            assert all(right(make, page) for page in found.pages if page.url.endswith(tuple(others))), at
        if len(found.pages) < COUNT:
            assert 1 <= len(found.damaged) <= 2 or found.tally - Counter(page=9), at


@pytest.mark.parametrize("how", ["gzip", "zstd"])
def test_a_checksum_is_believed_before_the_page(make: Any, packings: Any, how: str) -> None:
    data, ends = packed(make, packings, how)
    broken = bytearray(data)
    broken[ends[2] - 1 - 4 * (how == "gzip")] ^= 1  # of the member's last bytes, the checksum
    found = make.read(bytes(broken))
    assert found.urls == ["0", "1", "3", "4", "5"]
    assert [(d.offset, d.reason) for d in found.damaged] == [(ends[1], how)]


@pytest.mark.parametrize("how", ["gzip", "zstd"])
def test_a_page_waits_for_a_checksum_that_comes_with_the_next_read(make: Any, packings: Any, how: str) -> None:
    member = bytearray(packings[how](make.response(1)))
    member[-1] ^= 1
    padding = bytes(-(len(member) - 2) % (1 << 16))
    found = make.read(padding + member + packings[how](make.response(2)))
    assert (found.urls, [d.reason for d in found.damaged]) == (["2"], [how])


def test_a_wrong_digest_is_believed_where_another_one_was_right(make: Any) -> None:
    good = make.response(1, f"WARC-Block-Digest: {make.digest(make.http(make.text(1)))}")
    wrong = make.response(2, f"WARC-Block-Digest: {make.digest(b'')}")
    assert make.read(good + wrong).urls == ["1"]
    assert make.read(good + wrong).damaged[0].reason == "digest"
    assert make.read(wrong + make.response(3)).urls == ["2", "3"]


@pytest.mark.parametrize("how", ["plain", "gzip", "zstd", "whole-gzip", "whole-zstd"])
def test_a_file_cut_short_gives_what_came_before(make: Any, packings: Any, how: str) -> None:
    whole = how.startswith("whole")
    data, ends = packed(make, packings, how.removeprefix("whole-"))
    if whole:
        data = packings[how](*(make.response(n) for n in range(COUNT)))
    for cut in random.Random(5).sample(range(1, len(data)), 40):
        found = make.read(data[:cut])
        assert all(right(make, page) for page in found.pages), cut
        if whole:
            assert len(found.damaged) == 1, cut
            continue
        complete = sum(end <= cut for end in ends)
        # A plain record may lack the blank lines behind it and still be whole.
        assert found.urls[:complete] == [str(n) for n in range(complete)], cut
        assert len(found.urls) + len(found.damaged) == complete + (cut not in ends), cut


@pytest.mark.parametrize("how", ["plain", "gzip", "whole-gzip", "zstd", "whole-zstd"])
@pytest.mark.parametrize(
    "length",
    [
        0,
        3,
        1000,
        "SIZE-1",
        "SIZE-2",
        "SIZE+5",
        "SIZE+700",
        5000,
        100_000,
        BLOCK_LIMIT - 1,
        BLOCK_LIMIT * 2,
        10**14,
        10**40,
        -1,
        "",
        "x",
        "1e3",
        "٣",
    ],
)
def test_a_wrong_length_costs_one_record(make: Any, packings: Any, how: str, length: Any) -> None:
    size = len(make.http(make.text(2)))
    if isinstance(length, str) and length.startswith("SIZE"):
        length = size + int(length.removeprefix("SIZE"))
    records = [make.response(0), make.response(1), make.response(2, length=length), make.response(3), make.response(4)]
    found = make.read(packings[how](*records))
    assert found.urls == ["0", "1", "3", "4"] or (length == size + 5 and found.urls == ["0", "1", "2", "3", "4"])
    assert len(found.damaged) + found.tally["empty"] <= 2
    assert len(found.damaged) + found.tally["empty"] + found.urls.count("2") >= 1


@pytest.mark.parametrize("how", ["plain", "gzip", "whole-gzip"])
@pytest.mark.parametrize("length", [0, 7, 10_000, 10**14])
def test_a_wrong_length_in_an_arc_costs_one_record(make: Any, packings: Any, how: str, length: int) -> None:
    found = make.read(packings[how](make.arc_start(), make.arc(0), make.arc(1, length=length), make.arc(2), make.arc(3)))
    assert [url for url in found.urls if url != "1"] == ["0", "2", "3"]
    assert len(found.damaged) + found.tally["empty"] + found.tally["no-http-head"] >= 1


@pytest.mark.parametrize(
    "junk",
    [
        b"junk",
        b"\x00\xff" * 5000,
        b"WARC/1.0",
        b"WARC/1.0\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
        b"WARC/1.0\r\n" + b"X: y\r\n" * 20_000,
        b"WARC/1.0\r\n" + b"x" * 200_000,
        b"WARC/1.0\r\nContent-Length: 5\r\nContent-Length: 9999\r\n\r\nabc",
        b"http://a " * 20_000,
        b"\x1f\x8b\x08" * 2000,
        b"\x28\xb5\x2f\xfd" * 2000,
        b"PK\x03\x04" * 500,
        b"\x5d\x2a\x4d\x18\xff\xff\xff\x7f",
    ],
)
@pytest.mark.parametrize("how", ["plain", "gzip", "zstd"])
def test_junk_between_records_costs_no_page(make: Any, packings: Any, how: str, junk: bytes) -> None:
    pack = packings[how]
    found = make.read(pack(make.response(1), make.response(2)) + pack(junk) + pack(make.response(3)))
    assert found.urls == ["1", "2", "3"]
    assert len(found.damaged) >= 1
    if how != "plain" and not junk.startswith(b"\x5d\x2a"):  # a frame that says it is longer than the file
        found = make.read(pack(make.response(1), make.response(2)) + junk + pack(make.response(3)))
        assert found.urls == ["1", "2", "3"]
        assert len(found.damaged) >= 1


@pytest.mark.parametrize("start", [b"junk\n", b"\xff\xd8\xff\xe0" * 9])
def test_junk_before_the_first_record_is_passed_over(make: Any, pack: Any, start: bytes) -> None:
    found = make.read(start + b"\n" + make.response(1))
    assert (found.urls, [d.reason for d in found.damaged]) == (["1"], ["not-an-archive"])


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b"\0" * 5000])
def test_an_empty_file_is_empty(make: Any, data: bytes) -> None:
    assert make.read(data).tally == Counter()


@pytest.mark.parametrize("data", [b"x", b"<html>" * 50_000, b"\x89PNG" + bytes(range(256)) * 999, b"\x1f\x8b", b"PK", b"\x28\xb5"])
def test_what_is_no_archive_is_said_once(make: Any, data: bytes) -> None:
    assert [(d.offset, d.reason) for d in make.read(data).damaged] == [(0, "not-an-archive")]


def test_a_body_that_speaks_of_records_is_not_taken_apart(make: Any) -> None:
    inner = make.http(make.text(1) + b"\r\n\r\n" + make.response(7) + make.response(8))
    found = make.read(make.response(1, block=inner) + make.response(2))
    assert (found.urls, found.damaged) == (["1", "2"], [])


def bomb(body: bytes, how: str) -> bytes:
    return {"gzip": gzip.compress, "deflate": zlib.compress, "br": lambda b: brotli.compress(b, quality=1), "zstd": zstd.compress}[how](
        body
    )


@pytest.mark.parametrize("how", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_unpacks_beyond_measure_is_refused(make: Any, how: str) -> None:
    data = gzip.compress(make.response(1, block=make.http(bomb(b" " * 80_000_000, how), f"Content-Encoding: {how}")), 1) + gzip.compress(
        make.response(2)
    )
    path = make.file(data)
    tracemalloc.start()
    found = list(read_pages(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [one.reason if isinstance(one, Damaged) else one.url for one in found] == ["too-large", "https://example.org/2"]
    assert peak < 60_000_000


@pytest.mark.parametrize("how", ["gzip", "zstd"])
def test_a_member_that_unpacks_beyond_measure_is_left(make: Any, how: str) -> None:
    head = make.response(1, block=b"", length=10**12).removesuffix(b"\r\n\r\n")
    squeeze = {"gzip": gzip.compress, "zstd": zstd.compress}[how]
    path = make.file(squeeze(head + b"\0" * 150_000_000) + squeeze(make.response(2)))
    tracemalloc.start()
    started = time.process_time()
    found = list(read_pages(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [one.reason if isinstance(one, Damaged) else one.url for one in found] == ["bomb", "https://example.org/2"]
    assert peak < 60_000_000
    assert time.process_time() - started < 10


def test_a_large_record_is_passed_over_unread(make: Any) -> None:
    large = make.record("response", "https://example.org/film", b"HTTP/1.1 200 OK\r\n\r\n" + random.Random(1).randbytes(1 << 19) * 36)
    for data in (
        large + make.response(2),
        gzip.compress(large, 1) + gzip.compress(make.response(2)),
        gzip.compress(large + make.response(2), 1),
    ):
        found = make.read(data)
        assert (found.urls, [d.reason for d in found.damaged]) == (["2"], ["too-large"])
        assert make.read(data, wants=lambda url: url.endswith("2")).damaged == []


def test_members_within_members_cost_no_square(make: Any) -> None:
    start = gzip.compress(b"WARC/1.0\r\nContent-Length: 9\r\n\r\n", 0)[:-12]
    started = time.process_time()
    make.read(start * 3000)
    assert time.process_time() - started < 8


def test_memory_does_not_grow_with_the_file(make: Any) -> None:
    def peak(count: int) -> int:
        path = make.file(b"".join(gzip.compress(make.response(n), 1) for n in range(count)))
        tracemalloc.start()
        assert sum(isinstance(page, Page) for page in read_pages(path)) == count
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(1500) < peak(150) + 2_000_000


@pytest.fixture(scope="module")
def originals() -> list[bytes]:
    text = b"<html><p>" + b" ".join(b"word%d" % (n * 31 % 101) for n in range(40)) + b"</p></html>"
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(text), text)
    record = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.org/\r\nWARC-Date: 2021-01-01T00:00:00Z\r\n"
    record += b"Content-Length: %d\r\n\r\n%s\r\n\r\n"
    warc = record % (len(block), block)
    arc = b"http://a.org/ 127.0.0.1 20210101000000 text/html %d\n%s\n" % (len(block), block)
    twice = [warc * 3, arc * 3, gzip.compress(warc) * 3, gzip.compress(warc * 3), zstd.compress(warc) * 3, gzip.compress(arc) * 2]
    return [*twice, gzip.compress(warc) + warc, warc + gzip.compress(arc)]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(data=st.data())
def test_no_bytes_raise(originals: list[bytes], tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(originals)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(0, len(content) - 1)))
        what = data.draw(st.sampled_from(["flip", "cut", "insert", "repeat", "zero"]))
        if what == "flip":
            content[at : at + 1] = bytes([data.draw(st.integers(0, 255))])
        elif what == "cut":
            del content[at : at + data.draw(st.integers(1, 300))]
        elif what == "insert":
            content[at:at] = data.draw(
                st.binary(max_size=40) | st.sampled_from([b"WARC/1.0\r\n", b"\r\n\r\n", b"\x1f\x8b\x08", b"999999999", b"-"])
            )
        elif what == "repeat":
            content[at:at] = content[at : at + 200]
        else:
            content[at : at + 9] = bytes(9)
    path = tmp_path / "fuzz.warc"
    path.write_bytes(content)
    tally: Counter[str] = Counter()
    found = list(read_pages(path, tally=tally))
    assert sum(tally.values()) >= len(found)
    assert all(isinstance(one, Page | Damaged) for one in found)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(
    start=st.sampled_from(
        [b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"http://a 1.1.1.1 20200101 a 5\n"]
    ),
    rest=st.binary(max_size=2000),
)
def test_no_noise_raises(tmp_path: Path, start: bytes, rest: bytes) -> None:
    path = tmp_path / "noise.warc"
    path.write_bytes(start + rest)
    assert all(isinstance(one, Damaged) for one in read_pages(path))
