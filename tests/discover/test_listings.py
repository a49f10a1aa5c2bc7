from dataclasses import replace

import pytest

from newscrawl.discover.formats.listings import page_number, parse_listing
from newscrawl.errors import SourceError

HOME = "https://mag.example/"


def module(n, *, time=True):
    stamp = f'<time class="entry-date updated td-module-date" datetime="2024-05-{n:02}T18:00:00-04:00">x</time>' if time else ""
    return (
        f'<div class="td_module_10 td_module_wrap td-animation-stack"><div class="td-module-thumb"><a href="/story-{n}/" rel="bookmark" '
        f'class="td-image-wrap" title="Story {n}"><img src="data:image/gif;base64,R0" data-img-url="/i/{n}.jpg"></a></div>'
        f'<div class="item-details"><h3 class="entry-title td-module-title"><a href="{HOME}story-{n}/" rel="bookmark">Story {n} &amp; more'
        f'</a></h3><div class="td-module-meta-info"><span class="td-post-author-name">'
        f'<a href="/author/ada/">Ada Writer</a></span><span class="td-post-date">{stamp}</span></div>'
        f'<div class="td-excerpt">What story number {n} is about, in a line.</div></div></div>'
    )


PAGER = (
    '<div class="page-nav td-pb-padding-side"><span class="current">1</span><a href="/page/2/" class="page" title="2">2</a>'
    '<a href="/page/3/" class="page" title="3">3</a><span class="extend">...</span><a href="/page/20/" class="last" title="20">20</a>'
    '<a href="/page/2/"><i class="td-icon-menu-right"></i></a><span class="pages">Page 1 of 20</span></div>'
)


def page(main, *, head="", pager=""):
    return (
        f'<html><head><title>Mag</title>{head}</head><body><div id="td-header-menu"><ul class="sf-menu">'
        '<li class="menu-item"><a href="/category/gadgets/"><span>Gadgets</span></a></li>'
        '<li class="menu-item"><a href="/how-we-test-our-gadgets/">How we test our gadgets</a></li></ul></div>'
        f'<div class="td-main-content">{main}{pager}</div>'
        '<div class="td-sub-footer-container"><a href="/a-word-about-our-cookies/">Cookies and you</a></div>'
        '<footer><a href="/about/">About</a><a href="https://social.example/mag/a-long-story-there">Elsewhere</a></footer></body></html>'
    ).encode()


def urls(listing):
    return [c.url for c in listing.candidates]


def test_each_article_comes_once_with_what_its_module_says(site):
    listing = parse_listing(page("".join(module(n) for n in (1, 2, 3)) + module(1)), HOME, site)
    assert urls(listing) == [f"{HOME}story-{n}/" for n in (1, 2, 3)]
    (hint,) = listing.candidates[1].hints
    assert hint.source == "listing"
    assert hint.title == "Story 2 & more"
    assert hint.published.isoformat() == "2024-05-02T22:00:00Z"
    assert hint.authors == ("Ada Writer",)
    assert hint.description == "What story number 2 is about, in a line."
    assert hint.image_url == f"{HOME}i/2.jpg"
    assert listing.listings == (f"{HOME}category/gadgets/",)


def test_menus_and_footers_link_no_articles(site):
    assert urls(parse_listing(page(module(1)), HOME, site)) == [f"{HOME}story-1/"]


def test_a_single_word_is_an_article_where_the_page_treats_it_as_one(site):
    main = '<h2><a href="/quux/">Quux</a></h2><p><a href="/phones/">Phones</a></p><article><a href="/corge/">Corge is out now</a></article>'
    assert urls(parse_listing(page(main), HOME, site)) == [f"{HOME}quux/", f"{HOME}corge/"]


def test_one_article_is_not_dated_by_another(site):
    listing = parse_listing(page(module(1, time=False) + module(2)), HOME, site)
    assert [c.published and c.published.at.day for c in listing.candidates] == [None, 2]
    assert [c.hints[0].title for c in listing.candidates] == ["Story 1 & more", "Story 2 & more"]


def test_a_site_without_wordpress(site):
    main = (
        '<ul><li><a href="news/10412-a-quiet-launch.html">A quiet launch</a> <time datetime="2024-05-01">1 May</time></li>'
        '<li><a href="news/10413-a-loud-launch.html">A loud launch</a> <time datetime="2024-05-02">2 May</time></li></ul>'
    )
    listing = parse_listing(page(main), HOME, site)
    assert [(c.hints[0].title, c.published.precision) for c in listing.candidates] == [("A quiet launch", "day"), ("A loud launch", "day")]


