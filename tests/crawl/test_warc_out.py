"""What a crawl keeps of what it fetched: a sound WARC file, out of which the same articles come again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from demo.generated import GeneratedSite
from demo.http import Reply
from newscrawl.archive.reader.warc import Damaged, page_at, read_pages
from newscrawl.model import Page
from tests.crawl.conftest import crawl

Scrapy = Callable[..., Any]
OWN = ("fetch", "run_id")  # what is a run's, not the article's


def without(record: dict[str, Any], names: tuple[str, ...] = OWN) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A crawl's output folder, its site's address, and the articles."""
    output = tmp_path_factory.mktemp("crawled")
    with GeneratedSite(40, seed=41, years=2, multi_page=0.15, robots="User-agent: CCBot\nDisallow: /\n") as site:
        result = crawl("crawl", "techpoint", "-a", "since=all", base_url=site.url, output=output)
        assert result.status == 0, result.stderr
        return result, site.url


def file_of(result: Any) -> Path:
    [path] = result.output.glob("techpoint/pages-*.warc.gz")
    return path


class _Said:
    """How `warcio check` is asked."""

    verbose = False
    inputs: tuple[str, ...] = ()


def assert_sound(*paths: Path) -> None:
    said = _Said()
    said.inputs = tuple(map(str, paths))
    checker = Checker(said)
    checker.process_all()
    assert checker.exit_value == 0


def test_the_file_is_sound_by_warcios_own_check(crawled: Any) -> None:
    result, _ = crawled
    assert_sound(file_of(result))


def test_every_record_is_there_and_names_its_file_and_address(crawled: Any) -> None:
    result, _ = crawled
    kinds: Counter[str] = Counter()
    with file_of(result).open("rb") as file:
        for number, record in enumerate(ArchiveIterator(file)):
            headers = record.rec_headers
            kinds[record.rec_type] += 1
            if number == 0:
                assert record.rec_type == "warcinfo"
                assert headers["WARC-Filename"] == file_of(result).name
                info = headers["WARC-Record-ID"]
                block = record.content_stream().read().decode()
                assert "software: newscrawl/" in block
                assert "http-header-user-agent: " in block
            else:
                assert headers["WARC-Warcinfo-ID"] == info
                assert headers["WARC-IP-Address"] == "127.0.0.1"
            if record.rec_type == "response":
                assert record.http_headers.get_statuscode() == "200"
                assert record.content_stream().read().rstrip().endswith(b"</html>")
    fetched = result.manifest()[-1]["stats"]["newscrawl/pages/answered"]
    assert kinds["response"] + kinds["revisit"] >= fetched  # and the further pages of split articles
    assert kinds["request"] == kinds["response"] + kinds["revisit"]


def test_an_index_of_the_file_names_one_record_for_each_address_and_moment(crawled: Any) -> None:
    """pywb's indexer takes all but requests, and of several with one address and moment it replays the first one."""
    result, _ = crawled
    with file_of(result).open("rb") as file:
        indexed = Counter(
            (record.rec_headers["WARC-Target-URI"], record.rec_headers["WARC-Date"])
            for record in ArchiveIterator(file)
            if record.rec_type not in ("warcinfo", "request")
        )
    assert any(uri.startswith("urn:newscrawl:notes:http://127.0.0.1") for uri, _ in indexed)
    assert max(indexed.values()) == 1


def test_each_article_names_the_record_that_it_was_made_of(crawled: Any) -> None:
    result, _ = crawled
    for record in result.lines():
        page = page_at(file_of(result).with_name(record["fetch"]["warc_file"]), record["fetch"]["warc_offset"])
        assert isinstance(page, Page)
        assert page.url == record["url"]


def test_its_own_file_gives_the_same_articles_but_for_how_they_came(crawled: Any, scrapy: Scrapy, tmp_path: Path) -> None:
    result, base_url = crawled
    again = scrapy("crawl", "techpoint", "-a", f"archive=warc:{result.output}", base_url=base_url, output=tmp_path / "again")
    assert again.status == 0, again.stderr
    assert {r["id"]: without(r) for r in again.lines()} == {r["id"]: without(r) for r in result.lines()}
    assert len(again.lines()) == 40
    live = {r["id"]: r["fetch"] for r in result.lines()}
    for record in again.lines():
        fetch = record["fetch"]
        assert fetch["via"] == "warc"
        assert fetch["captured_at"] == live[record["id"]]["fetched_at"]
        assert (fetch["warc_file"], fetch["warc_offset"]) == (live[record["id"]]["warc_file"], live[record["id"]]["warc_offset"])


