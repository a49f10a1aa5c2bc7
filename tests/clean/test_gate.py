"""The cheap look never hides a line from a rule."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.clean import RULES
from newscrawl.clean.match.gate import Gate
from newscrawl.clean.match.index import index_rules
from newscrawl.clean.match.markers import cut_glued, marker_line
from newscrawl.clean.match.reading import first_token

LINES = index_rules(RULES, "line")
is_ordinary = Gate(LINES)
EXAMPLES = [
    example
    for rule in RULES
    if rule.place in ("line", "anywhere")
    for some in (*rule.positive, *rule.phrases, *rule.openings_alone)
    for example in ([some] if isinstance(some, str) else some)
]
PARTS = st.sampled_from(
    [*EXAMPLES, "The ferry left at nine.", "said Ren", "Follow us", "- ", "–", "&#8211;", "…", "A B", "“", "newsletter", "Foto: dpa"]
)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.place in ("line", "anywhere")], ids=lambda rule: rule.name)
def test_no_example_is_ordinary(rule) -> None:  # type: ignore[no-untyped-def]
    assert [example for example in (*rule.positive, *rule.phrases) if is_ordinary(example)] == []


@settings(max_examples=250, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=4).map("".join).map(str.strip).filter(bool))
def test_an_ordinary_line_is_one_that_no_rule_would_touch(text: str) -> None:
    token = first_token(text)
    if is_ordinary(text):
        assert marker_line(text, token) is None
        assert LINES.find_gated(text, "paragraph", token) is None
        assert cut_glued(text, token)[1] == ()
