"""Text that is already scraped: what goes, and that every other byte stays."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.clean import RULES, clean_text
from newscrawl.clean.plaintext import LineCleaner

SEED = Path(__file__).parents[3] / "shared" / "data" / "seed"
TEXT = "The ferry left the harbour at nine on Monday, an hour late.\n"


@pytest.mark.skipif(not SEED.is_dir(), reason="the seed article is not here")
def test_the_seed_loses_its_three_markers_and_the_latest_and_nothing_else() -> None:
    for path in SEED.glob("*.txt"):
        before = path.read_text("utf-8")
        after = clean_text(before).text
        gone = [
            line[2:].strip()
            for line in difflib.ndiff(before.splitlines(), after.splitlines())
            if line.startswith("- ") and line[2:].strip()
        ]
        added = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line.startswith("+ ")]
        assert gone == ["- Advertisement -"] * 3 + ["The Latest"]
        assert added == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{TEXT}\n- Advertisement -\n\n{TEXT}", f"{TEXT}\n{TEXT}"),
        (f"{TEXT}- Advertisement -\n\n{TEXT}", f"{TEXT}\n{TEXT}"),
        (f"{TEXT}- Advertisement -\n{TEXT}", f"{TEXT}{TEXT}"),
        (f"{TEXT}\n- Advertisement -\n- Advertisement -\n{TEXT}", f"{TEXT}\n{TEXT}"),
        (f"{TEXT}\n\n\n{TEXT}", f"{TEXT}\n\n\n{TEXT}"),
        (f"- Advertisement -\n\n{TEXT}", TEXT),
        (f"\n\n{TEXT}", f"\n\n{TEXT}"),
        (f"{TEXT}\n- Advertisement -\n\nThe Latest", TEXT.rstrip()),
        (f"{TEXT}\n- Advertisement -\n\nThe Latest\n", TEXT),
        (f"{TEXT}\nThe Latest\n\nFive phones under $200\n\n\n", TEXT),
        (TEXT * 2 + "\n\n", TEXT * 2 + "\n\n"),
        (f"  {TEXT}\t- Advertisement -\r\n{TEXT}", f"  {TEXT}{TEXT}"),
        (f"{TEXT}\r\n- Advertisement -\r\n\r\n{TEXT}", f"{TEXT}\r\n{TEXT}"),
        ("  said Ren - Advertisement -  \nand left.\n", "  said Ren  \nand left.\n"),
        ("- Advertisement -", ""),
        ("- Advertisement -\n", ""),
        ("", ""),
        ("\n", "\n"),
    ],
)
def test_blank_lines_that_a_removed_line_leaves_go_and_no_others(before: str, after: str) -> None:
    assert clean_text(before).text == after


def test_positions_count_lines_that_are_not_empty() -> None:
    edits = clean_text(f"{TEXT}\n- Advertisement -\n\n{TEXT}\nThe Latest\n\nFive phones\n").edits
    assert [(edit.position, edit.rule) for edit in edits] == [(1, "ad-marker"), (3, "related-list"), (4, "related-list")]


@pytest.mark.parametrize(
    "line",
    [
        "said Ren",
        "The latest on 5G",
        "EDITOR’s NOTE: Part of this story is from an official press release",
        "- one\n- two\n- three",
        "***",
        "By Jane Roe",
    ],
)
def test_what_only_looks_like_a_footer_stays(line: str) -> None:
    assert clean_text(TEXT + line).text == TEXT + line


LINES = st.one_of(
    st.sampled_from(
        ["", "", " ", TEXT.strip(), "said Ren", "- Advertisement -", "The Latest", "Five phones", "Share", "Related: Five phones"]
    ),
    st.sampled_from([p for rule in RULES for p in rule.positive if isinstance(p, str)]),
    st.text(max_size=30),
)
TEXTS = st.tuples(st.lists(LINES, max_size=14), st.sampled_from(["\n", "\r\n", "\n\n", "\u2028"])).map(lambda some: some[1].join(some[0]))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once.text).text == once.text
    if not once.edits:
        assert once.text == text


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_cleaning_only_deletes(text: str) -> None:
    before = iter(text)
    assert all(sign in before for sign in clean_text(text).text)  # `in` consumes: a subsequence


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.integers(1, 5))
def test_a_stream_gives_the_same_as_the_whole(text: str, step: int) -> None:
    lines = text.splitlines(keepends=True)
    cleaner = LineCleaner(window=20)
    out = [piece for at in range(0, len(lines), step) for piece in cleaner.feed(lines[at : at + step])]
    assert "".join([*out, *cleaner.finish()]) == clean_text(text).text


def test_a_stream_keeps_no_more_than_its_window() -> None:
    cleaner = LineCleaner(window=10)
    given_out = sum(len(piece) for piece in cleaner.feed([TEXT] * 1000))
    assert given_out > 900 * len(TEXT)


def test_ten_thousand_blank_lines_are_passed_on() -> None:
    cleaner = LineCleaner(window=10)
    out = "".join([*cleaner.feed([TEXT, *["\n"] * 25_000, TEXT]), *cleaner.finish()])
    assert out == TEXT + "\n" * 25_000 + TEXT
