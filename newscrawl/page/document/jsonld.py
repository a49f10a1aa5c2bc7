"""JSON-LD: from the text of a page's scripts to the nodes that describe this page, the most trusted first. Linear in its input, whatever
it holds: texts, nodes and depth are bounded, references are resolved one step at a time so that cycles do no harm."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Final

from newscrawl.text import fold

__all__ = ["LinkedData", "Node", "read_linked_data", "types_of"]

Node = Mapping[str, Any]

_MAX_SCRIPT: Final = 2_000_000  # characters; the longest real ones, live blogs with every entry, have about 600,000
_MAX_NODES: Final = 20_000
_MAX_DEPTH: Final = 30
_MAX_VALUES: Final = 500

# schema.org/Article and its subtypes, and what news sites use in their place.
_ARTICLES: Final = frozenset({
    "Article", "NewsArticle", "AnalysisNewsArticle", "AskPublicNewsArticle", "BackgroundNewsArticle", "OpinionNewsArticle",
    "ReportageNewsArticle", "ReviewNewsArticle", "SatiricalArticle", "AdvertiserContentArticle", "ScholarlyArticle",
    "MedicalScholarlyArticle", "TechArticle", "Report", "SocialMediaPosting", "BlogPosting", "LiveBlogPosting",
    "DiscussionForumPosting", "PressRelease", "Review", "CriticReview", "Recipe", "HowTo",
})  # fmt: skip
_PAGES: Final = frozenset({"WebPage", "ItemPage", "AboutPage", "MedicalWebPage", "FAQPage", "QAPage", "CreativeWork", "WebContent"})
_PUBLISHERS: Final = frozenset({"WebSite", "NewsMediaOrganization", "Organization", "Corporation", "Newspaper", "Periodical"})
# Where a page keeps what it is about. All other keys hold other things: teasers, comments, publishers, images.
_ABOUT_KEYS: Final = ("@graph", "mainEntity", "mainEntityOfPage", "@list", "@set")

# Possessive, and open ends allowed: each character is looked at a bounded number of times, whatever is left unclosed.
_STRING_OR_COMMAS = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|,[\s,]*+', re.DOTALL)
_BAD_ESCAPE = re.compile(r'(?<!\\)((?:\\\\)*+)\\(?!["\\/bfnrtu])')
_OPENING = re.compile(r"\s*+(?:(?://|/\*)?\s*+(?:<!--|<!\[CDATA\[)\s*+(?:\*/)?\s*+)+")
_CLOSING = re.compile(r"(?:\s*(?://|/\*)?\s*(?:-->|\]\]>)\s*(?:\*/)?)+\s*;?\s*$")  # for the last 200 characters
_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|/\*.*?(?:\*/|\Z)|(?m:^[^\S\n]*+//[^\n]*+$)', re.DOTALL)
_VOCABULARY = re.compile(r'"(?:https?://(?:www\.)?schema\.org/|schema:)(?=\w)')


@dataclass(frozen=True, slots=True)
class LinkedData:
    """What JSON-LD says of one page. `about`: the nodes that describe it. `broken`: how many scripts could not be read."""

    about: tuple[Node, ...] = ()
    site_names: tuple[str, ...] = ()
    by_id: Mapping[str, Node] = field(default_factory=dict)
    broken: int = 0

    def values(self, node: Node, key: str) -> list[Any]:
        """The values of a property as a flat list, references resolved."""
        found = node.get(key)
        items = found[:_MAX_VALUES] if isinstance(found, list) else [found]
        flat = [inner for item in items for inner in (item[:_MAX_VALUES] if isinstance(item, list) else [item])]
        return [_resolved(item, self.by_id) for item in flat[:_MAX_VALUES] if item is not None and item != ""]

    def strings(self, node: Node, key: str) -> list[str]:
        """The values that are text or numbers, and of nodes their own text (`@value`, `name`, `url`, `@id`)."""
        found = []
        for value in self.values(node, key):
            if isinstance(value, Mapping):
                value = next((value[k] for k in ("@value", "name", "url", "@id") if isinstance(value.get(k), str)), None)
            if isinstance(value, str) and value.strip():
                found.append(value)
            elif isinstance(value, int | float):
                found.append(str(value))
        return found

    def first(self, key: str) -> str | None:
        """The first text of a property, over all nodes that describe the page."""
        return next((text for node in self.about for text in self.strings(node, key)), None)


def types_of(node: Node) -> tuple[str, ...]:
    """The types of a node, without a vocabulary's prefix."""
    types = node.get("@type")
    return tuple(
        t.strip().rsplit("/", 1)[-1].rsplit(":", 1)[-1] for t in (types if isinstance(types, list) else [types]) if isinstance(t, str)
    )


