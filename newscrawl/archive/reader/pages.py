"""From a record to a page: what kind of record, which status, which type, in the order of what each question costs."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from newscrawl.archive.notes import NOTES_TYPE, with_notes
from newscrawl.archive.reader.httpmessage import BodyFault, HttpHead, decode_body, is_html, parse_head
from newscrawl.archive.reader.records import Damaged, Head, Record, records
from newscrawl.archive.replay import original_headers, replayed, unwrap
from newscrawl.archive.timestamps import parse_date
from newscrawl.dates import parse_moment
from newscrawl.model import Page, Via
from newscrawl.urls import normalize

__all__ = ["Revisit", "Source", "Wants", "pages", "revisited"]

Wants = Callable[[str], bool]
_KINDS = {"response", "revisit", "resource", "conversion"}
_OTHER_KINDS = {"warcinfo", "request", "metadata", "continuation"}
_REVISITS_LIMIT = 100_000
_ENCODINGS = {"content-encoding", "transfer-encoding"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An open archive file. `modified` stands in for the date of records that have none."""

    name: str
    file: BinaryIO
    modified: datetime
    via: Via = "warc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """A capture whose body another record holds. `keys` name that record: its id, its payload digest, its address and date."""

    page: Page
    keys: tuple[str, ...]
    own_headers: bool


def pages(
    source: Source, *, wants: Wants | None, tally: Counter[str], revisits: list[Revisit] | None = None, offset: int = 0
) -> Iterator[Page | Damaged]:
    """The wanted HTML pages of one file with status 200. Every other record is counted in `tally` by its reason: docs/archives.md#counts.
    Revisits are put into `revisits`, for `revisited`. A page of which the archive kept a part (WARC 1.1, 5.13; Common Crawl and CC-NEWS cut
    at 1 MiB) has the header `warc-truncated` among its own."""

    def keep(head: Head) -> bool:
        reason = None if _holds_notes(head) else _refusal(head, wants)
        if reason:
            tally[reason] += 1
        return reason is None

    trusted = False
    notes: tuple[str, bytes] = ("", b"")  # of which record, and what they say
    for record in records(source.file, keep, offset=offset):
        if isinstance(record, Damaged):
            tally["damaged"] += 1
            yield replace(record, file=source.name)
            continue
        if record.head.kind == "metadata":
            tally["record-metadata"] += 1
            notes = (record.head.headers.get("warc-concurrent-to", ""), record.block)
            continue
        noted = notes[1] if notes[0] and notes[0] == record.head.headers.get("warc-record-id") else b""
        if record.head.kind == "revisit":
            revisit = _revisit(source, record)
            if isinstance(revisit, str) or revisits is None or len(revisits) >= _REVISITS_LIMIT:
                tally[revisit if isinstance(revisit, str) else "revisit-unresolved"] += 1
            else:
                revisits.append(replace(revisit, page=with_notes(revisit.page, noted)) if noted else revisit)
            continue
        page = _page(source, record)
        if isinstance(page, str):
            tally[page] += 1
            continue
        matches = None if record.checked else _digest_matches(record)
        trusted = trusted or bool(matches)
        if isinstance(page, Damaged) or (matches is False and trusted):
            # Some writers' digests were never right: a mismatch counts only where an earlier digest of the file matched.
            tally["damaged"] += 1
            yield page if isinstance(page, Damaged) else Damaged(offset=record.head.offset, reason="digest", file=source.name)
            continue
        tally["page"] += 1
        if why := record.head.headers.get("warc-truncated"):
            tally["truncated"] += 1
            page = replace(page, headers=(*page.headers, ("warc-truncated", why)))
        yield with_notes(page, noted) if noted else page


def revisited(source: Source, index: dict[str, list[Revisit]], *, tally: Counter[str]) -> Iterator[Page]:
    """The pages whose body this file holds, each once: what is found is taken out of `index`."""

    def keep(head: Head) -> bool:
        return head.kind in _KINDS and head.kind != "revisit" and any(key in index for key in _names(head))

    for record in records(source.file, keep):
        if isinstance(record, Damaged):
            continue  # counted in the first reading
        original = _page(source, record)
        found = {id(revisit): revisit for key in _names(record.head) for revisit in index.pop(key, ())}
        for revisit in found.values():
            for key in revisit.keys:
                index[key] = [other for other in index.get(key, ()) if other is not revisit]
                if not index[key]:
                    del index[key]
            if isinstance(original, Page):
                tally["page"] += 1
                page = revisit.page
                yield replace(page, body=original.body, headers=page.headers if revisit.own_headers else original.headers)
            else:
                tally[original if isinstance(original, str) else "damaged"] += 1


def _holds_notes(head: Head) -> bool:
    return head.kind == "metadata" and head.headers.get("content-type", "") == NOTES_TYPE


def _refusal(head: Head, wants: Wants | None) -> str | None:
    """Why a record cannot be a wanted page, judged by its header alone."""
    if head.kind not in _KINDS:
        return f"record-{head.kind if head.kind in _OTHER_KINDS else 'other'}"
    url = _url(head.uri)
    if url is None:
        return "not-http"
    if not head.length and head.kind != "revisit":
        return "empty"
    return "other-site" if wants and not wants(url) else None


def _url(uri: str) -> str | None:
    """The address that a record is of. Where somebody recorded the Wayback Machine's replay, that is the original one."""
    place = replayed(uri)
    uri = place.url if place else uri
    try:
        return normalize(uri) if uri[:4].lower() == "http" else None
    except ValueError:
        return None


