"""Which sites a command is for: by country, language, topic and evidence, by a list of names, by a share of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

from newscrawl.catalogue.entry import EVIDENCE, Entry
from newscrawl.errors import UsageError

__all__ = ["FIELDS", "Shard", "Where", "names_in"]

FIELDS: Final = ("country", "language", "topic", "evidence", "name")
_MOST_NAMES = 1_000_000


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions on an entry, all of which hold. One condition is a field and the values that it may have."""

    conditions: tuple[tuple[str, frozenset[str]], ...] = ()

    @classmethod
    def parse(cls, given: Iterable[str]) -> Where:
        """`country=NG,KE` and the like. Raises UsageError for a field that entries do not have."""
        return cls(tuple(_condition(one) for one in given))

    def holds(self, entry: Entry) -> bool:
        return all(_matches(entry, field, wanted) for field, wanted in self.conditions)


def _condition(given: str) -> tuple[str, frozenset[str]]:
    field, _, values = given.partition("=")
    field = field.strip().lower()
    wanted = frozenset(value.strip().casefold() for value in values.split(",") if value.strip())
    if field not in FIELDS or not wanted:
        raise UsageError(
            f"where {given[:100]!r} says nothing; write one of {', '.join(f'{name}=…' for name in FIELDS)}, like country=NG,KE"
        )
    if field == "evidence" and wanted - set(EVIDENCE):
        raise UsageError(f"evidence is one of {', '.join(map(repr, EVIDENCE))}, not {given.partition('=')[2]!r}")
    return field, wanted


def _matches(entry: Entry, field: str, wanted: frozenset[str]) -> bool:
    if field == "topic":
        return all(_words(word) in _words(_said(entry)) for word in wanted)
    if field == "language":
        language = (entry.site.language or "").casefold()
        return any(language == one or language.startswith(f"{one}-") for one in wanted)
    stated = {"country": entry.country, "evidence": entry.evidence, "name": entry.name}[field]
    return (stated or "").casefold() in wanted


def _said(entry: Entry) -> str:
    return " ".join([entry.name, entry.site.title, entry.site.home, entry.note or "", *entry.topics])


def _words(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


@dataclass(frozen=True, slots=True)
class Shard:
    """The share `index` of `of`, from 1. A site's share follows from its name alone: by rendezvous hashing, a further machine takes its
    part from all others and moves no site between those."""

    index: int
    of: int

    @classmethod
    def parse(cls, given: str) -> Shard:
        """`3/16`. Raises UsageError."""
        found = re.fullmatch(r"\s*(\d{1,4})\s*/\s*(\d{1,4})\s*", given)
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            raise UsageError(f"shard {given[:40]!r} is no share; write 3/16 for the third of sixteen")
        return cls(int(found[1]), int(found[2]))

    def holds(self, name: str) -> bool:
        return max(range(1, self.of + 1), key=lambda index: _weight(name, index)) == self.index


def _weight(name: str, index: int) -> bytes:
    return blake2b(f"{index}\0{name}".encode(), digest_size=16).digest()


def names_in(path: Path) -> list[str]:
    """The names in a file, one a line; empty lines and what follows a `#` are left out. Raises UsageError."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read: {getattr(error, 'strerror', None) or error}; it holds names of sites, one a line"
        ) from None
    names = [name for line in lines[:_MOST_NAMES] if (name := line.partition("#")[0].strip())]
    if not names:
        raise UsageError(f"{path} names no site; write one name a line")
    return list(dict.fromkeys(names))
