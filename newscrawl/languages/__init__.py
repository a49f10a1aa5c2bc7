"""What people write, language by language: tables that anybody can edit, and their one reader. Standard library only.

A table is a text file `KIND.txt` in this folder. `[de]` opens the section of a language (BCP 47), `[*]` the section of what all languages
share; each further line is one entry. Empty lines and lines that begin with `# ` are comments; the first comment says what the entries
are.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

__all__ = ["LANGUAGES", "any_of", "entries", "table"]

_LANGUAGES = (
    "en de fr es pt it nl sv da nb fi is pl cs sk hu ro bg sr hr sl mk et lv lt ca eu sq uk ru be el tr az kk ka hy ar fa ur he hi bn ta "
    "te mr gu pa ml kn ne si th km lo my vi id ms tl ja zh ko sw yo ha am zu af"
)
LANGUAGES: Final = tuple(_LANGUAGES.split())
"""The languages that tables are kept for. A table may lack some of them: tests/languages holds the list of what is missing."""


_WITHOUT_BORDERS = "ja zh ko th km lo my hi mr ne bn ta te gu pa ml kn si ar fa ur he am"
_DENSE: Final = frozenset(_WITHOUT_BORDERS.split())  # vowel signs are no letters for `re`, particles stick to words


@cache
def table(kind: str) -> Mapping[str, tuple[str, ...]]:
    """The entries of `KIND.txt` by language, in the file's order.

    Raises FileNotFoundError for an unknown kind, and ValueError for an entry that stands in no section.
    """
    path = Path(__file__).with_name(f"{kind}.txt")
    found: dict[str, list[str]] = {}
    section: list[str] | None = None
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        entry = line.strip()
        if not entry or entry.startswith("# "):
            continue
        if entry[0] == "[" and entry[-1] == "]" and (entry[1:-1] == "*" or entry[1:-1] in LANGUAGES):
            section = found.setdefault(entry[1:-1], [])
        elif section is None:
            raise ValueError(f"{path}:{number}: {entry[:40]!r} stands before the first section: write the language above it, like [en]")
        else:
            section.append(entry)
    return MappingProxyType({language: tuple(listed) for language, listed in found.items()})


def entries(kind: str) -> tuple[str, ...]:
    """All entries of a kind, in the file's order."""
    return tuple(entry for listed in table(kind).values() for entry in listed)


def any_of(kind: str) -> str:
    """A regular expression for any entry of a table of patterns, as a word of its own where the language has borders of words."""
    spaced = [entry for language, listed in table(kind).items() if language not in _DENSE for entry in listed]
    dense = [entry for language, listed in table(kind).items() if language in _DENSE for entry in listed]
    parts = ([rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)"] if spaced else []) + dense
    return f"(?:{'|'.join(parts)})"
