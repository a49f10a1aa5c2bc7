"""Every rule does what its examples say, and is documented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from newscrawl.clean import RULES, Rule, clean_blocks
from newscrawl.model import Block

Article = Callable[..., list[Block]]
POSITIVE = [pytest.param(rule, example, id=f"{rule.name}: {example}"[:80]) for rule in RULES for example in rule.positive]
NEGATIVE = [pytest.param(rule, example, id=f"{rule.name}: {example}"[:80]) for rule in RULES for example in rule.negative]
WITHOUT_EXAMPLES = {
    "repeated-title",
    "repeated-standfirst",
    "recurring-line",
}  # they need to know the article or the site: tests of their own


def placed(rule: Rule, example: str | tuple[str, ...], article: Article) -> list[Block]:
    lines = [example] if isinstance(example, str) else list(example)
    place = {"head": "head", "tail": "tail"}.get(rule.place, "middle")
    return article(**{place: lines})


@pytest.mark.parametrize(("rule", "example"), POSITIVE)
def test_a_rule_takes_its_positive_examples(rule: Rule, example: str | tuple[str, ...], article: Article, body: tuple[str, ...]) -> None:
    cleaned = clean_blocks(placed(rule, example, article))
    assert tuple(block.text for block in cleaned.blocks) == body
    assert rule.name in {edit.rule for edit in cleaned.edits}


@pytest.mark.parametrize(("rule", "example"), NEGATIVE)
def test_what_only_looks_like_it_survives(rule: Rule, example: str | tuple[str, ...], article: Article) -> None:
    blocks = placed(rule, example, article)
    assert clean_blocks(blocks).blocks == tuple(blocks)


def test_rules_have_names_of_their_own_reasons_and_examples() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.reason
        assert rule.name in WITHOUT_EXAMPLES or rule.positive, rule.name
        assert rule.name in WITHOUT_EXAMPLES or rule.negative, rule.name


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_is_documented(rule: Rule) -> None:
    page = (Path(__file__).parents[2] / "docs" / "cleaning.md").read_text("utf-8")
    row = next((line for line in page.splitlines() if line.startswith(f"| `{rule.name}` | {rule.place} |")), "")
    assert rule.reason in row, f"docs/cleaning.md does not explain {rule.name}"
