"""The index: fed by run files that it has not read, built anew where it cannot be trusted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.browse.index.catalogue import FILE, Catalogue
from newscrawl.browse.index.feeding import feed
from newscrawl.browse.index.search import Asked, Searcher, match_of
from tests.browse.folder import FIRST, LOST, SECOND, edit, record, run


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue(tmp_path, tmp_path / FILE) as opened:
        yield opened


def titles(catalogue: Catalogue, words: str = "", **asked: str) -> list[str]:
    return [row.record["title"] for row in Searcher(catalogue).articles(Asked(words=words, **asked)).rows]  # type: ignore[arg-type]


def test_only_new_run_files_are_read(tmp_path: Path, catalogue: Catalogue) -> None:
    run(tmp_path, record("a", text="Bridges of Oran."), edits={"a": [edit(LOST, 0)]})
    assert feed(catalogue) == 2
    assert feed(catalogue) == 0
    run(tmp_path, record("b", text="Bridges of Tunis."), run_id=SECOND)
    assert feed(catalogue) == 1
    assert sorted(titles(catalogue, "bridges")) == ["The story of a", "The story of b"]


def test_the_latest_revision_counts_and_its_removals_alone(tmp_path: Path, catalogue: Catalogue) -> None:
    run(tmp_path, record("a", text="Old words."), edits={"a": [edit(LOST, 0), edit("Share", 2)]})
    run(tmp_path, record("a", text="New words.", revision=2), run_id=SECOND, edits={"a": [edit("Share", 2)]})
    feed(catalogue)
    assert titles(catalogue, "old") == [] and titles(catalogue, "new") == ["The story of a"]
    searcher = Searcher(catalogue)
    assert searcher.to_look_at() == {}
    assert searcher.rules() == [("dom-related", 1, 1, 0)]
    number = searcher.number("mag", "a")
    assert number is not None and searcher.times(number) == {0: 1}
    assert [revision for revision, _ in searcher.revisions("mag", "a")] == [1, 2]


def test_what_the_site_took_away_is_not_found(tmp_path: Path, catalogue: Catalogue) -> None:
    run(tmp_path, record("a", text="Bridges."))
    run(tmp_path, record("a", text=None, status="gone", revision=2), run_id=SECOND)  # type: ignore[arg-type]
    feed(catalogue)
    assert titles(catalogue) == [] and Searcher(catalogue).total == 0


def test_a_sentence_that_many_articles_lost_needs_no_look(tmp_path: Path, catalogue: Catalogue) -> None:
    names = [f"a{n}" for n in range(4)]
    run(tmp_path, *map(record, names[:3]), edits={name: [edit(LOST, 0)] for name in names})
    feed(catalogue)
    assert Searcher(catalogue).to_look_at() == {"sentence": 3}
    run(tmp_path, record(names[3]), run_id=SECOND, edits={name: [edit(LOST, 0)] for name in names})
    feed(catalogue)
    assert Searcher(catalogue).to_look_at() == {}


@pytest.mark.parametrize("change", ["gone", "longer"])
def test_a_file_that_changed_makes_the_index_anew(tmp_path: Path, catalogue: Catalogue, change: str) -> None:
    folder = run(tmp_path, record("a"), record("b"))
    run(tmp_path, record("c"), run_id=SECOND)
    feed(catalogue)
    if change == "gone":
        (folder / f"articles-{FIRST}.jsonl").unlink()
    else:
        run(tmp_path, record("d"))
    feed(catalogue)
    assert sorted(titles(catalogue)) == ["The story of c", *(["The story of d"] if change == "longer" else [])]


@pytest.mark.parametrize("content", [b"", b"not a database" * 400, "other version"])
def test_an_index_that_cannot_be_used_is_built_anew(tmp_path: Path, content: bytes | str) -> None:
    run(tmp_path, record("a"))
    path = tmp_path / FILE
    if isinstance(content, str):
        with Catalogue(tmp_path, path) as first:
            feed(first)
            first.db.execute("PRAGMA user_version = 999")
    else:
        path.write_bytes(content)
    with Catalogue(tmp_path, path) as opened:
        feed(opened)
        assert titles(opened) == ["The story of a"]


def test_a_feeding_that_is_killed_leaves_nothing_half_read(tmp_path: Path, catalogue: Catalogue) -> None:
    run(tmp_path, record("a"), record("b"))
    with pytest.raises(RuntimeError), catalogue.writing() as db:
        db.execute("INSERT INTO site (name) VALUES ('half')")
        raise RuntimeError
    with sqlite3.connect(tmp_path / FILE) as other:
        assert other.execute("SELECT count(*) FROM site").fetchone() == (0,)
    feed(catalogue)
    assert len(titles(catalogue)) == 2


def test_lines_that_are_none_of_ours_are_passed_over(tmp_path: Path, catalogue: Catalogue) -> None:
    folder = run(tmp_path, record("a"))
    path = folder / f"articles-{FIRST}.jsonl"
    path.write_bytes(b'nonsense\n[]\n{"id": 7}\n\xff\xfe\n' + path.read_bytes() + b'{"id": "torn')
    feed(catalogue)
    assert titles(catalogue) == ["The story of a"]


def test_words_sites_and_years_narrow_a_search(tmp_path: Path, catalogue: Catalogue) -> None:
    run(tmp_path, record("a", text="The café of Oran."), record("b", text="東京の橋が閉じた。", date_published="2024-01-02T00:00:00Z"))
    run(tmp_path, record("c", title="Oran", text="Bridges, said Ann."), site="post")
    feed(catalogue)
    assert titles(catalogue, "CAFE oran") == ["The story of a"]
    assert titles(catalogue, "東京") == ["The story of b"]
    assert titles(catalogue, "京東") == []
    assert titles(catalogue, "oran") == ["Oran", "The story of a"]  # a word of the title weighs more
    assert titles(catalogue, "oran -café") == ["Oran"]
    assert titles(catalogue, "title:oran") == ["Oran"]
    assert titles(catalogue, site="post") == ["Oran"]
    assert titles(catalogue, year="2024") == ["The story of b"]
    found = Searcher(catalogue).articles(Asked(year="2026"))
    assert (found.total, found.sites, found.years) == (2, [("mag", 1), ("post", 1)], [("2026", 2), ("2024", 1)])


@pytest.mark.parametrize(
    "typed", ['"', "'", "AND", "NEAR(", "a*", 'title:"', "-", "- -", "(((", "^x", "\x00", "a" * 5000, "{col}: x", "-only"]
)
def test_whatever_is_typed_is_a_valid_question(tmp_path: Path, catalogue: Catalogue, typed: str) -> None:
    run(tmp_path, record("a"))
    feed(catalogue)
    titles(catalogue, typed)
    assert match_of("") is None
