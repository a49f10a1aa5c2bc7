"""Articles out of archive files on this machine: two readings, the second one page by page through the intake. No network."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any

from newscrawl.archive.reader.ordered import FileSet, captured
from newscrawl.archive.reader.warc import find
from newscrawl.discover.rules import is_article_url, is_further_page
from newscrawl.errors import OutputError
from newscrawl.intake.flow import Task, in_order, in_thread, wanted
from newscrawl.intake.intake import RefinedItem, page_key
from newscrawl.model import Page, Part, Refined, Rejected

__all__ = ["archive_files", "articles_from_files", "articles_of"]

logger = logging.getLogger(__name__)

BATCH = 16  # pages read at a time, and asked of the ledger


def archive_files(way: str) -> list[Path]:
    """The files that `warc:PATH` names; none for anything else. Raises UsageError where they are not there."""
    return find(way.removeprefix("warc:")) if way.startswith("warc:") else []


async def articles_from_files(task: Task, way: str) -> AsyncIterator[RefinedItem]:
    """Every article of the site that the files hold and the ledger does not, each one's versions from the oldest on. No network."""
    site = task.intake.site
    files = FileSet(
        archive_files(way),
        is_article=lambda url: is_article_url(url, site),
        is_part=lambda url: is_further_page(url, site),
        key=lambda url: page_key(url, site),
    )
    async for item in articles_of(task, files):
        yield item


async def articles_of(task: Task, files: FileSet) -> AsyncIterator[RefinedItem]:
    """`articles_from_files` for a set of files that is there; closes the set."""
    site, plan = task.intake.site, task.plan
    try:
        plan.listing = "warc"
        async for _ in in_thread(files.survey, 1):
            if task.stopping():
                return
        _tell(task, files)
        plan.listing, plan.handled, plan.expected = "", 0, files.captures
        async for page, outcome in in_order(_jobs(task, files), task.in_flight):
            if task.stopping():
                return
            for item in task.intake.settle(page_key(page.url, site), outcome, captured(page)):
                yield item
    except OSError as error:
        raise OutputError(f"pages cannot be laid aside in the folder for temporary files: {error}; set TMPDIR to one with room") from error
    finally:
        files.close()


def _tell(task: Task, files: FileSet) -> None:
    """Logs and counts the contents of the files, before the first page is read."""
    name, count = task.intake.site.name, task.intake.count
    for file, reasons in files.damaged.items():
        told = ", ".join(f"{reason} {times}" for reason, times in reasons.most_common())
        logger.warning("%s: %s: %d damaged records are left out (%s)", name, file, reasons.total(), told)
    for word, times in files.tally.items():
        count(f"archive/{word}", times)
    readable = files.tally["page"] > 0 or files.tally["other-site"] > 0 or not files.damaged
    count("sources/read/warc" if readable else "sources/failed/warc", len(files.paths))
    if not files.tally["page"]:
        logger.warning("%s: no page of the site is in these %d files", name, len(files.paths))


async def _jobs(task: Task, files: FileSet) -> AsyncIterator[Coroutine[Any, Any, tuple[Page, Refined | Rejected]]]:
    async def next_part(url: str, page: Page) -> Part | Rejected:
        part = await asyncio.to_thread(files.part, url, captured(page))
        return part or Rejected(url=page.url, reason="part-missing", detail=f"{url} is not in the archive")

    async for batch in in_thread(files.pages, BATCH, lambda page: len(page.body)):
        task.plan.handled += len(batch)
        for page in wanted(task, batch):
            task.intake.count("pages/answered")
            yield task.intake.whole(page, next_part)
