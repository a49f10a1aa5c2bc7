from __future__ import annotations

import pytest

from newscrawl.middlewares.polite.waiting import LONGEST, retry_after

NOW = 1_790_000_000.0  # Mon, 21 Sep 2026 14:13:20 GMT


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("1.5", 1.5),
        ("Mon, 21 Sep 2026 14:14:20 GMT", 60.0),
        ("Monday, 21-Sep-26 14:14:20 GMT", 60.0),
        ("Mon, 21 Sep 2026 14:14:20", 60.0),
        ("Mon, 21 Sep 2020 14:14:20 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST),
        ("99999999999999999999999999", LONGEST),
        ("9" * 400, LONGEST),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("١٢٠", None),
        ("NaN", None),
        ("inf", None),
        ("1e9", None),
        ("Mon, 99 Foo 2026 99:99:99 GMT", None),
        ("x" * 10_000, None),
    ],
)
def test_what_a_server_may_say(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_bytes_as_they_come() -> None:
    assert retry_after(b"30", NOW) == 30.0
    assert retry_after(b"\xff\xfe", NOW) is None
