"""When a line is established boilerplate: thresholds as data, one decision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from newscrawl.clean.match.reading import sentence_end
from newscrawl.clean.recurring.counts import LineCount
from newscrawl.text import fold, word_count

__all__ = ["Policy", "Threshold", "Verdict", "decide"]

Verdict = Literal["boilerplate", "undecided", "content"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A line is boilerplate once `articles` distinct articles carry it, and they are at least `share` of those counted since the first."""

    articles: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """When a line is established. None: never. The figures behind each number are in docs/cleaning.md."""

    edge: float = 0.9
    """A line belongs to the edges when this share of its articles has it at the head or at the tail."""
    short_words: int = 12
    """A sentence of at most so many words is a short one."""
    short_label_words: int = 4
    """Of what is no sentence, so many words can be a section's name: "Pros", "What we like"."""
    edge_label: Threshold | None = Threshold(articles=3, share=0.05)
    edge_short_label: Threshold | None = Threshold(articles=5, share=0.2)
    edge_sentence: Threshold | None = Threshold(articles=5, share=0.15)
    edge_short_sentence: Threshold | None = Threshold(articles=5, share=0.3)
    inside_label: Threshold | None = Threshold(articles=6, share=0.3)
    inside_short_label: Threshold | None = Threshold(articles=10, share=0.9)
    inside_sentence: Threshold | None = Threshold(articles=6, share=0.3)
    inside_short_sentence: Threshold | None = None
    min_articles: int = 5
    """So many articles must have been counted, the line's first one included, before anything is established."""
    enough_articles: int = 20
    """From so many articles on, held pages are released as soon as no line is undecided."""
    hold_articles: int = 30
    """So many pages are held at most."""
    most_removed: float = 0.5
    """An article of which recurring lines make up more than this share of the words is a copy of others: it stays as it is."""


_POLICY = Policy()
_OPENING_QUOTES = tuple("\"“„«»‘'「『”")
_CLOSING_QUOTES = tuple("\"”“»«’'」』")
# What a newsroom says of the article itself, and who said a quote: in the same words in many articles, and of each of them.
_NOTE = re.compile(
    r"^[\[(*_\s]*(?:(?:editor|publisher)(?:['’]?s|s['’])? note|note (?:from|by) the editors?|note to readers|corrections?|clarification|"
    r"erratum|anmerkung der redaktion|hinweis der redaktion|korrektur|note de la rédaction|ndlr|rectificatif|corrección|correção|"
    r"nota (?:del editor|de la redacción|do editor|da redação|del(?:la)? redazione)|fe de erratas?|errata(?: corrige)?|correctie|"
    r"noot van de redactie|от редакции|примечание редакции|поправка)\b.{0,40}?[:–—-]",
    re.IGNORECASE,
)
_SPEECH = re.compile(r"[,.!?…][\"”“»«’」』]|[\"”“»«’」』],")
_ATTRIBUTION = re.compile(r"^[–—-]?\s*(?:said|says|sagt|sagte|a dit|dijo|dice|disse|zei)\s+\S", re.IGNORECASE)


def decide(text: str, count: LineCount | None, articles: int, policy: Policy = _POLICY) -> Verdict:
    """Whether a line of this text is boilerplate of the site; "undecided" where more articles could still show that it is.

    `articles` is how many articles of the site were counted. Always content: a quote, who said it, an editor's note or a correction, and
    what has no letters.
    """
    if count is None or count.articles < 2 or not fold(text) or _is_of_the_article(text):
        return "content"
    threshold = _threshold(text, count, policy)
    if threshold is None:
        return "content"
    counted = max(articles - count.since, count.articles)
    if counted < policy.min_articles:
        return "undecided"
    if count.articles >= threshold.articles and count.articles >= threshold.share * counted:
        return "boilerplate"
    return "undecided"


def _is_of_the_article(text: str) -> bool:
    return _is_quote(text.strip()) or bool(_NOTE.match(text) or _ATTRIBUTION.match(text))


def _is_quote(line: str) -> bool:
    """Wholly a quote, or speech and who said it: `“We saw it,” said Ren`."""
    return line.startswith(_OPENING_QUOTES) and (line.rstrip(" .,!?…").endswith(_CLOSING_QUOTES) or bool(_SPEECH.search(line)))


def _threshold(text: str, count: LineCount, policy: Policy) -> Threshold | None:
    at_edges = max(count.head, count.tail) >= policy.edge * count.articles
    if sentence_end(text):
        if word_count(text) <= policy.short_words:
            return policy.edge_short_sentence if at_edges else policy.inside_short_sentence
        return policy.edge_sentence if at_edges else policy.inside_sentence
    if word_count(text) <= policy.short_label_words:
        return policy.edge_short_label if at_edges else policy.inside_short_label
    return policy.edge_label if at_edges else policy.inside_label
