"""`scrapy reclean SPIDER`: every stored page again through today's extraction and rules; what changes is shown, then published."""

from __future__ import annotations

import argparse
import asyncio
import difflib
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import BaseSettings

from newscrawl.archive.reader.ordered import FileSet, captured
from newscrawl.clean.recurring import line_key
from newscrawl.commands.offline import Offline, as_it_was_served, site_named
from newscrawl.dataset.latest import Latest, Version
from newscrawl.discover.rules import is_further_page, localize
from newscrawl.errors import UsageError
from newscrawl.extensions.bounds import policy_of
from newscrawl.extensions.keeper import pool_of, store_options
from newscrawl.intake.flow import IN_FLIGHT, in_order, in_thread
from newscrawl.intake.intake import REFINE, Intake, Policy, page_key
from newscrawl.intake.reread import without_recurring
from newscrawl.model import Fetch, Page, Part, Refined, Rejected
from newscrawl.site import Site
from newscrawl.store.run import Run
from newscrawl.text import paragraphs
from newscrawl.version import __version__
from newscrawl.workers.pool import Pool

READ = "read otherwise"  # a line that no rule speaks of: extraction finds the body elsewhere
BATCH = 16


@dataclass(slots=True)
class Report:
    """The changes that today's rules would make. `fewer` and `more` count lines by the rule that removes them now, or removed them
    before."""

    pages: int = 0
    changed: int = 0
    published: int = 0
    fewer: Counter[str] = field(default_factory=Counter)
    more: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    samples: list[str] = field(default_factory=list)

    def lines(self, name: str, latest: Latest) -> list[str]:
        said = f"{name}: {self.pages} stored pages of {latest.articles} articles; {self.changed} articles change"
        told = [said + (f", {self.published} published as revisions" if self.published else "")]
        if self.fewer or self.more:
            told += ["", f"{'lines':>28} {'fewer':>7} {'more':>7}"]
            told += [f"{rule:>28} {self.fewer[rule]:>7} {self.more[rule]:>7}" for rule in sorted({*self.fewer, *self.more})]
        told += ["", *self.samples] if self.samples else []
        for reason, count in self.rejected.most_common():
            told.append(f"{count} would give no article any more ({reason}); they stay as they are")
        if latest.without_page:
            told.append(f"{latest.without_page} articles have no stored page, and stay as they are")
        if self.changed and not self.published:
            told.append("nothing was written; publish it with: scrapy reclean --publish " + name)
        return told


class Command(Offline, ScrapyCommand):
    def syntax(self) -> str:
        return "[options] <spider>"

    def short_desc(self) -> str:
        return "Clean every stored page again with today's rules, and show what changes"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--publish", action="store_true", help="write the articles that change as revisions")
        parser.add_argument("--samples", type=int, default=10, metavar="N", help="show this many changed articles (10)")

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        if len(args) != 1:
            raise ScrapyUsageError("name one spider: scrapy reclean SPIDER" if args else "")
        return asyncio.run(reclean(settings, args[0], publish=opts.publish, samples=max(0, opts.samples)))


async def reclean(settings: BaseSettings, name: str, *, publish: bool, samples: int) -> list[str]:
    """Cleans every stored page again; gives the report's lines. Raises UsageError where no page is stored."""
    site, output = site_named(settings, name), Path(settings["NEWSCRAWL_OUTPUT_DIR"])
    if site is None:
        raise UsageError(f"no spider named {name!r} has a site; list them with: scrapy list")
    paths = sorted((output / name).glob("pages-*.warc.gz"))
    if not paths:
        raise UsageError(f"{output / name} has no stored pages (pages-*.warc.gz); crawl {name} with NEWSCRAWL_WARC on")
    version, policy = __version__, policy_of(settings)
    run = (
        Run.open(output, name, started=datetime.now(UTC), spider_version=version, options=store_options(settings, site))
        if publish
        else None
    )
    pool = pool_of(settings)
    files = FileSet(
        paths,
        is_article=lambda _: True,
        is_part=lambda url: is_further_page(url, as_it_was_served(site, url)),
        key=lambda url: page_key(url, as_it_was_served(site, url)),
    )
    try:
        await pool.start()
        latest, report = Latest(output / name), Report()
        async for _ in in_thread(files.survey, 1):
            pass
        intake = _reader(site, pool, policy)
        async for page, old, outcome in in_order(_jobs(files, latest, intake), IN_FLIGHT * max(1, pool.size)):
            _compare(report, page, old, outcome, site, run, samples)
        if run:
            run.finish(
                reason="reclean",
                exit_status=0,
                stats={"newscrawl/reclean/pages": report.pages, "newscrawl/reclean/changed": report.changed},
            )
    finally:
        files.close()
        await pool.close()
        if run:
            run.abort()  # after `finish` it does nothing
    return report.lines(name, latest)


