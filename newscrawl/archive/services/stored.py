"""Captures of a page as bytes, for the ledger: those that are worth trying, until they are."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import UTC, datetime

from newscrawl.archive.cdx import Capture, best_captures
from newscrawl.archive.services.index_walk import url_day
from newscrawl.archive.timestamps import parse_date
from newscrawl.model import Moment

__all__ = ["dump_captures", "in_trying_order", "load_captures", "merge_captures"]

_NAMES = tuple(field.name for field in fields(Capture) if field.name != "at")


def in_trying_order(captures: Iterable[Capture]) -> tuple[Capture, ...]:
    """The best captures first. The date in the address is all that an index says of the publication."""
    found = list(captures)
    dated = url_day(found[0].url) if found else None
    published = Moment(at=datetime(dated[0].year, dated[0].month, dated[0].day, tzinfo=UTC), precision="day") if dated else None
    return best_captures(found, published)


def dump_captures(captures: Iterable[Capture]) -> bytes:
    rows = [{name: value for name, value in asdict(one).items() if name in _NAMES and value not in ("", None)} for one in captures]
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode("utf-8", "replace"), 1)


def load_captures(data: bytes) -> tuple[Capture, ...]:
    """The stored captures. Unreadable data gives no captures, and the index is asked again."""
    try:
        rows = json.loads(zlib.decompress(data))
        return tuple(
            Capture(**{name: row[name] for name in _NAMES if name in row}, at=at) for row in rows if (at := parse_date(row["timestamp"]))
        )
    except (ValueError, KeyError, TypeError, zlib.error):
        return ()


def merge_captures(known: bytes, new: bytes) -> bytes:
    """The best of both: the same page from several crawls."""
    both = {(one.timestamp, one.original): one for one in (*load_captures(known), *load_captures(new))}
    return dump_captures(in_trying_order(both.values()))
