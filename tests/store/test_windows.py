"""What a run of one window makes of articles of another: they wait, or are laid aside, and are never lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from newscrawl.model import Candidate, Hint, Moment, Rejected
from newscrawl.store.run import Run
from newscrawl.urls import url_key
from tests.store.smallsite import SITE, START, World

OLD = START - timedelta(days=900)


@contextmanager
def opened(world: World) -> Iterator[Run]:
    run = world.open()
    yield run
    run.finish(reason="finished", exit_status=0, stats={})


def dated(name: str, published: datetime | None) -> Candidate:
    hints = (Hint(source="listing", published=Moment(at=published, precision="second")),) if published else ()
    return Candidate(url=f"{SITE}/{name}/", hints=hints)


def outside(candidate: Candidate) -> Rejected:
    return Rejected(url=candidate.url, reason="outside-window", detail="")


def urls(run: Run, **window: datetime) -> list[str]:
    return [due.candidate.url for due in run.due(10, **window)]


def test_pages_that_wait_are_handed_out_only_to_a_run_that_wants_their_days(world: World) -> None:
    with opened(world) as run:
        run.discover([dated("old", OLD), dated("new", START), dated("undated", None)])
        assert urls(run, since=START - timedelta(days=1)) == [f"{SITE}/undated/", f"{SITE}/new/"]
    with opened(world) as run:
        assert sorted(urls(run)) == [f"{SITE}/new/", f"{SITE}/old/", f"{SITE}/undated/"]


def test_what_a_run_found_and_does_not_want_waits_for_a_source_to_name_it_again(world: World) -> None:
    page = dated("undated", None)
    with opened(world) as run:
        run.discover([page])
        [due] = run.due(10)
        run.lay_aside(outside(page), key=due.key, published=OLD)
    with opened(world) as run:
        assert run.memory.known([url_key(page.url)]) == frozenset()
        assert urls(run) == []
        run.discover([page])
        assert urls(run) == [page.url]


def test_what_an_earlier_run_left_to_fetch_is_still_to_fetch(world: World) -> None:
    page = dated("undated", None)
    with opened(world) as run:
        run.discover([page])
    with opened(world) as run:
        [due] = run.due(10, since=START)
        run.lay_aside(outside(page), key=due.key, published=OLD)
        assert urls(run) == []
    with opened(world) as run:
        assert urls(run, since=START) == []
        assert urls(run) == [page.url]
