"""Whether a line tells of words instead of saying them: "Subscribe to our newsletter, urged the e-mail that landed on Monday."."""

from __future__ import annotations

import re

from newscrawl.languages import entries, table

__all__ = ["ends_told", "tells_of"]

_DENSE = ("ja", "zh", "ko", "hi", "ar")  # words that no border of \b surrounds
_SPACED = "|".join(words for language, listed in table("said").items() if language not in _DENSE for words in listed)
_ANYWHERE = "|".join(words for language in _DENSE for words in table("said")[language])
# Behind the end of a clause, with four words between at most: ", the message said", "”, stand auf dem Banner".
_SAID = re.compile(rf"[,;:!?.\"')-] ?(?:[\w'-]+ ){{0,4}}?(?:{_SPACED})\b|[,;:!?.\"'»」』》、。，] ?\S{{0,20}}? ?(?:{_ANYWHERE})")
_TOLD = re.compile(rf"\b(?:{'|'.join(entries('told'))})\b")
_QUOTED = re.compile(r"\"[^\"]{3,}\"|(?<!\w)'[^']{3,}'(?!\w)|「[^」]+」|『[^』]+』|《[^》]+》")
_WORDS = re.compile(r"\w+")


def tells_of(line: str, pattern: re.Pattern[str]) -> bool:
    """Whether a line, in its plain form, reports what the pattern finds in it: behind it stands who said so, or it is a quotation in a
    sentence of three more words."""
    if _SAID.search(line) or _TOLD.search(line):
        return True
    rest = _QUOTED.sub(" ", line)
    return len(rest) < len(line) and len(_WORDS.findall(rest)) >= 3 and pattern.search(rest) is None


def ends_told(line: str) -> bool:
    """Whether a line, in its core form, ends with who said so: ", he said"."""
    return _SAID.search(line[max(0, line.rfind(",")) :]) is not None
