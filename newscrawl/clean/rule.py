"""What a rule is, and what cleaning takes and gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from newscrawl.model import Block, Edit

__all__ = ["Cleaned", "CleanedText", "Context", "Example", "Place", "Rule"]

Place = Literal["anywhere", "head", "tail", "line", "middle"]
Example = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the article besides its body; all of it optional."""

    title: str | None = None
    subtitle: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    site_title: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The blocks that stay, and what was removed; `Edit.position` is an index into the blocks that were given."""

    blocks: tuple[Block, ...]
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class CleanedText:
    """The text that stays, and what was removed; `Edit.position` counts the non-empty lines that were given, from 0."""

    text: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of line that does not belong to an article.

    `place`: "anywhere" also inside a paragraph, as a piece of it; "line" a whole line, wherever it stands; "head" and "tail" a whole line
    at the start or the end of the body, "middle" a whole line that is left when head and tail are cut. A line matches when its core is one
    of `phrases` or of `choices` (newscrawl/languages/choices.py; ad notices only), when it begins with one of `openings` followed by a
    sign (or, for `openings_alone`, by anything), or when `pattern` is found in its plain form.

    In the middle of a body a `pattern` is tried only on lines that have a literal which it requires (clean/match/literals.py reads them off
    the pattern): that keeps the cost of a line that nothing is wrong with near zero. A pattern that requires none must say `always`.

    `max_chars` bounds the lines that the rule looks at. `weak` rules never touch headings and list items. `takes_titles`: at the
    tail, the titles under the line go with it.

    `positive` and `negative` are examples that tests run: a string is a body's only suspicious line, a tuple a body's last (tail) or
    first (head) lines, of which the rule takes all or none.
    """

    name: str
    place: Place
    reason: str
    phrases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()
    openings_alone: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    always: bool = False
    max_chars: int = 300
    weak: bool = False
    takes_titles: bool = False
    positive: tuple[Example, ...] = ()
    negative: tuple[Example, ...] = ()

    def taken(self) -> str:
        """What the rule takes, as one string: equal for two rules that take the same lines."""
        pattern = self.pattern.pattern if self.pattern else ""
        words = (self.phrases, self.choices, self.openings, self.openings_alone)
        return repr((self.name, self.place, *words, pattern, self.max_chars, self.weak, self.takes_titles))
