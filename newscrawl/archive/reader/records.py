"""WARC and ARC records from a file. A damaged record is lost alone; reading goes on at the next record."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO, NoReturn

from newscrawl.archive.reader.buffer import Mark, Window
from newscrawl.archive.reader.members import ARC_LINE, MAGIC, RECORD_START, begins_record, holds_record

__all__ = ["BLOCK_LIMIT", "Damaged", "Head", "Record", "records"]

BLOCK_LIMIT = 1 << 24  # larger blocks are passed over unread: no article is 16 MiB
_HEAD_LIMIT = 1 << 16
_REWINDS = 8  # reading a whole-file gzip again from its start costs the file
_STEP = 1 << 16
_NEAR = 1 << 12
_SOFT_MEMBERS = 16  # members within a record that hold none: the file is packed in blocks
_ARC_STARTS = (b"http", b"file", b"dns:", b"ftp:", b"urn:", b"whoi")
_OVERLAP = 1 << 14  # the longest first line that is recognised
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LATER_START = re.compile(rb"(?m:^)" + RECORD_START.pattern)
_STARTS = re.compile(rb"WARC/\d\.\d{1,3}\r?\n|(?m:^)" + ARC_LINE.pattern)


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """A record, or a stretch of a file, that cannot be read. `reason` is a word for statistics; `offset` is where it begins in the file
    (of compressed bytes: where their member begins)."""

    offset: int
    reason: str
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A record's own header. `kind` is the WARC type in lower case; header names are in lower case, the first of a name counts."""

    kind: str
    uri: str
    length: int
    offset: int
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """`checked`: the block ends with its member, and the member's checksum is right."""

    head: Head
    block: bytes
    checked: bool = False


class _Bad(Exception):  # noqa: N818  caught where the record was begun
    """This record cannot be read. Reading goes on at the position `go_on`, or where the next record is found."""

    def __init__(self, reason: str, *, go_on: int | None = None) -> None:
        super().__init__(reason)
        self.go_on = go_on


def records(file: BinaryIO, keep: Callable[[Head], bool], *, offset: int = 0) -> Iterator[Record | Damaged]:
    """The records that `keep` wants, in the file's order, from the raw `offset` on, and whatever is damaged, wanted or not."""
    window = Window(file, offset)
    rewinds = _REWINDS
    lost: int | None = None  # while the next record is looked for: where the last damage was counted
    while True:
        _pass_blank(window)
        if not window.have(1):
            if not window.breaks:
                return
            broken = window.breaks.popleft()
            if broken.raw != lost:
                yield Damaged(offset=broken.raw, reason=broken.reason)
            continue
        start = window.raw
        if window.mark.plain and MAGIC.match(window.view(4)) and holds_record(window.view(1 << 12)):
            window.restart(start)  # a compressed file was appended to a plain one
            continue
        body, place = None, window.mark
        try:
            head = _head(window, start)
            lost, body, place = None, window.at, window.mark
            record = _record(window, head, keep(head))
            if record is not None:
                yield record
        except _Bad as bad:
            if lost is None:
                yield Damaged(offset=start, reason=str(bad))
                lost = start
            rewinds -= _go_on(window, bad, body, place)
            if rewinds < 0:
                yield Damaged(offset=start, reason="given-up")
                return


def _go_on(window: Window, bad: _Bad, body: int | None, place: Mark) -> int:
    """Moves to where the next record may begin. Gives how often the file had to be read again for it: 0 or 1."""
    if bad.go_on is not None:
        window.drop(bad.go_on - window.at)
        return 0
    rewound = int(body is not None and window.at > body)
    if body is None:
        window.drop(1)
    elif rewound:
        # Passed over, and no end where its length said: what was swallowed with it can only be read again.
        window.restart(place.raw, body - place.at)
    _find_start(window)
    return rewound


def _pass_blank(window: Window) -> None:
    while n := window.have(_STEP if window.view(1) == b"\0" else 64):
        rest = len(window.view(n).lstrip(b"\r\n\0"))
        window.drop(n - rest)
        if rest:
            return


def _head(window: Window, start: int) -> Head:
    data = window.view(1 << 12)
    if RECORD_START.match(data):
        end = _HEAD_END.search(data)
        if end is None:
            data = window.view(_HEAD_LIMIT)
            end = _HEAD_END.search(data)
        torn = deque(_LATER_START.finditer(data, 1, end.start() if end else len(data)), maxlen=1)
        if torn:  # the last record that begins in it may be whole; those before it have no end, so nobody reads them again
            raise _Bad("header", go_on=window.at + torn[0].start())
        if end is None and len(data) < _HEAD_LIMIT:
            _raise_broken(window, len(data))
        if end is None:
            raise _Bad("header")
        head = _warc_head(data[: end.start()], start)
        window.drop(end.end())
        return head
    line = ARC_LINE.match(data) or ARC_LINE.match(window.view(_OVERLAP))
    if line is None:
        raise _Bad("junk" if start else "not-an-archive")
    window.drop(line.end())
    uri = _text(line["url"])
    kind = "warcinfo" if uri.startswith("filedesc:") else "response"
    headers = {"warc-date": _text(line["date"]), "content-type": _text(line["type"] or b"")}
    return Head(kind=kind, uri=uri, length=int(line["length"]), offset=start, headers=headers)


