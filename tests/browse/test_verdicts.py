"""Verdicts: the last one on a removal counts; a wrong removal comes back into its place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.clean.recurring import line_key
from newscrawl.dataset.verdicts import VERDICTS, Verdict, Verdicts, put_back
from newscrawl.model import Article, Edit, Extraction, Fetch, Refined, Section
from tests.browse.folder import LOST

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def verdict(said: str, text: str = LOST) -> Verdict:
    return Verdict(source="mag", id="a", content_hash="h", position=1, rule="dom-related", text=text, verdict=said)


def test_the_last_verdict_counts_and_an_empty_one_takes_it_back(tmp_path: Path) -> None:
    verdicts, other = Verdicts(tmp_path), Verdicts(tmp_path)
    for said, expected in (("right", "right"), ("wrong", "wrong"), ("", None)):
        verdicts.add(verdict(said), NOW)
        for one in (verdicts, other):  # another process sees it, too
            assert one.of("mag", "a").get(("dom-related", line_key(LOST))) == expected
    assert verdicts.of("mag", "b") == {}
    assert len((tmp_path / VERDICTS).read_bytes().splitlines()) == 3


def test_lines_that_are_no_verdicts_are_left_out(tmp_path: Path) -> None:
    verdicts = Verdicts(tmp_path)
    (tmp_path / VERDICTS).write_bytes(b'nonsense\n[]\n{"id": "a"}\n{"torn')
    verdicts.add(verdict("wrong"), NOW)
    assert [one.verdict for one in verdicts.all()] == ["wrong"]


def article(text: str, *edits: Edit, heading: str | None = None) -> Refined:
    paragraphs = tuple(part for part in text.split("\n\n") if part != heading)
    sections = (Section(heading=None, paragraphs=paragraphs[:1]), Section(heading=heading, paragraphs=paragraphs[1:]))
    return Refined(
        article=Article(
            id="a", source="mag", domain="mag.example", url="https://mag.example/a", canonical_url="https://mag.example/a", title="T",
            text=text,
            sections=sections if heading else (Section(heading=None, paragraphs=paragraphs),), word_count=1, content_hash="old",
            extraction=Extraction(method="container", confidence=1.0, versions={}, edits={"dom-related": 2}),
            fetch=Fetch(fetched_at="2026-11-23T03:00:00Z", status=200, via="live"),
        ),
        edits=edits,
    )  # fmt: skip


@pytest.mark.parametrize("heading", [None, "Head"])
def test_a_wrong_removal_comes_back_into_its_place(heading: str | None) -> None:
    text = "One\n\nHead\n\nTwo" if heading else "One\n\nTwo"
    edits = (Edit(rule="dom-related", text=LOST, position=1), Edit(rule="dom-related", text="Share", position=9))
    fuller = put_back(article(text, *edits, heading=heading), {("dom-related", line_key(LOST))})
    assert fuller.article.text == text.replace("One", f"One\n\n{LOST}")
    assert fuller.edits == edits[1:]
    assert fuller.article.extraction.edits == {"dom-related": 1}
    assert fuller.article.content_hash != "old" and fuller.article.word_count > 10
    assert fuller.article.sections[0].paragraphs[:2] == ("One", LOST)
    assert [section.heading for section in fuller.article.sections] == ([None, "Head"] if heading else [None])


def test_nothing_comes_back_that_nobody_called_wrong() -> None:
    refined = article("One\n\nTwo", Edit(rule="dom-related", text=LOST, position=1))
    assert put_back(refined, {("dom-ad", line_key(LOST)), ("dom-related", line_key("x"))}) is refined
