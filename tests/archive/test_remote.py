"""A file behind a server is read like one on disk, a piece at a time."""

from __future__ import annotations

import gzip
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from random import Random

import pytest

from newscrawl.archive.sets.remote import RemoteFile
from newscrawl.errors import FetchError

DATA = Random(1).randbytes(1000)


@dataclass(frozen=True)
class Answer:
    status: int = 206
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class Server:
    def __init__(self, data: bytes = DATA, *, ranges: bool = True) -> None:
        self.data, self.ranges, self.asked = data, ranges, []
        self.wrong: dict[str, Answer | FetchError] = {}

    def __call__(self, url: str, span: str) -> Future[Answer]:
        self.asked.append(span)
        first, last = (int(n) for n in span.removeprefix("bytes=").split("-"))
        body = self.data[first : last + 1]
        there = (("content-range", f"bytes {first}-{first + len(body) - 1}/{len(self.data)}"),)
        answer = self.wrong.get(span) or (Answer(206, there, body) if self.ranges else Answer(200, (), self.data))
        future: Future[Answer] = Future()
        future.set_exception(answer) if isinstance(answer, FetchError) else future.set_result(answer)
        return future


def whole(file: RemoteFile, step: int) -> bytes:
    return b"".join(iter(lambda: file.read(step), b""))


@pytest.mark.parametrize("piece", [1, 7, 100, 1000, 5000])
@pytest.mark.parametrize("step", [1, 64, -1])
def test_the_bytes_are_those_of_the_file_and_each_piece_is_asked_for_once(piece: int, step: int) -> None:
    server = Server()
    assert whole(RemoteFile("u", server, piece=piece), step) == DATA
    assert len(server.asked) == len(set(server.asked)) == -(-len(DATA) // piece)


def test_one_can_go_anywhere_in_it() -> None:
    file, same = RemoteFile("u", Server(), piece=64), BytesIO(DATA)
    for place, whence in ((0, 2), (10, 0), (-3, 2), (500, 0), (20, 1), (2000, 0)):
        assert file.seek(place, whence) == same.seek(place, whence)
        assert file.read(1) == same.read(1)
    assert file.seek(990) == 990
    assert whole(file, 100) == DATA[990:]


def test_a_server_without_ranges_gives_a_small_file_as_a_whole() -> None:
    assert whole(RemoteFile("u", Server(ranges=False), piece=5000), 10) == DATA
    with pytest.raises(OSError, match="http-200"):
        RemoteFile("u", Server(ranges=False), piece=100)


SECOND = "bytes=100-199"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(404), "http-404"),
        (Answer(206, (("content-range", "bytes 100-199/1000"),), b"short"), "cut-short"),
        (Answer(206, (("content-range", "bytes 0-99/1000"),), DATA[:100]), "cut-short"),
        (Answer(206, (("content-range", "bytes 100-199/2000"),), DATA[100:200]), "cut-short"),
        (Answer(206, (), DATA[100:200]), "cut-short"),
        (FetchError("u", "timeout"), "timeout"),
    ],
)
def test_what_is_not_the_piece_that_was_asked_for_is_an_error_that_is_kept(answer: Answer | FetchError, reason: str) -> None:
    server = Server()
    server.wrong[SECOND] = answer
    file = RemoteFile("u", server, piece=100)
    assert file.read(100) == DATA[:100]
    with pytest.raises(OSError, match=reason):
        file.read(1)
    assert file.error
    assert file.error.reason == reason


def test_archive_files_are_read_out_of_it() -> None:
    from collections import Counter

    from newscrawl.archive.reader.pages import Source, pages
    from newscrawl.archive.write import ResponseSeen, exchange

    at = datetime(2024, 5, 6, tzinfo=UTC)
    html = (("Content-Type", "text/html"),)
    records = [
        exchange(
            None,
            ResponseSeen(url=f"https://a.example/{n}/", status=200, headers=html, body=b"<html>%d" % n + DATA.hex().encode()),
            fetched_at=at,
            run_id="r",
        ).data
        for n in range(30)
    ]
    broken = gzip.compress(b"WARC/1.1 but no more than that")[:-9]
    file = RemoteFile("u", Server(b"".join([*records[:10], broken, *records[10:]])), piece=999)
    found = list(pages(Source(name="a", file=file, modified=at), wants=None, tally=Counter()))
    assert [getattr(page, "url", "damaged")[-3:] for page in found].count("ged") == 1
    assert len(found) == 31
