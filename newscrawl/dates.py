"""Moments from the strings that feeds, pages and headers use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from newscrawl.model import Moment, Precision

__all__ = ["parse_day", "parse_moment", "states_zone", "utc"]

# Zone names that mail, feeds and datelines use; ambiguous ones (IST, AST of Arabia) are left out. Offsets in seconds.
_ZONES = {
    name: int(hours * 3600)
    for name, hours in {
        "UT": 0, "GMT": 0, "UTC": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "WAT": 1, "MEZ": 1, "CEST": 2, "MESZ": 2,
        "EET": 2, "CAT": 2, "SAST": 2, "EEST": 3, "EAT": 3, "MSK": 3, "TRT": 3, "GST": 4, "PKT": 5, "NPT": 5.75, "WIB": 7, "ICT": 7,
        "WITA": 8, "SGT": 8, "HKT": 8, "PHT": 8, "AWST": 8, "JST": 9, "KST": 9, "WIT": 9, "ACST": 9.5, "AEST": 10, "AEDT": 11,
        "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AST": -4,
        "ADT": -3, "BRT": -3, "ART": -3, "AKST": -9, "AKDT": -8, "HST": -10,
    }.items()
}  # fmt: skip

# Month names and their short forms as datelines write them, in the larger news languages.
_MONTHS = {
    1: "january januar janvier enero janeiro gennaio januari jan ene ledna január januára ianuarie ocak oca января "
    "январь січня януари ιανουαρίου tammikuuta stycznia janúar januarie siječnja يناير जनवरी জানুয়ারি janv jän "
    "jänner",
    2: "february februar février fevrier febrero fevereiro febbraio februari feb února február februára februarie "
    "şubat şub февраля февраль лютого февруари φεβρουαρίου helmikuuta lutego febrúar veljače fevr févr fev فبراير "
    "फरवरी ফেব্রুয়ারি pebruari",
    3: "march märz maerz mars marzo março marco maart mar března marec marca március martie mart марта март березня "
    "μαρτίου maaliskuuta maret mrz mär ožujka مارس मार्च মার্চ mac",
    4: "april avril abril aprile apr dubna apríl apríla április aprilie nisan nis апреля апрель квітня април απριλίου "
    "huhtikuuta kwietnia avr abr travnja أبريل ابريل अप्रैल এপ্রিল",
    5: "may mai mayo maio maggio mei maj května máj mája május mayıs мая май травня μαΐου toukokuuta maí svibnja مايو "
    "मई মে",
    6: "june juni juin junio junho giugno jun června jún júna június iunie haziran haz июня июнь червня юни ιουνίου "
    "kesäkuuta czerwca júní giu lipnja يونيو जून জুন",
    7: "july juli juillet julio julho luglio jul července júl júla július iulie temmuz tem июля июль липня юли ιουλίου "
    "heinäkuuta lipca júlí lug juil srpnja يوليو जुलाई জুলাই julai",
    8: "august août aout agosto augustus augusti aug srpna augusta augusztus ağustos ağu августа август серпня "
    "αυγούστου elokuuta sierpnia ágúst agustus ago kolovoza أغسطس अगस्त আগস্ট ogos agu",
    9: "september septembre septiembre setembro settembre sep sept září zari septembra szeptember septembrie eylül eyl "
    "сентября сентябрь вересня септември σεπτεμβρίου syyskuuta września set rujna سبتمبر सितंबर সেপ্টেম্বর",
    10: "october oktober octobre octubre outubro ottobre oct okt října oktobra október októbra octombrie ekim eki "
    "октября октябрь жовтня октомври οκτωβρίου lokakuuta października out ott أكتوبر अक्टूबर অক্টোবর",
    11: "november novembre noviembre novembro nov listopadu novembra noiembrie kasım kas ноября ноябрь листопада "
    "ноември νοεμβρίου marraskuuta listopada nóvember studenoga نوفمبر नवंबर নভেম্বর",
    12: "december dezember décembre decembre diciembre dezembro dicembre dec dez déc dic des prosince decembra "
    "decembrie aralık ara декабря декабрь грудня декември δεκεμβρίου joulukuuta grudnia desember prosinca ديسمبر "
    "दिसंबर ডিসেম্বর disember",
}  # fmt: skip
_MONTH_OF = {name: number for number, names in _MONTHS.items() for name in names.split()}

# What may stand around a date without making it something else; weekdays are few enough to count among `_MAX_OTHER_WORDS`.
_FILLER_WORDS = (
    "a à al alle am as às at av da das de del den der di do dia dne el em en h hrs hr hod horas hours il in kl klo klokka la las le les "
    "los of on ora ore the um uhr u uur v vid st nd rd th er º ª г года р к року saat pukul ngày lúc tháng năm t z"
)
_FILLERS = frozenset(_FILLER_WORDS.split())
_MAX_OTHER_WORDS = 3  # "Published Friday …": more words than that are a sentence that mentions a date

_EPOCH = re.compile(r"(\d{10})(?:\.\d+|\d{3})?")
_RFC822 = re.compile(r"(?:\w{3},\s*)?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UTC?|E[SD]T|P[SD]T|C[SD]T|M[SD]T)")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d.*)?|\d{8}(?:T\d{4}.*)?", re.DOTALL)
_CJK_DAY = re.compile(r"(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일]?")
_YEAR_FIRST = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?(?P<s>[./-])\s?(?P<m>\d{1,2})\s?(?P=s)\s?(?P<d>\d{1,2})\.?(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(?P<a>\d{1,2})\s?(?P<s>[./-])\s?(?P<b>\d{1,2})\s?(?P=s)\s?(?P<y>(?:19|20)?\d\d)(?!\d)")
_WORDS = re.compile(r"[^\W\d_]+(?:[\u0900-\u0dff\u0e31-\u0e4e][^\W\d_]*)*")
_DAY_BEFORE = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.|-)?\s*(?:de\s|of\s|d')?\s*$", re.IGNORECASE)
_DAY_AFTER = re.compile(r"\.?\s*(\d{1,2})(?:st|nd|rd|th)?(?![\d:])", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d:.])((?:19|20)\d\d)(?![\d:])")
_CLOCK = re.compile(
    r"(?<![\d+-])(?P<h>\d{1,2})(?:\s?[:h.]\s?|[時시时点]\s?)(?P<min>\d{2})(?:[:.分분]\s?(?P<s>\d{2}))?(?:[.,]\d+)?[分분]?\s*(?P<half>[ap]\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_HOUR = re.compile(r"(?<!\d)(?P<h>1[0-2]|0?[1-9])\s*(?P<half>[ap]\.?m\b\.?)", re.IGNORECASE)
_OFFSET = re.compile(r"(?:\b(?:GMT|UTC)\s?)?([+-])(\d{1,2}):?(\d{2})?\b")
_ZONE_NAME = re.compile(r"\b[A-Z]{1,4}\b")
_TIME = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}(?P<seconds>[:.]\d{2})?|T\d{4}(?P<compact>\d{2})?|\b\d{1,2}\s*[ap]\.?m\b", re.IGNORECASE)
_STATES_ZONE = re.compile(r"(?<=\d)\s*(?:Z|[+-]\d\d:?\d\d|[+-]\d\d)\s*$|\b(?:GMT|UTC)\b")
_NAIVE_MIDNIGHT = re.compile(r"\d{4}-\d\d-\d\d[T ]00:00(?::00(?:\.0+)?)?")
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), timedelta(days=366)


def utc(at: datetime, timezone: str = "UTC") -> datetime:
    """An aware moment in UTC; a naive one is taken for local time in `timezone`."""
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(timezone))).astimezone(UTC)


def states_zone(text: str) -> bool:
    """Whether a date string says which zone its time is in."""
    return bool(_EPOCH.fullmatch(text.strip()) or _STATES_ZONE.search(text) or any(n in _ZONES for n in _ZONE_NAME.findall(text)))


def parse_moment(value: str | int | float | None, *, timezone: str = "UTC", day_first: bool = False) -> Moment | None:
    """A moment from ISO 8601, RFC 822, a Unix time in seconds or milliseconds, or a written form in the bigger news languages; None for
    anything else ("6 hours ago", a month without a day), for what lies before 1990 or more than a year ahead. A time without a zone is
    local time in `timezone`; a day alone, and midnight without a zone, have precision `day`. `day_first` reads 3/4/2026 as 3 April."""
    text = _plain(str(value)) if value is not None else ""
    if not text or len(text) > 100:
        return None
    if stamp := _EPOCH.fullmatch(text):
        at, precision = datetime.fromtimestamp(int(stamp[1]), UTC), "second"
        return _credible(at, "second")
    parsed, precision = _parse(text, day_first=day_first), _precision(text)
    if parsed is None:
        return None
    if precision == "day":
        return _credible(parsed.replace(tzinfo=UTC, hour=0, minute=0, second=0), "day")
    try:
        return _credible(utc(parsed, timezone), precision)
    except (OverflowError, ValueError):
        return None


def _credible(at: datetime, precision: Precision) -> Moment | None:
    at = at.replace(microsecond=0)
    return Moment(at=at, precision=precision) if _EARLIEST <= at <= datetime.now(UTC) + _LATEST else None


def _plain(text: str) -> str:
    """The string with ASCII digits, single spaces, and without Java's `[Europe/Berlin]` after the offset."""
    text = " ".join(text[:200].replace("\u200e", "").replace("\u200f", "").split())
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(c)) if not c.isascii() and c.isdecimal() else c for c in text)
    return re.sub(r"\[[A-Za-z_/+-]+\]$", "", text)


