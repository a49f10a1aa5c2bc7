"""The tree as a browser shows it: what scripts, shadow roots and style sheets move or write stands where a reader sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from lxml.html import HtmlElement

from newscrawl.page.document.formulas import write_formulas

__all__ = ["as_shown", "without_controls", "writable"]

_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ROOTS: Final = 2_000  # shadow roots of a page; each real one has a handful
_NOTES: Final = 500
# What tools for documentation write beside a heading to link to it: Sphinx 8, MkDocs 1.6, Hugo, Docusaurus 3, VitePress 1, GitHub, AnchorJS
_SIGNS = re.compile(r"[\s\u200b\ufeff]*[#¶§🔗⚓∞\ue000-\uf8ff][\s#¶§🔗⚓∞\u200b\ufe0e\ufe0f\ufeff\ue000-\uf8ff]*")
_WORDS = re.compile(
    r"\W*(?:(?:direct |permanent )?link (?:to|for) (?:this|the) (?:head(?:ing|line)|section|title|page)|permalink|permanent link|"
    r"copy (?:the )?link(?: to (?:this )?(?:heading|section))?|anchor(?: link)?|header link|section link)\W*",
    re.IGNORECASE,
)
_PERMALINK: Final = 60  # characters
_IN_THE_MARGIN = re.compile(r"(?:^|[\s_-])(?:side|margin)-?note(?:$|\s)", re.IGNORECASE)
_BEHIND_A_NUMBER = re.compile(r"(?:^|[\s_-])footnotes?(?:[_-]+(?:note|content|text|tooltip|body))?(?:$|\s)", re.IGNORECASE)
_SENTENCES: Final = frozenset(("p", "li", "td", "dd", "dt", "blockquote", "h2", "h3", "h4"))
_AROUND_SENTENCES: Final = frozenset(("div", "section", "article", "main", "body"))
_NUMBER: Final = 12  # characters: a shorter note is the number of a note


def as_shown(tree: HtmlElement, markup: bytes) -> None:
    """Changes the tree in place. `markup` is the page in UTF-8, which each step searches for what the step is for."""
    if next(tree.iter("template"), None) is not None:
        for sign, step in _TEMPLATES:
            if sign in markup:
                step(tree)
    for of_all, signs, step in _STEPS:
        if of_all in markup and any(sign in markup for sign in signs):
            step(tree)


def writable(text: str) -> str:
    """A text without the characters that lxml reads from a page and refuses to write."""
    return _NO_XML.sub("", text)


def without_controls(tree: HtmlElement) -> None:
    """Makes all text of a tree `writable`, which must be done before any of it is moved."""
    for element in tree.iter():
        if element.text and _NO_XML.search(element.text):
            element.text = writable(element.text)
        if element.tail and _NO_XML.search(element.tail):
            element.tail = writable(element.tail)


def _place_streamed(tree: HtmlElement) -> None:
    """Puts what React streams behind the page (`<div hidden id="S:1">`) where its placeholder (`<template id="B:1">`) stands."""
    without_controls(tree)
    places = {place.get("id"): place for place in tree.iter("template")}
    for content in list(tree.iter("div")):
        name = content.get("id") or ""
        place = places.get("B:" + name[2:]) if name.startswith("S:") and content.get("hidden") is not None else None
        if place is not None and (parent := place.getparent()) is not None and content not in place.iterancestors():
            del content.attrib["hidden"]
            content.drop_tree()
            content.tail = place.tail
            parent.replace(place, content)


def _open_shadow_roots(tree: HtmlElement) -> None:
    """Puts a declarative shadow root in the place of its template, and the children of its host into its slots.

    https://html.spec.whatwg.org/multipage/scripting.html#attr-template-shadowrootmode; Chrome 90 to 110 read `shadowroot`."""
    without_controls(tree)
    roots: dict[HtmlElement, HtmlElement] = {}
    for template in tree.iter("template"):
        if (template.get("shadowrootmode") or template.get("shadowroot")) and (host := template.getparent()) is not None:
            roots.setdefault(host, template)  # a second template of a host stays inert
    for host, root in reversed(list(roots.items())[:_ROOTS]):  # inner roots first: each slot is then filled by its own host
        text = (host.text or "") + (root.tail or "")
        light = [child for child in host if child is not root]
        host.text = root.tail = None
        host[:] = [root]
        root.tag = "div"
        root.attrib.clear()
        _fill(root, light, text)


