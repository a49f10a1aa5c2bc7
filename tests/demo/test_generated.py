"""A generated site: what it says is true of it, and what it does when it changes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from urllib.parse import urlsplit

import feedparser
import lxml.etree
import lxml.html
import pytest

from demo.generated import GeneratedSite

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}


@pytest.fixture
def site(generated_site: Callable[..., GeneratedSite]) -> GeneratedSite:
    return generated_site(60, seed=5)


@pytest.fixture
def client(site: GeneratedSite, connect):
    return connect(site.url)


def test_the_same_seed_gives_the_same_articles(generated_site) -> None:
    one, two, other = generated_site(20, seed=5), generated_site(20, seed=5), generated_site(20, seed=6)
    texts = [[(t.title, t.paragraphs) for t in site.truths()] for site in (one, two, other)]
    assert texts[0] == texts[1]
    assert not {paragraph for _, text in texts[0] for paragraph in text} & {paragraph for _, text in texts[2] for paragraph in text}


def test_no_paragraph_occurs_in_two_articles_and_no_two_articles_share_much(generated_site) -> None:
    seen: dict[str, str] = {}
    shingles: list[set[tuple[str, ...]]] = []
    for truth in generated_site(150, seed=2).truths():
        for paragraph in truth.paragraphs:
            assert seen.setdefault(paragraph, truth.path) == truth.path
        words = " ".join(truth.paragraphs).lower().split()
        shingles.append(set(zip(words, words[1:], words[2:], strict=False)))
    assert max(len(a & b) / len(a | b) for i, a in enumerate(shingles) for b in shingles[:i]) < 0.2


def test_every_article_page_shows_its_truth(site: GeneratedSite, client) -> None:
    for truth in site.truths():
        text = ""
        for part in range(1, truth.pages + 1):
            status, _, body = client.get(truth.path if part == 1 else f"{truth.path}{part}/")
            assert status == 200
            page = lxml.html.fromstring(body)
            (content,) = page.xpath("//*[contains(concat(' ', @class, ' '), ' td-post-content ')]")
            text += " ".join(content.text_content().split()) + " "
            (title,) = page.xpath("//h1")
            assert title.text_content() == truth.title
            assert page.xpath("//link[@rel='canonical']/@href") == [truth.canonical if part == 1 else f"{truth.canonical}{part}/"]
            assert page.xpath("//meta[@property='article:published_time']/@content")[0].startswith(truth.minute)
            graph = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])["@graph"]
            people = [node["name"] for node in graph if node["@type"] == "Person"]
            assert people == list(truth.authors)
        for paragraph in truth.paragraphs:
            assert " ".join(paragraph.split()) in text


@pytest.mark.parametrize("generation", ["A", "B"])
def test_a_generation_has_its_own_markup_only(generated_site, generation: str, connect) -> None:
    site = generated_site(6, seed=1, generation=generation)
    client = connect(site.url)
    for truth in site.truths():
        page = lxml.html.fromstring(client.get(truth.path)[2])
        cloud = page.xpath("//div[contains(@class, 'tdb_single_content')]") and page.xpath("//h1[@class='tdb-title-text']")
        php = page.xpath("//header[@class='td-post-title']/h1[@class='entry-title']")
        assert (bool(cloud), bool(php)) == (generation == "B", generation == "A")


def test_every_source_lists_every_article(generated_site, connect) -> None:
    site = generated_site(35, seed=3, per_listing=10, per_feed=10)
    client = connect(site.url)
    expected = {truth.url for truth in site.truths()}

    found: set[str] = set()
    for page in range(1, 5):
        feed = feedparser.parse(client.get(f"/feed/?paged={page}")[2])
        assert not feed.bozo
        found |= {entry.link for entry in feed.entries}
    assert found == expected
    assert client.get("/feed/?paged=5")[0] == 404

    index = lxml.etree.fromstring(client.get("/sitemap_index.xml")[2])
    assert f"{site.url}/post-sitemap.xml" in index.xpath("//s:loc/text()", namespaces=NS)
    listed = set(lxml.etree.fromstring(client.get("/post-sitemap.xml")[2]).xpath("//s:loc/text()", namespaces=NS))
    assert expected < listed
    assert {urlsplit(url).path for url in listed - expected} == {"/", "/old-story-3-0/", "/old-story-3-1/"}

    posts = []
    for page in (1, 2):
        status, headers, body = client.get(f"/wp-json/wp/v2/posts?per_page=20&page={page}&_embed")
        assert (status, headers["x-wp-total"], headers["x-wp-totalpages"]) == (200, "35", "2")
        posts += json.loads(body)
    assert {post["link"] for post in posts} == expected
    status, _, body = client.get("/wp-json/wp/v2/posts?per_page=20&page=3")
    assert (status, json.loads(body)["code"]) == (400, "rest_post_invalid_page_number")

    found = set()
    for page in range(1, 5):
        tree = lxml.html.fromstring(client.get("/" if page == 1 else f"/page/{page}/")[2])
        found |= set(tree.xpath("//div[contains(@class, 'td-ss-main-content')]//h3[contains(@class, 'entry-title')]/a/@href"))
        nexts = [
            a
            for a in tree.xpath("//div[contains(@class, 'page-nav')]/a")
            if not a.text_content() and a.xpath("i[contains(@class, 'right')]")
        ]
        assert [a.get("href") for a in nexts] == ([f"{site.url}/page/{page + 1}/"] if page < 4 else [])
    assert found == expected
    assert client.get("/page/5/")[0] == 404


@pytest.mark.parametrize(
    ("off", "target"),
    [
        ("feed", "/feed/"),
        ("sitemap", "/sitemap_index.xml"),
        ("news-sitemap", "/news-sitemap.xml"),
        ("wordpress", "/wp-json/wp/v2/posts"),
        ("listings", "/page/2/"),
    ],
)
def test_a_source_can_be_switched_off(generated_site, off: str, target: str, connect) -> None:
    sources = {"feed", "sitemap", "news-sitemap", "wordpress", "listings"}
    on, without = generated_site(15, sources=sources), generated_site(15, sources=sources - {off})
    for site, status in ((on, 200), (without, 404)):
        client = connect(site.url)
        assert client.get(target)[0] == status


def test_windows_of_the_api_leave_their_ends_out(site: GeneratedSite, client) -> None:
    truths = list(site.truths())
    newest, oldest = truths[10].published, truths[20].published
    window = f"after={oldest:%Y-%m-%dT%H:%M:%SZ}&before={newest:%Y-%m-%dT%H:%M:%SZ}&per_page=100"
    links = [post["link"] for post in json.loads(client.get(f"/wp-json/wp/v2/posts?{window}&_fields=link")[2])]
    assert links == [truth.url for truth in truths[11:20]]


@pytest.mark.parametrize(
    "target", ["/", "/feed/", "/post-sitemap.xml", "/sitemap_index.xml", "/wp-json/wp/v2/posts", "/robots.txt", "article"]
)
def test_what_did_not_change_answers_304(site: GeneratedSite, client, target: str) -> None:
    target = next(site.truths()).path if target == "article" else target
    status, headers, body = client.get(target)
    assert status == 200
    assert int(headers["content-length"]) == len(body)
    status, again, empty = client.get(target, If_None_Match=headers["etag"])
    assert (status, empty, again["etag"]) == (304, b"", headers["etag"])
    if "last-modified" in headers:
        assert client.get(target, If_Modified_Since=headers["last-modified"])[0] == 304
    status, zipped, packed = client.get(target, Accept_Encoding="gzip, br")
    assert (status, zipped["content-encoding"], gzip.decompress(packed)) == (200, "gzip", body)


def test_addresses_answer_as_wordpress_does(site: GeneratedSite, client) -> None:
    truth = next(t for t in site.truths() if t.pages == 1)
    moved = {
        f"/?p={truth.id}": truth.url,
        truth.path.rstrip("/"): truth.url,
        truth.path.upper(): truth.url,
        f"{truth.path}2/": truth.url,
        "/page/1/": f"{site.url}/",
        "/sitemap.xml": f"{site.url}/sitemap_index.xml",
    }
    for target, location in moved.items():
        status, headers, _ = client.get(target)
        assert (status, headers["location"]) == (301, location), target
    assert client.get(f"{truth.path}?utm_source=feed")[0] == 200
    for target in ("/never-was/", "/?p=1", "/category/never/", "/1999/01/", "/page/0/"):
        assert client.get(target)[0] == 404, target
    status, _, body = client.get("/old-story-5-0/")
    assert status == 200
    assert b"Page not found" in body


def test_date_archives_follow_the_sites_own_clock(generated_site, connect) -> None:
    site = generated_site(40, years=0.2, zone="Pacific/Auckland")
    client = connect(site.url)
    post = site.library.posts[20]
    local = post.published.astimezone(site.wordpress.options.zone)
    body = client.get(f"/{local:%Y/%m/%d}/")[2].decode()
    assert f'href="{site.url}{post.permalink}"' in body


def test_publish_update_delete_show_in_every_source(site: GeneratedSite, client) -> None:
    before = {t.path: t for t in site.truths()}
    etag = client.get("/feed/")[1]["etag"]
    new, changed, gone = site.publish(3), site.update(30), site.delete(10)
    assert len({t.path for t in (*new, *changed, *gone)}) == 43
    assert not {t.path for t in new} & set(before)
    assert all(t.paragraphs != before[t.path].paragraphs for t in changed)
    assert client.get("/feed/", If_None_Match=etag)[0] == 200
    assert all(client.get(t.path)[0] == 404 for t in gone)
    listed = client.get("/post-sitemap.xml")[2].decode()
    assert all(t.url in listed for t in new)
    assert gone[0].url not in listed
    assert {t.path for t in site.truths()} == (set(before) | {t.path for t in new}) - {t.path for t in gone}


def test_a_source_can_be_broken_and_healed_and_requests_are_counted(site: GeneratedSite, client) -> None:
    site.fail("feed", 500)
    site.fail("wordpress", 200, b"<html>not json")
    assert client.get("/feed/")[0] == 500
    assert client.get("/wp-json/wp/v2/posts")[2] == b"<html>not json"
    site.heal()
    assert client.get("/feed/")[0] == 200
    truth = next(site.truths())
    client.get(truth.path)
    assert site.requests_by_kind() == {"feed": 2, "wordpress": 1, "article": 1}
    assert [entry.path for entry in site.article_requests()] == [truth.path]
    times = [entry.at for entry in site.server.log]
    assert times == sorted(times)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("own", "{base}{path}"), ("home", "{base}/"), ("other", "https://elsewhere.example{path}"), ("none", None)],
)
def test_canonical_links_can_be_right_broken_or_missing(generated_site, mode: str, expected: str | None, connect) -> None:
    site = generated_site(3, canonical=mode)
    client = connect(site.url)
    truth = next(site.truths())
    found = lxml.html.fromstring(client.get(truth.path)[2]).xpath("//link[@rel='canonical']/@href")
    assert found == ([expected.format(base=site.url, path=truth.path)] if expected else [])


def test_a_mirror_keeps_the_real_canonical_and_a_verbatim_one_its_links_too(generated_site, connect) -> None:
    for verbatim in (False, True):
        site = generated_site(3, canonical_host="https://techpointmag.com", verbatim=verbatim)
        client = connect(site.url)
        truth = next(site.truths())
        assert truth.canonical == f"https://techpointmag.com{truth.path}"
        links = [entry.link for entry in feedparser.parse(client.get("/feed/")[2]).entries]
        assert all(link.startswith("https://techpointmag.com/" if verbatim else site.url) for link in links)


def test_pages_can_have_the_weight_of_real_ones(generated_site, connect) -> None:
    site = generated_site(4, page_kb=150)
    client = connect(site.url)
    assert all(145_000 < len(client.get(truth.path)[2]) < 160_000 for truth in site.truths())
