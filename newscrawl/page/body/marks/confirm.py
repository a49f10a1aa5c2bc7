"""JSON-LD's `articleBody` as a witness: where it holds all of the article, what it leaves out is doubtful, and what it has is not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from newscrawl.page.body.outline import Piece, prose

__all__ = ["confirm"]

# Of what stands from the first confirmed paragraph on. Below that the witness is a stub, cut off, or of another version: then it says
# nothing (a quarter of the pages that have one; docs/extraction.md).
_FULL: Final = 0.9
_MOST_WORK: Final = 200_000_000  # characters of the witness times blocks: each block is looked for in all of it
_SURE: Final = 60  # letters and digits: shorter lines are confirmed by chance, and prove nothing
_WINDOW: Final = 40
_SENTENCE: Final = 80  # characters: what comes back is a paragraph
_FOUND_AGAIN: Final = frozenset(("dom-related", "dom-sidebar", "dom-stray", "dom-caption", "dom-header"))
_LISTED: Final = frozenset(("dom-links", "dom-navigation"))
_ENDED = re.compile(r"[.!?…。！？][\"'”’»）)]*$")
_TAG = re.compile(r"<[^<>]{1,500}>")
_SIGNS = re.compile(r"[\W_]+")


def confirm(pieces: Sequence[Piece], text: str | None) -> None:
    """Weighs each block against the page's own text of the article, where that is whole.

    Paragraphs, items and captions that it leaves out go as `dom-unconfirmed`, and behind its last paragraph also headings: boxes, polls,
    calls for an app. Above its first one nothing goes: it seldom has the standfirst. Headings inside stay, many sites leave them out of
    it. Paragraphs and list items that an element's name or their links spoke against come back where it has them."""
    if not text or len(text) * len(pieces) > _MOST_WORK:
        return
    witness = _letters(_TAG.sub(" ", text) if "<" in text else text)
    keys = [_letters(piece.text) for piece in pieces]
    has = [_has(witness, key) for key in keys]
    sure = [i for i, piece in enumerate(pieces) if has[i] and not piece.reason and len(keys[i]) >= _SURE]
    if not sure:
        return
    first, last = sure[0], sure[-1]
    weighed = [i for i, piece in enumerate(pieces) if i >= first and not piece.reason and piece.kind not in ("heading", "table", "code")]
    if sum(len(keys[i]) for i in weighed if has[i]) < _FULL * sum(len(keys[i]) for i in weighed):
        return
    headings = [i for i, piece in enumerate(pieces) if i > last and piece.kind == "heading"]
    for i in (*weighed, *headings):
        if not has[i]:
            pieces[i].leave_out("dom-unconfirmed")
    kept = {key for piece, key in zip(pieces, keys, strict=True) if not piece.reason}
    for i in range(first, last):
        if pieces[i].reason and has[i] and keys[i] not in kept and _may_return(pieces[i]):
            pieces[i].take_back("the page's own text of the article has the block")


def _may_return(piece: Piece) -> bool:
    if piece.kind == "item":
        return piece.reason in _LISTED
    return piece.kind == "paragraph" and piece.reason in _FOUND_AGAIN and prose(piece) >= _SENTENCE and bool(_ENDED.search(piece.text))


def _letters(text: str) -> str:
    """Letters and digits only: words that are glued together or split at a tag are the same."""
    return _SIGNS.sub("", text.casefold())


def _has(witness: str, key: str) -> bool:
    """Whether at least two of a line's beginning, middle and end are in the witness, or all of a short one."""
    if len(key) <= _WINDOW:
        return key in witness
    middle = (len(key) - _WINDOW) // 2
    windows = (key[:_WINDOW], key[middle : middle + _WINDOW], key[-_WINDOW:])
    return sum(window in witness for window in windows) >= 2
