from datetime import UTC, date, datetime

import pytest

from newscrawl.discover.span import Window
from newscrawl.errors import UsageError
from newscrawl.model import Moment


@pytest.mark.parametrize(
    ("since", "until", "kind", "first", "last"),
    [
        (None, None, "incremental", None, None),
        ("", "", "incremental", None, None),
        ("2021-01-01", "2021-03-31", "span", date(2021, 1, 1), date(2021, 3, 31)),
        ("2021-01-01", None, "span", date(2021, 1, 1), None),
        (None, "2021-03-31", "all", None, date(2021, 3, 31)),
        ("all", None, "all", None, None),
        ("ALL", "2021-03-31", "all", None, date(2021, 3, 31)),
    ],
)
def test_arguments_become_a_window(since, until, kind, first, last):
    window = Window.parse(since, until)
    assert (window.kind, window.since, window.until) == (kind, first, last)


@pytest.mark.parametrize(
    ("since", "until", "says"),
    [
        ("yesterday", None, "since='yesterday' is not a day"),
        ("2021-13-01", None, "YYYY-MM-DD"),
        ("2021-02-30", None, "YYYY-MM-DD"),
        ("20210101", None, "YYYY-MM-DD"),
        (None, "all", "until='all' is not a day"),
        ("2021-04-01", "2021-03-31", "swap them"),
    ],
)
def test_a_wrong_day_says_what_to_write(since, until, says):
    with pytest.raises(UsageError, match=says):
        Window.parse(since, until)


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (datetime(2020, 12, 31, 23, 59, 59, tzinfo=UTC), False),
        (datetime(2021, 1, 1, tzinfo=UTC), True),
        (datetime(2021, 3, 31, 23, 59, 59, tzinfo=UTC), True),
        (datetime(2021, 4, 1, tzinfo=UTC), False),
    ],
)
def test_both_days_belong_to_the_window(moment, inside):
    assert Window.parse("2021-01-01", "2021-03-31").contains(Moment(at=moment, precision="second")) is inside


def test_an_unknown_moment_is_neither_in_nor_out():
    assert Window.parse("2021-01-01", None).contains(None) is None
    assert Window.parse("all", None).contains(None) is True
