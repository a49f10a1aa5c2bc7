"""Articles that stand in a page's scripts as JSON, paragraph by paragraph, in the forms of several frameworks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawl import extract

TITLE = "Council keeps the old tram line"
FIRST = "The council voted on Tuesday to keep the old tram line between the harbour and the hill for ten more years."
SECOND = "Passengers had feared that buses would take over, since the rails on the steepest part are worn and costly to renew."
THIRD = "Repairs begin in spring. Until then the trams go at walking pace where the street is narrow, said a driver of the line."
TEXTS = (FIRST, SECOND, THIRD)

FORMS: dict[str, Any] = {
    "strings under the story": {"story": {"title": TITLE, "paragraphs": list(TEXTS)}},
    "HTML, a paragraph an object": {"headline": TITLE, "body": [
        {"type": "text", "content": f"<p>{text[:9]}<a href=/x>{text[9:]}</a></p>"} for text in TEXTS
    ]},
    "rich text with spans": {"post": {"heading": TITLE, "content": {"content": [
        {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": text[:20]}, {"nodeType": "text", "value": text[20:]}]}
        for text in TEXTS
    ]}}},
    "blocks of an editor": {"data": {"title": TITLE, "blocks": [{"type": "paragraph", "data": {"text": text}} for text in TEXTS]}},
    "references into a cache": {
        "Post:1": {"title": TITLE, "paragraphs": [{"__ref": f"Paragraph:{number}"} for number in range(3)]},
        **{f"Paragraph:{number}": {"__typename": "Paragraph", "text": text} for number, text in enumerate(TEXTS)},
    },
}  # fmt: skip


def page(script: str, *, title: str = TITLE) -> bytes:
    head = f"<title>{title} - The Gazette</title><meta property='og:title' content='{title}'>"
    return f"<html><head>{head}</head><body><div id=root></div>{script}</body></html>".encode()


def text_of(script: str, **more: str) -> str:
    article = extract(page(script, **more), url="https://gazette.example/news/tram-line")
    return (article.text or "") if article else ""


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("frame", ["<script>window.STATE = {};</script>", "<script id=__DATA__ type=application/json>{}</script>"])
def test_the_paragraphs_of_the_pages_own_article_are_its_text(form: str, frame: str) -> None:
    text = text_of(frame.replace("{}", json.dumps(FORMS[form])))
    assert text.split("\n\n") == list(TEXTS)


def test_another_story_of_the_same_state_is_not_taken() -> None:
    other = {"title": "Museum opens late", "paragraphs": [f"{text} Not this one." for text in (*TEXTS, *TEXTS)]}
    script = f"<script>window.STATE = {json.dumps({'related': [other], 'story': FORMS['strings under the story']['story']})}</script>"
    assert text_of(script).split("\n\n") == list(TEXTS)


def test_paragraphs_that_no_headline_claims_are_no_article() -> None:
    script = f"<script>window.STATE = {json.dumps({'terms': list(TEXTS)})}</script>"
    assert text_of(script) == ""


def test_headings_and_lists_keep_their_kind_and_pictures_go() -> None:
    blocks = [
        {"type": "header", "text": "What it costs"},
        *({"type": "paragraph", "text": text} for text in TEXTS),
        {"type": "list", "items": ["Rails for the hill", "A new depot"]},
        {"type": "image", "text": "A tram in the rain, seen from the harbour wall."},
    ]
    text = text_of(f"<script>STATE={json.dumps({'title': TITLE, 'blocks': blocks})}</script>")
    assert text.split("\n\n") == ["What it costs", *TEXTS, "Rails for the hill", "A new depot"]


@pytest.mark.parametrize("script", ["=" + "[" * 100_000, '={"a":' * 50_000, "=[" * 200_000, '={"title":"' + "x" * 400_000])
def test_scripts_that_are_no_json_cost_little(script: str) -> None:
    assert text_of(f"<script>{script}</script>") == ""