def _page(source: Source, record: Record) -> Page | Damaged | str:
    """The page, or why the record is none: damage, or a word for the tally."""
    head, http = record.head, None
    body = record.block
    if head.kind == "response":
        http = parse_head(record.block)
        if http is None:
            return "no-http-head"
        if http.status != 200:
            return f"status-{http.status}"
        body = record.block[http.end :]
    kind = http.get("content-type") if http else head.headers.get("content-type", "")
    if kind and not is_html(kind, b"<html"):
        return "not-html"
    try:
        body = decode_body(http, body) if http else body
    except BodyFault as fault:
        return Damaged(offset=head.offset, reason=str(fault), file=source.name)
    if not body.strip():
        return "empty"
    if not is_html(kind, body[:1024]):
        return "not-html"
    return _bare_page(source, head, http, unwrap(body))


def _bare_page(source: Source, head: Head, http: HttpHead | None, body: bytes) -> Page:
    place = replayed(head.uri)
    captured = parse_date(place.timestamp.ljust(14, "0") if place else head.headers.get("warc-date", ""))
    answered = parse_moment(http.get("date")) if http else None
    headers = http.headers if http else (("content-type", head.headers.get("content-type", "")),)
    headers = original_headers(headers) if place else headers
    return Page(
        url=_url(head.uri) or "",
        body=body,
        fetched_at=captured or (answered.at if answered else source.modified),
        captured_at=captured or (answered.at if answered else None),
        headers=tuple((name, value) for name, value in headers if name not in _ENCODINGS),
        via=source.via,
        archive_url=head.uri if place else None,
        warc_file=source.name,
        warc_offset=head.offset,
    )


def _revisit(source: Source, record: Record) -> Revisit | str:
    head = record.head
    http = parse_head(record.block) if record.block.strip() else None
    own = http is not None and http.status == 200
    if http is not None and http.status not in (200, 304):
        return f"status-{http.status}"
    if http is not None and own and not is_html(http.get("content-type"), b"<html"):
        return "not-html"
    named = head.headers
    keys = [named.get("warc-refers-to", ""), named.get("warc-payload-digest", "")]
    if "warc-refers-to-target-uri" in named:
        keys.append(f"{named['warc-refers-to-target-uri']} {named.get('warc-refers-to-date', '')}")
    return Revisit(page=_bare_page(source, head, http, b""), keys=tuple(key for key in keys if key), own_headers=own)


def _names(head: Head) -> tuple[str, ...]:
    """The keys by which a revisit may name this record."""
    named = head.headers
    return (
        named.get("warc-record-id", ""),
        named.get("warc-payload-digest", ""),
        f"{named.get('warc-target-uri')} {named.get('warc-date')}",
    )


def _digest_matches(record: Record) -> bool | None:
    """Whether the block matches its digest; None where the record has no digest that we know."""
    algorithm, _, value = record.head.headers.get("warc-block-digest", "").partition(":")
    if algorithm.lower() not in ("sha1", "sha256", "md5") or not value:
        return None
    digest = hashlib.new(algorithm.lower(), record.block, usedforsecurity=False)
    return value.upper().rstrip("=") in (b32encode(digest.digest()).decode().rstrip("="), digest.hexdigest().upper())
