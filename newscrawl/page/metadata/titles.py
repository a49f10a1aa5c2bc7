"""A headline without its site's name, and which of a page's several headlines is the article's."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from newscrawl.text import fold

__all__ = ["choose_title", "has_trimmings", "parts_of_title", "without_section", "without_site_name"]

_MAX_TITLE: Final = 1_000
_MAX_HEADLINE: Final = 200  # characters; an `<h1>` that is longer is an introduction
# What stands between a headline and a site's name. A colon or a guillemet only ever stands there with a known name beside it.
# Korean pages write the letter ㅣ for a pipe.
_SEPARATOR = re.compile(r"\s+[-–—|·•~/»›«‹⋆*]\s+|\s*[|｜ㅣᅵ│]\s*|\s+::\s+|\s*:\s+|\s+@\s+|：")


def parts_of_title(title: str) -> tuple[str, ...]:
    """A title, and its parts between separators."""
    return (title[:_MAX_TITLE], *(part for part in _SEPARATOR.split(title[:_MAX_TITLE]) if part.strip()))


_CJK_SITE = re.compile(
    r"(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af！？」』”》])[-_—–]{1,2}"
    r"[^-_—–\s]{0,10}(?:网|網|报|報|新闻|新聞|社|频道|頻道|在线|中心|平台|ニュース|オンライン|デジタル|신문|뉴스|일보|방송)$"
)


def without_site_name(title: str, site_names: Collection[str], domain: str = "") -> str:
    """The title without the site's name at its ends, however often. Nothing else is cut: a dash, colon or pipe that separates parts of
    the headline itself stays, because what is cut must be a name that the page or the configuration gives to the site."""
    names = {s for name in site_names if (s := _squashed(name))}
    label = _squashed(domain.split(".")[0]) if domain else ""
    for _ in range(4):
        cut = _CJK_SITE.sub("", _cut_once(title, names, label, _squashed(domain)))
        if cut == title:
            break
        title = cut
    return title


@lru_cache(maxsize=2_000)  # a page's site names are compared with each of its titles, and are the same on the site's next page
def _squashed(name: str) -> str:
    return re.sub(r"^www|\.(?:com|org|net)$", "", fold(name).replace(" ", ""))


def _cut_once(title: str, names: Collection[str], label: str, domain: str) -> str:
    separators = list(_SEPARATOR.finditer(title))
    if not separators:
        return title
    ends = [match.start() for match in separators[1:]] + [len(title)]
    for match, end in zip(reversed(separators), reversed(ends), strict=True):
        # "Headline | Site", and what some sites put behind their name: "Headline | Site | 28.04.2023"
        last = end == len(title) or ":" not in match[0]
        if last and _is_site(title[match.end() : end], names, label, domain) and title[: match.start()].strip():
            return title[: match.start()].rstrip()
    for match in separators:
        if _is_site(title[: match.start()], names, "", domain) and title[match.end() :].strip():
            return title[match.end() :].lstrip()
    return title


def _is_site(part: str, names: Collection[str], label: str, domain: str) -> bool:
    squashed = _squashed(part)
    if not squashed:
        return True
    if squashed in names or (label and squashed == label) or squashed == domain:
        return True
    bare = squashed.removeprefix("the")
    if bare in names or any(bare == n.removeprefix("the") for n in names):
        return True
    # "The Namibian" on namibian.com.na, "TACH! – Lokalnachrichten" on guten-tach.de: most of the label, and not much more
    return len(label) >= 5 and len(part.split()) <= 5 and (label in squashed and len(squashed) <= len(label) + 6)


def has_trimmings(headline: str, shared: str) -> bool:
    """Whether a heading is `og:title` with a kicker before it, or with a date or a site's name set apart behind it."""
    key, other = fold(headline), fold(shared)
    if not other or key == other:
        return False
    behind = headline[len(shared) :].lstrip() if key.startswith(other) else ""
    return key.endswith(other) or re.match(r"\d|[^\w\s:!?,;&+(]", behind) is not None


def without_section(title: str, path: str) -> str:
    """The title without the section that a pipe sets apart behind it, where the page's address names it, too (`/opinion/`)."""
    headline, _, last = title.rpartition("|")
    folders = {fold(folder.replace("-", " ")) for folder in path.split("/")}
    return headline.rstrip() if len(headline.split()) >= 3 and fold(last) in folders - {""} else title


