"""When an article was published: the most trusted statement, with the zone and the precision that the page's other statements add."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newscrawl.dates import parse_moment, states_zone
from newscrawl.model import Moment

__all__ = ["Clock", "Statement", "best_moment", "day_in_url", "earliest", "known_zone", "zoned_moments"]

_SLACK: Final = timedelta(days=1)  # a naive time of a site east of us may lie up to 14 hours ahead
_INTRODUCTION = re.compile(
    r"^(?:(?:first|last|originally|date|article|story|zuletzt|publié|mis à jour|publicado|actualizado|pubblicato|veröffentlicht|erstellt|"
    r"stand|published|updated|posted|modified|on|at|by|am|le|el|il|em|den|date:)\s*[:|-]?\s*)+",
    re.IGNORECASE,
)
_READING_TIME = re.compile(r"\s*[|·•・,–—-]?\s*\d+\s*-?\s*(?:min|mins|minutes?|minuten)\b.*$|\s*[|·•・]\s*[^\d]*$", re.IGNORECASE)
_URL_DAY = re.compile(r"(?:^|[/_-])(?P<y>(?:19|20)\d\d)[/_.-]?(?P<m>0[1-9]|1[0-2])[/_.-]?(?P<d>0[1-9]|[12]\d|3[01])(?=[/_.-]|$|[A-Z])")


@dataclass(frozen=True, slots=True)
class Statement:
    """A date string and the source that made it."""

    source: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How naive times of one page are read: `zone` is the site's, `offsets` those that the page's own statements carry."""

    zone: str
    day_first: bool
    latest: datetime
    zoned: tuple[datetime, ...] = ()

    def read(self, text: str) -> Moment | None:
        """A credible moment: not later than the page was fetched."""
        plain = _READING_TIME.sub("", _INTRODUCTION.sub("", text.strip()))
        moment = parse_moment(plain, timezone=self.zone, day_first=self.day_first)
        if moment is None:
            return None
        if moment.precision != "day" and not states_zone(plain):
            moment = self._zoned(plain, moment)
        return moment if moment.at <= self.latest + _SLACK else None

    def _zoned(self, text: str, moment: Moment) -> Moment:
        """A time without a zone: the same wall clock as a statement with one, else the site's zone, else the page's only offset."""
        wall = parse_moment(text, timezone="UTC", day_first=self.day_first)
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
    found = []
    for text in texts:
        try:
            at = datetime.fromisoformat(text.strip())
        except ValueError:
            continue
        if at.tzinfo is not None:
            found.append(at)
    return tuple(found)


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
    return (source, moment) if found[1].at - moment.at > timedelta(days=2) else found


def _same_day(day: Moment, moment: Moment) -> bool:
    """Whether a time lies in a day, in whatever zone: midnight UTC to 24 hours later, and 14 hours more on either side."""
    return -timedelta(hours=14) <= moment.at - day.at <= timedelta(hours=38)


def day_in_url(path: str) -> date | None:
    """The day that an address states (`/2026/11/23/`, `20261123`)."""
    if m := _URL_DAY.search(path):
        try:
            return date(int(m["y"]), int(m["m"]), int(m["d"]))
        except ValueError:
            return None
    return None
