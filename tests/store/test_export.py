"""The dataset view: what is in an export, what is not, and that every reader has its types without being told."""

from __future__ import annotations

import csv
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newscrawl.dataset.exporting.export import Exported, export
from newscrawl.dataset.takedown import TAKEDOWNS, take_down
from newscrawl.errors import OutputError, StateError, UsageError
from newscrawl.model import Article, Candidate, Refined
from newscrawl.schema.columns import columns
from newscrawl.store.disk import Disk
from newscrawl.store.run import Run
from tests.store.smallsite import START, Story, World, prose

NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "export"


def give(world: World, folder: Path, *, spiders: Sequence[str] = ("mag",), **more: Any) -> Exported:
    return export(world.output, spiders, folder, **more)


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in sorted((folder / "data").glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]


def numbers(folder: Path) -> list[str]:
    return [line["url"].rstrip("/").rpartition("/")[2] for line in lines(folder)]


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def other_spider(world: World, *stories: Story, change: Callable[[Article], Article] = lambda article: article) -> None:
    """Another spider that finds the same texts at its own addresses."""
    run = Run.open(world.output, "other", started=world.clock.at, clock=world.clock)
    for story in stories:
        article = replace(story.refined(world.clock.at, f"https://other.example/{story.number}/").article, source="other")
        run.record(Refined(article=change(article)), key=f"other.example/{story.number}")
    run.finish(reason="finished", exit_status=0, stats={})


def grown(world: World) -> None:
    """Six articles; then one changed and one is gone for good."""
    stories: dict[str, Story | int | str] = {story.key: story for story in (Story(n, modified=START) for n in range(6))}
    world.crawl(stories)
    changed = Story(2, text=prose(2) + " More.", modified=START + timedelta(hours=7))
    for _ in range(3):
        world.clock.forward(hours=8)
        world.crawl({**stories, changed.key: changed, Story(4).key: 404})


def test_of_each_article_the_latest_revision_and_none_that_is_gone(world: World, folder: Path) -> None:
    grown(world)
    found = give(world, folder)
    assert sorted(numbers(folder)) == ["0", "1", "2", "3", "5"]
    assert [(line["revision"], line["text"].endswith("More.")) for line in lines(folder) if line["url"] == Story(2).url] == [(2, True)]
    assert (found.articles, found.gone, found.duplicates, found.taken_down, found.unreadable) == (5, 1, 0, 0, 0)
    assert set(map(json.dumps, lines(folder))) <= set(map(json.dumps, world.lines()))


def test_the_same_files_give_the_same_export_byte_for_byte(world: World, folder: Path, tmp_path: Path) -> None:
    grown(world)
    give(world, folder)
    first = bytes_of(folder)
    give(world, folder)
    give(world, tmp_path / "elsewhere")
    assert bytes_of(folder) == first == bytes_of(tmp_path / "elsewhere")
    assert sorted(first) == ["README.md", "data/articles-00000.jsonl"]


def test_the_same_text_at_two_sites_is_one_article_the_one_that_was_first(world: World, folder: Path) -> None:
    world.crawl([Story(1), Story(2)])
    world.clock.forward(hours=1)
    other_spider(world, Story(2), Story(3))
    found = give(world, folder, spiders=("other", "mag"))
    given = sorted((line["source"], line["title"]) for line in lines(folder))
    assert given == [("mag", "Story 1"), ("mag", "Story 2"), ("other", "Story 3")]
    assert (found.articles, found.duplicates) == (3, 1)


def test_an_article_that_two_spiders_found_is_the_one_that_was_seen_last(world: World, folder: Path) -> None:
    world.crawl([Story(1)])
    world.clock.forward(hours=1)
    other_spider(world, Story(1, text=prose(9)), change=lambda article: replace(article, id=Story(1).refined().article.id))
    give(world, folder, spiders=("mag", "other"))
    assert [line["source"] for line in lines(folder)] == ["other"]


@pytest.mark.parametrize("keep", [True, False])
def test_near_duplicates_are_marked_and_stay_unless_asked_otherwise(world: World, folder: Path, keep: bool) -> None:
    world.crawl([Story(1)])
    world.clock.forward(hours=1)
    world.crawl([Story(2, text=prose(1) + " A word more.")])
    found = give(world, folder, near_duplicates=keep)
    assert numbers(folder) == (["1", "2"] if keep else ["1"])
    assert found.near_duplicates == 1


