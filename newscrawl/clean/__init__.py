"""Text cleaning: what does not belong to an article goes, and each thing that went is named. Standard library only."""

from newscrawl.clean.body import clean_blocks
from newscrawl.clean.plaintext import clean_text
from newscrawl.clean.rule import Cleaned, CleanedText, Context, Rule
from newscrawl.clean.rules import RULES, RULES_VERSION

__all__ = ["RULES", "RULES_VERSION", "Cleaned", "CleanedText", "Context", "Rule", "clean_blocks", "clean_text"]
