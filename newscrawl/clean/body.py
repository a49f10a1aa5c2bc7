"""Cleaning of a body that comes as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newscrawl.clean.match.gate import Gate
from newscrawl.clean.match.index import index_rules
from newscrawl.clean.match.markers import cut_glued, marker_line
from newscrawl.clean.match.reading import first_token
from newscrawl.clean.places.head import cut_head
from newscrawl.clean.places.tail import cut_tail
from newscrawl.clean.rule import Cleaned, Context, Rule
from newscrawl.clean.rules import RULES
from newscrawl.model import Block, Edit
from newscrawl.model.blocks import with_text

__all__ = ["clean_blocks"]

_LINES = index_rules(RULES, "line")
_LABELS = index_rules(RULES, "middle")
_is_ordinary = Gate(_LINES)


def clean_blocks(blocks: Sequence[Block], context: Context | None = None) -> Cleaned:
    """Removes what does not belong to the article. Only deletes, keeps the order, and cleaning twice changes nothing.

    Tables and code are never touched. `Edit.position` is the index in `blocks`; edits come in that order.
    """
    context = context or Context()
    kept: list[tuple[int, Block]] = []
    edits: list[Edit] = []
    for position, block in enumerate(blocks):
        stays = _clean_block(block, position, edits)
        if stays is not None:
            kept.append((position, stays))
    while True:
        here = [block for _, block in kept]
        cut = dict(cut_tail(here, context))
        for index, rule in cut_head(here, context):
            cut.setdefault(index, rule)
        cut = cut or dict(_labels(here))  # only now: in the tail a label explains the titles under it
        if not cut:
            break
        edits += [Edit(rule=rule.name, text=here[index].text, position=kept[index][0]) for index, rule in cut.items()]
        kept = [entry for index, entry in enumerate(kept) if index not in cut]
    return Cleaned(tuple(block for _, block in kept), tuple(sorted(edits, key=lambda edit: edit.position)))


def _labels(blocks: Sequence[Block]) -> Iterator[tuple[int, Rule]]:
    """What labels links that are gone."""
    for index, block in enumerate(blocks):
        if len(block.text) <= _LABELS.max_chars and block.kind not in ("table", "code") and (rule := _LABELS.find(block.text, block.kind)):
            yield index, rule


def _clean_block(block: Block, position: int, edits: list[Edit]) -> Block | None:
    """The block without markers, None where nothing of it stays; says in `edits` what went."""
    if block.kind in ("table", "code") or not block.text or _is_ordinary(block.text):
        return block
    text = block.text
    token = first_token(text)
    rule = marker_line(text, token) or _LINES.find_gated(text, block.kind, token)
    if rule is not None:
        edits.append(Edit(rule=rule.name, text=text, position=position))
        return None
    text, cuts = cut_glued(text, token)
    if not cuts:
        return block
    edits += [Edit(rule=rule.name, text=piece, position=position) for rule, piece in cuts]
    # What a marker leaves can itself be a line that goes.
    return _clean_block(with_text(block, text), position, edits) if text else None
