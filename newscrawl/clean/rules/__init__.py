"""The rules, in the order in which they are tried. Each states what it takes and, in `negative`, what only looks like it."""

from __future__ import annotations

from newscrawl.clean.rule import Rule
from newscrawl.clean.rules import ads, calls, channels, credit, head, links, notices, pointers

__all__ = ["RULES", "RULES_VERSION"]

# Goes into every record (extraction.versions.rules). Raised whenever a rule changes what it removes.
RULES_VERSION = "2026.11.3"

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
    *head.RULES,
    _RECURRING,
)
