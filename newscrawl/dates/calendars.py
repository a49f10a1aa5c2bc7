"""Days of other calendars as days of the Gregorian one. Plain arithmetic; each function raises ValueError for a day that there is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from newscrawl.dates.names import years_of_crescents

__all__ = ["CALENDARS", "hebrew_number", "to_gregorian"]

_HEBREW_DIGITS: Final = dict(zip("אבגדהוזחטיכלמנסעפצקרשת", [*range(1, 10), *range(10, 100, 10), 100, 200, 300, 400], strict=True))


def _jalali(year: int, month: int, day: int) -> int:
    """The Solar Hijri calendar of Iran and Afghanistan, by its 33-year cycle: right for 1178 to 1632."""
    if not 1 <= day <= (31 if month < 7 else 30 if month < 12 else _nowruz(year + 1) - _nowruz(year) - 336):
        raise ValueError(f"no day {year}-{month}-{day} in the Jalali calendar")
    return _nowruz(year) + ((month - 1) * 31 if month < 8 else (month - 7) * 30 + 186) + day - 1


def _nowruz(year: int) -> int:
    cycle = year + 1595
    return 365 * cycle + cycle // 33 * 8 + (cycle % 33 + 3) // 4 - 356032


def _hijri(year: int, month: int, day: int) -> int:
    """The Islamic calendar. Countries begin a month by what they see: a day counts only where Saudi Arabia's table and the arithmetic
    calendar agree."""
    tabular = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30 + 227014
    starts = years_of_crescents().get(year, ())
    if not starts or not 1 <= day <= starts[month] - starts[month - 1] or starts[month - 1] + day - 1 != tabular:
        raise ValueError(f"{year}-{month}-{day} of the Islamic calendar is not one day everywhere")
    return tabular


def _hebrew(year: int, month: int, day: int) -> int:
    """The Hebrew calendar; months from Tishri, 6 is Adar or Adar I, 13 Adar II."""
    leap = (7 * year + 1) % 19 < 7
    start, length = _new_year(year), _new_year(year + 1) - _new_year(year)
    lengths = [30, 30 if length % 10 == 5 else 29, 29 if length % 10 == 3 else 30, 29, 30, 30 if leap else 29]
    lengths += ([29] if leap else []) + [30, 29, 30, 29, 30, 29]
    at = 7 if month == 13 else month + (leap and month > 6)
    if (month == 13 and not leap) or not 1 <= day <= lengths[at - 1]:
        raise ValueError(f"no day {year}-{month}-{day} in the Hebrew calendar")
    return start + sum(lengths[: at - 1]) + day - 1


def _new_year(year: int) -> int:
    """The ordinal of 1 Tishri: the mean new moon, put off where the year would be too long or too short."""
    before, this, after = (_new_moon(y) for y in (year - 1, year, year + 1))
    return this + (2 if after - this == 356 else this - before == 382) - 1373427


def _new_moon(year: int) -> int:
    """Days from the calendar's first day to Tishri's mean new moon, put off from Sunday, Wednesday and Friday."""
    months = (235 * year - 234) // 19
    days = 29 * months + (12084 + 13753 * months) // 25920
    return days + (3 * (days + 1) % 7 < 3)


def _ethiopic(year: int, month: int, day: int) -> int:
    if not 1 <= day <= (30 if month < 13 else 6 if year % 4 == 3 else 5):
        raise ValueError(f"no day {year}-{month}-{day} in the Ethiopic calendar")
    return 2795 + 365 * (year - 1) + year // 4 + 30 * (month - 1) + day


CALENDARS: Final[Mapping[str, Callable[[int, int, int], int]]] = MappingProxyType(
    {
        "gregorian": lambda year, month, day: date(year, month, day).toordinal(),
        "buddhist": lambda year, month, day: date(year - 543, month, day).toordinal(),
        "jalali": _jalali,
        "hijri": _hijri,
        "hebrew": _hebrew,
        "ethiopic": _ethiopic,
    }
)


def to_gregorian(calendar: str, year: int, month: int, day: int) -> date:
    return date.fromordinal(CALENDARS[calendar](year, month, day))


def hebrew_number(letters: str) -> int:
    """The number that Hebrew letters write (`תשפ״ז`: 787); 0 for anything else."""
    values = [_HEBREW_DIGITS.get(letter, 0) for letter in letters if letter not in "׳״'\""]
    return sum(values) if all(values) and len(values) <= 6 else 0
