"""Archive files made on the spot, whole ones; tests break them."""

from __future__ import annotations

import gzip
from base64 import b32encode
from collections import Counter
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path

import pytest

from newscrawl.archive.reader.warc import Damaged, read_set
from newscrawl.decoding import zstd
from newscrawl.model import Page

TARGET = "https://example.org/{}"


@dataclass(frozen=True)
class Reading:
    pages: list[Page]
    damaged: list[Damaged]
    tally: Counter[str]

    @property
    def urls(self) -> list[str]:
        return [page.url.rpartition("/")[2] for page in self.pages]


class Make:
    """Bytes of records, and readings of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def text(self, n: int = 0) -> bytes:
        words = " ".join(f"word{(n + 1) * k * 7919 % 9973}" for k in range(300))
        return f"<!doctype html><html><title>Report {n}</title><body><p>{words}</p></body></html>".encode()

    def http(self, body: bytes, *headers: str, status: str = "200 OK", kind: str | None = "text/html; charset=utf-8") -> bytes:
        lines = [f"HTTP/1.1 {status}", *([f"Content-Type: {kind}"] if kind else []), *headers, "", ""]
        return "\r\n".join(lines).encode() + body

    def record(self, kind: str, uri: str, block: bytes, *headers: str, length: object = None, date: str = "2021-05-06T07:08:09Z") -> bytes:
        lines = ["WARC/1.0", f"WARC-Type: {kind}", f"WARC-Target-URI: {uri}", f"WARC-Date: {date}", *headers]
        lines += [f"Content-Length: {len(block) if length is None else length}", "", ""]
        return "\r\n".join(lines).encode() + block + b"\r\n\r\n"

    def response(self, n: int, *headers: str, length: object = None, block: bytes | None = None) -> bytes:
        block = self.http(self.text(n)) if block is None else block
        return self.record("response", TARGET.format(n), block, "Content-Type: application/http; msgtype=response", *headers, length=length)

    def arc(self, n: int, *, length: object = None) -> bytes:
        block = self.http(self.text(n))
        return (
            f"{TARGET.format(n)} 192.0.2.1 20210506070809 text/html {len(block) if length is None else length}\n".encode() + block + b"\n"
        )

    def arc_start(self) -> bytes:
        body = b"1 0 Tests\nURL IP-address Archive-date Content-type Archive-length\n"
        return f"filedesc://x.arc 0.0.0.0 20210506070809 text/plain {len(body)}\n".encode() + body + b"\n"

    def digest(self, body: bytes) -> str:
        return "sha1:" + b32encode(sha1(body).digest()).decode()

    def file(self, data: bytes, name: str = "x.warc.gz") -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def read(self, *files: bytes, wants: object = None) -> Reading:
        paths = [self.file(data, f"{n}.warc") for n, data in enumerate(files)]
        tally: Counter[str] = Counter()
        found = list(read_set(paths, wants=wants, tally=tally))  # type: ignore[arg-type]
        pages = [one for one in found if isinstance(one, Page)]
        damaged = [one for one in found if isinstance(one, Damaged)]
        assert tally["page"] == len(pages)
        assert tally["damaged"] == len(damaged)
        return Reading(pages=pages, damaged=damaged, tally=tally)


def gz(*records: bytes) -> bytes:
    return b"".join(gzip.compress(record, 6, mtime=0) for record in records)


def zst(*records: bytes) -> bytes:
    return b"".join(zstd.compress(record, options={zstd.CompressionParameter.checksum_flag: 1}) for record in records)


def plain(*records: bytes) -> bytes:
    return b"".join(records)


def whole(*records: bytes) -> bytes:
    return gz(b"".join(records))


def whole_zst(*records: bytes) -> bytes:
    return zst(b"".join(records))


PACKINGS = {"plain": plain, "gzip": gz, "whole-gzip": whole, "zstd": zst, "whole-zstd": whole_zst}


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return Make(tmp_path)


@pytest.fixture(params=PACKINGS)
def pack(request: pytest.FixtureRequest) -> object:
    return PACKINGS[request.param]


@pytest.fixture
def packings() -> dict[str, object]:
    return dict(PACKINGS)
