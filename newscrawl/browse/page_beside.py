"""A stored page as it is shown beside its article: its words and their markup, no script, the removals marked."""

from __future__ import annotations

import time
from collections.abc import Collection
from pathlib import Path

from lxml import etree, html

from newscrawl.archive.reader.warc import page_at, read_set
from newscrawl.model import Page
from newscrawl.page.document.parse import parse
from newscrawl.text import fold

__all__ = ["find_page", "shown", "stored_page"]

_DROPPED = (
    "script",
    "noscript",
    "iframe",
    "frame",
    "object",
    "embed",
    "base",
    "link",
    "meta",
    "template",
    "audio",
    "video",
    "canvas",
    "style",
)
LOOKING = 20.0  # seconds for a page of which only the address is known
_MOST_ELEMENTS = 60_000
_MOST_CHILDREN = 40  # of an element that may be one line; a larger one is a part of the page
_LONGEST = 4_000  # characters
_AROUND = frozenset(("html", "head", "body", "title", "article", "main", "section"))
_STYLE = """
body { font: 16px/1.55 system-ui, sans-serif; max-width: 44em; margin: 1em auto; padding: 0 1em; color: #1b1b1b; background: #fff;
  overflow-wrap: anywhere }
img { max-width: 100% } [data-cut] { background: #fbd9d5 !important; color: #7a150c !important; outline: 2px solid #c0392b }
[data-kept] { scroll-margin-top: 1em; border-left: 4px solid #2e8b57; padding-left: .5em }
"""
_NO_MARKUP = "<!doctype html><meta charset=utf-8><title>stored page</title><p>"


def stored_page(folder: Path, warc_file: object, offset: object) -> Page | None:
    """The page of a record: a file of the folder, at an offset. None where it is not there."""
    if not isinstance(warc_file, str) or not isinstance(offset, int) or Path(warc_file).name != warc_file:
        return None
    found = page_at(folder / warc_file, offset)
    return found if isinstance(found, Page) else None


class _TooLongAgo(Exception):  # noqa: N818  caught where it is raised
    """The time for looking is over."""


def find_page(folder: Path, run: str, url: str, seconds: float = LOOKING) -> Page | None:
    """The page that a run stored under an address; the run's files are read for it from their beginning, for so many seconds."""
    paths = sorted(folder.glob(f"pages-{run}*.warc.gz"))
    end = time.monotonic() + seconds

    def wants(other: str) -> bool:
        if time.monotonic() > end:
            raise _TooLongAgo
        return other == url

    try:
        return next((page for page in read_set(paths, wants=wants) if isinstance(page, Page)), None) if paths else None
    except _TooLongAgo:
        return None


def shown(page: Page, kept: str, cuts: Collection[str]) -> bytes:
    """The page as HTML. `kept`: the article's text; its first paragraph has the name `kept`. `cuts`: lines that cleaning removed."""
    document = parse(page.body, content_type=page.header("content-type"), url=page.url)
    tree = getattr(document, "tree", None)
    if tree is None:
        return f"{_NO_MARKUP}This page cannot be shown.".encode()
    for element in list(tree.iter(*_DROPPED, "img")):
        if element.tag != "img" or not (element.get("src") or "").startswith("data:"):
            element.drop_tree()
    _defuse(tree)
    _mark(tree, kept, {fold(cut) for cut in cuts} - {""})
    head = tree.find("head")
    if head is None:
        head = etree.SubElement(tree, "head")
        tree.insert(0, head)
    etree.SubElement(head, "meta", charset="utf-8")
    etree.SubElement(head, "style").text = _STYLE
    return html.tostring(tree, encoding="utf-8", doctype="<!doctype html>")


def _defuse(tree: html.HtmlElement) -> None:
    """The frame's policy forbids scripts and loads; what is not there needs no policy."""
    for element in tree.iter(etree.Element):
        for name in list(element.attrib):
            lower = str(name).lower()
            if (
                lower.startswith("on")
                or lower in ("style", "srcset", "action", "formaction", "id", "ping", "target", "autofocus", "background")
                or (lower in ("href", "src", "xlink:href") and not element.attrib[name].lower().startswith(("http://", "https://", "#")))
            ):
                del element.attrib[name]


def _mark(tree: html.HtmlElement, kept: str, cuts: set[str]) -> None:
    """Marks the removals, and the smallest element that begins as the text does."""
    first = fold(kept.partition("\n\n")[0])[:200]
    opening: html.HtmlElement | None = None
    for number, element in enumerate(tree.iter(etree.Element)):
        if number > _MOST_ELEMENTS:
            break
        if element.tag in _AROUND or len(element) > _MOST_CHILDREN:
            continue
        text = "".join(element.itertext())
        line = fold(text) if len(text) <= _LONGEST else ""
        if line in cuts and not element.xpath("boolean(ancestor::*[@data-cut])"):
            element.set("data-cut", "")
        if first and line.startswith(first) and (opening is None or opening in element.iterancestors()):
            opening = element
    if opening is not None:
        opening.set("data-kept", "")
        opening.set("id", "kept")
