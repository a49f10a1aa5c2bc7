"""Recurring lines: what one site prints under or inside many different articles is boilerplate, whatever it says.

Everything here is pure. Where the counts live is the caller's choice: anything that fulfils `LineCounts` will do
(the ledger keeps them in SQLite, `MemoryLineCounts` in memory).

    lines_of(article)  →  observe(counts, …)  →  established(counts, article)  →  without_lines(refined, …)

`HoldBack` does these four steps for a stream of articles, and keeps the first ones of a new site until there is evidence.
The numbers behind `Policy` are in docs/cleaning.md.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from newscrawl.clean.reading import sentence_end
from newscrawl.clean.rule import Cleaned
from newscrawl.model import Article, Block, Edit, Refined, Section
from newscrawl.text import content_hash, fold, word_count

__all__ = [
    "RECURRING_RULE",
    "HoldBack",
    "LineCount",
    "LineCounts",
    "LineSeen",
    "MemoryLineCounts",
    "Policy",
    "Threshold",
    "Verdict",
    "decide",
    "established",
    "line_key",
    "lines_of",
    "observe",
    "strip_recurring",
    "without_lines",
]

RECURRING_RULE = "recurring-line"

Verdict = Literal["boilerplate", "undecided", "content"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSeen:
    """One line of one article, and where it stood. A line that an article prints twice is one `LineSeen`.

    `key` is `line_key(text)`. `head` and `tail`: among the article's first or last lines; `first` and `last`: the very first or last.
    A flag is true when any of the line's places in the article makes it so. `words` is the line's length.
    """

    key: int
    head: bool = False
    tail: bool = False
    first: bool = False
    last: bool = False
    words: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCount:
    """What is known of a line: in how many distinct articles of the site it stood, and in how many of these where.

    `since` is the number of the site's articles that had been counted before the first one that carries it: a line that a site
    began to print yesterday is judged by the articles since yesterday.
    """

    articles: int
    head: int = 0
    tail: int = 0
    first: int = 0
    last: int = 0
    since: int = 0


class LineCounts(Protocol):
    """The store of one site's counts.

    It may forget a line that a single article carries once 2,000 further articles were counted (`since` < articles() - 2,000), so that
    it stays bounded; seen again, the line starts anew.
    """

    def seen(self, article_id: str, lines: Sequence[LineSeen]) -> None:
        """Counts the lines of one article. Idempotent: an article that was counted before changes nothing, whatever its lines are now."""

    def counts(self, keys: Sequence[int]) -> Mapping[int, LineCount]:
        """The counts of those keys that are known; unknown keys are absent."""

    def articles(self) -> int:
        """How many distinct articles were counted."""


def line_key(text: str) -> int:
    """A stable hash of the folded line (letters and digits, lower case): 64 bits, signed, so that it fits an SQLite INTEGER."""
    return int.from_bytes(hashlib.blake2b(fold(text).encode(), digest_size=8).digest(), "big", signed=True)


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
    edge_label: Threshold | None = Threshold(articles=3, share=0.05)
    edge_sentence: Threshold | None = Threshold(articles=4, share=0.1)
    edge_short_sentence: Threshold | None = Threshold(articles=5, share=0.3)
    inside_label: Threshold | None = Threshold(articles=8, share=0.6)
    inside_sentence: Threshold | None = Threshold(articles=6, share=0.3)
    inside_short_sentence: Threshold | None = None
    min_articles: int = 5
    """So many articles must have been counted, the line's first one included, before anything is established."""
    enough_articles: int = 10
    """From so many articles on, held pages are released as soon as no line is undecided."""
    hold_articles: int = 30
    """So many pages are held at most."""
    most_removed: float = 0.5
    """An article of which recurring lines make up more than this share of the words is a copy of others: it stays as it is."""


_POLICY = Policy()
_QUOTES = tuple("\"“„«»‘'「『”")
_LONGEST = 600  # characters; boilerplate lines longer than that were not seen
_COPY = 0.5


def decide(text: str, count: LineCount | None, articles: int, policy: Policy = _POLICY) -> Verdict:
    """Whether a line of this text is boilerplate of the site; "undecided" where more articles could still show that it is.

    `articles` is how many articles of the site were counted. Quotes and separators are always content.
    """
    if count is None or count.articles < 2 or not fold(text) or text.lstrip().startswith(_QUOTES):
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


