"""Which language a text is in, offline: by its script, by its little words, and where these do not settle it by its groups of letters."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Final

from newscrawl.languages import letter_groups
from newscrawl.text import fold

__all__ = ["COMMON_WORDS", "detect_language", "language_tag"]

_SAMPLE: Final = 600  # characters of the text that are looked at first
_LARGE_SAMPLE: Final = 1_500  # where those do not settle it: more changes nothing but the cost
_MIN_LETTERS: Final = 80  # below, the model is wrong too often: single lines of names, figures and quotes
_MIN_DENSE: Final = 20  # the same for scripts that write a word with one or two letters

# Names for one language or for standards that a text alone rarely tells apart: a declared member of the group wins.
_SAME: Final = (
    frozenset({"no", "nb", "nn"}),
    frozenset({"hr", "sr", "bs", "sh", "cnr"}),
    frozenset({"id", "ms"}),
    frozenset({"zh", "yue", "wuu"}),
    frozenset({"ar", "ary", "arz"}),
    frozenset({"fil", "tl"}),
    frozenset({"en", "pcm"}),
    frozenset({"uz", "uzs"}),
    frozenset({"fa", "prs"}),
    frozenset({"he", "yi"}),
    frozenset({"am", "ti"}),
    frozenset({"bo", "dz"}),
)
_SAME_AS: Final = {base: group for group in _SAME for base in group}
_NO_LANGUAGE: Final = "zxx"  # lists of names and figures
_CLOSE_CALL: Final = 0.02  # log-likelihood a letter; related languages (da/no, cs/sk, gl/pt) differ by 0.05 and more in whole paragraphs
_OBSOLETE: Final = {"iw": "he", "in": "id", "ji": "yi", "mo": "ro", "jp": "ja", "cz": "cs", "kr": "ko", "gr": "el", "ua": "uk", "dk": "da"}
_UNTOLD: Final = frozenset({"hr", "id"})  # lists that fit all of a group of standards: they confirm a declaration, and name no language
_FEWEST: Final = 40  # words
# A text is plainly in a language where its list has a share of all words (running text has 20 to 45 %), by enough different words, and
# where words speak for it alone and hardly any for another. Measured on 16,900 samples of 600 characters in 460 languages (declarations of
# rights, handbooks, news): 6,959 were decided, 6,874 of them as the model does it. The others are half English (59), Greek with all its
# accents (20, which the model calls ancient) and small Romance languages that the model calls by yet another name (6). Of the 854 articles
# among them seven are left (of 840, four where 1,500 characters are looked at); it costs 0.5 s in each process that loads it.
_PLAINLY: Final = 0.12
_DIFFERENT: Final = 8
_LEAD: Final = 3  # required lead: different words of this language minus four times the words that only its rival has
_OFF: Final = 4
_NOT_LATIN_ENOUGH: Final = 0.3  # of the letters: names, figures and quotes stand in Latin letters in every script
_ONE_SCRIPT: Final = 0.9  # of the letters are of the list's script: half a text of English between Russian is Russian for the model
# Scripts that one language is written in, by the share of the letters that settles it.
_SCRIPTS: Final = tuple(
    (language, re.compile(f"[{letters}]"), share)
    for language, letters, share in (
        ("ja", "\u3040-\u30ff", 0.2),
        ("zh", "\u3400-\u4dbf\u4e00-\u9fff", 0.85),  # Japanese has kana between them
        ("ko", "\uac00-\ud7af", 0.6),
        ("th", "\u0e00-\u0e7f", 0.6),
        ("el", "\u0370-\u03ff", 0.6),
        ("ka", "\u10d0-\u10ff", 0.6),
        ("hy", "\u0530-\u058f", 0.6),
        ("pa", "\u0a00-\u0a7f", 0.6),
        ("gu", "\u0a80-\u0aff", 0.6),
        ("ta", "\u0b80-\u0bff", 0.6),
        ("te", "\u0c00-\u0c7f", 0.6),
        ("kn", "\u0c80-\u0cff", 0.6),
        ("ml", "\u0d00-\u0d7f", 0.6),
        ("si", "\u0d80-\u0dff", 0.6),
        ("lo", "\u0e80-\u0eff", 0.6),
        ("km", "\u1780-\u17ff", 0.6),
        ("he", "\u0590-\u05ff", 0.6),
        ("am", "\u1200-\u137f", 0.6),
        ("my", "\u1000-\u109f", 0.6),
        ("or", "\u0b00-\u0b7f", 0.6),
        ("bo", "\u0f00-\u0fff", 0.6),
        ("dv", "\u0780-\u07bf", 0.6),
    )
)
_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_].*)?", re.IGNORECASE)
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_OTHER = re.compile("[\u0370-\u1cff\u2c00-\ud7ff]")
_NOT_PROSE = re.compile(r"https?://\S+|\S+@\S+|[@#]\w+|\d+")


def _common_words() -> tuple[tuple[str, str], ...]:
    """(language, its common words) of each line of the table."""
    lines = Path(__file__).with_name("common-words.tsv").read_text("utf-8").splitlines()
    return tuple((language, words) for language, _, words in (line.partition("\t") for line in lines if line[0] != "#"))


COMMON_WORDS: Final = _common_words()


def _languages_of() -> dict[str, tuple[str, ...]]:
    """Each common word with the languages that have it; single letters of the Latin script are words almost everywhere."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for language, words in COMMON_WORDS:
        for word in set(fold(words).split()):
            if len(word) > 1 or not word.isascii():
                found[word].append(language)
    return {word: tuple(languages) for word, languages in found.items()}


