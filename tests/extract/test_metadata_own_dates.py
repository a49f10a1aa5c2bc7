"""The day that a page states of itself, beside the days of other things that it shows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl.model import Page
from newscrawl.page.document.parse import Document, parse
from newscrawl.page.metadata import read_metadata
from newscrawl.site import Site

URL = "https://kurier.example/news/bridge"
PROSE = "<p>The old bridge over the Lark will be closed for nine weeks, since two of its piers have to be strengthened.</p>"
OWN = '<meta property="article:published_time" content="2025-06-15T10:00:00Z">'


def published(body: str, head: str = "", language: str = "en") -> str | None:
    page = f"<html lang={language}><head><title>Bridge closed</title>{head}</head><body>{body}</body></html>"
    document = parse(page.encode(), content_type="text/html; charset=utf-8", url=URL)
    assert isinstance(document, Document)
    site = Site(name="kurier", home="https://kurier.example/", title="Kurier")
    fetched = Page(url=URL, body=page.encode(), fetched_at=datetime(2026, 12, 1, tzinfo=UTC))
    found = read_metadata(document, fetched, site).published
    return found.isoformat()[:10] if found else None


OTHERS = {
    "a reviewed product": "<ul><li>Maker: Two Herons</li><li>Release date: March 3, 2022</li></ul>",
    "an event": '<p class="event-date">Termin: 3. März 2022</p>',
    "an older post in a link": '<a href="/p/the-pier"><h2>The pier</h2><div>Ola Winther</div><div>January 9, 2024</div></a>',
    "a suggested story": '<a href="/index/fares"><div>Fares explained</div><time datetime="2024-03-05T00:00">Mar 5, 2024</time></a>',
    "a copyright line": '<div class="date">© 12.05.2021 Kurier</div>',
    "a member": "<div>Member since 12 May 2021</div>",
    "a game in Japanese": "<div>発売日：2022年3月3日</div>",
}


# What htmldate 1.11 finds in such a page, the last resort where nothing else states a day.
SEARCHED = {"an event": "2022-03-03", "a suggested story": "2024-03-05", "a copyright line": "2021-05-12"}


@pytest.mark.parametrize("other", OTHERS)
def test_a_day_of_something_else_is_not_the_articles(other: str) -> None:
    article = f"<article><h1>Bridge closed</h1>{OTHERS[other]}{PROSE * 4}</article>"
    assert published(article) in (None, SEARCHED.get(other))
    assert published(article, OWN) == "2025-06-15"


LINES = {
    "above the headline": ("en", f"<div><p class=text-meta>May 22, 2026</p></div><h1>Bridge closed</h1>{PROSE}"),
    "in a heading above it": ("de", f"<h3>22.05.2026</h3><h1>Brücke gesperrt</h1>{PROSE}"),
    "in a standfirst": ("de", f"<h1>Brücke gesperrt</h1><p class=page-subtitle>Verein Lerche • 22.05.2026</p>{PROSE}"),
    "behind the writer": ("de", f"<h1>Brücke gesperrt</h1><p class=date-author>Jana Roe, 22.05.2026</p>{PROSE}"),
    "as a dateline": ("en", f"<h1>Bridge closed</h1><p>LARKTON, May 22, 2026 – The bridge will be closed for nine weeks.</p>{PROSE}"),
    "as a German dateline": ("de", f"<h1>Brücke gesperrt</h1><p>22.05.2026 – Neun Wochen lang fährt hier niemand.</p>{PROSE}"),
    "in brackets behind the place": ("de", f"<h1>Brücke gesperrt</h1><p>Larkheim, (22.05.2026). Neun Wochen lang.</p>{PROSE}"),
    "in a table": ("de", f"<h1>Brücke gesperrt</h1><table><tr><td>22 | 05 | 2026</td><td>Verkehr</td></tr></table>{PROSE}"),
    "in Thai": ("th", f"<h1>สะพานปิด</h1><div>22 พฤษภาคม 2569</div>{PROSE}"),
    "in Persian": ("fa", f"<h1>پل بسته شد</h1><span>۱ خرداد ۱۴۰۵</span>{PROSE}"),
    "in an era of Japan": ("ja", f"<h1>橋が閉鎖</h1><span>令和8年5月22日</span>{PROSE}"),
    "in Hindi": ("hi", f"<h1>पुल बंद</h1><span>22 मई 2026, शुक्रवार</span>{PROSE}"),
    "behind a Swahili label": ("sw", f"<h1>Daraja lafungwa</h1><span>Imechapishwa: 22 Mei 2026</span>{PROSE}"),
    "at the foot, as Blogger does": (
        "en",
        f"<h1>Bridge closed</h1>{PROSE * 4}<div class=post-footer><abbr class=published title=2026-05-22T21:11:00+02:00>21:11</abbr></div>",
    ),
    "in a permalink": ("en", f"<h1>Bridge closed</h1><a href='{URL}' rel=bookmark><time datetime=2026-05-22>22 May 2026</time></a>{PROSE}"),
}


@pytest.mark.parametrize("place", LINES)
def test_a_day_in_plain_text_beside_the_headline_is_read(place: str) -> None:
    language, body = LINES[place]
    assert published(f"<main><article>{body}</article></main>", language=language) == "2026-05-22"


def test_a_label_of_a_change_is_known_in_many_languages() -> None:
    for language, label in (("fi", "Päivitetty"), ("cs", "Aktualizováno"), ("id", "Diperbarui"), ("ar", "آخر تحديث"), ("vi", "Cập nhật")):
        body = f"<h1>Bridge closed</h1><span>3.5.2026</span><span>{label} 4.5.2026</span>{PROSE}"
        assert published(f"<article>{body}</article>", language=language) == "2026-05-03", language


@pytest.mark.parametrize("stated", ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2027-02-01T00:00:00Z", "May 2026"])
def test_a_day_that_cannot_be_right_is_null(stated: str) -> None:
    assert published(f"<article><h1>Bridge closed</h1>{PROSE}</article>", OWN.replace("2025-06-15T10:00:00Z", stated)) is None