def _threshold(text: str, count: LineCount, policy: Policy) -> Threshold | None:
    sentence = sentence_end(text)
    short = sentence and word_count(text) <= policy.short_words
    if max(count.head, count.tail) >= policy.edge * count.articles:
        return policy.edge_short_sentence if short else policy.edge_sentence if sentence else policy.edge_label
    return policy.inside_short_sentence if short else policy.inside_sentence if sentence else policy.inside_label


def lines_of(article: Article) -> tuple[LineSeen, ...]:
    """The lines of an article's text as `LineCounts.seen` takes them: headings, paragraphs and items, none longer than 600 characters.

    The head is the first quarter, three lines at most; the tail the last third, eight at most.
    """
    blocks = _blocks(article)
    last = len(blocks) - 1
    head = min(3, -(-len(blocks) // 4))
    tail = len(blocks) - min(8, -(-len(blocks) // 3))
    found: dict[int, LineSeen] = {}
    for index, block in enumerate(blocks):
        if len(block.text) > _LONGEST or not fold(block.text):
            continue
        key = line_key(block.text)
        before = found.get(key, LineSeen(key=key))
        found[key] = LineSeen(
            key=key,
            head=before.head or index < head,
            tail=before.tail or index >= tail,
            first=before.first or index == 0,
            last=before.last or index == last,
            words=word_count(block.text),
        )
    return tuple(found.values())


def observe(counts: LineCounts, article: Article) -> bool:
    """Counts an article's lines, unless it is a copy of counted ones: its lines would make each other's text look like boilerplate.

    A copy is an article of which more than half of the words stand in lines that an article before it had. False for copies.
    """
    lines = lines_of(article)
    known = counts.counts([line.key for line in lines])
    words = sum(line.words for line in lines)
    if counts.articles() > 0 and sum(line.words for line in lines if line.key in known) > _COPY * words:
        return False
    counts.seen(article.id, lines)
    return True


def established(counts: LineCounts, article: Article, policy: Policy = _POLICY) -> Callable[[str], bool]:
    """Says of a line of this article whether it is established boilerplate of the site. One look into `counts`."""
    verdicts = _verdicts(counts, [block.text for block in _blocks(article)], policy)
    return lambda text: verdicts.get(line_key(text)) == "boilerplate"


def _verdicts(counts: LineCounts, texts: Iterable[str], policy: Policy) -> dict[int, Verdict]:
    by_key = {line_key(text): text for text in texts if len(text) <= _LONGEST}
    known = counts.counts(list(by_key))
    articles = counts.articles()
    return {key: decide(by_key[key], count, articles, policy) for key, count in known.items() if key in by_key}


def strip_recurring(blocks: Sequence[Block], is_established: Callable[[str], bool], policy: Policy = _POLICY) -> Cleaned:
    """Removes the lines that are established.

    Quotes, tables and code stay. A heading goes only if everything under it, up to the next heading, goes too. Nothing goes where more
    than `policy.most_removed` of the words would.
    """
    cut = {
        index
        for index, block in enumerate(blocks)
        if block.kind not in ("quote", "table", "code") and len(block.text) <= _LONGEST and is_established(block.text)
    }
    under = True  # whether everything from here to the next heading goes
    for index in range(len(blocks) - 1, -1, -1):
        if blocks[index].kind == "heading":
            if index in cut and not under:
                cut.discard(index)
            under = True
        else:
            under = under and index in cut
    removed = sum(word_count(blocks[index].text) for index in cut)
    if removed > policy.most_removed * sum(word_count(block.text) for block in blocks):
        cut = set()
    edits = tuple(Edit(rule=RECURRING_RULE, text=blocks[index].text, position=index) for index in sorted(cut))
    return Cleaned(tuple(block for index, block in enumerate(blocks) if index not in cut), edits)


def without_lines(refined: Refined, is_established: Callable[[str], bool], policy: Policy = _POLICY) -> Refined:
    """The article without its established lines: text, sections, word_count, content_hash and extraction.edits follow.

    The positions of these edits count the blocks of `article.text`, from 0. A tombstone (no text) comes back as it is.
    """
    article = refined.article
    blocks = _blocks(article)
    cleaned = strip_recurring(blocks, is_established, policy)
    if not cleaned.edits:
        return refined
    gone = {edit.position for edit in cleaned.edits}
    sections = _without(article.sections, gone)
    text = "\n\n".join(block.text for block in cleaned.blocks)
    edits = Counter(article.extraction.edits)
    edits[RECURRING_RULE] += len(cleaned.edits)
    slimmer = replace(
        article,
        text=text,
        sections=sections,
        word_count=word_count(text),
        content_hash=content_hash(article.title, text),
        extraction=replace(article.extraction, edits=dict(edits)),
    )
    return Refined(article=slimmer, edits=(*refined.edits, *cleaned.edits))


def _blocks(article: Article) -> list[Block]:
    """The article's text as blocks, in order: from its sections, which know headings; else from its text."""
    if article.text is None:
        return []
    if not article.sections:
        return [Block(part) for part in article.text.split("\n\n") if part]
    blocks: list[Block] = []
    for section in article.sections:
        if section.heading:
            blocks.append(Block(section.heading, "heading"))
        blocks += [Block(paragraph) for paragraph in section.paragraphs]
    return blocks


def _without(sections: Sequence[Section], gone: set[int]) -> tuple[Section, ...]:
    kept: list[Section] = []
    index = 0
    for section in sections:
        heading = section.heading
        if heading:
            heading = None if index in gone else heading
            index += 1
        paragraphs = tuple(p for at, p in enumerate(section.paragraphs, index) if at not in gone)
        index += len(section.paragraphs)
        if heading or paragraphs:
            kept.append(Section(heading=heading, paragraphs=paragraphs))
    return tuple(kept)


class MemoryLineCounts:
    """`LineCounts` in memory, for tests and for use as a library. Holds `most_lines` lines; the longest unseen ones go first."""

    def __init__(self, most_lines: int = 200_000) -> None:
        self._most = most_lines
        self._ids: set[int] = set()
        self._counts: OrderedDict[int, LineCount] = OrderedDict()

    def seen(self, article_id: str, lines: Sequence[LineSeen]) -> None:
        key = line_key(article_id)
        if key in self._ids:
            return
        since = len(self._ids)
        self._ids.add(key)
        for line in {line.key: line for line in lines}.values():
            old = self._counts.pop(line.key, LineCount(articles=0, since=since))
            self._counts[line.key] = LineCount(
                articles=old.articles + 1,
                head=old.head + line.head,
                tail=old.tail + line.tail,
                first=old.first + line.first,
                last=old.last + line.last,
                since=old.since,
            )
        while len(self._counts) > self._most:
            self._counts.popitem(last=False)

    def counts(self, keys: Sequence[int]) -> Mapping[int, LineCount]:
        return {key: self._counts[key] for key in keys if key in self._counts}

    def articles(self) -> int:
        return len(self._ids)


class HoldBack:
    """Keeps the first articles of a site back until there is evidence which of their lines recur.

    `add` and `finish` give articles that are ready, in the order in which they came, without their established lines. Holds nothing once
    the site is known (`policy.enough_articles` counted, and no line of the held articles undecided), and never more than
    `policy.hold_articles`. Pure: the only state outside is `counts`.
    """

    def __init__(self, counts: LineCounts, policy: Policy = _POLICY) -> None:
        self._counts = counts
        self._policy = policy
        self._held: list[Refined] = []
        self._known = counts.articles() >= policy.hold_articles

    @property
    def held(self) -> int:
        """How many articles are held back."""
        return len(self._held)

    def add(self, refined: Refined) -> tuple[Refined, ...]:
        """Counts the article's lines, and gives what is ready: nothing while evidence is missing, then all that was held."""
        observe(self._counts, refined.article)
        if self._known:
            return (self._strip(refined),)
        self._held.append(refined)
        return self.finish() if self._is_enough() else ()

    def finish(self) -> tuple[Refined, ...]:
        """Everything that is still held, judged by the evidence there is."""
        ready = tuple(self._strip(refined) for refined in self._held)
        self._held.clear()
        return ready

    def _is_enough(self) -> bool:
        articles = self._counts.articles()
        if len(self._held) >= self._policy.hold_articles or articles >= self._policy.hold_articles:
            self._known = True
        elif articles >= self._policy.enough_articles:
            texts = [block.text for refined in self._held for block in _blocks(refined.article)]
            self._known = "undecided" not in _verdicts(self._counts, texts, self._policy).values()
        return self._known

    def _strip(self, refined: Refined) -> Refined:
        return without_lines(refined, established(self._counts, refined.article, self._policy), self._policy)
