"""`parse_moment`: a point in time from any string that states one."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from newscrawl.dates.clocks import ZONES, find_clock, find_zone
from newscrawl.dates.days import WORD, find_day
from newscrawl.dates.names import month_of
from newscrawl.model import Moment, Precision

__all__ = ["credible", "parse_day", "parse_moment", "states_zone", "utc"]

# What may stand around a date without making it something else; weekdays are few enough to count among `_MAX_OTHER_WORDS`.
_FILLER_WORDS = (
    "a à al alle am as às at av da das de del den der di do dia dne du el em en et h hrs hr hod horas hours il in ist kl klo klokka la las "
    "le les los of on ora ore the to um uhr u uur v vid st nd rd th er º ª г года год р к року ж жылғы m d gada gads ko eko saat pukul "
    "ngày lúc năm t z ad هـ م ء ه ที่ น เวลา พ.ศ"
)
_FILLERS: Final = frozenset(_FILLER_WORDS.split())
_MAX_OTHER_WORDS: Final = 3  # "Published Friday …": more words than that are a sentence that mentions a date
_LONGEST: Final = 100

_EPOCH: Final = re.compile(r"(\d{10})(?:\.\d{1,9}|\d{3})?")
_ISO: Final = re.compile(r"(?:19|20)\d\d(?:-\d\d-\d\d(?:[T ]\d\d(?P<colon>:?).*)?|\d{4}(?:T\d{4}.*)?)")
_STAMP: Final = re.compile(r"((?:19|20)\d{6})(\d{4}(?:\d\d)?)")
_ISO_TIME: Final = re.compile(r"[T ]\d\d(?::?\d\d(?P<seconds>:?\d\d)?)?")
_NAIVE_MIDNIGHT: Final = re.compile(r"\d{4}-?\d\d-?\d\d[T ]00:?00(?::?00(?:\.0+)?)?")
_ZONE_IN_WORDS: Final = re.compile(r"((?:GMT|UTC)?\s?[+-]\d\d:?\d\d)\s?\([^()]{1,60}\)$")  # as JavaScript prints it
_STATES_ZONE: Final = re.compile(r"(?<=\d)\s*(?:Z|[+-]\d\d:?\d\d|[+-]\d\d)\s*$|\b(?:GMT|UTC)\b|(?<=\d)\s[+-]\d{4}\b")
_ZONE_NAME: Final = re.compile(r"\b[A-Z]{1,4}\b")
_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD: Final = timedelta(days=366)


def utc(at: datetime, timezone: str = "UTC") -> datetime:
    """An aware moment in UTC; a naive one is taken for local time in `timezone`."""
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(timezone))).astimezone(UTC)


def states_zone(text: str) -> bool:
    """Whether a date string says which zone its time is in."""
    return bool(_EPOCH.fullmatch(text.strip()) or _STATES_ZONE.search(text) or any(name in ZONES for name in _ZONE_NAME.findall(text)))


def parse_moment(
    value: str | int | float | None, *, timezone: str = "UTC", day_first: bool = False, language: str | None = None
) -> Moment | None:
    """A moment from ISO 8601, a Unix time in seconds or milliseconds, what mail and programming languages print, or a written form in any
    language of CLDR and any calendar of `newscrawl.dates.calendars`. None for anything else ("6 hours ago", a month without a day), for
    what lies before 1990 or more than a year ahead.

    A time without a zone is local time in `timezone`; a day alone, and midnight without a zone, have precision `day`. `language` is what
    the page declares: its names of months are asked first. `day_first` reads 3/4/2026 as 3 April."""
    text = _plain(str(value)) if value is not None else ""
    if not text or len(text) > _LONGEST:
        return None
    if stamp := _EPOCH.fullmatch(text):
        return credible(datetime.fromtimestamp(int(stamp[1]), UTC), "second")
    found = _iso(text) or _written(text, timezone, day_first=day_first, language=language)
    if found is None:
        return None
    at, precision = found
    try:
        return credible(at.replace(tzinfo=UTC) if precision == "day" else utc(at, timezone), precision)
    except (OverflowError, ValueError):
        return None


def credible(at: datetime, precision: Precision) -> Moment | None:
    """The moment, unless no news site can have published anything then."""
    at = at.replace(microsecond=0)
    return Moment(at=at, precision=precision) if _EARLIEST <= at <= datetime.now(UTC) + _AHEAD else None


def _plain(text: str) -> str:
    """The string with ASCII digits and signs, single spaces, and without what repeats the offset: Java's `[Europe/Berlin]`, JavaScript's
    `(Central European Standard Time)`."""
    text = " ".join(text[: 2 * _LONGEST].replace("\u200e", "").replace("\u200f", "").split())
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("\u2212", "-")
        text = "".join(str(unicodedata.decimal(c)) if not c.isascii() and c.isdecimal() else c for c in text)
    return _ZONE_IN_WORDS.sub(r"\1", re.sub(r"\[[A-Za-z_/+-]{1,40}\]$", "", text))


def _iso(text: str) -> tuple[datetime, Precision] | None:
    if stamp := _STAMP.fullmatch(text):
        text = f"{stamp[1]}T{stamp[2]}"
    if not _ISO.fullmatch(text):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None  # `2024-05-03 9:05 pm`, `2024-05-03T09:05:00 CET`, 24:00: written forms
    clock = _ISO_TIME.search(text)
    if not clock or _NAIVE_MIDNIGHT.fullmatch(text):
        return at.replace(tzinfo=None, hour=0, minute=0, second=0), "day"
    return at, "second" if clock["seconds"] else "minute"


def _written(text: str, timezone: str, *, day_first: bool, language: str | None) -> tuple[datetime, Precision] | None:
    """A date as people write it, with or without a clock time and a zone, and with few words beside it."""
    stated = find_day(text, day_first=day_first, language=language)
    if stated is None:
        return None
    at, rest = datetime.combine(stated.day, time()), stated.rest
    clock = find_clock(rest, language)
    precision: Precision = "day"
    if clock:
        at += timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second or 0)
        zone, left = find_zone(clock.zone, at, timezone)
        rest = f"{clock.rest} {left}"
        precision = "day" if zone is None and clock.is_midnight else "minute" if clock.second is None else "second"
        at = at.replace(tzinfo=zone)
    others = [word for word in WORD.findall(rest) if word.lower() not in _FILLERS and not month_of(word, language)]
    return None if len(others) > _MAX_OTHER_WORDS or re.search(r"\d", rest) else (at, precision)


def parse_day(text: str) -> date:
    """A day given as YYYY-MM-DD. Raises ValueError for anything else."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(f"{text!r} is not a day; write it as YYYY-MM-DD")
    return date.fromisoformat(text)
