import gzip
from pathlib import Path

import pytest

from newscrawl.discover.formats.robots_sitemaps import sitemap_urls
from newscrawl.discover.formats.sitemaps import parse_sitemap
from newscrawl.discover.limits import Limits
from newscrawl.errors import SourceError

URL = "https://mag.example/sitemap.xml"
SHARED = Path(__file__).parents[3] / "shared" / "data"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def urlset(entries, ns=NS, head='<?xml version="1.0" encoding="UTF-8"?>'):
    return f"{head}<urlset {ns}>{entries}</urlset>".encode()


def entry(n, more=""):
    return f"<url><loc>https://mag.example/story-{n}/</loc>{more}</url>"


def urls(sitemap):
    return [c.url for c in sitemap.candidates]


def test_lastmod_is_a_change_and_only_the_own_loc_counts():
    more = (
        "<lastmod>2024-09-26T17:20:34+02:00</lastmod><image:image xmlns:image='i'><image:loc>https://cdn.example/a.jpg</image:loc></image:image>"
        "<xhtml:link xmlns:xhtml='x' rel='alternate' href='https://mag.example/fr/'/>"
    )
    (found,) = parse_sitemap(urlset(entry(1, more)), URL).candidates
    (hint,) = found.hints
    assert (found.url, hint.source, hint.image_url) == ("https://mag.example/story-1/", "sitemap", "https://cdn.example/a.jpg")
    assert hint.modified.isoformat() == "2024-09-26T15:20:34Z"
    assert found.published is None


def test_a_news_sitemap_gives_title_language_and_publication():
    news = (
        "<news:news><news:publication><news:name>Mag</news:name><news:language>en</news:language></news:publication>"
        "<news:publication_date>2024-05-01T08:00:00Z</news:publication_date><news:title>R&amp;D &lt;b&gt;now&lt;/b&gt;</news:title>"
        "<news:keywords>chips, phones ,</news:keywords></news:news>"
    )
    (found,) = parse_sitemap(urlset(entry(1, news), f"{NS} {NEWS}"), URL).candidates
    (hint,) = found.hints
    assert (hint.source, hint.title, hint.language, hint.tags) == ("news-sitemap", "R&D now", "en", ("chips", "phones"))
    assert hint.published.isoformat() == "2024-05-01T08:00:00Z"


def test_an_index_names_its_children_with_their_lastmod():
    children = "<sitemap><loc>/a.xml</loc><lastmod>2024-01-02</lastmod></sitemap><sitemap><loc>https://mag.example/b.xml</loc></sitemap>"
    body = f"<sitemapindex {NS}>{children}</sitemapindex>"
    sitemap = parse_sitemap(body.encode(), URL)
    assert [(u, m and m.isoformat()) for u, m in sitemap.children] == [
        ("https://mag.example/a.xml", "2024-01-02T00:00:00Z"),
        ("https://mag.example/b.xml", None),
    ]


