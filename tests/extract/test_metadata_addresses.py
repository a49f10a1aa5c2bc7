"""Which address an article goes by, and where it continues."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl.model import Page
from newscrawl.page.document.parse import Document, parse
from newscrawl.page.metadata import Metadata, read_metadata
from newscrawl.site import Site

SITE = Site(name="techpost", home="https://www.techpost.example/", title="Tech Post", same_site=("news.techpost.example",))
MIRROR = SITE.rebased("http://127.0.0.1:8000")
HOME = "https://www.techpost.example/"
URL = HOME + "2026/03/bridge/"


def read(head: str, body: str = "", url: str = URL, site: Site = SITE, html: str = "<html>") -> Metadata:
    page = f"{html}<head>{head}</head><body>{body}</body></html>".encode()
    document = parse(page, content_type="text/html; charset=utf-8", url=url)
    assert isinstance(document, Document)
    return read_metadata(document, Page(url=url, body=page, fetched_at=datetime(2026, 6, 1, tzinfo=UTC)), site)


def canonical(href: str, shared: str = "") -> str:
    return f'<link rel="canonical" href="{href}">' + (f'<meta property="og:url" content="{shared}">' if shared else "")


BELIEVED = [
    (URL, URL, URL),
    (URL + "?utm_source=x", URL, URL),
    ("https://www.techpost.example/?p=142", URL, URL),
    ("https://www.techpost.example/?p=142", HOME + "archives/142", HOME + "archives/142"),
    ("https://www.techpost.example/2026/03/bridge/amp/", URL, URL),
    ("https://amp.techpost.example/2026/03/bridge/", URL, URL),
    (URL, "/2026/03/bridge/", URL),
    (URL, "http://techpost.example/2026/03/bridge", "http://techpost.example/2026/03/bridge"),
    (URL, "https://news.techpost.example/bridge/", "https://news.techpost.example/bridge/"),
    ("https://www.techpost.example/2026/03/bridge/2/", URL, URL),
    (URL, "https://web.archive.org/web/20260401000000/https://www.techpost.example/2026/03/bridge/", URL),
    (URL, URL + "?utm_medium=rss#top", URL),
]


@pytest.mark.parametrize(("fetched", "declared", "address"), BELIEVED)
def test_a_canonical_that_can_be_the_articles_own_is_believed(fetched: str, declared: str, address: str) -> None:
    found = read(canonical(declared), url=fetched)
    assert found.canonical_url == address
    assert found.flags == ()
    assert found.field_sources["canonical_url"] == "html"


NOT_BELIEVED = [
    "https://www.techpost.example/",
    "https://www.techpost.example/index.html",
    "/en/",
    "https://www.techpost.example/category/city/",
    "https://www.techpost.example/tag/steel/",
    "https://www.techpost.example/2026/03/",
    "https://www.techpost.example/author/ada/",
    "https://other.example/2026/03/bridge/",
    "http://127.0.0.1/2026/03/bridge/",
    "http://169.254.169.254/latest/meta-data/",
    "https://www.techpost.example.evil.example/2026/03/bridge/",
    "https://www.techpost.example:8443/2026/03/bridge/",
    "https://m.techpost.example:8443/2026/03/bridge/",
]


@pytest.mark.parametrize("declared", NOT_BELIEVED)
def test_a_canonical_that_cannot_be_an_articles_is_not_believed(declared: str) -> None:
    found = read(canonical(declared))
    assert found.canonical_url == URL
    assert found.flags == ("canonical-not-believed",)
    assert found.field_sources["canonical_url"] == "url"


def test_a_canonical_of_the_section_that_holds_the_page_is_not_believed() -> None:
    found = read(canonical("https://www.techpost.example/news/city/"), url="https://www.techpost.example/news/city/bridge-opens")
    assert found.flags == ("canonical-not-believed",)


def test_a_canonical_that_contradicts_both_the_shared_and_the_fetched_address_is_not_believed() -> None:
    found = read(canonical("https://www.techpost.example/2020/01/quite-another/", shared=URL))
    assert found.canonical_url == URL
    assert found.flags == ("canonical-not-believed",)


def test_without_a_canonical_the_shared_address_is_taken() -> None:
    found = read(f'<meta property="og:url" content="{URL}">', url="https://www.techpost.example/?p=142")
    assert (found.canonical_url, found.field_sources["canonical_url"]) == (URL, "opengraph")


@pytest.mark.parametrize("declared", [URL, "http://127.0.0.1:8000/2026/03/bridge/"])
def test_a_mirror_believes_its_own_host_and_the_real_one(declared: str) -> None:
    found = read(canonical(declared), url="http://127.0.0.1:8000/2026/03/bridge/", site=MIRROR)
    assert (found.canonical_url, found.flags) == (declared, ())


def test_a_mirror_does_not_believe_another_port() -> None:
    found = read(canonical("http://127.0.0.1:9000/2026/03/bridge/"), url="http://127.0.0.1:8000/2026/03/bridge/", site=MIRROR)
    assert found.flags == ("canonical-not-believed",)


def test_an_amp_page_goes_by_its_full_version() -> None:
    url = "https://www.techpost.example/amp/story-142"
    found = read(canonical("https://www.techpost.example/bridge-opens", shared=url), url=url, html="<html amp>")
    assert found.canonical_url == "https://www.techpost.example/bridge-opens"


PAGER = (
    '<div class="page-links">Pages: <span class="post-page-numbers current">1</span> <a href="{0}2/" class="post-page-numbers">2</a></div>'
)
TAGDIV = (
    '<div class="page-nav page-nav-post td-pb-padding-side"><span class="current">{1}</span>'
    '<a href="{0}{2}/"><i class="td-icon-menu-right"></i></a></div>'
)
PLAIN = '<p class="post-nav-links"><a href="{0}?p={1}&#038;page={2}" class="post-page-numbers">{2}</a></p>'
CONTINUES = [
    (URL, "", PAGER.format(URL), URL + "2/"),
    (URL, "", TAGDIV.format(URL, 1, 2), URL + "2/"),
    (URL + "2/", "", TAGDIV.format(URL, 2, 3) + PAGER.format(URL), URL + "3/"),
    (URL + "2/", f'<link rel="prev" href="{URL}"><link rel="next" href="{URL}3/">', "", URL + "3/"),
    (URL, f'<link rel="next" href="{URL}2/">', "", URL + "2/"),
    (URL, f'<link rel="next" href="{URL}?page=2">', "", URL + "?page=2"),
    (URL + "?page=2", f'<link rel="next" href="{URL}?page=3">', "", URL + "?page=3"),
    # WordPress's other permalinks: plain, numeric, and names that are not ASCII, escaped as WordPress does it
    (HOME + "?p=142", "", PLAIN.format(HOME, 142, 2), HOME + "?p=142&page=2"),
    (HOME + "?p=142&page=2", "", PLAIN.format(HOME, 142, 3), HOME + "?p=142&page=3"),
    (HOME + "archives/142", "", PAGER.format(HOME + "archives/142/"), HOME + "archives/142/2/"),
    (HOME + "%D0%BC%D0%BE%D1%81%D1%82/", "", PAGER.format(HOME + "%d0%bc%d0%be%d1%81%d1%82/"), HOME + "%D0%BC%D0%BE%D1%81%D1%82/2/"),
    (HOME + "%d0%bc%d0%be%d1%81%d1%82/", "", PAGER.format(HOME + "мост/"), HOME + "%D0%BC%D0%BE%D1%81%D1%82/2/"),
]


@pytest.mark.parametrize(("fetched", "head", "body", "following"), CONTINUES)
def test_an_article_over_several_pages_continues(fetched: str, head: str, body: str, following: str) -> None:
    assert read(head, body, url=fetched).next_url == following


ENDS = [
    (URL, "", ""),
    (URL, '<link rel="next" href="https://www.techpost.example/2026/03/another/">', ""),
    (URL, '<link rel="next" href="https://other.example/2026/03/bridge/2/">', ""),
    (URL, '<link rel="next" href="javascript:alert(1)">', ""),
    ("https://www.techpost.example/articles/41", '<link rel="next" href="https://www.techpost.example/articles/42">', ""),
    ("https://www.techpost.example/", '<link rel="next" href="https://www.techpost.example/page/2/">', ""),
    ("https://www.techpost.example/category/city/", '<link rel="next" href="https://www.techpost.example/category/city/page/2/">', ""),
    ("https://www.techpost.example/category/city/", '<link rel="next" href="https://www.techpost.example/category/city/?page=2">', ""),
    (URL, "", '<div class="page-nav"><a href="https://www.techpost.example/page/2/">2</a></div>'),
    (URL, "", '<div class="td-post-next-prev"><a href="https://www.techpost.example/2026/03/another/">Next article</a></div>'),
    (URL + "2/", "", PAGER.format(URL)),
    (HOME + "archives/2026", "", PAGER.format(HOME + "archives/2026/")),
    (HOME + "?p=142", "", PLAIN.format(HOME, 143, 2)),
    (URL, "", f'<div class="comments-pagination"><a href="{URL}comment-page-2/#comments">Older</a></div>'),
]


@pytest.mark.parametrize(("fetched", "head", "body"), ENDS)
def test_a_listing_or_another_article_is_no_next_page(fetched: str, head: str, body: str) -> None:
    assert read(head, body, url=fetched).next_url is None


def test_behind_a_mirror_links_to_the_real_site_are_the_same_article() -> None:
    head = f'<link rel="next" href="{URL}2/">'
    head += '<script type="application/ld+json">[{"@type": "Article", "headline": "Another", "url": "https://www.techpost.example/other/"},'
    head += f'{{"@type": "Article", "headline": "Bridge", "url": "{URL}"}}]</script>'
    found = read(head, url="http://127.0.0.1:8000/2026/03/bridge/", site=MIRROR)
    assert found.next_url == URL + "2/"
    assert found.title == "Bridge"
