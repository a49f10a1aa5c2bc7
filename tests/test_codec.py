"""Records go out and come back unchanged; what is no record is a ValueError, never another value."""

from __future__ import annotations

import json
import zlib
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from newscrawl.model import (
    Article,
    Candidate,
    Extraction,
    Fetch,
    Hint,
    Image,
    Moment,
    Rights,
    Section,
    as_record,
    from_record,
    stamp,
)
from newscrawl.store.ledger.candidates import dump_hints, load_hints

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
HINT = Hint(
    source="feed",
    title="A ferry",
    authors=("Ada Obi", "Bo"),
    published=Moment(at=AT, precision="day"),
    modified=Moment(at=AT, precision="second"),
    tags=("Boats",),
    content_html="<p>text</p>",
)
CANDIDATE = Candidate(url="https://mag.example/a/", hints=(HINT, Hint(source="sitemap")), aliases=("https://mag.example/?p=7",))
ARTICLE = Article(
    id="0723945610938271",
    source="mag",
    domain="mag.example",
    url="https://mag.example/a/",
    canonical_url="https://mag.example/a/",
    title="A ferry",
    text="One.\n\nTwo.",
    sections=(Section(heading=None, paragraphs=("One.",)), Section(heading="More", paragraphs=("Two.",))),
    authors=("Ada Obi",),
    date_published=stamp(AT),
    date_precision="day",
    images=(Image(url="https://mag.example/a.jpg", credit="Bo"),),
    is_accessible_for_free=False,
    rights=Rights(reserved=True, signals=("noai",)),
    word_count=2,
    content_hash="0" * 64,
    field_sources={"title": "json-ld"},
    extraction=Extraction(method="test", confidence=1.0, versions={"newscrawl": "0"}, edits={"ad-marker": 2}),
    fetch=Fetch(fetched_at=stamp(AT), status=200, via="live", warc_file="pages.warc.gz", warc_offset=7),
)


@pytest.mark.parametrize("value", [ARTICLE, replace(ARTICLE, status="gone", text=None, sections=()), CANDIDATE, HINT, HINT.published])
def test_a_value_comes_back_from_its_line(value: Any) -> None:
    assert from_record(type(value), json.loads(json.dumps(as_record(value)))) == value


def test_a_key_of_a_later_version_is_ignored_and_a_missing_key_has_its_default() -> None:
    line = as_record(ARTICLE) | {"mood": "calm"}
    del line["license"]
    assert from_record(Article, line) == ARTICLE


@pytest.mark.parametrize(
    "change",
    [
        {"title": None}, {"title": 7}, {"revision": "1"}, {"revision": True}, {"status": "asleep"}, {"authors": "Ada"}, {"authors": [1]},
        {"sections": [{"heading": "x"}]}, {"rights": []}, {"rights": {"reserved": "yes"}}, {"fetch": None}, {"field_sources": {"title": 1}},
        {"is_accessible_for_free": 0},
    ],
    ids=str,
)  # fmt: skip
def test_a_value_of_another_type_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_record(Article, as_record(ARTICLE) | change)


@pytest.mark.parametrize("name", [f.name for f in fields(Article) if f.name in ("id", "title", "text", "fetch", "extraction")])
def test_a_record_without_a_field_that_has_no_default_is_refused(name: str) -> None:
    line = as_record(ARTICLE)
    del line[name]
    with pytest.raises(ValueError, match=f"it lacks {name}"):
        from_record(Article, line)


@pytest.mark.parametrize("line", [None, 1, "x", {}, [[[]]], [1, 2]])
def test_what_is_no_record_is_refused(line: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_record(Article, line)


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2026-11-23T03:00:00Z", AT),
        ("2026-11-23T05:00:00+02:00", AT),
        (int(AT.timestamp()), AT),
        ("2026-11-23", None),
        ("2026-11-23T03:00:00", None),
        (10**20, None),
        (float("nan"), None),
    ],
)
def test_a_moment_states_its_offset(said: Any, moment: datetime | None) -> None:
    if moment is None:
        with pytest.raises(ValueError, match=r"."):
            from_record(datetime, said)
    else:
        assert from_record(datetime, said) == moment


def test_every_moment_is_written_in_utc() -> None:
    assert stamp(AT.astimezone(timezone(timedelta(hours=5, minutes=30)))) == "2026-11-23T03:00:00Z"


def test_hints_in_a_ledger_come_back() -> None:
    assert load_hints(CANDIDATE.url, dump_hints(CANDIDATE)) == CANDIDATE
    assert load_hints(CANDIDATE.url, dump_hints(CANDIDATE, bodies=False)).hints[0] == replace(HINT, content_html=None)


def test_hints_that_version_0_1_left_in_a_ledger_are_read() -> None:
    """newscrawl b07fbf6, store/ledger/candidates.py: a moment was `[Unix seconds, precision]`, empty values were left out."""
    said = {"source": "feed", "title": "A ferry", "authors": ["Ada Obi", "Bo"], "tags": ["Boats"], "content_html": "<p>text</p>"}
    said |= {"published": [int(AT.timestamp()), "day"], "modified": [int(AT.timestamp()), "second"]}
    data = zlib.compress(json.dumps({"hints": [said, {"source": "sitemap"}], "aliases": list(CANDIDATE.aliases)}).encode())
    assert load_hints(CANDIDATE.url, data) == CANDIDATE


@pytest.mark.parametrize("data", [b"", b"x", zlib.compress(b"[]"), zlib.compress(b'{"hints": [{"source": "rumour"}], "aliases": []}')])
def test_hints_that_cannot_be_read_say_nothing(data: bytes) -> None:
    assert load_hints(CANDIDATE.url, data) == Candidate(url=CANDIDATE.url)
