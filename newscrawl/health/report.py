"""A run as a page that a person reads in the morning: was it healthy, what came, what was left out and why, and the runs before it; and all
sites on one page.

Reads the manifest and the run's own files, and nothing else; gives one HTML document without scripts or outside resources.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newscrawl.errors import UsageError
from newscrawl.health.discovery import accounts
from newscrawl.health.explained import explain_rule
from newscrawl.health.html import framed
from newscrawl.health.judge import total
from newscrawl.health.shown.cells import Link, folded, section, shown, table
from newscrawl.health.shown.chart import CHARTED, chart, point_of
from newscrawl.health.shown.fleet import SiteState, age, fleet, newest_article, verdict_of
from newscrawl.health.shown.samples import RunArticles, Sampled, articles_of, sampled
from newscrawl.health.trends import FIELDS
from newscrawl.middlewares.safe.hygiene import printable
from newscrawl.reasons import meaning
from newscrawl.store.files.manifest import ManifestEntry, read_manifest

__all__ = ["all_sites", "page"]

RUNS = 60  # of the history
MOST_SOURCES = 100  # that are shown
MOST_LOOKS = 50


def page(folder: Path, name: str, run_id: str | None, now: datetime | None = None) -> str:
    """The report of a run of spider `name`; the latest one, where `run_id` is None. `now`: what ages are counted from.

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
    articles = articles_of(folder, entry, before)
    removed = sampled(folder, entry, "edits")
    sources = [section("What the sources list", _lists(entry)), section("Sources, waits and limits", _figures(entry))]
    sick = bool(verdict_of(entries, position))
    parts = [
        _verdict(entries, position),
        _newest(folder, now or datetime.now(UTC)),
        *(sources if sick else []),  # what is unusual comes first
        section("Removals to look at", _looks(articles)),
        section("What it did", _done(entry)),
        section("Articles", _articles(articles)),
        section("Left out", _rejected(sampled(folder, entry, "rejected"))),
        *(sources[:1] if not sick else []),
        section("Removed from articles", _removed(removed)),
        section("Fields", _fields(entry, before)),
        *(sources[1:] if not sick else []),
        section("Files", _files(entry)),
        section("The runs up to this one", _history(entries[max(0, position + 1 - RUNS) : position + 1])),
    ]
    title = f"{name}, {_day(entry.started)}"
    return framed(" ".join(printable(title).split()), "\n".join(part for part in parts if part))


def all_sites(output: Path, now: datetime) -> str:
    """All sites of an output folder, the unhealthy first. Raises UsageError for a folder where nothing has run."""
    states = fleet(output, now)
    if not states:
        raise UsageError(f"{output} has no finished run of any site; start one with: scrapy crawl NAME")
    sick = sum(bool(state.said) for state in states)
    said = f"{sick} of {len(states)} sites need a look." if sick else f"All {len(states)} sites are healthy."
    verdict = f'<p class="{"bad" if sick else "good"}">{shown(said)}</p>'
    return framed("All sites", "\n".join([verdict, *(_site(state, now) for state in states)]))


def _site(state: SiteState, now: datetime) -> str:
    entry = state.latest
    report = f"{state.name}/report.html"
    name = shown(state.name)
    new, revised = entry.articles.get("written", 0), entry.articles.get("revision", 0)
    done = (
        f"Last run {_day(entry.started)}: {new:,} new articles, {revised:,} revised, "
        f"{sum(entry.rejected.values()):,} pages without one. "
        + (f"The newest article is {age(state.newest, now)} old." if state.newest else "No article has a day.")
    )
    verdict = f'<p class="{"bad" if state.said else "good"}">{shown(state.said or "Healthy.", 2000)}</p>'
    last = state.entries[-CHARTED:]
    return (
        f'<h2><a href="{html.escape(report)}">{name}</a></h2>\n{verdict}\n<p>{shown(done, 400)}</p>\n'
        f"{chart([point_of(one) for one in last])}\n{folded('the same as a table', _runs(last))}"
    )


def _verdict(entries: Sequence[ManifestEntry], position: int) -> str:
    entry, said = entries[position], verdict_of(entries, position)
    kind = "bad" if said else "good"
    said = said or ("Healthy." if entry.reason != "shutdown" else "Healthy, and told to stop before its end.")
    took = ""
    with suppress(ValueError):
        took = f", {(_moment(entry.finished) - _moment(entry.started)).total_seconds():,.0f} s"
    versions = ", ".join(f"{what} {number}" for what, number in entry.versions.items() if number)
    return f'<p class="{kind}">{shown(said, 2000)}</p>\n<p class="quiet">{shown(f"run {entry.run_id}{took}; {versions}")}</p>'


def _newest(folder: Path, now: datetime) -> str:
    newest = newest_article(folder, now)
    return f"<p>The newest article is {age(newest, now)} old ({newest:%Y-%m-%d %H:%M} UTC).</p>" if newest else ""


def _looks(articles: RunArticles) -> str:
    kinds = {"sentence": "sentence", "heading": "heading without text"}
    different = list({(one.kind, one.text): one for one in articles.looks}.values())
    rows = [(Link(one.url, one.text), one.rule, kinds[one.kind]) for one in different[:MOST_LOOKS]]
    more = len(different) - len(rows)
    return table(("removed", "rule", "what"), rows) + (f'<p class="quiet">and {more:,} more: scrapy browse</p>' if more > 0 else "")


