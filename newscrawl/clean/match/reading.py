"""How rules read a line: case, spacing, dashes, quotes, entities and invisible characters make no difference."""

from __future__ import annotations

import html
import re
import unicodedata

from newscrawl.text import MARKS

__all__ = ["FIRST", "beginning", "core", "first_token", "plain", "sentence_end", "title_like"]

_SAME = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-"),
    **dict.fromkeys(map(ord, "‘’‚‛ʼ`´＇"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»＂"), '"'),
    ord("："): ":",
    ord("｜"): "|",
    ord("！"): "!",
    ord("？"): "?",
    ord("＞"): ">",
    ord("＝"): "=",
    ord("İ"): "i",
    **dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0x202A, 0x202C, 0xFE0F], ""),
}
_EDGE = re.compile(rf"^(?:_|[^\w{MARKS}])+|(?:_|[^\w{MARKS}])+$")
_SIGNS = " \t-_*=~|<>[](){}:;.,!?…'\"/\\#+@^•·►▶▼→←↓⬇»«›‹■●★☆※【】「」『』〈〉《》、。"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u202a\u202c\ufe0fİ]")
FIRST = re.compile(r"[\W_]*([^\W_]+)")
_SPACED_OUT = re.compile(rf"(?:[^\W_][{MARKS}]* )+[^\W_][{MARKS}]*")
# A full stop that ends a sentence, not an abbreviation or an ellipsis; quotes and brackets may follow it.
_SENTENCE_END = re.compile(r"(?:(?<![.…])[.]|[。！？!?।॥؟۔])[\"'”’»)\]]*\s*$")


def plain(text: str) -> str:
    """Case-folded, with one kind of dash, quote and space; entities that a scraper left undecoded are decoded."""
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_SAME))
    return " ".join(text.casefold().split())


def core(text: str) -> str:
    """`plain` without the signs around it; letters spread out (A D V E R T …) are closed up. '' where there are no letters or digits."""
    line = plain(text).strip(_SIGNS)
    if line and not (line[0].isalnum() and line[-1].isalnum()):
        line = _EDGE.sub("", line)
    return line.replace(" ", "") if " " in line[1:4] and _SPACED_OUT.fullmatch(line) else line


def first_token(text: str) -> str:
    """The first run of letters and digits, folded like `plain`; '' where there is none. The cheap look before any rule."""
    if "&" in text[:8]:
        text = html.unescape(text)
    if not text.isascii() and (_INVISIBLE.search(text, 0, 40) or not unicodedata.is_normalized("NFC", text[:40])):
        text = unicodedata.normalize("NFC", text[:80].translate(_SAME))
    match = FIRST.match(text)
    return match[1].casefold() if match else ""


def beginning(text: str) -> str:
    """The first hundred characters of `plain`, from the first letter or digit on."""
    line = plain(text[:100])
    match = FIRST.match(line)
    return line[match.start(1) :] if match else ""


def sentence_end(text: str) -> bool:
    """Whether the line ends as a sentence does."""
    return _SENTENCE_END.search(text[-12:]) is not None


def title_like(text: str) -> bool:
    """Whether a line could be another article's title, section, author or date: short, and not ending in a full stop."""
    end = text.rstrip("\"'”’»)] ")
    return end.endswith(("...", "…")) or (len(text) <= 200 and not end.endswith((".", "。", "।", "۔")))