Outcome = tuple[Page, Version, Refined | Rejected]


def _reader(site: Site, pool: Pool, policy: Policy) -> Intake:
    """An intake as a crawl has it, which stores no page and writes no line."""

    async def refine(page: Page, served: Site) -> Refined | Rejected:
        outcome: Refined | Rejected = await pool.run(REFINE, page, served)
        return outcome

    return Intake(site, None, refine, policy, None, lambda *_: None)


async def _jobs(files: FileSet, latest: Latest, intake: Intake) -> AsyncIterator[Coroutine[Any, Any, Outcome]]:
    async for batch in in_thread(files.pages, BATCH, lambda page: len(page.body)):
        for page in batch:
            if page.warc_file and page.warc_offset is not None and (old := latest.of((page.warc_file, page.warc_offset))):
                yield _again(files, intake, page, old)


async def _again(files: FileSet, intake: Intake, page: Page, old: Version) -> Outcome:
    served = as_it_was_served(intake.site, page.url)

    async def next_part(url: str, first: Page) -> Part | Rejected:
        part = await asyncio.to_thread(files.part, localize(url, served) or url, captured(first))
        return part or Rejected(url=first.url, reason="part-missing", detail=url)

    page, outcome = await intake.whole(page, next_part, served)
    outcome = intake.policy.taken(outcome)
    return page, old, intake.policy.judged(without_recurring(outcome, old, None)) if isinstance(outcome, Refined) else outcome


def _compare(report: Report, page: Page, old: Version, outcome: Refined | Rejected, site: Site, run: Run | None, samples: int) -> None:
    report.pages += 1
    if isinstance(outcome, Rejected):
        report.rejected[outcome.reason] += 1
        return
    if outcome.article.content_hash == old.record["content_hash"]:
        return
    report.changed += 1
    told = _differences(report, old, outcome)
    if report.changed <= samples:
        report.samples += [str(old.record["url"]), *told, ""]
    if run:
        fetch = Fetch(**old.record["fetch"])
        article = replace(outcome.article, fetch=fetch, url=old.record["url"])
        # A page of the live site stays one, however it was stored: the ledger takes an archive's for older than what it looked at since.
        as_of = outcome.captured_at if fetch.captured_at else None
        recorded = run.record(
            replace(outcome, article=article, captured_at=as_of), key=page_key(page.url, as_it_was_served(site, page.url)), same_page=True
        )
        report.published += recorded.disposition == "revision"


def _differences(report: Report, old: Version, new: Refined) -> list[str]:
    """The lines that the new article loses and gains, each with its rule. Counts them in `report`."""
    told = []
    if old.record["title"] != new.article.title:
        told += [f"  - {old.record['title']}   [title]", f"  + {new.article.title}   [title]"]
    removed = {line_key(edit.text): edit.rule for edit in new.edits}
    before = {line_key(edit["text"]): str(edit["rule"]) for edit in old.edits}
    for line in difflib.ndiff(paragraphs(old.record["text"] or ""), paragraphs(new.article.text or "")):
        if line[0] not in "+-":
            continue
        rules, counts = (removed, report.fewer) if line[0] == "-" else (before, report.more)
        rule = rules.get(line_key(line[2:]), READ)
        counts[rule] += 1
        told.append(f"  {line[0]} {line[2:][:160]}   [{rule}]")
    return told
