"""What the DOM itself names as not the article: a reason for each such element."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from newscrawl.page.body.vocabulary import LAYOUT_WORDS, PREFIXES, RULES, may_name
from newscrawl.text import names

__all__ = ["MOST", "in_a_sentence", "name_reason", "reason_for"]

MOST: Final = {rule.name: rule.most for rule in RULES} | {"dom-form": 1500, "dom-header": 1500}
_TAGS: Final = {
    "nav": "dom-navigation",
    "footer": "dom-footer",
    "aside": "dom-sidebar",
    "form": "dom-form",
    "header": "dom-header",
    "menu": "dom-navigation",
    "search": "dom-navigation",
    "figcaption": "dom-caption",
    "figure": "dom-caption",
    "dialog": "dom-overlay",
    "fieldset": "dom-form",
    "time": "dom-meta",
    "amp-ad": "dom-ad",
    "amp-sidebar": "dom-navigation",
}
_ROLES: Final = {
    "navigation": "dom-navigation",
    "banner": "dom-header",
    "contentinfo": "dom-footer",
    "complementary": "dom-sidebar",
    "search": "dom-form",
    "dialog": "dom-overlay",
    "alertdialog": "dom-overlay",
    "menu": "dom-navigation",
    "menubar": "dom-navigation",
    "toolbar": "dom-share",
    "doc-toc": "dom-navigation",
    "tooltip": "dom-overlay",
}
_NAMES: Final = frozenset(
    ("id", "data-testid", "data-component", "data-component-name", "data-qa", "data-module", "data-type", "data-block-name")
)
_HIDING: Final = frozenset(("hidden", "aria-hidden", "style"))
_ITEMS: Final = frozenset(("comment", "author", "publisher", "keywords"))
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FOLDED = re.compile(r"accordion|collaps|toggle|faq|expand|tab-?pane|panel|paywall", re.IGNORECASE)
_TOC = re.compile(r"\w{0,5}toc")  # lwptoc, eztoc, rtoc: tables of contents of WordPress plugins
_SENTENCES: Final = frozenset(("p", "li", "em", "strong", "b", "i", "blockquote", "td", "dd"))
_WRAPPERS: Final = 3  # elements around a word and nothing else
_NEIGHBOURS: Final = 30  # links of a paragraph that are looked at for each of them
_RUNNING: Final = 20  # characters around the links of a paragraph: less is a label with its link
_LABELS: Final = frozenset(("dom-tags", "dom-share", "dom-navigation"))  # names of what is labels and links
_PARAGRAPH: Final = 150  # characters
_FEW_LINKS: Final = 0.25
_SPLIT = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NAMED: Final = names(
    "div section aside p span ul ol li table figure header footer form h1 h2 h3 h4 h5 h6 dl details a blockquote strong b em i center "
    "small td tr"
)


def reason_for(element: HtmlElement, tag: str) -> str:
    """The rule by which this element is not part of an article's body, '' where nothing says so."""
    if tag in _TAGS and not _is_content(element, tag):
        return _TAGS[tag]
    attributes = element.items()
    if not attributes:
        return ""
    named = tag in _NAMED or "-" in tag
    found = ""
    for name, value in attributes:  # most elements have one or two: cheaper than asking for each name that matters
        if name == "class" or (name in _NAMES and not (name == "id" and _is_slug(value, tag))):
            if named and (not found or name == "class"):
                found = name_reason(value) or found
        elif name == "role" and value in _ROLES:
            return _ROLES[value]
        elif name in _HIDING and _is_hidden(element):
            return "dom-hidden"
        elif name == "itemprop" and named and value in _ITEMS:
            found = "dom-meta"
    if found and ((tag == "a" and in_a_sentence(element)) or (tag == "span" and found in _LABELS and _is_a_paragraph(element))):
        return ""
    return found


def in_a_sentence(element: HtmlElement) -> bool:
    """Whether an element stands among the words of a paragraph: whatever its name says (`crosslink`, `modal`), it is one of them."""
    parent = element.getparent()
    for _ in range(_WRAPPERS):
        if parent is None or parent.tag in _SENTENCES or len(parent) != 1 or (parent.text or "").strip() or (element.tail or "").strip():
            break
        element, parent = parent, parent.getparent()
    if parent is None or parent.tag not in _SENTENCES:
        return False
    if element.getnext() is None and not (element.tail or "").strip():
        return False  # "… and a bright screen. Read more"
    around = len((parent.text or "").strip()) + sum(len((child.tail or "").strip()) for child in islice(parent, _NEIGHBOURS))
    return around >= _RUNNING


def _is_a_paragraph(span: HtmlElement) -> bool:
    """Whether a span within a paragraph is a sentence or two with hardly a link, as text that was pasted from elsewhere is wrapped up."""
    parent = span.getparent()
    if parent is None or parent.tag != "p":
        return False
    size = sum(map(len, span.itertext()))
    return size >= _PARAGRAPH and sum(len(text) for link in span.iter("a") for text in link.itertext()) < _FEW_LINKS * size


def _is_hidden(element: HtmlElement) -> bool:
    """Hidden from every reader, not only folded up: an accordion's panel or a tab opens on a click, React's streamed content
    (`<div hidden id="S:1">`) is put in its place by a script, and what is behind a paywall is the article all the same."""
    get = element.get
    style = get("style")
    hidden = get("hidden") is not None or get("aria-hidden") == "true" or bool(style and _HIDDEN_STYLE.search(style))
    if not hidden:
        return False
    folded = get("role") in ("region", "tabpanel") or get("aria-labelledby") is not None or (get("id") or "").startswith("S:")
    return not (folded or _FOLDED.search(get("class") or ""))


def _is_content(element: HtmlElement, tag: str) -> bool:
    """`<figure>` around a table, a quote or code, and the `<header>` of a section with its sub-heading, are content."""
    if tag == "figure":
        return any(True for _ in element.iter("table", "blockquote", "pre"))
    if tag == "header":
        parent = element.getparent()
        inside = parent is not None and parent.tag in ("section", "article", "div")
        return inside and element.find(".//h1") is None and element.find(".//h2") is not None and element.find(".//nav") is None
    return False


def _is_slug(value: str, tag: str) -> bool:
    """The id of a heading or a section is often its text: `how-popular-is-meditation`."""
    return tag in _HEADINGS or value.count("-") >= 4


@lru_cache(maxsize=4_096)
def name_reason(value: str) -> str:
    """The rule that a class or id value names, '' for none."""
    for token in value[:400].split():
        if reason := _token_reason(token):
            return reason
    return ""


@lru_cache(maxsize=4_096)
def _token_reason(token: str) -> str:
    words = _SPLIT.sub(" ", token).lower().split()
    if not words or words[0] in PREFIXES:
        return ""
    joined, found = "-".join(words), frozenset(words)
    layout = not found.isdisjoint(LAYOUT_WORDS)
    if not layout and "toc" in joined and any(_TOC.fullmatch(word) for word in words):
        return "dom-navigation"
    if not may_name(found, joined):
        return ""
    for rule in RULES:
        if (found & rule.words and not layout) or rule.phrases.search(joined):
            return rule.name
    return ""
