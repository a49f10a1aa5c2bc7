"""Unicode and white space of text: what is the same line, what a word is."""

from __future__ import annotations

import hashlib
import re
import unicodedata

__all__ = ["MARKS", "content_hash", "ended", "fold", "names", "paragraphs", "plain_ascii", "tidy", "word_count"]

# C0 and C1 controls but tab and newline, and the invisible characters that no script needs: BOM, soft hyphen, zero-width space,
# word joiner. ZWNJ and ZWJ stay: Persian, Hindi and emoji need them.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\u00ad\u200b\u2060\ufffe\uffff\ud800-\udfff]")
_ENDED = re.compile(r"[.!?…。！？։။។][\"'”’»）)\]]*$")
_CLOSING = 6  # characters: a full stop and the marks behind it
_SPACE = re.compile(r"[^\S\n]+")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f\u0e80-\u0eff\u1780-\u17ff\u1000-\u109f]")
MARKS = "".join(chr(c) for c in (*range(0x300, 0x1D00), *range(0xA800, 0xAC00)) if unicodedata.category(chr(c)) in ("Mn", "Mc"))
"""Combining marks, for a character class: vowel signs of Indic scripts and points of Arabic belong to words, but `\\w` knows none."""

_WORD = re.compile(rf"[\w{MARKS}]+(?:['’.-][\w{MARKS}]+)*")
_FOLDED = re.compile(rf"[\w{MARKS}]+")
# Signs that no word has and that no normalisation changes: without them most lines of Latin scripts' press are ASCII.
_TYPOGRAPHY = "’“”‘–—…\xa0•€£"
_ASCII_WORDS = "".join(chr(c).lower() if chr(c).isalnum() or chr(c) == "_" else " " for c in range(128))

_ASCII_JOINED = "".join("-" if chr(c) in "'.-" else chr(c) if chr(c).isalnum() or chr(c) == "_" else " " for c in range(128))


def names(text: str, between: str | None = None) -> frozenset[str]:
    """The words of a text as a set; with `between`, the phrases that such signs separate."""
    return frozenset(text.split(between))


def tidy(line: str) -> str:
    """One line: NFC, no control or invisible characters, every run of white space one space, ends trimmed. Idempotent."""
    line = line.strip()
    if line.isprintable() and "  " not in line:  # no white space but single blanks, nothing invisible: two lines out of three
        return line if line.isascii() else unicodedata.normalize("NFC", line)
    line = _INVISIBLE.sub("", line.replace("\r", "\n"))
    return unicodedata.normalize("NFC", " ".join(line.split()))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: its non-empty lines, tidied."""
    return [line for line in map(tidy, text.replace("\r\n", "\n").replace("\r", "\n").split("\n")) if line]


def fold(line: str) -> str:
    """What two lines share that a reader takes for the same: letters and digits of NFKC, lower case, single spaces."""
    if (plain := plain_ascii(line)) is not None:
        return " ".join(plain.translate(_ASCII_WORDS).split())
    return " ".join(_FOLDED.findall(unicodedata.normalize("NFKC", line).casefold()))


def plain_ascii(line: str) -> str | None:
    """A line of nothing but ASCII and typographic signs, with blanks for these, in which the same words stand; None for any other."""
    if not line.isascii():
        for sign in _TYPOGRAPHY:
            line = line.replace(sign, " ")
        if not line.isascii():
            return None
    return line


def word_count(text: str) -> int:
    """Words; in scripts without spaces between words, letters of those scripts count half a word each."""
    if (plain := plain_ascii(text.replace("’", "'"))) is not None:
        spaced = f" {plain.translate(_ASCII_JOINED)} "
        if "--" not in spaced and " - - " not in spaced:  # a sign between two letters joins them, beside a blank it is none of a word
            return len(spaced.split()) - spaced.count(" - ")
    dense = 0 if text.isascii() else len(_CJK.findall(text))
    return len(_WORD.findall(_CJK.sub(" ", text) if dense else text)) + (dense + 1) // 2


def content_hash(title: str, text: str) -> str:
    """sha256 over the tidied title and paragraphs: white space alone never changes it, a changed letter or sign always does."""
    return hashlib.sha256("\n".join([tidy(title), *paragraphs(text)]).encode()).hexdigest()


def ended(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return bool(_ENDED.search(text[-_CLOSING:]))
