"""All sites of an output folder at a glance, the unhealthy first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newscrawl.health.judge import judge
from newscrawl.model import stamp
from newscrawl.store.files.manifest import MANIFEST, ManifestEntry, read_manifest

__all__ = ["SiteState", "age", "fleet", "newest_article", "state_of", "verdict_of"]

_PUBLISHED = re.compile(rb'"date_published":\s?"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"')
_LONGEST = 1 << 24  # bytes of a line
_LATEST_FILES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteState:
    """A site's latest run. `said`: what is wrong with it, "" for a healthy one. `newest`: when its newest article was published."""

    name: str
    entries: Sequence[ManifestEntry]
    said: str
    newest: datetime | None

    @property
    def latest(self) -> ManifestEntry:
        return self.entries[-1]


def fleet(output: Path, now: datetime) -> list[SiteState]:
    """The sites that have run: unhealthy ones first, then those whose newest article is the oldest."""
    folders = sorted(path.parent for path in output.glob(f"[!.]*/{MANIFEST}"))
    states = [state for folder in folders if (state := state_of(folder, now))]
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(states, key=lambda state: (not state.said, state.newest or never, state.name))


def state_of(folder: Path, now: datetime) -> SiteState | None:
    """One site's state; None where no run has ended."""
    entries = read_manifest(folder)
    if not entries:
        return None
    return SiteState(name=folder.name, entries=entries, said=verdict_of(entries, len(entries) - 1), newest=newest_article(folder, now))


def verdict_of(entries: Sequence[ManifestEntry], position: int) -> str:
    """What is wrong with a run, in a sentence; "" for a healthy one."""
    entry = entries[position]
    if entry.exit is None:
        return "The run ended without a word (a kill, a power cut); a later one finished its files."
    if entry.exit == 0:
        return ""
    told = judge(entry.reason, entry.stats, [earlier.stats for earlier in entries[:position]])
    return f"Exit status {entry.exit}: {told.message if told.exit_status == entry.exit else entry.reason}"


def newest_article(folder: Path, now: datetime) -> datetime | None:
    """When the newest article in the site's latest files was published. A day that is yet to come says nothing."""
    limit = stamp(now + timedelta(days=1)).encode()
    files = sorted(folder.glob("articles-*.jsonl"))[-_LATEST_FILES:]
    newest = max((moment for path in files for moment in _published(path) if moment < limit), default=None)
    return datetime.strptime(newest.decode(), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if newest else None


def _published(path: Path) -> Iterator[bytes]:
    """Each line's moment of publication, without reading the line as JSON: a file of a backfill has gigabytes."""
    try:
        with path.open("rb") as lines:
            while line := lines.readline(_LONGEST):
                # The text before it may hold these very words, but inside a JSON string a quote has a backslash before it.
                for found in _PUBLISHED.finditer(line):
                    if line[max(0, found.start() - 1) : found.start()] != b"\\":
                        yield found[1]
                        break
    except OSError:
        return


def age(then: datetime, now: datetime) -> str:
    """`40 min`, `5 h`, `3 days`, `2 months`: as exactly as it matters."""
    minutes = max(0, int((now - then).total_seconds() // 60))
    for limit, size, word in ((120, 1, "min"), (72 * 60, 60, "h"), (100 * 1440, 1440, "days")):
        if minutes < limit:
            return f"{minutes // size} {word}"
    return f"{minutes // 43_830} months" if minutes < 60 * 43_830 else f"{minutes // 525_960} years"
