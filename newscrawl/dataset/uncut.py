"""The article as it stood before cleaning: its kept paragraphs and its removals in their order. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from newscrawl.clean.recurring import RECURRING_RULE

__all__ = ["Cut", "Kept", "cuts_of", "headings_of", "uncut"]

_GLUED = frozenset(("ad-marker", "ad-notice"))  # the rules that cut pieces out of a paragraph that stays


@dataclass(frozen=True, slots=True)
class Kept:
    """A paragraph of the published text."""

    text: str
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """A removal. `at`: its index among the article's edits, by which a verdict names it."""

    at: int
    rule: str
    text: str
    position: int


def uncut(text: str, cuts: Sequence[Cut], headings: frozenset[str] = frozenset()) -> Iterator[Kept | Cut]:
    """Kept paragraphs and removals, in the order of the page.

    Positions count kept and removed blocks alike, and no two whole blocks share one; so each position without a removal is the next kept
    paragraph. Positions of recurring lines count the blocks that the other rules left: those lines are put back first."""
    kept: list[Kept | Cut] = [Kept(paragraph, paragraph in headings) for paragraph in text.split("\n\n")] if text else []
    taught = [cut for cut in cuts if cut.rule == RECURRING_RULE]
    return _woven(list(_woven(kept, taught)), [cut for cut in cuts if cut.rule != RECURRING_RULE])


def _woven(blocks: Sequence[Kept | Cut], cuts: Sequence[Cut]) -> Iterator[Kept | Cut]:
    """Several markers at one position were pieces of a paragraph that stays. Positions beyond the text, as a record of another version may
    have, put their removals at the end."""
    left = iter(blocks)
    position = 0
    for place, here in groupby(sorted(cuts, key=lambda cut: (cut.position, cut.at)), key=lambda cut: cut.position):
        while position < place and (block := next(left, None)) is not None:
            yield block
            position += 1
        pieces = list(here)
        yield from pieces
        glued = len(pieces) > 1 and all(cut.rule in _GLUED for cut in pieces)
        position = place if glued else place + 1
    yield from left


def cuts_of(edits: Any) -> list[Cut]:
    """The removals of an edits line; what is none of ours is left out: anybody may have edited the file."""
    found = []
    for at, edit in enumerate(edits if isinstance(edits, list) else ()):
        if isinstance(edit, dict) and isinstance(position := edit.get("position"), int) and position >= 0:
            found.append(Cut(at, str(edit.get("rule", "")), str(edit.get("text", "")), position))
    return found


def headings_of(record: Mapping[str, Any]) -> frozenset[str]:
    """The paragraphs of the text that are headings."""
    sections = record.get("sections")
    named = [section.get("heading") for section in sections if isinstance(section, dict)] if isinstance(sections, list) else []
    return frozenset(str(heading) for heading in named if heading)
