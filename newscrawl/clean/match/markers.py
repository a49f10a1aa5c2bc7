"""Ad markers: alone on a line, doubled, or glued to a paragraph that stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from newscrawl.clean.match.ad_notices import ENDS, glued_after, glued_before, is_notice, may_begin
from newscrawl.clean.match.index import index_rules
from newscrawl.clean.match.reading import core, first_token, plain
from newscrawl.clean.rule import Rule
from newscrawl.clean.rules import RULES
from newscrawl.languages import entries

__all__ = ["CAMEL", "LASTS", "MARKERS", "cut_glued", "ends_with_sign", "marker_line", "word_behind_dash"]

_MARKER = next(rule for rule in RULES if rule.name == "ad-marker")
_NOTICE = next(rule for rule in RULES if rule.name == "ad-notice")
_MARKER_WORDS, _LABEL_WORDS = entries("ad-markers"), entries("ad-labels")
MARKERS = index_rules((_MARKER,), "anywhere")
_WEAK = frozenset(map(core, _LABEL_WORDS))
_TOKENS = MARKERS.tokens | {first_token(words) for words in _WEAK}
_MAX_LINE = max(_MARKER.max_chars, _NOTICE.max_chars)


def _any_of(words: Iterable[str], shortest: int = 2) -> str:
    return "|".join(
        re.escape(word).replace(r"\ ", r"\s+")
        for word in sorted(set(words), key=len, reverse=True)
        if len(word) >= (shortest if word < "\u0370" else 2)
    )


# Patterns begin with a character class, so that the search for a place to begin runs in C.
_SIGN = "[-‐‑‒–—―−﹣－*_~=|•·]"
_ENTITY = r"&(?:#8211|#8212|#8722|#45|ndash|mdash|minus|#x2013|#x2014);"
_GAP = r"(?:\s|&(?:nbsp|#160);)*"
_WORDS = rf"{_GAP}(?:{_any_of(_MARKER_WORDS + _LABEL_WORDS)}){_GAP}"
_DECORATED = rf"{_SIGN}{_SIGN}*{_WORDS}{_SIGN}{_SIGN}*"
_DECORATED_BY_ENTITIES = rf"(?:{_SIGN}|{_ENTITY})+{_WORDS}(?:{_SIGN}|{_ENTITY})+"
# Words long enough not to be the beginning of another word, for markers without dashes.
_BARE = "Advertisement|ADVERTISEMENT|ANZEIGE|PUBLICITÉ|PUBLICIDAD|PUBLICIDADE|PUBBLICITÀ|РЕКЛАМА|ADVERTENTIE"
_BARE_UPPER = _BARE.removeprefix("Advertisement|")
_CAPITAL, _SMALL = "[A-ZÀ-ÖØ-ÞА-Я]", "[a-zà-öø-ÿа-я]"

_REPEATED = re.compile(
    rf"(?:[\W_]*(?:{_any_of(map(str.casefold, _MARKER_WORDS), shortest=3)})(?:\s*\d{{1,2}}(?:/\d{{1,2}})?)?(?![^\W\d_]))+[\W_]*"
)
_LABELS_TWICE = re.compile(rf"(?:[\W_]*(?:{_any_of(map(str.casefold, _LABEL_WORDS), shortest=3)})(?![^\W\d_])){{2,}}[\W_]*")
_BESIDE = re.compile(rf"^(?:{_any_of(map(str.casefold, _MARKER_WORDS + _LABEL_WORDS))})[\W_]+")  # a marker before a notice
_EITHER = rf"(?:{_DECORATED}|{_DECORATED_BY_ENTITIES})"
_AT_START = re.compile(rf"[\s\"'“‘«]{{0,2}}{_EITHER}{_GAP}(?=\S)", re.IGNORECASE)
_AT_END = re.compile(rf"{_EITHER}[\s\"'”’»]{{0,2}}$", re.IGNORECASE)
_AFTER_SIGN = re.compile(r"(?:[-‐‑‒–—―−﹣－*_~=|•·]\s?)([^\W\d_]+)")
_WORD_BEHIND = re.compile(r"\s?([^\W\d_]+)")
_BETWEEN = re.compile(rf"\s*{_DECORATED}{_GAP}(?=\S)", re.IGNORECASE)
_ENTITIES = rf"{_ENTITY}{_WORDS}{_ENTITY}"
_WITH_ENTITIES, _BETWEEN_ENTITIES = (re.compile(p, re.IGNORECASE) for p in (_ENTITIES, rf"{_GAP}{_ENTITIES}{_GAP}(?=\S)"))
_GAP_BEFORE = re.compile(rf"{_GAP}$")
_BARE_AT_START = re.compile(rf"(?:{_BARE})(?={_CAPITAL}{_SMALL})|(?:{_BARE_UPPER})\s+(?=[\"“„«]?{_CAPITAL}{_SMALL})")
_BARE_AT_END = re.compile(rf"(?<=[.!?…\"”»’)])\s*(?:{_BARE})\s*$")

_DASHES = frozenset("-‐‑‒–—―−﹣－*_~=|•·;")
# How the last word of a bare marker or a notice ends: the cheap look before the patterns for the end of a line.
LASTS = ENDS | {word[-5:].casefold() for word in _BARE.split("|")}
# "AdvertisementHowever": the first token of a line to which a marker is glued without a space.
CAMEL = tuple(word.casefold() for word in _BARE.split("|"))
_MARKER_ENDS = frozenset(words[-3:].casefold() for words in (*_MARKER_WORDS, *_LABEL_WORDS))
_SIGNS_AND_SPACE = "-‐‑‒–—―−﹣－*_~=|•· \u00a0"
_OPENS = frozenset("\"'“„«‘¿¡([【「『")
_SENTENCE_SIGNS = frozenset('.!?…:;,"”»’)。！？')


def ends_with_sign(text: str) -> bool:
    """Whether a line ends in a dash or the like, after what could be a marker; or in an entity."""
    if text[-1] in _DASHES or text[-2:-1] in _DASHES:
        return text[-1] == ";" or text[-24:].rstrip(_SIGNS_AND_SPACE + "\"'”’»")[-3:].casefold() in _MARKER_ENDS
    return False


def word_behind_dash(text: str) -> bool:
    """Whether a word that can begin a marker stands behind a dash of the line."""
    if "–" not in text and "—" not in text:
        return False
    parts = text.replace("—", "–").split("–")[1:]
    return any((word := _WORD_BEHIND.match(part)) and word[1].casefold() in _TOKENS for part in parts)


def marker_line(text: str, token: str) -> Rule | None:
    """The rule that takes the whole line, if it is nothing but a marker or a notice. `token` is its `first_token`."""
    marked = token in _TOKENS
    if len(text) > _MAX_LINE or not (marked or may_begin(text)):
        return None
    if marked and (found := MARKERS.find(text)):
        return found
    line = core(text)
    if is_notice(line) or (marked and is_notice(_BESIDE.sub("", line))):
        return _NOTICE
    line = plain(text)
    if len(text) > _MARKER.max_chars or not marked:
        return None
    if _REPEATED.fullmatch(line) or _LABELS_TWICE.fullmatch(line) or (core(line) in _WEAK and _decorated(line)):
        return _MARKER
    return None


def cut_glued(text: str, token: str) -> tuple[str, tuple[tuple[Rule, str], ...]]:
    """The text without markers glued to its start or end, or standing between two of its sentences; and each piece that was cut.

    A marker between dashes inside a sentence stays: it may be a word of it. A line of nothing but hundreds of markers is left as it is.
    """
    cuts: list[tuple[Rule, str]] = []
    whole = text
    while found := next(_glued(text, token), None):
        if len(cuts) == _MOST_CUTS:
            return whole, ()
        rule, match = found
        cuts.append((rule, match[0].strip()))
        text = f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip()}".strip()
        token = first_token(text)
    return text, tuple(cuts)


_MOST_CUTS: Final = 100  # markers in one line; each cut copies the rest of it
_ORNAMENT: Final = 200  # characters of signs before a marker; a line of 300,000 signs must not be read from its start for each


_Found = Iterator[tuple[Rule, re.Match[str]]]


def _glued(text: str, token: str) -> _Found:
    if len(text) >= 12:
        if token in _TOKENS or token.startswith(CAMEL) or text[0] == "&" or may_begin(text):
            yield from _at_start(text)
        yield from _at_end(text)
        yield from _between(text)


def _at_start(text: str) -> _Found:
    if (m := _AT_START.match(text)) and not text[m.end()].islower():
        yield _MARKER, m
    if m := _BARE_AT_START.match(text):
        yield _MARKER, m
    if (m := glued_before(text)) and (text[m.end()] in _OPENS or (text[m.end()].isalnum() and not text[m.end()].islower())):
        yield _NOTICE, m


def _at_end(text: str) -> _Found:
    if ends_with_sign(text) and (m := _AT_END.search(text, max(0, len(text) - 90))) and m.start() > 0:
        yield _MARKER, m
    if text[-8:].rstrip(" .…)]")[-5:].casefold() in LASTS:
        if m := _BARE_AT_END.search(text, max(0, len(text) - 40)):
            yield _MARKER, m
        if m := glued_after(text):
            yield _NOTICE, m


def _between(text: str) -> _Found:
    """A marker between signs, after the end of a sentence and before something that can begin one."""
    if "&" in text:
        for marker in _WITH_ENTITIES.finditer(text):
            gap = _GAP_BEFORE.search(text, max(0, marker.start() - _ORNAMENT), marker.start())
            yield from _cut_between(text, gap.start() if gap else marker.start(), _BETWEEN_ENTITIES)
    for sign in _AFTER_SIGN.finditer(text):
        if sign[1].casefold() in _TOKENS:
            before = text[max(0, sign.start() - _ORNAMENT) : sign.start()]
            yield from _cut_between(text, sign.start() - len(before) + len(before.rstrip(_SIGNS_AND_SPACE)), _BETWEEN)


def _cut_between(text: str, start: int, pattern: re.Pattern[str]) -> _Found:
    m = pattern.match(text, start)
    if m and text[start - 1 : start] in _SENTENCE_SIGNS and not text[m.end()].islower():
        yield _MARKER, m


def _decorated(line: str) -> bool:
    return len(line) > 2 and line[0] in "-*_=~|<>[(•·" and line[-1] in "-*_=~|<>])•·"
