"""Plain and pretty: headings, a live line, tables, a record. Colours, and lines that are rewritten, only on a terminal."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["Terminal", "shortened"]

_COLOURS = {"bold": "1", "dim": "2", "green": "32", "red": "31", "cyan": "36", "yellow": "33"}
_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


def shortened(value: Any, width: int) -> Any:
    """A value whose long texts and long lists are cut, with a word on what is missing."""
    if isinstance(value, str) and len(value) > width:
        return f"{value[:width].rstrip()}… ({len(value):,} characters)"
    if isinstance(value, Mapping):
        return {key: shortened(item, width) for key, item in value.items()}
    if isinstance(value, list):
        return [shortened(item, width) for item in value[:2]] + ([f"… and {len(value) - 2} more"] if len(value) > 2 else [])
    return value


def _fitted(line: str, width: int) -> str:
    """A line of JSON, its string cut where it would not fit."""
    if len(line) <= width:
        return line
    end = re.search(r'(?:… \([\d,]+ characters\))?",?$', line)
    if end is None:
        return line
    mark = "" if end[0].startswith("…") else "…"
    return line[: width - len(end[0]) - len(mark)].rstrip() + mark + end[0]


class Terminal:
    """Writes to standard output. NO_COLOR is respected (no-color.org)."""

    def __init__(self) -> None:
        self.live = sys.stdout.isatty()
        self.colour = self.live and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self.width = min(shutil.get_terminal_size((100, 24)).columns, 120)
        self._turn = 0
        self._plain = not (sys.stdout.encoding or "").lower().startswith("utf")

    def paint(self, text: str, name: str) -> str:
        return f"\x1b[{_COLOURS[name]}m{text}\x1b[0m" if self.colour else text

    def say(self, text: str = "") -> None:
        if self._plain:
            text = text.encode(sys.stdout.encoding or "ascii", "replace").decode(sys.stdout.encoding or "ascii")
        print(text, flush=True)

    def heading(self, text: str) -> None:
        self.say()
        self.say(self.paint(text, "bold"))

    def note(self, text: str) -> None:
        self.say("  " + self.paint(text, "dim"))

    def progress(self, text: str) -> None:
        """The live line: nothing where it cannot be rewritten."""
        if self.live:
            self._turn += 1
            mark = "*" if self._plain else _SPINNER[self._turn % len(_SPINNER)]
            print(f"\r\x1b[K  {self.paint(mark, 'cyan')} {text}", end="", flush=True)

    def done(self, text: str) -> None:
        """Takes the live line's place."""
        if self.live:
            print("\r\x1b[K", end="")
        self.say(f"  {text}")

    def check(self, text: str, *, good: bool) -> None:
        mark = ("ok" if self._plain else "✓", "green") if good else ("NO" if self._plain else "✗", "red")
        self.say(f"  {self.paint(mark[0], mark[1])} {text}")

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Left-aligned columns; the last one is cut where the line ends."""
        widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header) - 1)]
        room = max(20, self.width - sum(widths) - 2 * len(widths) - 2)
        for number, row in enumerate((header, *rows)):
            last = row[-1] if len(row[-1]) <= room else row[-1][: room - 1] + "…"
            line = "  " + "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), last])
            self.say(self.paint(line, "dim") if number == 0 else line)

    def record(self, value: Mapping[str, Any]) -> None:
        """JSON, long values shortened, keys in colour."""
        for whole in json.dumps(shortened(dict(value), 140), indent=2, ensure_ascii=False).splitlines():
            line = _fitted(whole, self.width - 2)
            self.say("  " + re.sub(r'^(\s*)("[^"]+")(: )', lambda m: m[1] + self.paint(m[2], "cyan") + m[3], line))
