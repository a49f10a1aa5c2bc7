"""Program listings as their lines, whatever a highlighter makes of them: a `<pre>`, a table of numbers and lines, an element a line."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize

from lxml import etree
from lxml.html import HtmlElement

__all__ = ["code_text", "is_listing"]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # code keeps its tabs and lines, and nothing that a terminal would obey
_LINES: Final = frozenset(("div", "li", "p", "tr", "ol", "ul"))
_LEFT_OUT: Final = frozenset(("button", "style", "script", "svg", "select", "textarea"))
# An element for each line: Shiki and Chroma (`line`), Prism's React renderer (`token-line`), react-syntax-highlighter, CodeMirror, Monaco
_LINE = re.compile(r"(?:^|\s)(?:line|token-line|code-line|linenumber-line|view-line|CodeMirror-line|cl)(?:$|\s)")
# Line numbers: Pygments (`linenos`, `lineno`), Rouge (`gutter gl`), Chroma (`ln`, `lnt`), highlightjs-line-numbers (`hljs-ln-numbers`),
# GitHub (`blob-num`), Prism (`line-numbers-rows`), SyntaxHighlighter and Hexo (`gutter`), Crayon (`crayon-nums`)
_NUMBERS = re.compile(
    r"(?:^|[\s_-])(?:linenos?|line-?nos?|linenodiv|line-?numbers?|line-numbers-rows|gutter|gl|ln|lnt|lnlinks|hljs-ln-(?:numbers|n|line)|"
    r"blob-num|js-line-number|crayon-nums?|crayon-num|cm-gutter\S*|linenumber|code-line-number)(?:$|\s)"
)
_LAYOUT: Final = frozenset(("table", "tbody", "thead", "tr", "ol", "ul"))  # white space in these is none of the code
_UNSELECTABLE = re.compile(r"user-select\s*:\s*none")
_ONLY_NUMBERS = re.compile(r"[\d\s.:|]*+")
_NUMBERED: Final = frozenset(("td", "th", "div", "span", "pre", "a", "ol", "ul"))
_CELLS_LOOKED_AT: Final = 3


def is_listing(table: HtmlElement) -> bool:
    """Whether a table is code beside its line numbers."""
    cells = zip(range(_CELLS_LOOKED_AT), table.iter("td", "th"), strict=False)
    return any(cell.get("class") and _NUMBERS.search(cell.get("class") or "") and _is_numbers(cell) for _, cell in cells)


def code_text(listing: HtmlElement) -> str:
    """The lines of a listing, without the numbers beside them, ends trimmed; its tabs and indents stay."""
    lines = _Lines()
    outer: list[str] = []
    walk = etree.iterwalk(listing, events=("start", "end"))
    for event, element in walk:
        inner = element is not listing
        if event == "end":
            outer.pop()
            if inner:
                lines.part(element)
                lines.add(element.tail, between=outer[-1])
            continue
        outer.append(str(element.tag))
        if inner and (element.tag in _LEFT_OUT or _is_numbers(element)):
            walk.skip_subtree()
            continue
        if inner:
            lines.part(element)
        lines.add("\n" if element.tag == "br" else element.text, between=outer[-1])
    trimmed = [line.rstrip() for line in _CONTROL.sub("", "".join(lines.parts)).split("\n")]
    return normalize("NFC", "\n".join(trimmed).strip("\n"))


class _Lines:
    """Text gathered so far, and whether the next word begins a line."""

    __slots__ = ("begins", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.begins = False

    def part(self, element: HtmlElement) -> None:
        """An element that is a line begins one and ends it; where a line has just ended, it does nothing."""
        if (element.tag in _LINES or _LINE.search(element.get("class") or "")) and self.parts and not self.parts[-1].endswith("\n"):
            self.begins = True

    def add(self, text: str | None, *, between: str) -> None:
        if not text or (between in _LAYOUT and text.isspace()):
            return
        if self.begins and not text.startswith("\n"):
            self.parts.append("\n")
        self.begins = False
        self.parts.append(text)


def _is_numbers(element: HtmlElement) -> bool:
    """Whether an element holds line numbers and nothing else."""
    if element.tag not in _NUMBERED:
        return False
    name = element.get("class") or ""
    marked = _NUMBERS.search(name) or element.get("data-line-number") is not None or _UNSELECTABLE.search(element.get("style") or "")
    return bool(marked) and _ONLY_NUMBERS.fullmatch("".join(element.itertext())) is not None
