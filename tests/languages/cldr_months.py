"""Makes newscrawl/languages/months.tsv from Unicode's CLDR, as PyPI's `babel` ships it: python -m tests.languages.cldr_months"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel import Locale, __version__, localedata

FILE = Path(__file__).parents[2] / "newscrawl" / "languages" / "months.tsv"
_OLD_SCRIPTS = ("Dsrt", "Shaw", "Mong")
_OWN_NAME = re.compile(r"[^\d\s].*[^\d\s.]|\S")


def lines() -> Iterator[str]:
    """The file, line by line."""
    locales = [_locale(name) for name in sorted(localedata.locale_identifiers()) if name != "root"]
    locales = [locale for locale in locales if locale.script not in _OLD_SCRIPTS]
    yield f"# Made by tests/languages/cldr_months.py from babel {__version__} (Unicode CLDR). What CLDR lacks: months-more.tsv."
    yield "# 3/4/2026: `month-first` and `year-first` name the languages that write so, and the regions that differ from their language."
    orders = {_tag(locale): _order(locale) for locale in locales}
    base = {tag: orders[tag] for tag in orders if "-" not in tag}
    for order in ("month-first", "year-first", "day-first"):
        usual = {tag for tag, its in base.items() if its == order} if order != "day-first" else set()
        odd = {tag for tag, its in orders.items() if its == order and base.get(tag.split("-")[0]) != order and tag not in base}
        yield "\t".join([order, " ".join(sorted(usual | odd))])
    yield "# Language, names of the morning, of the afternoon, of the twelve months: `,` between names of one, `|` between months."
    names: dict[str, list[dict[str, None]]] = defaultdict(lambda: [{} for _ in range(14)])
    for locale in sorted(locales, key=lambda locale: len(_tag(locale))):
        found = names[locale.language]
        for number, name in _names(locale):
            found[number].setdefault(name)
    for language, found in sorted(names.items()):
        months = [",".join(_distinct(found, number)) for number in range(1, 13)]
        if sum(map(bool, months)) >= 10:
            halves = [",".join(found[number]) for number in (0, 13)]
            yield "\t".join([language, *halves, "|".join(months)])


def _locale(name: str) -> Locale:
    localedata._cache.clear()  # babel 2.18: what one locale merges into the shared root shows up in the next one
    locale = Locale.parse(name)
    assert locale.months  # reads the data now
    return locale


def _tag(locale: Locale) -> str:
    return "-".join(filter(None, (locale.language, locale.script, locale.territory)))


def _order(locale: Locale) -> str:
    letters = [letter for letter in re.sub(r"'[^']*'", "", locale.date_formats["short"].pattern) if letter in "dMLy"]
    return {"y": "year-first", "M": "month-first", "L": "month-first"}.get(letters[0], "day-first")


def _names(locale: Locale) -> Iterator[tuple[int, str]]:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                if _OWN_NAME.fullmatch(name := _plain(name)) and not any(c.isdecimal() for c in name):
                    yield number, name
            halves = locale.day_periods.get(context, {}).get(width, {})
            for half, number in (("am", 0), ("pm", 13)):
                if (name := _plain(halves.get(half, ""))) and name not in ("am", "pm", "a.m", "p.m"):
                    yield number, name


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name.replace("\u200e", "").replace("\u200f", "")).casefold().replace("\u0307", "").strip(" .")


def _distinct(found: list[dict[str, None]], number: int) -> list[str]:
    """The names of a month that no other month of the language has."""
    others = {name for at, names in enumerate(found) if at not in (0, number, 13) for name in names}
    return [name for name in found[number] if name not in others]


if __name__ == "__main__":
    FILE.write_text("".join(f"{line}\n" for line in lines()), "utf-8")
