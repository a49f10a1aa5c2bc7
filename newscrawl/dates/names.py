"""Names of months and of the halves of a day, in all languages of CLDR, and which number of a date comes first there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from newscrawl.languages import LANGUAGES

__all__ = ["Month", "fold_name", "half_of", "month_of", "month_pattern", "order_of", "rows", "years_of_crescents"]

Order = Literal["day-first", "month-first", "year-first"]


class Month(NamedTuple):
    calendar: str
    number: int


_GREGORIAN: Final = "gregorian"
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")  # of mail in all languages; `sat` is September in Hausa
_ALIASES: Final = {"no": "nb", "tl": "fil", "iw": "he", "in": "id", "sh": "sr", "mo": "ro"}
# Accents, points of Hebrew and Arabic, nuktas, signs of abbreviation: writers leave them out.
_LEFT_OUT: Final = re.compile("[\u0300-\u036f\u0591-\u05c7\u05f3\u05f4\u064b-\u0655\u0670\u093c\u0970\u09bc\u0a3c\u200b-\u200f.'\"’ʼʻ]")
_SAME_LETTER: Final = str.maketrans({"ı": "i", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ہ": "ه", "ۀ": "ه"})
_AFFIXES: Final = re.compile("^(?:เดือน|ເດືອນ|ខែ|ב-?)|လ$")  # "month" written onto the name; Hebrew's "in"


def fold_name(name: str) -> str:
    """What two spellings of a name share: no case, no accents, one form for letters that keyboards mix up."""
    if name.isascii():
        return name.lower().replace(".", "").replace("'", "")
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKD", name.casefold())).translate(_SAME_LETTER)


def rows(file: str) -> Iterator[list[str]]:
    """The lines of a table in newscrawl/languages, cut at its tabs, without comments."""
    for line in (files("newscrawl.languages") / file).read_text("utf-8").split("\n"):
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def _months() -> MappingProxyType[str, dict[str, Month]]:
    """By language: the month that each name means. `''` holds what a page without a language can only mean: the names of the languages
    that newscrawl keeps tables for, where two of them disagree the more widely read one's."""
    found: dict[str, dict[str, Month]] = {}
    for row in (*rows("months.tsv"), *rows("months-more.tsv")):
        if len(row) == 4:
            _add(found.setdefault(row[0], {}), _GREGORIAN, row[3])
    for calendar, language, months in (row for row in rows("calendars.tsv") if row[0] != "umm-al-qura"):
        _add(found.setdefault(language, {}), calendar, months)
    found[""] = {}
    for language in (*LANGUAGES, "fil", "prs", "ps", "ckb"):
        for name, month in found.get(language, {}).items():
            if len(name) > 2 and name not in _WEEKDAYS:
                found[""].setdefault(name, month)
    return MappingProxyType(found)


def _add(to: dict[str, Month], calendar: str, months: str) -> None:
    for number, names in enumerate(months.split("|"), 1):
        for name in filter(None, names.split(",")):
            to.setdefault(fold_name(name), Month(calendar, number))


def month_of(name: str, language: str | None) -> Month | None:
    """The month that a word or a few words name; None for what is none. A declared language is asked before all others."""
    folded = fold_name(name)
    bare = _AFFIXES.sub("", folded) if not folded.isascii() else folded
    own = _months().get(_primary(language), {})
    return own.get(folded) or own.get(bare) or _months()[""].get(folded) or _months()[""].get(bare)


def month_pattern() -> str:
    """An expression, in lower case, for words that begin with the first three letters of a month's name in the languages that newscrawl
    keeps tables for. All names in full would take ten times as long to compile, and the line around a month says the rest."""
    stems: dict[str, dict[str, set[str]]] = {}
    for language, *_, months in (row for row in (*rows("months.tsv"), *rows("months-more.tsv")) if len(row) == 4):
        for name in re.split(r"[|,]", months) if language in LANGUAGES else ():
            if len(name) > 2:
                stems.setdefault(name[0], {}).setdefault(name[1], set()).add(name[2])
    seconds = {
        first: "|".join(f"{re.escape(second)}[{''.join(map(re.escape, sorted(thirds)))}]" for second, thirds in sorted(rest.items()))
        for first, rest in stems.items()
    }
    return "(?:(?:" + "|".join(f"{re.escape(first)}(?:{rest})" for first, rest in sorted(seconds.items())) + r")[^\s\d,.]*)"


@cache
def _halves() -> MappingProxyType[str, Literal["am", "pm"]]:
    found: dict[str, Literal["am", "pm"]] = dict.fromkeys(map(fold_name, ("am", "오전", "午前", "上午", "凌晨", "早上")), "am")
    found |= dict.fromkeys(map(fold_name, ("pm", "오후", "午後", "下午", "晚上")), "pm")
    for row in (*rows("months.tsv"), *rows("months-more.tsv")):
        if len(row) == 4:
            found |= {f"{row[0]} {fold_name(name)}": "am" for name in row[1].split(",") if name}
            found |= {f"{row[0]} {fold_name(name)}": "pm" for name in row[2].split(",") if name}
    return MappingProxyType(found)


def half_of(name: str, language: str | None) -> Literal["am", "pm"] | None:
    """Whether a word beside a clock time says before or after noon."""
    folded = fold_name(name)
    return _halves().get(folded) or _halves().get(f"{_primary(language)} {folded}")


@cache
def _orders() -> MappingProxyType[str, Order]:
    found: dict[str, Order] = {}
    lists = {row[0]: row[1].split() for row in rows("months.tsv") if len(row) == 2}
    orders: tuple[Order, ...] = ("month-first", "year-first", "day-first")
    for order in orders:
        found |= dict.fromkeys(lists[order], order)
    return MappingProxyType(found)


def order_of(language: str | None) -> Order:
    """Which number of a short date comes first where a language tag is at home (CLDR); day-first where nothing is known."""
    parts = (language or "").split("-")
    for tag in ("-".join(parts), "-".join((parts[0], parts[-1])), _primary(language)):
        if tag in _orders():
            return _orders()[tag]
    return "day-first"


def _primary(language: str | None) -> str:
    first = (language or "").split("-", 1)[0].lower()
    return _ALIASES.get(first, first)


@cache
def years_of_crescents() -> MappingProxyType[int, tuple[int, ...]]:
    """Umm al-Qura: by Hijri year, the Gregorian ordinal of the first day of each month."""
    first, start, lengths = next(row[1:] for row in rows("calendars.tsv") if row[0] == "umm-al-qura")
    at, found = int(start), {}
    for year, bits in enumerate(lengths.split(), int(first)):
        starts = []
        for long in f"{int(bits, 16):012b}":
            starts.append(at)
            at += 29 + int(long)
        found[year] = (*starts, at)
    return MappingProxyType(found)
