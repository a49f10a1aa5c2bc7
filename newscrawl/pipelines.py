"""Where a refined article becomes a line of the run file: the ledger decides, the run writes."""

from __future__ import annotations

from typing import Any, Self

from itemadapter import ItemAdapter
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from newscrawl.errors import NewscrawlError
from newscrawl.extensions.keeper import RunKeeper
from newscrawl.health.trends import figures_of
from newscrawl.intake.intake import RefinedItem
from newscrawl.model import Article

__all__ = ["CleanTextPipeline", "RecordPipeline", "RefinedItem"]


class RecordPipeline:
    """Hands refined articles to the run. What is new goes on to other pipelines and FEEDS as an `Article`; the rest is dropped."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, RefinedItem):
            return item
        keeper = self.crawler.get_extension(RunKeeper)
        if keeper is None or keeper.failure is not None:
            raise DropItem("the run is over", log_level="DEBUG")
        try:
            recorded = keeper.run.record(item.refined, key=item.key)
        except NewscrawlError as error:
            keeper.fail(error)
            raise DropItem(str(error), log_level="DEBUG") from error
        if self.crawler.stats:
            self.crawler.stats.inc_value(f"newscrawl/articles/{recorded.disposition}")
        if recorded.disposition not in ("written", "revision"):
            raise DropItem(f"{recorded.disposition}: {item.refined.article.url}", log_level="DEBUG")
        article: Article = recorded.article
        if self.crawler.stats:
            for name, count in figures_of(article):
                self.crawler.stats.inc_value(name, count)
        return article


class CleanTextPipeline:
    """For other projects' items: cleans the field named by NEWSCRAWL_TEXT_FIELD (`text`), and counts what each rule removed."""

    def __init__(self, crawler: Crawler, field: str) -> None:
        self.crawler, self.field = crawler, field

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler, crawler.settings.get("NEWSCRAWL_TEXT_FIELD", "text"))

    def process_item(self, item: Any) -> Any:
        if not ItemAdapter.is_item(item):
            return item
        adapter = ItemAdapter(item)
        text = adapter.get(self.field)
        if not isinstance(text, str):
            return item
        from newscrawl.clean import clean_text  # not needed where this pipeline is not

        cleaned = clean_text(text)
        if cleaned.edits:
            adapter[self.field] = cleaned.text
            for edit in cleaned.edits:
                if self.crawler.stats:
                    self.crawler.stats.inc_value(f"newscrawl/edits/{edit.rule}")
        return item
