"""WARC/1.1 out: pure builders of gzip members. Whoever owns the file appends them and so knows where each one lies.

The format: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/.
What is left out, and what is renamed: docs/archives.md.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from base64 import b32encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote, urlsplit, urlunsplit
from uuid import NAMESPACE_URL, uuid5

from newscrawl.archive.notes import NOTES_TYPE

__all__ = ["Exchange", "RequestSeen", "ResponseSeen", "exchange", "payload_digest", "warcinfo", "warcinfo_id"]

Headers = Sequence[tuple[str, str]]
Seen = Callable[[str], tuple[str, datetime] | None]

try:  # 150 KB of news HTML: ISA-L takes 0.25 ms for 32.9 KB, zlib 1.4 ms for 30.0 KB: docs/archives.md#compression
    from isal.isal_zlib import compressobj

    LEVEL = 2
except ImportError:  # a machine that there is no wheel for
    from zlib import compressobj  # type: ignore[assignment]

    LEVEL = 4
REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

# Names of headers that carry, or may carry, what lets somebody act as us or as the server's operator. A dataset is passed on.
_SECRET = re.compile(
    r"^(?:proxy-.*|.*cookie2?|(?:www-)?auth(?:orization|enticate|entication-info).*|.*(?:^|[-_])auth(?:[-_].*|orization)?"
    r"|.*(?:token|secret|passw(?:or)?d|credential|api[-_]?key|session|signature|nonce|csrf|xsrf).*)$",
    re.IGNORECASE,
)
# The body is stored decoded, so these would be untrue of it. They stay readable under the names that Common Crawl gives them.
_OF_THE_WIRE = {"content-encoding", "transfer-encoding", "content-length"}
_DROPPED = {"connection", "keep-alive", "upgrade", "te", "trailer"}
_NOTES_OF = "urn:newscrawl:notes:"  # as others name what they store beside a page: urn:pageinfo:…, urn:text:…
_NAME = re.compile(r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
_REASONS = {status.value: status.phrase for status in HTTPStatus}
_FEEDS = (b"<rss", b"<feed", b"<urlset", b"<sitemapindex", b"<rdf:RDF", b"<?xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSeen:
    """A request as it was sent. `url` is absolute; credentials in it and in the headers are never written."""

    url: str
    method: str = "GET"
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseSeen:
    """A response as it was received: `headers` the server's own, `body` with transfer and content encodings undone."""

    url: str
    status: int
    headers: Headers = ()
    body: bytes = b""
    reason: str = ""
    ip: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The members of one exchange, to append as they are. The response (or revisit) record begins `response_offset` bytes into `data`:
    that plus where `data` was put is `Page.warc_offset`. When `revisit` is False and the page is kept, remember
    `payload_digest -> (uri, fetched_at)` for `seen`."""

    data: bytes
    response_offset: int
    payload_digest: str
    uri: str
    revisit: bool


def payload_digest(body: bytes) -> str:
    """`sha1:` and base32, as CDX servers and pywb write and compare it. A fingerprint, not a protection."""
    return "sha1:" + b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def warcinfo_id(run_id: str, filename: str) -> str:
    """The id of a file's first record, which its other records name."""
    return _record_id("warcinfo", run_id, filename)


def warcinfo(run_id: str, software: str, *, filename: str, created: datetime, fields: Mapping[str, str] | None = None) -> bytes:
    """The first record of a file. `fields` are further lines of it: operator, robots, http-header-user-agent, description."""
    lines = {
        "software": software,
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "isPartOf": run_id,
        **(fields or {}),
    }
    block = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in lines.items() if value and _NAME.match(name)).encode()
    named = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", warcinfo_id(run_id, filename)),
        ("WARC-Filename", _one_line(filename)),
        ("WARC-Date", _date(created)),
        ("Content-Type", "application/warc-fields"),
    ]
    return _member(named, block)


