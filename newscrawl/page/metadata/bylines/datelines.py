"""Dates that readers are shown: which are the last change's by their label, and which of several belong to the headline."""

from __future__ import annotations

import re
from typing import Final

from lxml.html import HtmlElement

from newscrawl.page.document.lines import label_before

__all__ = [
    "Shown",
    "dates_beside",
    "is_date_line",
    "labelled_changed",
    "labelled_published",
    "names_beside",
    "says_changed",
    "says_published",
]

Shown = tuple[int, str]
"""How many elements lie between a date and the headline, and its text."""

_CHANGED = re.compile(
    r"\s*(?:(?:last|page|zuletzt|article|content)\s+)*(?:updat|modif|revis|review|aktualis|mis à jour|actualiz|aggiornat|bijgewerkt|"
    r"oppdater|uppdater|opdater|обновл|更新)",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\s*(?:(?:first|originally|date|article|zuerst)\s+)*(?:publi|posted|veröffentlicht|erschienen|pubblicat|gepubliceerd|publicerad|"
    r"opublikowan|опубликован|发布|公開|게시)",
    re.IGNORECASE,
)
# A line that is nothing but a date: a year, at most 50 characters, few words beside it.
_DATE_LINE = re.compile(r"(?=.{6,50}$)(?=.*\b(?:19|20)\d\d\b)(?=(?:\D*\d+){2,7}\D*$)[\w.,:;|/\\\s·•–—・-]+", re.DOTALL)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SPREAD: Final = 40  # elements: what lies that much farther off than the nearest date is a teaser's


def is_date_line(text: str) -> bool:
    return 6 <= len(text) <= 50 and not text.endswith(":") and _DATE_LINE.fullmatch(text) is not None


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
    nearest = min((at for kind in kinds for at, text in kind if _YEAR.search(text)), default=0)
    return [
        tuple(dict.fromkeys(text for at, text in sorted(kind, key=lambda shown: shown[0]) if text and at <= nearest + _SPREAD))
        for kind in kinds
    ]


def names_beside(*kinds: list[Shown]) -> list[tuple[str, ...]]:
    """The bylines of each kind, in the order in which they were found; without those that lie far behind the nearest of any kind."""
    nearest = min((at for kind in kinds for at, text in kind if text), default=0)
    return [tuple(dict.fromkeys(text for at, text in kind if text and at <= nearest + _SPREAD)) for kind in kinds]
