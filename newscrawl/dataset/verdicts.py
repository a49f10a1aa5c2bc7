"""What people say of removals: right or wrong. One line a verdict in verdicts.jsonl; the last line on a removal counts."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from newscrawl.clean.recurring import line_key
from newscrawl.clean.recurring.strip import blocks_of
from newscrawl.dataset.uncut import Cut, Kept, uncut
from newscrawl.errors import OutputError, StateError
from newscrawl.model import Edit, Refined, Section, stamp
from newscrawl.store.disk import Disk
from newscrawl.store.files.runfiles import json_line
from newscrawl.text import content_hash, word_count

__all__ = ["RIGHT", "VERDICTS", "WRONG", "Verdict", "Verdicts", "put_back"]

logger = logging.getLogger(__name__)

VERDICTS: Final = "verdicts.jsonl"
RIGHT, WRONG, NONE = "right", "wrong", ""  # "" takes an earlier verdict back


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One removal of one article, and what a person says of it. `content_hash`: of the article's line that the person saw."""

    source: str
    id: str
    content_hash: str
    position: int
    rule: str
    text: str
    verdict: str

    @property
    def removal(self) -> tuple[str, int]:
        """The removal within its article: it stays the same one when other lines of the article change."""
        return (self.rule, line_key(self.text))


class Verdicts:
    """The verdicts of an output folder, as they stand whenever they are asked for."""

    def __init__(self, output: Path) -> None:
        self.path = output / VERDICTS
        self._read: tuple[int, int] | None = None
        self._said: dict[tuple[str, str], dict[tuple[str, int], Verdict]] = {}

    def all(self) -> list[Verdict]:
        """The verdicts that count. Raises StateError where the file cannot be read; lines that are no verdicts are left out."""
        return [verdict for of_one in self._current().values() for verdict in of_one.values()]

    def of(self, source: str, article: str) -> Mapping[tuple[str, int], str]:
        """The verdicts on one article: (rule, key of the line) -> "right" or "wrong"."""
        return {removal: verdict.verdict for removal, verdict in self._current().get((source, article), {}).items()}

    def wrong(self, source: str, article: str) -> frozenset[tuple[str, int]]:
        """The removals of one article that a person called wrong, as (rule, key of the line)."""
        return frozenset(removal for removal, verdict in self.of(source, article).items() if verdict == WRONG)

    def _current(self) -> Mapping[tuple[str, str], Mapping[tuple[str, int], Verdict]]:
        try:
            state = self.path.stat()
            mark = (state.st_mtime_ns, state.st_size)
            if mark != self._read:
                self._said, self._read = _parsed(self.path.read_bytes()), mark
        except FileNotFoundError:
            self._said, self._read = {}, None
        except OSError as error:
            raise StateError(f"cannot read {self.path}: {error.strerror}; check its permissions") from error
        return self._said

    def add(self, verdict: Verdict, at: datetime) -> None:
        """Writes a verdict, durably. Raises OutputError where that fails."""
        disk = Disk()
        line = json_line({"at": stamp(at), **{name: getattr(verdict, name) for name in Verdict.__dataclass_fields__}})
        try:
            torn = self.path.exists() and self.path.stat().st_size and not self.path.read_bytes().endswith(b"\n")
            disk.append(self.path, b"\n" + line if torn else line)
        except OSError as error:
            raise OutputError(f"{self.path} cannot be written: {error.strerror}; check its permissions") from error


def _parsed(data: bytes) -> dict[tuple[str, str], dict[tuple[str, int], Verdict]]:
    said: dict[tuple[str, str], dict[tuple[str, int], Verdict]] = {}
    for line in data.split(b"\n"):
        verdict = _verdict(line)
        if verdict is None:
            if line.strip():
                logger.warning("%s: a line is no verdict, and is left out: %.80r", VERDICTS, line)
            continue
        of_one = said.setdefault((verdict.source, verdict.id), {})
        of_one.pop(verdict.removal, None)
        if verdict.verdict != NONE:
            of_one[verdict.removal] = verdict
    return said


def _verdict(line: bytes) -> Verdict | None:
    try:
        record: Any = json.loads(line)
        verdict = Verdict(**{name: record[name] for name in Verdict.__dataclass_fields__})
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    texts = (verdict.source, verdict.id, verdict.content_hash, verdict.rule, verdict.text)
    known = verdict.verdict in (RIGHT, WRONG, NONE)
    return verdict if known and all(isinstance(text, str) for text in texts) and isinstance(verdict.position, int) else None


def put_back(refined: Refined, wrong: Collection[tuple[str, int]]) -> Refined:
    """The article with the removals that a person called wrong, each in its place. `wrong`: (rule, key of the line). Comes back as it is
    where no removal is among them."""
    article = refined.article
    cuts = [Cut(at, edit.rule, edit.text, edit.position) for at, edit in enumerate(refined.edits)]
    back = {cut.at for cut in cuts if (cut.rule, line_key(cut.text)) in wrong}
    if not back or article.text is None:
        return refined
    headings = frozenset(block.text for block in blocks_of(article) if block.kind == "heading")
    blocks = [
        Kept(one.text, one.rule == "dom-heading") if isinstance(one, Cut) else one
        for one in uncut(article.text, cuts, headings)
        if isinstance(one, Kept) or one.at in back
    ]
    text = "\n\n".join(block.text for block in blocks)
    edits: tuple[Edit, ...] = tuple(edit for at, edit in enumerate(refined.edits) if at not in back)
    counts: dict[str, int] = {}
    for edit in edits:
        counts[edit.rule] = counts.get(edit.rule, 0) + 1
    fuller = replace(
        article,
        text=text,
        sections=tuple(_sections(blocks)),
        word_count=word_count(text),
        content_hash=content_hash(article.title, text),
        extraction=replace(article.extraction, edits=dict(sorted(counts.items()))),
    )
    return replace(refined, article=fuller, edits=edits, signature=None)


def _sections(blocks: list[Kept]) -> list[Section]:
    sections: list[tuple[str | None, list[str]]] = [(None, [])]
    for block in blocks:
        if block.is_heading:
            sections.append((block.text, []))
        else:
            sections[-1][1].append(block.text)
    return [Section(heading=heading, paragraphs=tuple(paragraphs)) for heading, paragraphs in sections if heading or paragraphs]
