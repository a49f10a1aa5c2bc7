"""Stage 2: the sites of one bucket, each by a run of its own, with the same intake and the same commits as a crawl."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.curate.naming import Sites
from newscrawl.curate.rows import ReadPage, RowSet, frames, read_row
from newscrawl.discover.rules import is_article_url, is_further_page
from newscrawl.discover.walk import Fetched
from newscrawl.errors import AlreadyRunning, FetchError, OutputError
from newscrawl.health.trends import figures_of
from newscrawl.intake.files import articles_of
from newscrawl.intake.flow import Task
from newscrawl.intake.intake import Intake, Policy, Refine, RefinedItem, page_key
from newscrawl.model import Page, Refined, Rejected
from newscrawl.site import Site
from newscrawl.store.options import StoreOptions
from newscrawl.store.run import Run
from newscrawl.version import __version__

__all__ = ["Recording", "curate_bucket"]

_BUFFER = 4 << 20  # bytes of rows in memory while a bucket is parted into its sites


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """How articles are recorded. `refine`: for split articles, whose further pages are known in stage 2 alone. `clock`:
    the start of a run."""

    output: Path
    sites: Sites
    policy: Policy
    options: Callable[[Site], StoreOptions]
    refine: Refine
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


async def curate_bucket(bucket: int, folders: Sequence[Path], recording: Recording) -> tuple[dict[str, Counter[str]], list[AlreadyRunning]]:
    """Records the rows of one bucket, whose files lie in the `folders` of stage 1 (in the order of the inputs). Gives for each site what
    became of its pages, and the sites left out because another run is at work there. What the ledger has is recorded no second time, so
    that a bucket may be taken again after a kill. Raises OutputError and StateError."""
    paths = [path for folder in folders if (path := folder / f"{bucket:05}.rows").exists()]
    done: dict[str, Counter[str]] = {}
    busy: list[AlreadyRunning] = []
    try:
        with tempfile.TemporaryDirectory(prefix="newscrawl-") as parted:
            for name, path in sorted(_by_site(paths, Path(parted)).items()):
                try:
                    done[name] = await _recorded(name, path, recording)
                except AlreadyRunning as error:
                    busy.append(error)
    except OSError as error:
        raise OutputError(f"rows cannot be laid aside in the folder for temporary files: {error}; set TMPDIR to one with room") from error
    return done, busy


def _by_site(paths: Sequence[Path], folder: Path) -> Mapping[str, Path]:
    """The rows of a bucket in a file for each site. Memory does not grow with the bucket."""
    files: dict[str, Path] = {}
    waiting: dict[str, list[bytes]] = {}
    held = 0

    def flush() -> None:
        for name, rows in waiting.items():
            with files[name].open("ab") as file:
                file.writelines(rows)
        waiting.clear()

    for path in paths:
        for name, data in frames(path):
            files.setdefault(name, folder / f"{len(files)}.rows")
            waiting.setdefault(name, []).append(data)
            held += len(data)
            if held > _BUFFER:
                flush()
                held = 0
    flush()
    return files


async def _recorded(name: str, path: Path, recording: Recording) -> Counter[str]:
    site = next((site for _, data in frames(path) if (site := recording.sites.of(read_row(data).url))), None)
    if site is None or site.name != name:
        raise OutputError(f"the rows of {name} are of another site now; remove .state/curate in the output folder and run curate again")
    stats: Counter[str] = Counter()
    run = Run.open(recording.output, name, started=recording.clock(), spider_version=__version__, options=recording.options(site))
    try:
        async for item in _articles(site, path, run, recording, stats):
            _record(run, item, stats)
        run.finish(reason="finished", exit_status=0, stats=stats)
    finally:
        run.abort()  # after `finish` it does nothing
    return stats


async def _articles(site: Site, path: Path, run: Run, recording: Recording, stats: Counter[str]) -> AsyncIterator[RefinedItem]:
    def count(what: str, by: int = 1) -> None:
        stats[f"newscrawl/{what}"] += by

    async def refine(page: Page, site: Site) -> Refined | Rejected:
        if isinstance(page, ReadPage):
            if page.outcome is not None and not page.parts:
                return page.outcome
            page = Page(**{field.name: getattr(page, field.name) for field in fields(Page)})
        return await recording.refine(page, site)

    intake = Intake(site, run, refine, recording.policy, None, count)
    task = Task(
        intake=intake,
        run=run,
        plan=run.begin_backfill(f"curate {site.home}", since=None, until=None),
        fetch=_nothing_fetched,
        stopping=lambda: False,
        recorded=_nothing_awaited,
        workers=1,
    )
    rows = RowSet(
        [path],
        is_article=lambda url: is_article_url(url, site),
        is_part=lambda url: is_further_page(url, site),
        key=lambda url: page_key(url, site),
    )
    async for item in articles_of(task, rows):
        yield item
    for item in intake.unreleased():
        yield item


def _record(run: Run, item: RefinedItem, stats: Counter[str]) -> None:
    recorded = run.record(item.refined, key=item.key)
    stats[f"newscrawl/articles/{recorded.disposition}"] += 1
    if recorded.disposition in ("written", "revision"):
        for name, count in figures_of(recorded.article):
            stats[name] += count


async def _nothing_fetched(url: str, headers: Mapping[str, str], *, follow: bool = True, most: int = 0) -> Fetched:
    raise FetchError(url, "not fetched", "curate reads files only")


async def _nothing_awaited(count: int) -> None:
    del count
