"""Which days a run asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal

from newscrawl.dates import parse_day
from newscrawl.errors import UsageError
from newscrawl.model import Moment

__all__ = ["Window"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days of publication that a run wants, both included, in UTC.

    Nothing given is an incremental run: what is new or changed since the last one. `everything` is a backfill without a first day;
    `until` may still bound it.
    """

    since: date | None = None
    until: date | None = None
    everything: bool = False

    @classmethod
    def parse(cls, since: str | None, until: str | None) -> Window:
        """From `-a since=` and `-a until=`: a day as YYYY-MM-DD, or `all` for since. Raises UsageError for anything else."""
        first = (since or "").strip()
        last = _day("until", until)
        if first.lower() == "all":
            return cls(until=last, everything=True)
        start = _day("since", first)
        if start is None and last is not None:
            return cls(until=last, everything=True)
        if start and last and start > last:
            raise UsageError(f"since={start} lies after until={last}; swap them")
        return cls(since=start, until=last)

    @property
    def kind(self) -> Literal["incremental", "span", "all"]:
        """`incremental`: nothing given. `span`: from a first day on. `all`: from the beginning."""
        if self.everything:
            return "all"
        return "span" if self.since else "incremental"

    @property
    def start(self) -> datetime | None:
        """The first instant of the first day."""
        return datetime.combine(self.since, time.min, UTC) if self.since else None

    @property
    def end(self) -> datetime | None:
        """The last second of the last day."""
        return datetime.combine(self.until, time(23, 59, 59), UTC) if self.until else None

    def contains(self, moment: Moment | None) -> bool | None:
        """Whether a publication moment lies in the window; None where the moment is unknown and the window has a bound."""
        if self.since is None and self.until is None:
            return True
        if moment is None:
            return None
        day = moment.at.date()
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


def _day(name: str, value: str | None) -> date | None:
    text = (value or "").strip()
    if not text:
        return None
    try:
        return parse_day(text)
    except ValueError:
        hint = "YYYY-MM-DD, or all" if name == "since" else "YYYY-MM-DD"
        raise UsageError(f"{name}={text[:40]!r} is not a day; write it as {hint}") from None
