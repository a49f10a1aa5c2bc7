"""Dates that readers are shown: which are the last change's by their label, and which of several belong to the headline."""

from __future__ import annotations

import re
import unicodedata
from itertools import chain, islice
from typing import Final

from lxml.html import HtmlElement

from newscrawl.languages import entries
from newscrawl.page.document.lines import element_text, label_before
from newscrawl.text import MARKS

__all__ = [
    "Shown",
    "dateline_of",
    "dates_beside",
    "is_another_date",
    "is_date_line",
    "labelled_changed",
    "labelled_published",
    "names_beside",
    "says_changed",
    "says_published",
]

Shown = tuple[int, str]
"""How many elements lie between a date and the headline, and its text."""


def _labels(kind: str) -> re.Pattern[str]:
    """What begins like a label of this kind; such words may stand before it."""
    beginnings = sorted(map(re.escape, entries(kind)), key=len, reverse=True)
    return re.compile(
        rf"\W*(?:(?:first|last|originally|date|page|article|content|story|zuletzt|zuerst|letzte)\s+)*(?:{'|'.join(beginnings)})",
        re.IGNORECASE,
    )


_CHANGED = _labels("changed-labels")
_PUBLISHED = _labels("published-labels")
_OTHER = _labels("other-date-labels")
# A line that is nothing but a date: a year, at most 60 characters, few words beside it.
_DATE_LINE = re.compile(rf"[\w{MARKS}.,:;|/\\\s·•–—・،()（）’'ʼ׳״\"-]{{6,60}}")
_YEAR = re.compile(r"(?<!\d)(?:19|20|2[45]|1[34])\d\d(?!\d)|\d\s?[年년]|(?<!\d)[0-3]\d[./][01]\d[./]\d\d(?!\d)")
_DIGIT = re.compile(r"\d")
_SET_APART = re.compile(r"\s+[–—|-]{1,2}\s|\s*[|—]\s*|\)[.:]?\s|:\s")
_MAX_DATELINE: Final = 90
_SPREAD: Final = 40  # elements: what lies that much farther off than the nearest date is a teaser's
_MAX_BESIDE_DATE: Final = 15  # characters of a link around a date that say more than the date: another article's


def _states_year(text: str) -> bool:
    plain = text if text.isascii() else "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return _YEAR.search(plain) is not None


def is_date_line(text: str) -> bool:
    return (
        6 <= len(text) <= 60
        and _DIGIT.search(text) is not None
        and not text.endswith(":")
        and 2 <= len(re.findall(r"\d+", text)) <= 7
        and _DATE_LINE.fullmatch(text) is not None
        and _states_year(text)
    )


def dateline_of(paragraph: HtmlElement) -> str:
    """The date line that a dash, bar or colon sets apart at the beginning of a paragraph: "BERLIN, 3 May 2024 – The …"; '' without one."""
    beginning = "".join(islice(paragraph.itertext(), 6))[:_MAX_DATELINE].strip()
    set_apart = _SET_APART.search(beginning)
    return line if set_apart and is_date_line(line := beginning[: set_apart.start()].strip()) else ""


def is_another_date(element: HtmlElement, text: str) -> bool:
    """Whether a date is not the article's: its label says so ("Release date: 3 May 2024"), or it stands in a link that holds more than
    the date, another article's."""
    if _OTHER.match(text) or _OTHER.match(label_before(element)):
        return True
    for link in islice(chain((element,), element.iterancestors()), 6):
        if link.tag == "a":
            whole = element_text(link)
            dates = sum(len(element_text(time)) for time in islice(link.iter("time"), 3)) or len(element_text(element))
            return not whole or len(whole) > dates + _MAX_BESIDE_DATE
    return False


def says_changed(text: str) -> bool:
    """Whether a date's own text begins by saying that it is the last change's ("Updated 3 May 2024")."""
    return _CHANGED.match(text) is not None


def says_published(text: str) -> bool:
    """Whether a date's own text begins by saying that it is the publication's ("Published 3 May 2024")."""
    return _PUBLISHED.match(text) is not None


def labelled_changed(element: HtmlElement) -> bool:
    """Whether the label before a date says so: `Updated <time>`, `<span>Last updated on </span><time>`."""
    return says_changed(label_before(element))


def labelled_published(element: HtmlElement) -> bool:
    """Whether the label before a date says that it is the publication's: `Published <time>`, `<h4>Published</h4><time>`."""
    return says_published(label_before(element))


def dates_beside(*kinds: list[Shown]) -> list[tuple[str, ...]]:
    """The dates of each kind, the nearest to the headline first; without those that lie far behind the nearest of any kind."""
    nearest = min((at for kind in kinds for at, text in kind if _states_year(text)), default=0)
    return [
        tuple(dict.fromkeys(text for at, text in sorted(kind, key=lambda shown: shown[0]) if text and at <= nearest + _SPREAD))
        for kind in kinds
    ]


def names_beside(*kinds: list[Shown]) -> list[tuple[str, ...]]:
    """The bylines of each kind, in the order in which they were found; without those that lie far behind the nearest of any kind."""
    nearest = min((at for kind in kinds for at, text in kind if text), default=0)
    return [tuple(dict.fromkeys(text for at, text in kind if text and at <= nearest + _SPREAD)) for kind in kinds]
