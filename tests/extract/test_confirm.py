"""The page's own text of the article in JSON-LD speaks for and against doubtful blocks, where it is whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from newscrawl.page.body.article_body import Body, Witness, read_body
from newscrawl.page.document.parse import Document, parse

Build = Callable[..., bytes]
POLL = "<p>Which of the three plans do you like best?</p><p>The tunnel, by far.</p><p>None of them, thank you.</p>"
CALL = "<p>The harbour on your phone? There is something for you to install.</p>"


def body_of(html: bytes, text: str | None) -> Body:
    document = parse(html, content_type="text/html; charset=utf-8", url="https://post.example/tunnel")
    assert isinstance(document, Document)
    return read_body(document, Witness(text=text))


def texts(body: Body) -> list[str]:
    return [block.text for block in body.blocks]


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def in_the_middle(story: tuple[str, ...], extra: str) -> str:
    return f'<div class="entry-content">{paragraphs(*story[:2])}{extra}{paragraphs(*story[2:])}</div>'


@pytest.mark.parametrize("extra", [POLL, CALL], ids=["poll", "call"])
@pytest.mark.parametrize("join", ["\n\n", " ", ""], ids=["paragraphs", "one line", "glued"])
def test_what_the_whole_text_of_the_page_leaves_out_goes(extra: str, join: str, page: Build, story: tuple[str, ...]) -> None:
    long = (*story, *(f"Again: {line}" for line in story))
    body = body_of(page(in_the_middle(long, extra)), join.join(long))
    assert texts(body) == list(long)
    assert "dom-unconfirmed" in {edit.rule for edit in body.edits}


def test_markup_and_signs_of_the_witness_make_no_difference(page: Build, story: tuple[str, ...]) -> None:
    witness = paragraphs(*story).replace("tunnel", "<b>tun</b>nel").replace("“", '"').replace("”", '"')
    assert texts(body_of(page(in_the_middle(story, CALL)), witness)) == list(story)


def test_a_box_behind_the_last_paragraph_goes_with_its_heading(page: Build, story: tuple[str, ...]) -> None:
    tail = "<h3>Whose turn is it to read?</h3><p>This account is in use on another device, and only one of them can be read on.</p>"
    body = body_of(page(f'<div class="entry-content">{paragraphs(*story)}{tail}</div>'), " ".join(story))
    assert texts(body) == list(story)


def test_standfirst_and_headings_stay_though_the_witness_has_neither(page: Build, story: tuple[str, ...]) -> None:
    lead = "After nine years the council has made up its mind, and it is a tunnel."
    html = page(f'<div class="entry-content"><p>{lead}</p>{paragraphs(*story[:2])}<h2>Why now</h2>{paragraphs(*story[2:])}</div>')
    assert texts(body_of(html, " ".join(story))) == [lead, *story[:2], "Why now", *story[2:]]


@pytest.mark.parametrize(
    "witness",
    [None, "", "The council picks the tunnel.", "{0} {1}", "{0} {1} {2}"],
    ids=["none", "empty", "another text", "the beginning", "cut off"],
)
def test_a_witness_that_is_not_whole_says_nothing(witness: str | None, page: Build, story: tuple[str, ...]) -> None:
    html = page(in_the_middle(story, CALL))
    assert texts(body_of(html, witness and witness.format(*story))) == texts(body_of(html, None))
    assert len(texts(body_of(html, None))) == 6


def test_a_paragraph_that_a_name_spoke_against_comes_back(page: Build, story: tuple[str, ...]) -> None:
    named = f'<div class="related-text"><p>{story[2]}</p></div>'
    html = page(f'<div class="entry-content">{paragraphs(*story[:2])}{named}{paragraphs(*story[3:])}</div>')
    assert texts(body_of(html, None)) == [*story[:2], *story[3:]]
    assert texts(body_of(html, "\n".join(story))) == list(story)


def test_list_items_that_are_links_come_back(page: Build, story: tuple[str, ...]) -> None:
    items = ("The plan of the works department", "The ruling of the regional court")
    links = "".join(f'<li><a href="/{n}">{item}</a></li>' for n, item in enumerate(items))
    html = page(in_the_middle(story, f"<ul>{links}</ul>"))
    assert texts(body_of(html, None)) == list(story)
    assert texts(body_of(html, " ".join((*story[:2], *items, *story[2:])))) == [*story[:2], *items, *story[2:]]


def test_a_caption_does_not_come_back(page: Build, story: tuple[str, ...]) -> None:
    caption = "The bridge at dawn"
    figure = f'<figure><img src="/b.jpg"><figcaption>{caption}</figcaption></figure>'
    assert texts(body_of(page(in_the_middle(story, figure)), " ".join((*story[:2], caption, *story[2:])))) == list(story)


def test_a_witness_that_would_cost_too_much_says_nothing(page: Build, story: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    html = page(in_the_middle(story, CALL))
    assert texts(body_of(html, " ".join(story))) == list(story)
    monkeypatch.setattr("newscrawl.page.body.marks.confirm._MOST_WORK", 1000)
    assert len(texts(body_of(html, " ".join(story)))) == 6
