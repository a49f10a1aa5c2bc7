"""What the ledger keeps for others: marks of sources, and counts of lines."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from newscrawl.clean.recurring import LineCounts, LineSeen
from newscrawl.discover.walks.memory import Memory, SourceState
from newscrawl.model import Candidate, Moment
from newscrawl.store.ledger.database import Ledger
from newscrawl.store.notes import recurring_lines as lines_module
from newscrawl.store.notes.recurring_lines import LedgerLines
from newscrawl.store.notes.source_notes import LedgerMemory
from newscrawl.urls import url_key
from tests.store.smallsite import SITE, START, Story, World

FULL = SourceState(
    etag='W/"x"',
    last_modified="Mon, 23 Nov 2026 03:00:00 GMT",
    high_water=Moment(at=START, precision="minute"),
    checked_at=START,
    unfinished=True,
    missing=True,
)


@pytest.mark.parametrize("state", [SourceState(), FULL])
def test_a_source_is_remembered_as_it_was(world: World, state: SourceState) -> None:
    run = world.open()
    memory: Memory = run.memory
    assert memory.source("https://mag.example/feed") is None
    memory.remember("https://mag.example/feed", FULL)
    memory.remember("https://mag.example/feed", state)
    run.finish(reason="finished", exit_status=0, stats={})
    run = world.open()
    assert run.memory.source("https://mag.example/feed") == state
    run.abort()


def test_a_mark_is_never_kept_without_the_candidates_it_stands_for(world: World) -> None:
    run = world.open(options={"commit_articles": 1})
    run.discover([Story(1).candidate()])
    run.checkpoint()
    run.discover([Story(2).candidate()])
    run.memory.remember("feed", FULL)
    run.abort()
    run = world.open()
    assert run.memory.source("feed") is None
    assert [due.key for due in run.due(10)] == [Story(1).key]
    run.abort()


def test_known_is_what_earlier_runs_saw_not_what_this_one_found(world: World) -> None:
    keys = [url_key(f"{SITE}/{i}/") for i in range(4)]
    run = world.open()
    run.discover([Story(1).candidate()])
    assert run.memory.known(keys) == frozenset()
    run.finish(reason="finished", exit_status=0, stats={})
    run = world.open()
    run.discover([Story(2).candidate(), Candidate(url=f"{SITE}/3/")])
    assert run.memory.known(keys) == {keys[1]}
    run.abort()


def test_what_cannot_be_read_is_as_if_never_seen(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path / "x.sqlite")
    ledger.write_many("INSERT INTO source VALUES (?, ?)", [("a", "{"), ("b", "{}"), ("c", '{"etag": 1}')])
    assert [LedgerMemory(ledger, 1).source(url) for url in "abc"] == [None] * 3
    ledger.close()


def random_articles(count: int) -> list[tuple[str, list[LineSeen]]]:
    chance = random.Random(5)
    articles = []
    for number in range(count):
        keys = [chance.randrange(-(2**63), 2**63) for _ in range(3)] + chance.sample(range(30), 4)
        articles.append(
            (
                f"{chance.randrange(count):016x}",
                [LineSeen(key=key, head=key % 2 == 0, tail=number % 3 == 0, first=key == 4, last=key == 6, words=5) for key in keys],
            )
        )
    return articles


def test_lines_are_counted_once_an_article_with_their_places(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path / "x.sqlite")
    counts: LineCounts = LedgerLines(ledger)
    counts.seen("a", [LineSeen(key=1, head=True, first=True), LineSeen(key=2, tail=True)])
    counts.seen("a", [LineSeen(key=1, head=True), LineSeen(key=3)])
    counts.seen("b", [LineSeen(key=1, head=True), LineSeen(key=-5, last=True, tail=True)])
    found = counts.counts([1, 2, 3, -5])
    assert set(found) == {1, 2, -5}
    assert (found[1].articles, found[1].head, found[1].tail, found[1].first, found[1].since) == (2, 2, 0, 1, 0)
    assert (found[-5].articles, found[-5].last, found[-5].tail, found[-5].since) == (1, 1, 1, 1)
    assert counts.articles() == 2
    ledger.commit()
    ledger.close()
    ledger = Ledger.open(tmp_path / "x.sqlite")
    assert LedgerLines(ledger).articles() == 2
    ledger.close()


def test_lines_of_single_articles_are_forgotten_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_module, "MEMORY", 50)
    ledger = Ledger.open(tmp_path / "x.sqlite")
    counts = LedgerLines(ledger)
    for number in range(400):
        counts.seen(str(number), [LineSeen(key=1), *(LineSeen(key=1000 + number * 10 + i) for i in range(5))])
    assert ledger.row("SELECT count(*) FROM line")[0] <= 1 + 52 * 5
    assert counts.counts([1])[1].articles == 400
    ledger.close()


def test_the_ledger_counts_as_the_memory_does(tmp_path: Path) -> None:
    recurring = pytest.importorskip("newscrawl.clean.recurring")
    if not hasattr(recurring, "MemoryLineCounts"):
        pytest.skip("no counts in memory to compare with")
    ledger, memory = Ledger.open(tmp_path / "x.sqlite"), recurring.MemoryLineCounts()
    kept = LedgerLines(ledger)
    articles = random_articles(200)
    for article, lines in articles:
        kept.seen(article, lines)
        memory.seen(article, lines)
    keys = [line.key for _, lines in articles for line in lines]
    assert kept.articles() == memory.articles()
    assert dict(kept.counts(keys)) == {key: count for key, count in memory.counts(keys).items() if count is not None}
    ledger.close()


def test_a_source_checked_at_any_moment_comes_back(world: World) -> None:
    run = world.open()
    state = SourceState(checked_at=START + timedelta(microseconds=250_000))
    run.memory.remember("x", state)
    assert run.memory.source("x") == state
    run.abort()
