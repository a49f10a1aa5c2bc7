"""Feeds that people open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scrapy.exporters import CsvItemExporter

__all__ = ["CsvExporter", "plain_cell"]

# What Excel, LibreOffice and Google Sheets take for the start of a formula, their full-width forms included:
# https://owasp.org/www-community/attacks/CSV_Injection
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain_cell(value: Any) -> Any:
    """A text that a spreadsheet takes for a formula, behind an apostrophe, which makes it text again; any other value as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_STARTS_FORMULA) else value


class CsvExporter(CsvItemExporter):
    """Scrapy's CSV (`-O articles.csv`), in which no cell is a formula: titles and names come from pages. JSON Lines are exact."""

    def _build_row(self, values: Iterable[Any]) -> Iterable[Any]:
        return map(plain_cell, super()._build_row(values))
