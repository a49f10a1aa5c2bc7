"""Sections at the tail that tell of the author or the company: from "About …" to the end of the body."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.clean.rule import Context
from newscrawl.clean.rules import RULES
from newscrawl.model import Block
from newscrawl.text import fold, names

__all__ = ["ABOUT", "about_heading", "is_left_over"]

ABOUT = next(rule for rule in RULES if rule.name == "about-section")

_BLOCKS = 5  # a heading and four paragraphs; longer ones were not seen
_LONGEST_HEADING = 90
_ABOUT_WORDS = names("about über sobre")
_OPENINGS = names("author authors autor auteur media press investor notes note zur zum written posted meet")
# Headings whose first word says too little
_OF_AUTHORS = names(
    "sobre la firma|sobre los autores|sobre los firmantes|à propos de l auteur|à propos de l autrice|à propos des auteurs|sull autore|"
    "sull autrice|l autore|l autrice|l auteur|over de auteur|over de schrijver|om forfatteren|om författaren|om skribenten|o autorze|"
    "o autorce|o autorovi|o autorovi článku|a szerzőről|yazar hakkında|об авторе|про автора|著者紹介|筆者紹介|筆者プロフィール|"
    "作者简介|作者簡介|關於作者|关于作者|عن الكاتب|लेखक के बारे में|tentang penulis",
    between="|",
)
_WHOM = names(
    "the author|the authors|author|authors|me|us|the writer|the writers|the company|den autor|die autorin|die autoren|uns|el autor|"
    "la autora|o autor|a autora",
    between="|",
)
# What a company says of itself: "About Acme" is a section of an article where nothing of this follows.
_OF_ITSELF = names(
    "leading|founded|headquartered|provider|for more information|www.|http|nasdaq|nyse|is a global|is the world|mission|established|"
    "learn more|ist ein führend|gegründet|hauptsitz|führende|leader|fondée|siège|fundada|líder|sede",
    between="|",
)


def about_heading(blocks: Sequence[Block], last: int, context: Context) -> int | None:
    """Where the section begins to which the block `last` belongs; None where that block belongs to the article."""
    for index in range(last, max(-1, last - _BLOCKS), -1):
        block = blocks[index]
        in_one = block.text[:6].casefold() == "about " and ":" in block.text[:70]  # "About Acme: Acme is …"
        if block.kind == "item" or (len(block.text) > _LONGEST_HEADING and not in_one):
            continue
        if _is_opening(block) and _tells(blocks[index : last + 1], context):
            return index
    return None


def is_left_over(block: Block, *, emptied: bool) -> bool:
    """Whether this is the heading of such a section, and what was under it went by rules of its own (`emptied`)."""
    if len(block.text) > _LONGEST_HEADING or not _is_opening(block):
        return False
    if fold(block.text) in _OF_AUTHORS:
        return True
    words = fold(block.text).split()
    return " ".join(words[1:]) in _WHOM or words[0] in _OPENINGS or (emptied and block.kind == "heading")


def _is_opening(block: Block) -> bool:
    return fold(block.text) in _OF_AUTHORS or (ABOUT.pattern is not None and ABOUT.pattern.search(block.text.casefold()) is not None)


def _tells(section: Sequence[Block], context: Context) -> bool:
    """Whether a section tells of its author, or of a company in the words in which companies tell of themselves."""
    if fold(section[0].text) in _OF_AUTHORS:
        return len(section) > 1
    words = fold(section[0].text).split()
    subject = " ".join(words[1:])
    if not subject or words[0] not in _ABOUT_WORDS:
        return len(section) > 1 and bool(words) and words[0] in _OPENINGS
    of_itself = any(word in block.text.casefold() for block in section for word in _OF_ITSELF)
    if len(section) == 1:
        return of_itself
    if subject in _WHOM or subject in {fold(name) for name in (*context.authors, context.site_title or "")}:
        return True
    name = next((word for word in words[1:] if word not in ("the", "our")), "")
    first = fold(section[1].text[:200]).removeprefix("the ").removeprefix("at ")
    return of_itself and bool(name) and first.startswith(name)
