"""What a page says of itself: each field from its most trusted source, cleaned, with the source named."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from newscrawl.dates import parse_moment
from newscrawl.model import Candidate, Hint, Page
from newscrawl.page.document.parse import Document, parse
from newscrawl.page.metadata import Metadata, read_metadata
from newscrawl.page.metadata.bylines.people import read_names
from newscrawl.page.metadata.titles import without_site_name
from newscrawl.site import Site

SITE = Site(name="dailybridge", home="https://dailybridge.example/", title="Daily Bridge")


def read(
    head: str = "", body: str = "", *, hints: tuple[Hint, ...] = (), site: Site = SITE, lang: str = "en", path: str = "2026/03/09/bridge/"
) -> Metadata:
    url = f"https://dailybridge.example/{path}"
    html = f'<html lang="{lang}"><head>{head}</head><body>{body}</body></html>'.encode()
    document = parse(html, content_type="text/html; charset=utf-8", url=url)
    assert isinstance(document, Document)
    page = Page(url=url, body=html, fetched_at=datetime(2026, 6, 1, tzinfo=UTC), candidate=Candidate(url=url, hints=hints))
    return read_metadata(document, page, site)


def ld(**node: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **node})}</script>'


def og(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{value}">'


SEARCHED = "<title>Cross a bridge: 9 tips | Daily Bridge</title>"
BLOG = {"@type": "BlogPosting", "headline": "Cross a bridge: 9 tips"}
TITLES = [
    (ld(headline="Bridge opens"), "", "Bridge opens", "json-ld"),
    (og("og:title", "Bridge opens - Daily Bridge"), "", "Bridge opens", "opengraph"),
    (og("og:title", "Daily Bridge | Bridge opens"), "", "Bridge opens", "opengraph"),
    (og("og:title", "Bridge opens | The Daily Bridge | 9.3.2026"), "", "Bridge opens", "opengraph"),
    (og("og:title", "Bridge – at last – opens"), "", "Bridge – at last – opens", "opengraph"),
    (
        og("og:title", "Analysis: why the bridge matters | Politics: the week"),
        "",
        "Analysis: why the bridge matters | Politics: the week",
        "opengraph",
    ),
    (og("og:site_name", "DB News") + og("og:title", "Bridge opens · DB News"), "", "Bridge opens", "opengraph"),
    (ld(headline="Bridge &#8211; opens &amp; closes"), "", "Bridge – opens & closes", "json-ld"),
    (og("og:title", "Bridge &amp;#8211; opens"), "", "Bridge – opens", "opengraph"),
    (ld(headline="Bridge <em>opens</em>\u0007"), "", "Bridge opens", "json-ld"),
    ("<title>Bridge opens « Daily Bridge</title>", "", "Bridge opens", "html"),
    (og("og:title", "{{article.title}}"), "<h1>Bridge opens</h1>", "Bridge opens", "html"),
    ("", "<h1>Bridge<br>opens</h1>", "Bridge opens", "html"),
    ("", '<h1><a href="/">The Bridge Blog</a></h1><article><h1>H<sub>2</sub>O crosses it</h1></article>', "H2O crosses it", "html"),
    (og("og:title", "Bridge opens | Opinion"), "<h1>Bridge opens</h1>", "Bridge opens", "html"),
    (
        ld(headline="A very long headline about the opening of the new bridge over the river that search engines cut at a hundred an")
        + og(
            "og:title",
            "A very long headline about the opening of the new bridge over the river that search engines cut at a hundred and ten signs",
        ),
        "",
        "A very long headline about the opening of the new bridge over the river that search engines cut at a hundred and ten signs",
        "opengraph",
    ),
    (
        "<title>Bridge opening: what to know</title>"
        + ld(headline="Bridge opening: what to know")
        + og("og:title", "At last, the bridge is open"),
        "<h1>At last, the bridge is open</h1>",
        "At last, the bridge is open",
        "opengraph",
    ),
    ('<meta name="headline" content="Bridge opens">' + og("og:title", "Bridge opens-City"), "", "Bridge opens", "meta"),
    (og("og:title", "Bridge opens to all | Bridge"), "", "Bridge opens to all", "opengraph"),  # the section in the address
    (og("og:title", "Bridge opens to all | Ferries"), "", "Bridge opens to all | Ferries", "opengraph"),
    # A blog's system fills in the headline out of `<title>`; what readers see is the `<h1>` ...
    (SEARCHED + ld(**BLOG), "<h1>How to cross a bridge at night</h1>", "How to cross a bridge at night", "html"),
    (ld(**BLOG) + og("og:title", "How we cross it"), "<h1>How we cross it</h1>", "How we cross it", "html"),
    # ... but not where a newsroom wrote it, nor where the `<h1>` is another thing, an introduction, or the title with something behind it.
    (SEARCHED + ld(headline="Cross a bridge: 9 tips"), "<h1>How to cross a bridge at night</h1>", "Cross a bridge: 9 tips", "json-ld"),
    (SEARCHED + ld(**BLOG), "<h1>Contact us</h1>", "Cross a bridge: 9 tips", "json-ld"),
    (SEARCHED + ld(**BLOG), "<h1>" + "How to cross a bridge at night. " * 8 + "</h1>", "Cross a bridge: 9 tips", "json-ld"),
    (SEARCHED + ld(**BLOG), "<h1>Cross a bridge: 9 tips Posted on May 3</h1>", "Cross a bridge: 9 tips", "json-ld"),
    # og:title repeats `<title>` but for the site's name
    (
        SEARCHED + og("og:title", "Cross a bridge: 9 tips"),
        "<h1>How to cross a bridge at night</h1>",
        "How to cross a bridge at night",
        "html",
    ),
]


@pytest.mark.parametrize(("head", "body", "title", "source"), TITLES)
def test_a_title_is_the_headline_and_nothing_else(head: str, body: str, title: str, source: str) -> None:
    found = read(head, body)
    assert found.title == title
    assert found.field_sources["title"] == source


# What a page without the configured site's name shows, and the headline that people call it by.
SHOWN = [
    # the site's slogan
    (
        "<title>Orchard yields double after rain | Valley Echo</title>"
        + og("og:title", "Your valley, every morning")
        + og("og:site_name", "Valley Echo"),
        "<h1>Orchard yields double after rain</h1>",
        "Orchard yields double after rain",
    ),
    # the section
    (
        "<title>Orchard yields double after rain</title>" + og("og:title", "News"),
        "<h1>Orchard yields double after rain</h1>",
        "Orchard yields double after rain",
    ),
    # a kicker in a span of its own
    (
        og("og:title", "Why the orchard matters"),
        '<h1><span class="kicker">Opinion</span>Why the orchard matters</h1>',
        "Why the orchard matters",
    ),
    # a kicker that og:title has too, set apart by a dash: the h1's element tells
    (
        og("og:title", "Ernte in Gefahr - Die Birnen faulen am Baum") + "<title>Ernte in Gefahr - Die Birnen faulen am Baum</title>",
        '<h1><span class="dachzeile">Ernte in Gefahr</span> <span class="headline">Die Birnen faulen am Baum</span></h1>',
        "Die Birnen faulen am Baum",
    ),
    # the same with a colon: the headline begins with it
    (
        og("og:title", "Ernte in Gefahr: Die Birnen faulen am Baum") + "<title>Ernte in Gefahr: Die Birnen faulen am Baum</title>",
        '<h1><span class="dachzeile">Ernte in Gefahr:</span> <span class="headline">Die Birnen faulen am Baum</span></h1>',
        "Ernte in Gefahr: Die Birnen faulen am Baum",
    ),
    # small + br
    (
        og("og:title", "Große Ernte im Tal erwartet"),
        "<h1><small>Obstbau</small><br>Große Ernte im Tal erwartet</h1>",
        "Große Ernte im Tal erwartet",
    ),
    # headline in an h2, the h1 is the site
    (
        "<title>Valley Echo » Blog » Pears are late this year</title>",
        "<h1>Valley Echo</h1><h2>Pears are late this year</h2>",
        "Pears are late this year",
    ),
    # h1 is the section, h2 the headline
    (
        "<title>Council - Press releases - New bridge over the Nim</title>",
        "<h1>Press releases</h1><h2>New bridge over the Nim</h2>",
        "New bridge over the Nim",
    ),
    # two h1: the hidden one is the site's
    (
        "<title>Pears are late this year - VE 24 Regional</title>" + og("og:title", "Pears are late this year - VE 24 Regional"),
        '<h1 class="sr-only">VE 24 Regional</h1><h1>Pears are late this year</h1>',
        "Pears are late this year",
    ),
    # truncated og
    (
        og("og:title", "Pears are late this year because the bees flew…")
        + "<title>Pears are late this year because the bees flew to the other valley</title>",
        "",
        "Pears are late this year because the bees flew to the other valley",
    ),
    # h1 is the longer form
    (
        og("og:title", "Pears are late"),
        "<h1>Pears are late this year, and the bees are to blame</h1><p>x</p>",
        "Pears are late this year, and the bees are to blame",
    ),
    # permalink sign
    (
        "<title>Pears in the cache - Valley Docs</title>",
        '<h1>Pears in the cache<a class="headerlink" href="#p">¶</a></h1>',
        "Pears in the cache",
    ),
    # Chinese suffix
    ("<title>果园今年丰收_河谷新闻网</title>", "", "果园今年丰收"),
    # Chinese suffix by a hyphen, with the channel
    ("<title>果园今年丰收-农业频道-河谷网</title>", "<h1>果园今年丰收</h1>", "果园今年丰收"),
    # Japanese bar
    (
        "<title>梨の収穫が遅れる｜谷新聞デジタル</title>"
        + og("og:title", "梨の収穫が遅れる｜谷新聞デジタル")
        + og("og:site_name", "谷新聞デジタル"),
        "",
        "梨の収穫が遅れる",
    ),
    # double-encoded
    (og("og:title", "Pears &amp;amp; apples: &amp;quot;late&amp;quot;"), "", 'Pears & apples: "late"'),
    # JSON-LD is the site
    (
        ld(headline="Valley Echo") + og("og:site_name", "Valley Echo") + og("og:title", "Pears are late this year"),
        "<h1>Pears are late this year</h1>",
        "Pears are late this year",
    ),
    # site name in brackets
    (
        og("og:title", "Pears are late this year (Valley Echo)") + '<meta name="twitter:title" content="Pears are late this year">',
        "<h1>Pears are late this year</h1>",
        "Pears are late this year",
    ),
    # search engine's title against the headline that is shown
    (
        og("og:title", "Best pears 2026: buy them here | Valley")
        + og("og:type", "article")
        + "<title>Best pears 2026: buy them here | Valley</title>",
        "<h1>We ate thirty pears, and these were the best</h1>",
        "We ate thirty pears, and these were the best",
    ),
    # two witnesses agree on where the name begins
    (
        "<title>Pears are late this year - News from the north</title>" + '<meta name="twitter:title" content="Pears are late this year">',
        "",
        "Pears are late this year",
    ),
    # question with a dash stays
    (og("og:title", "Pears - or apples?"), "<h1>Pears - or apples?</h1>", "Pears - or apples?"),
    # Arabic
    (
        "<title>تأخر حصاد الكمثرى هذا العام | صدى الوادي</title>" + og("og:title", "تأخر حصاد الكمثرى هذا العام"),
        "",
        "تأخر حصاد الكمثرى هذا العام",
    ),
    # Russian guillemets stay, site goes
    ("<title>Урожай груш «опоздал» на месяц — Эхо долины</title>" + og("og:site_name", "Эхо долины"), "", "Урожай груш «опоздал» на месяц"),
    # a widget's heading is none
    (
        "<title>Pears are late this year</title>" + og("og:title", "Pears are late this year"),
        "<div><h1>Newsletter</h1></div><h2>Pears are late this year</h2>",
        "Pears are late this year",
    ),
    # Korean
    (
        "<title>배 수확 늦어져 &lt; 농업 &lt; 기사본문 - 골짜기신문</title>"
        + og("og:title", "배 수확 늦어져 - 골짜기신문")
        + og("og:site_name", "골짜기신문"),
        "<h1>배 수확 늦어져</h1>",
        "배 수확 늦어져",
    ),
    # a label's link in the headline
    (
        "<title>Update - Pears 4.2 released | Valley Forum</title>" + og("og:title", "Update - Pears 4.2 released"),
        '<h1><span class="label">Update</span><span> </span>Pears 4.2 released</h1>',
        "Pears 4.2 released",
    ),
]


@pytest.mark.parametrize(("head", "body", "title"), SHOWN)
def test_the_headline_above_the_text_decides_between_the_heads_titles(head: str, body: str, title: str) -> None:
    assert read(head, body, site=Site(name="valleyecho", home="https://valleyecho.example/", title="")).title == title


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Daily Bridge", "Daily Bridge"),
        ("Bridge: Daily Bridge", "Bridge"),
        ("The daily bridge closes - for good", "The daily bridge closes - for good"),
        ("A | B | Daily Bridge | Daily Bridge", "A | B"),
        ("Why Daily Bridge - readers love bridges", "Why Daily Bridge - readers love bridges"),
    ],
)
def test_only_a_known_name_between_separators_is_cut(title: str, kept: str) -> None:
    assert without_site_name(title, ["Daily Bridge"], "dailybridge.example") == kept


PEOPLE = [
    ("By Ada Okoro", ["Ada Okoro"]),
    ("BY ADA OKORO AND BEN LI", ["ADA OKORO", "BEN LI"]),
    ("Ada Okoro, Ben Li and Cy Ray", ["Ada Okoro", "Ben Li", "Cy Ray"]),
    ("Ada Okoro & Ben Li", ["Ada Okoro", "Ben Li"]),
    ("Ada Okoro; Ben Li", ["Ada Okoro", "Ben Li"]),
    ("Ada Okoro, Senior Political Correspondent", ["Ada Okoro"]),
    ("Ada Okoro, PhD", ["Ada Okoro"]),
    ("Ada Okoro | Daily Bridge", ["Ada Okoro"]),
    ("Ada Okoro (Reuters)", ["Ada Okoro"]),
    ("Ada Okoro @adaokoro ada@dailybridge.example", ["Ada Okoro"]),
    ("Ada Okoro | 9 March 2026 10:30", ["Ada Okoro"]),
    ("Ada Okoro, Published: March 9, 2026", ["Ada Okoro"]),
    ("Posted by Ada Okoro", ["Ada Okoro"]),
    ("Okoro, Ada", ["Ada Okoro"]),
    ("Ben Li, Jr.", ["Ben Li Jr."]),
    ("Dr. Ada Okoro", ["Dr. Ada Okoro"]),
    ("Ursula von der Leyen", ["Ursula von der Leyen"]),
    ("José Ortega y Gasset", ["José Ortega y Gasset"]),
    ("Ana Gil Ruiz y Luis Mota Paz", ["Ana Gil Ruiz", "Luis Mota Paz"]),
    ("Ada Okoro et Ben Li", ["Ada Okoro", "Ben Li"]),
    ("https://dailybridge.example/author/ada", []),
    ("admin", []),
    ("", []),
    ("Ada Okoro, ada okoro", ["Ada Okoro"]),
    ("山田太郎、鈴木花子", ["山田太郎", "鈴木花子"]),
    ("신현주 기자", ["신현주"]),
    ("Twitter Facebook", []),
    ("By Ada Okoro, DVM . Reviewed by Ben Li, DVM", ["Ada Okoro"]),
    ("Medically reviewed by Ben Li", []),
    ("Written by Ada Okoro | Edited by Ben Li", ["Ada Okoro"]),
    ("Ada Okoro, Home and Garden Expert", ["Ada Okoro"]),
    ("Ada Okoro, Ben Li and Cy Ray, Editors", ["Ada Okoro", "Ben Li", "Cy Ray"]),
    ("BY ADA OKORO STAFF WRITER", ["ADA OKORO"]),
    ("Ada Okoro | Content Coordinator", ["Ada Okoro"]),
    ("Ada Okoro - 10+ Years in the Trade", ["Ada Okoro"]),
    ("Center for River Research", []),
    ("作者：温素霞", ["温素霞"]),
    ("By Ada Okoro Fri., Aug. 23, 2019", ["Ada Okoro"]),
    ("Friday Okoro", ["Friday Okoro"]),
    ("The Bridge's Rules and Practices", []),
    ("Reka d.o.o.", []),
    ("AdaO", []),  # a login name
]


@pytest.mark.parametrize(("line", "people"), PEOPLE)
def test_a_byline_gives_people(line: str, people: list[str]) -> None:
    assert list(read_names([line], language="en", site_names=["Daily Bridge"]).people) == people


@pytest.mark.parametrize(
    ("line", "language", "person"),
    [
        ("Von Hans Groß", "de", "Hans Groß"),
        ("Di Ada Neri", "it", "Ada Neri"),
        ("Di Stefano", "es", "Di Stefano"),
        ("Nga Arta Hoxha", "sq", "Arta Hoxha"),
        ("De Ana Pop", "ro", "Ana Pop"),
        ("De Gaulle", "fr", "De Gaulle"),
        ("Piše: Ana Babić", "hr", "Ana Babić"),
        ("От Иван Петров", "bg", "Иван Петров"),
        ("Του Νίκου Παππά", "el", "Νίκου Παππά"),
    ],
)
def test_an_introduction_that_is_also_part_of_names_is_cut_in_its_language(line: str, language: str, person: str) -> None:
    assert read_names([line], language=language).people == (person,)


AUTHORS = [
    (ld(author=[{"@type": "Person", "name": "Ada Okoro"}, {"@type": "Organization", "name": "Reuters"}]), "", ["Ada Okoro"], "json-ld"),
    (ld(author="By Ada Okoro"), "", ["Ada Okoro"], "json-ld"),
    (ld(author={"@type": "Person", "givenName": "Ada", "familyName": "Okoro"}), "", ["Ada Okoro"], "json-ld"),
    (ld(author={"@type": "Organization", "name": "Daily Bridge"}) + '<meta name="author" content="Ada Okoro">', "", ["Ada Okoro"], "meta"),
    (ld(author={"@type": "Organization", "name": "Harbour News Agency"}), "", ["Harbour News Agency"], "json-ld"),
    (
        ld(author={"@type": "Person", "name": "DB Admin", "url": "https://dailybridge.example/author/admin/"}),
        "<h1>B</h1><p>By Ada Okoro</p>",
        ["Ada Okoro"],
        "html",
    ),
    ('<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ada Okoro">', "", ["Ada Okoro"], "meta"),
    ('<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="Two minutes">', "", [], None),
    (
        "",
        '<h1>B</h1><div class="td-post-author-name"><div class="td-author-by">By</div> <a href="/author/ada/">Ada Okoro</a></div>',
        ["Ada Okoro"],
        "html",
    ),
    (
        "",
        '<h1>B</h1><div class="tdb-author-name-wrap"><span class="tdb-author-by">By</span>'
        '<a class="tdb-author-name" href="/author/ada/">Ada Okoro</a></div>',
        ["Ada Okoro"],
        "html",
    ),
    ("", "<h1>B</h1><p>By combining steel and hope, the town built it.</p>", [], None),
    ("", "<h1>B</h1><p>Written by</p><p>Ada Okoro</p>", ["Ada Okoro"], "html"),
    ("", "<h1>B</h1><div><span>By</span><span>Ada Okoro</span></div>", ["Ada Okoro"], "html"),
    ("", "<h1>B</h1><span class=meta>by\n<a href='/producers/ada'>Ada Okoro</a></span>", ["Ada Okoro"], "html"),
    ("", "<h1>B</h1><p>By</p><p>" + "The town built the bridge of steel and hope. " * 9 + "</p>", [], None),
    ("", "<h1>B</h1><p><strong>Ada Okoro</strong></p><p>The text.</p>", ["Ada Okoro"], "html"),
    ("", "<h1>B</h1>" + "<p>The text.</p>" * 5 + "<p><strong>Distance Learning</strong></p>", [], None),
    ("", "<h1>B</h1><p>Reviewed by <a rel=author href='/authors/ben'>Ben Li</a></p>", [], None),
    ("", "<h1>B</h1><a href='/authors/'>Learn More</a><a href='/authors/ada'>More by her</a>", [], None),
    # other articles' writers, farther down
    ("", "<h1>B</h1><p>By Ada Okoro</p>" + "<p>The text.</p>" * 50 + "<h6>By Ben Li</h6>", ["Ada Okoro"], "html"),
    # the only name that author links of the page have
    ("", "<h1>B</h1>" + "<p>The text.</p>" * 300 + "<footer><a rel=author href='/by/ada'>Ada Okoro</a></footer>", ["Ada Okoro"], "html"),
    (
        "",
        '<h1>B</h1><p>The text.</p><aside><span class="author-name">Someone Else</span></aside>'
        '<div class="comments"><b class="author">A Reader</b></div>',
        [],
        None,
    ),
    (
        "",
        '<h1>B</h1><div itemscope itemtype="https://schema.org/Article"><h2 itemprop="headline">B</h2>'
        '<span itemprop="author" itemscope itemtype="https://schema.org/Person"><meta itemprop="name" content="Ada Okoro"></span></div>',
        ["Ada Okoro"],
        "html",
    ),
]


@pytest.mark.parametrize(("head", "body", "authors", "source"), AUTHORS)
def test_authors_are_people_where_any_source_names_one(head: str, body: str, authors: list[str], source: str | None) -> None:
    found = read(head, body)
    assert list(found.authors) == authors
    assert found.field_sources.get("authors") == source


NAIVE = '<meta name="date" content="2026-03-09T08:00:00">'
DATES = [
    (ld(datePublished="2026-03-09T08:07:44+01:00"), "", "2026-03-09T07:07:44Z", "second", "json-ld"),
    (og("article:published_time", "2026-03-09T08:07:44+00:00"), "", "2026-03-09T08:07:44Z", "second", "opengraph"),
    (
        "",
        '<h1>B</h1><time class="entry-date" datetime="2026-03-09T04:07:44-04:00">6 hours ago</time>',
        "2026-03-09T08:07:44Z",
        "second",
        "html",
    ),
    ("", '<h1>B</h1><span class="td-post-date">6 hours ago</span>', "2026-03-09T00:00:00Z", "day", "url"),
    ("", '<h1>B</h1><span class="post-date">Published March 8, 2026 at 5:30 pm</span>', "2026-03-08T17:30:00Z", "minute", "html"),
    ("", "<h1>B</h1><p>8 March 2026</p>", "2026-03-08T00:00:00Z", "day", "html"),
    (
        ld(datePublished="2026-03-09") + og("article:published_time", "2026-03-09T08:07:44Z"),
        "",
        "2026-03-09T08:07:44Z",
        "second",
        "opengraph",
    ),
    (ld(datePublished="2026-03-09") + og("article:published_time", "2025-01-01T08:07:44Z"), "", "2026-03-09T00:00:00Z", "day", "json-ld"),
    (
        ld(datePublished="2036-03-09T08:00:00Z") + og("article:published_time", "2026-03-08T08:00:00Z"),
        "",
        "2026-03-08T08:00:00Z",
        "second",
        "opengraph",
    ),
    (ld(datePublished="2026-06-05T08:00:00Z"), "", "2026-03-09T00:00:00Z", "day", "url"),
    (ld(datePublished="soon"), "", "2026-03-09T00:00:00Z", "day", "url"),
    (NAIVE, "", "2026-03-09T08:00:00Z", "second", "meta"),
    (NAIVE + og("article:modified_time", "2026-03-09T10:00:00+05:30"), "", "2026-03-09T02:30:00Z", "second", "meta"),
    (
        ld(datePublished="2026-03-09T08:00:00") + og("article:published_time", "2026-03-09T08:00:00+02:00"),
        "",
        "2026-03-09T06:00:00Z",
        "second",
        "json-ld",
    ),
    (
        ld(datePublished="2026-03-09T08:00:00", dateModified="2026-03-09T10:00:00+02:00")
        + og("article:published_time", "2026-03-09T10:00:00+02:00"),
        "",
        "2026-03-09T08:00:00Z",
        "second",
        "json-ld",
    ),
    (
        ld(datePublished="2026-05-20T08:00:00Z"),
        '<h1>B</h1><time datetime="2026-03-08T09:00:00Z">8 March</time>',
        "2026-03-08T09:00:00Z",
        "second",
        "html",
    ),
    (
        ld(datePublished="2026-03-09T08:00:00Z"),
        '<h1>B</h1><time class="updated" datetime="2026-03-01T09:00:00Z">x</time>',
        "2026-03-09T08:00:00Z",
        "second",
        "json-ld",
    ),
]


@pytest.mark.parametrize(("head", "body", "moment", "precision", "source"), DATES)
def test_the_publication_is_the_earliest_credible_moment_with_its_zone(
    head: str, body: str, moment: str, precision: str, source: str
) -> None:
    found = read(head, body)
    assert found.published is not None
    assert (found.published.isoformat(), found.published.precision, found.field_sources["date_published"]) == (moment, precision, source)


def test_a_naive_time_is_local_time_of_the_configured_zone() -> None:
    site = Site(name="dailybridge", home="https://dailybridge.example/", title="Daily Bridge", timezone="Africa/Lagos")
    found = read(NAIVE, site=site)
    assert found.published is not None
    assert found.published.isoformat() == "2026-03-09T07:00:00Z"


def test_an_unknown_zone_is_read_as_utc() -> None:
    found = read(NAIVE, site=Site(name="d", home="https://dailybridge.example/", title="D", timezone="Mars/Olympus"))
    assert found.published is not None
    assert found.published.isoformat() == "2026-03-09T08:00:00Z"


def test_a_change_before_the_publication_is_kept_as_given() -> None:
    found = read(og("article:published_time", "2026-03-09T02:08:28+00:00") + og("article:modified_time", "2026-03-09T01:12:00+00:00"))
    assert found.published is not None
    assert found.modified is not None
    assert found.modified.at < found.published.at


HINT = Hint(
    source="wordpress",
    title="Bridge opens",
    description="It is open.",
    authors=("Ada Okoro",),
    published=parse_moment("2026-03-09T08:00:00Z"),
    modified=parse_moment("2026-03-10T08:00:00Z"),
    section="City",
    tags=("bridges", "steel"),
    language="en-ZA",
    image_url="https://dailybridge.example/i.jpg",
)


def test_hints_fill_what_the_page_does_not_say() -> None:
    found = read(hints=(HINT,), lang="")
    assert (found.title, found.authors, found.section, found.tags) == ("Bridge opens", ("Ada Okoro",), "City", ("bridges", "steel"))
    assert found.language == "en-ZA"
    assert found.image_url == "https://dailybridge.example/i.jpg"
    assert found.published == HINT.published
    assert found.modified == HINT.modified
    assert {found.field_sources[f] for f in ("title", "authors", "date_published", "date_modified", "section", "tags")} == {"wordpress"}


def test_the_page_is_trusted_before_its_hints() -> None:
    found = read(
        ld(headline="Bridge is open", author={"@type": "Person", "name": "Ben Li"}, articleSection="Roads", keywords="a, b"), hints=(HINT,)
    )
    assert (found.title, found.authors, found.section, found.tags) == ("Bridge is open", ("Ben Li",), "Roads", ("a", "b"))


@pytest.mark.parametrize(
    ("head", "free"),
    [
        (ld(isAccessibleForFree=False), False),
        (ld(isAccessibleForFree="False"), False),
        (ld(isAccessibleForFree="https://schema.org/True"), True),
        (ld(isAccessibleForFree=True, hasPart=[{"@type": "WebPageElement", "isAccessibleForFree": "false"}]), False),
        (og("article:content_tier", "locked"), False),
        (og("article:content_tier", "free"), True),
        (og("article:content_tier", "metered"), None),
        ("", None),
    ],
)
def test_a_paywall_is_told(head: str, free: bool | None) -> None:
    assert read(head).is_accessible_for_free is free


@pytest.mark.parametrize(
    ("head", "field", "value", "source"),
    [
        (ld(license="https://e.example/by"), "license", "https://e.example/by", "json-ld"),
        ('<link rel="license" href="/terms">', "license", "https://dailybridge.example/terms", "html"),
        (ld(image={"@type": "ImageObject", "url": "/i.jpg"}), "image_url", "https://dailybridge.example/i.jpg", "json-ld"),
        (og("og:image", "https://e.example/i.jpg?w=1&amp;h=2"), "image_url", "https://e.example/i.jpg?w=1&h=2", "opengraph"),
        (og("article:section", "City &amp;amp; Roads"), "section", "City & Roads", "opengraph"),
        (ld(alternativeHeadline="At last"), "subtitle", "At last", "json-ld"),
        (og("og:description", "It  is\nopen."), "description", "It is open.", "opengraph"),
        (og("article:tag", "a") + og("article:tag", "b, c"), "tags", ("a", "b, c"), "opengraph"),
        (
            ld(keywords=["steel", "Steel", "8d1f2a3b-11aa-4c", "Category: City", "dailybridge.com", "Node.js"]),
            "tags",
            ("steel", "Node.js"),
            "json-ld",
        ),
    ],
)
def test_each_field_has_its_value_and_its_source(head: str, field: str, value: object, source: str) -> None:
    found = read(head)
    assert getattr(found, field) == value
    assert found.field_sources[field] == source


def test_the_standfirst_beside_the_headline_is_the_subtitle() -> None:
    body = (
        '<header class="td-post-title"><h1 class="entry-title">Bridge opens</h1>'
        '<p class="td-post-sub-title">The town waited ten years for it.</p></header>'
    )
    assert read("", body).subtitle == "The town waited ten years for it."


def test_claims_about_the_body_are_passed_on() -> None:
    found = read(ld(headline="B", wordCount="412", articleBody="One.\n\nTwo &amp; three.") + og("og:type", "article"))
    assert found.word_count_claim == 412
    assert found.article_body == "One.\n\nTwo & three."
    assert found.page_types == ("NewsArticle", "og:article")


@pytest.mark.parametrize(
    ("head", "lang", "language"),
    [("", "en_gb", "en-GB"), (ld(inLanguage="de-DE"), "", "de-DE"), (og("og:locale", "pt_BR"), "", "pt-BR"), ("", "english", None)],
)
def test_the_declared_language_is_a_tag(head: str, lang: str, language: str | None) -> None:
    assert read(head, lang=lang).language == language


TAGDIV = [
    '<div class="td-post-header"><ul class="td-category"><li class="entry-category"><a href="/category/city/">City</a></li></ul>'
    '<header class="td-post-title"><h1 class="entry-title">Bridge opens</h1></header></div>',
    '<div class="td_block_wrap tdb_single_categories"><div><a class="tdb-entry-category" href="/city/">City</a></div></div>'
    '<div class="td_block_wrap tdb_title"><div><h1 class="tdb-title-text">Bridge opens</h1></div></div>',
]


@pytest.mark.parametrize("header", TAGDIV, ids=["PHP templates", "cloud templates"])
def test_tagdiv_names_the_section_above_the_headline(header: str) -> None:
    found = read(body=f"<article>{header}<p>The town waited ten years for the bridge.</p></article>")
    assert (found.section, found.field_sources["section"]) == ("City", "html")


def test_tagdivs_cloud_templates_name_the_tags_below_the_text() -> None:
    body = (
        "<h1>Bridge opens</h1><p>The town waited ten years for the bridge.</p>"
        '<div class="td_block_wrap tdb_single_tags tdi_60 td-pb-border-top td_block_template_5"><div class="tdb-block-inner">'
        '<ul class="tdb-tags"><li><span>Tags</span></li><li><a href="/tag/steel/">Steel</a></li><li><a href="/tag/toll/">Toll</a></li></ul>'
        '</div></div><div class="td_block_wrap td_block_7 tdi_8 td_block_template_1">'
        '<ul class="td-tags"><li><a href="/tag/x/">Other</a></li></ul></div>'
    )
    assert read(body=body).tags == ("Steel", "Toll")


@pytest.mark.parametrize(
    "category",
    [
        '<div class="meta">in <a href="/topics/city/" rel="category tag">City</a></div>',
        '<div class="taxonomy-category wp-block-post-terms"><a href="/category/city/" rel="tag">City</a></div>',
        '<div class="tdb_breadcrumbs"><span><a class="tdb-entry-crumb" href="/">Home</a></span><span><a class="tdb-entry-crumb" '
        'href="/category/news/">News</a></span><span><a class="tdb-entry-crumb" href="/category/news/city/">City</a></span></div>',
    ],
    ids=["themes", "blocks", "breadcrumbs"],
)
def test_a_category_is_the_section_and_no_tag(category: str) -> None:
    tags = '<div class="terms"><a href="/tag/steel/" rel="tag">Steel</a></div>'
    found = read(body=f"<article><h1>Bridge opens</h1>{category}<p>The town waited ten years for the bridge.</p>{tags}</article>")
    assert (found.section, found.field_sources["section"], found.tags) == ("City", "html", ("Steel",))
    bare = read(body=f"<article><h1>Bridge opens</h1>{category}<p>The town waited ten years for the bridge.</p></article>")
    assert (bare.section, bare.tags) == ("City", ())
