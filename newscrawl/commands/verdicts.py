"""`scrapy verdicts`: what people said of removals, and a test of each."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawl.commands.offline import Offline, as_it_was_served, site_named
from newscrawl.dataset.latest import Latest
from newscrawl.dataset.verdicts import VERDICTS, WRONG, Verdict, Verdicts
from newscrawl.errors import OutputError, UsageError
from newscrawl.model import Page, Refined, stamp
from newscrawl.site import Site
from newscrawl.text import fold


class Command(Offline, ScrapyCommand):
    def syntax(self) -> str:
        return "[options] [<spider> ...]"

    def short_desc(self) -> str:
        return "Count the verdicts on removals, and make tests of them"

    def long_desc(self) -> str:
        return (
            f"Verdicts are given in `browse` and stand in {VERDICTS} of the output folder. Crawls and `reclean --publish` put back what "
            "was called wrong. --tests writes each page with a verdict, and a test that says what today's rules still get wrong."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--tests", metavar="FOLDER", type=Path, help="write the pages and their tests to FOLDER")

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        output = Path(settings["NEWSCRAWL_OUTPUT_DIR"])
        verdicts = [one for one in Verdicts(output).all() if not args or one.source in args]
        if not verdicts:
            raise UsageError(f"{output / VERDICTS} has no verdicts{f' on {args[0]}' if args else ''}; give some in: scrapy browse")
        counts = Counter((one.rule, one.verdict) for one in verdicts)
        yield f"{'rule':>28} {'right':>7} {'wrong':>7}"
        for rule in sorted({rule for rule, _ in counts}):
            yield f"{rule:>28} {counts[rule, 'right']:>7} {counts[rule, WRONG]:>7}"
        if opts.tests:
            yield from _tests(output, settings, verdicts, opts.tests)


def _tests(output: Path, settings: BaseSettings, verdicts: list[Verdict], folder: Path) -> Iterator[str]:
    by_site: dict[str, dict[str, list[Verdict]]] = {}
    for verdict in verdicts:
        by_site.setdefault(verdict.source, {}).setdefault(verdict.id, []).append(verdict)
    for name, articles in by_site.items():
        site = site_named(settings, name)
        if site is None:
            yield f"{name}: no site of this name is configured; its verdicts make no test"
            continue
        made, latest = 0, Latest(output / name)
        for article, given in articles.items():
            known = latest.by_id(article)
            told = _made(output / name, site, known.record if known else {}, given, folder / name)
            made += not told
            if told:
                yield f"{name}, {article}: {told}"
        if made:
            test = folder / f"test_verdicts_{name}.py"
            _write(test, _TEST.format(name=name).encode())
            yield f"{made} pages in {folder / name}; run them with: python -m pytest {test}"


def _made(runs: Path, site: Site, record: Mapping[str, Any], verdicts: list[Verdict], folder: Path) -> str:
    """Writes a page and what is expected of it; "" or why it makes no test."""
    from newscrawl.archive.reader.warc import page_at
    from newscrawl.refinement import refine

    fetch: Any = record.get("fetch")
    stored = isinstance(fetch, dict) and isinstance(fetch.get("warc_file"), str) and isinstance(fetch.get("warc_offset"), int)
    page = page_at(runs / Path(fetch["warc_file"]).name, fetch["warc_offset"]) if stored else None
    if not isinstance(page, Page):
        return "its page is not stored"
    outcome = refine(page, as_it_was_served(site, page.url))
    if not isinstance(outcome, Refined):
        return f"its page gives no article any more ({outcome.reason})"
    there = {fold(line) for line in [*(edit.text for edit in outcome.edits), *(outcome.article.text or "").split("\n\n")]}
    here = [one for one in verdicts if fold(one.text) in there]
    if not here:
        return "the removal stands on another page of the article, and makes no test"
    expected = {
        "url": page.url,
        "content_type": page.header("content-type"),
        "fetched_at": stamp(page.fetched_at),
        "keep": [one.text for one in here if one.verdict == WRONG],
        "remove": [one.text for one in here if one.verdict != WRONG],
    }
    _write(folder / f"{record['id']}.html", page.body)
    _write(folder / f"{record['id']}.json", json.dumps(expected, indent=2, ensure_ascii=False).encode() + b"\n")
    return ""


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}; name another folder with --tests") from None


_TEST = '''"""Removals of {name} that a person called right or wrong: what the rules keep and remove today."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from newscrawl.commands.offline import as_it_was_served, site_named
from newscrawl.model import Page, Refined
from newscrawl.refinement import refine

PAGES = sorted((Path(__file__).parent / "{name}").glob("*.json"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page(path: Path) -> None:
    expected = json.loads(path.read_text("utf-8"))
    page = Page(
        url=expected["url"],
        body=path.with_suffix(".html").read_bytes(),
        headers=(("content-type", expected["content_type"]),),
        fetched_at=datetime.fromisoformat(expected["fetched_at"]),
    )
    outcome = refine(page, as_it_was_served(site_named(get_project_settings(), "{name}"), page.url))
    assert isinstance(outcome, Refined), outcome
    paragraphs = outcome.article.text.split("\\n\\n")
    assert [text for text in expected["keep"] if text not in paragraphs] == []
    assert [text for text in expected["remove"] if text in paragraphs] == []
'''
