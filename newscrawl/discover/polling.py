"""How often a source is asked: learned from the hours at which a site publishes, and from how often the source brought nothing.

Only for `NEWSCRAWL_POLL=learned`. A source is asked again when half an article can be expected since it was asked last, twice as many after
each time that it brought nothing, and after a day in any case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

__all__ = ["LEARNED_FROM", "Asked", "Poll", "PollNotes", "Rhythm"]

LEARNED_FROM: Final = timedelta(weeks=8)
_ENOUGH: Final = 20  # publications below which nothing is learned
_WORTH: Final = 0.5  # articles to be expected for a first look
_MOST_QUIET: Final = 6  # doublings
_LONGEST: Final = timedelta(hours=23)  # a cron line of once a day is never late
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """When a source was asked last, and how many times in a row it brought nothing."""

    at: datetime
    quiet: int = 0


class PollNotes(Protocol):
    """The memory of earlier looks, by the address of the source."""

    def asked(self, url: str) -> Asked | None: ...
    def note_asked(self, url: str, asked: Asked) -> None: ...


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Articles an hour, by the hour of the week in UTC; None where too few are known."""

    rates: tuple[float, ...] | None = None

    @classmethod
    def of(cls, published: Iterable[datetime], now: datetime) -> Rhythm:
        """The rhythm of what was published in the weeks before `now`."""
        moments = [at for at in published if now - LEARNED_FROM <= at <= now]
        if len(moments) < _ENOUGH:
            return cls()
        weeks = max(1.0, (now - min(moments)) / timedelta(weeks=1))
        hours = Counter(map(_hour_of_week, moments))
        return cls(tuple(hours[hour] / weeks for hour in range(168)))

    def expected(self, since: datetime, now: datetime) -> float:
        """How many articles are to be expected between two moments that are at most a few days apart."""
        assert self.rates is not None
        total, at = 0.0, since
        while at < now:
            until = min(now, at.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + _HOUR)
            total += self.rates[_hour_of_week(at)] * ((until - at) / _HOUR)
            at = until
        return total


def _hour_of_week(at: datetime) -> int:
    utc = at.astimezone(UTC)
    return utc.weekday() * 24 + utc.hour


@dataclass(frozen=True, slots=True)
class Poll:
    """Decides which sources one run asks."""

    rhythm: Rhythm
    notes: PollNotes

    def is_due(self, url: str, now: datetime) -> bool:
        """Whether the source is asked now. Whatever was never asked, or stands in the future, is."""
        last = self.notes.asked(url)
        if self.rhythm.rates is None or last is None or not timedelta() <= now - last.at < _LONGEST:
            return True
        return self.rhythm.expected(last.at, now) >= _WORTH * 2.0 ** min(last.quiet, _MOST_QUIET)

    def note(self, url: str, now: datetime, *, news: bool) -> None:
        """Remembers that a source was asked, and whether it named anything new."""
        last = self.notes.asked(url)
        self.notes.note_asked(url, Asked(now, 0 if news or last is None else last.quiet + 1))
