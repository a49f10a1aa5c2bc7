"""An HTTP response as archives keep it: its head, and its body with chunks and encodings undone, within bounds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newscrawl.decoding import ENCODINGS, BodyTooLarge, Limit, TruncatedBody, UnreadableEncoding, decode

__all__ = ["BODY_LIMIT", "BodyFault", "HttpHead", "decode_body", "is_html", "parse_head"]

BODY_LIMIT = 1 << 24
_HEAD_LIMIT = 1 << 18
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b[^\n]*\n")
_HEAD_END = re.compile(rb"\n\r?\n")
_CHUNK = re.compile(rb"(?:\r?\n)?[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")
_HTML_TYPES = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
_NO_TYPE = ("", "unknown", "no-type", "unknown/unknown", "unk", "application/octet-stream", "application/http")
_HTML_START = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_ZSTD_WINDOW = 27  # an archive may hold what no browser would read


class BodyFault(Exception):  # noqa: N818  a word for statistics, caught where the record is read
    """A body that cannot be decoded: `too-large` or `encoding`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpHead:
    """`headers`: names in lower case, in their order. `end`: where the body begins."""

    status: int
    headers: tuple[tuple[str, str], ...]
    end: int

    def get(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


def parse_head(block: bytes) -> HttpHead | None:
    """The head of a response, None where the block does not begin with one, or with one beyond all measure."""
    status = _STATUS.match(block, 0, _HEAD_LIMIT)
    if status is None:
        return None
    end = _HEAD_END.search(block, status.end() - 1, _HEAD_LIMIT)
    stop = end.end() if end else len(block)
    if end is None and stop >= _HEAD_LIMIT:
        return None
    headers: list[tuple[str, str]] = []
    for line in _text(block[status.end() : stop]).split("\n"):
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and headers:
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}")
        elif colon and (name := name.strip()):
            headers.append((name.lower(), value.strip()))
    return HttpHead(status=int(status[1]), headers=tuple(headers), end=stop)


def is_html(content_type: str, start: bytes) -> bool:
    """Whether a body is HTML: by its Content-Type, or by its first bytes where no type is given."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in _HTML_TYPES or (kind in _NO_TYPE and bool(_HTML_START.search(start, 0, 1024)))


def decode_body(head: HttpHead, body: bytes, *, limit: int = BODY_LIMIT) -> bytes:
    """The body as a browser would read it. Archives often keep the headers of an encoding that they undid: a body that is not encoded as
    its headers say, from its first byte on, is taken as it is. A truncated body is returned as far as it goes. Raises BodyFault."""
    if "chunked" in head.get("transfer-encoding").lower():
        body = _unchunk(body)
    for name in reversed([part.strip().lower() for part in head.get("content-encoding").split(",")][:4]):
        body = _decode(name, body, limit)
    if len(body) > limit:
        raise BodyFault("too-large")
    return body


def _unchunk(body: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while at < len(body) - 2:
        match = _CHUNK.match(body, at)
        if match is None:
            # At the very start: it never was chunked. Later on: it is damaged.
            if at:
                raise BodyFault("encoding")
            return body
        size, at = int(match[1], 16), match.end()
        if not size:
            break
        parts.append(body[at : at + size])
        at += size
    return b"".join(parts)


def _decode(name: str, body: bytes, limit: int) -> bytes:
    if name not in ENCODINGS or not body:
        return body
    try:
        return decode(body, name, Limit(limit, zstd_window=_ZSTD_WINDOW))
    except BodyTooLarge as error:
        raise BodyFault("too-large") from error
    except TruncatedBody as error:
        if not error.damaged:
            return error.got
        if _readable(body):
            return body
        raise BodyFault("encoding") from error
    except UnreadableEncoding as error:
        raise BodyFault("encoding") from error


def _readable(body: bytes) -> bool:
    return body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
