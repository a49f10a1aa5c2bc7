"""Run files load without options where datasets are made: each by itself in `datasets`, all at once in DuckDB and pandas."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from newscrawl.dataset.exporting.export import export
from newscrawl.dataset.takedown import take_down
from newscrawl.model import Edit, Extraction, Fetch, Image, Refined, Rights, Section, as_record
from newscrawl.schema.readers import READERS
from newscrawl.store.files.runfiles import json_line
from tests.store.smallsite import START, Story, World, prose

RICH: dict[str, Any] = {
    "subtitle": "A standfirst",
    "sections": (Section(heading=None, paragraphs=("a",)), Section(heading="H", paragraphs=("b", "c"))),
    "authors": ("Ada Writer",),
    "tags": ("a", "b"),
    "images": (Image(url="https://mag.example/a.jpg", caption="c", credit=None),),
    "is_accessible_for_free": True,
    "rights": Rights(reserved=True, signals=("noai (meta)",)),
    "field_sources": {"title": "json-ld", "authors": "wordpress"},
    "quality_flags": ("short",),
    "language": "en",
    "date_modified": "2026-11-23T03:00:00Z",
}

pytestmark = pytest.mark.heavy


@pytest.fixture
def files(world: World) -> list[Path]:
    """Three runs whose lines know very different things: next to nothing, all, and a tombstone."""
    bare, rich, gone = Story(1, modified=START), Story(2, modified=START), Story(3)

    def run(*refined: tuple[Story, Refined]) -> None:
        open_run = world.open()
        open_run.discover([story.candidate() for story, _ in refined])
        answers = {story.key: answer for story, answer in refined}
        for due in open_run.due(10):
            if due.key in answers:
                open_run.record(answers[due.key], key=due.key)
            else:
                open_run.gone(due.key, 404)
        open_run.finish(reason="finished", exit_status=0, stats={})
        world.clock.forward(hours=8)

    nothing = replace(bare.refined().article, date_published=None, date_precision=None)
    run((bare, Refined(article=nothing)), (gone, gone.refined()))
    everything = replace(
        rich.refined().article,
        **RICH,
        extraction=Extraction(
            method="trafilatura", confidence=0.9, versions={"newscrawl": "0.1", "trafilatura": "2"}, edits={"ad-marker": 2}
        ),
        fetch=Fetch(
            fetched_at="2026-11-23T03:00:00Z",
            status=200,
            via="wayback",
            archive_url="https://archive.example/x",
            captured_at="2020-01-01T00:00:00Z",
        ),
    )
    run((rich, Refined(article=everything, edits=(Edit(rule="ad-marker", text="- Ad -\u2028", position=1),))))
    later = Story(1, text=prose(1) + " More.", modified=START + timedelta(days=1))
    changed = replace(
        later.refined().article, extraction=Extraction(method="fallback", confidence=0.0, versions={}, edits={"share-bar": 1})
    )
    run((later, Refined(article=changed)))
    paths = sorted(world.folder.glob("articles-*.jsonl"))
    assert [path.read_text().count("\n") for path in paths] == [2, 1, 2]
    return paths


def test_each_file_loads_in_datasets(files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    logging.getLogger("datasets").setLevel(logging.CRITICAL)
    for path in files:
        table = datasets.load_dataset("json", data_files=str(path), split="train", cache_dir=str(tmp_path / path.stem))
        assert table.num_rows == path.read_text().count("\n")
        assert {"id", "text", "fetch"} <= set(table.column_names)


@pytest.mark.xfail(strict=True, reason="it takes a column's type from the first 10 MB of the first file alone: huggingface/datasets#7222")
def test_all_files_load_at_once_in_datasets(files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    logging.getLogger("datasets").setLevel(logging.CRITICAL)
    datasets.load_dataset("json", data_files=[str(path) for path in files], split="train", cache_dir=str(tmp_path / "all"))


def test_one_file_of_all_lines_loads_in_datasets_when_it_may_look_at_all_of_it(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    whole = tmp_path / "all.jsonl"
    whole.write_bytes(b"".join(path.read_bytes() for path in files))
    table = datasets.load_dataset("json", data_files=str(whole), split="train", cache_dir=str(tmp_path / "all"), chunksize=1 << 30)
    assert [value is None for value in table["supersedes"]] == [True, True, True, False, False]


def test_all_files_load_at_once_in_duckdb(files: list[Path]) -> None:
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    columns = 'revision, status, subtitle, "fetch".via, supersedes IS NULL'
    rows = connection.sql(f"SELECT {columns} FROM read_json('{files[0].parent}/articles-*.jsonl')").fetchall()
    assert sorted(rows, key=repr) == [
        (1, "live", "A standfirst", "wayback", True),
        (1, "live", None, "live", True),
        (1, "live", None, "live", True),
        (2, "gone", None, "live", False),
        (2, "live", None, "live", False),
    ]
    connection.close()


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
def test_all_files_load_in_pandas(files: list[Path]) -> None:
    pandas = pytest.importorskip("pandas")
    table = pandas.concat([pandas.read_json(path, lines=True) for path in files])
    assert len(table) == 5
    assert set(table["status"]) == {"live", "gone"}


RUNS = 40


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder of 40 runs and 100,000 lines. Most columns are null until the last runs, and one id is digits alone."""
    folder = tmp_path_factory.mktemp("nights") / "output" / "techpoint"
    folder.mkdir(parents=True)
    bare = as_record(replace(Story(1).refined().article, date_published=None, date_precision=None, field_sources={}))
    for run in range(RUNS):
        late = run >= RUNS - 2
        with (folder / f"articles-2026{10 + run // 28}{run % 28 + 1:02}T{run:02}0000Z.jsonl").open("wb") as file:
            for number in range(100_000 // RUNS):
                name = f"{run:08}{number:08}" if late and not number else f"{run:08x}{number:07x}f"
                more = {
                    "supersedes": "a" * 64,
                    "subtitle": "Late",
                    "license": "CC",
                    "date_published": f"2026-11-{run % 28 + 1:02}T14:30:00Z",
                }
                counts = {"edits": {f"rule-{run}": 1}} if late else {}
                line = {**bare, "id": name, **(more if late else {}), "extraction": {**bare["extraction"], **counts}}
                file.write(json_line(line))
    return folder


def shown(reader: str) -> str:
    """The example that docs/files.md shows for a reader, as it stands there."""
    page = (Path(__file__).parents[2] / "docs" / "files.md").read_text("utf-8")
    found = re.search(rf"```\w+ {reader}\n(.*?)```", page, re.DOTALL)
    assert found, f"docs/files.md shows nothing for {reader}"
    return found[1]


DIGITS = f"{RUNS - 1:08}{0:08}"


def run_shown(reader: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Runs the example beside the output folder, with the columns that `scrapy schema --for` prints."""
    monkeypatch.chdir(folder.parents[1])
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(folder.parents[1] / "cache"))
    Path(f"{reader}.txt").write_text(READERS[reader]() + "\n")
    values: dict[str, Any] = {}
    exec(compile(shown(reader), f"docs/files.md, {reader}", "exec"), values)
    return values


def test_the_example_for_duckdb_loses_no_value(nights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("duckdb")
    rows = run_shown("duckdb", nights, monkeypatch)["articles"]
    assert rows.count("*").fetchall() == [(100_000,)]
    counted = rows.aggregate("count(supersedes), count(license), max(date_published)")
    assert counted.fetchall() == [(5000, 5000, "2026-11-12T14:30:00Z")]
    assert rows.filter("extraction.edits::VARCHAR LIKE '%rule-39%'").count("*").fetchall() == [(2500,)]
    assert rows.filter(f"id = '{DIGITS}'").count("*").fetchall() == [(1,)]


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
def test_the_example_for_pandas_loses_no_value(nights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    table = run_shown("pandas", nights, monkeypatch)["articles"]
    assert len(table) == 100_000
    assert table["supersedes"].notna().sum() == 5000
    assert DIGITS in set(table["id"])
    assert table["date_published"].dropna().iloc[-1] == "2026-11-12T14:30:00Z"


def test_the_example_for_polars_loses_no_value(nights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("polars")
    table = run_shown("polars", nights, monkeypatch)["articles"]
    assert table.height == 100_000
    assert table["supersedes"].drop_nulls().len() == 5000
    assert DIGITS in set(table["id"])
    assert table["date_published"].drop_nulls()[-1] == "2026-11-12T14:30:00Z"


def test_the_example_for_datasets_loses_no_value(nights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("datasets")
    logging.getLogger("datasets").setLevel(logging.CRITICAL)
    table = run_shown("datasets", nights, monkeypatch)["articles"]
    assert table.num_rows == 100_000
    late = list(table.select(range(95_000, 100_000)))
    assert all(row["supersedes"] for row in late)
    assert str(late[-1]["date_published"]) == "2026-11-12 14:30:00+00:00"
    assert DIGITS in {row["id"] for row in late}


def test_the_arrow_schema_is_the_one_of_an_export(world: World, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    world.crawl([Story(1)])
    export(world.output, ["mag"], tmp_path / "export", formats=("parquet",))
    assert parquet.read_schema(tmp_path / "export" / "data" / "articles-00000.parquet").equals(eval(READERS["arrow"](), {"pa": pa}))


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_an_export_gives_datasets_moments_with_their_zone(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    world.crawl([Story(1), Story(2)])
    export(world.output, ["mag"], tmp_path / "export", formats=(kind,))
    table = datasets.load_dataset(str(tmp_path / "export"), split="train", cache_dir=str(tmp_path / "cache"))
    assert [str(row["date_published"]) for row in table] == ["2026-11-23 03:00:00+00:00"] * 2
    assert str(table[0]["fetch"]["fetched_at"]) == "2026-11-23 03:00:00+00:00"


LOAD = "import datasets, sys; print(datasets.load_dataset(sys.argv[1], split='train')['url'][:])"


def test_what_was_taken_down_is_not_loaded_after_the_next_export(world: World, tmp_path: Path) -> None:
    """datasets 5.2 remembers a folder by its card alone where the card has `configs`: in new processes too."""
    pytest.importorskip("datasets")
    world.crawl([Story(1), Story(2)])
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_DATASETS_CACHE": str(tmp_path / "cache")}

    def loaded() -> str:
        export(world.output, ["mag"], tmp_path / "export")
        command = [sys.executable, "-c", LOAD, str(tmp_path / "export")]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120).stdout

    assert Story(1).url in loaded()
    take_down(world.output, [Story(1).url], START)
    after = loaded()
    assert Story(1).url not in after
    assert Story(2).url in after
