"""The card of an exported dataset: README.md with the front matter that `datasets.load_dataset(FOLDER)` goes by."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from newscrawl.dataset.exporting.exported import Exported
from newscrawl.schema.columns import Column, columns
from newscrawl.schema.readers import MOMENT

__all__ = ["MARK", "README", "card"]

README = "README.md"
MARK = "<!-- scrapy export: written anew by each export -->"


def card(found: Exported, spiders: Sequence[str], formats: Sequence[str]) -> str:
    """The whole page. The same articles give the same page: it names no moment of export."""
    return f"---\n{_front(found, formats)}---\n\n{MARK}\n\n{_body(found, spiders)}"


def _front(found: Exported, formats: Sequence[str]) -> str:
    """YAML, each entry a line of JSON, which is YAML too. It holds the columns' types, which no reader has to guess from what is null."""
    languages = sorted({code.split("-")[0] for code in found.languages})
    lines = ["pretty_name: News articles", *(["language:", *(f"- {json.dumps(code)}" for code in languages)] if languages else [])]
    if found.articles and set(formats) & {"parquet", "jsonl"}:
        kind = "parquet" if "parquet" in formats else "jsonl"  # of two formats in one folder the library reads one
        lines += ["configs:", "- config_name: default", f"  data_files: data/articles-*.{kind}"]
        # `datasets` 5.2 keeps what it loaded by this part of the card alone: without a mark of the content, what was taken down stays
        lines += [f"  description: content {found.content.hexdigest()[:16]}"]
        lines += [
            "dataset_info:",
            "- config_name: default",
            "  features:",
            *(f"  - {json.dumps(_feature(column))}" for column in columns()),
        ]
    return "\n".join(lines) + "\n"


def _feature(column: Column) -> dict[str, Any]:
    if column.kind == "struct":
        return {"name": column.name, "struct": [_feature(part) for part in column.of]}
    if column.kind == "list":
        [item] = column.of
        return {"name": column.name, "list": [_feature(part) for part in item.of] if item.kind == "struct" else _feature(item)["dtype"]}
    return {"name": column.name, "dtype": MOMENT if column.kind == "moment" else column.kind}


def _body(found: Exported, spiders: Sequence[str]) -> str:
    days = f", published {found.first} to {found.last}" if found.first else ""
    lines = [
        "# News articles",
        "",
        f"{found.articles:,} articles of {', '.join(spiders)}{days}; {found.words:,} words. Made by newscrawl.",
        "",
        "| source | articles |",
        "| --- | --- |",
        *(f"| {source} | {count:,} |" for source, count in sorted(found.sources.items())),
        "",
        "Of each article the latest revision; articles that their site took down are left out, and so are "
        f"{found.duplicates:,} exact duplicates (the same title and text at another address).",
        "`near_duplicate_of` marks an article that says nearly what an earlier one of its source says.",
        "",
        f"The articles belong to their publishers. {found.reserved:,} of them are from pages or sites that reserve text and data mining: "
        "see `rights`.",
        "",
        "In Parquet `field_sources`, `extraction.versions` and `extraction.edits` are JSON text: their keys differ by article.",
        "",
    ]
    return "\n".join(lines)
