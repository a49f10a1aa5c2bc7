"""Articles that a page carries as JSON in its scripts, paragraph by paragraph: Arc's Fusion, Next.js, Nuxt, Apollo and others.

No framework is known by name. A list whose items hold paragraphs is the article where an object around it states the page's own headline.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lxml.html import HtmlElement

from newscrawl.model import Block, BlockKind
from newscrawl.text import ended, fold, tidy, word_count

__all__ = ["from_data"]

_MOST: Final = 8 << 20  # characters of all scripts
_TRIES: Final = 40  # values that are read out of one script
_NODES: Final = 200_000
_AROUND: Final = 5  # objects around a list that may state the headline
_INSIDE: Final = 6  # levels of objects in one paragraph: spans, marks, links
_PARAGRAPHS: Final = 3
_WORDS: Final = 60
_PROSE: Final = 40  # characters
_HEADLINE: Final = 12
_ASSIGNED = re.compile(r"(?:^|=|\(|,|:)\s*(?=[\[{])")
_TITLES = re.compile(r"head|title", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_TEXTS: Final = ("content", "text", "html", "value", "body", "data", "children", "items", "paragraph")
_KIND_NAMES: Final = ("type", "nodeType", "_type", "style", "tagName", "name", "tag", "blockName", "__typename")
_KINDS: Final[tuple[tuple[re.Pattern[str], BlockKind | None], ...]] = (
    (re.compile(r"heading|header|headline|^h[1-6]$", re.IGNORECASE), "heading"),
    (re.compile(r"quote", re.IGNORECASE), "quote"),
    (re.compile(r"list|^li$|^[uo]l$", re.IGNORECASE), "item"),
    (re.compile(r"^code|_code", re.IGNORECASE), "code"),
    (re.compile(r"image|picture|video|embed|gallery|^ad|promo|newsletter|related|divider|social|tweet", re.IGNORECASE), None),
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A list of an article's paragraphs. `named`: an object around it states the page's headline."""

    blocks: tuple[Block, ...]
    words: int
    named: bool


def from_data(tree: HtmlElement) -> tuple[Block, ...]:
    """The paragraphs of the page's own article in its scripts; empty where none of them states the page's headline."""
    headlines = _headlines(tree)
    best: _Found | None = None
    left = _MOST
    for script in tree.iter("script"):
        source = script.text or ""
        left -= len(source)
        if len(source) < 300 or left < 0 or (script.get("type") or "").endswith("ld+json"):
            continue
        for value in _values(source):
            for found in _lists(value, headlines):
                if found.named and (best is None or found.words > best.words):
                    best = found
    return best.blocks if best else ()


def _headlines(tree: HtmlElement) -> frozenset[str]:
    """What the page calls itself, folded."""
    texts = [element.text_content() for element in tree.iter("title", "h1")]
    texts += [element.get("content") or "" for element in tree.iter("meta") if (element.get("property") or "").lower() == "og:title"]
    return frozenset(folded for text in texts if len(folded := fold(tidy(text))) >= _HEADLINE)


def _values(source: str) -> Iterator[Any]:
    """The JSON values of a script: all of it, or what is assigned in it."""
    decoder, at = json.JSONDecoder(strict=False), 0
    for _ in range(_TRIES):
        start = _ASSIGNED.search(source, at)
        if start is None:
            return
        try:
            value, at = decoder.raw_decode(source, start.end())
            yield value
        except (ValueError, RecursionError):
            at = start.end() + 1


def _lists(root: Any, headlines: frozenset[str]) -> Iterator[_Found]:
    """Every list of paragraphs below a value, however deep."""
    waiting: list[tuple[Any, tuple[dict[str, Any], ...]]] = [(root, ())]
    for _ in range(_NODES):
        if not waiting:
            return
        value, around = waiting.pop()
        if isinstance(value, dict):
            around = (value, *around[: _AROUND - 1])
            waiting += [(inner, around) for inner in value.values() if isinstance(inner, dict | list)]
        elif isinstance(value, list):
            waiting += [(inner, around) for inner in value if isinstance(inner, dict | list)]
            blocks = tuple(block for item in value for block in _blocks(item, root))
            prose = [block for block in blocks if len(block.text) >= _PROSE and ended(block.text)]
            words = sum(word_count(block.text) for block in prose)
            if len(prose) >= _PARAGRAPHS and words >= _WORDS:
                yield _Found(blocks, words, any(_states(one, headlines) for one in around))


def _states(value: dict[str, Any], headlines: frozenset[str]) -> bool:
    """Whether an object has the page's headline as a value, or in an object of headlines or titles."""
    texts = [text for text in value.values() if isinstance(text, str)]
    texts += [
        text
        for key, inner in value.items()
        if isinstance(inner, dict) and _TITLES.search(key)
        for text in inner.values()
        if isinstance(text, str)
    ]
    stated = (fold(tidy(text)) for text in texts if _HEADLINE <= len(text) <= 400)
    return any(text in headline for text in stated if len(text) >= _HEADLINE for headline in headlines)


def _blocks(item: Any, root: Any) -> Iterator[Block]:
    """The block, or a list's blocks, that one item of a list stands for."""
    kind: BlockKind = "paragraph"
    if isinstance(item, dict):
        item = _referred(item, root)
        named = next((name for key in _KIND_NAMES if isinstance(name := item.get(key), str)), "")
        found: BlockKind | None = next((known for pattern, known in _KINDS if pattern.search(named)), "paragraph")
        if found is None:
            return
        kind = found
        if kind == "item" and isinstance(listed := next((v for v in item.values() if isinstance(v, list)), None), list):
            for entry in listed:
                if text := _plain(_text(entry, _INSIDE)):
                    yield Block(text, kind)
            return
    elif not isinstance(item, str):
        return
    if text := _plain(_text(item, _INSIDE)):
        yield Block(text, kind)


def _referred(item: dict[str, Any], root: Any) -> dict[str, Any]:
    """What an item of Apollo's cache refers to."""
    name = item.get("__ref") or item.get("id") if len(item) <= 3 else None
    target = root.get(name) if isinstance(root, dict) and isinstance(name, str) else None
    return target if isinstance(target, dict) else item


def _text(value: Any, levels: int) -> str:
    """The text of a paragraph: a string, or the strings of its spans one after the other."""
    if isinstance(value, str):
        return value
    if not levels:
        return ""
    if isinstance(value, list):
        return "".join(_text(inner, levels - 1) for inner in value if isinstance(inner, dict | str))
    if isinstance(value, dict):
        return next((text for name in _TEXTS if name in value and (text := _text(value[name], levels - 1))), "")
    return ""


def _plain(text: str) -> str:
    return tidy(_TAG.sub("", text)) if "<" in text else tidy(text)
