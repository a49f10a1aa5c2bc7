"""Candidates as bytes, for the ledger's frontier: JSON, so that a person can read them and a later version can."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any, get_args

from ..model import Candidate, Hint, HintSource, Moment

__all__ = ["dump_hints", "load_hints", "merge_hints"]

MAX_HINTS = 12
_TRUST = {source: rank for rank, source in enumerate(get_args(HintSource))}
_TUPLES = frozenset({"authors", "tags"})
_MOMENTS = frozenset({"published", "modified"})
_NAMES = frozenset(field.name for field in fields(Hint))


def merge_hints(known: Iterable[Hint], new: Iterable[Hint]) -> tuple[Hint, ...]:
    """All that sources said, each thing once, the most trusted source first. Of one source, the newest word first."""
    said = list(dict.fromkeys([*new, *known]))
    said.sort(key=lambda hint: _TRUST.get(hint.source, len(_TRUST)))
    return tuple(said[:MAX_HINTS])


def dump_hints(candidate: Candidate, *, bodies: bool = True) -> bytes:
    """The hints and aliases, compressed. Without `bodies` the long texts that feeds carry are left out."""
    hints = candidate.hints if bodies else tuple(replace(hint, content_html=None) for hint in candidate.hints)
    plain = {"hints": [_plain(hint) for hint in hints], "aliases": list(candidate.aliases)}
    return zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"), 1)


def load_hints(url: str, data: bytes | None) -> Candidate:
    """The candidate for an address. What cannot be read (a newer version's, a damaged row) is no hint, never an error: the page itself
    says most of it again."""
    if not data:
        return Candidate(url=url)
    try:
        plain = json.loads(zlib.decompress(data))
        return Candidate(url=url, hints=tuple(map(_hint, plain["hints"])), aliases=tuple(plain["aliases"]))
    except (ValueError, KeyError, TypeError, zlib.error):
        return Candidate(url=url)


def _plain(hint: Hint) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in _NAMES:
        value = getattr(hint, name)
        if isinstance(value, Moment):
            found[name] = [int(value.at.timestamp()), value.precision]
        elif value:
            found[name] = value
    return found


def _hint(plain: Mapping[str, Any]) -> Hint:
    values = {name: value for name, value in plain.items() if name in _NAMES}
    for name in _MOMENTS & values.keys():
        seconds, precision = values[name]
        values[name] = Moment(at=datetime.fromtimestamp(seconds, UTC), precision=precision)
    for name in _TUPLES & values.keys():
        values[name] = tuple(values[name])
    return Hint(**values)
