"""The names of months: made from CLDR, and looked up by the language that a page declares."""

from __future__ import annotations

import pytest

from newscrawl.dates.names import Month, half_of, month_of, order_of, rows


def test_the_file_is_what_cldr_says_now() -> None:
    babel = pytest.importorskip("babel", reason="babel is not installed: the names of months are not made anew")
    from tests.languages import cldr_months

    made, kept = list(cldr_months.lines()), cldr_months.FILE.read_text("utf-8").splitlines()
    if made[0] != kept[0]:
        pytest.skip(f"the file is of another CLDR than babel {babel.__version__} has: python -m tests.languages.cldr_months makes it anew")
    assert made == kept


def test_every_line_has_its_twelve_months() -> None:
    for row in (*rows("months.tsv"), *rows("months-more.tsv")):
        assert len(row) == 2 or (len(row) == 4 and row[3].count("|") == 11), row[0]


@pytest.mark.parametrize(
    ("name", "language", "month"),
    [
        ("listopada", "pl", 11),
        ("listopada", "hr", 10),
        ("srpna", "cs", 8),
        ("Mart", "tr-TR", 3),
        ("FÉVRIER", "fr", 2),
        ("fevrier", None, 2),
        ("Sept.", "en", 9),
        ("كانون الثاني", "ar-LB", 1),
        ("Meán Fómhair", "ga", 9),
        ("desember", "no", 12),
    ],
)
def test_a_name_means_the_month_of_the_declared_language(name: str, language: str | None, month: int) -> None:
    assert month_of(name, language) == Month("gregorian", month)


@pytest.mark.parametrize("name", ["", "ago3", "monday", "x" * 5_000, "2026"])
def test_what_names_no_month_is_none(name: str) -> None:
    assert month_of(name, "en") is None


def test_the_order_of_a_short_date_is_the_regions_else_the_languages() -> None:
    tags = ("en", "en-US", "en-GB", "de-AT", "ko", "zh-Hant-TW", "fr-CA", "fr", None, "xx")
    assert [order_of(tag) for tag in tags] == [
        "month-first", "month-first", "day-first", "day-first", "year-first", "year-first", "year-first", "day-first", "day-first",
        "day-first",
    ]  # fmt: skip


def test_a_half_of_the_day_is_told_in_the_pages_language() -> None:
    assert [half_of("مساءً", "ar"), half_of("μ.μ.", "el"), half_of("오후", None), half_of("م", "en")] == ["pm", "pm", "pm", None]
