import gzip
import json
from pathlib import Path

import pytest

from newscrawl.discover.formats.feeds import parse_feed
from newscrawl.discover.limits import Limits
from newscrawl.errors import SourceError

URL = "https://mag.example/feed/"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "feeds"

ITEM = (
    "<item><title>Fibre &amp; copper</title><link>https://mag.example/fibre/</link><pubDate>Thu, 18 Sep 2025 15:30:00 +0200</pubDate>"
    '<guid isPermaLink="false">https://mag.example/?p=607</guid><dc:creator><![CDATA[ada@mag.example (Ada Writer)]]></dc:creator>'
    "<category><![CDATA[Networks]]></category><category>5G</category>"
    "<description><![CDATA[<p>Why it matters [&#8230;]</p><p>The post <a>Fibre</a> appeared first on <a>Mag</a>.</p>]]></description>"
    "<content:encoded><![CDATA[<p>Whole body.</p>]]></content:encoded>"
    '<media:content url="/i/fibre.jpg" medium="image"/></item>'
)


def rss(items, opening="<channel><title>Mag</title><language>en_us</language>", closing="</channel></rss>"):
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">{opening}{items}{closing}'
    ).encode()


def urls(feed):
    return [c.url for c in feed.candidates]


def test_a_wordpress_feed_gives_every_hint():
    (found,) = parse_feed(rss(ITEM), URL).candidates
    (hint,) = found.hints
    assert found.url == "https://mag.example/fibre/"
    assert found.aliases == ("https://mag.example/?p=607",)
    assert hint.source == "feed"
    assert hint.title == "Fibre & copper"
    assert hint.description == "Why it matters"
    assert hint.authors == ("Ada Writer",)
    assert hint.published.isoformat() == "2025-09-18T13:30:00Z"
    assert hint.published.precision == "second"
    assert (hint.section, hint.tags) == ("Networks", ("Networks", "5G"))
    assert hint.language == "en-US"
    assert hint.image_url == "https://mag.example/i/fibre.jpg"
    assert hint.content_html == "<p>Whole body.</p>"


def test_the_categories_of_another_feed_are_not_known_to_be_sections():
    (found,) = parse_feed(rss(ITEM.replace("?p=607", "guid-607")), URL).candidates
    assert (found.hints[0].section, found.hints[0].tags) == (None, ("Networks", "5G"))


