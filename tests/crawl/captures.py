"""What archives hold of a site whose every article is known: captures of its pages under the site's real address, good ones and bad."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

from demo.generated import GeneratedSite
from demo.truth import Truth
from newscrawl.archive.write import RequestSeen, ResponseSeen, exchange, warcinfo

REAL = "https://techpointmag.com"
GONE = b"<!doctype html><html><title>Page not found</title><body><h1>Page not found</h1><p>Nothing is here.</p></body></html>"


@dataclass(frozen=True, kw_only=True)
class Capture:
    """One capture of an address of the real site."""

    url: str
    at: datetime
    body: bytes = b""
    status: int = 200
    location: str = ""
    mime: str = "text/html"

    @property
    def stamp(self) -> str:
        return self.at.strftime("%Y%m%d%H%M%S")

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        moved = (("Location", self.location),) if self.location else ()
        return (("Content-Type", f"{self.mime}; charset=UTF-8"), *moved)

    def records(self) -> bytes:
        response = ResponseSeen(url=self.url, status=self.status, headers=self.headers, body=self.body)
        return exchange(RequestSeen(url=self.url), response, fetched_at=self.at, run_id="tests").data


def real(site: GeneratedSite, text: str) -> str:
    return text.replace(site.url, REAL)


def fetch(site: GeneratedSite, path: str) -> bytes:
    """A page as the real site would have served it."""
    with urlopen(site.url + path, timeout=10) as answer:
        return answer.read().replace(site.url.encode(), REAL.encode())


def pages_of(site: GeneratedSite, truth: Truth, at: datetime) -> Iterator[Capture]:
    """A whole capture of an article, with its further pages."""
    for number in range(1, truth.pages + 1):
        path = truth.path if number == 1 else f"{truth.path}{number}/"
        yield Capture(url=REAL + path, at=at, body=fetch(site, path))


def bad_captures(truth: Truth, at: datetime) -> list[Capture]:
    """What archives hold beside whole pages."""
    return [
        Capture(url=REAL + truth.path, at=at, status=404, body=GONE),
        Capture(url=REAL + truth.path, at=at + timedelta(seconds=1), status=301, location=f"{REAL}/elsewhere/"),
        Capture(url=REAL + truth.path, at=at + timedelta(seconds=2), status=503, body=b"busy"),
        Capture(url=REAL + truth.path, at=at + timedelta(seconds=3), body=GONE),  # a soft 404
    ]


def write_warc(path: Path, captures: Iterable[Capture], *, cut: int = 0) -> Path:
    """A file of these captures, without its last `cut` bytes."""
    data = warcinfo("tests", "tests", filename=path.name, created=datetime(2026, 1, 1, tzinfo=UTC))
    data += b"".join(capture.records() for capture in captures)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data[: len(data) - cut])
    return path


def shuffled(captures: Iterable[Capture], seed: int = 1) -> list[Capture]:
    found = list(captures)
    random.Random(seed).shuffle(found)
    return found


def damaged(record: bytes, how: str) -> bytes:
    """A record whose packing is wrong in the middle, or that lacks a piece."""
    middle = len(record) // 2
    if how == "changed":
        return record[:middle] + bytes(byte ^ 0xA5 for byte in record[middle : middle + 8]) + record[middle + 8 :]
    return record[:middle] + record[middle + 40 :]
