"""newscrawl in a program: a page, an archive file, a crawl, as values."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest

import newscrawl
from demo import faults
from demo.generated import GeneratedSite
from newscrawl.errors import FetchError, StateError, UsageError
from newscrawl.model.codec import from_record
from tests.crawl.conftest import FAST

PARAGRAPHS = "".join(f"<p>The harbour was opened on day {n} by twenty people who had waited for it since spring.</p>" for n in range(9))
PAGE = f"<html><body><article><h1>The harbour &lt;opens&gt;</h1>{PARAGRAPHS}</article></body></html>"


def test_a_page_gives_an_article_or_a_rejection_that_is_false() -> None:
    found = newscrawl.from_html(PAGE.encode(), "https://gazette.example/harbour")
    assert isinstance(found, newscrawl.Article)
    assert found.title == "The harbour <opens>"
    refused = newscrawl.from_html(b"%PDF-1.7", "https://gazette.example/a.pdf")
    assert isinstance(refused, newscrawl.Rejected)
    assert not refused
    assert refused.reason == "not-html"
    assert "no web page" in refused.advice
    assert "Give the address of the page itself" in refused.advice


def test_an_article_shows_itself() -> None:
    found = newscrawl.from_html(PAGE, "https://gazette.example/harbour")
    assert isinstance(found, newscrawl.Article)
    assert len(repr(found)) < 200
    assert from_record(newscrawl.Article, json.loads(found.to_json())) == found
    assert found.to_dict()["title"] == found.title
    assert "The harbour &lt;opens&gt;" in found._repr_html_()


def test_an_archive_file_gives_its_pages_in_order(tmp_path: Path) -> None:
    with GeneratedSite(6, seed=81, multi_page=0, soft_404s=1) as site:
        run = [*newscrawl.crawl(site.url, since="all", output=tmp_path / "output", settings=FAST)]
    outcomes = list(newscrawl.from_warc(tmp_path / "output"))
    articles = [outcome for outcome in outcomes if isinstance(outcome, newscrawl.Article)]
    assert {article.id for article in articles} >= {article.id for article in run}
    assert any(isinstance(outcome, newscrawl.Rejected) for outcome in outcomes)
    with pytest.raises(UsageError):
        newscrawl.from_warc(tmp_path / "nothing")


def test_a_page_is_fetched_with_the_gates_of_a_crawl(tmp_path: Path) -> None:
    with GeneratedSite(3, seed=82, multi_page=0) as site:
        truth = next(iter(site.truths()))
        found = newscrawl.from_url(site.url.rstrip("/") + truth.path)
        assert isinstance(found, newscrawl.Article)
        assert found.title == truth.title
        with pytest.raises(FetchError):
            newscrawl.from_url("http://127.0.0.1:9/closed", settings=["RETRY_TIMES=0"])
    with pytest.raises(UsageError, match="no address"):
        newscrawl.from_url("harbour")


def test_a_crawl_gives_its_articles_once_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with GeneratedSite(20, seed=83) as site:
        for _ in range(2):  # without an output folder every call begins anew
            found = [*newscrawl.crawl(site.url, since="all", settings=[*FAST, "NEWSCRAWL_COMMIT_ARTICLES=3"])]
            assert Counter(article.canonical_url for article in found) == Counter(truth.canonical for truth in site.truths())
    assert list(tmp_path.iterdir()) == []


def test_an_output_folder_is_continued(tmp_path: Path) -> None:
    with GeneratedSite(10, seed=84) as site:
        first = [*newscrawl.crawl(site.url, since="all", output=tmp_path / "output", settings=FAST)]
        again = [*newscrawl.crawl(site.url, since="all", output=tmp_path / "output", settings=FAST)]
    assert (len(first), again) == (len(list(site.truths())), [])
    assert {article.id for article in newscrawl.read(tmp_path / "output")} == {article.id for article in first}


def test_articles_come_while_the_crawl_goes_on_and_break_stops_it(tmp_path: Path) -> None:
    with GeneratedSite(60, seed=85, multi_page=0, soft_404s=0) as site:
        for truth in list(site.truths())[40:]:
            site.faults.on("^" + truth.path, faults.hang())
        settings = [*FAST, "NEWSCRAWL_COMMIT_ARTICLES=1", "DOWNLOAD_TIMEOUT=600"]
        articles = newscrawl.crawl(site.url, since="all", output=tmp_path / "output", settings=settings)
        assert len(list(islice(articles, 31))) == 31  # the crawl cannot end: twenty pages never come
        started = time.monotonic()
        articles.close()
        assert time.monotonic() - started < 60
    assert not list(tmp_path.glob("output/*/.*.part"))


def test_a_crawl_under_asyncio_leaves_the_loop_free(tmp_path: Path) -> None:
    async def both() -> tuple[int, int]:
        beats = 0

        async def beat() -> None:
            nonlocal beats
            while True:
                beats += 1
                await asyncio.sleep(0.01)

        heart = asyncio.ensure_future(beat())
        count = len([article async for article in newscrawl.acrawl(site.url, since="all", settings=FAST)])
        heart.cancel()
        return count, beats

    with GeneratedSite(10, seed=86) as site:
        count, beats = asyncio.run(both())
    assert count == len(list(site.truths()))
    assert beats > 10


def test_what_is_wrong_is_raised(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no spider named 'nosuch'"):
        list(newscrawl.crawl("nosuch", output=tmp_path / "a"))
    with pytest.raises(UsageError, match="since"):
        list(newscrawl.crawl("techpoint", since="yesterday", output=tmp_path / "b"))
    with pytest.raises(StateError, match="could not be reached"):
        list(newscrawl.crawl("http://127.0.0.1:9/", output=tmp_path / "c", settings=[*FAST, "RETRY_TIMES=0"]))


def test_two_crawls_into_one_folder_at_once_keep_to_their_own_runs(tmp_path: Path) -> None:
    with GeneratedSite(12, seed=87) as one, GeneratedSite(12, seed=88) as other:
        sites = (one, other)
        crawls = [newscrawl.crawl(site.url, since="all", output=tmp_path / "output", settings=FAST) for site in sites]
        found: list[list[str]] = [[], []]
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(lambda pair: found[pair[0]].extend(article.canonical_url for article in pair[1]), enumerate(crawls)))
        for urls, site in zip(found, sites, strict=True):
            assert Counter(urls) == Counter(truth.canonical for truth in site.truths())


def test_old_articles_do_not_come_again_where_the_ledger_was_lost(tmp_path: Path) -> None:
    with GeneratedSite(8, seed=89) as site:
        assert len([*newscrawl.crawl(site.url, since="all", output=tmp_path / "output", settings=FAST)]) == len(list(site.truths()))
        shutil.rmtree(tmp_path / "output" / ".state")
        assert [*newscrawl.crawl(site.url, since="all", output=tmp_path / "output", settings=FAST)] == []
