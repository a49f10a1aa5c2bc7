"""The tail of a body: cut from the end upward, until the first paragraph that belongs to the article."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.clean.index import index_rules
from newscrawl.clean.reading import title_like
from newscrawl.clean.rule import Context, Rule
from newscrawl.clean.rules import RULES
from newscrawl.model import Block
from newscrawl.text import fold

__all__ = ["cut_tail"]

_INDEX = index_rules([rule for rule in RULES if rule.name != "about-section"], "tail", "line")
_LIST_HEADINGS = index_rules([rule for rule in RULES if rule.takes_titles], "tail")
_ABOUT = next(rule for rule in RULES if rule.name == "about-section")
_BIO = next(rule for rule in RULES if rule.name == "author-bio")
_TAGS = next(rule for rule in RULES if rule.name == "tag-list")
_TITLES = 30  # the longest list of titles that was seen under one heading is 24
_ABOUT_BLOCKS = 5
_ABOUT_FIRST_WORDS = (
    "leading|founded|headquartered|provider|for more information|www.|http|nasdaq|nyse|is a global|is the world|mission|established|"
    "learn more|ist ein führend|gegründet|hauptsitz|führende|leader|fondée|siège|fundada|líder|sede"
).split("|")


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
        elif _about_left_over(block, index, found, context):
            found.append((index, _ABOUT))
        elif rule is not None or (title_like(block.text) and block.kind not in ("quote", "table", "code")):
            if len(waiting) >= _TITLES:
                break
            waiting.append((index, rule))
        else:
            above = _about_heading(blocks, index, context)
            if above is None or waiting:
                break
            found += [(at, _ABOUT) for at in range(above, index + 1)]
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
    return not rest or rest[0] in _BIO_WORDS


_BIO_WORDS = frozenset(
    "is was has makes previously also writes covers reports joined studied lives works holds leads edits contributes specializes specialises started began serves teaches "
    "ist hat schreibt arbeitet berichtet studierte est écrit couvre es escribe cubre é escreve è scrive".split()
)


def _about_left_over(block: Block, index: int, found: Sequence[tuple[int, Rule]], context: Context) -> bool:
    """Whether this is an "About …" heading under which everything went by rules of its own."""
    below = {at for at, _ in found}
    pattern = _ABOUT.pattern
    if len(block.text) > 90 or pattern is None or not pattern.search(block.text.casefold()):
        return False
    words = fold(block.text).split()
    return " ".join(words[1:]) in _WHOM or (index + 1 in below and block.kind == "heading") or words[0] in _SECTION_OPENINGS


def _about_heading(blocks: Sequence[Block], last: int, context: Context) -> int | None:
    """Where the "About …" begins to which the block `last` belongs; None where it belongs to the article."""
    for index in range(last, max(-1, last - _ABOUT_BLOCKS), -1):
        block = blocks[index]
        if block.kind == "item" or len(block.text) > 90 and not (block.text[:6].casefold() == "about " and ":" in block.text[:70]):
            continue
        line = fold(block.text)
        if (
            _ABOUT.pattern is not None
            and _ABOUT.pattern.search(block.text.casefold())
            and _is_about(line, blocks[index : last + 1], context)
        ):
            return index
    return None


def _is_about(line: str, section: Sequence[Block], context: Context) -> bool:
    words = line.split()
    if not words:
        return False
    subject = " ".join(words[1:])
    if words[0] not in _ABOUT_OPENINGS or not subject:
        return len(section) > 1 and words[0] in _SECTION_OPENINGS
    if len(section) == 1:
        return any(word in section[0].text.casefold() for word in _ABOUT_FIRST_WORDS)
    if subject in _WHOM or subject in {fold(name) for name in (*context.authors, context.site_title or "")}:
        return True
    name = next((word for word in words[1:] if word not in ("the", "our")), "")
    first = fold(section[1].text[:200]).removeprefix("the ").removeprefix("at ")
    named = bool(name) and first.startswith(name)
    return named and any(word in block.text.casefold() for block in section[1:] for word in _ABOUT_FIRST_WORDS)


_ABOUT_OPENINGS = frozenset({"about", "über", "sobre"})
_SECTION_OPENINGS = frozenset(
    {
        "author",
        "authors",
        "autor",
        "auteur",
        "media",
        "press",
        "investor",
        "notes",
        "note",
        "zur",
        "zum",
        "written",
        "posted",
        "article",
        "meet",
    }
)
_WHOM = frozenset(
    {
        "the author",
        "the authors",
        "author",
        "authors",
        "me",
        "us",
        "the writer",
        "the writers",
        "the company",
        "den autor",
        "die autorin",
        "die autoren",
        "uns",
        "el autor",
        "la autora",
        "o autor",
        "a autora",
    }
)
