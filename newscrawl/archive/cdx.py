"""Indexes of captures: the Wayback Machine's CDX API and those that speak like it. Bytes in, captures out; no network.

The API: https://github.com/internetarchive/wayback/blob/master/wayback-cdx-server/README.md; pywb answers with a JSON object a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from urllib.parse import quote, urlencode

from newscrawl.archive.timestamps import parse_date
from newscrawl.errors import SourceError
from newscrawl.model import Moment
from newscrawl.urls import folded_key, normalize

__all__ = ["Capture", "Captured", "Cdx", "best_captures", "cdx_url", "group", "months", "parse_cdx"]

# Without urlkey and timestamp among the fields resume keys go astray: https://github.com/internetarchive/wayback/issues/121
FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
_NAMES = {
    "url": "original",
    "mime": "mimetype",
    "status": "statuscode",
    **{name: name for name in (*FIELDS, "filename", "offset")},
}
_ROWS = 500_000
_URL_LENGTH = 4096
_EARLY = timedelta(hours=26)  # a publication date without a zone, or of a zone east of here, may lie behind a capture
_HTML = ("text/html", "application/xhtml+xml")
_BEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A capture as an index lists it. `url` is the captured address, normalised; `original` is the same address as the index spells it.

    `status` and `length` (of the stored, compressed record) are None where the index does not say. `filename` and `offset` say where the
    record lies, in Common Crawl's index.
    """

    url: str
    original: str
    timestamp: str
    at: datetime
    status: int | None = None
    mime: str = ""
    digest: str = ""
    length: int | None = None
    filename: str = ""
    offset: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """All captures of one page, the oldest first."""

    url: str
    captures: tuple[Capture, ...]

    @property
    def first(self) -> datetime:
        """The page was published before this."""
        return self.captures[0].at


@dataclass(frozen=True, slots=True, kw_only=True)
class Cdx:
    """One answer of an index. `resume_key`: the server's key for the next answer, None at the end. `refused`: the number of rows that
    are no capture of an http(s) address."""

    captures: tuple[Capture, ...] = ()
    resume_key: str | None = None
    refused: int = 0
    rows: int = 0


def cdx_url(
    endpoint: str,
    url: str,
    *,
    match: str = "domain",
    since: date | None = None,
    until: date | None = None,
    collapse: Sequence[str] = ("digest",),
    limit: int | None = None,
    resume_key: str | None = None,
) -> str:
    """The request for whole HTML captures of an address, of all that begin like it (`match="prefix"`), of a host or of a domain.

    `since` and `until` are days of capture, both included. `collapse` drops neighbours that are alike in a field.
    """
    query = [("url", url), ("matchType", match), ("output", "json"), ("fl", ",".join(FIELDS))]
    query += [("filter", "statuscode:200"), ("filter", "mimetype:text/html")]
    query += [("collapse", field) for field in collapse]
    query += [("from", f"{since:%Y%m%d}000000")] if since else []
    query += [("to", f"{until:%Y%m%d}235959")] if until else []
    query += [("limit", str(limit)), ("showResumeKey", "true")] if limit else []
    encoded = urlencode(query, safe=":/,")
    if resume_key:
        encoded += f"&resumeKey={_escaped(resume_key)}"
    return f"{endpoint.rstrip('/')}/cdx/search/cdx?{encoded}"


def _escaped(key: str) -> str:
    """Wayback writes its keys escaped (`org%2Carchive%29%2F+1998...`), to be sent as they are; others write them bare."""
    if "%" in key or re.fullmatch(r"[A-Za-z0-9_.~+-]+", key):
        return quote(key, safe="%+")
    return quote(key, safe="")


def parse_cdx(body: bytes, *, url: str = "") -> Cdx:
    """An answer in any of the forms that CDX servers give: a JSON array of rows with a first row of names (Wayback), a JSON object a line
    (pywb, Common Crawl), or lines of fields. An empty answer has no captures. Raises SourceError for what is none of these; `url` is
    named in it."""
    text = body.decode("utf-8", "replace").strip()
    if not text:
        return Cdx()
    if text.startswith("["):
        return _from_array(text, url)
    if text.startswith("{"):
        return _from_objects(text, url)
    return _from_lines(text, url)


def _from_array(text: str, url: str) -> Cdx:
    rows = _load(text, url)
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise SourceError(url, "a CDX answer that is JSON but no table of rows")
    names = [str(name) for name in rows[0]] if rows else []
    if rows and "timestamp" not in names:
        if names and re.fullmatch(r"[0-9]{14}", names[1] if len(names) > 1 else ""):
            names, rows = list(FIELDS), [[], *rows]  # rows without a row of names
        elif names:
            raise SourceError(url, f"a CDX answer whose first row names no timestamp: {names[:8]}")
    key = None
    if len(rows) >= 3 and not rows[-2] and len(rows[-1]) == 1 and isinstance(rows[-1][0], str):
        key, rows = rows[-1][0], rows[:-2]
    return _collect((dict(zip(names, row, strict=False)) for row in rows[1:] if row), key)