def _precision(text: str) -> Precision:
    if _NAIVE_MIDNIGHT.fullmatch(text):
        return "day"
    rest = text if _ISO.fullmatch(text) else _without_day(text)
    time = _TIME.search(rest)
    if not time:
        return "minute" if _CLOCK.search(rest) else "day"
    return "second" if time["seconds"] or time["compact"] else "minute"


def _without_day(text: str) -> str:
    for pattern in (_CJK_DAY, _YEAR_FIRST, _NUMERIC):
        if pattern.search(text):
            return pattern.sub(" ", text, count=1)
    return text


def _parse(text: str, *, day_first: bool) -> datetime | None:
    if _ISO.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass  # `2024-05-03 9:05 pm`, `2024-05-03T09:05:00 CET`: the written forms below
    if _RFC822.fullmatch(text):
        try:
            return parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            return None
    if found := _written(text, day_first=day_first):
        return found
    return _by_dateutil(text)


def _written(text: str, *, day_first: bool) -> datetime | None:
    """A date with a month's name in any of the languages above, or in digits, with or without a clock time and a zone."""
    for day, rest in _days(text, day_first=day_first):
        hour, minute, second, rest = _clock(rest)
        zone, rest = _zone(rest)
        others = [w for w in re.findall(r"[^\W\d_]+", rest.lower()) if w not in _FILLERS]
        if len(others) > _MAX_OTHER_WORDS or re.search(r"\d", rest):
            return None
        try:
            return datetime(day[0], day[1], day[2], hour, minute, second, tzinfo=zone)
        except ValueError:
            return None
    return None


