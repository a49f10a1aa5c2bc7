"""From an article to its lines, and back to an article without the established ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from newscrawl.clean.recurring.counts import LineCounts, LineSeen, line_key
from newscrawl.clean.recurring.policy import Policy, Verdict, decide
from newscrawl.clean.rule import Cleaned
from newscrawl.model import Article, Block, Edit, Refined, Section
from newscrawl.text import content_hash, word_count

__all__ = ["RECURRING_RULE", "blocks_of", "established", "lines_of", "observe", "strip_recurring", "verdicts", "without_lines"]

RECURRING_RULE = "recurring-line"

_POLICY = Policy()
_LONGEST = 600  # characters; boilerplate lines longer than that were not seen
_COPY = 0.5
_NO_LETTERS = line_key("")


def lines_of(article: Article) -> tuple[LineSeen, ...]:
    """The lines of an article's text as `LineCounts.seen` takes them: headings, paragraphs and items, none longer than 600 characters.

    The head is the first quarter, three lines at most; the tail the last third, eight at most.
    """
    blocks = blocks_of(article)
    last = len(blocks) - 1
    head = min(3, -(-len(blocks) // 4))
    tail = len(blocks) - min(8, -(-len(blocks) // 3))
    found: dict[int, LineSeen] = {}
    for index, block in enumerate(blocks):
        if len(block.text) > _LONGEST or (key := line_key(block.text)) == _NO_LETTERS:
            continue
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
    found = verdicts(counts, [block.text for block in blocks_of(article)], policy)
    return lambda text: found.get(line_key(text)) == "boilerplate"


def verdicts(counts: LineCounts, texts: Iterable[str], policy: Policy) -> dict[int, Verdict]:
    """What `decide` says of each of these lines that was counted, by its key."""
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
    if not cut:
        return Cleaned(tuple(blocks), ())
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
    blocks = blocks_of(article)
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
        blocks=tuple(_kept(article.blocks, gone)),
        word_count=word_count(text),
        content_hash=content_hash(article.title, text),
        extraction=replace(article.extraction, edits=dict(edits)),
    )
    return replace(refined, article=slimmer, edits=(*refined.edits, *cleaned.edits), signature=None)


def blocks_of(article: Article) -> list[Block]:
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


def _kept(blocks: Sequence[Block], gone: set[int]) -> Iterator[Block]:
    index = 0
    for block in blocks:
        if not block.text or index not in gone:
            yield block
        index += bool(block.text)


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
