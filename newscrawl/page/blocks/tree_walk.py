"""The walk over a tree that makes its outline: a tag that is more than a container or a part of a line has a method of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from lxml.html import HtmlElement

from newscrawl.model.blocks import BlockKind, SpanKind
from newscrawl.page.blocks.code import code_text, is_listing
from newscrawl.page.blocks.depth import flatten
from newscrawl.page.blocks.folded import Folds, is_seen
from newscrawl.page.blocks.footnotes import is_number, is_way_back
from newscrawl.page.blocks.signs import is_sign
from newscrawl.page.blocks.swallowed import holds_article, swallowed
from newscrawl.page.blocks.tables import is_data, links_of, rows_of
from newscrawl.page.blocks.typed import BREAK, is_torn, is_verse, join_verse, typed_paragraphs
from newscrawl.page.body.named import in_a_sentence, reason_for
from newscrawl.page.body.outline import Outline, Piece
from newscrawl.page.body.vocabulary import says_new_window
from newscrawl.page.structure.marks import MARKS, Mark
from newscrawl.text import fold, names, tidy

__all__ = ["outline"]

# Never text that a reader reads as part of the page
_SKIP: Final = names(
    "script style head link meta noscript template svg math canvas iframe object embed applet audio video map area input select option "
    "optgroup textarea datalist progress meter rp rt rtc param source track base dialog frame frameset noframes noembed title"
)
# A missing end tag inside one of these makes the parser put the rest of the page into it
_SWALLOWERS: Final = frozenset(("svg", "head", "select", "object", "noscript"))
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
_MENUS: Final = frozenset(("dom-navigation", "dom-footer", "dom-share", "dom-tags", "dom-consent"))
_TEXTUAL: Final = tuple(names("a span li p div section h2 h3 h4 h5 b strong em i small button label footer nav"))
# What may stand in the midst of a sentence without being a part of it
_SENTENCES: Final = frozenset(("p", "li", "td", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"))
_ASIDES: Final = frozenset(("dom-hidden", "dom-overlay", "dom-button"))
_LAST_PARTS: Final = 40  # of a line that a `<br>` ends: enough for 80 characters; a page may have 200,000 such lines in one paragraph


class _Walk:
    """The state of one walk: the text gathered since the last block boundary."""

    __slots__ = (
        "bold",
        "bold_depth",
        "flushes",
        "folds",
        "jump_depth",
        "jumps",
        "kind",
        "link_depth",
        "links",
        "marks",
        "node",
        "out",
        "parts",
        "tag",
        "verse",
    )

    def __init__(self, tree: HtmlElement) -> None:
        self.out = Outline()
        self.folds = Folds(tree)
        self.parts: list[str] = []
        self.marks: list[Mark] = []
        self.flushes = 0
        self.links = self.bold = self.jumps = 0
        self.link_depth = self.bold_depth = self.jump_depth = 0
        self.node = -1
        self.tag = "body"
        self.kind: BlockKind = "paragraph"
        self.verse = False

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
        if self.kind == "paragraph":
            found = typed_paragraphs(self.parts, self.out.elements[self.node])
            if len(found) > 1:
                self.marks = []
            for paragraph in found:
                self.add_piece(paragraph)
        else:
            self.add_piece("".join(self.parts))
        self.parts, self.marks, self.links, self.bold, self.jumps, self.verse = [], [], 0, 0, 0, False
        self.flushes += 1

    def add_piece(self, source: str) -> None:
        text = join_verse(source) if self.verse else tidy(source)
        if text:
            if text[1:2] == " " and is_torn(text, self.out.elements[self.node]):
                text = text[0] + text[2:]
            size = len(text)
            piece = Piece(text, self.kind, self.tag, self.node, min(self.links, size), min(self.bold, size), min(self.jumps, size))
            if self.marks:
                piece.parts, piece.marks = self.parts, self.marks
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
        if (special := _SPECIAL.get(tag)) is not None:
            special(self, element)
        elif isinstance(tag, str):
            self.ordinary(element, tag, reason_for(element, tag))

    def ordinary(self, element: HtmlElement, tag: str, reason: str) -> None:
        if reason == "dom-hidden" and (is_seen(element, tag) or self.folds.opens(element)):
            reason = ""
        if reason in _MENUS and not holds_article(element):
            self.menu(element, tag, reason)
        elif reason in _ASIDES and tag not in _BLOCK and self.tag in _SENTENCES and self.parts:
            self.aside(element, tag, reason)
        elif tag in _BLOCK or reason:
            self.flush()
            if tag == "hr" or reason == "dom-embed":
                self.thing(element)
            before = self.enter(element, tag, reason)
            self.content(element)
            self.flush()
            self.leave(before)
        elif tag == "a":
            self.link(element)
        elif (mark := MARKS.get(tag)) is not None:
            bold = tag in _BOLD
            self.bold_depth += bold
            self.marked(element, mark)
            self.bold_depth -= bold
        elif (formula := element.get("data-formula")) is not None:
            self.marked(element, "display" if formula == "display" else "formula")
        elif not (self.link_depth and (text := element.text) and says_new_window(text)):
            self.content(element)

    def marked(self, element: HtmlElement, kind: SpanKind, target: str = "") -> None:
        """The content of an inline element that means something. What a block inside ended is marked from that block's end."""
        start, flushes = len(self.parts), self.flushes
        self.content(element)
        start = start if self.flushes == flushes else 0
        if len(self.parts) > start:
            self.marks.append(Mark(kind, start, len(self.parts), target))

    def thing(self, element: HtmlElement) -> None:
        """Remembers what stands between texts: a picture, an embed, a break."""
        behind = any(not part.isspace() for part in self.parts)
        self.out.things.append((len(self.out.pieces) + behind, self.node, element))

    def content(self, element: HtmlElement) -> None:
        if text := element.text:
            self.add(text)
        if len(element):  # half of all elements hold only text: asking is cheaper than an iterator over nothing
            for child in element:
                self.visit(child)
                if tail := child.tail:
                    self.add(tail)

    def aside(self, element: HtmlElement, tag: str, reason: str) -> None:
        """What stands in the midst of a sentence, and is none of it, is a block before the sentence, which goes on behind it."""
        sentence = self.parts, self.marks, self.links, self.bold, self.jumps, self.verse
        self.parts, self.marks, self.links, self.bold, self.jumps, self.verse = [], [], 0, 0, 0, False
        flushes = self.flushes
        before = self.enter(element, tag, reason)
        self.content(element)
        self.flush()
        self.leave(before)
        self.parts, self.marks, self.links, self.bold, self.jumps, self.verse = sentence
        self.flushes = flushes

    def link(self, element: HtmlElement) -> None:
        previous = element.getprevious() if self.parts and self.link_depth == 0 else None
        if previous is not None and previous.tag == "a" and not previous.tail:
            self.add(" ")  # neighbouring links without a space between them are menu entries
        address = element.get("href") or ""
        jump = address.startswith("#")
        start, links, jumps = len(self.parts), self.links, self.jumps
        marks = len(self.marks)
        self.link_depth += 1
        self.jump_depth += jump
        self.marked(element, "link", address)
        self.link_depth -= 1
        self.jump_depth -= jump
        if jump and len(self.parts) > start:
            text = "".join(self.parts[start:])
            if is_number(text):
                self.out.references.setdefault(address[1:], len(self.out.pieces))
                self.marks[marks:] = [Mark("note", start, len(self.parts), address[1:])]
            elif is_way_back(text):
                del self.parts[start:], self.marks[marks:]
                self.links, self.jumps = links, jumps

    def skip(self, element: HtmlElement) -> None:
        tag = str(element.tag)
        if tag == "iframe":
            self.thing(element)
        if tag in _SWALLOWERS and swallowed(element):
            self.ordinary(element, tag, reason_for(element, tag))

    def control(self, element: HtmlElement) -> None:
        """A button, a time or a result is a word of the sentence around it; by itself, it is what its name says."""
        tag = str(element.tag)
        if in_a_sentence(element):
            self.content(element)
        elif tag == "time" or (tag == "button" and swallowed(element)):
            self.ordinary(element, tag, reason_for(element, tag))

    def picture(self, element: HtmlElement) -> None:
        if len(alt := element.get("alt") or "") > 15:
            self.out.alts.add(fold(alt))
        if is_sign(element):
            return
        self.thing(element)
        node = self.node
        while node >= 0 and not self.out.pictures[node]:
            self.out.pictures[node] = True
            node = self.out.parents[node]

    def line_break(self, element: HtmlElement) -> None:
        """`<br><br>` ends a paragraph; a single one does after a finished sentence of some length, and between verses it ends a line."""
        following = element.getnext()
        double = following is not None and following.tag == "br" and not (element.tail or "").strip()
        if double:
            self.flush()
            return
        if self.verse or (self.parts and is_verse(self.out.elements[self.node])):
            self.verse = True
            self.add(BREAK)
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

    def listing(self, element: HtmlElement) -> None:
        self.flush()
        before = self.enter(element, "pre", "")
        if (text := code_text(element)).strip():
            self.out.pieces.append(Piece(text, "code", "pre", self.node))
        self.leave(before)

    def code(self, element: HtmlElement) -> None:
        """Code is a part of its line; with lines of its own, it is a listing."""
        if not self.parts and element.find("br") is not None:
            self.listing(element)
        else:
            self.ordinary(element, "code", reason_for(element, "code"))

    def table(self, element: HtmlElement) -> None:
        reason = reason_for(element, "table")
        if reason or not (is_listing(element) or is_data(element)):
            self.ordinary(element, "table", reason)
        elif is_listing(element):
            self.listing(element)
        else:
            self.flush()
            before = self.enter(element, "table", "")
            if text := rows_of(element):
                self.out.pieces.append(Piece(text, "table", "table", self.node, min(links_of(element), len(text))))
            self.leave(before)


_SPECIAL: Final[dict[object, Callable[[_Walk, HtmlElement], None]]] = {
    **dict.fromkeys(_SKIP, _Walk.skip),
    **dict.fromkeys(("button", "time", "output"), _Walk.control),
    **dict.fromkeys(("img", "amp-img"), _Walk.picture),
    "br": _Walk.line_break,
    "pre": _Walk.listing,
    "code": _Walk.code,
    "table": _Walk.table,
}


def outline(tree: HtmlElement) -> Outline:
    """The blocks of a page. The walk recurses; a tree that is too deep for that (real pages stay under 100 levels) loses its inner
    elements first, not their text."""
    try:
        return _walked(tree)
    except RecursionError:
        flatten(tree)
        return _walked(tree)


def _walked(tree: HtmlElement) -> Outline:
    walk = _Walk(tree)
    before = walk.enter(tree, "html", "")
    walk.content(tree)
    walk.flush()
    walk.leave(before)
    return walk.out