def _warc_head(data: bytes, start: int) -> Head:
    headers: dict[str, str] = {}
    name = ""
    for line in _text(data).split("\n")[1:]:
        key, colon, value = line.partition(":")
        if line[:1] in (" ", "\t"):
            if name:
                headers[name] += " " + line.strip()
        elif colon and (name := key.strip().lower()) not in headers:
            headers[name] = value.strip()
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        raise _Bad("header")
    uri = headers.get("warc-target-uri", "")
    if uri.startswith("<") and uri.endswith(">"):
        uri = uri[1:-1]  # wget 1.19 wrote them so
    kind = headers.get("warc-type", "").lower()
    return Head(kind=kind, uri=uri.replace(" ", "%20"), length=int(length), offset=start, headers=headers)


def _record(window: Window, head: Head, wanted: bool) -> Record | None:
    """The record, None where it is not wanted; in both cases the window stands behind its block."""
    if window.mark.plain and head.length > window.size - window.raw:
        raise _Bad("truncated")
    if head.length > BLOCK_LIMIT:
        _pass_over(window, head)
        if wanted:
            raise _Bad("too-large", go_on=window.at)
        return None
    have = window.have(head.length + 64)
    _check_members(window, head.length)
    if have < head.length:
        _raise_broken(window, have)
    last = _check_end(window, head.length, arc="warc-type" not in head.headers)
    record = Record(head=head, block=window.view(head.length), checked=last and window.mark.checked) if wanted else None
    window.drop(head.length)
    return record


def _pass_over(window: Window, head: Head) -> None:
    left = head.length
    while left:
        n = window.have(min(left, 1 << 20))
        _check_members(window, n)
        if not n:
            _raise_broken(window, 0)
        window.drop(n)
        left -= n
    _check_end(window, 0, arc="warc-type" not in head.headers)


def _check_members(window: Window, length: int) -> None:
    """A record ends with its member where members hold records: a length that says more is wrong."""
    for position in islice(window.members(window.at + 1, window.at + length), _SOFT_MEMBERS):
        if _record_at(window, position - window.at):
            raise _Bad("length", go_on=position)


def _record_at(window: Window, skip: int) -> bool:
    near = window.view(16, skip).lstrip(b"\r\n")
    return near[:5] == b"WARC/" or (near[:4] in _ARC_STARTS and begins_record(window.view(_OVERLAP, skip)))


def _raise_broken(window: Window, have: int) -> NoReturn:
    if not window.breaks:
        raise _Bad("truncated")
    broken = window.breaks.popleft()
    raise _Bad(broken.reason, go_on=window.at + have)


def _check_end(window: Window, length: int, *, arc: bool) -> bool:
    """Checks that a record, a member or the end of the file follows the block, after blank lines, and that no failed checksum lies right
    behind the block. True if the block is the last of its member. Raises _Bad otherwise."""
    tail = window.view(64, length)
    rest = tail.lstrip(b"\r\n\0")
    end = window.at + length
    behind = end + len(tail) - len(rest)
    if window.breaks and window.breaks[0].inside and window.breaks[0].at <= behind:
        broken = window.breaks.popleft()
        raise _Bad(broken.reason, go_on=broken.at)
    last = not rest or next(window.members(end, behind + 1), None) is not None
    if not (last or tail.startswith(b"\n" if arc else b"\r\n\r\n") or _record_at(window, behind - window.at)):
        raise _Bad("length")
    return last


def _find_start(window: Window) -> None:
    """Moves to the next place where a record or a compressed member may begin, to the next break, or to the end."""
    step = _NEAR
    while True:
        n = window.have(step)
        data = window.view(n)
        starts = [match.start() for match in (_STARTS.search(data), _member_start(window, data)) if match]
        if starts or n < step:
            window.drop(min(starts, default=n))
            return
        window.drop(n - _OVERLAP if step > _OVERLAP else 0)
        step = _STEP


def _member_start(window: Window, data: bytes) -> re.Match[bytes] | None:
    """The start of a compressed file that was appended to a plain file."""
    found = MAGIC.finditer(data) if window.mark.plain else iter(())
    return next((match for match in found if holds_record(window.view(1 << 12, match.start()))), None)


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
