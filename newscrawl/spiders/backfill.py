"""Which way a run goes that takes its articles from an archive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from newscrawl.archive.commoncrawl import Hosts
from newscrawl.archive.services import CommonCrawl, Service, Wayback
from newscrawl.pipelines import RefinedItem
from newscrawl.spiders.archived import articles_from_files
from newscrawl.spiders.fetching import ArchiveFetcher
from newscrawl.spiders.indexed import Backfill

if TYPE_CHECKING:
    from newscrawl.spiders.base import NewsSpider

__all__ = ["archived_articles"]


def archived_articles(spider: NewsSpider) -> AsyncIterator[RefinedItem]:
    """The articles that the run's archive brings."""
    archive = spider.arguments.archive or ""
    if archive.startswith("warc:"):
        return articles_from_files(spider)
    fetch = ArchiveFetcher(spider.crawler)
    service: Service = (
        Wayback(spider.settings["NEWSCRAWL_WAYBACK_URL"], fetch)
        if archive == "wayback"
        else CommonCrawl(Hosts.at(spider.settings["NEWSCRAWL_COMMONCRAWL_URL"]), fetch)
    )
    return Backfill(spider, service).articles()
