"""Text cleaning: what does not belong to an article goes, and each thing that went is named. Standard library only.

Each name is imported when it is first asked for: the rules' patterns take a tenth of a second to compile, and a crawl's own process
needs none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newscrawl.clean.body import clean_blocks
    from newscrawl.clean.plaintext import clean_text
    from newscrawl.clean.rule import Cleaned, CleanedText, Context, Rule
    from newscrawl.clean.rules import RULES, RULES_VERSION

__all__ = ["RULES", "RULES_VERSION", "Cleaned", "CleanedText", "Context", "Rule", "clean_blocks", "clean_text"]

_HOMES = {
    "clean_blocks": "newscrawl.clean.body",
    "clean_text": "newscrawl.clean.plaintext",
    "RULES": "newscrawl.clean.rules",
    "RULES_VERSION": "newscrawl.clean.rules",
} | dict.fromkeys(("Cleaned", "CleanedText", "Context", "Rule"), "newscrawl.clean.rule")


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
