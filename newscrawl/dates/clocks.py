"""The clock time and the zone in what a written date says beside its day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newscrawl.dates.days import WORD
from newscrawl.dates.names import half_of

__all__ = ["ZONES", "Clock", "find_clock", "find_zone"]

# Zone names that mail, feeds and datelines use, as hours from UTC, or as the place whose clocks they follow in summer and winter.
ZONES: Final[dict[str, float | str]] = {
    "UT": 0, "GMT": 0, "UTC": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "WAT": 1, "MEZ": 1, "CEST": 2, "MESZ": 2,
    "EET": 2, "CAT": 2, "SAST": 2, "EEST": 3, "EAT": 3, "MSK": 3, "МСК": 3, "TRT": 3, "GST": 4, "PKT": 5, "IST": 5.5, "NPT": 5.75,
    "WIB": 7, "ICT": 7, "WITA": 8, "SGT": 8, "HKT": 8, "PHT": 8, "AWST": 8, "JST": 9, "KST": 9, "WIT": 9, "ACST": 9.5, "AEST": 10,
    "AEDT": 11, "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AST": -4, "ADT": -3, "BRT": -3, "ART": -3, "AKST": -9, "AKDT": -8, "HST": -10, "ET": "America/New_York", "CT": "America/Chicago",
    "MT": "America/Denver", "PT": "America/Los_Angeles",
}  # fmt: skip
_CLOCK: Final = re.compile(
    r"(?<![\d+-])(?P<h>\d{1,2})(?:\s?[:h.]\s?|[時시时点]\s?)(?P<min>\d{2}|\d(?=[分분]))(?:[:.分분]\s?(?P<s>\d{2}))?(?:[.,]\d{1,9})?[分분秒초]?\s*"
    r"(?P<half>[ap]\.?\s?m\b\.?)?|"
    r"(?<!\d)(?P<h2>1[0-2]|0?[1-9])\s*(?P<half2>[ap]\.?m\b\.?)|"
    r"(?<!\d)(?P<h3>[01]\d|2[0-3])(?P<min3>[0-5]\d)(?=\s?(?:hrs?|hours|horas|uhr|h|gmt|utc|ist)\b)|"
    r"(?<!\d)(?P<h4>[01]?\d|2[0-3])\s?(?:(?:uhr|h|hrs?|heures|horas)\b|[時시时点])",
    re.IGNORECASE,
)
_OFFSET: Final = re.compile(r"\s{0,3}\(?(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d{2})?(?!\d)", re.IGNORECASE)
_NAME: Final = re.compile(r"(?<![^\W\d_])[A-ZМСК]{1,5}(?![^\W\d_]|/)")
_PLACE: Final = re.compile(r"\b[A-Z][A-Za-z]{2,12}/[A-Z][A-Za-z_]{2,30}(?:/[A-Z][A-Za-z_]{2,30})?")


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time; `second` is None where none is stated. `hour` may be 24: the end of the day."""

    hour: int
    minute: int
    second: int | None
    zone: str
    rest: str

    @property
    def is_midnight(self) -> bool:
        return not (self.hour or self.minute or self.second)


def find_clock(text: str, language: str | None) -> Clock | None:
    """The clock time in a text without its day. `zone` is what follows the time, `rest` all else."""
    m = _CLOCK.search(text)
    if not m:
        return None
    hour, minute = (int(m[name] or 0) for name in (_first(m, "h", "h2", "h3", "h4"), _first(m, "min", "min3")))
    before, after = text[: m.start()], text[m.end() :]
    half = (m["half"] or m["half2"] or "")[:1].lower()
    if not half and (beside := [half_of(word, language) for word in _beside(before, after)]):
        half = next(filter(None, beside), "")[:1]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    second = min(int(m["s"]), 59) if m["s"] else None  # 60 is a leap second
    return Clock(hour=hour, minute=minute, second=second, zone=after, rest=before) if hour * 60 + minute <= 1440 and minute < 60 else None


def _first(m: re.Match[str], *names: str) -> str:
    return next((name for name in names if m[name] is not None), names[0])


def _beside(before: str, after: str) -> list[str]:
    """The one to three words behind a time, and the word before it where it is longer than a letter."""
    words = [m.span() for m in WORD.finditer(after)][:3]
    behind = [after[words[0][0] : end] for _, end in words]
    last = [m[0] for m in WORD.finditer(before)][-1:]
    return behind + [word for word in last if len(word) > 1]


def find_zone(text: str, at: datetime, site_zone: str) -> tuple[tzinfo | None, str]:
    """The zone that stands behind a time, and what is left of the text. A name that the site's own zone has then is the site's."""
    if (m := _OFFSET.match(text)) and (seconds := int(m[2]) * 3600 + int(m[3] or 0) * 60) <= 14 * 3600:
        return timezone(timedelta(seconds=-seconds if m[1] == "-" else seconds)), text[m.end() :]
    if m := _PLACE.search(text):
        try:
            return ZoneInfo(m[0]), text[: m.start()] + text[m.end() :]
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    for m in _NAME.finditer(text):
        if (meant := ZONES.get(m[0])) is not None:
            rest = text[: m.start()] + " " + text[m.end() :]
            if (own := ZoneInfo(site_zone)).tzname(at) == m[0]:
                return own, rest
            return (ZoneInfo(meant) if isinstance(meant, str) else timezone(timedelta(hours=meant))), rest
    return None, text
