"""The declared table of sources: documented, in one order, and as good as it was."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newscrawl.dates import parse_moment
from newscrawl.model import Page
from newscrawl.page.document.parse import Document, parse
from newscrawl.page.metadata import Metadata, read_metadata, table
from newscrawl.site import Site

ROOT = Path(__file__).parents[2]
PAGES = ROOT.parent / "shared/data/pages"

EVERY = {"fundus": 1, "wcxb": 5}  # the large collection in a sample: the test takes seconds
# What is missing is told in docs/metadata.md.
FLOORS = {"fundus": {"title": 0.92, "authors": 0.95, "day": 0.99, "minute": 0.96}, "wcxb": {"title": 0.87, "authors": 0.71, "day": 0.87}}


@pytest.mark.parametrize("field", table.FIELDS)
def test_the_documentation_has_every_source_of_a_field_in_its_order(field: str) -> None:
    text = (ROOT / "docs/metadata.md").read_text("utf-8")
    section = text.split(f"\n## {field}", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][2:]
    stated = [f"| {s.label} | {s.place.replace('|', chr(92) + '|')} |" for s in table.FIELDS[field]]
    assert rows[: len(stated)] == stated


def test_linked_data_is_asked_first_and_the_address_late() -> None:
    for field, sources in table.FIELDS.items():
        labels = [s.label for s in sources]
        assert labels[0] in ("json-ld", "opengraph"), field
        assert "url" not in labels or labels.index("url") > labels.index("sitemap")


def words(text: str | None) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").lower())


def right(gold: dict[str, Any], found: Metadata) -> dict[str, bool]:
    scores = {}
    if gold["title"]:
        scores["title"] = words(found.title) == words(gold["title"])
    if gold["authors"]:
        scores["authors"] = {" ".join(words(a)) for a in found.authors} == {" ".join(words(a)) for a in gold["authors"]}
    if when := parse_moment(gold["date_published"]):
        scores["day"] = found.published is not None and found.published.at.date() == when.at.date()
        if re.search(r"\d\d:\d\d", gold["date_published"]):
            scores["minute"] = found.published is not None and found.published.at.replace(second=0) == when.at.replace(second=0)
    return scores


@pytest.mark.skipif(not PAGES.is_dir(), reason="the collected pages are not here")
@pytest.mark.parametrize("collection", FLOORS)
def test_the_figures_on_collected_pages_hold(collection: str) -> None:
    scores: dict[str, list[bool]] = {}
    lines = (PAGES / collection / "gold.jsonl").read_text("utf-8").strip().split("\n")
    for gold in map(json.loads, lines[:: EVERY[collection]]):
        url = gold["url"] or "https://unknown.example/page"
        body = gzip.decompress((PAGES / collection / f"{gold['name']}.html.gz").read_bytes())
        document = parse(body, url=url)
        assert isinstance(document, Document), gold["name"]
        site = Site(name="unknown", home=re.match(r"https?://[^/]+/?", url)[0], title="")  # type: ignore[index]
        found = read_metadata(document, Page(url=url, body=body, fetched_at=datetime.now(UTC)), site)
        for field, is_right in right(gold, found).items():
            scores.setdefault(field, []).append(is_right)
    shares = {field: sum(values) / len(values) for field, values in scores.items() if field in FLOORS[collection]}
    assert all(share >= FLOORS[collection][field] for field, share in shares.items()), shares