def _from_objects(text: str, url: str) -> Cdx:
    objects: list[dict[str, Any]] = []
    for line in text.splitlines()[:_ROWS]:
        if line.strip():
            value = _load(line, url)
            if not isinstance(value, dict):
                raise SourceError(url, "a CDX answer with a line that is no object")
            objects.append(value)
    told = (one.get("message") or one.get("error") for one in objects if "timestamp" not in one)
    said = next((str(one) for one in told if one), None)
    if said is None:
        return _collect(objects, None)
    if re.search(r"no captures", said, re.IGNORECASE):
        return Cdx()  # how Common Crawl says that a crawl has nothing
    raise SourceError(url, f"the CDX server says: {said[:200]}")


def _from_lines(text: str, url: str) -> Cdx:
    lines = text.splitlines()[: _ROWS + 2]
    key = None
    if len(lines) >= 3 and not lines[-2].strip():
        key, lines = lines[-1].strip(), lines[:-2]
    rows = [line.split(" ") for line in lines if line.strip() and not line.startswith(" CDX ")]
    if rows and not any(len(row) >= 3 and re.fullmatch(r"[0-9]{4,14}", row[1]) for row in rows):
        raise SourceError(url, f"not a CDX answer; it begins with {text[:60]!r}")
    return _collect((dict(zip(FIELDS, row, strict=False)) for row in rows), key)


def _load(text: str, url: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SourceError(url, f"a CDX answer that is broken JSON ({str(error)[:80]})") from error


def _collect(rows: Iterable[dict[str, Any]], key: str | None) -> Cdx:
    captures, refused = [], 0
    for count, row in enumerate(rows):
        capture = _capture(row) if count < _ROWS else None
        if capture:
            captures.append(capture)
        else:
            refused += 1
    return Cdx(captures=tuple(captures), resume_key=key or None, refused=refused, rows=len(captures) + refused)


def _capture(row: dict[str, Any]) -> Capture | None:
    named = {_NAMES[name]: str(value) for name, value in row.items() if name in _NAMES and value is not None}
    original, timestamp = named.get("original", ""), named.get("timestamp", "")
    at = parse_date(timestamp) if re.fullmatch(r"[12][0-9]{13}", timestamp) else None
    if at is None or not 0 < len(original) <= _URL_LENGTH or re.search(r"[\x00-\x20\x7f]", original):
        return None
    try:
        url = normalize(original)
    except ValueError:
        return None
    return Capture(
        url=url,
        original=original,
        timestamp=timestamp,
        at=at,
        status=_number(named.get("statuscode", "")),
        mime=named.get("mimetype", "").partition(";")[0].strip().lower(),
        digest=named.get("digest", ""),
        length=_number(named.get("length", "")),
        filename=named.get("filename", ""),
        offset=_number(named.get("offset", "")),
    )


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None


def group(captures: Iterable[Capture]) -> Iterator[Captured]:
    """The captures of each page together: http and https, with and without `www.`, are one page. In the order of first appearance."""
    pages: dict[str, list[Capture]] = {}
    for capture in captures:
        pages.setdefault(folded_key(capture.url), []).append(capture)
    for found in pages.values():
        found.sort(key=lambda capture: capture.timestamp)
        yield Captured(url=found[-1].url, captures=tuple(found))


def best_captures(captures: Iterable[Capture], published: Moment | None = None) -> tuple[Capture, ...]:
    """The captures to try, at most twelve, in this order: whole 200 HTML pages from the closest after publication on; then captures from
    before publication (a date can be wrong); then captured redirects. A capture far smaller than the others comes behind them: it is
    an error page, or cut off. 404s and other types are left out. Captures of different payloads come first; repeats follow, because
    the archive may list a capture and not be able to give its bytes."""
    found = list(captures)
    lengths = [capture.length for capture in found if _whole(capture) and capture.length]
    small = median(lengths) / 2 if len(lengths) > 2 else 0
    earliest = published.at - _EARLY if published else None

    def order(capture: Capture) -> tuple[bool, bool, bool, float]:
        early = earliest is not None and capture.at < earliest
        at = capture.at.timestamp()
        return (not _whole(capture), early, bool(capture.length and capture.length < small), -at if early else at)

    seen: set[str] = set()
    chosen: list[Capture] = []
    repeated: list[Capture] = []
    for capture in sorted((one for one in found if _whole(one) or _redirect(one)), key=order):
        (repeated if capture.digest in seen else chosen).append(capture)
        if capture.digest not in ("", "-"):
            seen.add(capture.digest)
    return tuple(sorted([*chosen, *repeated][:_BEST], key=order))


def _whole(capture: Capture) -> bool:
    revisit = capture.mime == "warc/revisit" and capture.status in (None, 200)
    return revisit or (capture.status in (200, None) and (not capture.mime or capture.mime in (*_HTML, "unk")))


def _redirect(capture: Capture) -> bool:
    return capture.status in (301, 302, 303, 307, 308)


def months(since: date, until: date) -> tuple[tuple[date, date], ...]:
    """First and last day of each month between two days, both included; the first and last month cut to them."""
    spans = []
    start = since
    while start <= until:
        following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        spans.append((start, min(until, following - timedelta(days=1))))
        start = following
    return tuple(spans)
