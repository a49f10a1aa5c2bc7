"""Notes on a page, kept as a WARC `metadata` record beside its bytes: the hints of sources, the rights that the site reserves, the
archive that the page came from. Cleaning a stored page again needs them to give the same article."""

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
    """The page with its notes. Notes that cannot be read are ignored: anybody may have written the file."""
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
