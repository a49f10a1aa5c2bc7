"""Files: plain text and JSON lines, bytes to bytes."""

from __future__ import annotations

import io
import json
import tracemalloc

import pytest

from newscrawl.clean import clean_text, streams
from newscrawl.clean.streams import BadLine, NotUtf8, Removed, clean_jsonl, clean_plain, looks_like_jsonl

TEXT = "The ferry left at nine on Monday, an hour late – wörtlich.\n\n- Advertisement -\n\nNobody knew why.\n\nThe Latest\n\nFive phones\n"


def plain(data: bytes, separator: str | None = None) -> tuple[bytes, list[Removed]]:
    removed: list[Removed] = []
    return b"".join(clean_plain(io.BytesIO(data), "a.txt", separator=separator, on_removed=removed.append)), removed


def jsonl(data: bytes, field: str = "text") -> tuple[bytes, list[Removed], list[BadLine]]:
    removed: list[Removed] = []
    bad: list[BadLine] = []
    return b"".join(clean_jsonl(io.BytesIO(data), "a.jsonl", field, on_removed=removed.append, on_bad=bad.append)), removed, bad


@pytest.mark.parametrize("chunk", [1, 2, 7, 64, 1 << 20])
def test_a_file_read_in_any_pieces_gives_what_its_text_gives(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "CHUNK", chunk)
    out, removed = plain(TEXT.encode())
    assert out.decode() == clean_text(TEXT).text
    assert [(one.line, one.edit.rule) for one in removed] == [(3, "ad-marker"), (7, "related-list"), (9, "related-list")]


def test_articles_between_separators_are_cleaned_one_by_one() -> None:
    out, _ = plain(b"The ferry left.\n\nThe Latest\n%%%%\nThe bridge fell.\n\nThe Latest\n\nFive phones\n", separator="%%%%")
    assert out == b"The ferry left.\n%%%%\nThe bridge fell.\n"


@pytest.mark.parametrize(
    ("data", "line", "offset"), [(b"\xff", 1, 0), (b"one\ntwo \xe9t\n", 2, 8), (b"one\n\xe2\x82", 2, 4), ("ä\n".encode() + b"\x80", 2, 3)]
)
@pytest.mark.parametrize("chunk", [1, 3, 1 << 20])
def test_bytes_that_are_not_utf8_are_named_with_their_place(
    data: bytes, line: int, offset: int, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "CHUNK", chunk)
    with pytest.raises(NotUtf8) as caught:
        plain(data)
    assert (caught.value.line, caught.value.offset) == (line, offset)
    assert "a.txt:" in str(caught.value) and "iconv" in str(caught.value)


def test_a_line_too_long_to_look_at_passes_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "CHUNK", 64)
    monkeypatch.setattr(streams, "LONGEST_LINE", 128)
    long = "Advertisement " * 200
    data = f"one\n\n- Advertisement -\n\n{long}\n\ntwo\n\nThe Latest\n"
    assert plain(data.encode())[0].decode() == f"one\n\n{long}\n\ntwo\n"


def test_memory_does_not_grow_with_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "CHUNK", 4096)

    def peak(copies: int) -> int:
        data = io.BytesIO(b"The ferry left the harbour at nine on Monday, an hour late, and nobody knew why.\n\n" * copies)
        tracemalloc.start()
        for _ in clean_plain(data, "a.txt", on_removed=lambda removed: None):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(12_000) < 1.2 * peak(4_000)


def test_only_the_value_of_the_field_changes_in_a_json_line() -> None:
    value = json.dumps(TEXT, ensure_ascii=False)
    line = f'{{"b": 1.10,\t"text" : {value}, "é":[1e5, "\\u00e9"], "n": 12345678901234567890}}\n'
    out, removed, bad = jsonl(line.encode())
    assert out.decode() == line.replace(value, json.dumps(clean_text(TEXT).text, ensure_ascii=False))
    assert [one.line for one in removed] == [1, 1, 1]
    assert bad == []


def test_a_line_written_in_ascii_stays_in_ascii() -> None:
    out, _, _ = jsonl(json.dumps({"text": TEXT, "ä": "\ud800"}).encode() + b"\n")
    assert out.isascii()
    assert json.loads(out) == {"text": clean_text(TEXT).text, "ä": "\ud800"}


@pytest.mark.parametrize(
    "line",
    [
        b'{"text": "clean"}',
        b'{"text": null, "status": "gone"}',
        b'{ "text" :  "kept \\u0041 as it is" , "x": {"text": "- Advertisement -"} }\r\n',
        b"\n",
        b'{"a": 1, "text": "a", "text": "b"}\n',
    ],
)
def test_a_line_with_nothing_to_remove_stays_byte_for_byte(line: bytes) -> None:
    assert jsonl(line) == (line, [], [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"not json", "'{' is missing at column 1"),
        (b"[1]", "'{' is missing"),
        (b'{"a": 1}', "no field 'text'"),
        (b"{}", "no field 'text'"),
        (b'{"text": 5}', "no text but int"),
        (b'{"text": ["a"]}', "no text but list"),
        (b'{"text": "a"', "is missing"),
        (b'{"text": "a"} x', "more follows"),
        (b'{"text": "a",}', "double quotes"),
        (b'{"text": "a\xff"}', "not UTF-8"),
        (b'{"text": ' + b"[" * 100_000, "not a JSON object"),
        (b'{"n": ' + b"9" * 10_000 + b"}", "no field 'text'"),
    ],
)
def test_a_line_that_cannot_be_cleaned_is_kept_and_reported(line: bytes, reason: str) -> None:
    good = b'{"text": "- Advertisement -"}\n'
    out, removed, bad = jsonl(good + line + b"\n" + good)
    assert out == b'{"text": ""}\n' + line + b"\n" + b'{"text": ""}\n'
    assert [one.line for one in removed] == [1, 3]
    assert [one.line for one in bad] == [2]
    assert reason in bad[0].reason


def test_a_json_line_too_long_is_passed_on_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LONGEST_RECORD", 100)
    monkeypatch.setattr(streams, "CHUNK", 30)
    long = json.dumps({"text": "- Advertisement - " * 50}).encode() + b"\n"
    out, removed, bad = jsonl(long + b'{"text": "- Advertisement -"}\n')
    assert out == long + b'{"text": ""}\n'
    assert [(one.line) for one in bad] == [1]
    assert [one.line for one in removed] == [2]


@pytest.mark.parametrize(
    ("start", "is_jsonl"),
    [
        (b'{"text": "a"}\n{', True),
        (b'\n\n{"text": "a", "b', True),
        (b'\xef\xbb\xbf{"a": 1}\n', True),
        (b"{curly} words begin this text\n", False),
        (b"Plain text\n", False),
        (b"", False),
        (b"[1]\n", False),
    ],
)
def test_json_lines_are_told_from_text(start: bytes, is_jsonl: bool) -> None:
    assert looks_like_jsonl(start) is is_jsonl