_LANGUAGES_OF: Final = _languages_of()
_NOT_LATIN: Final = frozenset(language for language, words in COMMON_WORDS if _OTHER.search(words))


def language_tag(value: str | None) -> str | None:
    """A declared language as a BCP 47 tag in its usual case (`en_us` is `en-US`), or None for what is none (`English`, `x-default`)."""
    match = _TAG.fullmatch((value or "").strip().partition(",")[0].strip().partition(".")[0])
    if not match or match[1].lower() in ("und", "mul", "zxx"):
        return None
    base = _OBSOLETE.get(match[1].lower(), match[1].lower())
    parts = [base, match[2].title() if match[2] else "", match[3].upper() if match[3] and match[3].lower() != "xx" else ""]
    return "-".join(p for p in parts if p)


def detect_language(text: str, declared: str | None) -> str | None:
    """The language of a text as a BCP 47 tag. What the page declares is kept, with its region, where the text does not contradict it, and
    where the text is too short to tell (80 letters, 20 in dense scripts). None where neither knows."""
    tag = language_tag(declared)
    sample = _prose(text, _SAMPLE)
    base = tag.partition("-")[0] if tag else ""
    dense = 0 if sample.isascii() else len(_DENSE.findall(sample))
    if sum(map(str.isalpha, sample)) < _MIN_LETTERS and dense < _MIN_DENSE:
        return tag
    plain = plain_language(sample)
    if plain is None and len(text) > _SAMPLE:
        plain = plain_language(sample := _prose(text, _LARGE_SAMPLE))
    if plain and base and (base == plain or base in _SAME_AS.get(plain, ())):
        return tag
    if plain and plain not in _UNTOLD:
        return plain
    ranked = _likeliest(sample)
    found, best = next(iter(ranked), (_NO_LANGUAGE, 0.0))
    if found == _NO_LANGUAGE:
        return tag
    if base and (base == found or base in _SAME_AS.get(found, ())):
        return tag
    rival = next((score for language, score in ranked if language == base), None)
    if rival is not None and best - rival < _CLOSE_CALL * sum(map(str.isalpha, sample)):
        return tag
    return found


def _likeliest(sample: str) -> list[tuple[str, float]]:
    """Languages with their scores, the likeliest first: what a mixed text's other letters are, or what its groups of letters speak for."""
    other = _LATIN.sub("", sample)
    script = _by_script(other) if sum(map(str.isalpha, other)) >= _NOT_LATIN_ENOUGH * sum(map(str.isalpha, sample)) else None
    return [(script, 0.0)] if script else letter_groups.rank(sample)


def _prose(text: str, characters: int) -> str:
    """The beginning of a text, without addresses, names of accounts and numbers."""
    return _NOT_PROSE.sub(" ", text[: characters * 2])[:characters]


def plain_language(sample: str) -> str | None:
    """The language that a text is plainly in, by its script or by its little words; None where a model has to be asked."""
    words = fold(sample).split()
    found = Counter(word for word in words if word in _LANGUAGES_OF)
    hits: Counter[str] = Counter()
    for word, times in found.items():
        for language in _LANGUAGES_OF[word]:
            hits[language] += times
    best, most = max(hits.items(), key=itemgetter(1), default=("", 0))
    if len(words) < _FEWEST or most < _PLAINLY * len(words) or not _leads(best, found) or not _is_in_script(best, sample):
        return _by_script(sample)
    return best


def _leads(best: str, found: Iterable[str]) -> bool:
    """Whether enough different words speak for a language, and too few for any other."""
    languages = [_LANGUAGES_OF[word] for word in found]
    every = Counter(chain.from_iterable(languages))
    own = Counter(chain.from_iterable(among for among in languages if best in among))
    return own[best] >= _DIFFERENT and all(
        own[best] - own[rival] - _OFF * (every[rival] - own[rival]) >= _LEAD for rival in every if rival != best
    )


def _is_in_script(language: str, sample: str) -> bool:
    if sample.isascii():
        return True
    latin, other = len(_LATIN.findall(sample)), len(_OTHER.findall(sample))
    return (other if language in _NOT_LATIN else latin) >= _ONE_SCRIPT * (latin + other)


def _by_script(sample: str) -> str | None:
    if sample.isascii():
        return None
    letters = sum(map(str.isalpha, sample))
    return next((language for language, script, share in _SCRIPTS if len(script.findall(sample)) >= share * letters > 0), None)
