"""The body goes as far as the article does: lead paragraphs, second halves, lists of links that are the text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from newscrawl.page.body.article_body import Body, read_body
from newscrawl.page.document.parse import Document, parse

Build = Callable[..., bytes]
LEAD = "After nine years of debate the council has picked the tunnel, and the ferry will go on until it opens in six years."


def body_of(html: bytes | str) -> Body:
    document = parse(
        html.encode() if isinstance(html, str) else html, content_type="text/html; charset=utf-8", url="https://post.example/tunnel"
    )
    assert isinstance(document, Document)
    return read_body(document)


def texts(body: Body) -> list[str]:
    return [block.text for block in body.blocks]


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def whole(head: str, body: str) -> str:
    return f"<title>Council picks tunnel</title><main><article>{head}{body}</article></main>"


@pytest.mark.parametrize(
    "head",
    [
        f"<header><h1>Council picks tunnel</h1><p>{LEAD}</p></header>",
        f'<h1>Council picks tunnel</h1><div class="teaser-text"><p>{LEAD}</p></div>',
        f'<div class="top"><h1>Council picks tunnel</h1><h2 class="lead">{LEAD}</h2></div>',
    ],
)
def test_a_lead_paragraph_belongs_to_the_body_whatever_its_element_is_called(head: str, story: tuple[str, ...]) -> None:
    body = body_of(whole(head, f'<div class="entry-content">{paragraphs(*story)}</div>'))
    assert texts(body) == [LEAD, *story]


@pytest.mark.parametrize(
    "line",
    [
        f'<div class="teaser-text"><a href="/other">{LEAD}</a></div>',
        f'<figure><img src="/p.jpg"><figcaption>{LEAD}</figcaption></figure>',
        f'<div class="teaser-text"><img src="/p.jpg"><p>{LEAD}</p></div>',
    ],
)
def test_a_teaser_or_a_caption_under_the_headline_is_no_lead(line: str, story: tuple[str, ...]) -> None:
    body = body_of(whole(f"<h1>Council picks tunnel</h1>{line}", f'<div class="entry-content">{paragraphs(*story)}</div>'))
    assert texts(body) == list(story)


@pytest.mark.parametrize(
    ("opening", "between"),
    [
        ("<div>", '<div class="ad-slot">Advertisement</div>'),
        ('<div itemprop="articleBody" class="article-body">', '<aside class="ad">Advertisement</aside>'),
        ('<div class="z ab ac">', '<div class="n fig"><img src="/wide.png" alt=""></div>'),
    ],
)
def test_the_second_half_of_an_article_in_an_element_of_its_own_stays(opening: str, between: str, story: tuple[str, ...]) -> None:
    first = [f"{n}. {line}" for n in range(4) for line in story]
    halves = f"{opening}{paragraphs(*first)}</div>{between}{opening}{paragraphs(*story)}</div>"
    assert texts(body_of(whole("<h1>Council picks tunnel</h1>", halves))) == [*first, *story]


def test_columns_between_wide_pictures_are_one_body(story: tuple[str, ...]) -> None:
    column = '<div class="n p"><div class="z ab">{}</div></div><div class="n fig"><figure><img src="/w.png"></figure></div>'
    parts = [paragraphs(*(f"{n}. {line}" for line in story)) for n in range(3)]
    parts[0] = "<h1>Council picks tunnel</h1>" + parts[0]
    parts[2] = "<h1>What comes next</h1>" + parts[2]
    body = body_of(f"<title>Council picks tunnel</title><article><section>{''.join(map(column.format, parts))}</section></article>")
    assert len([text for text in texts(body) if text[:1].isdigit()]) == 3 * len(story)
    assert "What comes next" in texts(body)


def test_prose_that_is_left_out_of_the_column_is_named(story: tuple[str, ...]) -> None:
    other = (
        '<section><h3><a href="/f">A ferry runs aground</a></h3><p>Nobody was hurt when the ferry ran aground off the point.</p></section>'
    )
    body = body_of(whole("<h1>Council picks tunnel</h1>", f'<div class="entry-content">{paragraphs(*story)}</div>{other}'))
    assert texts(body) == list(story)
    assert [edit.rule for edit in body.edits if "Nobody was hurt" in edit.text] == ["dom-outside"]


def test_lines_that_a_schedule_repeats_stay(story: tuple[str, ...]) -> None:
    days = "".join(
        f"<h3>Day {n}</h3><ul><li>A small handful (30 g) of unsalted peanuts</li><li>One carrot, cut into sticks</li></ul>"
        for n in range(3)
    )
    body = body_of(whole("<h1>Council picks tunnel</h1>", f'<div class="entry-content">{paragraphs(*story)}{days}</div>'))
    assert texts(body).count("One carrot, cut into sticks") == 3


def test_linked_headings_over_their_paragraphs_stay(story: tuple[str, ...]) -> None:
    guide = "".join(f'<h2><a href="https://shop.example.org/{n}">Best number {n}</a></h2><p>{line}</p>' for n, line in enumerate(story))
    body = body_of(whole("<h1>Council picks tunnel</h1>", f'<div class="entry-content">{paragraphs(LEAD)}{guide}</div>'))
    assert [block.text for block in body.blocks if block.kind == "heading"] == [f"Best number {n}" for n in range(len(story))]


@pytest.mark.parametrize(
    ("host", "stays"),
    [("https://reef.example.org", True), ("https://post.example", False), ("https://www.post.example", False), ("", False)],
)
def test_a_list_of_links_to_other_sites_is_the_text_where_paragraphs_follow(host: str, stays: bool, story: tuple[str, ...]) -> None:
    reading = "".join(f'<li><a href="{host}/{n}">A long read about the tunnel, part {n}</a></li>' for n in range(4))
    body = body_of(
        whole(
            "<h1>Council picks tunnel</h1>",
            f'<div class="entry-content">{paragraphs(*story[:3])}<ul>{reading}</ul>{paragraphs(*story[3:])}</div>',
        )
    )
    assert ("A long read about the tunnel, part 2" in texts(body)) is stays


def test_a_short_paragraph_with_an_emoji_is_no_caption(story: tuple[str, ...]) -> None:
    emoji = '<p>They have waited two winters. <img class="emoji" alt="x" src="https://s.w.example/images/core/emoji/1f389.svg"></p>'
    icon = '<p>Tickets go on sale on Monday. <img width="16" height="16" src="/ticket.png"></p>'
    body = body_of(
        whole("<h1>Council picks tunnel</h1>", f'<div class="entry-content">{paragraphs(*story)}{emoji}{icon}{paragraphs(LEAD)}</div>')
    )
    assert {"They have waited two winters.", "Tickets go on sale on Monday."} <= set(texts(body))


def test_the_menu_of_a_restaurant_is_text(story: tuple[str, ...]) -> None:
    dishes = (
        '<div class="menu"><h3>To begin with</h3><p>Smoked roe on rye was gone in two bites, and we ordered it once more.</p>'
        "<h3>Then</h3><p>The soup of barley came in a tin cup and was the best thing that we ate.</p></div>"
    )
    body = body_of(
        whole("<h1>Council picks tunnel</h1>", f'<div class="entry-content">{paragraphs(*story)}{dishes}{paragraphs(LEAD)}</div>')
    )
    assert "Smoked roe on rye was gone in two bites, and we ordered it once more." in texts(body)


@pytest.mark.parametrize(
    "sentence", ["船は来月から戻る。", "เรือข้ามฟากกลับมาแล้วในเดือนหน้า", "ເຮືອຂ້າມຟາກຈະກັບມາໃນເດືອນໜ້າ", "သင်္ဘောသည်နောက်လတွင်ပြန်လာမည်"]
)
def test_short_sentences_of_scripts_without_spaces_win_against_a_legal_notice(sentence: str) -> None:
    lines = paragraphs(*(f"{sentence}{n}。" if sentence[-1] == "。" else f"{sentence}{n}" for n in range(20)))
    notice = paragraphs(sentence.rstrip("。") * 14)
    body = body_of(f"<title>船</title><div><div><h1>船</h1><div class='k'>{lines}</div></div><div class='info'>{notice}</div></div>")
    assert len(body.blocks) == 20


@pytest.mark.parametrize("name", ["author-content", "poll-page", "teaser_blog_text", "share-layout", "related"])
def test_an_element_that_holds_headline_and_text_is_the_article_whatever_it_is_called(name: str, story: tuple[str, ...]) -> None:
    letters = "".join(f"<p>Letter {n}: {LEAD}</p>" for n in range(14))
    article = f'<div class="{name}"><h1>Council picks tunnel</h1>{paragraphs(*story[:3])}</div>'
    body = body_of(f"<title>Council picks tunnel</title>{article}<div class='letters'>{letters}</div>")
    assert texts(body)[:3] == list(story[:3])


def test_running_text_is_no_teaser_whatever_its_element_is_called(story: tuple[str, ...]) -> None:
    named = f'<div class="article_teaser_text" id="c"><img src="/p.jpg">{paragraphs(*story)}</div>'
    letters = "".join(f"<p>Letter {n}: {LEAD}</p>" for n in range(4))
    body = body_of(f"<title>Council picks tunnel</title><h1>Council picks tunnel</h1>{named}<div class='letters'>{letters}</div>")
    assert texts(body)[: len(story)] == list(story)
