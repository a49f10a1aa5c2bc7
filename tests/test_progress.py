"""How far a backfill is, and how long the rest takes: nothing is said that is not known."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy.signalmanager import SignalManager

from newscrawl.extensions.items import ItemWatch
from newscrawl.extensions.progress import standing
from newscrawl.health.estimate import Estimate, spoken
from newscrawl.store.disk import Disk
from newscrawl.store.ledger.database import Ledger
from newscrawl.store.ledger.plan import Plan, Planned


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (5, "under a minute"),
        (61, "about 1 min"),
        (9 * 60, "about 9 min"),
        (41 * 60, "about 40 min"),
        (3 * 3600, "about 3 h"),
        (47 * 3600, "about 47 h"),
        (72 * 3600, "about 3 days"),
    ],
)
def test_a_time_is_said_as_exactly_as_it_can_be_meant(seconds: float, said: str) -> None:
    assert spoken(seconds) == said


def looked(*looks: tuple[int, int, float]) -> float | None:
    estimate, left = Estimate(), None
    for look in looks:
        left = estimate.seconds(*look)
    return left


@pytest.mark.parametrize(
    ("looks", "left"),
    [
        ([(0, 1000, 0.0)], None),
        ([(0, 1000, 0.0), (100, 1000, 10.0)], None),  # ten seconds are chance
        ([(0, 1000, 0.0), (10, 1000, 60.0)], None),  # and so are ten pages
        ([(0, 1000, 0.0), (100, 1000, 100.0)], 900.0),
        ([(500, 1000, 0.0), (600, 1000, 100.0)], 400.0),  # what was done before this run says nothing of its speed
        ([(0, 1000, 0.0), (400, 1000, 100.0), (500, 1000, 1000.0), (600, 1000, 1500.0)], 2000.0),  # the last ten minutes count
        ([(0, 1000, 0.0), (400, 1000, 100.0), (0, 50, 101.0)], None),  # another way began
        ([(0, 1000, 0.0), (100, 2000, 100.0)], 1900.0),  # more was found
    ],
)
def test_what_is_left_follows_from_how_fast_it_went_lately(looks: list[tuple[int, int, float]], left: float | None) -> None:
    assert looked(*looks) == (pytest.approx(left) if left is not None else None)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    plan = Plan(Ledger.open(tmp_path / "mag.sqlite", Disk()), "live all", (None, None), 0)
    for number in range(4):
        plan.add(Planned(key=str(number), source="feed", published=number // 2 * 40 * 86400))
    return plan


def test_where_it_stands_is_said_in_pages_and_months(plan: Plan) -> None:
    plan.listing = "live"
    assert standing(plan, None) == "live is asked what there is, 4 pages so far"
    plan.listing = ""
    assert standing(plan, None) == "0 of 4 pages, 0 of 2 months"
    plan.settle("0", "written")
    plan.settle("1", None)  # it gave no answer: nothing more is done for it in this run, and its month is not finished
    plan.settle("2", "soft-404")
    assert standing(plan, 2500.0) == "3 of 4 pages, 0 of 2 months, about 40 min left"
    plan.settle("3", "written")
    assert standing(plan, 0.0) == "4 of 4 pages, 1 of 2 months"
    plan.settle("1", "written")
    assert (plan.progress, standing(plan, None)) == ((4, 4), "4 of 4 pages, 2 of 2 months")


def test_one_can_wait_for_so_many_articles_to_be_through() -> None:
    async def run() -> int:
        engine = SimpleNamespace(spider=object(), _slot=SimpleNamespace(closing=None))
        watch = ItemWatch(SimpleNamespace(engine=engine, signals=SignalManager()))  # type: ignore[arg-type]
        waiting = asyncio.ensure_future(watch.reached(2))
        for _ in range(2):
            await asyncio.sleep(0)
            assert not waiting.done()
            watch._item_done()
        await asyncio.wait_for(waiting, 60)
        return watch.through

    assert asyncio.run(run()) == 2
