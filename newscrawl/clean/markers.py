"""Ad markers: alone on a line, doubled, or glued to a paragraph that stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newscrawl.clean.index import index_rules
from newscrawl.clean.phrases import AD_MARKERS, AD_MARKERS_WEAK, AD_NOTICES
from newscrawl.clean.reading import core, first_token, plain
from newscrawl.clean.rule import Rule
from newscrawl.clean.rules import RULES

__all__ = ["cut_glued", "marker_line"]

_MARKER = next(rule for rule in RULES if rule.name == "ad-marker")
_NOTICE = next(rule for rule in RULES if rule.name == "ad-notice")
_INDEX = index_rules((_MARKER, _NOTICE), "anywhere")
_WEAK = frozenset(map(core, AD_MARKERS_WEAK))
_MAX_LINE = max(_MARKER.max_chars, _NOTICE.max_chars)
_TOKENS = _INDEX.tokens | {first_token(w) for w in _WEAK}


def _any_of(words: tuple[str, ...], shortest: int = 2) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(set(words), key=len, reverse=True) if len(word) >= shortest)


_DASH = r"(?:[-‐‑‒–—―−﹣－*_~=|•·]|&(?:#8211|#8212|#8722|#45|ndash|mdash|minus|#x2013|#x2014);)"
_GAP = r"(?:\s|&(?:nbsp|#160);)*"
_DECORATED = rf"{_DASH}+{_GAP}(?:{_any_of(AD_MARKERS + AD_MARKERS_WEAK)}){_GAP}{_DASH}+"
# Words long enough not to be the beginning of another word, for markers without dashes.
_BARE = "Advertisement|ADVERTISEMENT|ANZEIGE|PUBLICITÉ|PUBLICIDAD|PUBLICIDADE|PUBBLICITÀ|РЕКЛАМА|ADVERTENTIE"
_SENTENCES = _any_of(AD_NOTICES, shortest=26)

_REPEATED = re.compile(
    rf"(?:[\W_]*(?:{_any_of(AD_MARKERS, shortest=3)})(?:\s*\d{{1,2}}(?:/\d{{1,2}})?)?(?![^\W\d_]))+[\W_]*", re.IGNORECASE
)
_AT_START = re.compile(rf"[\s\"'“‘«]{{0,2}}{_DECORATED}{_GAP}(?=\S)", re.IGNORECASE)
_BARE_AT_START = re.compile(
    rf"(?:{_BARE})(?=[A-ZÀ-ÖØ-ÞА-Я][a-zà-öø-ÿа-я])|(?:{_BARE.replace('Advertisement|', '')})\s+(?=[\"“„«]?[A-ZÀ-ÖØ-ÞА-Я][a-zà-öø-ÿа-я])"
)
_NOTICE_AT_START = re.compile(rf"{_DASH}*{_GAP}(?:{_SENTENCES})[\s.:)\]…]*{_DASH}*{_GAP}(?=\S)", re.IGNORECASE)
_AT_END = re.compile(rf"{_GAP}{_DECORATED}[\s\"'”’»]{{0,2}}$", re.IGNORECASE)
_BARE_AT_END = re.compile(rf"(?<=[.!?…\"”»’)])\s*(?:{_BARE})\s*$")
_NOTICE_AT_END = re.compile(rf"(?<=[.!?…\"”»’)])\s*{_DASH}*{_GAP}[(\[]?(?:{_SENTENCES})[\s.)\]…]*$", re.IGNORECASE)
_IN_BETWEEN = re.compile(rf"(?<=[.!?…:;,\"”»’)])\s*{_DECORATED}{_GAP}(?=\S)", re.IGNORECASE)
_NOTICE_LASTS = tuple({notice.split()[-1][-4:].strip(".") for notice in AD_NOTICES})
_DASHES = frozenset("-‐‑‒–—―−﹣－*_~=|•·;")


def marker_line(text: str) -> Rule | None:
    """The rule that takes the whole line, if it is nothing but a marker or a notice."""
    if len(text) > _MAX_LINE or first_token(text) not in _TOKENS:
        return None
    found = _INDEX.find(text)
    if found is not None:
        return found
    line = plain(text)
    if len(text) <= _MARKER.max_chars and (_REPEATED.fullmatch(line) or (core(line) in _WEAK and _decorated(line))):
        return _MARKER
    return None


def cut_glued(text: str) -> tuple[str, tuple[tuple[Rule, str], ...]]:
    """The text without markers glued to its start or end, or standing between two of its sentences; and each piece that was cut.

    A marker between dashes inside a sentence stays: it may be a word of it.
    """
    cuts: list[tuple[Rule, str]] = []
    while True:
        for rule, match in _glued(text):
            rest = f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip()}".strip()
            cuts.append((rule, match[0].strip()))
            text = rest
            break
        else:
            return text, tuple(cuts)


def _glued(text: str) -> Iterator[tuple[Rule, re.Match[str]]]:
    if len(text) < 12:
        return
    first = first_token(text[:40])
    if first in _TOKENS or text[0] in "&":
        if (m := _AT_START.match(text)) and not text[m.end()].islower():
            yield _MARKER, m
        if m := _BARE_AT_START.match(text):
            yield _MARKER, m
        if (m := _NOTICE_AT_START.match(text)) and not text[m.end()].islower():
            yield _NOTICE, m
    last = text[-1]
    if (
        (last in _DASHES or (len(text) > 2 and text[-2] in _DASHES))
        and (m := _AT_END.search(text, max(0, len(text) - 90)))
        and m.start() > 0
    ):
        yield _MARKER, m
    if last.isalpha() and (m := _BARE_AT_END.search(text, max(0, len(text) - 40))):
        yield _MARKER, m
    if text[-12:].rstrip(" .…)]").endswith(_NOTICE_LASTS) and (m := _NOTICE_AT_END.search(text, max(0, len(text) - 120))):
        yield _NOTICE, m
    if ("- " in text or "– " in text or "— " in text or "-&" in text) and (m := _IN_BETWEEN.search(text)) and not text[m.end()].islower():
        yield _MARKER, m


def _decorated(line: str) -> bool:
    return len(line) > 2 and line[0] in "-*_=~|<>[(•·" and line[-1] in "-*_=~|<>])•·"