TWO = entry(1) + entry(2)
SHAPES = {
    "no namespace": urlset(TWO, ""),
    "a wrong namespace": urlset(TWO, 'xmlns="http://www.google.com/schemas/sitemap/0.84"'),
    "a prefix": f'<s:urlset xmlns:s="x">{TWO.replace("<", "<s:").replace("<s:/", "</s:")}</s:urlset>'.encode(),
    "an undeclared prefix": urlset(TWO.replace("</url>", "<news:news><news:title>x</news:title></news:news></url>")),
    "white space before the declaration": b"\n \n" + urlset(TWO),
    "a warning before the declaration": b"<br />\n<b>Warning</b>: something in line 3\n" + urlset(TWO),
    "a comment and a style sheet": urlset(TWO, head='<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><!-- <urlset> -->'),
    "a document type": urlset(TWO, head='<!DOCTYPE urlset SYSTEM "x.dtd">'),
    "UTF-16": urlset(TWO, head="").decode().encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + urlset(TWO),
    "Latin-1 that says UTF-8": urlset(entry(1, "<!-- caf\xe9 -->") + entry(2)).decode().encode("latin-1"),
    "gzip without a name or header": gzip.compress(urlset(TWO)),
    "gzip in gzip": gzip.compress(gzip.compress(urlset(TWO))),
    "text": b"https://mag.example/story-1/\r\n\r\n https://mag.example/story-2/ \r\nnot an address\r\n",
    "text in gzip": gzip.compress(b"https://mag.example/story-1/\nhttps://mag.example/story-2/\n"),
    "RSS": b"<rss><item><link>https://mag.example/story-1/</link></item><item><link>/story-2/</link></item></rss>",
    "Atom": b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='/story-1/'/></entry>"
    b"<entry><link href='/story-2/'/></entry></feed>",
    "white space inside loc": urlset("<url><loc>\n  https://mag.example/story-1/\n</loc></url>" + entry(2)),
    "CDATA": urlset("<url><loc><![CDATA[https://mag.example/story-1/]]></loc></url>" + entry(2)),
    "an entry without loc": urlset("<url><lastmod>2024-01-01</lastmod></url>" + TWO),
    "a wrong end tag": urlset(entry(1).replace("</loc>", "</lco>") + entry(2)),
    "an unclosed url": urlset(entry(1).replace("</url>", "") + entry(2)),
    "a less-than sign": urlset(entry(1, "<news:title>a < b</news:title>") + entry(2)),
    "an attribute without quotes": urlset(entry(1, "<priority x=y>1</priority>") + entry(2)),
    "control characters": urlset(entry(1, "<t>\x0b\x00</t>") + entry(2)),
    "an unknown entity": urlset(entry(1, "<t>&nbsp;</t>") + entry(2)),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_sitemap_gives_its_entries(shape):
    assert urls(parse_sitemap(SHAPES[shape], URL)) == ["https://mag.example/story-1/", "https://mag.example/story-2/"]


def test_an_address_with_a_bare_ampersand_stays_whole():
    body = urlset("<url><loc>https://mag.example/?a=1&b=2</loc></url><url><loc><![CDATA[https://mag.example/?a=3&b=4]]></loc></url>")
    assert urls(parse_sitemap(body, URL)) == ["https://mag.example/?a=1&b=2", "https://mag.example/?a=3&b=4"]


@pytest.mark.parametrize("cut", [b"story-3", b"<loc>https://mag.example/story-3", b"<url><loc>https://mag.example/story-3"])
def test_a_sitemap_that_was_cut_off_gives_its_whole_entries(cut):
    body = urlset("".join(entry(n) for n in range(1, 5)))
    sitemap = parse_sitemap(body[: body.index(cut) + len(cut) // 2], URL)
    assert urls(sitemap) == ["https://mag.example/story-1/", "https://mag.example/story-2/"]
    assert not sitemap.whole


def test_gzip_that_was_cut_off_gives_what_came_through():
    entries = "".join(entry(f"{n * 7919 % 10007}-{n}") for n in range(5_000))
    packed = gzip.compress(urlset(entries))
    sitemap = parse_sitemap(packed[: len(packed) // 2], URL)
    assert 100 < len(sitemap.candidates) < 5_000
    assert not sitemap.whole
    damaged = bytearray(packed)
    damaged[len(packed) // 2 : len(packed) // 2 + 64] = bytes(64)
    assert len(parse_sitemap(bytes(damaged), URL).candidates) > 100


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"   \n", id="white space"),
        pytest.param(b"<html><body><a href='/a'>a</a></body></html>", id="HTML"),
        pytest.param(b"<?xml version='1.0'?><products/>", id="other XML"),
        pytest.param(b"just words\nand more", id="words"),
        pytest.param(b"\x00\xff" * 3_000, id="binary"),
        pytest.param(gzip.compress(b"\x00" * 100_000_000), id="a gzip bomb"),
    ],
)
def test_what_is_no_sitemap_says_what_it_got(body):
    with pytest.raises(SourceError, match="not a sitemap"):
        parse_sitemap(body, URL, limits=Limits(sitemap_bytes=1_000_000))


BOMBS = [
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>',
    '<!DOCTYPE urlset [\n<!ENTITY a SYSTEM "file:///etc/passwd">\n]>',
    '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1/x">%a;]>',
    '<!DOCTYPE x [<!ENTITY a "' + "y" * 100 + '">]>',
]


@pytest.mark.parametrize("doctype", BOMBS)
@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-16-le"])
def test_entities_are_refused(doctype, charset):
    body = f"<?xml version='1.0'?>{doctype}<urlset><url><loc>https://mag.example/&a;</loc></url></urlset>".encode(charset)
    with pytest.raises(SourceError, match="entities"):
        parse_sitemap(body, URL)


def test_what_is_unpacked_is_bounded():
    many = urlset("".join(entry(n) for n in range(10_000)))
    sitemap = parse_sitemap(gzip.compress(many), URL, limits=Limits(sitemap_bytes=len(many) // 10))
    assert 0 < len(sitemap.candidates) < 1_100
    assert not sitemap.whole


def test_a_sitemap_packed_in_several_gzip_members_is_read_whole():
    """RFC 1952, 2.2: members one after another are one file; `cat a.gz b.gz` and parallel compressors write such."""
    many = urlset("".join(entry(n) for n in range(1000)))
    packed = b"".join(gzip.compress(many[at : at + 700]) for at in range(0, len(many), 700))
    sitemap = parse_sitemap(packed, URL)
    assert (len(sitemap.candidates), sitemap.whole) == (1000, True)
    cut = parse_sitemap(packed[:-30], URL)
    assert (len(cut.candidates) > 900, cut.whole) == (True, False)


def test_entries_are_bounded():
    sitemap = parse_sitemap(urlset("".join(entry(n) for n in range(100))), URL, limits=Limits(sitemap_entries=40))
    assert len(sitemap.candidates) == 40
    assert not sitemap.whole


def test_one_entry_with_endless_content_is_not_kept_in_memory():
    swollen = f"<url>{'<a>x</a>' * 300}<loc>https://mag.example/swollen/</loc></url>"
    sitemap = parse_sitemap(urlset(entry(1) + swollen + entry(2)), URL, limits=Limits(entry_elements=100))
    assert urls(sitemap) == ["https://mag.example/story-1/", "https://mag.example/story-2/"]
    assert sitemap.dropped == 1
    with pytest.raises(SourceError, match="references"):
        parse_sitemap(urlset("&" * 1_000_001), URL)


def test_elements_are_bounded():
    sitemap = parse_sitemap(urlset(entry(1) + "<a/>" * 500 + entry(2)), URL, limits=Limits(sitemap_elements=300))
    assert urls(sitemap) == ["https://mag.example/story-1/"]
    assert not sitemap.whole


def test_deep_nesting_and_long_addresses_cost_nothing_else():
    deep = "<a>" * 5_000 + "</a>" * 5_000
    long = f"<url><loc>https://mag.example/{'x' * 10_000}</loc></url>"
    sitemap = parse_sitemap(urlset(entry(1) + long + deep + entry(2)), URL)
    assert urls(sitemap) == ["https://mag.example/story-1/", "https://mag.example/story-2/"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"Sitemap: https://mag.example/a.xml", ["https://mag.example/a.xml"]),
        (b"\xef\xbb\xbfSITEMAP:https://mag.example/a.xml # main", ["https://mag.example/a.xml"]),
        (b"User-agent: *\r  site-map : /b.xml\rDisallow: /", ["https://mag.example/b.xml"]),
        (b"# Sitemap: https://mag.example/no.xml\nAllow: /sitemap/", []),
        ("Sitemap: https://mag.example/a.xml".encode("utf-16"), ["https://mag.example/a.xml"]),
        (
            b"Sitemap: javascript:alert(1)\nSitemap:\nSitemap: https://mag.example/a.xml\nSitemap: https://mag.example/a.xml",
            ["https://mag.example/a.xml"],
        ),
        (b"\x00\xff\xfe", []),
    ],
)
def test_robots_names_its_sitemaps(text, expected):
    assert sitemap_urls(text, "https://mag.example/robots.txt") == expected


@pytest.mark.parametrize(
    "path",
    sorted((SHARED / "sitemaps").glob("*")) or [pytest.param(None, marks=pytest.mark.skip("no shared sitemaps"))],
    ids=lambda p: p and p.name,
)
def test_collected_sitemaps_parse_or_say_why_not(path):
    try:
        parse_sitemap(path.read_bytes(), URL)
    except SourceError as error:
        assert str(error).startswith(URL)


@pytest.mark.parametrize(
    "path",
    sorted((SHARED / "robots").glob("*")) or [pytest.param(None, marks=pytest.mark.skip("no shared robots.txt"))],
    ids=lambda p: p and p.name,
)
def test_collected_robots_files_parse(path):
    assert all(u.startswith("http") for u in sitemap_urls(path.read_bytes(), "https://mag.example/robots.txt"))
