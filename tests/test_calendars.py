"""Days of other calendars: against days that both calendars' own almanacs name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.dates.calendars import CALENDARS, hebrew_number, to_gregorian

KNOWN = [
    ("jalali", (1369, 1, 1), "1990-03-21"),
    ("jalali", (1403, 1, 1), "2024-03-20"),
    ("jalali", (1403, 12, 30), "2025-03-20"),  # a leap year's last day
    ("jalali", (1405, 8, 29), "2026-11-20"),
    ("jalali", (1408, 12, 30), "2030-03-20"),
    ("hijri", (1445, 9, 1), "2024-03-11"),
    ("hijri", (1445, 9, 10), "2024-03-20"),
    ("hebrew", (5785, 1, 1), "2024-10-03"),  # Rosh ha-Shana
    ("hebrew", (5784, 13, 14), "2024-03-24"),  # Purim of a leap year
    ("hebrew", (5785, 6, 14), "2025-03-14"),  # Purim of a common year
    ("hebrew", (5786, 7, 15), "2026-04-02"),  # Passover
    ("hebrew", (5787, 3, 10), "2026-11-20"),
    ("ethiopic", (2017, 1, 1), "2024-09-11"),
    ("ethiopic", (2016, 1, 1), "2023-09-12"),  # after a leap year
    ("ethiopic", (2015, 13, 6), "2023-09-11"),
    ("buddhist", (2569, 11, 20), "2026-11-20"),
]


@pytest.mark.parametrize(("calendar", "numbers", "day"), KNOWN)
def test_a_known_day_is_the_same_day_in_both_calendars(calendar: str, numbers: tuple[int, int, int], day: str) -> None:
    assert to_gregorian(calendar, *numbers) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("calendar", "numbers"),
    [
        ("jalali", (1404, 12, 30)),
        ("jalali", (1405, 7, 31)),
        ("hijri", (1448, 1, 31)),
        ("hijri", (1200, 1, 1)),
        ("hijri", (1446, 3, 9)),  # a day later by the arithmetic calendar
        ("hebrew", (5785, 13, 1)),
        ("hebrew", (5785, 4, 30)),
        ("ethiopic", (2016, 13, 6)),
        ("gregorian", (2026, 2, 29)),
    ],
)
def test_a_day_that_there_is_not_or_not_everywhere_is_refused(calendar: str, numbers: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError):
        to_gregorian(calendar, *numbers)


@given(st.sampled_from(["jalali", "hebrew"]), st.integers(1370, 1440), st.integers(1, 12))
def test_each_month_begins_the_day_after_the_last_one_ends(calendar: str, year: int, month: int) -> None:
    year += 4380 if calendar == "hebrew" else 0
    first = CALENDARS[calendar](year, month, 1)
    before = year - (month == 1), 12 if month == 1 else month - 1
    if calendar == "hebrew" and month == 7:
        return  # Adar II may stand between
    ends = []
    for day in (29, 30, 31):
        try:
            ends.append(CALENDARS[calendar](*before, day))
        except ValueError:
            break
    assert ends[-1] + 1 == first


def test_hebrew_letters_are_numbers() -> None:
    assert [hebrew_number(text) for text in ("ט״ו", "כ״ח", "תשפ״ז", "abc", "")] == [15, 28, 787, 0, 0]
