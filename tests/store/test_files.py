"""Run files: lines that every reader reads alike, and parts that are whole up to a point."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from newscrawl.errors import OutputError
from newscrawl.store.disk import Disk
from newscrawl.store.files.manifest import ManifestEntry, append_entry, entry_from, read_manifest
from newscrawl.store.files.runfiles import Name, RunFiles, json_line, parts_of, whole_lines, whole_members

RUN = "20261123T030000Z"


@pytest.mark.parametrize("text", ["naïve 日本語 🙂", "a\u2028b\u2029c\x85d", 'tab\t"quote" \\ back', "\x00\x1f", "line\nline\r\n"])
def test_a_record_is_one_line_for_every_reader(text: str) -> None:
    line = json_line({"text": text, "id": 1})
    assert json.loads(line) == {"text": text, "id": 1}
    assert len(line.decode().splitlines()) == 1
    assert line.endswith(b"\n")


def test_text_is_utf8_and_keys_keep_their_order() -> None:
    assert json_line({"b": "é", "a": None}) == '{"b":"é","a":null}\n'.encode()


def test_half_a_character_is_replaced_not_fatal() -> None:
    assert json.loads(json_line({"text": "a\ud800b"})) == {"text": "a?b"}


def test_parts_are_hidden_and_end_in_nothing_that_a_pattern_matches() -> None:
    assert Name(kind="articles", run_id=RUN).final == "articles-20261123T030000Z.jsonl"
    assert Name(kind="pages", run_id=RUN).part == ".pages-20261123T030000Z.warc.gz.part"
    assert Name(kind="pages", run_id=RUN, volume=2).part == ".pages-20261123T030000Z-002.warc.gz.part"


@pytest.mark.parametrize("volume", [1, 2, 12, 1000])
def test_a_file_is_known_by_its_label_and_by_its_part(tmp_path: Path, volume: int) -> None:
    name = Name(kind="pages", run_id=RUN, volume=volume)
    assert Name.labelled(name.label, RUN) == name
    (tmp_path / name.part).touch()
    (tmp_path / ".pages-20261123T030001Z.warc.gz.part").touch()
    (tmp_path / f".{RUN}.part").touch()
    assert parts_of(tmp_path, RUN) == [name]


def test_a_kind_of_several_volumes_is_several_files(tmp_path: Path) -> None:
    files = RunFiles(tmp_path, RUN, Disk())
    files.append("pages", b"abc", "pages")
    files.next_volume("pages")
    assert (files.size("pages"), files.name("pages").volume) == (0, 2)
    assert files.append("pages", b"de", "pages") == 0
    assert [change[:3] for change in files.sync()] == [("pages", 3, 1), ("pages-002", 2, 1)]
    assert [(entry.name, entry.kind, entry.bytes) for entry in files.entries()] == [
        ("pages-20261123T030000Z.warc.gz", "pages", 3),
        ("pages-20261123T030000Z-002.warc.gz", "pages", 2),
    ]
    assert files.counts("pages") == {"pages": 2}
    files.close()


def test_offsets_and_sums_are_those_of_the_file(tmp_path: Path) -> None:
    import hashlib

    files = RunFiles(tmp_path, "20261123T030000Z", Disk())
    assert [files.append("pages", data, "pages") for data in (b"abc", b"", b"defg")] == [0, 3, 3]
    assert files.sync() == [("pages", 7, 3, '{"pages": 3}')]
    assert files.sync() == []
    [entry] = files.entries()
    assert (entry.sha256, entry.bytes, entry.records) == (hashlib.sha256(b"abcdefg").hexdigest(), 7, 3)
    files.close()


@pytest.mark.parametrize(
    ("data", "whole"),
    [(b"", (0, 0)), (b"{}\n{}\n", (6, 2)), (b"{}\n{", (3, 1)), (b"{", (0, 0)), (b"{}\n\0\0\0", (3, 1)), (b"{}\n\0\0\n", (3, 1))],
)
def test_whole_lines(tmp_path: Path, data: bytes, whole: tuple[int, int]) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    assert whole_lines(path) == whole


@pytest.mark.parametrize("tail", [b"", b"\0" * 50, gzip.compress(b"torn", mtime=0)[:-3], b"garbage"])
def test_whole_members(tmp_path: Path, tail: bytes) -> None:
    members = [gzip.compress(bytes([i % 251]) * (i * 9973 % 400_000), mtime=0) for i in range(40)]
    path = tmp_path / "x"
    path.write_bytes(b"".join(members) + tail)
    assert whole_members(path) == (sum(map(len, members)), 40)


def test_a_manifest_line_is_appended_once_and_read_back(tmp_path: Path) -> None:
    entry = ManifestEntry(
        run_id="20261123T030000Z", spider="mag", started="a", finished="b", reason="finished", exit=0, articles={"written": 1}
    )
    for _ in range(2):
        append_entry(tmp_path, entry, Disk())
    assert read_manifest(tmp_path) == [entry]


@pytest.mark.parametrize("line", [{}, {"files": [1]}, {"run_id": "x"}], ids=str)
def test_what_is_no_manifest_entry_is_told(line: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"no ManifestEntry|no FileEntry|is not of the type"):
        entry_from(line)


def test_a_manifest_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "manifest.jsonl").mkdir()
    with pytest.raises(OutputError, match=r"cannot read .*manifest\.jsonl: Is a directory"):
        read_manifest(tmp_path)
