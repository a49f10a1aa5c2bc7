"""What templates show of a record: snippets, differences of two revisions, the article with its removals. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from newscrawl.text import fold

__all__ = ["differences", "fields_of", "said", "snippet"]

_AROUND = 140  # characters on each side of the first match
_MOST_PARAGRAPHS, _LONGEST = 2_000, 1_000_000
_MOST_WORDS = 2_000  # of one text; longer ones are compared by paragraphs
_SHOWN = (
    "title", "subtitle", "description", "authors", "date_published", "date_modified", "section", "tags", "language", "canonical_url",
    "license", "image_url",
)  # fmt: skip


def said(record: Mapping[str, Any], name: str) -> str:
    """A record's value as text: lists with commas, nothing for null; whatever the file holds."""
    value = record.get(name)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def fields_of(record: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(name, value, where it comes from) of the metadata."""
    sources = record.get("field_sources")
    for name in _SHOWN:
        yield name, said(record, name), str(sources.get(name, "")) if isinstance(sources, dict) else ""


def snippet(text: str, words: str) -> Markup:
    """The text around the first word that was searched for, with all such words marked; its beginning where there is none."""
    pattern = _pattern(words)
    first = pattern.search(text) if pattern else None
    start = max(0, first.start() - _AROUND) if first else 0
    end = start + 2 * _AROUND
    piece = " ".join(text[start:end].split())
    piece = re.sub(r"^\S{1,20}\s", "", piece) if start else piece  # the first and the last may be parts of words
    piece = re.sub(r"\s\S{1,20}$", "", piece) if end < len(text) else piece
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    return Markup("{}{}{}").format(before, _marked(piece, pattern), after)


def _pattern(words: str) -> re.Pattern[str] | None:
    parts = [part.rpartition(":")[2] for part in re.findall(r"[^\s\"]+", words[:400]) if not part.startswith("-")]
    wanted = [re.escape(word) for part in parts for word in fold(part).split()]
    whole = [rf"(?<!\w){word}(?!\w)" if word.isascii() else word for word in wanted]
    return re.compile("|".join(whole), re.IGNORECASE) if whole else None


def _marked(text: str, pattern: re.Pattern[str] | None) -> Markup:
    parts, at = [], 0
    for match in pattern.finditer(text) if pattern else ():
        parts += [escape(text[at : match.start()]), Markup("<mark>{}</mark>").format(match[0])]
        at = match.end()
    return Markup("").join([*parts, escape(text[at:])])


def differences(old: str, new: str) -> Markup:
    """The new text with what was added and taken out, word by word."""
    left, right = old.split("\n\n"), new.split("\n\n")
    if max(len(left), len(right)) > _MOST_PARAGRAPHS or max(len(old), len(new)) > _LONGEST:
        return Markup("<p>These texts are too long to compare here.</p>")
    drawn = []
    for sign, one, other in _paired(left, right):
        if sign == " ":
            drawn.append(Markup("<p>{}</p>").format(_shortened(one)))
        elif sign == "-":
            drawn.append(Markup("<p><del>{}</del></p>").format(one))
        elif sign == "+":
            drawn.append(Markup("<p><ins>{}</ins></p>").format(one))
        else:
            drawn.append(Markup("<p>{}</p>").format(_words(one, other)))
    return Markup("\n").join(drawn)


def _shortened(text: str) -> str:
    return text if len(text) < 160 else f"{text[:120]} …"


def _paired(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Paragraphs of both texts: " " the same, "-" old, "+" new, "~" changed."""
    for tag, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ((" ", one, one) for one in left[a:b])
            continue
        pairs = min(b - a, d - c)
        yield from (("~", left[a + n], right[c + n]) for n in range(pairs))
        yield from (("-", one, "") for one in left[a + pairs : b])
        yield from (("+", one, "") for one in right[c + pairs : d])


def _words(old: str, new: str) -> Markup:
    left, right = re.findall(r"\s+|\S+", old), re.findall(r"\s+|\S+", new)
    if max(len(left), len(right)) > _MOST_WORDS:
        return Markup("<del>{}</del> <ins>{}</ins>").format(old, new)
    drawn = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            drawn.append(escape("".join(left[a:b])))
            continue
        if b > a:
            drawn.append(Markup('<del class="word">{}</del>').format("".join(left[a:b])))
        if d > c:
            drawn.append(Markup("<ins>{}</ins>").format("".join(right[c:d])))
    return Markup("").join(drawn)
