"""What a run stored of a page, read back: notes out of a WARC file, the latest line with its edits, lines that recur."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawl.archive.notes import dump_notes
from newscrawl.archive.reader.warc import notes_before
from newscrawl.archive.write import RequestSeen, ResponseSeen, exchange
from newscrawl.clean.recurring import RECURRING_RULE
from newscrawl.dataset.known import KnownPages
from newscrawl.dataset.latest import Version
from newscrawl.intake.reread import as_noted, with_hinted_values, without_recurring
from newscrawl.model import Edit, Page, as_record
from tests.store.smallsite import START, Story, World

STORY = Story(1, edits=(Edit(rule=RECURRING_RULE, text="Follow us everywhere", position=1), Edit(rule="ad-marker", text="Ad", position=0)))
SAID = Page(url=STORY.url, body=b"<html>one</html>", fetched_at=START, candidate=STORY.candidate())
SILENT = Page(url=STORY.url, body=b"<html>two</html>", fetched_at=START)


def stored(path: Path, *pages: Page) -> list[int]:
    """Writes exchanges one behind the other; gives where each response begins."""
    offsets, data = [], b""
    for page in pages:
        kept = exchange(
            RequestSeen(url=page.url, headers=()),
            ResponseSeen(url=page.url, status=200, headers=(("content-type", "text/html"),), body=page.body),
            fetched_at=START,
            run_id="r",
            notes=dump_notes(page),
        )
        offsets.append(len(data) + kept.response_offset)
        data += kept.data
    path.write_bytes(data)
    return offsets


def test_notes_are_found_before_their_page_and_nowhere_else(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    first, second, third = stored(path, SAID, SILENT, SAID)
    assert [notes_before(path, offset) for offset in (first, second, third)] == [dump_notes(SAID), b"", dump_notes(SAID)]


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b\x08" * 400_000, b"\x1f\x8b\x08\x00" + bytes(2_000_000), b"no archive at all" * 1000])
def test_bytes_that_are_no_notes_are_none_and_cost_little(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "pages.warc.gz"
    path.write_bytes(data)
    begun = time.process_time()
    assert notes_before(path, len(data)) == b""
    assert notes_before(tmp_path / "none.warc.gz", 10) == b""
    assert time.process_time() - begun < 2


def test_the_latest_line_comes_with_its_edits_and_with_what_sources_said(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.crawl([STORY, Story(2)])
    opened = KnownPages.open(tmp_path, "mag", case_sensitive=True)
    assert opened is not None
    with opened as known:
        found, other = known.of(STORY.url), known.of("https://mag.example/nobody/")
        assert found is not None and found.version is not None and other is None
        assert found.version.record["title"] == STORY.title
        assert found.version.edits == as_record(STORY.edits)
        assert as_noted(SILENT, found, known.folder).candidate == found.candidate
        slim = without_recurring(replace(STORY.refined(), edits=()), found.version, known.lines)
    assert slim.article.text == STORY.text  # the line went without "Follow us everywhere", which this text does not have


def test_a_line_that_somebody_edited_is_no_version(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.crawl([STORY])
    [path] = world.folder.glob("articles-*.jsonl")
    path.write_bytes(path.read_bytes().replace(b'"extraction"', b'"extractioN"'))
    opened = KnownPages.open(tmp_path, "mag", case_sensitive=True)
    assert opened is not None
    with opened as known:
        found = known.of(STORY.url)
    assert found is not None and found.version is None


@pytest.mark.parametrize("kind", ["none", "garbage", "older"])
def test_a_ledger_that_cannot_be_read_is_none(tmp_path: Path, kind: str) -> None:
    path = tmp_path / ".state" / "mag.sqlite"
    path.parent.mkdir()
    if kind == "garbage":
        path.write_bytes(b"garbage" * 1000)
    elif kind == "older":
        with sqlite3.connect(path) as ledger:
            ledger.execute("PRAGMA user_version = 1")
        ledger.close()
    assert KnownPages.open(tmp_path, "mag", case_sensitive=True) is None


def test_values_that_only_a_feed_gave_are_the_lines(tmp_path: Path) -> None:
    page = STORY.refined()
    line = as_record(replace(page.article, authors=("Ada",), field_sources={"authors": "feed", "date_published": "json-ld"}))
    bare = replace(page, article=replace(page.article, date_published=None, date_precision=None))
    filled = with_hinted_values(bare, Version(record=line, edits=[]))
    assert filled.article.authors == ("Ada",) and filled.article.field_sources == {"authors": "feed"}
    assert filled.article.date_published is None  # the page itself said it then, and says it no more
    stated = replace(bare, article=replace(bare.article, authors=("Bea",), field_sources={"authors": "feed"}))
    assert with_hinted_values(stated, Version(record=line, edits=[])) is stated


def test_a_text_that_only_a_feed_gave_is_the_lines_with_its_edits() -> None:
    page = STORY.refined()
    line = as_record(replace(page.article, extraction=replace(page.article.extraction, method="feed")))
    shorter = replace(page, article=replace(page.article, text="A teaser."), edits=())
    filled = with_hinted_values(shorter, Version(record=line, edits=as_record(STORY.edits)))
    assert (filled.article.text, filled.edits) == (STORY.text, STORY.edits)
