"""Trees that are nested too deep to walk."""

from __future__ import annotations

from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.page.document.shown import without_controls

__all__ = ["flatten"]

_DEEPEST: Final = 150
_DEEPEST_PART: Final = 200  # two calls a level, and Python allows 1,000 in all, of which the caller has some
_DEEP: Final = "too-deep"


def flatten(tree: HtmlElement) -> None:
    """Takes the elements below a depth out of the tree, and leaves their text: paragraphs and items last, since they part it."""
    without_controls(tree)
    kept = 0
    stays: list[bool] = []
    deep: list[HtmlElement] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            kept -= stays.pop()
            continue
        parts = element.tag in ("p", "li", "br", "img")
        stays.append(kept < _DEEPEST or (parts and kept < _DEEPEST_PART))
        kept += stays[-1]
        if not stays[-1]:
            deep.append(element)
    for element in deep:
        element.tag = _DEEP
    etree.strip_tags(tree, _DEEP)  # `drop_tag` asks each parent for the place of each child: 6 s for 90,000 elements
