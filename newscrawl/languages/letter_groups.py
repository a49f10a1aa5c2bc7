"""Which languages the letter groups of a text speak for: a small model for texts that scripts and word lists do not settle.

`letter_groups.tsv` holds what the model of py3langid knows of the groups that tell languages apart best; `bench/language.py` makes it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from math import log1p
from operator import itemgetter
from pathlib import Path
from typing import Final

__all__ = ["rank"]

FILE: Final = Path(__file__).with_name("letter_groups.tsv")
_LONGEST: Final = 5  # letters of a group
_SPEAKS = re.compile(r"(\d)(\D+)")


def rank(text: str) -> list[tuple[str, float]]:
    """The languages that a text may be in, as BCP 47 codes, the likeliest first, with a score that grows with the text: logarithms of
    likelihood, up to a constant. Empty where no group is known."""
    languages, groups = _model()
    scores: defaultdict[str, float] = defaultdict(float)
    for group, times in _found(text.lower() if text.isupper() else text, groups).items():
        weight = log1p(times)
        for level, signs in _SPEAKS.findall(groups[group]):
            for sign in signs:
                scores[sign] += weight * int(level)
    return sorted(((languages[sign], score) for sign, score in scores.items()), key=itemgetter(1), reverse=True)


def _found(text: str, groups: dict[str, str]) -> Counter[str]:
    """The longest known group that ends at each letter."""
    found: Counter[str] = Counter()
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - _LONGEST), end):
            if text[start:end] in groups:
                found[text[start:end]] += 1
                break
    return found


@cache
def _model() -> tuple[dict[str, str], dict[str, str]]:
    """The languages by their signs, and what each group of letters says."""
    lines = [line for line in FILE.read_text("utf-8").split("\n") if line and not line.startswith("# ")]
    languages = {pair[0]: pair[1:] for pair in lines[0].partition("\t")[2].split(" ")}
    return languages, dict(line.split("\t") for line in lines[1:])
