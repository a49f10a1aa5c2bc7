"""Which way a run goes that takes its articles from an archive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from newscrawl.archive.services.archives import CommonCrawl, Service, Wayback
from newscrawl.archive.services.commoncrawl import Hosts
from newscrawl.pipelines import RefinedItem
from newscrawl.spiders.archived import articles_from_files
from newscrawl.spiders.fetching import ArchiveFetcher
from newscrawl.spiders.indexed import Backfill
from newscrawl.spiders.news import NewsFiles

if TYPE_CHECKING:
    from newscrawl.spiders.base import NewsSpider

__all__ = ["archived_articles", "begin_plan"]


def begin_plan(spider: NewsSpider) -> None:
    """Every run over the past has a plan, which outlives it until the past is done."""
    arguments = spider.arguments
    if arguments.is_backfill:
        window = arguments.window
        name = f"{','.join(arguments.ways)} {window.since or 'all'} {window.until or ''} {arguments.site.home}"
        spider.keeper.run.begin_backfill(name, since=window.start, until=window.end)


def archived_articles(spider: NewsSpider, way: str) -> AsyncIterator[RefinedItem]:
    """The articles that an archive brings and the ledger has not."""
    if way.startswith("warc:"):
        return articles_from_files(spider, way)
    hosts = Hosts.at(spider.settings["NEWSCRAWL_COMMONCRAWL_URL"])
    if way == "ccnews":
        return NewsFiles(spider, hosts).articles()
    fetch = ArchiveFetcher(spider.crawler)
    service: Service = Wayback(spider.settings["NEWSCRAWL_WAYBACK_URL"], fetch) if way == "wayback" else CommonCrawl(hosts, fetch)
    return Backfill(spider, service).articles()
