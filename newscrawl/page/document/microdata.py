"""Microdata (https://html.spec.whatwg.org/multipage/microdata.html): the properties of the article that a page marks up in its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.page.document.lines import element_text

__all__ = ["Microdata", "read_microdata"]

_MAX_ELEMENTS: Final = 1_500
_MARKED = etree.XPath("descendant::*/@itemprop")  # the attributes: a condition on each element takes three times as long
_WANTED: Final = frozenset({
    "headline", "alternativeheadline", "name", "author", "creator", "datepublished", "datemodified", "datecreated",
    "articlesection", "keywords", "description", "isaccessibleforfree", "license", "inlanguage",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Microdata:
    properties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def all(self, name: str) -> tuple[str, ...]:
        return self.properties.get(name, ())

    def first(self, name: str) -> str | None:
        return next(iter(self.all(name)), None)


@dataclass(slots=True)
class _Item:
    type: str
    properties: dict[str, list[str]] = field(default_factory=dict)


def read_microdata(tree: HtmlElement) -> Microdata:
    """The first article's properties; names in lower case. Properties outside any item count where no article is marked up."""
    items: dict[HtmlElement | None, _Item] = {None: _Item("")}
    marked: Any = _MARKED(tree)
    for stated in marked[:_MAX_ELEMENTS]:
        names = [n for n in stated.lower()[:200].split() if n in _WANTED]
        if not names or not (value := _value(element := stated.getparent())):
            continue
        scope = next((a for a in element.iterancestors() if a.get("itemscope") is not None or a.get("itemtype")), None)
        item = items.setdefault(scope, _Item((scope.get("itemtype") or "") if scope is not None else ""))
        for name in names:
            item.properties.setdefault(name, []).append(value)
    for wanted in ("Article", "BlogPosting", "Report", "WebPage", "CreativeWork", ""):
        for item in items.values():
            of_type = item.type.rstrip("/").endswith(wanted) if wanted else not item.type
            if of_type and not {"headline", "datepublished", "author"}.isdisjoint(item.properties):
                return Microdata({name: tuple(values[:50]) for name, values in item.properties.items()})
    return Microdata()


def _value(element: HtmlElement) -> str:
    if value := element.get("content") or element.get("datetime"):
        return value[:2_000]
    if element.get("itemscope") is not None:
        names = [e for e in element.iter() if "name" in (e.get("itemprop") or "").lower().split()]
        if names:
            return "; ".join(filter(None, ((e.get("content") or element_text(e))[:200] for e in names[:20])))
    return element_text(element)
