"""Blocks as Markdown: CommonMark with GFM tables, footnotes as `[^1]`, formulas as `$…$`, no raw HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from newscrawl.model.blocks import Block, Span, outermost

__all__ = ["markdown_of"]

_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>~$|]|&(?=#?\w+;)|!(?=\[)")
_LINE_START: Final = re.compile(r"^(#{1,6}(?=\s|$)|[-+](?=\s|$)|=+(?=\s*$)|-+(?=\s*$))")
_NUMBERED: Final = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_TICKS: Final = re.compile(r"`+")
_NOTE_NUMBER: Final = re.compile(r"^[\[(^]?(?:\d{1,3}|[*†‡])[\])]?[.:]?\s+")
_DEEPEST_LIST: Final = 12
_DEEPEST_SPAN: Final = 8
_AROUND: Final = {"strong": "**", "emphasis": "*"}


def markdown_of(blocks: Sequence[Block]) -> str:
    """The Markdown of a body, without a line end behind it."""
    return _Writer(blocks).text()


class _Writer:
    """The lines written so far, and the lists that are open."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        ids = dict.fromkeys(block.shape.note for block in blocks if block.shape.note)
        self._notes = {name: number for number, name in enumerate(ids, 1)}
        self._parts: list[str] = []
        self._lists: list[tuple[bool, int]] = []  # of each open list: ordered, and the number of its last item
        self._widths: list[int] = []  # of the markers of the open items
        self._before: Block | None = None

    def text(self) -> str:
        in_note = ""
        for block in self._blocks:
            in_note = block.shape.note or (in_note if self._goes_on(block) else "")
            if block.kind != "item" or in_note:
                self._lists, self._widths = [], []
            written = self._note(block) if in_note else self._item(block) if block.kind == "item" else self._block(block)
            if written:
                self._parts += [self._between(block), written]
                self._before = block
        return "".join(self._parts).strip("\n")

    def _goes_on(self, block: Block) -> bool:
        return block.kind == "item" and not block.shape.begins

    def _between(self, block: Block) -> str:
        before = self._before
        if before is None:
            return ""
        if block.kind == "quote" == before.kind:
            return "\n>\n"
        return "\n" if block.kind == "item" == before.kind and block.shape.begins and not block.shape.note else "\n\n"

    def _block(self, block: Block) -> str:
        shape, kind = block.shape, block.kind
        if kind == "heading":
            return f"{'#' * min(6, max(1, shape.level or 2))} {self._inline(block)}"
        if kind == "quote":
            return "\n".join(f"> {line}" for line in self._inline(block).split("\n"))
        if kind == "code":
            return _fence(block)
        if kind == "table":
            return self._table(block)
        if kind == "break":
            return "---"
        if kind in ("picture", "embed"):
            caption = f"\n\n{escape(shape.caption)}" if shape.caption else ""
            return f"![{escape(shape.alt)}]({_address(shape.url)}){caption}"
        return self._inline(block)

    def _item(self, block: Block) -> str:
        level = min(_DEEPEST_LIST, max(1, block.shape.level))
        if not block.shape.begins and self._widths:
            return " " * sum(self._widths[:level]) + self._inline(block)
        level = min(level, len(self._widths) + 1)
        del self._widths[level - 1 :]
        goes_on = len(self._lists) >= level and self._lists[level - 1][0] == block.shape.ordered
        number = self._lists[level - 1][1] + 1 if goes_on else 1
        self._lists[level - 1 :] = [(block.shape.ordered, number)]
        marker = f"{number}. " if block.shape.ordered else "- "
        indent = " " * sum(self._widths)
        self._widths.append(len(marker))
        return indent + marker + self._inline(block)

    def _note(self, block: Block) -> str:
        number = self._notes.get(block.shape.note)
        return f"    {self._inline(block)}" if number is None else f"[^{number}]: {_NOTE_NUMBER.sub('', self._inline(block))}"

    def _table(self, block: Block) -> str:
        rows = [[self._inline(cell).replace("\n", " ") for cell in row] for row in block.shape.rows]
        rows = rows or [[escape(cell) for cell in line.split(" | ")] for line in block.text.split("\n")]
        width = max(map(len, rows))
        lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
        return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])

    def _inline(self, block: Block) -> str:
        text = block.text
        spans = sorted(block.shape.spans, key=lambda span: (span.start, -span.end))
        return _at_line_start("\\\n".join(filter(None, self._render(text, 0, len(text), spans, ()).split("\n"))))

    def _render(self, text: str, first: int, last: int, spans: Sequence[Span], outer: tuple[str, ...]) -> str:
        """The text between two offsets. `spans` are sorted and lie in it."""
        parts, at = list[str](), first
        for span, end, inner in outermost(spans, first, last):
            parts += [escape(text[at : span.start]), self._marked(text, span, end, inner, outer)]
            at = end
        return "".join([*parts, escape(text[at:last])])

    def _marked(self, text: str, span: Span, end: int, inner: Sequence[Span], outer: tuple[str, ...]) -> str:
        raw = text[span.start : end]
        if span.kind == "note":
            number = self._notes.get(span.target)
            return escape(raw) if number is None else f"[^{number}]"
        if span.kind in ("formula", "display"):
            around = "$$" if span.kind == "display" else "$"
            return f"{around}{raw}{around}"
        if span.kind == "code":
            return _ticked(raw)
        deep = len(outer) >= _DEEPEST_SPAN
        shown = self._render(text, span.start, end, () if deep else inner, (*outer, span.kind))
        if deep or span.kind in outer:
            return shown
        if span.kind == "link":
            return f"[{shown}]({_address(span.target)})"
        mark = _AROUND.get(span.kind, "")
        return f"{mark}{shown}{mark}" if mark and _stands(text, span.start, end) else shown


def escape(text: str) -> str:
    """Text in which no sign means anything to Markdown."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _at_line_start(line: str) -> str:
    return _NUMBERED.sub(r"\1\\\2", _LINE_START.sub(r"\\\1", line))


def _stands(text: str, start: int, end: int) -> bool:
    """Whether CommonMark takes signs around this part for emphasis: not beside a word, where the part begins or ends with a sign."""
    part = text[start:end]
    if not part or part[0].isspace() or part[-1].isspace():
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    return (part[0].isalnum() or not before.isalnum()) and (part[-1].isalnum() or not after.isalnum())


def _ticked(code: str) -> str:
    ticks = "`" * (1 + max((len(run) for run in _TICKS.findall(code)), default=0))
    room = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{ticks}{room}{code}{room}{ticks}"


def _fence(block: Block) -> str:
    ticks = "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(block.text)), default=0))
    return f"{ticks}{block.shape.language}\n{block.text}\n{ticks}"


def _address(url: str) -> str:
    return f"<{url}>" if "(" in url or ")" in url else url
