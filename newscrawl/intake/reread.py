"""The stored facts about a page of an earlier run, so that reading the page again gives the same article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from newscrawl.archive.notes import with_notes
from newscrawl.archive.reader.warc import notes_before
from newscrawl.clean.recurring import RECURRING_RULE, LineCounts, established, line_key, without_lines
from newscrawl.dataset.known import Known
from newscrawl.dataset.latest import Version
from newscrawl.model import HINT_LABELS, Edit, Page, Refined

__all__ = ["as_noted", "with_hinted_values", "without_recurring"]


def as_noted(page: Page, known: Known, folder: Path) -> Page:
    """The page with what its sources said when its article was written, out of the run's WARC file; else with what the ledger keeps."""
    fetch = known.version.record["fetch"] if known.version else {}
    notes = notes_before(folder / str(fetch["warc_file"]), int(fetch["warc_offset"])) if fetch.get("warc_file") else b""
    noted = with_notes(page, notes) if notes else page
    return replace(page, candidate=noted.candidate or known.candidate, site_rights=noted.site_rights)


def without_recurring(refined: Refined, version: Version | None, lines: LineCounts | None) -> Refined:
    """The article without the lines that the whole site taught: those that its latest line went without; for an article without a line,
    those that are established in the ledger (`lines`)."""
    if version is not None:
        taught = {line_key(edit["text"]) for edit in version.edits if edit["rule"] == RECURRING_RULE}
        return without_lines(refined, lambda text: line_key(text) in taught)
    return without_lines(refined, established(lines, refined.article)) if lines else refined


def with_hinted_values(refined: Refined, version: Version) -> Refined:
    """The article with those values of its latest line that only a feed, sitemap or API gave, where nothing gives them today."""
    article, record = refined.article, version.record
    said: Mapping[str, str] = record.get("field_sources") or {}
    missing = [name for name, source in said.items() if source in HINT_LABELS and article.field_sources.get(name) not in HINT_LABELS]
    values: dict[str, Any] = {name: record[name] for name in missing if name in record}
    if "date_published" in values:
        values["date_precision"] = record.get("date_precision")
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    sources = {**article.field_sources, **{name: said[name] for name in missing}}
    edits, method = refined.edits, record["extraction"]["method"]
    if method in HINT_LABELS and article.extraction.method != method:  # the text itself came from there
        values |= {"text": record["text"], "word_count": record["word_count"]}
        values["extraction"] = replace(article.extraction, method=method, confidence=record["extraction"]["confidence"])
        edits = tuple(Edit(**edit) for edit in version.edits)
    return replace(refined, article=replace(article, **values, field_sources=sources), edits=edits) if values else refined
