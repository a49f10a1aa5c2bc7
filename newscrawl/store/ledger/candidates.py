"""Candidates as bytes, for the ledger's frontier: JSON, so that a person can read them and a later version can."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import replace

from newscrawl.model import KINDS, Candidate, Hint, as_record, from_record

__all__ = ["dump_hints", "load_hints", "merge_hints"]

MAX_HINTS = 12
_TRUST = {source: rank for rank, source in enumerate(KINDS)}


def merge_hints(known: Iterable[Hint], new: Iterable[Hint]) -> tuple[Hint, ...]:
    """At most 12 hints of all sources, without repeats, the most trusted source first. The hints of one source are ordered newest first."""
    said = list(dict.fromkeys([*new, *known]))
    said.sort(key=lambda hint: _TRUST.get(hint.source, len(_TRUST)))
    return tuple(said[:MAX_HINTS])


def dump_hints(candidate: Candidate, *, bodies: bool = True) -> bytes:
    """The hints and aliases, compressed. Without `bodies` the long texts that feeds carry are left out."""
    hints = candidate.hints if bodies else tuple(replace(hint, content_html=None) for hint in candidate.hints)
    said = [{name: value for name, value in hint.items() if value} for hint in as_record(hints)]
    plain = {"hints": said, "aliases": list(candidate.aliases)}
    return zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"), 1)


def load_hints(url: str, data: bytes | None) -> Candidate:
    """The candidate for an address. What cannot be read (a newer version's, a damaged row) is no hint, never an error: the page itself
    says most of it again."""
    if not data:
        return Candidate(url=url)
    try:
        return from_record(Candidate, {**json.loads(zlib.decompress(data)), "url": url})
    except (ValueError, TypeError, zlib.error):
        return Candidate(url=url)
