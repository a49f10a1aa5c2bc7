"""A run as a page that a person reads in the morning: was it healthy, what came, what was left out and why, and the runs before it.

Reads the manifest and the run's own files, and nothing else; gives one HTML document without scripts or outside resources. Everything that
came from a site is escaped, shortened and free of control characters.
"""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newscrawl.errors import UsageError
from newscrawl.health.discovery import accounts
from newscrawl.health.explained import explain_rule
from newscrawl.health.html import framed
from newscrawl.health.judge import judge, total
from newscrawl.health.trends import FIELDS
from newscrawl.middlewares.safe.hygiene import printable
from newscrawl.reasons import meaning
from newscrawl.store.files.manifest import ManifestEntry, read_manifest
from newscrawl.urls import is_http

__all__ = ["Sampled", "page", "sampled"]

EXAMPLES = 5  # of a rule or of a reason
RUNS = 60  # of the history
MOST_SOURCES = 100  # that are shown
LONGEST = 240  # characters of a line that is shown
DEEPEST = 1 << 20  # bytes of a line of a run's file; a longer one is no line of ours


@dataclass(slots=True)
class Sampled:
    """The lines of a run's file by rule or by reason: occurrences, number of lines, and the first examples (address, text)."""

    times: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    missing: str = ""  # the name of a file that the manifest has and the folder has not

    def add(self, name: str, url: str, text: str) -> None:
        self.times[name] += 1
        shown = self.examples.setdefault(name, [])
        if len(shown) < EXAMPLES and all(text != before for _, before in shown):
            shown.append((url, text))


def sampled(folder: Path, entry: ManifestEntry, kind: str) -> Sampled:
    """A run's `edits` or `rejected` file, read once in constant memory. Lines that are none of ours are left out."""
    found = Sampled()
    for file in entry.files:
        if file.kind != kind:
            continue
        try:
            with (folder / Path(file.name).name).open("rb") as lines:
                for record in _records(lines):
                    _take(found, record)
        except OSError:
            found.missing = file.name
    return found


def _records(lines: Any) -> Iterator[Mapping[str, Any]]:
    while line := lines.readline(DEEPEST):
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            yield record


def _take(found: Sampled, record: Mapping[str, Any]) -> None:
    url = str(record.get("url", ""))
    edits = record.get("edits")
    if not isinstance(edits, list):
        found.add(str(record.get("reason", "")), url, f"{url}  {record.get('detail', '')}".rstrip())
        return
    rules = set()
    for edit in edits:
        if isinstance(edit, dict):
            rules.add(name := str(edit.get("rule", "")))
            found.add(name, url, str(edit.get("text", "")))
    found.lines.update(rules)


def page(folder: Path, name: str, run_id: str | None) -> str:
    """The report of a run of spider `name`; the latest one, where `run_id` is None.

    Raises UsageError where there is no such run."""
    entries = read_manifest(folder)
    if not entries:
        raise UsageError(f"{folder} has no finished run (manifest.jsonl); start one with: scrapy crawl {name}")
    position = len(entries) - 1
    if run_id is not None:
        known = [entry.run_id for entry in entries]
        if run_id not in known:
            raise UsageError(f"{name} has no run {run_id!r}; the latest are: {', '.join(known[-5:])}")
        position = known.index(run_id)
    entry, before = entries[position], entries[:position]
    parts = [
        _verdict(entry, before),
        _section("What it did", _done(entry)),
        _section("Left out", _rejected(sampled(folder, entry, "rejected"))),
        _section("Removed from articles", _removed(sampled(folder, entry, "edits"))),
        _section("Fields", _fields(entry, before)),
        _section("What the sources list", _lists(entry)),
        _section("Sources, waits and limits", _figures(entry)),
        _section("Files", _files(entry)),
        _section("The runs up to this one", _history(entries[max(0, position + 1 - RUNS) : position + 1])),
    ]
    title = f"{name}, {_day(entry.started)}"
    return framed(" ".join(printable(title).split()), "\n".join(part for part in parts if part))


def _verdict(entry: ManifestEntry, before: Sequence[ManifestEntry]) -> str:
    told = judge(entry.reason, entry.stats, [earlier.stats for earlier in before])
    if entry.exit is None:
        kind, said = "bad", "The run ended without a word (a kill, a power cut); a later one finished its files."
    elif entry.exit == 0:
        kind, said = "good", "Healthy." if entry.reason != "shutdown" else "Healthy, and told to stop before its end."
    else:
        kind, said = "bad", f"Exit status {entry.exit}: {told.message if told.exit_status == entry.exit else entry.reason}"
    took = ""
    with suppress(ValueError):
        took = f", {(_moment(entry.finished) - _moment(entry.started)).total_seconds():,.0f} s"
    versions = ", ".join(f"{what} {number}" for what, number in entry.versions.items() if number)
    return f'<p class="{kind}">{_shown(said, 2000)}</p>\n<p class="quiet">{_shown(f"run {entry.run_id}{took}; {versions}")}</p>'


def _done(entry: ManifestEntry) -> str:
    stats = entry.stats
    rows = [
        ("addresses that the sources list", total(stats, "candidates/listed")),
        ("new or changed since the last run", total(stats, "candidates/new") + total(stats, "candidates/changed")),
        ("pages fetched", total(stats, "pages/answered")),
        ("pages that could not be fetched", total(stats, "pages/failed/")),
        ("new articles", entry.articles.get("written", 0)),
        ("new revisions", entry.articles.get("revision", 0)),
        ("found gone", entry.articles.get("gone", 0)),
        ("unchanged", total(stats, "articles/unchanged") + total(stats, "pages/not-modified")),
        ("pages that gave no article", sum(entry.rejected.values())),
    ]
    return _table(("", "count"), [(what, f"{count:,}") for what, count in rows if count or "article" in what])