def _days(text: str, *, day_first: bool) -> Iterator[tuple[tuple[int, int, int], str]]:
    """Each way to read a day in the text, with what is left of the text."""
    for pattern in (_CJK_DAY, _YEAR_FIRST):
        if m := pattern.search(text):
            yield (int(m["y"]), int(m["m"]), int(m["d"])), text[: m.start()] + " " + text[m.end() :]
            return
    if m := _NUMERIC.search(text):
        a, b, year = int(m["a"]), int(m["b"]), int(m["y"])
        first = day_first or m["s"] == "." or a > 12  # with dots it is day.month.year wherever it is used
        day, month = (a, b) if first and b <= 12 else (b, a)
        yield (year + 2000 if year < 70 else year + 1900 if year < 100 else year, month, day), text[: m.start()] + " " + text[m.end() :]
        return
    for word in _WORDS.finditer(text):
        if (named := _MONTH_OF.get(word[0].lower())) and (year_match := _YEAR.search(text)):
            before = _DAY_BEFORE.search(text[: word.start()])
            after = None if before else _DAY_AFTER.match(text[word.end() :])
            if before:
                spans = [(before.start(), word.end())]
            elif after:
                spans = [(word.start(), word.end() + after.end())]
            else:
                continue
            rest = list(text)
            for start, end in [*spans, year_match.span()]:
                rest[start:end] = " " * (end - start)
            yield (int(year_match[1]), named, int((before or after)[1])), "".join(rest)  # type: ignore[index]
            return


def _clock(text: str) -> tuple[int, int, int, str]:
    m = _CLOCK.search(text) or _HOUR.search(text)
    if not m:
        return 0, 0, 0, text
    parts = m.groupdict()
    hour, half = int(parts["h"]), (parts.get("half") or "").lower()
    rest = text[: m.start()] + " " + text[m.end() :]
    if half.startswith("p") or re.search(r"오후|午後|下午|晚上", text):
        hour += 12 if hour < 12 else 0
    elif half.startswith("a") or re.search(r"오전|午前|上午", text):
        hour = 0 if hour == 12 else hour
    return hour, int(parts.get("min") or 0), int(parts.get("s") or 0), rest


def _zone(text: str) -> tuple[tzinfo | None, str]:
    if m := _OFFSET.search(text):
        seconds = int(m[2]) * 3600 + int(m[3] or 0) * 60
        if seconds <= 14 * 3600:
            return timezone(timedelta(seconds=-seconds if m[1] == "-" else seconds)), text[: m.start()] + " " + text[m.end() :]
    for m in _ZONE_NAME.finditer(text):
        if m[0] in _ZONES:
            return timezone(timedelta(seconds=_ZONES[m[0]])), text[: m.start()] + " " + text[m.end() :]
    return None, text


def _by_dateutil(text: str) -> datetime | None:
    """The forms that only dateutil knows. Two defaults tell what was stated: a month or a year alone is no day."""
    if not re.search(r"\d", text):
        return None
    from dateutil import parser as dateutil_parser  # most pages state their dates in a form that is read above

    found = []
    for default in (datetime(2, 1, 1), datetime(3, 2, 2)):  # noqa: DTZ001  naive until the zone is known
        try:
            found.append(dateutil_parser.parse(text, tzinfos=_named_zone, default=default))
        except (ValueError, OverflowError, TypeError, AttributeError, RecursionError):
            return None
    return found[0] if found[0] == found[1] else None


def _named_zone(name: str | None, offset: int | None) -> tzinfo | None:
    if offset is None:
        offset = _ZONES.get((name or "").upper())
    return timezone(timedelta(seconds=offset)) if offset is not None else None


def parse_day(text: str) -> date:
    """A day given as YYYY-MM-DD. Raises ValueError for anything else."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(f"{text!r} is not a day; write it as YYYY-MM-DD")
    return date.fromisoformat(text)