SHAPES = {
    "RSS 0.91 with its document type": (
        b'<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
        b'<rss version="0.91"><channel><title>x</title><item><title>One</title><link>https://mag.example/one</link></item></channel></rss>'
    ),
    "RSS 1.0": (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        b'<channel rdf:about="https://mag.example/"><title>x</title></channel>'
        b'<item rdf:about="https://mag.example/one"><title>One</title><link>https://mag.example/one</link></item></rdf:RDF>'
    ),
    "Atom": (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>One</title><link rel="enclosure" href="/one.mp3"/>'
        b'<link rel="alternate" href="/one"/><id>urn:x:1</id><updated>2024-01-01T00:00:00Z</updated></entry></feed>'
    ),
    "Atom below a base": (
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://mag.example/">'
        b'<entry><title>One</title><link href="one"/></entry></feed>'
    ),
    "JSON Feed": json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "https://mag.example/one", "title": "One"}]}
    ).encode(),
    "a guid that is the link": rss("<item><title>One</title><guid>https://mag.example/one</guid></item>"),
    "a prefix for everything": (
        b'<r:rss xmlns:r="http://backend.userland.com/rss2" version="2.0"><r:channel><r:item><r:title>One</r:title>'
        b"<r:link>https://mag.example/one</r:link></r:item></r:channel></r:rss>"
    ),
    "UTF-16": rss("<item><title>One</title><link>https://mag.example/one</link></item>")
    .decode()
    .replace("UTF-8", "UTF-16")
    .encode("utf-16"),
    "gzip in gzip": gzip.compress(gzip.compress(rss("<item><title>One</title><link>https://mag.example/one</link></item>"))),
    "a feed service's links": rss(
        "<item><title>One</title><link>https://feeds.example/~r/mag/~3/x/</link>"
        '<f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">https://mag.example/one</f:origLink></item>'
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_kind_of_feed_is_read(shape):
    (found,) = parse_feed(SHAPES[shape], URL).candidates
    assert found.url == "https://mag.example/one"
    assert found.hints[0].title == "One"


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("<pubDate>Thu, 18 Sep 2025 15:30:00 GMT</pubDate>", "2025-09-18T15:30:00Z"),
        ("<pubDate>18 Sep 25 15:30 EST</pubDate>", "2025-09-18T20:30:00Z"),
        ("<pubDate>\n 2025-09-18 15:30:00 \n</pubDate>", "2025-09-18T14:30:00Z"),
        ("<pubDate>Thursday, September 18, 2025 3:30 PM</pubDate>", "2025-09-18T14:30:00Z"),
        ("<dc:date>2025-09-18T15:30:00-06:00</dc:date>", "2025-09-18T21:30:00Z"),
        ("<dc:date>2025-09-18</dc:date>", "2025-09-18T00:00:00Z"),
        ("<pubDate>pe, 20 marras 2026 09:30:00 +0200</pubDate>", "2026-11-20T07:30:00Z"),
        ("<pubDate>pt., 20 lis 2026 09:30:00 +0100</pubDate>", "2026-11-20T08:30:00Z"),
        ("<pubDate>Thu, 18 Sep 2025 15:30:00 -0000</pubDate>", "2025-09-18T15:30:00Z"),  # Python's email.utils.formatdate()
        ("<pubDate>Thu Sep 18 2025 15:30:00 GMT+0100 (West Africa Standard Time)</pubDate>", "2025-09-18T14:30:00Z"),
        ("<pubDate>Mon, 01 Jan 0001 00:00:00 +0000</pubDate>", None),  # Hugo's "none"
        ("<pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate>", None),  # PHP's
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", None),
        ("<dc:date>2026-11</dc:date>", None),  # feedparser 6.0.14 makes the first day of it
        ("<dc:date>2026</dc:date>", None),
        ("<dc:date>2026-W49-1</dc:date>", None),
        ("<pubDate>soon</pubDate>", None),
        ("<pubDate>Thu, 18 Sep 1825 15:30:00 GMT</pubDate>", None),
        ("", None),
    ],
)
def test_dates_in_every_shape(stated, moment):
    (found,) = parse_feed(rss(f"<item><link>https://mag.example/a</link>{stated}</item>"), URL, timezone="Africa/Lagos").candidates
    assert (found.published.isoformat() if found.published else None) == moment


@pytest.mark.parametrize(
    ("stated", "language", "days"),
    [
        (["3/4/2026", "23/3/2026"], "en", ["2026-04-03", "2026-03-23"]),
        (["3/4/2026", "3/23/2026"], "de", ["2026-03-04", "2026-03-23"]),
        (["5/4/2026", "4/4/2026", "3/4/2026"], "en", ["2026-04-05", "2026-04-04", "2026-04-03"]),  # three days in a row, not three months
        (["3/4/2026"], "fi", ["2026-04-03"]),
        (["3/4/2026"], "en-US", ["2026-03-04"]),
    ],
)
def test_which_number_is_the_day_is_told_by_the_whole_feed(stated, language, days):
    items = "".join(f"<item><link>https://mag.example/{n}</link><pubDate>{day}</pubDate></item>" for n, day in enumerate(stated))
    found = parse_feed(rss(f"<language>{language}</language>{items}"), URL).candidates
    assert [f.published.at.date().isoformat() for f in found] == days


