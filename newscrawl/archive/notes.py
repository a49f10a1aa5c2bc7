"""What was known of a page beside its own bytes, kept with it as a WARC `metadata` record: what sources said of it, what its site reserves,
which archive it came from. Without that a page that is cleaned again would not be the same article."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from newscrawl.model import Candidate, Page, Rights, as_record, from_record

__all__ = ["NOTES_TYPE", "dump_notes", "with_notes"]

NOTES_TYPE = "application/vnd.newscrawl.notes+json"
_HINTS = 12


def dump_notes(page: Page) -> bytes:
    """Nothing where there is nothing to say."""
    notes: dict[str, Any] = {}
    if page.candidate and (page.candidate.hints or page.candidate.aliases):
        notes["candidate"] = as_record(page.candidate)
    if page.site_rights != Rights():
        notes["site_rights"] = as_record(page.site_rights)
    if page.archive_url:
        notes["archive_url"] = page.archive_url
    return json.dumps(notes, ensure_ascii=False).encode("utf-8", "replace") if notes else b""


def with_notes(page: Page, data: bytes) -> Page:
    """The page with what was noted of it. What cannot be read says nothing: the file may be anybody's."""
    try:
        notes = json.loads(data)
        candidate, rights, archive = notes.get("candidate"), notes.get("site_rights"), notes.get("archive_url")
        return replace(
            page,
            candidate=_candidate(candidate) if candidate else page.candidate,
            site_rights=from_record(Rights, rights) if rights else page.site_rights,
            archive_url=archive if isinstance(archive, str) else page.archive_url,
        )
    except (ValueError, AttributeError, RecursionError):
        return page


def _candidate(said: Any) -> Candidate:
    candidate = from_record(Candidate, said)
    return replace(candidate, hints=candidate.hints[:_HINTS])
