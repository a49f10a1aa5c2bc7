"""What was known of a page beside its own bytes, kept with it as a WARC `metadata` record: what sources said of it, what its site reserves,
which archive it came from. Without that a page that is cleaned again would not be the same article."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, get_args

from newscrawl.model import Candidate, Hint, HintSource, Moment, Page, Precision, Rights, as_record

__all__ = ["NOTES_TYPE", "dump_notes", "with_notes"]

NOTES_TYPE = "application/vnd.newscrawl.notes+json"
_HINTS = 12
_TUPLES = ("authors", "tags")
_MOMENTS = ("published", "modified")
_TEXTS = tuple(field.name for field in fields(Hint) if field.name not in ("source", *_TUPLES, *_MOMENTS))


def dump_notes(page: Page) -> bytes:
    """Nothing where there is nothing to say."""
    notes: dict[str, Any] = {}
    if page.candidate and (page.candidate.hints or page.candidate.aliases):
        notes["candidate"] = as_record(page.candidate)
    if page.site_rights != Rights():
        notes["site_rights"] = as_record(page.site_rights)
    if page.archive_url:
        notes["archive_url"] = page.archive_url
    return json.dumps(notes, ensure_ascii=False, default=datetime.isoformat).encode("utf-8", "replace") if notes else b""


def with_notes(page: Page, data: bytes) -> Page:
    """The page with what was noted of it. What cannot be read says nothing: the file may be anybody's."""
    try:
        notes = json.loads(data)
        candidate, rights, archive = notes.get("candidate"), notes.get("site_rights"), notes.get("archive_url")
        return replace(
            page,
            candidate=_candidate(candidate) if candidate else page.candidate,
            site_rights=_rights(rights) if rights else page.site_rights,
            archive_url=archive if isinstance(archive, str) else page.archive_url,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return page


def _candidate(said: Mapping[str, Any]) -> Candidate:
    return Candidate(url=str(said["url"]), hints=tuple(map(_hint, said["hints"][:_HINTS])), aliases=_strings(said["aliases"]))


def _hint(said: Mapping[str, Any]) -> Hint:
    if said["source"] not in get_args(HintSource):
        raise ValueError("no source of hints")
    values: dict[str, Any] = {"source": said["source"]}
    values |= {name: said[name] for name in _TEXTS if isinstance(said.get(name), str)}
    values |= {name: _strings(said[name]) for name in _TUPLES if said.get(name)}
    values |= {name: _moment(said[name]) for name in _MOMENTS if said.get(name)}
    return Hint(**values)


def _moment(said: Mapping[str, Any]) -> Moment:
    at = datetime.fromisoformat(said["at"])
    if at.tzinfo is None or said["precision"] not in get_args(Precision):
        raise ValueError("no moment")
    return Moment(at=at, precision=said["precision"])


def _rights(said: Mapping[str, Any]) -> Rights:
    reserved = said["reserved"]
    return Rights(reserved=reserved if isinstance(reserved, bool) else None, signals=_strings(said["signals"]))


def _strings(said: Any) -> tuple[str, ...]:
    return tuple(value for value in said if isinstance(value, str))
