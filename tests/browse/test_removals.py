"""The article with each removal in its place."""

from __future__ import annotations

import pytest

from newscrawl.dataset.uncut import Cut, Kept, cuts_of, uncut
from newscrawl.health.looks import kept_of, to_look_at
from tests.browse.folder import LOST, edit, record


def drawn(text: str, *edits: dict[str, object]) -> list[str]:
    """Kept paragraphs as they are, removals with a minus."""
    return [one.text if isinstance(one, Kept) else f"-{one.text}" for one in uncut(text, cuts_of(list(edits)))]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([], ["One", "Two"]),
        ([edit("a", 0)], ["-a", "One", "Two"]),
        ([edit("a", 1)], ["One", "-a", "Two"]),
        ([edit("b", 2), edit("a", 1)], ["One", "-a", "-b", "Two"]),
        ([edit("a", 0), edit("b", 3)], ["-a", "One", "Two", "-b"]),
        ([edit("- Ad -", 1, "ad-marker"), edit("- Ad -", 1, "ad-marker"), edit("b", 2)], ["One", "-- Ad -", "-- Ad -", "Two", "-b"]),
        ([edit("far", 99)], ["One", "Two", "-far"]),
        ([edit("first", 0), edit("taught", 1, "recurring-line")], ["-first", "One", "-taught", "Two"]),
    ],
)
def test_each_removal_stands_in_its_place(edits: list[dict[str, object]], expected: list[str]) -> None:
    assert drawn("One\n\nTwo", *edits) == expected


@pytest.mark.parametrize("edits", [None, 7, {}, [7, None, {"rule": "r"}, {"position": -1}, {"position": "1"}]])
def test_edits_that_somebody_wrote_by_hand_are_left_out(edits: object) -> None:
    assert cuts_of(edits) == []


def test_an_article_without_text_is_its_removals() -> None:
    assert list(uncut("", [Cut(0, "r", "x", 4)])) == [Cut(0, "r", "x", 4)]


@pytest.mark.parametrize(
    ("rule", "text", "times", "expected"),
    [
        ("dom-related", LOST, 1, "sentence"),
        ("dom-related", LOST, 3, "sentence"),
        ("dom-related", LOST, 4, None),  # boilerplate recurs
        ("dom-related", "Read more about this.", 1, None),  # too short
        ("dom-related", LOST.removesuffix("."), 1, None),  # no sentence
        ("dom-copy", "One, and two; and then three and four and five.", 1, None),  # the text has it
        ("dom-heading", "What Oran did next", 1, "heading"),
        ("dom-heading", "What Oran did next", 4, None),
    ],
)
def test_what_a_person_should_look_at(rule: str, text: str, times: int, expected: str | None) -> None:
    assert to_look_at(rule, text, "And: one and two and then three and four and five!", times) == expected


def test_a_caption_that_has_its_own_field_is_not_lost() -> None:
    line = record("a", images=[{"url": "https://mag.example/a.jpg", "caption": LOST, "credit": None}, 7])
    assert to_look_at("dom-caption", LOST, kept_of(line)) is None