def _rejected(found: Sampled) -> str:
    rows = [(reason, f"{count:,}", meaning(reason), _examples(found, reason)) for reason, count in found.times.most_common()]
    return _missing(found) + _table(("reason", "pages", "meaning", "for example"), rows)


def _removed(found: Sampled) -> str:
    rows = [
        (rule, f"{count:,}", f"{found.lines[rule]:,}", explain_rule(rule), _examples(found, rule))
        for rule, count in found.times.most_common()
    ]
    return _missing(found) + _table(("rule", "times", "articles", "meaning", "for example"), rows)


def _fields(entry: ManifestEntry, before: Sequence[ManifestEntry]) -> str:
    def share(stats: Iterable[Mapping[str, Any]], name: str) -> str:
        measured = list(stats)
        articles = sum(total(one, "measured/articles") for one in measured)
        return f"{sum(total(one, f'fields/{name}') for one in measured) / articles:.0%}" if articles else "–"

    if not total(entry.stats, "measured/articles"):
        return ""
    earlier = [one.stats for one in before[-RUNS:]]
    return _table(
        ("field", "articles that have it", "in the runs before"), [(n, share([entry.stats], n), share(earlier, n)) for n in FIELDS]
    )


def _lists(entry: ManifestEntry) -> str:
    """Each source with its entries, and what became of those that were not taken."""
    rows = []
    for one in accounts(entry.stats):
        refused = one.get("refused")
        left = [f"{rule} {count}" for rule, count in refused.items()] if isinstance(refused, dict) else []
        left += [f"{name} {one[name]}" for name in ("foreign", "unreadable", "outside", "undated") if name in one]
        counts = [str(one.get(name, 0)) for name in ("listed", "new", "changed", "known", "passed")]
        rows.append((str(one.get("kind", "")), str(one.get("url", "")), *counts, ", ".join(left)))
    return _table(("source", "address", "entries", "new", "changed", "known", "passed over", "not taken"), rows[:MOST_SOURCES])


def _figures(entry: ManifestEntry) -> str:
    groups = ("sources/", "robots/", "waits", "refused/", "pages/failed/", "pages/4", "traps/", "archive/", "crashed")
    rows = [
        (name.removeprefix("newscrawl/"), f"{value:,}" if isinstance(value, int) else str(value))
        for name, value in sorted(entry.stats.items())
        if name.removeprefix("newscrawl/").startswith(groups) and name.startswith("newscrawl/")
    ]
    rows += [(name, str(entry.stats[name])) for name in ("retry/count", "downloader/request_count") if name in entry.stats]
    return _table(("", "count"), rows)


def _files(entry: ManifestEntry) -> str:
    rows = [(_Link(Path(file.name).name, file.name), f"{file.records:,}", f"{file.bytes:,}", file.sha256) for file in entry.files]
    return _table(("file", "records", "bytes", "sha256"), rows)


def _history(entries: Sequence[ManifestEntry]) -> str:
    rows = [
        (
            _day(one.started),
            "–" if one.exit is None else str(one.exit),
            one.reason,
            f"{one.articles.get('written', 0):,}",
            f"{one.articles.get('revision', 0):,}",
            f"{sum(one.rejected.values()):,}",
            f"{total(one.stats, 'pages/failed/'):,}",
            _Bar(one.articles.get("written", 0) / most if (most := max(e.articles.get("written", 0) for e in entries)) else 0.0),
        )
        for one in reversed(entries)
    ]
    return _table(("run", "exit", "ended", "new", "revised", "no article", "not fetched", ""), rows)


class _Link(str):
    """An address that becomes a link; `text` is what is shown."""

    def __new__(cls, address: str, text: str) -> _Link:
        link = super().__new__(cls, address)
        link.text = text
        return link

    text: str


class _Bar(float):
    """A share, 0 to 1, that is drawn."""


def _examples(found: Sampled, name: str) -> list[tuple[str, str]]:
    return found.examples.get(name, [])


def _table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    if not rows:
        return ""
    names = "".join(f"<th>{_shown(name)}" for name in head)
    return f"<table><tr>{names}\n" + "\n".join("<tr>" + "".join(map(_cell, row)) for row in rows) + "\n</table>"


def _cell(value: Any) -> str:
    if isinstance(value, _Link):
        return f'<td><a href="{html.escape(value)}">{_shown(value.text)}</a>'
    if isinstance(value, _Bar):
        return f'<td><span class="bar" style="width:{8 * value:.2f}em"></span>'
    if isinstance(value, list):
        return "<td>" + "<br>".join(_example(url, text) for url, text in value)
    text = str(value)
    number = text.replace(",", "").removesuffix("%").isdigit()
    return f"<td{' class=number' if number else ''}>{_shown(text)}"


def _example(url: str, text: str) -> str:
    return f'<a href="{html.escape(printable(url))}" rel="noreferrer nofollow">{_shown(text)}</a>' if is_http(url) else _shown(text)


def _missing(found: Sampled) -> str:
    return f'<p class="quiet">{_shown(found.missing)} is not there any more.</p>\n' if found.missing else ""


def _section(title: str, content: str) -> str:
    return f"<h2>{_shown(title)}</h2>\n{content}" if content else ""


def _shown(text: str, longest: int = LONGEST) -> str:
    text = " ".join(printable(text[: 4 * longest]).split())
    return html.escape(text if len(text) <= longest else text[:longest] + " …")


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _day(moment: str) -> str:
    """`2026-11-23 03:00 UTC`."""
    try:
        return f"{_moment(moment):%Y-%m-%d %H:%M} UTC"
    except ValueError:
        return moment
