"""The files of a run, read for its report: examples by rule and reason, its articles, its removals to look at. In constant memory."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newscrawl.clean.recurring import line_key
from newscrawl.health.looks import Look, kept_of, to_look_at
from newscrawl.store.files.manifest import ManifestEntry

__all__ = ["EXAMPLES", "MOST_ARTICLES", "ArticleSeen", "Lost", "RunArticles", "Sampled", "articles_of", "sampled"]

EXAMPLES = 5  # of a rule or of a reason
DEEPEST = 1 << 20  # bytes of a line of edits or rejected pages; a longer line is none of ours
LONGEST_ARTICLE = 1 << 26
MOST_ARTICLES = 5_000  # of a run that are looked through
MOST_SHOWN = 100
MOST_LOOKS = 500  # removals of which the article is looked up
ENOUGH_BEFORE = 20  # earlier edits files by which a line is known to recur
MOST_BYTES = 64 << 20  # of them


@dataclass(slots=True)
class Sampled:
    """The lines of a run's file by rule or by reason: occurrences, number of lines, and the first examples (address, text)."""

    times: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    missing: str = ""  # the name of a file that the manifest has and the folder has not

    def add(self, name: str, url: str, text: str) -> None:
        self.times[name] += 1
        given = self.examples.setdefault(name, [])
        if len(given) < EXAMPLES and all(text != before for _, before in given):
            given.append((url, text))


@dataclass(frozen=True, slots=True)
class ArticleSeen:
    """An article of a run."""

    day: str
    title: str
    url: str
    id: str
    words: int
    flags: Sequence[str]
    status: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A removal to look at."""

    kind: Look
    rule: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class RunArticles:
    """The articles of a run, those with flags first, then the newest; at most MOST_SHOWN. `total`: so many were looked through."""

    articles: Sequence[ArticleSeen]
    total: int
    looks: Sequence[Lost]


def sampled(folder: Path, entry: ManifestEntry, kind: str) -> Sampled:
    """A run's `edits` or `rejected` file, read once. Lines that are none of ours are left out."""
    found = Sampled()
    for file in entry.files:
        if file.kind != kind:
            continue
        try:
            for record in _records(folder / Path(file.name).name, DEEPEST):
                _take(found, record)
        except OSError:
            found.missing = file.name
    return found


def articles_of(folder: Path, entry: ManifestEntry, before: Sequence[ManifestEntry]) -> RunArticles:
    """The articles of a run and its removals to look at. `before`: the runs before it, the oldest first, by which a line that recurs is
    known."""
    lost = _candidates(folder, entry, before)
    seen: list[ArticleSeen] = []
    looks: list[Lost] = []
    for file in entry.files:
        if file.kind != "articles":
            continue
        for record in _readable(folder / Path(file.name).name, LONGEST_ARTICLE):
            if len(seen) >= MOST_ARTICLES:
                break
            seen.append(_seen(record))
            kept = kept_of(record) if seen[-1].id in lost else ""
            for rule, text, times in lost.pop(seen[-1].id, ()):
                if kind := to_look_at(rule, text, kept, times):
                    looks.append(Lost(kind, rule, text, seen[-1].url))
    seen.sort(key=lambda one: one.day, reverse=True)
    seen.sort(key=lambda one: not one.flags)
    return RunArticles(seen[:MOST_SHOWN], len(seen), looks)


def _candidates(folder: Path, entry: ManifestEntry, before: Sequence[ManifestEntry]) -> dict[str, list[tuple[str, str, int]]]:
    """Removals that may deserve a look, whatever the article keeps: id -> (rule, text, times)."""
    times: Counter[int] = Counter()
    found: list[tuple[str, str, str]] = []
    for record in _edits(folder, entry):
        for rule, text in _pairs(record):
            times[line_key(text)] += 1
            if len(found) < MOST_LOOKS and to_look_at(rule, text, ""):
                found.append((str(record.get("id", "")), rule, text))
    wanted = {line_key(text) for _, _, text in found}
    budget = MOST_BYTES
    for earlier in before[::-1][:ENOUGH_BEFORE] if found else ():
        budget -= sum(file.bytes for file in earlier.files if file.kind == "edits")
        if budget < 0:
            break
        times.update(key for record in _edits(folder, earlier) for _, text in _pairs(record) if (key := line_key(text)) in wanted)
    lost: dict[str, list[tuple[str, str, int]]] = {}
    for article, rule, text in found:
        lost.setdefault(article, []).append((rule, text, times[line_key(text)]))
    return lost


def _edits(folder: Path, entry: ManifestEntry) -> Iterator[Mapping[str, Any]]:
    for file in entry.files:
        if file.kind == "edits":
            yield from _readable(folder / Path(file.name).name, DEEPEST)


def _pairs(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    edits = record.get("edits")
    for edit in edits if isinstance(edits, list) else ():
        if isinstance(edit, dict):
            yield str(edit.get("rule", "")), str(edit.get("text", ""))


def _seen(record: Mapping[str, Any]) -> ArticleSeen:
    flags, words = record.get("quality_flags"), record.get("word_count")
    return ArticleSeen(
        day=str(record.get("date_published") or "")[:10],
        title=str(record.get("title") or ""),
        url=str(record.get("url") or ""),
        id=str(record.get("id") or ""),
        words=words if isinstance(words, int) else 0,
        flags=[str(flag) for flag in flags] if isinstance(flags, list) else [],
        status=str(record.get("status") or ""),
    )


def _readable(path: Path, longest: int) -> Iterator[Mapping[str, Any]]:
    try:
        yield from _records(path, longest)
    except OSError:
        return


def _records(path: Path, longest: int) -> Iterator[Mapping[str, Any]]:
    with path.open("rb") as lines:
        while line := lines.readline(longest):
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(record, dict):
                yield record


def _take(found: Sampled, record: Mapping[str, Any]) -> None:
    url = str(record.get("url", ""))
    if not isinstance(record.get("edits"), list):
        found.add(str(record.get("reason", "")), url, f"{url}  {record.get('detail', '')}".rstrip())
        return
    pairs = list(_pairs(record))
    for rule, text in pairs:
        found.add(rule, url, text)
    found.lines.update({rule for rule, _ in pairs})
