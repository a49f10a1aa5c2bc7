"""The shipped schema: every record that we make is right, and what is not right is told."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from newscrawl.model import SCHEMA_VERSION, Article, Extraction, Fetch, Image, Rights, Section, as_record
from newscrawl.schema import InvalidRecord, article_schema, problems, validate


def record(**changes: Any) -> dict[str, Any]:
    article = Article(
        id="0123456789abcdef",
        source="mag",
        domain="mag.example",
        url="https://mag.example/1/",
        canonical_url="https://mag.example/1/",
        title="A title",
        text="A text.",
        content_hash="0" * 64,
        word_count=2,
        extraction=Extraction(method="trafilatura", confidence=0.5, versions={"newscrawl": "0.1.0"}, edits={"ad-marker": 1}),
        fetch=Fetch(fetched_at="2026-11-23T03:00:00Z", status=200, via="live"),
        sections=(Section(heading=None, paragraphs=("A text.",)),),
        images=(Image(url="https://mag.example/a.jpg"),),
        rights=Rights(reserved=None, signals=("noai (meta)",)),
        field_sources={"title": "json-ld"},
        run_id="20261123T030000Z",
    )
    made: dict[str, Any] = as_record(article)
    return made | changes


def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(article_schema())


def test_the_schema_knows_every_field_of_the_article_and_no_other() -> None:
    names = [field.name for field in fields(Article) if field.metadata.get("recorded", True)]
    assert list(article_schema()["properties"]) == article_schema()["required"] == names  # in the record's order
    assert article_schema()["properties"]["schema_version"]["const"] == SCHEMA_VERSION


def test_every_nested_object_is_closed_and_complete() -> None:
    properties = article_schema()["properties"]
    for name, made in {"extraction": Extraction, "fetch": Fetch, "rights": Rights}.items():
        assert sorted(properties[name]["required"]) == sorted(field.name for field in fields(made))
        assert properties[name]["additionalProperties"] is False


def test_a_record_is_right() -> None:
    assert problems(record()) == []
    validate(record(status="gone", text=None, sections=[]))


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"id": "xyz"}, "id"),
        ({"revision": 0}, "revision"),
        ({"revision": True}, "revision"),
        ({"supersedes": "abc"}, "supersedes"),
        ({"status": "alive"}, "status"),
        ({"status": "gone"}, "text"),
        ({"text": None}, "text"),
        ({"title": ""}, "title"),
        ({"url": "ftp://mag.example/"}, "url"),
        ({"url": "/1/"}, "url"),
        ({"date_published": "2026-11-23"}, "date_published"),
        ({"date_published": "2026-11-23T03:00:00+00:00"}, "date_published"),
        ({"date_precision": "hour"}, "date_precision"),
        ({"authors": None}, "authors"),
        ({"authors": [None]}, "authors/0"),
        ({"sections": [{"heading": "H"}]}, "sections/0"),
        ({"images": [{"url": "x", "caption": None, "credit": None, "width": 1}]}, "images/0"),
        ({"word_count": -1}, "word_count"),
        ({"extraction": {"method": "x", "confidence": 1.5, "versions": {}, "edits": {}}}, "extraction/confidence"),
        ({"extraction": {"method": "x", "confidence": 1, "versions": {}, "edits": {"a": "b"}}}, "extraction/edits/a"),
        ({"field_sources": {"title": None}}, "field_sources/title"),
        ({"run_id": ""}, "run_id"),
        ({"mood": "sunny"}, "the record"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_with_its_place(changes: dict[str, Any], place: str) -> None:
    found = problems(record(**changes))
    assert any(line.startswith(f"{place}: ") for line in found), found


def test_a_missing_key_is_wrong() -> None:
    for name in record():
        assert problems({key: value for key, value in record().items() if key != name}), name


def test_validate_raises_with_one_line() -> None:
    with pytest.raises(
        InvalidRecord, match=r"the record 0123456789abcdef does not match the article schema: revision: 0 is less"
    ) as caught:
        validate(record(revision=0))
    assert "\n" not in str(caught.value)
    assert caught.value.problems == problems(record(revision=0))


def test_half_a_character_breaks_no_check() -> None:
    assert "half a character" in problems(record(url="https://mag.example/\ud800"))[0]
    assert problems(record(title="a\ud800")) == []  # the file gets a question mark


def test_problems_are_bounded() -> None:
    assert len(problems(record(authors=[None] * 1000))) == 20