def test_what_atom_calls_updated_is_a_change_not_a_publication():
    entry = "<entry><link href='/a'/><published>2024-01-01T08:00:00Z</published><updated>2024-02-01T08:00:00Z</updated></entry>"
    (found,) = parse_feed(f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>".encode(), URL).candidates
    assert found.published.isoformat() == "2024-01-01T08:00:00Z"
    assert found.modified.isoformat() == "2024-02-01T08:00:00Z"


GOOD = "<item><title>Good {0}</title><link>https://mag.example/good-{0}</link></item>"
FAULTS = {
    "a bare ampersand": "<item><title>R & D</title><link>https://mag.example/odd?a=1&b=2</link></item>",
    "a wrong end tag": "<item><title>Odd</tilte><link>https://mag.example/odd</link></item>",
    "an unclosed CDATA": "<item><title><![CDATA[Odd</title><link>https://mag.example/odd</link></item>",
    "a control character": "<item><title>O\x0bdd</title><link>https://mag.example/odd</link></item>",
    "an unknown entity": "<item><title>O&nbsp;dd</title><link>https://mag.example/odd</link></item>",
    "an unclosed item": "<item><title>Odd</title><link>https://mag.example/odd</link>",
    "an undeclared prefix": "<item><x:y>1</x:y><link>https://mag.example/odd</link></item>",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_one_broken_entry_costs_no_other(fault):
    found = urls(parse_feed(rss(GOOD.format(1) + FAULTS[fault] + GOOD.format(2) + GOOD.format(3)), URL))
    assert {f"https://mag.example/good-{n}" for n in (1, 2, 3)} <= set(found)


def test_an_address_with_a_bare_ampersand_stays_whole():
    assert "https://mag.example/odd?a=1&b=2" in urls(parse_feed(rss(FAULTS["a bare ampersand"]), URL))


def test_a_feed_that_was_cut_off_gives_its_whole_entries_and_no_half_address():
    body = rss(GOOD.format(1) + GOOD.format(2))
    assert urls(parse_feed(body[: body.rindex(b"good-2") + 4], URL)) == ["https://mag.example/good-1"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<!doctype html><html><head><title>Not found</title></head><body><p>Gone</p></body></html>", id="HTML"),
        pytest.param(b"<html><body><feed>no</feed></body></html>", id="HTML that says feed"),
        pytest.param(b"<products><product><url>https://mag.example/x</url></product></products>", id="other XML"),
        pytest.param(b"plain text", id="text"),
        pytest.param(b'{"items": "none"}', id="JSON without items"),
        pytest.param(b'[{"link": "https://mag.example/x"}]', id="a JSON list"),
        pytest.param(b'{"items": [', id="cut JSON"),
        pytest.param(b'{"items": ' + b"[" * 100_000, id="deep JSON"),
        pytest.param(b"\x00" * 5_000, id="NULs"),
    ],
)
def test_what_is_no_feed_says_what_it_got(body):
    with pytest.raises(SourceError, match=r"not a feed|JSON"):
        parse_feed(body, URL)


LAUGHS = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
QUADRATIC = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 60}">]>'
XXE = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE rss [<!ENTITY % a SYSTEM "http://127.0.0.1/x.dtd"> %a;]>'


@pytest.mark.parametrize("doctype", [LAUGHS, QUADRATIC, XXE, PARAMETER])
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_entities_are_refused(doctype, charset):
    text = f"<?xml version='1.0'?>{doctype}<rss><channel><item><link>https://mag.example/x</link><title>&a;</title></item></channel></rss>"
    with pytest.raises(SourceError, match="entities"):
        parse_feed(text.encode(charset), URL)


