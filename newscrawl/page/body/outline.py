"""A tree as a flat list of blocks in reading order, each with where it stands. One walk; everything else computes on the lists.

A node is an element that matters for the layout (a block element, or one whose name the vocabulary knows). Nodes are numbered in document
order; node `n` holds the pieces `first[n]` up to `last[n]`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Final
from unicodedata import normalize

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.model import BlockKind
from newscrawl.page.body.named import reason_for
from newscrawl.page.body.vocabulary import says_new_window
from newscrawl.page.document.parse import without_controls
from newscrawl.text import fold, names, tidy

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # code keeps its tabs and lines, and nothing that a terminal would obey

__all__ = ["Outline", "Piece", "block_parent", "ended", "outline", "prose"]

# Never text that a reader reads as part of the page
_SKIP: Final = names(
    "script style head link meta noscript template svg math canvas iframe object embed applet audio video map area button input "
    "select option "
    "optgroup textarea datalist output progress meter rp rt rtc param source track base dialog frame frameset noframes noembed title"
)
# A missing end tag inside one of these makes the parser put the rest of the page into it
_SWALLOWERS: Final = frozenset(("button", "svg", "head", "select", "object", "noscript"))
_BLOCK: Final = names(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 header "
    "hgroup hr html legend li main menu nav ol optgroup option p pre search section summary table tbody td tfoot th thead tr ul caption "
    "picture amp-ad amp-embed amp-sidebar"
)
_KIND: Final[dict[str, BlockKind]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "summary", "legend"), "heading"),
    **dict.fromkeys(("li", "dd", "dt"), "item"),
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
    "pre": "code",
}
_BOLD: Final = frozenset(("b", "strong"))
_ENDED = re.compile(r"[.!?…。！？։။។][\"'”’»）)\]]*$")
_CLOSING: Final = 6  # characters: a full stop and the marks behind it
_SPACELESS_FROM: Final = "\u0e00"
_SPACELESS = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3001-\u30ff\u3400-\u9fff\uff01\uff0c\uff1f]"
)  # Thai, Lao, Burmese, Khmer, kana, kanji
_NO_PROSE: Final = frozenset(("heading", "caption", "table", "code"))
_SHORT_SENTENCE: Final = 8  # signs of a script without spaces
_PROSE: Final = 40  # characters: below that a block says nothing about where prose is
_MENU_TAGS: Final = frozenset(("nav", "menu", "footer"))
_SENTENCE: Final = 60  # characters
_DISHES: Final = 2
_LINES: Final = names("p li ul ol h1 h2 h3 h4 h5 h6 blockquote pre table dl dd dt")
_MENUS: Final = frozenset(("dom-navigation", "dom-footer", "dom-share", "dom-tags", "dom-consent"))
_TEXTUAL: Final = (
    "a",
    "span",
    "li",
    "p",
    "div",
    "section",
    "h2",
    "h3",
    "h4",
    "h5",
    "b",
    "strong",
    "em",
    "i",
    "small",
    "button",
    "label",
    "footer",
    "nav",
)
# "A small lender", "I am": a first letter that is a word; not in "I n May", where nothing else can be.
_A_WORD = re.compile(r"[AIÀАВИКОСУЯ] \w*[aeiouyàâäáéèêíîóôöúüаеиоуыэюяё]", re.IGNORECASE)
_INITIAL = re.compile(r"drop-?_?cap|initial-?_?(?:letter|cap)?\b|first-?_?letter|lettrine|capolettera|capitular|initiale?\b", re.IGNORECASE)
_SIGN = re.compile(r"emoji|smil(?:ey|ie)|twemoji|emoticon", re.IGNORECASE)
_SIGN_SIZE = re.compile(r"(?:\d|[12]\d|3[0-6])(?:px)?")  # pixels
_DEEPEST: Final = 150
_DEEPEST_PART: Final = 200  # two calls a level, and Python allows 1,000 in all, of which the caller has some
_DEEP: Final = "too-deep"
# A text without any markup whose paragraphs are set apart by blank lines, as `white-space: pre-line` shows them
_LONG_TEXT: Final = 1000  # characters
_BLANK_LINES: Final = 3
_BLANK_LINE = re.compile(r"(?<=[.!?…。！？:”»\"])[ \t\r]*\n[ \t\r]*\n\s*(?=\S)")
_LAST_PARTS: Final = 40  # of a line that a `<br>` ends: enough for 80 characters; a page may have 200,000 such lines in one paragraph
_LONG_CELL: Final = 300  # characters: a cell that holds a paragraph or more lays a page out, it is not data


@dataclass(slots=True)
class Piece:
    """One block of text of the page: `links` counts the characters inside links, `bold` those in bold, `reason` says why it is "
    "not body."""

    text: str
    kind: BlockKind
    tag: str
    node: int
    links: int = 0
    bold: int = 0
    jumps: int = 0
    reason: str = ""


