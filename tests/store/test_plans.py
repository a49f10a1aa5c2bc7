"""No question of a run reads a whole table: the ledger may hold millions of pages."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from newscrawl.store.ledger.database import Ledger
from tests.store.smallsite import START, Story, World


def test_every_question_of_a_run_uses_an_index(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}
    for name in ("write", "rows", "row", "write_many"):
        plain = getattr(Ledger, name)

        def noted(self: Ledger, sql: str, values: Any = (), plain: Any = plain, many: bool = name == "write_many") -> Any:
            values = values if isinstance(values, list | dict | tuple) else list(values)
            if values or not many:
                asked[sql] = values
            return plain(self, sql, values)

        monkeypatch.setattr(Ledger, name, noted)
    stories = [Story(i, modified=START) for i in range(30)]
    world.crawl(stories)
    run = world.open()
    run.memory.listed("sitemap", [story.key for story in stories])
    run.memory.listed("sitemap", [story.key for story in stories if story.number != 4])
    run.due(10)
    run.finish(reason="finished", exit_status=0, stats={})
    world.clock.forward(hours=8)
    world.crawl({Story(1).key: 404, Story(2).key: "timeout", Story(3).key: 200, Story(4).key: 304}, listed=[Story(99).candidate()])
    connection = sqlite3.connect(world.output / ".state" / "mag.sqlite")
    connection.execute(next(sql for sql in asked if sql.startswith("CREATE TEMP TABLE")))
    scans = []
    for sql, values in asked.items():
        if not sql.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
            continue
        one = values[0] if isinstance(values, list | tuple) and values and isinstance(values[0], tuple) else values
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", one)]
        scans += [
            f"{step}: {sql}"
            for step in plan
            if step.startswith("SCAN") and step != "SCAN m" and not step.startswith(("SCAN j", "SCAN json_each", "SCAN run", "SCAN listed"))
        ]
    connection.close()
    assert len(asked) > 30
    # Once a run: how many articles were counted, the files of earlier runs, and the marks that wait.
    # The highest number of a page is one step in its tree.
    whole = ("count(*) FROM counted", "max(n)", "FROM unsorted", "FROM file")
    assert [scan for scan in scans if not any(part in scan for part in whole)] == []