def _done(entry: ManifestEntry) -> str:
    stats = entry.stats
    rows = [
        ("addresses that the sources list", total(stats, "candidates/listed")),
        ("known before", sum(_number(one, "known") for one in accounts(stats))),
        ("new or changed since the last run", total(stats, "candidates/new") + total(stats, "candidates/changed")),
        ("pages fetched", total(stats, "pages/answered")),
        ("pages that could not be fetched", total(stats, "pages/failed/")),
        ("new articles", entry.articles.get("written", 0)),
        ("new revisions", entry.articles.get("revision", 0)),
        ("found gone", entry.articles.get("gone", 0)),
        ("unchanged", total(stats, "articles/unchanged") + total(stats, "pages/not-modified")),
        ("pages that gave no article", sum(entry.rejected.values())),
    ]
    return table(("what", "count"), [(what, f"{count:,}") for what, count in rows if count or "article" in what])


def _articles(found: RunArticles) -> str:
    rows = [(Link(one.url, one.title or one.url), one.day, f"{one.words:,}", ", ".join(_flags(one)), one.id) for one in found.articles]
    more = found.total - len(rows)
    told = f"those with flags first, then the newest; {more:,} more are in the run's file. " if more > 0 else ""
    note = f'<p class="quiet">{told}With the removals of each, by title or text: scrapy browse</p>'
    return table(("title", "day", "words", "flags", "id"), rows) + note if rows else ""


def _flags(one: Any) -> Iterable[str]:
    return [*([one.status] if one.status != "live" else []), *one.flags]


def _rejected(found: Sampled) -> str:
    rows = [(reason, f"{count:,}", meaning(reason), _examples(found, reason)) for reason, count in found.times.most_common()]
    return _missing(found) + table(("reason", "pages", "meaning", "for example"), rows)


def _removed(found: Sampled) -> str:
    rows = [
        (rule, f"{count:,}", f"{found.lines[rule]:,}", explain_rule(rule), _examples(found, rule))
        for rule, count in found.times.most_common()
    ]
    return _missing(found) + table(("rule", "times", "articles", "meaning", "for example"), rows)


def _fields(entry: ManifestEntry, before: Sequence[ManifestEntry]) -> str:
    def share(stats: Iterable[Mapping[str, Any]], name: str) -> str:
        measured = list(stats)
        articles = sum(total(one, "measured/articles") for one in measured)
        return f"{sum(total(one, f'fields/{name}') for one in measured) / articles:.0%}" if articles else "–"

    if not total(entry.stats, "measured/articles"):
        return ""
    earlier = [one.stats for one in before[-RUNS:]]
    return table(
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
    return table(("source", "address", "entries", "new", "changed", "known", "passed over", "not taken"), rows[:MOST_SOURCES])


def _number(one: Mapping[str, Any], name: str) -> int:
    value = one.get(name)
    return value if isinstance(value, int) else 0


def _figures(entry: ManifestEntry) -> str:
    groups = ("sources/", "robots/", "waits", "refused/", "pages/failed/", "pages/4", "traps/", "archive/", "crashed")
    rows = [
        (name.removeprefix("newscrawl/"), f"{value:,}" if isinstance(value, int) else str(value))
        for name, value in sorted(entry.stats.items())
        if name.removeprefix("newscrawl/").startswith(groups) and name.startswith("newscrawl/")
    ]
    rows += [(name, str(entry.stats[name])) for name in ("retry/count", "downloader/request_count") if name in entry.stats]
    return table(("figure", "count"), rows)


def _files(entry: ManifestEntry) -> str:
    rows = [(Link(Path(file.name).name, file.name), f"{file.records:,}", f"{file.bytes:,}", file.sha256) for file in entry.files]
    return table(("file", "records", "bytes", "sha256"), rows)


def _history(entries: Sequence[ManifestEntry]) -> str:
    drawn = chart([point_of(one) for one in entries])
    return drawn + folded(f"the last {len(entries)} runs as a table", _runs(entries))


def _runs(entries: Sequence[ManifestEntry]) -> str:
    rows = [
        (
            _day(one.started),
            "–" if one.exit is None else str(one.exit),
            one.reason,
            f"{one.articles.get('written', 0):,}",
            f"{one.articles.get('revision', 0):,}",
            f"{sum(one.rejected.values()):,}",
            f"{total(one.stats, 'pages/failed/'):,}",
            f"{point_of(one).requests:,}",
        )
        for one in reversed(entries)
    ]
    return table(("run", "exit", "ended", "new", "revised", "no article", "not fetched", "requests"), rows)


def _examples(found: Sampled, name: str) -> list[tuple[str, str]]:
    return found.examples.get(name, [])


def _missing(found: Sampled) -> str:
    return f'<p class="quiet">{shown(found.missing)} is not there any more.</p>\n' if found.missing else ""


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _day(moment: str) -> str:
    """`2026-11-23 03:00 UTC`."""
    try:
        return f"{_moment(moment):%Y-%m-%d %H:%M} UTC"
    except ValueError:
        return moment
