"""A headline without its site's name, and which of a page's several headlines is the article's."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from newscrawl.text import fold

__all__ = ["choose_title", "without_site_name"]

_MAX_TITLE: Final = 1_000
# What stands between a headline and a site's name. A colon or a guillemet only ever stands there with a known name beside it.
_SEPARATOR = re.compile(r"\s+[-–—|·•~/»›«‹⋆]\s+|\s*[|｜]\s*|\s+::\s+|\s*:\s+|\s+@\s+|：")
_SECTION_LIKE: Final = 4  # words: a last part as short as that between headline and site name is a section ("News", "Local politics")


def without_site_name(title: str, site_names: Collection[str], domain: str = "") -> str:
    """The title without the site's name at its ends, however often. Nothing else is cut: a dash, colon or pipe that separates parts of
    the headline itself stays, because what is cut must be a name that the page or the configuration gives to the site."""
    names = {s for name in site_names if (s := _squashed(name))}
    label = _squashed(domain.split(".")[0]) if domain else ""
    for _ in range(4):
        cut = _cut_once(title, names, label, _squashed(domain))
        if cut == title:
            break
        title = cut
    return title


def _squashed(name: str) -> str:
    return re.sub(r"^www|\.(?:com|org|net)$", "", fold(name).replace(" ", ""))


def _cut_once(title: str, names: Collection[str], label: str, domain: str) -> str:
    separators = list(_SEPARATOR.finditer(title))
    for match in reversed(separators):
        if _is_site(title[match.end() :], names, label, domain) and title[: match.start()].strip():
            return title[: match.start()].rstrip()
    for match in separators:
        if _is_site(title[: match.start()], names, label, domain) and title[match.end() :].strip():
            return title[match.end() :].lstrip()
    return title


def _is_site(part: str, names: Collection[str], label: str, domain: str) -> bool:
    squashed = _squashed(part)
    if not squashed:
        return True
    if squashed in names or squashed in (label, domain):
        return True
    bare = squashed.removeprefix("the")
    if bare in names or any(bare == n.removeprefix("the") for n in names):
        return True
    # "The Namibian" on namibian.com.na, "TACH! – Lokalnachrichten" on guten-tach.de: most of the label, and not much more
    return len(label) >= 5 and len(part.split()) <= 5 and (label in squashed and len(squashed) <= len(label) + 6)


def choose_title(candidates: Sequence[tuple[str, str]], headlines: Collection[str]) -> tuple[str, str] | None:
    """One of (source, title), given in their order of trust: the first, but not when it is a cut form of a later one (search engines
    allow 110 characters, so some publishers end theirs there), and without what it adds to the page's own headline behind a separator
    ("… | Opinion", "… - Personally tested")."""
    given = [(source, title[:_MAX_TITLE]) for source, title in candidates if fold(title)]
    if not given:
        return None
    source, title = given[0]
    for longer_source, longer in given[1:]:
        if _is_cut(title, longer):
            return longer_source, longer
    for headline in headlines:
        for match in _SEPARATOR.finditer(title):
            # a publisher's own structured headline is cut at a pipe only: its dashes are its own
            if title[: match.start()].rstrip() == headline and (source != "json-ld" or "|" in match[0]):
                return source, headline
    return source, title


def _is_cut(title: str, longer: str) -> bool:
    """Whether a title ends where a limit cut it: with an ellipsis, or past 100 characters without an end."""
    bare = re.sub(r"\s*(?:…|\.\.\.)$", "", title)
    key, other = fold(bare), fold(longer)
    if len(other) <= len(key) or not other.startswith(key) or len(key) < 15:
        return False
    behind = longer[len(bare) :] if longer.startswith(bare) else ""
    return bare != title or (len(title) >= 100 and not _SEPARATOR.match(behind))
