"""An output folder that newscrawl b07fbf6 wrote: its keys have no `ref=`, `source=`, `share=` or `sid=`; the feed's links have them."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.dataset.exporting.export import export
from newscrawl.dataset.read import read
from newscrawl.dataset.verify import verify
from newscrawl.model import Candidate, Page, Refined
from newscrawl.refinement import refine
from newscrawl.site import Site
from newscrawl.store.recovery.reindex import reindex
from newscrawl.store.run import Run
from newscrawl.urls import folded_key

FOLDER = Path(__file__).parent / "folders" / "b07fbf6.zip"
HOME = "http://gazette.example"
LINKS = ("/ferries-leave-earlier?ref=rss", "/tickets-stay-valid/?utm_source=rss&source=feed", "/engines?id=3&share=mail",
         "/crews-get-new-maps?sid=0a1b2c3d")  # fmt: skip
SITE = Site(name="gazette.example", home=HOME, title="")


@pytest.fixture
def older(tmp_path: Path) -> Path:
    shutil.unpack_archive(FOLDER, tmp_path)
    return tmp_path


def opened(folder: Path) -> Run:
    return Run.open(folder, "gazette.example", started=datetime(2026, 12, 9, tzinfo=UTC))


def written(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for file in sorted(folder.glob("*/articles-*.jsonl")) for line in file.read_text().splitlines()]


def test_no_known_article_is_fetched_again_under_the_address_that_the_source_gives(older: Path) -> None:
    run = opened(older)
    found = run.discover([Candidate(url=HOME + link) for link in LINKS], source="feed")
    assert (found.new, found.known, run.due(10)) == (0, 4, [])
    run.abort()


def test_a_story_that_only_such_a_parameter_tells_apart_is_new(older: Path) -> None:
    run = opened(older)
    found = run.discover([Candidate(url=f"{HOME}/crews-get-new-maps?sid=a20{n}") for n in range(3)], source="feed")
    assert found.new == 3
    run.abort()


@pytest.mark.parametrize("link", LINKS)
def test_a_changed_article_keeps_its_id_whatever_address_it_has_now(older: Path, link: str) -> None:
    [before] = [line for line in written(older) if str(line["url"]).removeprefix(HOME) in link]
    text = "".join(f"<p>Paragraph {n} was written anew, with other figures from the harbour office of Ostrand.</p>" for n in range(9))
    canonical = f'<link rel="canonical" href="{HOME}{link}">' if "share" in link else ""
    title = before["title"]
    html = f"<html><head><title>{title}</title>{canonical}</head><body><article><h1>{title}</h1>{text}</article></body></html>"
    refined = refine(Page(url=HOME + link, body=html.encode(), fetched_at=datetime(2026, 12, 9, tzinfo=UTC)), SITE)
    assert isinstance(refined, Refined)
    run = opened(older)
    run.discover([Candidate(url=HOME + link)], source="feed")
    recorded = run.record(refined, key=folded_key(HOME + link))
    assert (recorded.disposition, recorded.article.id, recorded.article.revision) == ("revision", before["id"], 2)
    run.abort()


def test_the_folder_is_what_that_version_wrote(older: Path) -> None:
    with zipfile.ZipFile(FOLDER) as archive:
        assert ".state/gazette.example.sqlite" in archive.namelist()
    assert len(written(older)) == 4


def test_an_older_folder_is_read_exported_and_found_whole(older: Path, tmp_path: Path) -> None:
    lines = written(older)
    assert [article.id for article in read(older / "gazette.example")] == [line["id"] for line in lines]
    assert export(older, ["gazette.example"], tmp_path / "export").articles == len(lines)
    opened(older).abort()
    assert [str(fault) for fault in verify(older, "gazette.example")] == []


def test_earlier_versions_keep_away_from_a_ledger_that_this_version_opened(older: Path) -> None:
    opened(older).abort()
    with closing(sqlite3.connect(older / ".state" / "gazette.example.sqlite")) as ledger:
        assert ledger.execute("PRAGMA user_version").fetchone()[0] > 5, "b07fbf6 knows up to 5, and says so in one line"


def test_a_reindex_of_an_older_folder_fetches_nothing_again(older: Path) -> None:
    reindex(older, "gazette.example")
    run = opened(older)
    assert run.discover([Candidate(url=HOME + link) for link in LINKS], source="feed").new == 0
    run.abort()
