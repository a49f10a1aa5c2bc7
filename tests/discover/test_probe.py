import pytest

from newscrawl.discover.probe import probe
from newscrawl.errors import SourceError

HOME = "https://mag.example/"
PAGE = """<!doctype html><html lang="en_gb"><head><meta charset="utf-8"><title>Front | The Mag</title>
<meta property="og:site_name" content="The &amp; Mag"><meta name="generator" content="WordPress 6.8">
<link rel="alternate" type="application/rss+xml" title="Mag » Comments Feed" href="/comments/feed/">
<link rel="alternate" type="application/rss+xml" title="Phones" href="/category/phones/feed/">
<link rel="alternate" type="application/rss+xml" title="Mag" href="/feed/">
<link rel="alternate" type="application/json+oembed" href="/oembed">
<link rel="alternate" type="application/json" href="https://mag.example/wp-json/wp/v2/pages/2">
<link rel="alternate" hreflang="fr" href="/fr/"><link rel="sitemap" type="application/xml" href="/map.xml">
<link rel="https://api.w.org/" href="https://mag.example/wp-json/"></head><body></body></html>"""


def test_a_home_page_names_its_sources():
    found = probe(PAGE.encode(), HOME)
    assert found.feeds == (f"{HOME}feed/", f"{HOME}category/phones/feed/")
    assert found.sitemaps == (f"{HOME}map.xml",)
    assert found.wordpress == f"{HOME}wp-json/"
    assert (found.title, found.language, found.platform) == ("The & Mag", "en-GB", "WordPress 6.8")


def test_a_bare_page_names_nothing_and_its_title():
    found = probe(b"<html><head><title>Bare</title></head><body>x</body></html>", HOME)
    assert (found.feeds, found.sitemaps, found.wordpress, found.title, found.language) == ((), (), None, "Bare", None)


def test_the_header_may_name_the_api():
    headers = [("Link", f'<{HOME}wp-json/>; rel="https://api.w.org/"')]
    assert probe(b"<html><body>x</body></html>", HOME, headers).wordpress == f"{HOME}wp-json/"


@pytest.mark.parametrize("body", [b"", b"%PDF", b'{"a": 1}'])
def test_what_is_no_page_is_refused(body):
    with pytest.raises(SourceError, match="not a page"):
        probe(body, HOME)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Home - The Gazette", "The Gazette"),
        ("Startseite | Gazette", "Gazette"),
        ("The Gazette | News of the valley", "The Gazette"),
        ("Breaking news and weather – The Gazette", "The Gazette"),
        ("The 📰 Gazette", "The 📰 Gazette"),
        ("Home", "Home"),
        ("Well-read stories", "Well-read stories"),
    ],
)
def test_the_sites_name_is_taken_out_of_a_title(title: str, name: str) -> None:
    assert probe(f"<html><head><title>{title}</title></head></html>".encode(), "https://www.gazette.example/").title == name
