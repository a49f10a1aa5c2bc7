"""The day in a written date: in digits, with a month's name, in other calendars, counted by eras."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from newscrawl.dates.calendars import hebrew_number, to_gregorian
from newscrawl.dates.names import Month, month_of, order_of
from newscrawl.text import MARKS

__all__ = ["WORD", "Stated", "day_first_in", "find_day"]

_L: Final = r"[^\W\d_]"
WORD: Final = re.compile(rf"{_L}(?:{_L}|[{MARKS}\u200c\u200d’'ʼʻ׳״\"]|\.(?={_L}))*")
"""A word of any script; `พ.ย` and `p.m` are words, too."""

_Y: Final = r"(?P<y>(?:19|20|2[456]|1[34])\d\d)"
_ERAS: Final = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "民國": 1911, "民国": 1911}
# Year, month and day in digits, where the form says which is which.
_FORMS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:(?P<era>{'|'.join(_ERAS)})\s?)?(?<!\d)(?P<y>\d{{1,4}}|元)\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월]\s?(?P<d>\d{{1,2}})\s?[日일]?(?!\d)",
        rf"(?<!\d)(?P<m>\d{{1,2}})\s?[月월]\s?(?P<d>\d{{1,2}})\s?[日일]?,?\s?{_Y}(?!\d)",
        rf"(?<!\d){_Y}\s?(?P<s>[./|-])\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?(?P<d>\d{{1,2}})\.?(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}})\s?(?:tháng|thg\.?)\s?(?P<m>\d{{1,2}})\s?(?:,|năm|-|/)?\s?{_Y}(?!\d)",
        rf"(?:tháng|thg\.?)\s?(?P<m>\d{{1,2}})\s(?P<d>\d{{1,2}}),?\s?{_Y}(?!\d)",
        rf"(?<!\d){_Y}\s?оны?\s?(?P<m>\d{{1,2}})(?:\s?-?\s?(?:р|дугаар|дүгээр))?\s?сар\w{{0,3}}\s(?P<d>\d{{1,2}})(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}})[. ]\s?(?P<roman>I{{1,3}}|IV|VI{{0,3}}|IX|XI{{0,2}})[. ]\s?{_Y}(?!\d)",
    )
)
_ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_NUMERIC: Final = re.compile(
    rf"(?<!\d)(?P<a>\d{{1,2}})\s?(?P<s>[./|-])\s?(?P<b>\d{{1,2}})\s?(?P=s)\s?(?:{_Y}|(?P<short>\d\d))(?!\d)", re.IGNORECASE
)
_CHINESE_NUMBER: Final = re.compile(r"[〇零○一二三四五六七八九十]{1,4}(?=[年月日])")
_CHINESE_DIGITS: Final = {"〇": 0, "零": 0, "○": 0, **{sign: number for number, sign in enumerate("一二三四五六七八九", 1)}}
_ORDINAL: Final = r"-?(?:st|nd|rd|th|er|ère|o|an?|än|e|º|ª|°|го|й|е|ος|η)?"
_DAY_BEFORE: Final = re.compile(
    rf"(?<![\d:])(?<!\d\.)(\d{{1,2}}){_ORDINAL}[\s.,/–-]{{0,3}}(?:(?:de|del|of|di|du|ng|ta|d|i|ב)[\s’'-]{{1,2}})?$", re.IGNORECASE
)
_DAY_AFTER: Final = re.compile(rf"[\s.,-]{{0,3}}(?:ika-)?(\d{{1,2}}){_ORDINAL}(?![\d:]|\s?[ap]\.?m|h\d)", re.IGNORECASE)
_YEARS: Final = {
    "gregorian": re.compile(r"(?<![\d:])(?<!\d\.)((?:19|20|2[456])\d\d)(?![\d:])"),
    "ethiopic": re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)"),
    "": re.compile(r"(?<!\d)(1[34]\d\d)(?!\d)"),
}
_SHORT_YEAR: Final = re.compile(r"[\s.,/-]{0,3}['’]?(\d\d)(?!\d|\s?(?:[:.h時시时]|uhr|hrs|[ap]\.?m))", re.IGNORECASE)
_HEBREW: Final = re.compile(r"([א-ת\"״'׳]{1,4})\s+ב?([א-ת]{2,6}(?: [אב]['׳])?)\s+(?:ה['׳]?)?(ת[א-ת\"״'׳]{2,5})")
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stated:
    """A day of the Gregorian calendar, and what the text says beside it."""

    day: date
    rest: str


def find_day(text: str, *, day_first: bool, language: str | None) -> Stated | None:
    """The day that a short text states: three numbers, or a day, a month's name and a year. None for a month or a year alone and for a
    day that there never was. Of a day in two calendars the Gregorian one counts."""
    text = _CHINESE_NUMBER.sub(_digits, text)
    try:
        for form in _FORMS:
            if m := form.search(text):
                return _in_digits(m, text, language)
        if m := _NUMERIC.search(text):
            year, month, day = _in_order(m, day_first=day_first, language=language)
            return Stated(_day(*_calendar_of(year, language), month, day), _without(text, [m.span()]))
        found = list(_named(text, language))
        if not found:
            return None
        calendar, numbers, _ = min(found, key=lambda each: each[0] not in ("gregorian", "buddhist"))
        return Stated(_day(calendar, *numbers), _without(text, [span for _, _, spans in found for span in spans]))
    except ValueError:
        return None


def day_first_in(texts: Iterable[str], language: str | None) -> bool:
    """Whether 3/4/2026 is 3 April in a list of dates: what those show that have one reading; else the reading in which no day is still to
    come and all lie closer together; else what the language does, month-first where that is unknown."""
    found = [m for m in map(_NUMERIC.search, texts) if m]
    first, second = (sum(int(m[part]) > 12 for m in found) for part in "ab")
    if first != second:
        return first > second
    spans = [_span(found, day_first=day_first, language=language) for day_first in (True, False)]
    if spans[0] != spans[1]:
        return spans[0] < spans[1]
    return language is not None and order_of(language) != "month-first"


def _span(found: list[re.Match[str]], *, day_first: bool, language: str | None) -> tuple[bool, int]:
    """Whether some of these days are still to come, read so, and how many days lie between the first and the last."""
    days = []
    for m in found:
        year, month, day = _in_order(m, day_first=day_first, language=language)
        try:
            days.append(_day(*_calendar_of(year, language), month, day))
        except ValueError:
            return True, 0
    today = datetime.now(UTC).date()
    return any((day - today).days > 1 for day in days), (max(days) - min(days)).days if days else 0


def _day(calendar: str, year: int, month: int, day: int) -> date:
    return to_gregorian(calendar, year, month, day)


def _in_digits(m: re.Match[str], text: str, language: str | None) -> Stated:
    parts = m.groupdict()
    year = 1 if parts["y"] == "元" else int(parts["y"])
    if era := parts.get("era"):
        calendar, year = "gregorian", year + _ERAS[era]
    else:
        calendar, year = _calendar_of(year, language)
    month = _ROMAN.index(parts["roman"].lower()) + 1 if parts.get("roman") else int(parts["m"])
    return Stated(_day(calendar, year, month, int(parts["d"])), _without(text, [m.span()]))


def _in_order(m: re.Match[str], *, day_first: bool, language: str | None) -> tuple[int, int, int]:
    """Year, month and day of three numbers. With dots the day comes first wherever they are used, but for languages that begin with the
    year."""
    a, b = int(m["a"]), int(m["b"])
    if m["short"] and order_of(language) == "year-first" and b <= 12 and int(m["short"]) <= 31:
        return a, b, int(m["short"])
    year = int(m["y"] or m["short"])
    return (year, b, a) if (day_first or m["s"] == "." or a > 12) and b <= 12 else (year, a, b)


def _calendar_of(year: int, language: str | None) -> tuple[str, int]:
    """The calendar that counts such years today, and the year with all its digits."""
    if year < 100:
        if (language or "").startswith("th") and year > 32:
            return "buddhist", 2500 + year
        return "gregorian", year + (2000 if year < 70 else 1900)
    if year < 200:
        return "gregorian", year + _ERAS["民國"]
    if 1300 <= year < 1500:  # the two calendars that count from the Hijra are 40 years apart
        return ("jalali" if year + 621 <= datetime.now(UTC).year + 1 else "hijri"), year
    return ("buddhist" if year >= 2400 else "gregorian"), year


def _named(text: str, language: str | None) -> Iterator[tuple[str, tuple[int, int, int], list[_Span]]]:
    """Each day that a month's name makes: calendar, year, month and day, and where they stand."""
    if (m := _HEBREW.search(text)) and (month := month_of(m[2], language)) and (year := hebrew_number(m[3])):
        yield "hebrew", (5000 + year, month.number, hebrew_number(m[1])), [m.span()]
    named = [each for each in _months_in(text, language) if each[2].calendar != "hebrew"]
    # Of two names around a number the second one is the month: the first is a weekday ("mar. 20 janv.").
    for start, end, month in sorted(named, key=lambda each: not _DAY_BEFORE.search(text[: each[0]])):
        before = _DAY_BEFORE.search(text[:start])
        after = None if before else _DAY_AFTER.match(text, end)
        spans = [(before.start(), end)] if before else [(start, after.end())] if after else []
        year_found = (_YEARS.get(month.calendar) or _YEARS[""]).search(text)
        if not year_found and before and month.calendar == "gregorian":
            year_found = _SHORT_YEAR.match(text, end)
        if not year_found or not spans:
            continue
        calendar, year = _calendar_of(int(year_found[1]), language)
        if month.calendar != "gregorian":
            calendar, year = month.calendar, int(year_found[1])
        yield calendar, (year, month.number, int((before or after)[1])), [*spans, year_found.span()]  # type: ignore[index]


def _months_in(text: str, language: str | None) -> Iterator[tuple[int, int, Month]]:
    """The names of months, each of up to three words; the longest that is one counts."""
    words = [m.span() for m in WORD.finditer(text)]
    at = 0
    while at < len(words):
        for count in (3, 2, 1):
            last = at + count - 1
            if last < len(words) and (month := month_of(" ".join(text[words[at][0] : words[last][1]].split()), language)):
                yield words[at][0], words[last][1], month
                at = last
                break
        at += 1


def _without(text: str, spans: list[_Span]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _digits(m: re.Match[str]) -> str:
    """A Chinese number in digits: 二〇二六, 十一, 二十, 二十一."""
    signs = m[0]
    if "十" not in signs:
        return "".join(str(_CHINESE_DIGITS[sign]) for sign in signs)
    tens, _, ones = signs.partition("十")
    return str(_CHINESE_DIGITS.get(tens, 1) * 10 + _CHINESE_DIGITS.get(ones, 0))