def choose_title(
    candidates: Sequence[tuple[str, str]], headlines: Collection[str], page_title: str = "", *, newsroom: bool = True
) -> tuple[str, str] | None:
    """One of (source, title), given in their order of trust: the first, unless others show what it is. Evidence: 87 news pages and 130
    blog posts whose sources differ. `newsroom`: the JSON-LD is of a news article, whose headline an editor writes; that of a blog post
    is filled in by the system.

    - A JSON-LD headline that only repeats `<title>`, against an `og:title` and an `<h1>` that agree, is the search engines' title.
    - So is that of a blog post against the `<h1>` alone, where the two share words; and it gives way where `og:title` and `<h1>` agree.
    - A title that a limit of 110 characters or an ellipsis ends is a cut form of the longer one.
    - What stands before the whole of `og:title` is the kicker, what a separator sets apart behind the whole `<h1>` a section or slogan.
    """
    given = [(source, title[:_MAX_TITLE]) for source, title in candidates if fold(title)]
    if not given:
        return None
    shown = {fold(h) for h in headlines} - {""}
    shared = next((title for source, title in given if source == "opengraph"), "")
    source, title = given[0]
    if source == "json-ld" and fold(shared) in shown and fold(title) == fold(page_title) != fold(shared):
        return "opengraph", shared
    if source == "json-ld" and not newsroom and (headline := _shown_instead(title, headlines, shared, page_title)):
        return "html", headline
    for longer_source, longer in given[1:]:
        if _is_cut(title, longer):
            return longer_source, longer
    if page_title.startswith(title) and page_title[len(title) :].lstrip()[:1] == '"':  # its own quotation mark ended the attribute
        return "html", page_title
    if _kicker_before(shared, title):
        return "opengraph", shared
    if source != "json-ld" and (headline := next((h for h in headlines if _shared_ending(title, h)), "")):
        return source, _shared_ending(title, headline)
    for headline in headlines:
        for match in _SEPARATOR.finditer(title):
            # a publisher's own structured headline is cut at a pipe only: its dashes are its own
            if title[: match.start()].rstrip() == headline and (source != "json-ld" or "|" in match[0]):
                return source, headline
    return source, title


def _shown_instead(title: str, headlines: Collection[str], shared: str, page_title: str) -> str:
    """The `<h1>` that a blog post is called by in place of its JSON-LD headline; '' where it is not."""
    key = fold(title)
    for headline in headlines:
        shown = fold(headline)
        agreed = shown == fold(shared)
        copied = key == fold(page_title) and len(headline) <= _MAX_HEADLINE and not shown.startswith(key)
        if shown != key and (agreed or (copied and len(set(shown.split()) & set(key.split())) >= 2)):
            return headline
    return ""


def _kicker_before(shared: str, title: str) -> bool:
    kicker = title.removesuffix(shared) if len(shared) >= 20 else title
    return kicker != title and kicker.rstrip().endswith((":", "|", "–", "—", "-", "+++")) and len(kicker.split()) <= 6


def _shared_ending(title: str, headline: str) -> str:
    """The headline itself where two sources set different kickers before it; '' where they don't."""
    first, second = _SEPARATOR.search(title), _SEPARATOR.search(headline)
    if not first or not second or set(fold(title[: first.start()]).split()) & set(fold(headline[: second.start()]).split()):
        return ""  # kickers for the same story have no word in common; two wordings of one beginning have
    rest = title[first.end() :]
    return rest if len(rest) >= 20 and fold(rest) == fold(headline[second.end() :]) and first.start() < len(rest) else ""


def _is_cut(title: str, longer: str) -> bool:
    """Whether a title ends where a limit cut it: with an ellipsis, or past 100 characters without an end."""
    bare = re.sub(r"\s*(?:…|\.\.\.)$", "", title)
    key, other = fold(bare), fold(longer)
    if len(other) <= len(key) or not other.startswith(key) or len(key) < 15:
        return False
    behind = longer[len(bare) :] if longer.startswith(bare) else ""
    return bare != title or (len(title) >= 100 and not _SEPARATOR.match(behind))