@dataclass(slots=True)
class Outline:
    """The walk's result. The lists are indexed by node number. `reasons` are what the DOM names
    (`named`: here or further out), `standing` what `choose.settle` believes. `pictures` says whether one is inside, `alts` are their
    descriptions, folded."""

    pieces: list[Piece] = field(default_factory=list)
    elements: list[HtmlElement] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    named: list[bool] = field(default_factory=list)
    pictures: list[bool] = field(default_factory=list)
    standing: list[str] = field(default_factory=list)
    alts: set[str] = field(default_factory=set)

    def ancestors(self, node: int) -> list[int]:
        """The node and what it lies in, innermost first."""
        found = []
        while node >= 0:
            found.append(node)
            node = self.parents[node]
        return found


def prose(piece: Piece) -> int:
    """The characters of a block that count as prose: 0 for short lines, headings and what is mostly links."""
    text, size = piece.text, len(piece.text)
    if size < _SHORT_SENTENCE or piece.links * 2 > size or piece.kind in _NO_PROSE:
        return 0
    if text.isascii():
        return size if size >= _PROSE else 0
    weighed = weight(text)
    return weighed if weighed >= _PROSE or (weighed > size and text[-1] in "。！？") else 0


def ended(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return bool(_ENDED.search(text[-_CLOSING:]))


def weight(text: str) -> int:
    """The length of a text in characters of an alphabet: one sign of a script without spaces says as much as three."""
    size = len(text)
    if text[size // 2] < _SPACELESS_FROM and text[0] < _SPACELESS_FROM and text[size // 3] < _SPACELESS_FROM:
        return size
    return 3 * size if len(_SPACELESS.findall(text)) * 2 > size else size


def block_parent(out: Outline, piece: Piece) -> int:
    """The element around a paragraph or a list: what its siblings share."""
    node = piece.node
    while node > 0 and out.elements[node].tag in (
        "p",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "table",
        "dl",
        "dd",
        "dt",
    ):
        node = out.parents[node]
    return max(node, 0)


class _Walk:
    """The state of one walk: the text gathered since the last block boundary."""

    __slots__ = ("bold", "bold_depth", "jump_depth", "jumps", "kind", "link_depth", "links", "node", "out", "parts", "tag")

    def __init__(self) -> None:
        self.out = Outline()
        self.parts: list[str] = []
        self.links = self.bold = self.jumps = 0
        self.link_depth = self.bold_depth = self.jump_depth = 0
        self.node = -1
        self.tag = "body"
        self.kind: BlockKind = "paragraph"

    def add(self, text: str) -> None:
        self.parts.append(text)
        if self.link_depth or self.bold_depth:
            size = len(text.strip())
            if self.link_depth:
                self.links += size
            if self.jump_depth:
                self.jumps += size
            if self.bold_depth:
                self.bold += size

    def flush(self) -> None:
        if not self.parts:
            return
        if len(self.parts) == 1 and len(self.parts[0]) > _LONG_TEXT and self.kind == "paragraph":
            *before, last = _BLANK_LINE.split(self.parts[0])
            if len(before) >= _BLANK_LINES:
                for paragraph in before:
                    self.add_piece(paragraph)
                self.parts = [last]
        self.add_piece("".join(self.parts))
        self.parts, self.links, self.bold, self.jumps = [], 0, 0, 0

    def add_piece(self, source: str) -> None:
        text = tidy(source)
        if text:
            if text[1:2] == " " and text[2:3].islower() and not _A_WORD.match(text) and _has_initial(self.out.elements[self.node]):
                text = text[0] + text[2:]
            size = len(text)
            piece = Piece(text, self.kind, self.tag, self.node, min(self.links, size), min(self.bold, size), min(self.jumps, size))
            self.out.pieces.append(piece)

    def enter(self, element: HtmlElement, tag: str, reason: str) -> tuple[int, str, BlockKind]:
        before = self.node, self.tag, self.kind
        out = self.out
        out.elements.append(element)
        out.parents.append(self.node)
        out.first.append(len(out.pieces))
        out.last.append(len(out.pieces))
        out.reasons.append(reason)
        out.pictures.append(False)
        out.named.append(bool(reason) or (self.node >= 0 and out.named[self.node]))
        self.node = len(out.elements) - 1
        self.tag = tag
        kind = _KIND.get(tag)
        if kind and not (kind == "item" and self.kind == "quote"):
            self.kind = kind
        elif tag in ("div", "section", "article", "td"):
            self.kind = self.kind if self.kind in ("quote", "caption", "code") else "paragraph"
        return before

    def leave(self, before: tuple[int, str, BlockKind]) -> None:
        self.out.last[self.node] = len(self.out.pieces)
        self.node, self.tag, self.kind = before

    def visit(self, element: HtmlElement) -> None:
        tag = element.tag
        if not isinstance(tag, str) or (tag in _SKIP and not (tag in _SWALLOWERS and _swallowed(element))):
            return
        if tag == "br":
            self.line_break(element)
            return
        if tag == "img" or tag == "amp-img":
            self.picture(element)
            return
        reason = reason_for(element, tag)
        if tag == "table" and not reason and _is_data(element):
            self.table(element)
        elif reason in _MENUS and not _holds_article(element):
            self.menu(element, tag, reason)
        elif tag in _BLOCK or reason:
            if tag == "pre":
                self.preformatted(element)
                return
            self.flush()
            before = self.enter(element, tag, reason)
            self.content(element)
            self.flush()
            self.leave(before)
        elif tag == "a":
            if (
                self.parts
                and self.link_depth == 0
                and (previous := element.getprevious()) is not None
                and previous.tag == "a"
                and not previous.tail
            ):
                self.add(" ")  # neighbouring links without a space between them are menu entries
            jump = (element.get("href") or "").startswith("#")
            self.link_depth += 1
            self.jump_depth += jump
            self.content(element)
            self.link_depth -= 1
            self.jump_depth -= jump
        elif tag in _BOLD:
            self.bold_depth += 1
            self.content(element)
            self.bold_depth -= 1
        elif not (self.link_depth and (text := element.text) and says_new_window(text)):
            self.content(element)

    def content(self, element: HtmlElement) -> None:
        if text := element.text:
            self.add(text)
        if len(element):  # half of all elements hold only text: asking is cheaper than an iterator over nothing
            for child in element:
                self.visit(child)
                if tail := child.tail:
                    self.add(tail)

    def picture(self, element: HtmlElement) -> None:
        if len(alt := element.get("alt") or "") > 15:
            self.out.alts.add(fold(alt))
        if _is_sign(element):
            return
        node = self.node
        while node >= 0 and not self.out.pictures[node]:
            self.out.pictures[node] = True
            node = self.out.parents[node]

    def line_break(self, element: HtmlElement) -> None:
        """`<br><br>` ends a paragraph; a single one does after a finished sentence of some length."""
        following = element.getnext()
        double = following is not None and following.tag == "br" and not (element.tail or "").strip()
        if double:
            self.flush()
            return
        gathered = "".join(self.parts[-_LAST_PARTS:]).rstrip()
        if len(gathered) > 80 and gathered[-1] in ".!?:\"'”»…。！？":
            self.flush()
        else:
            self.add(" ")

    def menu(self, element: HtmlElement, tag: str, reason: str) -> None:
        """A menu is one piece: half of a page's elements are in menus, and nobody asks for their lines."""
        self.flush()
        before = self.enter(element, tag, reason)
        if text := tidy(" ".join(element.itertext(*_TEXTUAL))):
            self.out.pieces.append(Piece(text, "paragraph", tag, self.node, len(text)))
        self.leave(before)

    def preformatted(self, element: HtmlElement) -> None:
        self.flush()
        lines = [line.rstrip() for line in _CONTROL.sub("", element.text_content()).split("\n")]
        text = normalize("NFC", "\n".join(lines).strip("\n"))
        before = self.enter(element, "pre", "")
        if text.strip():
            self.out.pieces.append(Piece(text, "code", "pre", self.node))
        self.leave(before)

    def table(self, element: HtmlElement) -> None:
        self.flush()
        rows = [[tidy(cell.text_content()) for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
        text = "\n".join(" | ".join(filter(None, row)) for row in rows if any(row))
        before = self.enter(element, "table", "")
        if text:
            links = sum(len(a.text_content()) for a in element.iter("a"))
            self.out.pieces.append(Piece(text, "table", "table", self.node, min(links, len(text))))
        self.leave(before)


def _is_sign(image: HtmlElement) -> bool:
    """Whether a picture stands for a sign of the text (emoji, icons in a line), and has no caption."""
    if _SIGN.search(image.get("class") or "") or _SIGN.search(image.get("src") or ""):
        return True
    return any(_SIGN_SIZE.fullmatch(image.get(name) or "") for name in ("width", "height"))


def _has_initial(element: HtmlElement) -> bool:
    """Whether a paragraph's first letter is set large, in an element of its own: with white space behind it, it is still half a word."""
    inside = element.iterdescendants("span", "div", "strong", "b", "big")
    return any(_INITIAL.search(inner.get("class") or "") for inner in inside)


def _holds_article(element: HtmlElement) -> bool:
    """Whether more is inside than a menu: a name that misleads (the menu of a restaurant), or a missing end tag."""
    if any(inner is not element for inner in element.iter("h1", "main", "article", "blockquote")) or _swallowed(element):
        return True
    if element.tag in _MENU_TAGS:
        return False
    sentences = (p for p in element.iter("p") if p.find(".//a") is None and len(p.text_content().strip()) >= _SENTENCE)
    return len(list(islice(sentences, _DISHES))) == _DISHES


def _swallowed(element: HtmlElement) -> bool:
    paragraphs = list(element.iter("p"))
    if element.tag == "head":  # of a page without `<body>`, as HTML allows it: the parser takes an `<article>` for a part of the head
        return bool(paragraphs)
    return len(paragraphs) >= 3 and sum(len(p.text_content()) for p in paragraphs) > 1000


def _is_data(table: HtmlElement) -> bool:
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return False
    cells = list(table.iter("td", "th"))
    return len(cells) > 1 and all(len(cell.text_content()) < _LONG_CELL for cell in cells)


def outline(tree: HtmlElement) -> Outline:
    """The blocks of a page. The walk recurses; a tree that is too deep for that (real pages stay under 100 levels) loses its inner
    elements first, not their text."""
    try:
        return _walked(tree)
    except RecursionError:
        _flatten(tree)
        return _walked(tree)


def _walked(tree: HtmlElement) -> Outline:
    walk = _Walk()
    before = walk.enter(tree, "html", "")
    walk.content(tree)
    walk.flush()
    walk.leave(before)
    return walk.out


def _flatten(tree: HtmlElement) -> None:
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
