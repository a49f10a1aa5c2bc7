"""Tables of the report: rows become cards where the page is narrow. Everything that came from a site is escaped, shortened and free of
control characters."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from newscrawl.middlewares.safe.hygiene import printable
from newscrawl.urls import is_http

__all__ = ["LONGEST", "Link", "folded", "section", "shown", "table"]

LONG_WORD = 24  # characters: an address or a checksum, which may be broken anywhere
LONGEST = 240  # characters of a line that is shown


class Link(str):
    """An address that becomes a link; `text` is what is shown."""

    def __new__(cls, address: str, text: str) -> Link:
        link = super().__new__(cls, address)
        link.text = text
        return link

    text: str


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A table; "" without rows. A cell is a text, a number, a Link, or a list of examples (address, text), which is folded."""
    if not rows:
        return ""
    names = "".join(
        f"<th scope=col{' class=number' if _is_number(value) else ''}>{shown(name)}" for name, value in zip(head, rows[0], strict=True)
    )
    body = "\n".join("<tr>" + "".join(_cell(value, name) for value, name in zip(row, head, strict=True)) for row in rows)
    kind = "cards pairs" if len(head) == 2 else "cards"
    return f'<table class="{kind}"><thead><tr>{names}\n<tbody>\n{body}\n</table>'


def _cell(value: Any, name: str) -> str:
    label = f' data-label="{html.escape(name)}"'
    if isinstance(value, Link):
        return f"<td{label}>{_linked(value, value.text)}"
    if isinstance(value, list):
        return f"<td{label}>{_folded_examples(value)}"
    text = str(value)
    kind = " class=number" if _is_number(value) else " class=long" if any(len(word) > LONG_WORD for word in text.split()) else ""
    return f"<td{label}{kind}>{shown(text)}"


def _is_number(value: Any) -> bool:
    return isinstance(value, str) and value.replace(",", "").removesuffix("%").isdigit()


def _folded_examples(examples: Sequence[tuple[str, str]]) -> str:
    if not examples:
        return ""
    lines = "<br>".join(_linked(url, text) if is_http(url) else shown(text) for url, text in examples)
    first = shown(examples[0][1], 60)
    return f"<details><summary>{first}</summary>{lines}</details>"


def _linked(address: str, text: str) -> str:
    safe = is_http(address) or ("/" not in address and ":" not in address)  # a file beside the report
    return f'<a href="{html.escape(printable(address))}" rel="noreferrer nofollow">{shown(text)}</a>' if safe else shown(text)


def section(title: str, content: str) -> str:
    """A part of the page under its heading; "" for a part without content."""
    return f"<h2>{shown(title)}</h2>\n{content}" if content else ""


def folded(title: str, content: str) -> str:
    """A part that is closed at first."""
    return f"<details><summary>{shown(title)}</summary>\n{content}</details>" if content else ""


def shown(text: str, longest: int = LONGEST) -> str:
    """A text as HTML, on one line, cut to so many characters."""
    text = " ".join(printable(text[: 4 * longest]).split())
    return html.escape(text if len(text) <= longest else text[:longest] + " …")
