"""The head of a body: what repeats the record's own fields above the first paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newscrawl.clean.match.index import index_rules
from newscrawl.clean.match.reading import sentence_end
from newscrawl.clean.rule import Context, Rule
from newscrawl.clean.rules import RULES
from newscrawl.model import Block
from newscrawl.text import fold, names

__all__ = ["cut_head"]

_INDEX = index_rules(RULES, "head")
_BY_NAME = {rule.name: rule for rule in RULES}
_BYLINE = _BY_NAME["byline"]
_BETWEEN_NAMES = names("and und et y e i og och en with mit for de da do dos del della di la van von der den zu bin al el")
_SIDES = re.compile(r"[:|]\s|\s[-–—]\s|: ?")
_HOME = re.compile(
    r"\b(?:home|homepage|startseite|accueil|inicio|início|news|nachrichten|actualités|noticias|notícias|notizie|nieuws|главная|новости|ホーム|首页|홈)\b",
    re.IGNORECASE,
)
_LOOK = 12  # blocks; deeper than that no head was seen
_PASSED = 2  # a kicker or a picture's caption may stand between the headline and the byline


def cut_head(blocks: Sequence[Block], context: Context) -> list[tuple[int, Rule]]:
    """Indexes of the blocks to remove from the start, each with its rule. Stops at the first paragraph that is no part of a head."""
    found: list[tuple[int, Rule]] = [(index, _BY_NAME["page-label"]) for index in range(_breadcrumb(blocks, context))]
    passed = 0
    for index, block in list(enumerate(blocks[: _LOOK + len(found)]))[len(found) :]:
        rule = _head_rule(block, context)
        if rule is not None:
            found.append((index, rule))
        elif (len(block.text) <= 120 and passed < _PASSED) or (index == len(found) and _is_standfirst(block.text, context)):
            passed += 1  # a standfirst stays; dates and bylines may stand under it
        else:
            break
    return found


def _is_standfirst(text: str, context: Context) -> bool:
    """Whether a first paragraph is what the page says of itself, too."""
    line = fold(text)
    return len(line) <= 600 and any(line == fold(known) for known in (context.description, context.subtitle) if known)


def _head_rule(block: Block, context: Context) -> Rule | None:
    if block.kind in ("table", "code"):
        return None
    if block.kind != "item" and (rule := _from_context(block.text, context)):
        return rule
    rule = _INDEX.find(block.text, block.kind)
    return None if rule is _BYLINE and not _names_people(block.text) else rule


def _names_people(text: str) -> bool:
    """Whether all words of a byline but the first, up to a comma, are capitalised or stand between names: "By the numbers" is none."""
    words = text.split(",")[0].split()[1:]
    return all(not word[:1].islower() or word.casefold() in _BETWEEN_NAMES for word in words)


def _breadcrumb(blocks: Sequence[Block], context: Context) -> int:
    """How many list items the body begins with that are the path of sections to it.

    Three to six, of five words at most each, one of them a home page, a news section or the article's own section: a list of places
    or people can open an article as well.
    """
    count = next((index for index, block in enumerate(blocks[:8]) if block.kind != "item"), 0)
    short = all(block.text.count(" ") < 5 and not sentence_end(block.text) for block in blocks[:count])
    names = {fold(name) for name in (context.section, context.site_title, *context.tags) if name}
    known = any(_HOME.search(block.text) or fold(block.text) in names for block in blocks[:count])
    return count if 3 <= count <= 6 and short and known else 0


def _from_context(text: str, context: Context) -> Rule | None:
    if len(text) > 600:
        return None
    line = fold(text)
    if not line:
        return None
    if context.title and (_same_headline(line, fold(context.title)) or _is_part(line, context.title)):
        return _BY_NAME["repeated-title"]
    if context.subtitle and line == fold(context.subtitle):
        return _BY_NAME["repeated-standfirst"]
    if context.authors and _is_byline(line, context.authors):
        return _BY_NAME["byline"]
    if line in {fold(label) for label in (context.section, context.site_title, *context.tags) if label}:
        return _BY_NAME["page-label"]
    return None


def _same_headline(line: str, title: str) -> bool:
    """The same words; or one is the other's end, after a kicker ("Premier League …") of at most five words."""
    if line == title:
        return True
    short, long = sorted((line, title), key=len)
    words = short.count(" ") + 1
    return words >= 4 and (long.endswith(" " + short) or long.startswith(short + " ")) and long.count(" ") + 1 - words <= 5


def _is_part(line: str, title: str) -> bool:
    """One side of a colon or a bar: "Veterans' day: Medals for murder" under the kicker "Veterans' day"."""
    parts = _SIDES.split(title)
    return len(parts) > 1 and line.count(" ") >= 1 and line in map(fold, parts)


def _is_byline(line: str, authors: tuple[str, ...]) -> bool:
    """Nothing but the authors' names, "by", "and" and a role of two words or less."""
    if len(line) > 160:
        return False
    names = sorted((fold(author) for author in authors if author), key=len, reverse=True)
    rest = line
    for name in names:
        rest = rest.replace(name, " ")
    return rest != line and len(rest.split()) <= 3
