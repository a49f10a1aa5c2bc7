"""The demo's magazine: real markup of both generations, and every trap in its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import feedparser
import lxml.etree
import lxml.html
import pytest

from demo.magazine import DEAD_LINK, SOFT_404, Magazine

CONTENT = "//*[contains(concat(' ', normalize-space(@class), ' '), ' td-post-content ')]"


@pytest.fixture(scope="module")
def magazine() -> Iterator[Magazine]:
    with Magazine() as magazine:
        yield magazine


@pytest.fixture
def client(magazine: Magazine, connect):
    return connect(magazine.url)


def pages(magazine: Magazine, client) -> Iterator[tuple[str, str]]:
    for truth in magazine.truths():
        yield truth.path, client.text(truth.path)


def test_it_has_at_least_fourteen_articles_of_both_generations(magazine: Magazine) -> None:
    posts = magazine.library.posts
    assert len(posts) >= 14
    assert {post.generation for post in posts} == {"A", "B"}
    for truth in magazine.truths():
        assert 250 <= sum(len(paragraph.split()) for paragraph in truth.paragraphs) <= 700, truth.path


@pytest.mark.parametrize(
    ("generation", "xpath"),
    [
        ("A", "//div[@class='td-post-header']/ul[@class='td-category']/li[@class='entry-category']/a"),
        ("A", "//header[@class='td-post-title']/h1[@class='entry-title']"),
        ("A", "//div[@class='td-post-author-name']//a[contains(@href, '/author/')]"),
        ("A", "//span[@class='td-post-date']/time[@class='entry-date updated td-module-date'][@datetime]"),
        ("A", "//div[@class='td-post-sharing-top']/div[@id='td_social_sharing_article_top']"),
        ("A", "//article/footer//ul[@class='td-tags td-post-small-box clearfix']/li[1]/span[text()='TAGS']"),
        ("A", "//article/footer//div[@class='td-block-row td-post-next-prev']//div[@class='td-post-next-prev-content']/a"),
        ("A", "//article/footer/div[@class='author-box-wrap']//div[@class='td-author-name vcard author']/span[@class='fn']/a"),
        ("A", "//article/footer/meta[@itemprop='datePublished']"),
        (
            "A",
            "//div[contains(@class, 'td_block_related_posts')]/h4/a[text()='RELATED ARTICLES']",
        ),
        ("A", "//div[@class='td-more-articles-box']/span[@class='td-more-articles-box-title'][text()='MORE STORIES']"),
        ("B", "//div[contains(@class, 'tdb-single-title')]//h1[@class='tdb-title-text']"),
        ("B", "//div[contains(@class, 'tdb_single_author')]//a[@class='tdb-author-name']"),
        ("B", "//div[contains(@class, 'tdb_single_date')]//time[@datetime]"),
        ("B", "//div[contains(@class, 'tdb_single_content') and contains(@class, 'td-post-content')]/style"),
        ("B", "//div[contains(@class, 'tdb_single_content')]/div[@class='tdb-block-inner td-fix-index']/p"),
        ("B", "//div[contains(@class, 'tdb_single_tags')]//ul[@class='tdb-tags']/li/span[text()='Tags']"),
        ("B", "//div[contains(@class, 'tdb_single_next_prev')]//div[@class='next-prev-title']/a"),
        (
            "B",
            "//div[contains(@class, 'tdb_single_related')]//div[contains(@class, 'td_module_flex')]//h3",
        ),
        ("AB", "//div[@id='td-mobile-nav']"),
        ("AB", "//div[contains(@class, 'td_block_mega_menu')]//h3[@class='entry-title td-module-title']"),
        ("AB", "//h4[@class='block-title td-block-title']/span[@class='td-pulldown-size'][text()='The Latest']"),
        ("AB", "//div[@id='respond']/h3[@id='reply-title']"),
        ("AB", "//div[contains(@class, 'td-sub-footer-copy')]"),
        ("AB", "//button[text()='Advertisement']"),
        ("AB", "//link[@rel='shortlink']"),
    ],
)
def test_the_markup_is_the_themes_own(magazine: Magazine, client, generation: str, xpath: str) -> None:
    for post in magazine.library.posts:
        if post.generation in generation:
            found = lxml.html.fromstring(client.text(post.permalink)).xpath(xpath)
            assert found, post.slug


def test_a_page_holds_exactly_its_articles_text_and_boilerplate_around_it(magazine: Magazine, client) -> None:
    for truth in magazine.truths():
        shown = ""
        for part in range(1, truth.pages + 1):
            page = lxml.html.fromstring(client.text(truth.path if part == 1 else f"{truth.path}{part}/"))
            shown += " " + " ".join(page.xpath(CONTENT)[0].text_content().split())
        for paragraph in truth.paragraphs:
            for piece in paragraph.split("\n"):
                assert piece in shown, truth.path


TRAPS = {
    "a marker only in script text": r"document\.write\('<span class=\"td-adspot-title\">",
    "a marker inside a quote": r"<blockquote[^>]*>(?:(?!</blockquote>).)*td-adspot-title",
    "a marker between a heading and its paragraph": r"</h[23]>\s*<div class=\"td-a-(?:rec|ad)",
    "an inline ad of the PHP templates": r"<div class=\"td-a-rec td-a-rec-id-content_inline",
    "an ad above the text": r"<div class=\"td-a-rec td-a-rec-id-content_top|id_inline_ad0",
    "an ad below the text": r"td-a-rec-id-content_bottom",
    "an inline ad of the cloud templates": r"<div class=\"td-a-ad id_inline_ad1 id_ad_content-horiz-center\">",
    "AdSense as new versions print it": r"placeAdEl\.replaceWith",
    "a marker with en dashes as entities": r"&#8211; Advertisement &#8211;</span>",
    "a marker with em dashes": r"— ADVERTISEMENT —",
    "a marker with no-break spaces": r"-&nbsp;Advertisement&nbsp;-",
    "a marker in its own paragraph": r"<p>- Advertisement -</p>",
    "a marker glued to a paragraph": r"<p>- Advertisement -The model is free",
    "a sentence about advertising": r"<p>Advertising now covers a third",
    "a sentence that begins with the word": r"<p>Advertisement, in this business,",
    "a heading that begins like the block": r"<h2>The latest on 5G in the north</h2>",
    "a quote's last line": r"<p>said Neema Lukumay",
    "a pull quote": r"<blockquote class=\"td_pull_quote td_pull_center\">",
    "an editor's note": r"<em>Editor’s note:",
    "a link to another story": r"ALSO READ:",
    "a list of links to other stories": r"Read also:</strong></p>\s*<ul>",
    "a block of other stories inside the text": r"You might also like</span>",
    "a newsletter form inside the text": r"id=\"mc_embed_signup\"",
    "share buttons inside the text": r"<h3 class=\"sd-title\">Share this:",
    "text in a bare div": r"<div>Fishing crews near the outlet",
    "a body in nested field divs": r"class=\"field field-name-body\"",
    "comments that are articles": r"<li class=\"comment\"[^>]*><article>",
    "a relative date": r"datetime=\"[^\"]+\" >6 hours ago<",
    "a byline of version 6": r"<div class=\"td-post-author-name\">By <a itemprop=\"author\"",
    "two authors": r"</a> and <a",
    "a source box": r"<span>VIA</span>",
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_set(magazine: Magazine, client, trap: str) -> None:
    assert any(re.search(TRAPS[trap], page, re.DOTALL) for _, page in pages(magazine, client))


def test_a_deck_is_repeated_in_a_body_and_one_article_was_changed_before_it_appeared(magazine: Magazine) -> None:
    assert any(truth.subtitle and truth.subtitle in truth.paragraphs for truth in magazine.truths())
    assert any(truth.modified < truth.published for truth in magazine.truths())


def test_one_article_has_two_pages_and_the_second_belongs_to_it(magazine: Magazine, client) -> None:
    (truth,) = [truth for truth in magazine.truths() if truth.pages == 2]
    first = lxml.html.fromstring(client.text(truth.path))
    assert f"{truth.url}2/" in first.xpath("//div[contains(@class, 'page-nav-post')]/a/@href")
    assert client.get(f"{truth.path}2/")[0] == 200
    assert client.get(f"{truth.path}3/")[1]["location"] == truth.url


def test_one_article_is_a_syndicated_twin(magazine: Magazine) -> None:
    first, twin = sorted((t for t in magazine.truths() if "text message" in t.title), key=lambda t: t.published)
    assert first.url != twin.url
    assert set(first.paragraphs) < set(twin.paragraphs)


def test_an_autoloaded_page_holds_a_second_complete_article(magazine: Magazine, client) -> None:
    post = next(post for post in magazine.library.posts if "autoload" in post.traps)
    page = lxml.html.fromstring(client.text(post.permalink))
    titles = [title.text_content() for title in page.xpath("//h1[@class='tdb-title-text']")]
    assert len(titles) == 2
    assert titles[0] == post.title


def test_the_graph_refers_to_its_people_by_id(magazine: Magazine, client) -> None:
    for truth in magazine.truths():
        page = lxml.html.fromstring(client.text(truth.path))
        nodes = json.loads(page.xpath("//script[@class='yoast-schema-graph']/text()")[0])["@graph"]
        by_id = {node["@id"]: node for node in nodes}
        (article,) = [node for node in nodes if "Article" in str(node["@type"])]
        references = article["author"] if isinstance(article["author"], list) else [article["author"]]
        assert [by_id[reference["@id"]]["name"] for reference in references] == list(truth.authors)
        assert article["articleSection"] == [truth.section]


def test_what_is_no_article_answers_as_it_should(magazine: Magazine, client) -> None:
    status, _, body = client.get(SOFT_404)
    assert status == 200
    assert b"Page not found" in body
    assert client.get(DEAD_LINK)[0] == 404
    listed = client.text("/post-sitemap.xml")
    assert SOFT_404 in listed
    assert DEAD_LINK in listed
    assert client.get("/cable-ship/splice/")[0] == 200
    robots = client.text("/robots.txt")
    assert f"Sitemap: {magazine.url}/sitemap_index.xml" in robots
    assert "Disallow: /members/" in robots
    for path in ("/about/", "/tag/satellite/", "/category/telecoms/", "/author/wanjiku-maina/", "/2025/03/", "/2025/03/14/", "/page/2/"):
        assert client.get(path)[0] == 200, path


def test_feeds_parse_and_carry_the_first_page_of_each_body(magazine: Magazine, client) -> None:
    for target in ("/feed/", "/category/telecoms/feed/"):
        parsed = feedparser.parse(client.get(target)[2])
        assert not parsed.bozo
        assert parsed.entries
        for entry in parsed.entries:
            assert entry.id.startswith(f"{magazine.url}/?p=")
            assert "appeared first on" in entry.content[0].value


@pytest.mark.parametrize(
    "target", ["/sitemap_index.xml", "/post-sitemap.xml", "/page-sitemap.xml", "/category-sitemap.xml", "/news-sitemap.xml"]
)
def test_sitemaps_are_xml_whose_addresses_answer(magazine: Magazine, client, target: str) -> None:
    tree = lxml.etree.fromstring(client.get(target)[2])
    addresses = [loc.text for loc in tree.iter("{*}loc") if "image" not in loc.tag]
    assert addresses
    for address in addresses:
        path = address.removeprefix(magazine.url)
        assert client.get(path)[0] == (404 if path == DEAD_LINK else 200), path


def test_the_dates_can_be_moved_to_now(magazine: Magazine) -> None:
    latest = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
    moved = Magazine(latest=latest)
    assert moved.library.changed == latest
    spans = [[post.published - site.library.posts[-1].published for post in site.library.posts] for site in (magazine, moved)]
    assert spans[0] == spans[1]
    moved.close()


def test_it_runs_as_a_program_and_prints_its_address_first(site_process, connect) -> None:
    base = site_process("demo.magazine")
    assert base.startswith("http://127.0.0.1:")
    assert "Tech Point Magazine" in connect(base).text("/")
