"""Where a refined article becomes a line of the run file: the ledger decides, the run writes."""

from __future__ import annotations

import logging
from dataclasses import is_dataclass, replace
from typing import Any, Self

from itemadapter import ItemAdapter
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.pipelines import ItemPipelineManager

from newscrawl.errors import NewscrawlError
from newscrawl.extensions.keeper import RunKeeper
from newscrawl.health.trends import figures_of
from newscrawl.intake.intake import RefinedItem
from newscrawl.model import Article

__all__ = ["CleanTextPipeline", "Pipelines", "RecordPipeline", "RefinedItem"]

logger = logging.getLogger(__name__)


class Pipelines(ItemPipelineManager):
    """Scrapy's pipelines. Before they close, the articles that are still held back go through all of them: a crawl that is stopped gives
    those articles to FEEDS and to a project's own pipelines as any other crawl does."""

    crawler: Crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        pipelines = super().from_crawler(crawler)
        pipelines.crawler = crawler
        return pipelines

    async def close_spider_async(self) -> None:
        keeper, engine = RunKeeper.of(self.crawler), self.crawler.engine
        if keeper is not None and engine is not None and keeper.failure is None:
            for item in keeper.intake.unreleased():
                await engine.scraper.start_itemproc_async(item, response=None)
        await super().close_spider_async()


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
            if item.refined.published:
                self.crawler.stats.max_value("newscrawl/newest_article", item.refined.published.seconds)
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
            item = self._with_text(item, cleaned.text)
            for edit in cleaned.edits:
                if self.crawler.stats:
                    self.crawler.stats.inc_value(f"newscrawl/edits/{edit.rule}")
        return item

    def _with_text(self, item: Any, text: str) -> Any:
        """The item with the cleaned text; a copy of an item whose class allows no change. An item of which no copy can be made goes on as
        it is: an article with an advertisement is better than none."""
        try:
            ItemAdapter(item)[self.field] = text
        except (AttributeError, TypeError, ValueError, KeyError) as error:
            if copy := changed_copy(item, {self.field: text}):
                return copy
            logger.warning("an item of %s cannot be changed (%s), and goes on uncleaned", type(item).__name__, error)
        return item


def changed_copy(item: Any, values: dict[str, Any]) -> Any:
    """A copy of a dataclass, attrs class or pydantic model with other values; None where none can be made."""
    try:
        if is_dataclass(item) and not isinstance(item, type):
            return replace(item, **values)
        if hasattr(item, "model_copy"):  # pydantic 2
            return item.model_copy(update=values)
        if hasattr(item, "__attrs_attrs__"):
            from attrs import evolve  # whoever has such an item has the library

            aliases = {field.name: field.alias or field.name for field in type(item).__attrs_attrs__}
            return evolve(item, **{aliases[name]: value for name, value in values.items() if name in aliases})
    except (AttributeError, TypeError, ValueError) as error:
        logger.debug("no copy of %s: %s", type(item).__name__, error)
    return None
