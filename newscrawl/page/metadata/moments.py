"""When an article was published: the most trusted statement, with the zone and the precision that the page's other statements add."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newscrawl.dates import parse_moment, states_zone
from newscrawl.model import Moment

__all__ = ["Clock", "Statement", "best_moment", "day_in_url", "earliest", "iso_day", "known_zone", "zoned_moments", "zulu_minutes"]

_SLACK: Final = timedelta(days=1)  # a naive time of a site east of us may lie up to 14 hours ahead
_NO_ZONE_APART: Final = timedelta(hours=36)  # from a day's midnight UTC to its last minute in the westernmost zone
_LONGEST: Final = 300  # characters of a line that has a date, its introduction and the reading time in it
_INTRODUCTION = re.compile(
    r"^(?:(?:first|last|originally|date|article|story|zuletzt|publié|mis à jour|publicado|actualizado|pubblicato|veröffentlicht|erstellt|"
    r"stand|published|updated|posted|modified|on|at|by|am|le|el|il|em|den|date:)\s*[:|-]?\s*)+",
    re.IGNORECASE,
)
_READING_TIME = re.compile(r"\s*[|·•・,–—-]?\s*\d+\s*-?\s*(?:min|mins|minutes?|minuten)\b.*$|\s*[|·•・]\s*[^\d]*$", re.IGNORECASE)
_URL_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_URL_NAMED_DAY = re.compile(
    r"/(?P<y>(?:19|20)\d\d)/(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|june|july|august|september|"
    r"october|november|december)/(?P<d>0?[1-9]|[12]\d|3[01])(?=/|$)",
    re.IGNORECASE,
)
# Day and month of either order: which comes first is a guess, unless something else on the page tells.
_AMBIGUOUS = re.compile(r"(?<!\d)(?P<a>0?[1-9]|1[0-2])\s?[/-]\s?(?P<b>0?[1-9]|1[0-2])\s?[/-]\s?(?:19|20)\d\d(?!\d)")
_URL_DAY = re.compile(r"(?:^|[/_-])(?P<y>(?:19|20)\d\d)[/_.-]?(?P<m>0[1-9]|1[0-2])[/_.-]?(?P<d>0[1-9]|[12]\d|3[01])(?=[/_.-]|$|[A-Z])")


@dataclass(frozen=True, slots=True)
class Statement:
    """A date string and the source that made it."""

    source: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How naive times of one page are read: `zone` is the site's, `zoned` what the page's own statements say with an offset. `days` gives
    the days that the page states beyond doubt; a date in digits that can be read in two ways is read as one of them. `zulu`: the minutes
    that it states with a `Z`."""

    zone: str
    day_first: bool
    language: str | None = None
    latest: datetime
    zoned: tuple[datetime, ...] = ()
    zulu: frozenset[datetime] = frozenset()
    days: Callable[[], Collection[date]] = frozenset

    def read(self, text: str) -> Moment | None:
        """A credible moment: not later than the page was fetched."""
        if len(text := text.strip()) > _LONGEST:
            return None
        plain = _READING_TIME.sub("", _INTRODUCTION.sub("", text))
        moment = self._parsed(plain, day_first=self.day_first)
        if (numbers := _AMBIGUOUS.search(plain)) and int(numbers["a"]) != int(numbers["b"]):
            moment = self._likelier(moment, self._parsed(plain, day_first=not self.day_first))
        if moment is None:
            return None
        if moment.precision != "day" and not states_zone(plain):
            moment = self._zoned(plain, moment)
        elif self.zulu and (at := _zoned_moment(plain)) is not None and at.replace(tzinfo=None, second=0, microsecond=0) in self.zulu:
            # 20:57-0400 here and 20:57Z there: whoever writes a `Z` means it. (`+00:00` is what WordPress puts behind local time.)
            moment = Moment(at=at.replace(tzinfo=UTC, microsecond=0), precision=moment.precision)
        return moment if moment.at <= self.latest + _SLACK else None

    def _parsed(self, text: str, *, day_first: bool, zone: str = "") -> Moment | None:
        return parse_moment(text, timezone=zone or self.zone, day_first=day_first, language=self.language)

    def _likelier(self, usual: Moment | None, other: Moment | None) -> Moment | None:
        """The reading that is not to come, and that the page states elsewhere; the language's own where that tells nothing."""
        if usual is None or other is None or other.at > self.latest + _SLACK:
            return usual or other
        if usual.at > self.latest + _SLACK:
            return other
        days = self.days()
        return other if other.at.date() in days and usual.at.date() not in days else usual

    def _zoned(self, text: str, moment: Moment) -> Moment:
        """A time without a zone: the same wall clock as a statement with one, else the site's zone, else the page's only offset."""
        wall = self._parsed(text, day_first=self.day_first, zone="UTC")
        if wall is None:
            return moment
        naive = wall.at.replace(tzinfo=None, second=0)
        for other in self.zoned:
            if other.replace(tzinfo=None, second=0, microsecond=0) == naive:
                return Moment(at=_to_utc(other, wall.at), precision=moment.precision)
            if other.astimezone(UTC).replace(tzinfo=None, second=0, microsecond=0) == naive:
                return wall
        offsets = {other.utcoffset() for other in self.zoned} - {None, timedelta(0)}
        if self.zone == "UTC" and len(offsets) == 1:
            return Moment(at=wall.at - next(o for o in offsets if o is not None), precision=moment.precision)
        return moment


