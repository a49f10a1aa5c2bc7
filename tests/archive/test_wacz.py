"""WACZ: the pages of the WARC files inside; a zip that lies costs nothing but a count."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive.reader.warc import Damaged, page_at, read_pages
from newscrawl.model import Page

STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED


def wacz(*members: tuple[str, bytes], how: int = STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        archive.writestr("datapackage.json", "{}")
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("how", [STORED, DEFLATED])
def test_pages_of_each_member_come_with_their_place(make: Any, pack: Any, how: int) -> None:
    first, second = pack(make.response(1), make.response(2)), pack(make.response(3))
    path = make.file(wacz(("archive/a.warc.gz", first), ("archive/b.warc", second), ("pages/pages.jsonl", b"{}"), how=how), "site.wacz")
    pages = [page for page in read_pages(path) if isinstance(page, Page)]
    assert [(page.url[-1], page.warc_file, page.body) for page in pages] == [
        ("1", "site.wacz#a.warc.gz", make.text(1)),
        ("2", "site.wacz#a.warc.gz", make.text(2)),
        ("3", "site.wacz#b.warc", make.text(3)),
    ]
    assert page_at(path, 0, inner="b.warc") == pages[2]


def test_a_revisit_finds_its_body_in_another_member(make: Any) -> None:
    original = make.response(1, "WARC-Payload-Digest: sha1:A")
    again = make.record("revisit", "https://example.org/2", b"", "WARC-Payload-Digest: sha1:A")
    found = make.read(wacz(("archive/a.warc", again), ("archive/b.warc", original)))
    assert found.urls == ["1", "2"]


@pytest.mark.parametrize("name", ["../../etc/cron.d/a.warc", "/etc/a.warc", "C:\\a.warc", "archive/../../a.warc"])
def test_a_members_path_leads_nowhere(make: Any, name: str) -> None:
    before = set(make.folder.rglob("*"))
    found = make.read(wacz((name, make.response(1))))
    assert [page.warc_file for page in found.pages] == ["0.warc#a.warc"]
    assert {path.name for path in set(make.folder.rglob("*")) - before} == {"0.warc"}


def test_a_damaged_member_costs_itself(make: Any) -> None:
    data = bytearray(
        wacz(("archive/a.warc", make.response(1)), ("archive/b.warc", make.response(2)), ("archive/c.warc", make.response(3)), how=DEFLATED)
    )
    at = data.index(b"archive/b.warc") + 60
    data[at : at + 40] = bytes(40)
    found = make.read(bytes(data))
    assert found.urls == ["1", "3"]
    assert [(d.file, d.reason) for d in found.damaged] == [("0.warc#b.warc", "zip")]


def test_a_damaged_record_in_a_member_costs_itself(make: Any) -> None:
    inner = bytearray(b"".join(make.response(n) for n in range(3)))
    inner[len(make.response(0)) : len(make.response(0)) + 4] = b"XXXX"
    found = make.read(wacz(("archive/a.warc", bytes(inner))))
    assert found.urls == ["0", "2"]
    assert [d.file for d in found.damaged] == ["0.warc#a.warc"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-30],
        lambda data: data[: len(data) // 2],
        lambda data: data[:4],
        lambda data: data.replace(b"PK\x01\x02", b"PK\x09\x09"),
        lambda data: data[:-10] + struct.pack("<L", 0x7FFFFFFF) + data[-6:],
        lambda data: data[:-6] + struct.pack("<L", 0x7FFFFFF0) + data[-2:],
        lambda data: wacz(("notes.txt", b"no archive")),
        lambda data: wacz(),
    ],
)
def test_a_zip_that_cannot_be_used_is_reported(make: Any, spoil: Any) -> None:
    found = make.read(spoil(wacz(("archive/a.warc", make.response(1)))))
    assert not found.pages
    assert len(found.damaged) == 1
    assert found.damaged[0].reason in ("zip", "no-warc", "too-large")


def test_an_encrypted_member_is_reported(make: Any) -> None:
    data = bytearray(wacz(("archive/a.warc", make.response(1))))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rindex(signature) + offset] |= 1
    assert [d.reason for d in make.read(bytes(data)).damaged] == ["zip"]


def test_a_zip_bomb_is_refused(make: Any) -> None:
    data = wacz(("archive/a.warc", make.response(1) + b"\0" * 80_000_000), ("archive/b.warc", make.response(2)), how=DEFLATED)
    path = make.file(data)
    tracemalloc.start()
    started = time.process_time()
    found = list(read_pages(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [one.reason if isinstance(one, Damaged) else one.url for one in found] == ["bomb", "https://example.org/2"]
    assert peak < 20_000_000
    assert time.process_time() - started < 5


def test_members_that_share_their_bytes_are_refused(make: Any, tmp_path: Path) -> None:
    once = wacz(("archive/a.warc", make.response(1)))
    entry = once[once.rindex(b"PK\x01\x02") : once.rindex(b"PK\x05\x06")]
    start = once.rindex(b"PK\x01\x02")
    directory = entry * 300
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 300, 300, len(directory), start, 0)
    found = make.read(once[:start] + directory + end)
    assert len(found.pages) + len(found.damaged) <= 301
    large = wacz(("archive/a.warc", b"".join(make.response(n) for n in range(200))))
    start = large.rindex(b"PK\x01\x02")
    entry = large[start : large.rindex(b"PK\x05\x06")]
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 300, 300, len(entry) * 300, start, 0)
    assert [d.reason for d in make.read(large[:start] + entry * 300 + end).damaged] == ["bomb"]
