"""Which removals a person should look at first. One function for `newscrawl browse`, the report and `explain`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

from newscrawl.text import ended, fold, word_count

__all__ = ["MOST_TIMES", "Look", "kept_of", "to_look_at"]

Look = Literal["sentence", "heading"]
LEAST_WORDS = 8  # a shorter line is a label, a button or a caption
MOST_TIMES = 3  # boilerplate recurs, the sentences of one article do not
_HEADINGS: Collection[str] = ("dom-heading", "dom-headline")


def to_look_at(rule: str, text: str, kept: str, times: int = 1) -> Look | None:
    """Why a removal deserves a look, or None. `kept`: what the record says (`kept_of`). `times`: how often the set's articles lost this
    very line.

    A sentence that no other article lost and that is not in the text any more may have been the article's own. Of 1,709
    removals on two generated sites 58 are such sentences. A heading has no full stop to be known by, and is a kind of
    its own."""
    if times > MOST_TIMES:
        return None
    heading = rule in _HEADINGS
    if not heading and (not ended(text.rstrip()) or word_count(text) < LEAST_WORDS):
        return None
    line = fold(text)
    if not line or f" {line} " in f" {fold(kept)} ":
        return None
    return "heading" if heading else "sentence"


def kept_of(record: Mapping[str, Any]) -> str:
    """All that a record says in words: a caption or standfirst that has a field of its own is not lost."""
    images = record.get("images")
    captions = (
        [image.get(name) for image in images if isinstance(image, Mapping) for name in ("caption", "credit")]
        if isinstance(images, list)
        else []
    )
    return "\n".join(str(part) for part in (*map(record.get, ("title", "subtitle", "description", "text")), *captions) if part)