def test_a_near_duplicate_of_what_is_not_in_it_stays(world: World, folder: Path) -> None:
    world.crawl([Story(1)])
    world.clock.forward(hours=1)
    world.crawl([Story(2, text=prose(1) + " A word more.")])
    take_down(world.output, [Story(1).url], NOW)
    give(world, folder, near_duplicates=False)
    assert numbers(folder) == ["2"]


@pytest.mark.parametrize("said", ["{0}", "http://www.mag.example/1", "{0}?utm_source=x", "{0}amp/", "HTTPS://MAG.EXAMPLE/1/"])
def test_what_was_taken_down_is_in_no_export_whatever_its_address_looks_like(world: World, folder: Path, said: str) -> None:
    grown(world)
    give(world, folder)
    assert "1" in numbers(folder)
    assert len(take_down(world.output, [said.format(Story(1).url)], NOW)) == 1
    found = give(world, folder)
    assert sorted(numbers(folder)) == ["0", "2", "3", "5"]
    assert (found.articles, found.taken_down) == (4, 1)


def test_an_article_is_found_by_every_address_that_led_to_it(world: World, folder: Path) -> None:
    """A feed's other name for it, an address that redirected to it, and the one of an exact copy that was never written."""
    short, moved, copy = (f"https://mag.example/{name}" for name in ("?p=7", "old-name", "copy"))
    for number, url in enumerate((short, moved, copy), 1):
        here = World(world.output.parent / str(number))
        run = here.open()
        run.discover([replace(Story(1).candidate(), aliases=(short,)), Story(2).candidate()])
        for due in run.due(10):
            run.record(Story(1 if due.key == Story(1).key else 2).refined(), key=due.key)
        run.discover([Candidate(url=moved), Candidate(url=copy)])
        for due in run.due(10):
            run.record(Story(1).refined(url=copy if due.key.endswith("copy") else Story(1).url), key=due.key)
        run.finish(reason="finished", exit_status=0, stats={})
        assert take_down(here.output, [url], NOW) == {url: [Story(1).refined().article.id]}
        give(here, folder)
        assert numbers(folder) == ["2"]


