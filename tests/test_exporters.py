from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from demo import faults
from demo.generated import GeneratedSite
from newscrawl import settings as project
from newscrawl.extensions.exporters import CsvExporter, plain_cell
from tests.crawl.conftest import crawl


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("http://x.example","y")'])
def test_what_begins_like_a_formula_is_text(start: str) -> None:
    assert plain_cell(start) == f"'{start}"


@pytest.mark.parametrize("value", ["A title = a title", "5G: -40 %", "", " =1", "(1,)", 7, -7, None, True])
def test_anything_else_stays_as_it_is(value: object) -> None:
    assert plain_cell(value) is value


def test_it_is_the_projects_csv() -> None:
    settings = Settings()
    settings.setmodule(project)
    assert load_object(settings.getwithbase("FEED_EXPORTERS")["csv"]) is CsvExporter


def test_lists_and_names_of_fields_are_cells_too() -> None:
    file = io.BytesIO()
    exporter = CsvExporter(file)
    exporter.start_exporting()
    exporter.export_item({"=title": "=1", "authors": ["@a", "b"], "words": 3})
    exporter.finish_exporting()
    assert list(csv.reader(io.StringIO(file.getvalue().decode(), newline=""))) == [["'=title", "authors", "words"], ["'=1", "'@a,b", "3"]]


def test_a_crawl_exports_no_formula(tmp_path: Path) -> None:
    title: Callable[[str], Any] = faults.titled
    with GeneratedSite(3, seed=61, sources=("sitemap",)) as site:
        path = next(site.truths()).path
        site.faults.on(f"^{path}", title("=HYPERLINK(A1) is what this story of the harbour is called"))
        args = ("crawl", "techpoint", "-a", "since=all", "-O", str(tmp_path / "articles.csv"))
        result = crawl(*args, base_url=site.url, output=tmp_path / "output")
    assert result.status == 0, result.stderr
    rows = list(csv.DictReader(io.StringIO((tmp_path / "articles.csv").read_text("utf-8"), newline="")))
    assert len(rows) == 3
    assert [row["title"] for row in rows if path in row["url"]] == ["'=HYPERLINK(A1) is what this story of the harbour is called"]
    assert {row["id"]: row["title"].removeprefix("'") for row in rows} == {r["id"]: r["title"] for r in result.lines()}
