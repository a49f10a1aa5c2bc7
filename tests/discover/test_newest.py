"""Which child of an index grows, and which claims of change are worth a request."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.discover.walks.newest import FEW, SAMPLE, believed, growing

MAPS = "https://mag.example/"
MONTHS = [f"{year}-{month:02}" for year in (2025, 2026) for month in range(1, 12)]
NAMES = {
    "by month, the oldest first": ([f"{MAPS}archive-{m}.xml" for m in MONTHS], f"{MAPS}archive-2026-11.xml"),
    "by month, the newest first": ([f"{MAPS}archive-{m}.xml" for m in reversed(MONTHS)], f"{MAPS}archive-2026-11.xml"),
    "by month, in no order": (random.Random(7).sample([f"{MAPS}{m}.xml" for m in MONTHS], len(MONTHS)), f"{MAPS}2026-11.xml"),
    "by month in a query": ([f"{MAPS}map.php?yyyy={m[:4]}&mm={m[5:]}" for m in MONTHS], f"{MAPS}map.php?yyyy=2026&mm=11"),
    "by year in one word": ([f"{MAPS}map-{m.replace('-', '')}.xml.gz" for m in MONTHS], f"{MAPS}map-202611.xml.gz"),
    "numbered from the oldest": ([f"{MAPS}post-sitemap{n or ''}.xml" for n in range(22)], f"{MAPS}post-sitemap21.xml"),
    "numbered from the newest": ([f"{MAPS}map-{n}.xml" for n in range(1, 22)], f"{MAPS}map-1.xml"),
    "numbered, in no order": (random.Random(3).sample([f"{MAPS}map-{n}.xml" for n in range(1, 22)], 21), f"{MAPS}map-21.xml"),
    "no number, the newest last": ([f"{MAPS}{name}.xml" for name in "qwertyuiopas"], f"{MAPS}s.xml"),
}


@pytest.mark.parametrize("kind", NAMES)
def test_the_child_that_grows_is_among_a_few_that_are_read(kind):
    children, wanted = NAMES[kind]
    chosen = growing(children, lambda _: None, 2, day=5)
    assert wanted in chosen and len(chosen) <= 5


def test_what_the_first_run_found_tells_where_it_grows_in_an_index_without_order():
    children = [f"{MAPS}{name}.xml" for name in "qwertyuiopas"]
    latest = {child: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n * 7 % 12) for n, child in enumerate(children)}
    assert max(latest, key=lambda child: latest[child]) in growing(children, latest.get, 2, day=5)


def test_each_child_has_its_day():
    children = [f"{MAPS}{name}.xml" for name in "qwertyuiopas"]
    assert {child for day in range(12) for child in growing(children, lambda _: None, 2, day=day)} == set(children)


def test_a_few_children_are_all_read():
    children = [f"{MAPS}{name}.xml" for name in "abc"]
    assert growing(children, lambda _: None, 2, day=1) == children


PAGES = [f"mag.example/story-{n}" for n in range(500)]


def asked(claims, *, wrong=(), sampled=False, day=1, listed=500):
    return believed(claims, listed=listed, doubted=frozenset(wrong), sampled=sampled, day=day)


def test_a_list_that_claims_a_change_of_everything_is_tried_first():
    belief = asked(PAGES)
    assert (belief.keys, belief.held) == (frozenset(PAGES[:SAMPLE]), True)


def test_claims_that_proved_true_are_believed():
    assert asked(PAGES, sampled=True) == asked(PAGES, sampled=True, wrong=PAGES[:2])
    assert (len(asked(PAGES, sampled=True).keys), asked(PAGES, sampled=True).held) == (500, False)


def test_a_list_that_was_wrong_costs_a_few_pages_a_run_others_each_day():
    days = [asked(PAGES, sampled=True, wrong=PAGES[:SAMPLE], day=day).keys for day in range(3)]
    assert [len(keys) for keys in days] == [FEW] * 3
    assert len(frozenset().union(*days)) == 3 * FEW


@pytest.mark.parametrize("claims", [PAGES[:SAMPLE], PAGES[:200]])
def test_usual_claims_are_all_believed(claims):
    assert asked(claims).keys == frozenset(claims)


def test_a_small_list_that_is_always_now_is_tried_once():
    small = PAGES[:12]
    assert len(asked(small, listed=12).keys) == 12
    assert len(asked(small, listed=12, wrong=small).keys) == FEW
