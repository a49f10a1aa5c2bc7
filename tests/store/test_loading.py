"""Run files load without options where datasets are made: each by itself in `datasets`, all at once in DuckDB and pandas."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from newscrawl.model import Edit, Extraction, Fetch, Image, Refined, Rights, Section
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