def read_linked_data(
    scripts: Iterable[str], *, is_this_page: Callable[[str], bool] = lambda _url: False, headlines: Sequence[str] = ()
) -> LinkedData:
    """All scripts of a page, read once. `is_this_page` tells whether an address is the page's own, `headlines` are what else the page
    calls itself: of several articles the page is about the one that they name."""
    roots: list[Any] = []
    broken = 0
    for script in scripts:
        parsed = _load(script)
        broken += not parsed and not script.isspace()
        roots += parsed
    nodes = list(_all_nodes(roots))
    by_id = _identified(nodes)
    primary = list(_primary(roots, by_id))
    return LinkedData(
        about=_ranked(primary, is_this_page, {fold(h) for h in headlines} - {""}),
        site_names=tuple(_site_names(nodes)),
        by_id=by_id,
        broken=broken,
    )


def _load(script: str) -> list[Any]:
    """The JSON values of one script; several that follow each other without a list are all read. [] where nothing can be read."""
    text = script.strip().strip("\ufeff;")
    if not text or len(text) > _MAX_SCRIPT:
        return []
    text = _VOCABULARY.sub('"', text)
    repairs: tuple[Callable[[str], str], ...] = (_unwrapped, _without_comments, _without_trailing_commas, _escaped_rightly)
    found = _decode(text)
    for repair in repairs:
        if found is not None:
            break
        text = repair(text)
        found = _decode(text)
    return found or []


def _decode(text: str) -> list[Any] | None:
    decoder = json.JSONDecoder(strict=False)  # raw newlines and tabs in strings are the most common fault
    values: list[Any] = []
    at, end = 0, len(text)
    try:
        while at < end and len(values) < 100:
            value, at = decoder.raw_decode(text, at)
            values.append(value)
            while at < end and (text[at].isspace() or text[at] in ",;"):
                at += 1
    except (ValueError, RecursionError):
        return None
    return values


def _unwrapped(text: str) -> str:
    text = _CLOSING.sub("", text[-200:]).join((text[:-200], "")) if len(text) > 200 else _CLOSING.sub("", text)
    text = text[m.end() :] if (m := _OPENING.match(text)) else text
    return unescape(text) if re.match(r"[\[{\s]*&(?:quot|#34);", text) else text.strip()


def _without_comments(text: str) -> str:
    return _COMMENT.sub(lambda m: m[0] if m[0].startswith('"') else "", text)


