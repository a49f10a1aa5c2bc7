"""bench/compare.py: what counts as a regression."""

from __future__ import annotations

from bench.compare import table


def test_a_median_above_the_limit_is_a_regression_and_one_slow_pair_is_not() -> None:
    slow = [({"crawl": 1.0}, {"crawl": 1.05})] * 3
    once = [({"crawl": 1.0}, {"crawl": 1.0}), ({"crawl": 1.0}, {"crawl": 2.0}), ({"crawl": 1.0}, {"crawl": 1.01})]
    assert table(slow, 3)[1]
    assert not table(once, 3)[1]


def test_seconds_by_the_clock_are_told_and_not_judged() -> None:
    lines, regressed = table([({"wall": 1.0}, {"wall": 2.0})], 3)
    assert not regressed
    assert "2.000" in lines[1]


def test_the_ratio_is_that_of_pairs_not_of_medians() -> None:
    drifting = [({"crawl": float(size)}, {"crawl": size * 1.01}) for size in (1, 5, 9)]
    lines, regressed = table(drifting, 3)
    assert not regressed
    assert "1.010 to 1.010" in lines[1]