def exchange(
    request: RequestSeen | None,
    response: ResponseSeen,
    *,
    fetched_at: datetime,
    run_id: str,
    file_id: str | None = None,
    seen: Seen | None = None,
    notes: bytes = b"",
) -> Exchange:
    """A response record and its request record, or a revisit record where `seen` knows the payload (an empty body never is a revisit).
    `notes` (`archive.notes`) lie before them in a metadata record. Without a request: somebody else made it, a page from an archive.

    The same arguments give the same bytes. `file_id` is the `warcinfo_id` of the file. `seen` maps a payload digest to the address
    and moment of the response record that holds it; that must lie in the same file, or in one kept beside it, or the revisit has no body.
    """
    uri = _target(response.url)
    digest = payload_digest(response.body)
    known = seen(digest) if seen and response.body else None
    block = _response_head(response)
    kind = "response" if known is None else "revisit"
    date = _date(fetched_at)
    method = request.method if request else "GET"
    response_id = _record_id(kind, run_id, uri, date, method, digest)
    shared = [("WARC-Target-URI", uri), ("WARC-Date", date)]
    shared += [("WARC-Warcinfo-ID", file_id)] if file_id else []
    shared += [("WARC-IP-Address", response.ip)] if response.ip and re.fullmatch(r"[0-9A-Fa-f.:]+", response.ip) else []
    named = [("WARC-Type", kind), ("WARC-Record-ID", response_id), *shared, ("WARC-Payload-Digest", digest)]
    if known is None:
        block += response.body
        identified = _identified(response.body)
        named += [("WARC-Identified-Payload-Type", identified)] if identified else []
    else:
        named += [
            ("WARC-Profile", REVISIT_PROFILE),
            ("WARC-Refers-To-Target-URI", _target(known[0])),
            ("WARC-Refers-To-Date", _date(known[1])),
        ]
    first = _member([*named, ("Content-Type", "application/http; msgtype=response")], block)
    beside = [*shared, ("WARC-Concurrent-To", response_id)]
    before, second = b"", b""
    if notes:
        named = [("WARC-Type", "metadata"), ("WARC-Record-ID", _record_id("metadata", run_id, uri, date, method, digest)), *beside]
        # Under the page's own address pywb's index would hold two records of one moment, and it replays the first: the notes.
        named = [(name, f"{_NOTES_OF}{uri}" if name == "WARC-Target-URI" else value) for name, value in named]
        before = _member([*named, ("Content-Type", NOTES_TYPE)], notes)
    if request:
        named = [("WARC-Type", "request"), ("WARC-Record-ID", _record_id("request", run_id, uri, date, method, digest)), *beside]
        named += [("WARC-Payload-Digest", payload_digest(request.body))] if request.body else []
        second = _member([*named, ("Content-Type", "application/http; msgtype=request")], _request_block(request))
    return Exchange(data=before + first + second, response_offset=len(before), payload_digest=digest, uri=uri, revisit=known is not None)


def _member(named: Headers, block: bytes) -> bytes:
    lines = ["WARC/1.1", *(f"{name}: {value}" for name, value in named)]
    lines += [f"WARC-Block-Digest: {payload_digest(block)}", f"Content-Length: {len(block)}", "", ""]
    squeeze = compressobj(LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    head = "\r\n".join(lines).encode("utf-8", "replace")
    return b"".join((squeeze.compress(head), squeeze.compress(block), squeeze.compress(b"\r\n\r\n"), squeeze.flush()))


def _response_head(response: ResponseSeen) -> bytes:
    reason = _one_line(response.reason) or _REASONS.get(response.status, "Unknown")
    kept = []
    for name, value in _public(response.headers):
        lower = name.lower()
        if lower not in _OF_THE_WIRE:
            kept.append((name, value))
        elif lower != "content-length" or value.strip() != str(len(response.body)):
            kept.append((f"X-Crawl-{name}", value))
    kept.append(("Content-Length", str(len(response.body))))
    return _http_head(f"HTTP/1.1 {response.status:03d} {reason}", kept)


def _request_block(request: RequestSeen) -> bytes:
    parts = urlsplit(_target(request.url))
    headers = [(name, value) for name, value in _public(request.headers) if name.lower() not in ("host", "content-length")]
    if request.body:
        headers.append(("Content-Length", str(len(request.body))))
    method = request.method if _NAME.match(request.method) else "GET"
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    return _http_head(f"{method} {target} HTTP/1.1", [("Host", parts.netloc), *headers]) + request.body


def _http_head(first: str, headers: Headers) -> bytes:
    return "\r\n".join([first, *(f"{name}: {value}" for name, value in headers), "", ""]).encode("utf-8", "replace")


def _public(headers: Headers) -> list[tuple[str, str]]:
    """The headers that may be kept, each value on one line."""
    return [
        (name, _one_line(value))
        for name, value in headers
        if _NAME.match(name) and name.lower() not in _DROPPED and not _SECRET.match(name)
    ]


def _one_line(value: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]+", " ", value).strip()


def _target(url: str) -> str:
    """An address as a record may name it: no fragment, no credentials, nothing that ends a line."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return quote(urlunsplit((parts.scheme, host, parts.path, parts.query, "")), safe="%/:@!$&'()*+,;=~?[]#|{}^`\"<>\\")


def _date(at: datetime) -> str:
    at = at.astimezone(UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ" if at.microsecond else "%Y-%m-%dT%H:%M:%SZ")


def _record_id(*parts: str) -> str:
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, ' '.join(parts))}>"


def _identified(body: bytes) -> str | None:
    """The payload type by the first bytes, whatever the server calls the payload; None where the bytes do not tell."""
    start = body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] != b"<":
        return None
    lower = start.lower()
    if b"<html" in lower or lower.startswith(b"<!doctype html"):
        return "text/html"
    return "application/xml" if start.startswith(_FEEDS) else None