def test_the_base_of_a_page_counts_for_its_links(site):
    body = b'<html><head><base href="https://mag.example/deep/"></head><body><h2><a href="a-story-of-depth">x y z</a></h2></body></html>'
    assert urls(parse_listing(body, HOME, site)) == [f"{HOME}deep/a-story-of-depth"]


NEXT = {
    "the number after this one": (HOME, PAGER, "", f"{HOME}page/2/"),
    "from a later page": (f"{HOME}page/2/", PAGER.replace("1 of", "2 of"), "", f"{HOME}page/3/"),
    "an arrow without text": (
        HOME,
        '<div class="page-nav"><a href="/older/"><i class="td-icon-menu-right"></i></a></div>',
        "",
        f"{HOME}older/",
    ),
    "a link of the head": (HOME, "", '<link rel="next" href="/page/2/">', f"{HOME}page/2/"),
    "rel on the anchor": (HOME, '<a rel="next" href="/more?cursor=abc">…</a>', "", f"{HOME}more?cursor=abc"),
    "words": (HOME, '<a href="/search?updated-max=2024-01-01">Older posts</a>', "", f"{HOME}search?updated-max=2024-01-01"),
    "other words": (HOME, '<a href="/alt/">Ältere Beiträge »</a>', "", f"{HOME}alt/"),
    "a class": (HOME, '<div class="pagination"><a class="next page-numbers" href="/?paged=2"><svg/></a></div>', "", f"{HOME}?paged=2"),
    "a query": (f"{HOME}news/?page=4", '<a href="/news/?page=3">3</a><a href="/news/?page=5">5</a>', "", f"{HOME}news/?page=5"),
    "none": (HOME, '<a href="/page/1/">1</a>', "", None),
    "none on the last page": (f"{HOME}page/3/", '<a href="/page/1/">1</a><a href="/page/2/">2</a>', "", None),
    "not another host's": (HOME, '<a rel="next" href="https://other.example/page/2/">Next</a>', "", None),
    "not the next article's": (HOME, '<article><a rel="" class="next" href="/another-long-story/">Next</a></article>', "", None),
}


@pytest.mark.parametrize("case", NEXT)
def test_the_next_page_is_found(case, site):
    url, pager, head, expected = NEXT[case]
    assert parse_listing(page(module(1), head=head, pager=pager), url, site).next_url == expected


@pytest.mark.parametrize(
    ("url", "number"),
    [
        (HOME, 1),
        (f"{HOME}page/7/", 7),
        (f"{HOME}category/x/page/2", 2),
        (f"{HOME}?paged=3", 3),
        (f"{HOME}a/?x=1&page=12", 12),
        (f"{HOME}?page=x", 1),
    ],
)
def test_page_numbers(url, number):
    assert page_number(url)[1] == number


def test_a_mirrors_pages_link_the_real_site(site):
    mirror = site.rebased("http://127.0.0.1:8000")
    listing = parse_listing(page(module(1), pager=PAGER), mirror.home, mirror)
    assert urls(listing) == ["http://127.0.0.1:8000/story-1/"]
    assert listing.next_url == "http://127.0.0.1:8000/page/2/"


def test_a_sites_rule_outweighs_where_a_link_stands(site):
    ruled = replace(site, articles=(r"^/how-we-",))
    assert urls(parse_listing(page(module(1)), HOME, ruled)) == [f"{HOME}how-we-test-our-gadgets/"]


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7 ...", b'{"a": 1}', b"\x00" * 1000, b"just words"])
def test_what_is_no_page_says_what_it_got(body, site):
    with pytest.raises(SourceError, match="not a page"):
        parse_listing(body, HOME, site)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>" + b"<div>" * 100_000 + b'<h2><a href="/a-story-below-it-all/">x y z</a></h2>',
        b"<html><body>" + b"<a href='/x'>" * 30_000,
        b"<html><body " + b" ".join(b"a%d=1" % n for n in range(10_000)) + b"><h2><a href='/a-story-of-attributes/'>x</a></h2>",
        b"<html><body><a href='" + b"x" * 1_000_000 + b"'>x</a>",
        b"<html><body><a href='http://[::1'>x</a><a href='http://\xff\xfe/'>y</a><a>z</a>",
    ],
    ids=["depth", "links", "attributes", "a long link", "broken links"],
)
def test_hostile_pages_are_only_pages(body, site):
    assert len(parse_listing(body, HOME, site).candidates) <= 1