def _to_utc(other: datetime, wall: datetime) -> datetime:
    return wall - (other.utcoffset() or timedelta(0))


def known_zone(name: str) -> str:
    """The zone's name, UTC where this system knows none of that name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"
    return name


def zoned_moments(texts: Iterable[str]) -> tuple[datetime, ...]:
    """The ISO moments among these strings that carry an offset, as they state it."""
    return tuple(at for text in texts if (at := _zoned_moment(text)) is not None)


def zulu_minutes(texts: Iterable[str]) -> frozenset[datetime]:
    """The minutes, as they are written, of the ISO moments that end with a `Z`."""
    moments = zoned_moments(text for text in texts if text.strip().endswith("Z"))
    return frozenset(at.replace(tzinfo=None, second=0, microsecond=0) for at in moments)


def _zoned_moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def best_moment(statements: Iterable[Statement], clock: Clock) -> tuple[str, Moment] | None:
    """The first credible statement. One that gives a day alone takes its time from the next statement about the same day."""
    first: tuple[str, Moment] | None = None
    for statement in statements:
        moment = clock.read(statement.text)
        if moment is None:
            continue
        if first is None:
            first = statement.source, moment
            if moment.precision != "day":
                return first
        elif moment.precision != "day" and _same_day(first[1], moment):
            return statement.source, moment
    return first


def earliest(found: tuple[str, Moment] | None, shown: Sequence[Statement], clock: Clock) -> tuple[str, Moment] | None:
    """The publication that readers are shown, where it is earlier than the stated one: many systems set `datePublished` anew with each
    edition. Only a single day beside the headline counts; several are teasers'."""
    days = {m.at.date(): (s.source, m) for s in shown if (m := clock.read(s.text))}
    if found is None or len(days) != 1:
        return found
    source, moment = next(iter(days.values()))
    return (source, moment) if found[1].at - moment.at > _NO_ZONE_APART else found


def _same_day(day: Moment, moment: Moment) -> bool:
    """Whether a time lies in a day, in whatever zone: midnight UTC to 24 hours later, and 14 hours more on either side."""
    return -timedelta(hours=14) <= moment.at - day.at <= timedelta(hours=38)


def day_in_url(path: str) -> date | None:
    """The day that an address states (`/2026/11/23/`, `/2026/nov/23/`, `20261123`)."""
    if m := _URL_NAMED_DAY.search(path):
        try:
            return date(int(m["y"]), _URL_MONTHS.index(m["m"][:3].lower()) + 1, int(m["d"]))
        except ValueError:
            return None
    if m := _URL_DAY.search(path):
        try:
            return date(int(m["y"]), int(m["m"]), int(m["d"]))
        except ValueError:
            return None
    return None


def iso_day(text: str) -> date | None:
    """The day that begins an ISO 8601 date or moment."""
    try:
        return date.fromisoformat(text.strip()[:10]) if "-" in text[:8] else None
    except ValueError:
        return None
