"""The rules, in the order in which they are tried. Each states what it takes and, in `negative`, what only looks like it."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from newscrawl.clean.rule import Rule
from newscrawl.clean.rules import ads, calls, channels, credit, links, notices, pointers, preamble

__all__ = ["RULES", "RULES_VERSION"]

_RECURRING = Rule(
    name="recurring-line",
    place="line",
    reason="the site prints the same line in many different articles; the counts and thresholds are in clean/recurring",
)

RULES: tuple[Rule, ...] = (
    *ads.RULES,
    *links.RULES,
    *calls.RULES,
    *notices.RULES,
    *credit.RULES,
    *channels.RULES,
    *pointers.RULES,
    *preamble.RULES,
    _RECURRING,
)

RULES_VERSION: Final = sha256("\0".join(rule.taken() for rule in RULES).encode()).hexdigest()[:8]
"""Goes into every record (`extraction.versions.rules`): changes with every word, pattern and bound of a rule."""
