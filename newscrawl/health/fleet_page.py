"""A fleet's run as one page: a row a site, the unhealthy sites first. And the order in which its sites begin."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.errors import OutputError
from newscrawl.health.html import framed
from newscrawl.middlewares.safe.hygiene import printable
from newscrawl.store.files.manifest import last_entries

__all__ = ["longest_first", "write_fleet_page"]

_SHOWN = ("found", "fetched", "not fetched", "new", "changed", "rejected")
Row = tuple[str, int, str, Mapping[str, int]]  # name, exit status, message, figures


def longest_first(output: Path, names: Iterable[str]) -> list[str]:
    """The names by how long the last run took, the longest first: so that no long run begins when all others are done. A site that never
    ran goes before all, since its first run is its longest."""
    known = list(names)
    took = {name: _took(output / name) for name in known}
    return sorted(known, key=lambda name: -took[name])


def _took(folder: Path) -> float:
    with suppress(OutputError, ValueError, TypeError):
        for entry in last_entries(folder, 1):
            return (datetime.fromisoformat(entry.finished) - datetime.fromisoformat(entry.started)).total_seconds()
    return float("inf")


def write_fleet_page(output: Path, name: str, rows: Sequence[Row]) -> None:
    """Writes the page into the output folder. Raises OutputError."""
    temporary = output / f".{name}.part"
    try:
        output.mkdir(parents=True, exist_ok=True)
        temporary.write_text(_page(rows, datetime.now(UTC)), "utf-8")
        temporary.replace(output / name)
    except OSError as error:
        raise OutputError(f"{output / name} cannot be written: {error.strerror}") from None


def _page(rows: Sequence[Row], at: datetime) -> str:
    unhealthy = sum(bool(status) for _, status, _, _ in rows)
    totals = {what: sum(figures.get(what, 0) for _, _, _, figures in rows) for what in _SHOWN}
    told = f"<p>{len(rows)} sites, {unhealthy} of them not well; {', '.join(f'{count} {what}' for what, count in totals.items())}.</p>"
    head = "".join(f"<th>{html.escape(cell)}</th>" for cell in ("site", "exit", *_SHOWN, "what to do"))
    return framed(f"Fleet, {at:%Y-%m-%d %H:%M} UTC", f"{told}\n<table>\n<tr>{head}</tr>\n{''.join(map(_row, rows))}</table>")


def _row(row: Row) -> str:
    name, status, message, figures = row
    report = f'<a href="{html.escape(name)}/report.html">{html.escape(name)}</a>'
    cells = [report, str(status), *(str(figures.get(what, 0)) for what in _SHOWN), html.escape(printable(message)[:500])]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"
