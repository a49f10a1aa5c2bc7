"""A site that nobody has configured."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from demo.generated import GeneratedSite
from newscrawl.errors import UsageError
from newscrawl.spiders.auto import AutoSpider, bare_site, continued
from tests.crawl.test_matrix import differences

Scrapy = Callable[..., Any]


def test_a_site_is_found_out_by_its_home_page(scrapy: Scrapy) -> None:
    with GeneratedSite(30, seed=61) as site:
        result = scrapy("crawl", "auto", "-a", f"url={site.url}", "-a", "since=all")
        assert result.status == 0, result.stderr
        assert differences(result.lines(), site.truths()) == []
        assert {r["source"] for r in result.lines()} == {f"127.0.0.1-{site.url.rstrip('/').rpartition(':')[2]}"}


def test_an_address_is_needed(scrapy: Scrapy) -> None:
    result = scrapy("crawl", "auto")
    assert result.status == 2
    assert "url=https://example.com" in result.stderr


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.gazette.example/news", "gazette.example"),
        ("https://alice.gazette.example", "alice.gazette.example"),
        ("http://gazette.example:8080", "gazette.example-8080"),
        ("http://gazette.example:80", "gazette.example"),
        ("http://127.0.0.1:8000", "127.0.0.1-8000"),
    ],
)
def test_a_site_is_named_by_its_host_and_port(url: str, name: str) -> None:
    assert bare_site(url).name == name


def test_a_name_can_be_chosen() -> None:
    assert AutoSpider.parse_arguments({"url": "https://gazette.example", "name": "my-site"}).site.name == "my-site"
    for wrong in ("../up", "", ".hidden", "a/b"):
        with pytest.raises(UsageError, match="name="):
            AutoSpider.parse_arguments({"url": "https://gazette.example", "name": wrong})


@pytest.mark.parametrize(("host", "name"), [("alice.gazette.example", "gazette.example"), ("bob.gazette.example", "bob.gazette.example")])
def test_a_folder_of_the_registered_domain_is_continued_by_the_host_of_most_articles(tmp_path: Path, host: str, name: str) -> None:
    folder = tmp_path / "gazette.example"
    folder.mkdir()
    lines = [f"https://{'alice' if n % 3 else 'bob'}.gazette.example/{n}" for n in range(9)]
    text = "".join(json.dumps({"url": url}) + "\n" for url in lines)
    (folder / "articles-20260101T000000Z.jsonl").write_text(text + "torn", "utf-8")
    assert continued(bare_site(f"https://{host}/"), tmp_path).name == name


def test_a_folder_of_a_hosts_own_is_continued(tmp_path: Path) -> None:
    for name in ("gazette.example", "alice.gazette.example"):
        (tmp_path / name).mkdir()
    assert continued(bare_site("https://alice.gazette.example/"), tmp_path).name == "alice.gazette.example"
    assert continued(bare_site("https://gazette.example/"), tmp_path).name == "gazette.example"


def test_a_list_of_addresses_of_several_hosts_is_a_source(scrapy: Scrapy, tmp_path: Path) -> None:
    listed = tmp_path / "listed.csv"
    with GeneratedSite(4, seed=71) as first, GeneratedSite(4, seed=72) as second:
        urls = [site.url.rstrip("/") + truth.path for site in (first, second) for truth in list(site.truths())[:3]]
        listed.write_text("title,url\n" + "".join(f'"a, b",{url}\n' for url in [*urls, urls[0]]))
        result = scrapy("crawl", "auto", "-a", f"urls={listed}", "-a", "name=picked")
        again = scrapy("crawl", "auto", "-a", f"urls={listed}", "-a", "name=picked")
    assert (result.status, again.status) == (0, 0), result.stderr + again.stderr
    assert sorted(line["url"] for line in again.lines()) == sorted(urls)
    assert {line["source"] for line in again.lines()} == {"picked"}
    assert not [entry for entry in first.log if entry.path in ("/", "/feed/")], "a list is not the site"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("urls={list}",), "needs a name"),
        (("urls={list}", "name=x", "url=https://a.example"), "does not go with urls"),
        (("urls={list}", "name=x", "archive=wayback"), "does not go with urls"),
        (("urls=/nowhere", "name=x"), "cannot be read"),
    ],
)
def test_wrong_use_of_a_list_is_one_line(scrapy: Scrapy, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    (tmp_path / "list").write_text("https://a.example/story\n")
    given = [piece for one in arguments for piece in ("-a", one.format(list=tmp_path / "list"))]
    result = scrapy("crawl", "auto", *given)
    assert result.status == 2 and said in result.stderr and "Traceback" not in result.stderr


def test_a_table_that_a_machine_wrote_opens_no_private_address(tmp_path: Path) -> None:
    table = tmp_path / "events.CSV"
    table.write_text("1\t2\thttp://169.254.169.254/latest\n1\t2\thttps://a.example/story\n")
    spider = AutoSpider(urls=str(table), name="x")
    assert spider.named_addresses == ("https://a.example/",) and spider.site.home == "https://a.example/"


@pytest.mark.parametrize(
    ("url", "home"), [("gazette.example", "https://gazette.example/"), ("gazette.example:8443/news", "https://gazette.example:8443/")]
)
def test_a_bare_host_is_meant_with_https(url: str, home: str) -> None:
    assert AutoSpider.parse_arguments({"url": url}).site.home == home


@pytest.mark.parametrize("url", ["gazette", "file:///etc/hosts", "ftp://gazette.example", "two words.example", ""])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="is not an address"):
        AutoSpider.parse_arguments({"url": url})
