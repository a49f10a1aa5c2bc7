"""Rules made searchable: which of them could match a line is decided by its first word, the rest is a dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from newscrawl.clean.match.hints import Hints
from newscrawl.clean.match.literals import Needs, needs
from newscrawl.clean.match.reading import beginning, core, first_token, plain, sentence_end
from newscrawl.clean.match.speech import ends_told, tells_of
from newscrawl.clean.rule import Place, Rule
from newscrawl.model import BlockKind

__all__ = ["Index", "index_rules", "needs_of"]

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
    """The rules of some places. `find` gives the first that takes a line.

    Numbers stand for rules: places in `patterns`.
    """

    phrases: dict[str, Rule]
    openings: dict[str, tuple[_Opening, ...]]
    patterns: tuple[Rule, ...]
    tokens: frozenset[str]
    starts: dict[str, tuple[tuple[str, int], ...]]  # by the first word
    prefixes: dict[str, tuple[tuple[str, int], ...]]  # starts whose first word may go on, by its first two or three letters
    hints: Hints
    max_chars: int

    def find(self, text: str, kind: BlockKind = "paragraph") -> Rule | None:
        """The rule that takes the line; None where none does."""
        if len(text) > self.max_chars:
            return None
        found = self._by_words(text, kind) if first_token(text) in self.tokens else None
        return found or _by_pattern(self.patterns, text, kind)

    def find_gated(self, text: str, kind: BlockKind, token: str) -> Rule | None:
        """What `find` gives, and cheap where nothing is suspicious: a pattern is tried only on lines that have what it needs.

        `token` is the line's `first_token`.
        """
        if len(text) > self.max_chars:
            return None
        found = self._by_words(text, kind) if token in self.tokens else None
        if found is not None:
            return found
        likely = self._started(text, token).union(self.hints.in_line(text))
        return _by_pattern([self.patterns[at] for at in sorted(likely)], text, kind) if likely else None

    def _started(self, text: str, token: str) -> set[int]:
        starts = (*self.starts.get(token, ()), *self.prefixes.get(token[:3], ()), *self.prefixes.get(token[:2], ()))
        if not starts:
            return set()
        line = beginning(text)
        return {rule for start, rule in starts if line.startswith(start)}

    def beginnings(self) -> dict[str, tuple[str, ...]]:
        """How lines begin that `find_gated` takes without a hint, by their first token."""
        found: dict[str, list[str]] = {}
        for words in (*self.phrases, *(o.words for some in self.openings.values() for o in some)):
            found.setdefault(first_token(words), []).append(words)
        for token, some in self.starts.items():
            found.setdefault(token, []).extend(start for start, _ in some)
        return {token: tuple(set(some)) for token, some in found.items()}

    def _by_words(self, text: str, kind: BlockKind) -> Rule | None:
        line = core(text)
        rule = self.phrases.get(line)
        if rule is not None and _may(rule, text, kind):
            return rule
        for opening in self.openings.get(first_token(line), ()):
            if line.startswith(opening.words) and _may(opening.rule, text, kind) and _opens(opening, line, text):
                return opening.rule
        return None


def _by_pattern(rules: Iterable[Rule], text: str, kind: BlockKind) -> Rule | None:
    line = ""
    for rule in rules:
        if rule.pattern is not None and _may(rule, text, kind):
            line = line or plain(text)
            if rule.pattern.search(line) and not tells_of(line, rule.pattern):
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
        return not (sentence_end(text) and ends_told(line))  # "Related: that is how he felt, he said."
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
    patterns = tuple(rule for rule in chosen if rule.pattern)
    wanted = [needs_of(rule) for rule in patterns] if "line" in places else []
    starts = [(start, at) for at, need in enumerate(wanted) for start in sorted(need.starts)]
    hints = [(hint, patterns[at].max_chars, at) for at, need in enumerate(wanted) for hint in sorted(need.hints)]
    return Index(
        phrases=phrases,
        openings={token: tuple(sorted(found, key=lambda o: -len(o.words))) for token, found in openings.items()},
        patterns=patterns,
        tokens=frozenset({first_token(p) for p in phrases} | set(openings) | {p[:1] for p in phrases}),
        starts=_grouped((first_token(start.words), start.words, at) for start, at in starts if start.whole),
        prefixes=_grouped((start.words[:3], start.words, at) for start, at in starts if not start.whole),
        hints=Hints(hints),
        max_chars=max((rule.max_chars for rule in chosen), default=0),
    )


def needs_of(rule: Rule) -> Needs:
    """What a line must have before the rule's pattern is tried on it; an empty hint, which every line has, where the rule says `always`."""
    if rule.pattern is None:
        return Needs(frozenset(), frozenset())
    return Needs(frozenset(), frozenset(("",))) if rule.always else needs(rule.pattern.pattern)


def _grouped(entries: Iterable[tuple[str, str, int]]) -> dict[str, tuple[tuple[str, int], ...]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for key, words, at in entries:
        found.setdefault(key, []).append((words, at))
    return {key: tuple(some) for key, some in found.items()}