def _without_trailing_commas(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        return "" if match[0][0] == "," and text[match.end() : match.end() + 1] in ("}", "]") else match[0]

    return _STRING_OR_COMMAS.sub(one, text)


def _escaped_rightly(text: str) -> str:
    return _BAD_ESCAPE.sub(r"\1", text)


def _all_nodes(roots: Sequence[Any]) -> Iterator[Node]:
    """Every node, whatever it is nested in, breadth first."""
    level: list[Any] = list(roots)
    count = 0
    for _ in range(_MAX_DEPTH):
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                count += 1
                if count > _MAX_NODES:
                    return
                yield value
                below += [v for v in value.values() if isinstance(v, dict | list)]
            elif isinstance(value, list):
                below += [v for v in value[:_MAX_NODES] if isinstance(v, dict | list)]
        if not below:
            return
        level = below


def _identified(nodes: Sequence[Node]) -> dict[str, Node]:
    """The fullest node of each `@id`."""
    by_id: dict[str, Node] = {}
    for node in nodes:
        key = node.get("@id")
        if isinstance(key, str) and len(node) > len(by_id.get(key, ())):
            by_id[key] = node
    return by_id


def _resolved(value: Any, by_id: Mapping[str, Node]) -> Any:
    if isinstance(value, Mapping) and isinstance(key := value.get("@id"), str) and not value.keys() - {"@id", "@type"}:
        return by_id.get(key, value)
    return value


def _primary(roots: Sequence[Any], by_id: Mapping[str, Node]) -> Iterator[Node]:
    """The nodes that a page puts forward as its own, each once."""
    seen: set[int] = set()
    waiting: list[tuple[Any, int]] = [(root, 0) for root in reversed(roots)]
    while waiting and len(seen) < _MAX_NODES:
        value, depth = waiting.pop()
        value = _resolved(value, by_id)
        if isinstance(value, list):
            waiting += [(v, depth + 1) for v in reversed(value[:_MAX_VALUES]) if depth < _MAX_DEPTH]
        elif isinstance(value, Mapping) and id(value) not in seen:
            seen.add(id(value))
            if "@type" in value or "headline" in value:
                yield value
            waiting += [(value[key], depth + 1) for key in reversed(_ABOUT_KEYS) if key in value and depth < _MAX_DEPTH]


def _ranked(primary: Sequence[Node], is_this_page: Callable[[str], bool], headlines: set[str]) -> tuple[Node, ...]:
    """The article that the page is about, further nodes of the same article, then the page's own WebPage node."""
    articles = [n for n in primary if _ARTICLES.intersection(types_of(n)) or ("headline" in n and not types_of(n))]
    pages = [n for n in primary if _PAGES.intersection(types_of(n)) and n not in articles]
    named = [n for n in articles if _names(n, is_this_page, headlines)]
    chosen = named or articles[:1]
    return (*sorted(chosen, key=lambda n: -len(_NEWS.intersection(types_of(n)))), *pages[:5])


_NEWS: Final = frozenset(t for t in _ARTICLES if t.endswith(("Article", "Posting", "Report")))


def _names(node: Node, is_this_page: Callable[[str], bool], headlines: set[str]) -> bool:
    titles = [node.get("headline"), node.get("name"), node.get("alternativeHeadline")]
    if any(isinstance(t, str) and fold(unescape(t[:1000])) in headlines for t in titles):
        return True
    page = node.get("mainEntityOfPage")
    urls = [
        node.get("url"),
        node.get("@id"),
        page.get("@id") if isinstance(page, Mapping) else page,
        page.get("url") if isinstance(page, Mapping) else None,
    ]
    return any(isinstance(url, str) and is_this_page(url.partition("#")[0]) for url in urls)


def _site_names(nodes: Sequence[Node]) -> list[str]:
    """What the page calls its site: names of the WebSite, and of whoever publishes."""
    publishers = [p for n in nodes for p in (n.get("publisher"),) if isinstance(p, Mapping)]
    sites = [n for n in nodes if "WebSite" in types_of(n)]
    organizations = [n for n in nodes if not {"Person"}.intersection(types_of(n)) and _PUBLISHERS.intersection(types_of(n))][:20]
    found: dict[str, None] = {}
    for node in [*sites, *publishers, *organizations][:60]:
        for key in ("name", "alternateName"):
            names = node.get(key)
            found.update(
                {unescape(n): None for n in (names if isinstance(names, list) else [names]) if isinstance(n, str) and 0 < len(n) < 100}
            )
    return list(found)[:30]