def test_the_same_payload_is_stored_once_and_read_back_for_each_address(scrapy: Scrapy) -> None:
    wall = (
        b"<!doctype html><html><title>Checking</title><body><p>"
        + b"Please wait while we look at your browser. " * 20
        + b"</p></body></html>"
    )
    with GeneratedSite(30, seed=42, sources=("sitemap",), soft_404s=0) as site:
        site.broken["article"] = Reply(body=wall)
        result = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        kinds: Counter[str] = Counter()
        with file_of(result).open("rb") as file:
            kinds.update(record.rec_type for record in ArchiveIterator(file))
        pages = list(read_pages(file_of(result)))
        assert not any(isinstance(page, Damaged) for page in pages)
        assert {page.body for page in pages if isinstance(page, Page)} == {wall}
        assert kinds["revisit"] >= 15
        assert len(pages) == kinds["revisit"] + kinds["response"] == 30


def test_a_file_that_is_full_is_followed_by_another_and_each_can_be_read_without_the_others(scrapy: Scrapy, tmp_path: Path) -> None:
    limit = 60_000
    with GeneratedSite(40, seed=44, years=2, multi_page=0.15) as site:
        result = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=(f"NEWSCRAWL_WARC_MAX_BYTES={limit}",))
        assert result.status == 0, result.stderr
        paths = sorted(result.output.glob("techpoint/pages-*.warc.gz"))
        [entry] = result.manifest()
        assert len(paths) > 3
        assert {f["name"]: f["bytes"] for f in entry["files"] if f["kind"] == "pages"} == {p.name: p.stat().st_size for p in paths}
        assert max(path.stat().st_size for path in paths) <= limit
        assert_sound(*paths)
        for path in paths:
            with path.open("rb") as file:
                first, *records = ((r.rec_type, r.rec_headers) for r in ArchiveIterator(file))
            assert (first[0], first[1]["WARC-Filename"]) == ("warcinfo", path.name)
            assert {headers["WARC-Warcinfo-ID"] for _, headers in records} == {first[1]["WARC-Record-ID"]}
            assert not any(isinstance(page, Damaged) for page in read_pages(path))
        for record in result.lines():
            page = page_at(result.output / "techpoint" / record["fetch"]["warc_file"], record["fetch"]["warc_offset"])
            assert isinstance(page, Page)
            assert page.url == record["url"]
        again = scrapy("crawl", "techpoint", "-a", f"archive=warc:{result.output}", base_url=site.url, output=tmp_path / "again")
    assert {r["id"]: without(r) for r in again.lines()} == {r["id"]: without(r) for r in result.lines()}
    assert len(again.lines()) == 40


def test_what_was_stored_in_an_earlier_file_is_stored_again_in_the_next(scrapy: Scrapy) -> None:
    body = b"<!doctype html><html><title>Checking</title><body>" + bytes(range(33, 127)) * 30 + b"</body></html>"
    with GeneratedSite(40, seed=42, sources=("sitemap",), soft_404s=0) as site:
        site.broken["article"] = Reply(body=body)
        result = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=("NEWSCRAWL_WARC_MAX_BYTES=9000",))
        paths = sorted(result.output.glob("techpoint/pages-*.warc.gz"))
    pages = [[page.body for page in read_pages(path) if isinstance(page, Page)] for path in paths]
    assert len(pages) > 1
    assert sum(map(len, pages)) == 40
    assert {body} == {one for found in pages for one in found}


def test_nothing_is_kept_where_that_is_switched_off(scrapy: Scrapy) -> None:
    with GeneratedSite(10, seed=43) as site:
        result = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=("NEWSCRAWL_WARC=False",))
        assert len(result.lines()) == 10
        assert not list(result.output.glob("*/pages-*"))
        assert {r["fetch"]["warc_file"] for r in result.lines()} == {None}