def test_a_ledger_that_cannot_be_read_keeps_nobody_from_a_takedown(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.crawl([Story(1)])
    (world.output / ".state" / "mag.sqlite").write_bytes(b"no ledger at all" * 100)
    assert take_down(world.output, [Story(1).url], NOW) == {Story(1).url: []}
    assert "mag.sqlite cannot be read" in caplog.text


def test_what_is_crawled_after_it_was_taken_down_stays_out_too(world: World, folder: Path) -> None:
    take_down(world.output, [Story(1).url], NOW)
    world.crawl([Story(1), Story(2)])
    give(world, folder)
    assert numbers(folder) == ["2"]


def test_a_copy_of_what_was_taken_down_does_not_take_its_place(world: World, folder: Path) -> None:
    world.crawl([Story(1), Story(2)])
    other_spider(world, Story(1))
    take_down(world.output, [Story(1).url], NOW)
    give(world, folder, spiders=("mag", "other"))
    assert numbers(folder) == ["2"]


def test_taking_down_twice_is_taking_down_once(world: World) -> None:
    assert take_down(world.output, [Story(1).url, Story(1).url + "#top", Story(2).url], NOW) == {Story(1).url: [], Story(2).url: []}
    assert take_down(world.output, [Story(1).url], NOW) == {}
    said = (world.output / TAKEDOWNS).read_text()
    assert [json.loads(line) for line in said.splitlines()] == [
        {"url": Story(1).url, "at": "2026-11-25T00:00:00Z", "ids": []},
        {"url": Story(2).url, "at": "2026-11-25T00:00:00Z", "ids": []},
    ]


@pytest.mark.parametrize("url", ["mag.example/1", "", "ftp://mag.example/1", "https://", "1"])
def test_what_is_no_address_takes_nothing_down(world: World, url: str) -> None:
    with pytest.raises(UsageError, match="no address of an article"):
        take_down(world.output, [Story(1).url, url], NOW)
    assert not (world.output / TAKEDOWNS).exists()


def test_a_list_of_takedowns_that_cannot_be_read_stops_the_export(world: World, folder: Path) -> None:
    world.crawl([Story(1)])
    take_down(world.output, [Story(2).url], NOW)
    with (world.output / TAKEDOWNS).open("a") as file:
        file.write("https://mag.example/1/\n")
    with pytest.raises(StateError, match="line 2: not"):
        give(world, folder)
    assert not folder.exists()


def test_a_list_without_its_last_line_end_gets_one(world: World) -> None:
    world.output.mkdir()
    (world.output / TAKEDOWNS).write_text(json.dumps({"url": Story(1).url}))
    take_down(world.output, [Story(2).url], NOW)
    assert [json.loads(line)["url"] for line in (world.output / TAKEDOWNS).read_text().splitlines()] == [Story(1).url, Story(2).url]


def test_lines_that_are_no_records_are_left_out_and_counted(world: World, folder: Path) -> None:
    world.crawl([Story(1)])
    [path] = world.folder.glob("articles-*.jsonl")
    whole = path.read_bytes()
    path.write_bytes(b'{"id": "x"}\nnot json\n[]\n' + whole + whole[:-20])
    found = give(world, folder)
    assert (found.articles, found.unreadable) == (1, 4)


def test_what_a_run_has_not_finished_is_not_in_it(world: World, folder: Path) -> None:
    world.crawl([Story(1)])
    run = world.open()
    run.discover([Story(2).candidate()])
    [due] = run.due(1)
    run.record(Story(2).refined(), key=due.key)
    run.checkpoint()
    give(world, folder)
    run.abort()
    assert numbers(folder) == ["1"]


def test_many_articles_are_many_files_and_fewer_ones_leave_none_behind(world: World, folder: Path) -> None:
    world.crawl([Story(n) for n in range(7)])
    found = give(world, folder, shard_bytes=2_000)
    assert len(found.files) > 2
    assert found.files == sorted(path.name for path in (folder / "data").glob("articles-*"))
    assert len(lines(folder)) == 7
    assert give(world, folder).files == ["articles-00000.jsonl"] == [path.name for path in (folder / "data").glob("articles-*")]


def test_when_all_is_taken_down_nothing_stays_in_the_folder(world: World, folder: Path) -> None:
    world.crawl([Story(1)])
    give(world, folder)
    take_down(world.output, [Story(1).url], NOW)
    assert give(world, folder).articles == 0
    assert lines(folder) == []
    assert "configs" not in (folder / "README.md").read_text()


@pytest.mark.parametrize(
    ("spiders", "match"), [(("nobody",), "nobody has no run files; there are: mag"), (("mag", "nobody"), "nobody has no run files")]
)
def test_a_spider_that_never_wrote_is_named(world: World, folder: Path, spiders: tuple[str, ...], match: str) -> None:
    world.crawl([Story(1)])
    with pytest.raises(UsageError, match=match):
        give(world, folder, spiders=spiders)


def test_a_folder_with_other_things_in_it_is_left_alone(world: World, tmp_path: Path) -> None:
    world.crawl([Story(1)])
    before = bytes_of(world.output)
    (tmp_path / "file").write_text("x")
    for taken in (world.output, world.folder, tmp_path / "file"):
        with pytest.raises(UsageError, match="name another one"):
            give(world, taken)
    assert bytes_of(world.output) == before


class Killed(BaseException):
    pass


def test_killed_anywhere_an_export_is_made_whole_by_the_next_one(world: World, tmp_path: Path) -> None:
    """At every step; what an earlier export gave is there, whole, until the first new file has its name."""
    world.crawl([Story(n) for n in range(5)])
    steps: list[str] = []
    give(world, tmp_path / "whole", shard_bytes=2_000, disk=Disk(lambda name, subject: steps.append(name)))
    expected = bytes_of(tmp_path / "whole")
    assert len(steps) > 20
    for last in range(len(steps)):
        left, here = last, tmp_path / f"killed-{last}"

        def step(name: str, subject: str) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed

        with pytest.raises(Killed):
            give(world, here, shard_bytes=2_000, disk=Disk(step))
        give(world, here, shard_bytes=2_000)
        assert bytes_of(here) == expected


def test_a_full_disk_is_one_clear_line_and_the_export_before_stays(world: World, folder: Path) -> None:
    world.crawl([Story(1)])
    give(world, folder)
    before = bytes_of(folder)
    world.clock.forward(hours=1)
    world.crawl([Story(2)])

    def step(name: str, subject: str) -> None:
        if name == "write":
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left on device"):
        give(world, folder, disk=Disk(step))
    assert {name: data for name, data in bytes_of(folder).items() if not name.endswith(".part")} == before


def test_two_exports_into_one_folder_at_once(world: World, folder: Path) -> None:
    world.crawl([Story(1)])

    def step(name: str, subject: str) -> None:
        if name == "fsync" and subject.startswith(".articles"):
            with pytest.raises(OutputError, match="another export is writing"):
                give(world, folder)

    give(world, folder, disk=Disk(step))
    assert numbers(folder) == ["1"]


def test_the_columns_are_the_records_keys_in_their_order() -> None:
    assert [column.name for column in columns()] == [
        name for name, field in Article.__dataclass_fields__.items() if field.metadata.get("recorded", True)
    ]
    kinds = {column.name: column.kind for column in columns()}
    assert (kinds["supersedes"], kinds["word_count"], kinds["is_accessible_for_free"], kinds["field_sources"]) == (
        "string",
        "int64",
        "bool",
        "json",
    )


def test_parquet_without_pyarrow_is_refused_before_anything_is_touched(world: World, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world.crawl([Story(1)])
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"pip install .*\[parquet\]'"):
        give(world, folder, formats=("parquet",))
    assert not folder.exists()


def long_null(world: World) -> None:
    """More than 10 MB in which `supersedes` and `fetch.archive_url` are null, then a record in which they are not."""
    story = Story(1, text=prose(1) + "\n\n" + "A very long text indeed. " * 9_000, modified=START)
    world.crawl([replace(story, number=n, text=f"{n} {story.text}") for n in range(100, 150)])
    world.crawl([Story(1, modified=START)])
    world.clock.forward(hours=8)
    other = Story(1, text=prose(1) + " More.", modified=START + timedelta(hours=7)).refined().article
    run = world.open()
    run.discover([Story(1, modified=START + timedelta(hours=7)).candidate()])
    for due in run.due(100):
        if due.key == Story(1).key:
            run.record(Refined(article=replace(other, fetch=replace(other.fetch, archive_url="https://archive.example/x"))), key=due.key)
    run.finish(reason="finished", exit_status=0, stats={})


@pytest.mark.heavy
@pytest.mark.parametrize("formats", [("jsonl",), ("parquet",), ("jsonl", "parquet")], ids="+".join)
def test_an_export_loads_in_datasets_without_options(
    world: World, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, formats: tuple[str, ...]
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    datasets = pytest.importorskip("datasets")
    logging.getLogger("datasets").setLevel(logging.CRITICAL)
    long_null(world)
    give(world, folder, formats=formats, shard_bytes=4 << 20)
    table = datasets.load_dataset(str(folder), split="train", cache_dir=str(tmp_path / "cache"))
    assert table.num_rows == 51
    assert [column.name for column in columns()] == table.column_names
    last = table[-1]
    assert (last["supersedes"], last["fetch"]["archive_url"]) == (world.lines()[-1]["supersedes"], "https://archive.example/x")
    assert (table[0]["supersedes"], table[0]["fetch"]["archive_url"], table[0]["license"]) == (None, None, None)
    assert (last["extraction"]["versions"], last["field_sources"]) == ({"newscrawl": "0"}, {})


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_parquet_has_every_type_also_where_all_is_null(world: World, folder: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    world.crawl([Story(1)])
    give(world, folder, formats=("parquet",))
    table = parquet.read_table(folder / "data" / "articles-00000.parquet")
    types = {field.name: str(field.type) for field in table.schema}
    assert (types["supersedes"], types["is_accessible_for_free"], types["tags"][:4]) == ("string", "bool", "list")
    [row] = table.to_pylist()
    [line] = world.lines()
    assert row["date_published"] == datetime.fromisoformat(line["date_published"])
    assert row["fetch"]["fetched_at"] == datetime.fromisoformat(line["fetch"]["fetched_at"])
    assert str(table.schema.field("date_published").type) == "timestamp[us, tz=UTC]"
    others = {"extraction": None, "field_sources": None, "date_published": None, "fetch": None}
    assert {**row, **others} == {**line, **others}
    assert json.loads(row["extraction"]["versions"]) == line["extraction"]["versions"]


@pytest.mark.heavy
def test_an_export_loads_in_duckdb(world: World, folder: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    world.crawl([Story(1), Story(2)])
    give(world, folder, formats=("jsonl", "parquet"))
    for kind in ("jsonl", "parquet"):
        assert duckdb.sql(f"SELECT count(*) FROM '{folder}/data/articles-*.{kind}' WHERE word_count > 0").fetchall() == [(2,)]


def test_csv_has_first_what_people_read_first(world: World, folder: Path) -> None:
    world.crawl([Story(1, title="=1+1, a formula?"), Story(2, title="- a dash")])
    give(world, folder, formats=("csv",))
    with (folder / "data" / "articles-00000.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:4] == ["date_published", "title", "authors", "source"]
    assert set(rows[0]) == {column.name for column in columns()}
    assert [row["title"] for row in rows] == ["'=1+1, a formula?", "- a dash"]
    assert [row["text"] for row in rows] == [line["text"] for line in world.lines()]
    assert json.loads(rows[0]["fetch"])["status"] == 200
    assert "configs" not in (folder / "README.md").read_text("utf-8")