def test_a_harmless_entity_costs_nothing():
    doctype = '<!DOCTYPE rss [<!ENTITY % latin PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN" "x.ent"><!ENTITY nbsp "&#160;">]>'
    assert urls(parse_feed(f"{doctype}<rss><channel>{GOOD.format(1)}</channel></rss>".encode(), URL)) == ["https://mag.example/good-1"]


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://mag.example/comments/feed/", "https://mag.example/a/"),
        ("https://mag.example/a/feed/", "https://mag.example/a/#comment-17"),
        ("https://mag.example/?feed=comments-rss2", "https://mag.example/a/"),
    ],
)
def test_a_feed_of_comments_is_no_feed_of_articles(url, link):
    with pytest.raises(SourceError, match="comments"):
        parse_feed(rss(f"<item><title>By Bob</title><link>{link}</link></item>"), url)


def test_a_feed_that_moved_says_where():
    assert (
        parse_feed(b"<redirect><newLocation>https://mag.example/rss/</newLocation></redirect>", URL).moved_to == "https://mag.example/rss/"
    )


def test_paging_and_self_links_are_kept():
    links = '<link rel="next" href="?page=2"/><link rel="self" href="/atom"/>'
    feed = parse_feed(f'<feed xmlns="http://www.w3.org/2005/Atom">{links}</feed>'.encode(), URL)
    assert (feed.next_url, feed.self_url) == ("https://mag.example/feed/?page=2", "https://mag.example/atom")


def test_json_feed_gives_every_hint():
    item = {
        "id": 3, "url": "/one", "title": "One", "content_html": "<p>x</p>", "summary": "Short",
        "date_published": "2024-05-01T08:00:00+02:00",
        "authors": [{"name": "Ada"}, "Bob", None], "tags": ["a", 3, "b"], "image": "/i.png", "language": "de",
    }  # fmt: skip
    feed = parse_feed(json.dumps({"items": [item, {"title": "no link"}, 7], "next_url": "/page2"}).encode(), URL)
    (hint,) = feed.candidates[0].hints
    assert (hint.authors, hint.tags, hint.language, hint.image_url) == (("Ada", "Bob"), ("a", "b"), "de", "https://mag.example/i.png")
    assert hint.published.isoformat() == "2024-05-01T06:00:00Z"
    assert (feed.next_url, feed.dropped) == ("https://mag.example/page2", 2)


def test_entries_are_bounded():
    many = "".join(GOOD.format(n) for n in range(50))
    feed = parse_feed(rss(many), URL, limits=Limits(feed_entries=20))
    assert (len(feed.candidates), feed.whole) == (20, False)
    assert parse_feed(rss(many), URL).whole


def test_a_tag_with_endless_attributes_is_refused():
    attributes = " ".join(f'a{n}="x"' for n in range(20_000))
    with pytest.raises(SourceError, match="a tag of more than"):
        parse_feed(rss(f"<item {attributes}><link>https://mag.example/x</link></item>"), URL)


def test_nothing_outside_is_opened(monkeypatch):
    import builtins
    import urllib.request

    def forbidden(*_args, **_kwargs):
        raise AssertionError("a feed's bytes were taken for an address")

    monkeypatch.setattr(urllib.request, "urlopen", forbidden)
    monkeypatch.setattr(builtins, "open", forbidden)
    for body in (b"https://mag.example/feed", b"file:///etc/passwd", b"/etc/passwd"):
        with pytest.raises(SourceError):
            parse_feed(body, URL)


def test_titles_from_outside_are_one_clean_line():
    (found,) = parse_feed(rss("<item><title>A\x1b[31m red\n\ttitle &lt;b&gt;bold&lt;/b&gt;</title><link>/a</link></item>"), URL).candidates
    assert found.hints[0].title == "A[31m red title bold"


@pytest.mark.parametrize(
    "path", sorted(SHARED.glob("*")) or [pytest.param(None, marks=pytest.mark.skip("no shared feeds"))], ids=lambda p: p and p.name
)
def test_collected_feeds_parse_or_say_why_not(path):
    try:
        parse_feed(path.read_bytes(), URL)
    except SourceError as error:
        assert str(error).startswith(URL)
