"""When a source is asked again: by when its site publishes, by how often it brought nothing, and at least once a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from newscrawl.discover.polling import Asked, Poll, Rhythm

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Weekdays from 8 to 18, one article an hour, for six weeks.
OFFICE = [at for day in range(1, 43) for hour in range(8, 18) if (at := (NOW - day * DAY).replace(hour=hour, minute=20)).weekday() < 5]


class Notes(dict[str, Asked]):
    def asked(self, url: str) -> Asked | None:
        return self.get(url)

    def note_asked(self, url: str, asked: Asked) -> None:
        self[url] = asked


def poll(last: timedelta | None, quiet: int = 0, published: list[datetime] | None = None, now: datetime = NOW) -> bool:
    notes = Notes() if last is None else Notes(feed=Asked(now - last, quiet))
    return Poll(Rhythm.of(OFFICE if published is None else published, now), notes).is_due("feed", now)


@pytest.mark.parametrize(
    ("last", "quiet", "due"),
    [
        (None, 0, True),
        (HOUR, 0, True),
        (timedelta(minutes=10), 0, False),
        (HOUR, 2, False),
        (3 * HOUR, 2, True),
        (20 * HOUR, 6, False),
        (23 * HOUR, 50, True),
        (-HOUR, 0, True),
    ],
)
def test_a_source_is_due_when_news_can_be_expected(last: timedelta | None, quiet: int, due: bool) -> None:
    assert poll(last, quiet) == due


def test_at_night_and_on_a_sunday_nothing_is_expected() -> None:
    for now in (NOW.replace(hour=3), datetime(2026, 11, 22, 12, 0, tzinfo=UTC)):
        assert not poll(5 * HOUR, now=now)
        assert poll(DAY, now=now)


def test_of_few_articles_nothing_is_learned() -> None:
    assert poll(timedelta(minutes=1), 5, OFFICE[:19])
    assert poll(timedelta(minutes=1), 5, [NOW - 400 * DAY] * 50)


def test_what_brings_nothing_is_asked_ever_less_and_news_reset_that() -> None:
    notes = Notes()
    poll = Poll(Rhythm.of(OFFICE, NOW), notes)
    at, asked = NOW, []
    for _ in range(24 * 7):
        if poll.is_due("feed", at):
            poll.note("feed", at, news=False)
            asked.append(at)
        at += HOUR
    gaps = [later - earlier for earlier, later in pairwise(asked)]
    assert 7 <= len(asked) <= 16 and max(gaps) <= DAY
    poll.note("feed", at, news=True)
    assert notes["feed"] == Asked(at, 0)
    assert Rhythm.of(OFFICE, NOW).expected(NOW - HOUR, NOW) > 0.5
