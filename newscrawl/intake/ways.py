"""Which way a run goes that takes its articles from an archive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from newscrawl.archive.services.archives import CommonCrawl, Service, Wayback
from newscrawl.archive.services.commoncrawl import Hosts
from newscrawl.intake.capture_index import Backfill
from newscrawl.intake.ccnews import NewsFiles
from newscrawl.intake.files import articles_from_files
from newscrawl.intake.flow import Task
from newscrawl.intake.intake import RefinedItem

__all__ = ["Archives", "archived_articles"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Archives:
    """The addresses of the archives, and how many days after a window ends a page of it may have been captured."""

    wayback: str
    commoncrawl: str
    late_days: int


def archived_articles(way: str, task: Task, archives: Archives) -> AsyncIterator[RefinedItem]:
    """The articles that an archive brings and the ledger has not. `way`: `wayback`, `commoncrawl`, `ccnews` or `warc:PATH`."""
    if way.startswith("warc:"):
        return articles_from_files(task, way)
    hosts = Hosts.at(archives.commoncrawl)
    if way == "ccnews":
        return NewsFiles(task, hosts).articles()
    service: Service = Wayback(archives.wayback, task.fetch) if way == "wayback" else CommonCrawl(hosts, task.fetch)
    return Backfill(task, service, archives.late_days).articles()
