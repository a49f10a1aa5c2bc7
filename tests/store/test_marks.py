"""Articles are found by text, content and id, wherever their marks are: in memory, in the index, or in an older ledger."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from newscrawl.dedup import bands, content_mark, id_mark, marks_of, signature
from newscrawl.store.ledger import key_table as marks
from newscrawl.store.ledger.migrations import APPLICATION_ID, MIGRATIONS
from newscrawl.text import content_hash
from newscrawl.urls import article_id
from tests.store.smallsite import Story, World, prose

BEFORE_MARKS = 4  # the schema in which bands, contents and ids had an index each


def count(world: World, table: str) -> int:
    connection = sqlite3.connect(world.output / ".state" / "mag.sqlite")
    [found] = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    connection.close()
    return int(found)


def copies_are_found(world: World) -> None:
    """Of story 1: the same under another address, and one that says nearly the same."""
    text = prose(1)
    exact = Story(501, title="Story 1", text=text)
    near = Story(502, title="Other words above", text=text + " One more sentence.")
    first = next(line for line in world.lines() if line["url"] == Story(1).url)
    entry = world.crawl([exact, near])
    assert entry.articles == {"written": 1}
    assert world.lines("rejected")[-1]["detail"] == f"{first['id']} {Story(1).url}"
    assert world.lines()[-1]["near_duplicate_of"] == first["id"]


def test_copies_are_found_while_marks_wait_and_after_they_were_sorted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.crawl([Story(1, title="Story 1"), Story(2)])
    assert (count(world, "unsorted"), count(world, "mark")) == (2, 0)
    copies_are_found(world)
    monkeypatch.setattr(marks, "FEWEST", 4)
    monkeypatch.setattr(marks, "PAUSE", 1)
    world.crawl([Story(number) for number in range(3, 13)])  # the first makes four, and each moves one kind
    assert (count(world, "unsorted"), count(world, "mark")) == (13 - 4, 10 * 4 + sum(range(10)))
    assert world.crawl([Story(504, title="Story 1", text=prose(1))]).articles == {}


@pytest.mark.parametrize("done", range(1, 28))
def test_wherever_a_run_ends_while_marks_are_moved_all_are_found(world: World, monkeypatch: pytest.MonkeyPatch, done: int) -> None:
    monkeypatch.setattr(marks, "FEWEST", 2)
    monkeypatch.setattr(marks, "PAUSE", 1)
    stories = {story.key: story for story in map(Story, range(done))}
    run = world.open()
    run.discover([story.candidate() for story in stories.values()])
    for due in run.due(100):
        run.record(stories[due.key].refined(), key=due.key)
    run.checkpoint()
    run.abort()
    copies = [replace(story, number=story.number + 500, title=story.title) for story in stories.values()]
    entry = world.crawl(copies)
    assert (entry.articles, entry.rejected) == ({}, {"duplicate": done})


def test_marks_that_were_committed_survive_a_crash(world: World) -> None:
    run = world.open()
    run.discover([Story(1).candidate()])
    [due] = run.due(1)
    run.record(Story(1, title="Story 1").refined(), key=due.key)
    run.checkpoint()
    run.abort()
    world.crawl([])
    copies_are_found(world)


def test_marks_that_were_not_committed_go_with_their_article(world: World) -> None:
    run = world.open()
    run.discover([Story(1).candidate()])
    run.checkpoint()
    [due] = run.due(1)
    run.record(Story(1).refined(), key=due.key)
    run.abort()
    world.crawl([])
    assert count(world, "unsorted") == 0


def test_no_two_articles_have_one_id_where_marks_wait_and_where_they_are_sorted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "FEWEST", 3)
    wrong = [replace(Story(number), canonical=f"{Story(1).url}") for number in (2, 3, 4, 5)]
    world.crawl([Story(1), *wrong])
    assert len({line["id"] for line in world.lines()}) == 5


def test_a_ledger_from_before_is_migrated_with_all_that_it_knew(world: World) -> None:
    text = prose(1)
    signed, digest = signature(text), content_hash("Story 1", text)
    assert signed
    world.crawl([Story(1, title="Story 1")])
    path = world.output / ".state" / "mag.sqlite"
    now = sqlite3.connect(path)
    row = now.execute("SELECT url, newest, first_seen, checked, article, revision, content_hash, run, offset FROM page").fetchone()
    runs = now.execute("SELECT * FROM run").fetchall()
    now.close()
    path.unlink()
    old = sqlite3.connect(path)
    for step in MIGRATIONS[:BEFORE_MARKS]:
        old.executescript(step)
    old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    old.execute(f"PRAGMA user_version = {BEFORE_MARKS}")
    columns = "n, state, first_run, url, newest, first_seen, checked, article, revision, content_hash, run, offset"
    old.execute(f"INSERT INTO page ({columns}) VALUES (1, 'live', 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    old.execute("INSERT INTO address VALUES (?, 1, 1)", [Story(1).key])
    old.execute("INSERT INTO signature VALUES (1, ?)", [signed])
    old.executemany("INSERT INTO band VALUES (?, 1)", [(band,) for band in bands(signed)])
    old.executemany("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?)", runs)
    old.commit()
    old.close()
    world.crawl([])
    assert count(world, "mark") == 10
    found = sqlite3.connect(path)
    assert {mark for (mark,) in found.execute("SELECT hash FROM mark")} == set(marks_of(row[4], bytes.fromhex(digest), signed))
    found.close()
    copies_are_found(world)


def test_marks_are_distinct_numbers_that_fit_a_column() -> None:
    signed = signature(prose(1))
    found = marks_of(article_id(Story(1).url), b"\xff" * 32, signed)
    assert len(set(found)) == 10
    assert all(0 <= mark < 2**63 for mark in found)
    assert marks_of("0123456789abcdef", b"\0" * 32, None) == (content_mark(b"\0" * 32), id_mark("0123456789abcdef"))


@pytest.mark.parametrize("article", ["", "x", "no hex digits", "\udc80", "٣" * 16, "0123456789abcdef" * 9])
def test_an_id_of_any_kind_has_a_mark(article: str) -> None:
    assert 9 << 48 <= id_mark(article) < 10 << 48
