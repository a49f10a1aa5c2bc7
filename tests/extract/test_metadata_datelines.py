"""Which of the dates that readers are shown is the publication: the nearest, read as the page itself means it, and no change's."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from newscrawl.dates import parse_moment
from newscrawl.model import Page
from newscrawl.page.document.parse import Document, parse
from newscrawl.page.metadata import Metadata, read_metadata
from newscrawl.page.metadata.moments import day_in_url
from newscrawl.page.metadata.titles import without_site_name
from newscrawl.site import Site

SITE = Site(name="dailybridge", home="https://dailybridge.example/", title="Daily Bridge")
TEASERS = "<p>Filler about the river.</p>" * 45 + "".join(
    f'<p>Filler {n} about the river and its banks.</p><span class="date">March {n + 1}, 2024</span>' for n in range(30)
)


def read(body: str, head: str = "", path: str = "bridge-opens") -> Metadata:
    url = f"https://dailybridge.example/{path}"
    html = f'<html lang="en"><head>{head}</head><body><main><h1>The bridge opens</h1>{body}</main></body></html>'.encode()
    document = parse(html, content_type="text/html; charset=utf-8", url=url)
    assert isinstance(document, Document)
    return read_metadata(document, Page(url=url, body=html, fetched_at=datetime(2026, 6, 1, tzinfo=UTC)), SITE)


def days(found: Metadata) -> tuple[str | None, str | None]:
    return found.published and found.published.isoformat()[:10], found.modified and found.modified.isoformat()[:10]  # type: ignore[return-value]


CHANGED = [
    '<div>Published <span>Apr 26, 2023</span></div><div>Updated <span class="date">Aug 21, 2025</span></div>',
    "<p>Apr 26, 2023</p><p><span>Last updated on </span><time datetime='2025-08-21'>August 21, 2025</time></p>",
    '<p>Apr 26, 2023</p><div class="caption">Updated on</div><div class="the-date">August 21, 2025</div>',
    "<p>Apr 26, 2023</p><p>Updated August 21, 2025</p>",
]


@pytest.mark.parametrize("body", CHANGED)
def test_a_date_behind_a_label_for_changes_is_the_change(body: str) -> None:
    assert days(read(body)) == ("2023-04-26", "2025-08-21")


def test_a_change_is_the_publication_only_where_nothing_states_one() -> None:
    only = "<p><span>Last updated on </span><time datetime='2025-08-21'>August 21, 2025</time></p>"
    assert days(read(only))[0] == "2025-08-21"
    assert days(read(only, path="2025/03/09/bridge"))[0] == "2025-03-09"


def test_the_time_of_a_change_is_not_lent_to_the_publication() -> None:
    changed = "<p>Updated <time datetime='2025-03-09T18:30:00Z'>6.30 pm</time></p>"
    found = read(changed, path="2025/03/09/bridge")
    assert found.published is not None
    assert (found.published.isoformat(), found.published.precision) == ("2025-03-09T00:00:00Z", "day")


def test_the_nearest_date_counts_and_teasers_dates_do_not() -> None:
    assert days(read("<div><svg></svg> Dec 12, 2023 </div>" + TEASERS))[0] == "2023-12-12"
    above = f"<div><header><span class=date>December 17, 2023</span><h1>The bridge opens</h1></header>{TEASERS}</div>"
    assert days(read(above))[0] == "2023-12-17"


def test_a_page_builders_own_blocks_are_no_side_column() -> None:
    block = '<div class="elementor-widget elementor-widget-post-info"><ul><li><span class="date">8 Oct 2022</span></li></ul></div>'
    head = '<meta property="article:published_time" content="2022-10-24T12:00:00Z">'
    assert days(read(block, head))[0] == "2022-10-08"
    assert days(read(block.replace("elementor-", ""), head))[0] == "2022-10-24"


NUMBERS = [
    ("03/10/2023", "", "2023/october/03/wine", "2023-10-03"),  # the address tells
    ("02-12-2025", "<aside><time datetime='2025-12-02'>2 December</time></aside>", "x", "2025-12-02"),
    ("05/12/2026", "", "x", "2026-05-12"),
    ("12/05/2026", "", "x", "2026-05-12"),  # fetched in June: December is still to come
    ("03/10/2023", "", "x", "2023-03-10"),  # nothing tells: as the language has it
    ("03/10/2023", "", "2023/03/10/x", "2023-03-10"),
]


@pytest.mark.parametrize(("shown", "more", "path", "day"), NUMBERS)
def test_a_day_in_digits_is_read_as_the_page_states_it_elsewhere(shown: str, more: str, path: str, day: str) -> None:
    assert days(read(f'<span class="date">{shown}</span>{more}', path=path))[0] == day


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/world/2023/oct/03/bridge", date(2023, 10, 3)),
        ("/blog/2023/October/3/bridge", date(2023, 10, 3)),
        ("/2023/sept/31/bridge", None),
        ("/2023/march/bridge", None),
        ("/2023/03/10/bridge", date(2023, 3, 10)),
    ],
)
def test_a_month_in_an_address_may_be_a_word(path: str, day: date | None) -> None:
    assert day_in_url(path) == day


def test_a_korean_letter_stands_for_a_pipe_before_the_sites_name() -> None:
    assert without_site_name("다리가 열리다ㅣ다리일보", ["다리일보"]) == "다리가 열리다"
    assert without_site_name("다리가 열리다ㅣ강가에서", ["다리일보"]) == "다리가 열리다ㅣ강가에서"


def test_a_published_meta_is_a_publication() -> None:
    assert days(read("", '<meta name="published" content="July 17, 2025">'))[0] == "2025-07-17"
    assert parse_moment("Thu, 09/25/2025 - 11:38") is not None


def test_a_line_that_leads_to_something_is_no_date() -> None:
    head = '<meta property="article:published_time" content="2025-09-25T11:38:00Z">'
    assert days(read("<p>As of July 31, 2025, the office has:</p>", head))[0] == "2025-09-25"
    assert days(read("<p>July 31, 2025</p>", head))[0] == "2025-07-31"


def test_a_date_in_an_authors_box_beside_the_headline_is_read() -> None:
    head = '<meta property="article:published_time" content="2025-11-20T16:02:46Z">'
    box = '<div class="author-box"><div class="author-name">Ada Moss</div><div class="post-date">May 14, 2025</div></div>'
    assert days(read(box, head))[0] == "2025-05-14"


ZONED = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2025-06-25T20:57:54-0400"}</script>'


@pytest.mark.parametrize(
    ("meta", "moment"),
    [
        ("2025-06-25T20:57:00Z", "2025-06-25T20:57:54Z"),  # one wall clock, and whoever writes a Z means it
        ("2025-06-25T20:57:54+00:00", "2025-06-26T00:57:54Z"),  # what blog systems put behind local time
        ("2025-06-26T00:57:54Z", "2025-06-26T00:57:54Z"),
        ("2025-06-25T20:57:54", "2025-06-26T00:57:54Z"),
    ],
)
def test_a_moment_in_utc_corrects_the_same_wall_clock_with_another_offset(meta: str, moment: str) -> None:
    found = read("", ZONED + f'<meta property="article:published_time" content="{meta}">')
    assert found.published is not None
    assert found.published.isoformat() == moment


def test_a_date_behind_a_label_for_publications_is_found_wherever_it_stands() -> None:
    labelled = '<div class="sidebar"><h4>Published</h4><time datetime="2018-11-15T12:00:00Z">15 November 2018</time></div>'
    teaser = "<div><p>Another guide</p><time datetime='2023-11-09T12:00:00Z'>9 Nov 2023</time></div>"
    assert days(read(teaser + labelled))[0] == "2018-11-15"
    assert days(read(teaser + labelled.replace("Published", "Reviewed")))[0] == "2023-11-09"


def test_a_line_that_says_when_is_read_at_the_end_of_the_page_where_nothing_else_does() -> None:
    ending = "<p>Filler about the river.</p>" * 300 + "<p>Last updated: November 13, 2025</p>"
    assert days(read(ending))[0] == "2025-11-13"
    assert days(read(ending + "<p>Published 2 May 2024</p>"))[0] == "2024-05-02"
    assert days(read(ending, path="2025/03/09/bridge"))[0] == "2025-03-09"


def test_the_day_before_is_shown_only_where_no_zone_explains_it() -> None:
    shown = "<p>Dec 18, 2025</p>"
    for stated, day in (("2025-12-19T22:02:58Z", "2025-12-18"), ("2025-12-19T09:00:00Z", "2025-12-19")):
        assert days(read(shown, f'<meta property="article:published_time" content="{stated}">'))[0] == day


def test_the_date_is_read_beside_the_heading_that_the_head_names_where_no_h1_does() -> None:
    url = "https://dailybridge.example/x"
    title = '<title>A bridge for everyone</title><meta property="article:published_time" content="2026-01-05T08:00:00Z">'
    post = "<fieldset><legend>A bridge for everyone</legend>20 December 2025<div><h1>Day 7</h1>" + "<p>River.</p>" * 7 + "</div></fieldset>"
    teaser = "<h2><a href=/a>A bridge for everyone</a></h2>3 May 2020<h1>Day 7</h1>"
    for body, day in ((post, "2025-12-20"), (teaser, "2026-01-05")):
        html = f"<html><head>{title}</head><body>{body}</body></html>".encode()
        document = parse(html, content_type="text/html", url=url)
        assert isinstance(document, Document)
        found = read_metadata(document, Page(url=url, body=html, fetched_at=datetime(2026, 6, 1, tzinfo=UTC)), SITE)
        assert days(found)[0] == day, body


def test_a_date_above_the_headline_is_read_up_to_the_main_element() -> None:
    head = '<head><meta property="article:published_time" content="2024-07-05T14:20:08Z"></head>'
    above = "<section><time datetime='2024-03-01'>March 1, 2024</time></section><div><h1>The bridge opens</h1></div>"
    html = f"<html>{head}<body><main>{above}</main></body></html>".encode()
    document = parse(html, content_type="text/html", url=SITE.home)
    assert isinstance(document, Document)
    found = read_metadata(document, Page(url=SITE.home, body=html, fetched_at=datetime(2026, 6, 1, tzinfo=UTC)), SITE)
    assert days(found)[0] == "2024-03-01"


def test_a_changes_date_at_the_headline_keeps_teasers_dates_away() -> None:
    changed = "<p>Page updated: <time datetime='2025-11-12'>12 November 2025</time></p>"
    assert days(read(changed + TEASERS))[0] == "2025-11-12"


def test_a_month_is_no_day() -> None:
    assert days(read('<p>Filler</p><span class="d">February 2026</span>'))[0] is None
    assert days(read('<p>Filler</p><span class="d">31.02.2026</span>'))[0] is None


def test_a_date_of_a_quoted_post_is_not_the_articles() -> None:
    post = '<blockquote class="instagram-media"><p><time datetime="2018-03-12T19:30:12+00:00">Mar 12</time></p></blockquote>'
    assert days(read(f"<p>Filler about the river.</p>{post}<p class=date>29 January 2019</p>"))[0] == "2019-01-29"
    assert days(read("<p>Filler.</p>" * 300 + post + "<p>Filler.</p><time datetime='2019-01-29'></time>"))[0] == "2019-01-29"


SPIP = [
    (
        '<time datetime="2019-06-09T17:00:00Z">Publié le 9 juin 2019</time> <time datetime="2019-06-12T06:01:42Z"></time>',
        "2019-06-09T17:00:00Z",
    ),
    ('<time datetime="2019-07-03T10:18:46Z">Publié le 29 juin 2019</time>', "2019-06-29T00:00:00Z"),
    ('<time datetime="2019-03-04T10:18:46Z">Publié le 3/4/2019</time>', "2019-03-04T10:18:46Z"),  # digits can be read in two ways
]


@pytest.mark.parametrize(("body", "moment"), SPIP)
def test_a_time_that_calls_itself_the_publication_is_it(body: str, moment: str) -> None:
    found = read(f"<div>{body}</div>")
    assert found.published is not None
    assert found.published.isoformat() == moment


def test_the_sites_name_alone_makes_no_other_heading_the_headline() -> None:
    head = "<title>HARBOR</title>"
    found = read(
        '<p class="date">3 May 2019</p>' + "<p>Filler.</p>" * 60 + "<h1>Harbor: write to us</h1><p class=date>4 May 2019</p>", head
    )
    assert found.title == "The bridge opens"


@pytest.mark.parametrize("tag", ["i", "b", "font"])
def test_a_page_that_was_written_by_hand_has_its_day_in_a_line_of_letters(tag: str) -> None:
    found = read(f"<{tag}>By Ada Lindqvist, September 3, 2025</{tag}><br><br>The bridge opened after nine years.<br><br>" + TEASERS)
    assert days(found)[0] == "2025-09-03"
