"""Moments out of the strings that feeds, pages and headers use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.dates import parse_day, parse_moment, states_zone, utc

STATED = [
    ("2026-03-09T08:07:44+00:00", "2026-03-09T08:07:44Z", "second"),
    ("2026-03-09T08:07:44.123456Z", "2026-03-09T08:07:44Z", "second"),
    ("2026-03-09T08:07:44.1234567Z", "2026-03-09T08:07:44Z", "second"),
    ("2026-03-09T08:07:44-0430", "2026-03-09T12:37:44Z", "second"),
    ("2026-03-09T08:07Z", "2026-03-09T08:07:00Z", "minute"),
    ("2026-03-09 08:07:44 +0100", "2026-03-09T07:07:44Z", "second"),
    ("2026-03-09T08:07:44-08:00[America/Los_Angeles]", "2026-03-09T16:07:44Z", "second"),
    ("2026-03-09", "2026-03-09T00:00:00Z", "day"),
    ("20260309", "2026-03-09T00:00:00Z", "day"),
    ("2026-03-09T00:00:00", "2026-03-09T00:00:00Z", "day"),
    ("2026-03-09T00:00:00Z", "2026-03-09T00:00:00Z", "second"),
    ("Mon, 09 Mar 2026 08:07:44 +0100", "2026-03-09T07:07:44Z", "second"),
    ("Mon, 9 Mar 2026 08:07 PST", "2026-03-09T16:07:00Z", "minute"),
    ("Mon, 09 Mar 2026 08:07:44 GMT", "2026-03-09T08:07:44Z", "second"),
    ("Mon Mar 09 08:07:44 +0000 2026", "2026-03-09T08:07:44Z", "second"),
    ("1773043664", "2026-03-09T08:07:44Z", "second"),
    ("1773043664123", "2026-03-09T08:07:44Z", "second"),
    (1773043664.5, "2026-03-09T08:07:44Z", "second"),
    ("March 9, 2026", "2026-03-09T00:00:00Z", "day"),
    ("Mar. 9th, 2026 at 5:30 pm", "2026-03-09T17:30:00Z", "minute"),
    ("9 March 2026 12:05 AM EST", "2026-03-09T05:05:00Z", "minute"),
    ("9. März 2026, 10.30 Uhr", "2026-03-09T10:30:00Z", "minute"),
    ("lundi 9 mars 2026 à 10h30", "2026-03-09T10:30:00Z", "minute"),
    ("Lunes 9 de marzo de 2026 a las 10:30 horas", "2026-03-09T10:30:00Z", "minute"),
    ("9 марта 2026, 10:30", "2026-03-09T10:30:00Z", "minute"),
    ("9 marca 2026", "2026-03-09T00:00:00Z", "day"),
    ("9 Maret 2026 10:30 WIB", "2026-03-09T03:30:00Z", "minute"),
    ("2026年3月9日 11時30分", "2026-03-09T11:30:00Z", "minute"),
    ("2026.03.09 오후 3:20", "2026-03-09T15:20:00Z", "minute"),
    ("٩ مارس ٢٠٢٦", "2026-03-09T00:00:00Z", "day"),
    ("03 जनवरी 2026", "2026-01-03T00:00:00Z", "day"),
    ("09.03.2026", "2026-03-09T00:00:00Z", "day"),
    ("9 Mar 2026 10:00 UTC+2", "2026-03-09T08:00:00Z", "minute"),
]


@pytest.mark.parametrize(("text", "moment", "precision"), STATED)
def test_a_stated_moment_is_read_with_its_zone_and_precision(text: str | float, moment: str, precision: str) -> None:
    found = parse_moment(text)
    assert found is not None
    assert (found.isoformat(), found.precision) == (moment, precision)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "  ",
        "6 hours ago",
        "vor 3 Stunden",
        "yesterday",
        "10:30",
        "Saturday 5 pm",
        "May 2026",
        "2026",
        "1 May",
        "2026-13-45",
        "31 February 2026",
        "0000-00-00",
        "1066-10-14",
        "99999999999999999999",
        "2026-03-09T08:07:44+99:00",
        "We met on 9 March 2026 and spoke about many things",
        "5 2026 10:30 XYZ",
        "x" * 5000,
    ],
)
def test_what_states_no_day_is_no_moment(text: str | None) -> None:
    assert parse_moment(text) is None


def test_a_moment_more_than_a_year_ahead_is_refused() -> None:
    assert parse_moment((datetime.now(UTC) + timedelta(days=800)).isoformat()) is None


def test_a_time_without_a_zone_is_local_time_of_the_given_zone() -> None:
    found = parse_moment("2026-07-09 10:30", timezone="Europe/Berlin")
    assert found is not None
    assert found.isoformat() == "2026-07-09T08:30:00Z"


@pytest.mark.parametrize(("day_first", "day"), [(False, "2026-03-04"), (True, "2026-04-03")])
def test_the_reader_says_which_number_is_the_day(day_first: bool, day: str) -> None:
    found = parse_moment("3/4/2026", day_first=day_first)
    assert found is not None
    assert found.at.date().isoformat() == day


@pytest.mark.parametrize("text", ["25/12/2025", "12/25/2025"])
def test_a_number_that_can_only_be_the_day_is_the_day(text: str) -> None:
    found = parse_moment(text, day_first="25/" not in text)
    assert found is not None
    assert found.at.date().isoformat() == "2025-12-25"


@pytest.mark.parametrize(
    ("text", "zoned"),
    [
        ("2026-03-09T08:07:44Z", True),
        ("2026-03-09 08:07 +01:00", True),
        ("Mon, 9 Mar 2026 08:07 PST", True),
        ("1773043664", True),
        ("2026-03-09 08:07", False),
        ("9 March 2026", False),
    ],
)
def test_whether_a_zone_is_stated(text: str, zoned: bool) -> None:
    assert states_zone(text) is zoned


def test_naive_moments_are_local_and_aware_ones_keep_their_instant() -> None:
    assert utc(datetime(2026, 7, 9, 10), "Europe/Berlin").hour == 8  # noqa: DTZ001
    assert utc(datetime(2026, 7, 9, 10, tzinfo=UTC), "Europe/Berlin").hour == 10


def test_a_day_is_written_as_year_month_day() -> None:
    assert parse_day("2026-03-09").day == 9
    for wrong in ("9.3.2026", "2026-3-9", "2026-02-30", "today"):
        with pytest.raises(ValueError):
            parse_day(wrong)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=120) | st.from_regex(r"[0-9]{1,4}[-/. ][A-Za-z0-9]{1,9}[-/. ][0-9]{1,4}( [0-9:apmAPMZ+-]{0,12})?", fullmatch=True))
def test_any_text_gives_a_credible_moment_or_none(text: str) -> None:
    found = parse_moment(text)
    assert found is None or (found.at.tzinfo is UTC and found.at.year >= 1990 and found.at.microsecond == 0)
    assert found is None or found.precision != "day" or (found.at.hour, found.at.minute, found.at.second) == (0, 0, 0)
