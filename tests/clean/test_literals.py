"""What a pattern needs is read off the pattern: no line that it matches is passed by."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from re import _constants, _parser  # type: ignore[attr-defined]

import pytest

from newscrawl.clean import RULES, Rule
from newscrawl.clean.match.gate import Gate
from newscrawl.clean.match.index import index_rules, needs_of
from newscrawl.clean.match.literals import NothingLiteral, Start, needs
from newscrawl.clean.match.reading import first_token, plain
from tests.clean.lines import lines_of

LINES = index_rules(RULES, "line")
is_ordinary = Gate(LINES)
WITH_PATTERN = [rule for rule in RULES if rule.place == "line" and rule.pattern]
SPELLINGS: tuple[Callable[[str], str], ...] = (str, str.upper, str.capitalize, lambda line: f"– {line}", lambda line: f"{line} ")


def matched(rule: Rule, count: int) -> list[str]:
    """Lines made from the rule's own pattern that the rule takes, in several spellings."""
    assert rule.pattern is not None
    made = (spell(line).strip() for line in lines_of(rule.pattern.pattern, count) for spell in SPELLINGS)
    return [line for line in made if line and len(line) <= rule.max_chars and rule.pattern.search(plain(line))]


@pytest.mark.parametrize("rule", WITH_PATTERN, ids=lambda rule: rule.name)
def test_each_line_that_a_pattern_matches_is_found_in_the_middle_of_a_body(rule: Rule) -> None:
    found = matched(rule, 400)
    assert len(found) > 100, "the generator makes too few lines that the pattern matches"
    missed = [line for line in found if LINES.find_gated(line, "paragraph", first_token(line)) is not LINES.find(line)]
    assert missed == []


@pytest.mark.parametrize("rule", WITH_PATTERN, ids=lambda rule: rule.name)
def test_no_line_that_a_pattern_matches_is_ordinary(rule: Rule) -> None:
    assert [line for line in matched(rule, 400) if is_ordinary(line)] == []


@pytest.mark.parametrize(
    ("pattern", "starts", "hints"),
    [
        (r"^\W*(?:follow|join) us\b", {("follow us", True), ("join us", True)}, set()),
        (r"^suscr[íi]b\w+ ", {("suscríb", False), ("suscrib", False)}, set()),
        (r"^(?:the )?post\b", {("the post", True), ("post", True)}, set()),
        (r"^¿?te gusta", {("te gusta", True)}, set()),
        (r"^.{0,40}\b(?:news|mail) (?:letter|inbox)\b", set(), {"letter", "inbox"}),
        (r"^(?:\w+ ){0,3}(?=.*telegram)", set(), {"telegram"}),
        (r"残り\d+文字", set(), {"残り"}),
        (r"^投稿.{1,20}に", {("投稿", False)}, set()),
    ],
)
def test_what_a_line_must_have(pattern: str, starts: set[tuple[str, bool]], hints: set[str]) -> None:
    found = needs(pattern)
    assert found.starts == {Start(*start) for start in starts}
    assert found.hints == hints


@pytest.mark.parametrize("pattern", [r"^\w+$", r"^(?:share|\d+ \w+)$", r"^.{2,60}$"])
def test_a_pattern_that_requires_no_literal_must_say_so(pattern: str) -> None:
    rule = Rule(name="any-line", place="line", reason="a test", pattern=re.compile(pattern))
    with pytest.raises(NothingLiteral, match="always=True"):
        index_rules([rule], "line")
    always = replace(rule, always=True)
    assert needs_of(always).hints == {""}
    assert index_rules([always], "line").find_gated("share", "paragraph", "share") is always


def test_this_python_keeps_its_parse_tree_where_the_walk_looks_for_it() -> None:
    """CPython 3.11 to 3.14: `re._parser.parse` gives pairs of an opcode of `re._constants` and its value (Lib/re/_parser.py)."""
    tree = _parser.parse(r"^ab(?:c|de)?\w*+(?=f)")
    assert [kind for kind, _ in tree] == [
        _constants.AT,
        _constants.LITERAL,
        _constants.LITERAL,
        _constants.MAX_REPEAT,
        _constants.POSSESSIVE_REPEAT,
        _constants.ASSERT,
    ]
    least, most, content = tree[3][1]
    assert (least, most, content[0][0]) == (0, 1, _constants.BRANCH)
