"""The ledger's decisions, as tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newscrawl.store.decide import (
    Checked,
    Decision,
    Duplicate,
    Incoming,
    Outdated,
    Revise,
    Unchanged,
    Write,
    believes_change,
    disposition,
    is_outage,
    next_check,
    same_but_for,
)
from newscrawl.store.ledger.row import PageRow
from newscrawl.store.options import StoreOptions

HOUR, DAY = 3600, 86400
NOW = 1_800_000_000


@pytest.mark.parametrize(
    ("age", "pause"),
    [
        (0, 6 * HOUR),
        (-DAY, 6 * HOUR),  # dated into the future
        (6 * HOUR, 6 * HOUR),
        (12 * HOUR, 6 * HOUR),
        (DAY, 12 * HOUR),
        (2 * DAY, DAY),
        (4 * DAY, 2 * DAY),
        (4.7 * DAY, None),  # half of it more lies beyond seven days
        (7 * DAY, None),
        (3000 * DAY, None),
    ],
)
def test_the_recheck_schedule_backs_off_with_age(age: float, pause: int | None) -> None:
    again = next_check(int(NOW - age), NOW, StoreOptions())
    assert again == (None if pause is None else NOW + pause)


def test_an_article_is_rechecked_a_handful_of_times_in_all() -> None:
    checks, now = [], NOW
    while (again := next_check(NOW, now, StoreOptions())) is not None:
        checks.append(now := again)
    assert [round((at - NOW) / HOUR) for at in checks] == [6, 12, 18, 27, 40, 61, 91, 137]


@pytest.mark.parametrize(
    ("modified", "claimed", "believed"),
    [
        (None, None, False),
        (NOW, None, False),
        (NOW, NOW, False),
        (NOW, NOW - DAY, False),
        (NOW, NOW + 1, True),
        (NOW - 100 * DAY, NOW - 99 * DAY, True),  # claims are compared with claims, whatever our clock said
        (None, NOW - DAY - 1, False),
        (None, NOW, True),
    ],
)
def test_a_claim_of_change_counts_when_it_is_newer_than_the_last(modified: int | None, claimed: int | None, believed: bool) -> None:
    assert believes_change(Checked(modified=modified, checked=NOW - DAY), claimed, NOW) is believed


@pytest.mark.parametrize(
    ("empty_claims", "days_since", "believed"),
    [
        (0, 0, True),
        (2, 0, True),
        (3, 0.5, False),
        (3, 1, True),
        (4, 1.5, False),
        (4, 2, True),
        (9, 31, False),
        (99, 32, True),
        (9, -5, True),
    ],
)
def test_a_source_that_cries_wolf_is_heard_less_often(empty_claims: int, days_since: float, believed: bool) -> None:
    known = Checked(modified=NOW - 400 * DAY, checked=int(NOW - days_since * DAY), empty_claims=empty_claims)
    assert believes_change(known, NOW, NOW) is believed


@pytest.mark.parametrize(
    ("troubled", "asked", "outage"),
    [(0, 0, False), (1, 1, False), (4, 4, False), (5, 5, True), (5, 10, True), (5, 11, False), (100, 150, True), (3, 200, False)],
)
def test_many_gone_of_few_asked_is_an_outage(troubled: int, asked: int, outage: bool) -> None:
    assert is_outage(troubled, asked, StoreOptions()) is outage


@pytest.mark.parametrize(
    ("ignored", "old", "new", "same"),
    [
        ({9}, [1, 2, 9], [1, 2], True),
        ({9}, [1, 2], [9, 1, 2], True),
        ({9}, [1, 2, 9], [1, 3], False),
        ({9}, [1, 2], [2, 1], False),
        ({9}, [1, 2], [1, 2], False),  # equal keys: what changed is something that keys do not see
        (set(), [1, 2], [1], False),
    ],
)
def test_versions_that_differ_in_recurring_lines_only(ignored: set[int], old: list[int], new: list[int], same: bool) -> None:
    assert same_but_for(ignored, old, new) is same


ROW = PageRow(
    n=7, url="https://mag.example/a/", state="pending", todo=1, why="new", published=None, modified=None, first_seen=NOW, checked=None,
    recheck_at=None, etag=None, last_modified=None, attempts=0, empty_claims=0, gone_run=None, same_as=None, article=None, revision=None,
    content_hash=None, near=None, run=None, offset=None, as_of=None,
)  # fmt: skip
A, B = b"\xaa" * 32, b"\xbb" * 32
LIVE = replace(ROW, state="live", article="a", revision=2, content_hash=A, near="older", checked=NOW)
GONE = replace(LIVE, state="gone", content_hash=B)
TWIN = replace(LIVE, n=3, url="https://mag.example/twin/", article="twin", content_hash=B)


@pytest.mark.parametrize(
    ("known", "new", "twin", "decided"),
    [
        (ROW, Incoming(content_hash=A), None, Write(near="like")),
        (ROW, Incoming(content_hash=A, captured=NOW - DAY), None, Write(near="like")),  # an archive's first version is a first version
        (ROW, Incoming(content_hash=B), TWIN, Duplicate(of="twin", url=TWIN.url, n=3)),
        (LIVE, Incoming(content_hash=A), None, Unchanged()),
        (LIVE, Incoming(content_hash=A, elsewhere=True), None, Unchanged(elsewhere=True)),
        (LIVE, Incoming(content_hash=A), TWIN, Unchanged()),
        (LIVE, Incoming(content_hash=A, captured=NOW - DAY), None, Unchanged()),  # an older copy that says the same
        (LIVE, Incoming(content_hash=B, reads_alike=True), None, Unchanged()),
        (LIVE, Incoming(content_hash=B), None, Revise(revision=3, supersedes=A.hex(), near="older")),
        (LIVE, Incoming(content_hash=B, captured=NOW - 1), None, Outdated()),
        (LIVE, Incoming(content_hash=B, captured=NOW - 1), TWIN, Outdated()),
        (LIVE, Incoming(content_hash=B, captured=NOW), None, Revise(revision=3, supersedes=A.hex(), near="older")),
        (LIVE, Incoming(content_hash=B), TWIN, Duplicate(of="twin", url=TWIN.url, n=3)),
        (
            replace(LIVE, as_of=NOW - DAY),
            Incoming(content_hash=B, captured=NOW - 1),
            None,
            Revise(revision=3, supersedes=A.hex(), near="older"),
        ),
        (GONE, Incoming(content_hash=A), None, Revise(revision=3, supersedes=B.hex(), near="older")),  # back again
        (GONE, Incoming(content_hash=B), None, Revise(revision=3, supersedes=B.hex(), near="older")),  # a tombstone is no version
        (GONE, Incoming(content_hash=A, captured=NOW - 1), None, Outdated()),
        (LIVE, Incoming(content_hash=B, captured=NOW + 1, truncated=True), None, Outdated()),
    ],
)
def test_what_is_done_with_an_article(known: PageRow, new: Incoming, twin: PageRow | None, decided: Decision) -> None:
    assert disposition(known, new, twin=twin, near="like") == decided