def _fill(root: HtmlElement, light: Sequence[HtmlElement], text: str) -> None:
    """Gives each slot the children of the host that ask for it; a slot that nobody asks for keeps what it holds. A root that shows nothing
    until its script has run leaves the children where they are."""
    waiting: dict[str, list[HtmlElement]] = {}
    for child in light:
        waiting.setdefault(child.get("slot") or "", []).append(child)
    for slot in list(root.iter("slot")):
        name = slot.get("name") or ""
        given = waiting.pop(name, [])
        slot.tag = "div"
        if given or (not name and text.strip()):
            slot[:] = given
            slot.text = "" if name else text
            text = text if name else ""
    if not any(inner.tag not in ("style", "script") and ((inner.text or "") + (inner.tail or "")).strip() for inner in root.iter()):
        root.extend([child for children in waiting.values() for child in children])


def _drop_permalinks(tree: HtmlElement) -> None:
    """Takes the link of a heading to itself out of it, where its text is a sign or says so."""
    for heading in tree.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        if len(heading):
            for link in list(heading.iter("a", "span")):
                if ("#" in (link.get("href") or "") or link.get("aria-hidden") == "true") and link.getparent() is not None:
                    text = "".join(link.itertext())
                    if len(text) <= _PERMALINK and (_SIGNS.fullmatch(text) or _WORDS.fullmatch(text)):
                        link.drop_tree()


def _gather_notes(tree: HtmlElement) -> None:
    """Puts the author's notes that stand inside of sentences, in the margin or behind a number, at the end of the text, in order.

    Tufte CSS 1.8 (`<span class="sidenote">`), Modern Footnotes 1.4 for WordPress (`modern-footnotes-footnote__note`)."""
    notes = [note for note in tree.iter("span", "small", "aside", "div") if _is_note(note)][:_NOTES]
    if not notes:
        return
    without_controls(tree)
    place = _around(notes)
    for note in notes:
        note.drop_tree()
        note.tail = None
        note.tag = "p"
        note.attrib.clear()
        place.append(note)


def _is_note(element: HtmlElement) -> bool:
    name = element.get("class")
    if not name or (not (marginal := _IN_THE_MARGIN.search(name)) and not _BEHIND_A_NUMBER.search(name)):
        return False
    outer = [ancestor.tag for ancestor in element.iterancestors()]
    within = any(tag in _SENTENCES for tag in outer[:4]) and element.tag in ("span", "small")
    return (within or (bool(marginal) and element.tag == "aside")) and len(element.text_content().strip()) >= _NUMBER


def _around(notes: Sequence[HtmlElement]) -> HtmlElement:
    """The innermost element that holds the sentences of all notes."""
    shared: list[HtmlElement] = []
    for note in notes:
        outer = [ancestor for ancestor in note.iterancestors() if ancestor.tag in _AROUND_SENTENCES]
        known = set(outer)
        shared = [ancestor for ancestor in shared if ancestor in known] if shared else outer
    return shared[0] if shared else notes[0].getroottree().getroot()


_TEMPLATES: Final[tuple[tuple[bytes, Callable[[HtmlElement], None]], ...]] = (
    (b'id="S:', _place_streamed),
    (b"shadowroot", _open_shadow_roots),
)
# What the signs of a step have in common, the signs, and the step: each look at a whole page costs a tenth of a millisecond.
_STEPS: Final[tuple[tuple[bytes, tuple[bytes, ...], Callable[[HtmlElement], None]], ...]] = (
    (b"", (b"<math", b"math/tex", b"mjx-", b"atex", b"tex.cgi", b"cht=tx"), write_formulas),
    (b"#", (b"#",), _drop_permalinks),
    (b"note", (b"sidenote", b"side-note", b"marginnote", b"margin-note", b"footnote"), _gather_notes),
)
