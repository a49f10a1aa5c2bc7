"""Single values out of feeds, sitemaps and API answers: lines, names, languages, moments."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from newscrawl.dates import parse_moment
from newscrawl.model import Moment
from newscrawl.text import tidy

__all__ = ["gmt", "language", "line", "names", "plain", "terms"]

_TAG = re.compile(r"<(?:!--[^<>]*--|/?[A-Za-z][^<>]*)>")
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+")
_BY = re.compile(r"^by\s+", re.IGNORECASE)
# The line that Yoast appends to every feed entry: "The post TITLE appeared first on SITE."
_YOAST_TAIL = re.compile(r"\s*The post\b.{0,400}?\bappeared first on\b.{0,200}$", re.DOTALL)
_MORE_TAIL = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|…|Continue reading.{0,300}|Read more.{0,20})$", re.IGNORECASE | re.DOTALL)


def line(text: str | None, longest: int = 1_000) -> str | None:
    """A title or name as one line: entities decoded (twice where a source escaped them twice), tags dropped; None where nothing is left."""
    if not text:
        return None
    text = text[: longest * 4]
    for _ in range(2):
        text = html.unescape(text)
    return tidy(_TAG.sub("", text))[:longest] or None


def plain(markup: str | None, longest: int = 2_000) -> str | None:
    """The text of a short HTML description, without the endings that feed generators append."""
    if not markup:
        return None
    text = tidy(html.unescape(_TAG.sub(" ", markup[: longest * 20])))
    text = _MORE_TAIL.sub("", _YOAST_TAIL.sub("", text))
    return text[:longest].strip() or None


def names(values: Iterable[str | None]) -> tuple[str, ...]:
    """People in order, each once, without mail addresses and "by"."""
    found = (line(value, 200) for value in values)
    cleaned = (_BY.sub("", _MAIL.sub("", value)).strip(" ()<>,;-") for value in found if value)
    return tuple(dict.fromkeys(name for name in cleaned if name))[:20]


def terms(values: Iterable[str | None]) -> tuple[str, ...]:
    """Tags in order, each once."""
    found = (line(value, 200) for value in values)
    return tuple(dict.fromkeys(term for value in found if value and (term := value.strip(" ,;"))))[:50]


def language(value: object) -> str | None:
    """A language tag as BCP 47 writes it; None for anything else."""
    text = tidy(value).replace("_", "-") if isinstance(value, str) else ""
    if not _LANGUAGE.match(text[:40]):
        return None
    first, *rest = text[:40].split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


def gmt(value: object) -> Moment | None:
    """A moment that the source states in UTC without saying so (WordPress's `date_gmt`)."""
    return parse_moment(value) if isinstance(value, str) and not value.startswith("0000") else None
