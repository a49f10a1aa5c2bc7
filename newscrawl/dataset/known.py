"""The facts that a spider's runs have on one page: its latest line, the lines removed from it, the hints of sources. Reads, never
writes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from newscrawl.clean.recurring import LineCounts
from newscrawl.dataset.latest import Version
from newscrawl.errors import StateError
from newscrawl.model import Candidate
from newscrawl.schema import problems
from newscrawl.store.files.runfiles import Name
from newscrawl.store.ledger.database import Ledger
from newscrawl.store.ledger.key_table import Marks
from newscrawl.store.ledger.page_rows import Pages
from newscrawl.store.notes.recurring_lines import LedgerLines
from newscrawl.store.versions import Versions

__all__ = ["Known", "KnownPages"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The facts on one page. `candidate`: the hints of sources, as far as the ledger still keeps them. `version`: the article's latest
    line and its edits; None for a page without a line."""

    candidate: Candidate
    version: Version | None
    rejected: str | None  # the reason, where the page gave no article


class KnownPages:
    """The ledger and the run files of one spider, for questions alone. A context manager."""

    def __init__(self, folder: Path, ledger: Ledger, *, case_sensitive: bool) -> None:
        self.folder, self._ledger = folder, ledger
        self._pages = Pages(ledger, Marks(ledger), 0, case_sensitive=case_sensitive)
        lines = LedgerLines(ledger)
        self.lines: LineCounts = lines
        self._versions = Versions(folder, folder.name, lines)

    @classmethod
    def open(cls, output_dir: Path, spider: str, *, case_sensitive: bool) -> Self | None:
        """None where the spider has no ledger that this version can read. Raises StateError for a damaged one."""
        path = output_dir / ".state" / f"{spider}.sqlite"
        ledger = Ledger.look(path) if path.is_file() else None
        if ledger is None:
            return None
        try:
            return cls(output_dir / spider, ledger, case_sensitive=case_sensitive)
        except StateError:
            ledger.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ledger.close()

    def of(self, url: str) -> Known | None:
        """The facts on the page at an address; None for a page that no run has met. Raises StateError where the ledger cannot be read."""
        key = self._pages.key(url)
        row = self._pages.by_key(key) if key else None
        if row is None:
            return None
        record = self._versions.latest(row)
        live = record if record and record.get("status") == "live" and not problems(record) else None  # anybody may have edited the file
        version = Version(record=live, edits=self._edits(live)) if live else None
        outcome = None if row.has_line else self._pages.outcome(row)
        return Known(candidate=self._pages.hints([row])[row.n], version=version, rejected=outcome)

    def _edits(self, record: dict[str, Any]) -> list[dict[str, Any]]:
        """The edits of a line, out of the edits file of its run; none where the file is not there any more."""
        wanted, run_id = (record.get("id"), record.get("revision")), str(record.get("run_id"))
        mark = json.dumps(wanted[0]).encode()  # most lines are other articles': only those with this one's id are parsed
        try:
            with (self.folder / Name(kind="edits", run_id=run_id).final).open("rb") as file:
                lines = (json.loads(line) for line in file if mark in line)
                return next((list(one["edits"]) for one in lines if (one["id"], one["revision"]) == wanted), [])
        except (OSError, ValueError, KeyError, TypeError):
            return []
