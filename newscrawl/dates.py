"""Moments from the strings that feeds, pages and headers use."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from dateutil import parser as dateutil_parser

from newscrawl.model import Moment, Precision

__all__ = ["parse_day", "parse_moment", "utc"]

# Zone names that mail and feeds use; dateutil knows none of them by itself. Offsets in seconds.
_ZONES = {
    name: hours * 3600
    for name, hours in {
        "UT": 0, "GMT": 0, "UTC": 0, "Z": 0, "WET": 0, "BST": 1, "CET": 1, "WAT": 1, "CEST": 2, "EET": 2, "CAT": 2, "SAST": 2, "EEST": 3,
        "EAT": 3, "MSK": 3, "PKT": 5, "WIB": 7, "SGT": 8, "HKT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
        "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AST": -4, "BRT": -3,
    }.items()
}  # fmt: skip
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}(?P<seconds>[:.]\d{2})?|T\d{4}(?P<compact>\d{2})?|\b\d{1,2}\s*[ap]\.?m\b", re.IGNORECASE)
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), timedelta(days=366)


def utc(at: datetime, timezone: str = "UTC") -> datetime:
    """An aware moment in UTC; a naive one is taken for local time in `timezone`."""
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(timezone))).astimezone(UTC)


def parse_moment(value: str | int | float | None, *, timezone: str = "UTC") -> Moment | None:
    """A moment from ISO 8601, RFC 822, a Unix time in seconds or milliseconds, or a common written form; None for anything else, for
    what lies before 1990 or more than a year ahead. A time without a zone is local time in `timezone`; a day alone has precision `day`."""
    text = str(value).strip() if value is not None else ""
    if not text or len(text) > 100:
        return None
    at = _parse(text)
    if at is None:
        return None
    time = _TIME.search(text)
    precision: Precision = "day"
    if time:
        precision = "second" if time["seconds"] or time["compact"] else "minute"
    elif text.isdigit() and len(text) in (10, 13):
        precision = "second"
    try:
        at = at.replace(tzinfo=UTC) if precision == "day" else utc(at, timezone)
    except (OverflowError, ValueError):
        return None
    if precision == "day":
        at = at.replace(hour=0, minute=0, second=0)
    at = at.replace(microsecond=0)
    return Moment(at=at, precision=precision) if _EARLIEST <= at <= datetime.now(UTC) + _LATEST else None


def _parse(text: str) -> datetime | None:
    if text.isdigit() and len(text) in (10, 13):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return parse(text)
        except (ValueError, TypeError, IndexError):
            continue
    try:
        return dateutil_parser.parse(text, tzinfos=_ZONES, default=datetime(1, 1, 1))  # noqa: DTZ001  naive until the zone is known
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None


def parse_day(text: str) -> date:
    """A day given as YYYY-MM-DD. Raises ValueError for anything else."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(f"{text!r} is not a day; write it as YYYY-MM-DD")
    return date.fromisoformat(text)
