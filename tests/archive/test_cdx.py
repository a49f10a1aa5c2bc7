"""Indexes of captures: what is asked, what is understood, and which capture is the best."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.archive.cdx import Capture, best_captures, cdx_url, group, months, parse_cdx
from newscrawl.archive.timestamps import parse_date
from newscrawl.errors import SourceError
from newscrawl.model import Moment

NAMES = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
ROW = ["org,example)/a", "20210506070809", "http://www.example.org:80/a", "text/html", "200", "AAAA", "1402"]


def test_a_query_says_what_is_wanted() -> None:
    url = cdx_url(
        "https://web.archive.org/",
        "example.org",
        since=date(2021, 1, 1),
        until=date(2021, 3, 31),
        limit=500,
        collapse=("digest", "timestamp:8"),
    )
    assert url.startswith(
        "https://web.archive.org/cdx/search/cdx?url=example.org&matchType=domain&output=json&fl=urlkey,timestamp,original,"
    )
    asked = parse_qs(urlsplit(url).query)
    assert asked["filter"] == ["statuscode:200", "mimetype:text/html"]
    assert asked["collapse"] == ["digest", "timestamp:8"]
    assert (asked["from"], asked["to"]) == (["20210101000000"], ["20210331235959"])
    assert (asked["limit"], asked["showResumeKey"]) == (["500"], ["true"])
    assert "resumeKey" not in asked


def test_an_address_with_a_query_of_its_own_stays_one_value() -> None:
    asked = dict(parse_qsl(urlsplit(cdx_url("http://127.0.0.1:8000", "example.org/?p=1&x=2 3", match="prefix")).query))
    assert asked["url"] == "example.org/?p=1&x=2 3"
    assert asked["matchType"] == "prefix"
    assert "limit" not in asked


@pytest.mark.parametrize(
    ("key", "sent"),
    [
        ("org%2Carchive%29%2F+19980109140106%21", "org%2Carchive%29%2F+19980109140106%21"),
        ("-+19980113025732", "-+19980113025732"),
        ("org,archive)/a b 1998", "org%2Carchive%29%2Fa%20b%201998"),
        ("YWJj+/8=", "YWJj%2B%2F8%3D"),
        ("12", "12"),
        ("a&limit=9", "a%26limit%3D9"),
    ],
)
def test_a_resume_key_is_sent_as_it_was_meant(key: str, sent: str) -> None:
    assert cdx_url("http://h", "e.org", limit=5, resume_key=key).endswith(f"&resumeKey={sent}")


def the_capture(body: bytes) -> Capture:
    (capture,) = parse_cdx(body).captures
    return capture


def test_wayback_answers_are_understood() -> None:
    capture = the_capture(json.dumps([NAMES, ROW]).encode())
    assert capture == Capture(
        url="http://www.example.org/a",
        original="http://www.example.org:80/a",
        timestamp="20210506070809",
        at=datetime(2021, 5, 6, 7, 8, 9, tzinfo=UTC),
        status=200,
        mime="text/html",
        digest="AAAA",
        length=1402,
    )


def test_fields_are_taken_by_their_name_not_their_place() -> None:
    names = ["statuscode", "original", "timestamp"]
    capture = the_capture(json.dumps([names, ["-", "http://e.org/a", "20210506070809"]]).encode())
    assert (capture.url, capture.status, capture.length, capture.mime) == ("http://e.org/a", None, None, "")


@pytest.mark.parametrize("ending", [[[], ["k%2C+1"]], [[], ["k%2C+1"]]])
def test_the_resume_key_is_the_last_row(ending: list[list[str]]) -> None:
    cdx = parse_cdx(json.dumps([NAMES, ROW, ROW, *ending]).encode())
    assert (len(cdx.captures), cdx.resume_key, cdx.rows) == (2, "k%2C+1", 2)
    assert parse_cdx(json.dumps([NAMES, ROW]).encode()).resume_key is None


def test_pywb_and_common_crawl_answers_are_understood() -> None:
    line = {
        "urlkey": "org,example)/",
        "timestamp": "20210506070809",
        "url": "https://example.org/a",
        "mime": "text/html; charset=x",
        "status": "200",
    }
    line |= {"digest": "A", "length": "99", "offset": "1234", "filename": "crawl-data/x.warc.gz"}
    cdx = parse_cdx((json.dumps(line) + "\n" + json.dumps(line) + "\n").encode())
    assert len(cdx.captures) == 2
    capture = cdx.captures[0]
    assert (capture.url, capture.status, capture.mime, capture.length, capture.offset, capture.filename) == (
        *("https://example.org/a", 200, "text/html", 99, 1234, "crawl-data/x.warc.gz"),
    )


def test_plain_lines_are_understood() -> None:
    text = " CDX N b a m s k r\n" + " ".join(ROW) + "\n\norg%2Cexample\n"
    cdx = parse_cdx(text.encode())
    assert ([c.url for c in cdx.captures], cdx.resume_key) == (["http://www.example.org/a"], "org%2Cexample")


@pytest.mark.parametrize(
    "body", [b"", b"  \n", b"[]", b"[[]]", json.dumps([NAMES]).encode(), b'{"message": "No Captures found for: e.org"}']
)
def test_an_answer_without_captures_is_one(body: bytes) -> None:
    assert parse_cdx(body) == parse_cdx(b"")


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Service busy</body></html>",
        b"[[",
        json.dumps([NAMES, ROW]).encode()[:-20],
        b"[1, 2]",
        b'[["a", "b"], ["c", "d"]]',
        b'"text"',
        b"org.archive.wayback.exception.RobotAccessControlException: Blocked Site Error",
        b'{"error": "bad collection"}',
        b'{"message": "Invalid URL"}',
        b'{"timestamp": "20210506070809"}\n[1]',
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b"429 Too Many Requests",
    ],
)
def test_what_is_no_index_raises(body: bytes) -> None:
    with pytest.raises(SourceError) as raised:
        parse_cdx(body, url="http://h/cdx")
    assert str(raised.value).startswith("http://h/cdx: ")
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize(
    ("place", "value"),
    [
        *(
            (2, bad)
            for bad in (
                "",
                "dns:example.org",
                "mailto:a@b.c",
                "http://",
                "http://[::1",
                "http://e.org/\r\nX: y",
                "http://e.org/" + "a" * 5000,
            )
        ),
        *((1, bad) for bad in ("", "2021", "20211306070809", "20210506079909", "99999999999999", "-0210506070809", "٢٠٢١٠٥٠٦٠٧٠٨٠٩")),
    ],
)
def test_a_row_that_is_no_capture_is_counted(place: int, value: str) -> None:
    cdx = parse_cdx(json.dumps([NAMES, [*ROW[:place], value, *ROW[place + 1 :]], ROW]).encode())
    assert (len(cdx.captures), cdx.refused, cdx.rows) == (1, 1, 2)


def test_an_object_that_lacks_a_field_costs_itself() -> None:
    whole = dict(zip(NAMES, ROW, strict=True))
    lines = [
        whole,
        {"url": "https://e.org/a"},
        {"timestamp": "20210506070809"},
        {},
        {name: whole[name] for name in ("timestamp", "original")},
    ]
    cdx = parse_cdx("\n".join(map(json.dumps, lines)).encode())
    assert (len(cdx.captures), cdx.refused, cdx.rows) == (2, 3, 5)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    with suppress(SourceError):
        parse_cdx(body)


CELL = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from([*NAMES, *ROW]) | st.just([[]])


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.lists(CELL, max_size=8), max_size=4), st.booleans())
def test_no_table_raises_anything_else(rows: list[list[object]], named: bool) -> None:
    with suppress(SourceError):
        parse_cdx(json.dumps([NAMES, *rows] if named else rows).encode())


def at(timestamp: str, **given: object) -> Capture:
    fields: dict[str, object] = {
        "status": 200,
        "mime": "text/html",
        "digest": timestamp,
        "length": 10_000,
        "url": "https://e.org/a",
        **given,
    }
    moment = parse_date(timestamp.ljust(14, "0"))
    return Capture(original=str(fields["url"]), timestamp=timestamp.ljust(14, "0"), at=moment, **fields)  # type: ignore[arg-type]


def order(captures: list[Capture], published: str | None = None) -> list[str]:
    moment = Moment(at=datetime.fromisoformat(published).replace(tzinfo=UTC), precision="day") if published else None
    return [capture.timestamp[:8] for capture in best_captures(captures, moment)]


def test_the_first_capture_after_publication_is_the_best() -> None:
    captures = [at("20230101"), at("20210510"), at("20190101"), at("20210601"), at("20210401")]
    assert order(captures, "2021-05-06") == ["20210510", "20210601", "20230101", "20210401", "20190101"]
    assert order(captures) == ["20190101", "20210401", "20210510", "20210601", "20230101"]


def test_a_capture_of_the_same_day_is_after_publication() -> None:
    assert order([at("20210506"), at("20210507")], "2021-05-06") == ["20210506", "20210507"]
    assert order([at("20210505"), at("20210507")], "2021-05-06") == ["20210505", "20210507"]


@pytest.mark.parametrize(
    ("given", "position"),
    [
        ({"status": 404}, None),
        ({"status": 503}, None),
        ({"mime": "image/png"}, None),
        ({"mime": "application/pdf"}, None),
        ({"status": 301}, 3),
        ({"status": 302, "mime": "unk"}, 3),
        ({"length": 900}, 3),
        ({"status": None, "mime": "warc/revisit"}, 0),
        ({"mime": "application/xhtml+xml"}, 0),
        ({"length": None}, 0),
        ({"digest": "SAME"}, 0),
    ],
)
def test_only_whole_pages_come_first(given: dict[str, object], position: int | None) -> None:
    captures = [at("20210507", **given), at("20210508"), at("20210509"), at("20210510")]
    found = order(captures, "2021-05-06")
    assert ("20210507" in found) == (position is not None)
    if position is not None:
        assert found.index("20210507") == position


def test_tries_are_bounded_and_rather_of_different_payloads() -> None:
    found = [at("20210507", digest="A"), at("20210508", digest="A"), at("20210509", digest="B"), at("20210510", digest="-")]
    assert order(found) == ["20210507", "20210508", "20210509", "20210510"]
    found += [at(f"202106{day:02d}", digest="A") for day in range(1, 20)] + [at("20210701", digest="C")]
    assert order(found) == ["20210507", "20210508", "20210509", "20210510", *(f"202106{day:02d}" for day in range(1, 8)), "20210701"]
    assert len(best_captures(at(f"2021{month:02d}{day:02d}") for month in range(1, 13) for day in range(1, 28))) == 12


def test_captures_of_one_page_come_together() -> None:
    captures = [
        at("20210102", url="http://www.e.org/a/"),
        at("20210103", url="https://e.org/b"),
        at("20210101", url="https://e.org/a?utm_source=x"),
        at("20210104", url="https://e.org/a"),
    ]
    pages = list(group(captures))
    assert [(page.url, [c.timestamp[:8] for c in page.captures]) for page in pages] == [
        ("https://e.org/a", ["20210101", "20210102", "20210104"]),
        ("https://e.org/b", ["20210103"]),
    ]
    assert pages[0].first == datetime(2021, 1, 1, tzinfo=UTC)


def test_months_are_cut_to_their_days() -> None:
    assert months(date(2020, 12, 15), date(2021, 2, 3)) == (
        (date(2020, 12, 15), date(2020, 12, 31)),
        (date(2021, 1, 1), date(2021, 1, 31)),
        (date(2021, 2, 1), date(2021, 2, 3)),
    )
    assert months(date(2024, 2, 1), date(2024, 2, 29)) == ((date(2024, 2, 1), date(2024, 2, 29)),)
    assert months(date(2024, 2, 2), date(2024, 2, 1)) == ()
