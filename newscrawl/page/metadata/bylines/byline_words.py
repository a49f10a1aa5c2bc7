"""The words of bylines, from the tables of `newscrawl.languages`: labels, roles, agencies, newsrooms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from newscrawl.languages import entries, table
from newscrawl.text import fold

__all__ = [
    "ADDRESS", "AGENCIES", "AND", "BY_PARTICLE", "CREDENTIAL", "CREDITS", "DATED", "EAST_OTHERS", "EAST_WRITERS", "INTRODUCED", "LABEL",
    "MATERIAL", "NETWORKS", "NOBODY", "ORGANIZATION", "OTHERS", "PARTICLES", "ROLE", "starts_byline",
]  # fmt: skip

_EAST: Final = ("zh", "ja", "ko")
_NETWORKS: Final = """
twitter facebook instagram linkedin youtube tiktok whatsapp telegram email mail website rss x pinterest bluesky threads mastodon reddit
copy link print e on
"""
NETWORKS: Final = frozenset(_NETWORKS.split())
_PARTICLES: Final = "de da del della di do dos das du van von der den ten ter la le los las el al bin ibn abu af av zu zum y e san st v"
PARTICLES: Final = frozenset(_PARTICLES.split())
NOBODY: Final = frozenset({"", *(fold(entry) for entry in entries("byline-nobody"))})
AGENCIES: Final = frozenset(entries("agencies"))


def _any_of(words: Iterable[str]) -> str:
    """One group of all these, the longest first; `*` stands for any letters."""
    ordered = sorted(dict.fromkeys(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in ordered) + ")"


def _spoken(kind: str) -> list[str]:
    """The entries of the languages that set words apart by blanks."""
    return [entry for language, listed in table(kind).items() if language not in _EAST for entry in listed]


def _east(kind: str) -> frozenset[str]:
    return frozenset(entry.rstrip(":：") for language in _EAST for entry in table(kind).get(language, ()))


_WRITERS: Final = [entry for entry in _spoken("byline-writers") if not entry[0].isupper()]
_PLAIN: Final = [entry for entry in _WRITERS if entry[-1] != ":"]
_BEFORE_COLON: Final = [entry.rstrip(":") for entry in _WRITERS]
_OTHERS: Final = _spoken("byline-others")
_COLON: Final = r"\s*(?:[:：|]|[-–—](?=\s))\s*"
EAST_WRITERS: Final = _east("byline-writers")
EAST_OTHERS: Final = _east("byline-others")

# What introduces a name at the beginning of a line.
INTRODUCED: Final = re.compile(rf"(?:{_any_of(_BEFORE_COLON)}{_COLON}|{_any_of(_PLAIN)}\s+|[-–—]\s*{_any_of(_PLAIN)}\s+)", re.IGNORECASE)
# A label within a line, and whether it is the writer's. Of words without a colon only phrases count there: "Tale by Tale" is a headline.
CREDITS: Final = re.compile(
    rf"(?<!\w)(?:(?P<writer>{_any_of(_BEFORE_COLON)}\s*[:：]|{_any_of(p for p in _PLAIN if ' ' in p)}(?=\s))|"
    rf"{_any_of(o.rstrip(':') for o in _OTHERS)}\s*[:：]|{_any_of(o for o in _OTHERS if o[-1] != ':')}(?!\w))\s*",
    re.IGNORECASE,
)
OTHERS: Final = re.compile(
    rf"(?<!\w)(?:{_any_of(o.rstrip(':') for o in _OTHERS)}\s*:|{_any_of(o for o in _OTHERS if ' ' in o)}\b)", re.IGNORECASE
)
# A label that holds nothing else: the name follows in the next element.
LABEL: Final = re.compile(
    rf"[-–—]?\s*{_any_of([*_BEFORE_COLON, *EAST_WRITERS, *(p for p in _spoken('byline-writers') if p[0].isupper())])}\s*[:：]?",
    re.IGNORECASE,
)
# In lower case these belong to a name ("von der Leyen"); with a capital they introduce it, each in its languages.
BY_PARTICLE: Final = {
    language: re.compile(
        rf"(?:{_any_of(form for entry in words for form in (entry, entry.upper()))}\s*:?\s+(?=[^\W\d_a-zà-ÿ])|"
        rf"{_any_of(entry.lower() for entry in words)}\s*:?\s+(?=[^\W\d_a-zà-ÿ]))"
    )
    for language, listed in table("byline-writers").items()
    if (words := [entry for entry in listed if entry[0].isupper()])
}
MATERIAL: Final = re.compile(rf"[\s,(|/-]*(?<!\w){_any_of(entries('byline-material'))}(?!\w).*$", re.IGNORECASE | re.DOTALL)
_SHORT: Final = ("cs", "sk", "sl", "pl", "lv", "lt", "tl", "sw")  # their "and" is another language's "in", "at", "a"
_JOINING: Final = [entry for language, listed in table("byline-and").items() if language not in _SHORT for entry in listed]
AND: Final = {
    language: re.compile(rf",?\s+{_any_of([*_JOINING, *table('byline-and').get(language, ())])}\s+", re.IGNORECASE)
    for language in ("", *_SHORT)
}
ORGANIZATION: Final = re.compile(
    rf"(?<!\w){_any_of(entries('byline-newsrooms'))}(?!\w)|\b(?:d\.o\.o|s\.r\.[lo]|s\.p\.a|sp\. z o\.o)\b|"
    r"\.(?:com|net|org|de|fr|es|it|co|uk|ru|is|io|at|ch|nl|se|no|dk|fi|pl|cz|jp|kr)\b",
    re.IGNORECASE,
)
ROLE: Final = re.compile(rf"(?<!\w){_any_of(entries('byline-roles'))}(?!\w)", re.IGNORECASE)
# What follows a name behind a comma: degrees and memberships, in capitals or with a mark of their own, and agencies' initials.
CREDENTIAL: Final = re.compile(r"(?i:ph\.?\s?d|m\.?d|esq|b\.?sc|m\.?sc|edd|j\.?d)\.?|[A-Z][A-Z.-]{1,6}®?(?: ?\d+)?|\w+®")
ADDRESS: Final = re.compile(r"\S{1,100}@\S{1,100}\.\w+|(?:^|(?<=[\s(,|]))@\w+|\(?https?://\S+|\bwww\.\S+")
# A date, a time of day, a time that has passed, or a reading time.
DATED: Final = re.compile(
    r"(?:\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? (?=[^\W\d]{3,9}\.? \d{1,2},? (?:19|20)\d\d|"
    r"\d{1,2}\.? [^\W\d]{3,9}\.?,? (?:19|20)\d\d))?"
    r"(?:\b\d{1,2}(?:st|nd|rd|th)?\.?\s+[^\W\d]{3,}\.?,?\s+(?:19|20)\d\d|\b[^\W\d]{3,}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d|"
    r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,4}年\d{1,2}月\d{1,2}日|\b\d{1,2}[:.]\d\d(?!\d)(?:\s*(?:uhr|h|[ap]\.?m\.?|cet|gmt|utc))?|"
    r"\b\d+\s+(?:min|hours?|days?|mins?|minutes?|weeks?|months?|years?)\b(?:\s+(?:ago|read))?|"
    r"\b(?:published|updated|posted|last (?:modified|updated?)|veröffentlicht|aktualisiert|publié|publicado|pubblicato)\b"
    r"(?!\s+(?:by|von|par|por|di|da)\b)\W*)",
    re.IGNORECASE,
)


def starts_byline(line: str, language: str) -> bool:
    """Whether a line begins with a writer's introduction and goes on with a name's capital letter; scripts without case need a colon."""
    found = INTRODUCED.match(line) or ((particle := BY_PARTICLE.get(language)) and particle.match(line))
    if not found:
        return False
    rest = line[found.end() :]
    return rest[:1].isupper() or (bool(rest) and not rest[0].islower() and rest[0].isalpha() and found[0].rstrip()[-1:] in ":：|")
