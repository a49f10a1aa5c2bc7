"""Cleaning of files that are larger than memory: plain text and JSON lines, bytes to bytes."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from newscrawl.errors import NewscrawlError
from newscrawl.model import Edit

if TYPE_CHECKING:
    from newscrawl.clean.plaintext import LineCleaner

__all__ = ["BadLine", "NotUtf8", "Removed", "clean_jsonl", "clean_plain", "looks_like_jsonl"]

CHUNK = 1 << 20  # bytes read at a time
LONGEST_LINE = 1 << 20  # characters; what is longer is no line of prose, and passes unchanged
LONGEST_RECORD = 256 << 20  # bytes of one JSON line


class NotUtf8(NewscrawlError):  # noqa: N818  it says what is wrong
    """Bytes that are not UTF-8: where, and what to do."""

    def __init__(self, name: str, line: int, offset: int, byte: int) -> None:
        super().__init__(
            f"{name}:{line}: not UTF-8 (byte 0x{byte:02x} at offset {offset}); convert it first, with iconv -f ENCODING -t UTF-8"
        )
        self.name, self.line, self.offset = name, line, offset


@dataclass(frozen=True, slots=True)
class Removed:
    """An edit, and the line of the file on which it was made."""

    line: int
    edit: Edit


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a JSONL file that was passed on unchanged, and why."""

    line: int
    reason: str


def clean_plain(source: BinaryIO, name: str, *, separator: str | None = None, on_removed: Callable[[Removed], None]) -> Iterator[bytes]:
    """The cleaned text, in pieces. One article, or several between lines that consist of `separator`.

    Constant memory: the tail rules of an article see its last 400 non-empty lines, and a line of more than a million characters passes
    unchanged. Raises NotUtf8.
    """
    from newscrawl.clean.plaintext import LineCleaner  # here and below: Scrapy imports every command, and most of them clean nothing

    cleaner = LineCleaner()
    long = False
    for text, whole in _decoded(source, name):
        if long or not whole:
            head, sign, text = text.partition("\n")
            yield from map(str.encode, cleaner.pass_through(head + sign))
            long = not sign
        if text:
            yield from map(str.encode, _fed(cleaner, text, separator))
        for line, edit in cleaner.take_removed():
            on_removed(Removed(line, edit))
    yield from map(str.encode, cleaner.finish())
    for line, edit in cleaner.take_removed():
        on_removed(Removed(line, edit))


def _fed(cleaner: LineCleaner, text: str, separator: str | None) -> Iterator[str]:
    lines = text.splitlines(keepends=True)
    if separator is None:
        yield from cleaner.feed(lines)
        return
    start = 0
    for index, line in enumerate(lines):
        if line.strip() == separator:
            yield from cleaner.feed(lines[start:index])
            yield from cleaner.finish()
            yield from cleaner.pass_through(line)
            start = index + 1
    yield from cleaner.feed(lines[start:])


