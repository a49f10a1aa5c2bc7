"""Cleaning of text that was scraped before: lines, no markup, nothing known of the article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newscrawl.clean.match.gate import Gate
from newscrawl.clean.match.index import index_rules
from newscrawl.clean.match.markers import cut_glued, marker_line
from newscrawl.clean.match.reading import first_token
from newscrawl.clean.places.tail import cut_tail
from newscrawl.clean.rule import CleanedText, Context
from newscrawl.clean.rules import RULES
from newscrawl.model import Block, Edit

__all__ = ["TAIL_WINDOW", "LineCleaner", "clean_text"]

TAIL_WINDOW = 400
"""How many of the last non-empty lines the tail rules see in a stream. The longest tail on 857 collected pages has under 100."""

_LINES = index_rules(RULES, "line")
_is_ordinary = Gate(_LINES)
_CONTEXT = Context()
_LINE_ENDS = "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_ENDS = tuple(_LINE_ENDS)
_MANY_BLANKS = 10_000  # more blank lines in a row than any text has; they are passed on, so that memory stays bounded

# A non-empty line: the blank lines before it, the line as it stays with its end ('' if it goes), its text as it
# came, its position, the number of its line.
_Item = tuple[str, str, str, int, int]


def clean_text(text: str) -> CleanedText:
    """Removes ad markers, links to other articles, calls and footers. Every other line stays as it is, byte for byte.

    Of the blank lines around what was removed one group stays: the first. At the start and the end of the text none stays. A text that
    does not end with a line break still doesn't. Head rules need to know the article, so they don't apply here. Idempotent.
    Raises TypeError for what is no text.
    """
    if not isinstance(text, str):
        raise TypeError(f"clean_text() takes str, got {type(text).__name__}: decode bytes first")
    lines = LineCleaner(window=None)
    kept = [*lines.feed(text.splitlines(keepends=True)), *lines.finish()]
    return CleanedText("".join(kept), tuple(edit for _, edit in lines.take_removed()))


class LineCleaner:
    """Cleans one article line by line, in constant memory.

    `feed` gives what is certain to stay, `finish` the rest. The tail rules see at least the last `window` non-empty lines; None: all.
    """

    def __init__(self, window: int | None = TAIL_WINDOW) -> None:
        self._window = window
        self._removed: list[tuple[int, Edit]] = []
        self._items: list[_Item] = []
        self._blanks: list[str] = []
        self._position = 0
        self._line = 1
        self._last = ""  # the last line that came in
        self._end = ""  # the end of the last line that was given out: held back, for the text may end there
        self._gap: str | None = None  # the blank lines around what was removed since then; None where nothing was
        self._started = False

    def feed(self, lines: Iterable[str]) -> Iterator[str]:
        """Takes lines with their ends; gives pieces of the cleaned text."""
        items, blanks = self._items, self._blanks
        for line in lines:
            text = line.strip()
            if text:
                stays = line if _is_ordinary(text) else self._clean_line(line, text)
                items.append(("".join(blanks) if blanks else "", stays, text, self._position, self._line))
                self._position += 1
                if blanks:
                    blanks.clear()
                if self._window and len(items) >= 4 * self._window:
                    yield self._give(items[: -self._window])
                    del items[: -self._window]
            else:
                blanks.append(line)
                if len(blanks) > _MANY_BLANKS:
                    yield from self.pass_through("")
            self._last = line
            if line[-1] == "\n":
                self._line += 1

    def pass_through(self, piece: str) -> Iterator[str]:
        """Takes a piece of a line that is too long to look at, and gives it unchanged, after everything before it."""
        yield self._give(self._items)
        blanks = "".join(self._blanks)
        lead = blanks if self._gap is None else (self._gap or blanks) if self._started else ""
        yield self._end + lead + piece
        self._items.clear()
        self._blanks.clear()
        self._end, self._gap, self._started = "", None, True
        self._last = piece or self._last
        self._line += piece.count("\n")

    def finish(self) -> Iterator[str]:
        """The end of the article: the tail rules have their say."""
        self._cut_tail()
        yield self._give(self._items)
        if self._gap is None:
            yield self._end + "".join(self._blanks)
        elif self._last.endswith(_ENDS):
            yield self._end
        self._items.clear()
        self._blanks.clear()
        self._end, self._gap, self._started = "", None, False

    def take_removed(self) -> list[tuple[int, Edit]]:
        """The edits made since the last call, each with the number of its line, in the order of their lines."""
        removed = sorted(self._removed, key=lambda entry: entry[1].position)
        self._removed.clear()
        return removed

    def _clean_line(self, line: str, text: str) -> str:
        """The line as it stays, with its end; '' if it goes."""
        token = first_token(text)
        rule = marker_line(text, token) or _LINES.find_gated(text, "paragraph", token)
        if rule is not None:
            self._removed.append((self._line, Edit(rule=rule.name, text=text, position=self._position)))
            return ""
        rest, cuts = cut_glued(text, token)
        if not cuts:
            return line
        self._removed += [(self._line, Edit(rule=rule.name, text=piece, position=self._position)) for rule, piece in cuts]
        start = line.index(text)
        whole = line[:start] + rest + line[start + len(text) :]
        return self._clean_line(whole, rest) if rest else ""

    def _cut_tail(self) -> None:
        while True:
            kept = [at for at, item in enumerate(self._items) if item[1]]
            cut = cut_tail([Block(self._items[at][1].strip()) for at in kept], _CONTEXT)
            if not cut:
                return
            for index, rule in cut:
                blanks, _, text, position, line = self._items[kept[index]]
                self._removed.append((line, Edit(rule=rule.name, text=text, position=position)))
                self._items[kept[index]] = (blanks, "", text, position, line)

    def _give(self, items: list[_Item]) -> str:
        """Joins lines and their blank lines, but for the end of the last one."""
        out: list[str] = []
        end, gap, started = self._end, self._gap, self._started
        for blanks, line, _, _, _ in items:
            if not line:
                gap = gap or blanks
                continue
            lead = blanks if gap is None else (gap or blanks) if started else ""
            body = line.rstrip(_LINE_ENDS)
            out += (end, lead, body)
            end, gap, started = line[len(body) :], None, True
        self._end, self._gap, self._started = end, gap, started
        return "".join(out)
