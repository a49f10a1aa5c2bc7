"""Rules made searchable: which of them could match a line is decided by its first word, the rest is a dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from newscrawl.clean.reading import core, first_token, plain, sentence_end
from newscrawl.clean.rule import Place, Rule
from newscrawl.model import BlockKind

__all__ = ["Index", "index_rules"]

# What may stand between "Read also" and the title: a colon, a bar, an arrow, or a dash with a space.
_SIGN = re.compile(r"\s*[:|>/»→›•▶►]+\s*|\s+-+>?\s+|\s*-+\s+")
_SHORT_SIGNLESS = 160


@dataclass(frozen=True, slots=True)
class _Opening:
    words: str
    alone: bool
    rule: Rule


@dataclass(frozen=True, slots=True)
class Index:
    """The rules of some places. `find` gives the first that takes a line."""

    phrases: dict[str, Rule]
    openings: dict[str, tuple[_Opening, ...]]
    patterns: tuple[Rule, ...]
    tokens: frozenset[str]
    max_chars: int

    def find(self, text: str, kind: BlockKind = "paragraph") -> Rule | None:
        """The rule that takes the line; None where none does."""
        if len(text) > self.max_chars:
            return None
        found = self._by_words(text, kind) if first_token(text) in self.tokens else None
        return found or self._by_pattern(text, kind)

    def find_gated(self, text: str, kind: BlockKind = "paragraph") -> Rule | None:
        """Like `find`, and cheap where nothing is suspicious: patterns are tried only behind their `starts` and `hints`."""
        if len(text) > self.max_chars:
            return None
        token = first_token(text)
        found = self._by_words(text, kind) if token in self.tokens else None
        return found or self._by_gated_pattern(text, token, kind)

    def _by_words(self, text: str, kind: BlockKind) -> Rule | None:
        line = core(text)
        rule = self.phrases.get(line)
        if rule is not None and _may(rule, text, kind):
            return rule
        for opening in self.openings.get(first_token(line), ()):
            if line.startswith(opening.words) and _may(opening.rule, text, kind) and _opens(opening, line, text):
                return opening.rule
        return None

    def _by_pattern(self, text: str, kind: BlockKind) -> Rule | None:
        line = ""
        for rule in self.patterns:
            if rule.pattern is not None and _may(rule, text, kind):
                line = line or plain(text)
                if rule.pattern.search(line):
                    return rule
        return None

    def _by_gated_pattern(self, text: str, token: str, kind: BlockKind) -> Rule | None:
        line = ""
        for rule in self.patterns:
            if len(text) > rule.max_chars:
                continue
            if token in rule.starts or (rule.hints is not None and rule.hints.search(text)):
                line = line or plain(text)
                if rule.pattern is not None and _may(rule, text, kind) and rule.pattern.search(line):
                    return rule
        return None


def _may(rule: Rule, text: str, kind: BlockKind) -> bool:
    return len(text) <= rule.max_chars and not (rule.weak and kind in ("heading", "item"))


def _opens(opening: _Opening, line: str, text: str) -> bool:
    """Whether what follows the opening makes it a link: nothing, a sign and a title, or (for some) just a title."""
    rest = line[len(opening.words) :]
    if not rest:  # a heading on its own; what is under it is for the tail to say
        return opening.rule.takes_titles
    if _SIGN.match(rest):
        return True
    # "Baca juga Harga beras naik": without a sign only what is no sentence.
    return opening.alone and rest[0] in " (['\"" and len(text) <= _SHORT_SIGNLESS and not sentence_end(text)


def index_rules(rules: Iterable[Rule], *places: Place) -> Index:
    """The index of the rules that have one of these places."""
    chosen = [rule for rule in rules if rule.place in places]
    phrases: dict[str, Rule] = {}
    openings: dict[str, list[_Opening]] = {}
    for rule in chosen:
        for phrase in rule.phrases:
            phrases.setdefault(core(phrase), rule)
        for alone, words in [(True, w) for w in rule.openings_alone] + [(False, w) for w in rule.openings]:
            folded = core(words)
            openings.setdefault(first_token(folded), []).append(_Opening(folded, alone, rule))
    longest_first = {token: tuple(sorted(found, key=lambda o: -len(o.words))) for token, found in openings.items()}
    tokens = frozenset({first_token(p) for p in phrases} | set(openings) | {p[:1] for p in phrases})
    return Index(phrases, longest_first, tuple(r for r in chosen if r.pattern), tokens, max((r.max_chars for r in chosen), default=0))