def _decoded(source: BinaryIO, name: str) -> Iterator[tuple[str, bool]]:
    """Lines, many at a time, and whether they are whole: a line longer than `LONGEST_LINE` comes in pieces of its own."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    rest, lines, taken = "", 1, 0
    while True:
        chunk = source.read(CHUNK)
        waiting = len(decoder.getstate()[0])
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            here = lines + error.object[: error.start].count(b"\n")
            raise NotUtf8(name, here, taken - waiting + error.start, error.object[error.start]) from None
        taken += len(chunk)
        lines += text.count("\n")
        rest += text
        if not chunk:
            if rest:
                yield rest, True
            return
        cut = rest.rfind("\n") + 1
        if cut:
            yield rest[:cut], True
            rest = rest[cut:]
        elif len(rest) > LONGEST_LINE:
            yield rest, False
            rest = ""


def looks_like_jsonl(start: bytes) -> bool:
    """Whether a file that begins with these bytes holds JSON lines: its first line that is not empty is an object, as far as it is here."""
    line, end, _ = start.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if not line.startswith(b"{"):
        return False
    if not end:
        return re.match(rb'\{\s*"', line) is not None
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def clean_jsonl(
    source: BinaryIO, name: str, field: str, *, on_removed: Callable[[Removed], None], on_bad: Callable[[BadLine], None]
) -> Iterator[bytes]:
    """The records, one at a time, with their `field` cleaned; each one is an article.

    Nothing else in a line changes, not a space: the other keys, their order and spelling stay. A line that cannot be cleaned (no JSON
    object, no such field, a field that is neither text nor null) is given unchanged, and reported.
    """
    number = 0
    while line := source.readline(LONGEST_RECORD):
        number += 1
        if len(line) == LONGEST_RECORD and not line.endswith(b"\n"):
            on_bad(BadLine(number, f"longer than {LONGEST_RECORD >> 20} MiB"))
            while line and not line.endswith(b"\n"):
                yield line
                line = source.readline(CHUNK)
        elif line.strip():
            try:
                line = _clean_record(line, field, lambda edit, number=number: on_removed(Removed(number, edit)))  # type: ignore[misc]
            except _NotCleanable as error:
                on_bad(BadLine(number, str(error)))
        yield line


class _NotCleanable(Exception):  # noqa: N818  never leaves this module
    pass


# Numbers are not converted: a record's 5,000 digits would cost, or fail.
_DECODER = json.JSONDecoder(parse_int=len, parse_float=len, parse_constant=len)
_SPACE = re.compile(r"[ \t\r\n]*")


def _clean_record(record: bytes, field: str, on_edit: Callable[[Edit], None]) -> bytes:
    try:
        line = record.decode("utf-8")
        span = _value_span(line, field)
        if span is None:
            raise _NotCleanable(f"no field {field!r} (name it with --field)")
        value = json.loads(line[slice(*span)])
    except UnicodeDecodeError as error:
        raise _NotCleanable(f"not UTF-8 (byte 0x{record[error.start]:02x} at column {error.start + 1})") from None
    except json.JSONDecodeError as error:
        raise _NotCleanable(f"not a JSON object: {error.msg} at column {error.colno}") from None
    except (ValueError, RecursionError):
        raise _NotCleanable("not a JSON object that can be read") from None
    if value is None:
        return record
    if not isinstance(value, str):
        raise _NotCleanable(f"field {field!r} is no text but {type(value).__name__}")
    from newscrawl.clean.plaintext import clean_text

    cleaned = clean_text(value)
    if not cleaned.edits:
        return record
    for edit in cleaned.edits:
        on_edit(edit)
    return (line[: span[0]] + _as_json(cleaned.text, line.isascii()) + line[span[1] :]).encode("utf-8")


def _as_json(text: str, escaped: bool) -> str:
    written = json.dumps(text, ensure_ascii=escaped)
    try:
        written.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair, which only an escape can write
        return json.dumps(text)
    return written


def _value_span(line: str, field: str) -> tuple[int, int] | None:
    """Where the value of a top-level key stands in a JSON object; the last one where the key is there twice."""
    found: tuple[int, int] | None = None
    at = _expect(line, _skip(line, 1 if line.startswith("\ufeff") else 0), "{")
    if line[at : at + 1] == "}":
        _end(line, at + 1)
        return None
    while True:
        if line[at : at + 1] != '"':
            raise json.JSONDecodeError("a key in double quotes is missing", line, at)
        key, at = _DECODER.raw_decode(line, at)
        start = _expect(line, _skip(line, at), ":")
        _, at = _DECODER.raw_decode(line, start)
        if key == field:
            found = (start, at)
        at = _skip(line, at)
        if line[at : at + 1] == "}":
            _end(line, at + 1)
            return found
        at = _expect(line, at, ",")


def _skip(line: str, at: int) -> int:
    match = _SPACE.match(line, at)
    return match.end() if match else at


def _expect(line: str, at: int, sign: str) -> int:
    if line[at : at + 1] != sign:
        raise json.JSONDecodeError(f"{sign!r} is missing", line, at)
    return _skip(line, at + 1)


def _end(line: str, at: int) -> None:
    if _skip(line, at) != len(line):
        raise json.JSONDecodeError("more follows the object", line, at)
