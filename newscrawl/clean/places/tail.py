"""The tail of a body: cut from the end upward, until the first paragraph that belongs to the article."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.clean.match.index import index_rules
from newscrawl.clean.match.reading import title_like
from newscrawl.clean.places.about import ABOUT, about_heading, is_left_over
from newscrawl.clean.rule import Context, Rule
from newscrawl.clean.rules import RULES
from newscrawl.model import Block
from newscrawl.text import fold, names

__all__ = ["cut_tail"]

_INDEX = index_rules([rule for rule in RULES if rule is not ABOUT], "tail")  # what rules for single lines take is gone before
_LIST_HEADINGS = index_rules([rule for rule in RULES if rule.takes_titles], "tail")
_BIO = next(rule for rule in RULES if rule.name == "author-bio")
_TAGS = next(rule for rule in RULES if rule.name == "tag-list")
# What follows an author's name in a sentence about the author.
_BIO_WORDS = names(
    "is was has makes previously also writes covers reports joined studied lives works holds leads edits contributes specializes "
    "specialises started began serves teaches ist hat schreibt arbeitet berichtet studierte est écrit couvre es escribe cubre é "
    "escreve è scrive"
)
_TITLES = 30  # the longest list of titles that was seen under one heading is 24


def cut_tail(blocks: Sequence[Block], context: Context) -> list[tuple[int, Rule]]:
    """Indexes of the blocks to remove, each with its rule."""
    names = tuple(fold(author) for author in context.authors if " " in author.strip())
    tags = frozenset(fold(tag) for tag in (*context.tags, context.section or "") if tag)
    found: list[tuple[int, Rule]] = []
    waiting: list[tuple[int, Rule | None]] = []  # lines that go only if a heading above them explains them
    index = len(blocks) - 1
    while index >= 0:
        block = blocks[index]
        rule = None if block.kind in ("table", "code") else _tail_rule(block, names, tags, bool(waiting))
        if rule is not None and rule.takes_titles:
            found += [(at, why or rule) for at, why in waiting] + [(index, rule)]
            waiting = []
        elif rule is not None and not waiting:
            found.append((index, rule))
        elif found and found[-1] == (index + 1, _BIO) and fold(block.text) in names:
            found.append((index, _BIO))
        elif is_left_over(block, emptied=bool(found) and found[-1][0] == index + 1):
            found.append((index, ABOUT))
        elif rule is not None or (title_like(block.text) and block.kind not in ("quote", "table", "code")):
            if len(waiting) >= _TITLES:
                break
            waiting.append((index, rule))
        else:
            above = about_heading(blocks, index, context)
            if above is None or waiting:
                break
            found += [(at, ABOUT) for at in range(above, index + 1)]
            index = above
        index -= 1
    return found


def _tail_rule(block: Block, names: tuple[str, ...], tags: frozenset[str], below_titles: bool) -> Rule | None:
    if below_titles and title_like(block.text):  # only a heading of a list can still take it
        return _LIST_HEADINGS.find(block.text, block.kind)
    rule = _INDEX.find(block.text, block.kind)
    if rule is not None and (rule is not _BIO or _names_a_person(block.text)):
        return rule
    if names and len(block.text) <= _BIO.max_chars:
        line = fold(block.text[:200])
        if line.startswith(names) and _speaks_of(line, names):
            return _BIO
    if tags and len(block.text) <= _TAGS.max_chars and all(fold(tag) in tags for tag in block.text.split(",")):
        return _TAGS
    return None


def _names_a_person(text: str) -> bool:
    """Whether a line begins with two capitalised words, or with a pronoun. Scripts without capitals pass."""
    first, _, rest = text.lstrip("—–-(*[ ").removeprefix("By ").partition(" ")
    return not (first[:1].islower() or rest[:1].islower()) or first in ("He", "She", "They", "Views", "Opinions", "Follow")


def _speaks_of(line: str, names: tuple[str, ...]) -> bool:
    """Whether a line that begins with an author's name is about the author."""
    rest = next(line[len(name) :].split() for name in names if line.startswith(name))
    return bool(rest) and rest[0] in _BIO_WORDS
