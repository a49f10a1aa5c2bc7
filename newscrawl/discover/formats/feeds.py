"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed. Bytes in, candidates out; no network, no files."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from newscrawl.dates import day_first_in, parse_moment
from newscrawl.discover.formats import jsonfeed
from newscrawl.discover.formats.entry_links import Own, article_links, is_front, shared
from newscrawl.discover.formats.markup import document, unpack
from newscrawl.discover.formats.scalars import language, line, names, plain, terms
from newscrawl.discover.limits import Limits
from newscrawl.errors import SourceError
from newscrawl.model import Candidate, Hint, Moment
from newscrawl.urls import is_http, join

__all__ = ["FEED_ROOTS", "Feed", "parse_feed"]

FEED_ROOTS = frozenset({"rss", "rdf", "feed", "channel", "redirect"})

# What feedparser lets through of its own on damaged input (a character reference to half a pair, a date of month 0): one entry's loss.
_FEEDPARSER_FAULTS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, OverflowError, RecursionError)
_ENTRY = re.compile(r"<(?:[\w.-]{1,20}:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
_SIGNS = re.compile(r"&|<(?:[A-Za-z/][^<>]*>?)?")
_COMMENT_LINK = re.compile(r"#comment-?\d+|[?&]replytocom=", re.IGNORECASE)
_COMMENT_FEED = re.compile(r"/comments/feed/?$|[?&]feed=comments-", re.IGNORECASE)
_NEW_PLACE = re.compile(r"<(?:newLocation|itunes:new-feed-url)>\s*(?:<!\[CDATA\[)?\s*(https?://[^\s<>\]]{1,500})", re.IGNORECASE)
_WORDPRESS_GUID = re.compile(r"^https?://[^/]+/.{0,200}[?&]p=\d+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The entries of a feed, in its order; two entries may name one article. `dropped` counts entries without a usable link.

    `whole`: False where the limits cut the feed. `next_url`: the next page, where the feed names one (Atom paging, JSON Feed).
    `self_url`: the address that the feed states as its own. `moved_to`: the new address that the feed states. All addresses are absolute
    and normalised, as the feed gives them: not yet moved to the site's own host.
    """

    candidates: tuple[Candidate, ...] = ()
    title: str | None = None
    language: str | None = None
    next_url: str | None = None
    self_url: str | None = None
    moved_to: str | None = None
    dropped: int = 0
    whole: bool = True


def parse_feed(
    body: bytes, url: str, content_type: str = "", *, timezone: str = "UTC", limits: Limits | None = None, own: Own = bool
) -> Feed:
    """The entries of a feed; for a broken feed, its whole entries. `timezone` applies to times without a zone. `own` accepts the site's
    addresses, to choose between several addresses of an entry.

    Raises SourceError for a document that is no feed, for a feed of comments and for a feed that declares XML entities.
    """
    limits = limits or Limits()
    body, whole = unpack(body, limits.feed_bytes)
    if _COMMENT_FEED.search(url):
        raise SourceError(url, "a feed of comments, not of articles")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        parsed = jsonfeed.parse(body, url, limits, timezone, own)
        return Feed(
            candidates=parsed.candidates,
            title=parsed.title,
            language=parsed.language,
            next_url=parsed.next_url,
            dropped=parsed.dropped,
            whole=parsed.whole,
        )
    found = document(body, url, content_type, FEED_ROOTS, "a feed")
    text = found.text.decode("utf-8", "replace")
    moved = _NEW_PLACE.search(text[:20_000])
    if found.root == "redirect" and not moved:
        raise SourceError(url, "a feed that moved without saying where")
    bounded = _bounded(text, url, limits)
    parsed_feed = _read(bounded, url, timezone, limits, own)
    if parsed_feed.candidates and all(_COMMENT_LINK.search(_raw) for _raw in parsed_feed.self_links):
        raise SourceError(url, "a feed of comments, not of articles")
    moved_to = join(url, moved[1]) if moved else None
    return replace(parsed_feed.feed, moved_to=moved_to, whole=whole and len(bounded) == len(text))


_DATE_FIELDS = ("updated", "published", "prism_publicationdate", "dcterms_created", "created")


@dataclass(frozen=True, slots=True)
class _Dates:
    """The way in which the dates of one feed are read."""

    timezone: str
    language: str | None
    day_first: bool

    def first(self, entry: Any, fields: Iterable[str]) -> Moment | None:
        """The first of these fields that states a moment. feedparser's own reading is not asked: of a month it makes the first day."""
        texts = (" ".join(str(dict.get(entry, field) or "").split()) for field in fields)
        moments = (parse_moment(text, timezone=self.timezone, day_first=self.day_first, language=self.language) for text in texts)
        return next(filter(None, moments), None)


@dataclass(frozen=True, slots=True)
class _Reading:
    feed: Feed
    self_links: tuple[str, ...]

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        return self.feed.candidates


def _bounded(text: str, url: str, limits: Limits) -> str:
    """The text up to the last entry, element or reference that the limits allow. feedparser takes quadratic time over a tag with very many
    attributes, and half a second for ten thousand elements: all are counted before it sees them."""
    elements = entries = references = 0
    for piece, start in _outside_cdata(text):
        for sign in _SIGNS.finditer(piece):
            if sign[0] == "&":
                references += 1
            else:
                elements += 1
                if sign.end() - sign.start() > limits.tag_length:
                    raise SourceError(url, f"a tag of more than {limits.tag_length} characters")
                entries += bool(_ENTRY.match(sign[0]))
            if elements > limits.feed_elements or entries > limits.feed_entries or references > limits.feed_references:
                return text[: start + sign.start()]
    return text


def _outside_cdata(text: str) -> Iterator[tuple[str, int]]:
    at = 0
    while True:
        start = text.find("<![CDATA[", at)
        end = text.find("]]>", start) if start >= 0 else -1
        if start < 0 or end < 0:
            yield text[at:], at
            return
        yield text[at:start], at
        at = end + 3


def _read(text: str, url: str, timezone: str, limits: Limits, own: Own) -> _Reading:
    whole, broken = _feedparser(text, url)
    # One fault hides what follows it from any parser: each entry of a broken feed is read by itself.
    entries = (_one_by_one(text, url, limits) if broken else []) or list(whole["entries"])[: limits.feed_entries]
    about = whole["feed"]
    addresses = [_addresses(entry, url) for entry in entries]
    chosen = article_links(addresses, own)
    unsaying = shared(addresses, chosen)
    candidates: list[Candidate] = []
    raw_links: list[str] = []
    atom = str(whole.get("version") or "").startswith("atom")
    spoken = language(dict.get(about, "language"))
    stated = (str(dict.get(entry, field) or "") for entry in entries for field in _DATE_FIELDS)
    dates = _Dates(timezone=timezone, language=spoken, day_first=day_first_in(stated, spoken))
    for entry, link in zip(entries, chosen, strict=True):
        if link is None:
            continue
        raw_links.append(_raw_link(entry))
        candidate = _candidate(entry, link, url, atom=atom, dates=dates, limits=limits)
        candidates.append(replace(candidate, aliases=tuple(a for a in candidate.aliases if a not in unsaying and not is_front(a))))
    links = _links(about, url)
    return _Reading(
        Feed(
            candidates=tuple(candidates),
            title=line(dict.get(about, "title")),
            language=spoken,
            next_url=links.get("next"),
            self_url=links.get("self"),
            dropped=chosen.count(None),
        ),
        tuple(raw_links),
    )


def _feedparser(text: str, url: str) -> tuple[Any, bool]:
    import feedparser  # a run that reads no feed starts without it

    # A stream, never a string: given a string, feedparser may open it as an address or a file.
    try:
        parsed = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _FEEDPARSER_FAULTS:
        return {"entries": [], "feed": {}, "version": ""}, True
    return parsed, bool(parsed.get("bozo"))


def _one_by_one(text: str, url: str, limits: Limits) -> list[Any]:
    starts = [match.start() for match in _ENTRY.finditer(text)][: limits.feed_entries]
    if not starts:
        return []
    head = text[: min(starts[0], 20_000)]
    root = re.match(r"<[^>]{1,8000}>", head)
    opening = root[0] if root else "<rss>"
    name = opening[1:].split(None, 1)[0].rstrip(">")
    entries: list[Any] = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        chunk = text[start:end]
        tag = re.match(r"<([\w.:-]+)", chunk)
        closing = f"</{tag[1] if tag else 'item'}>"
        cut = chunk.rfind(closing)
        if cut < 0 and end == len(text):
            cut = max(chunk.rfind(f"</{after}>") for after in ("channel", name))
            if cut < 0:
                continue  # cut off before its end: half an address is no address
        parsed, _ = _feedparser(f"{opening}{chunk[: cut if cut >= 0 else None]}{closing}</{name}>", url)
        entries += parsed["entries"]
    return entries


def _links(node: Mapping[str, Any], url: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for link in dict.get(node, "links") or ():  # type: ignore[call-overload]
        address = join(url, str(link.get("href") or ""))
        if address:
            found.setdefault(str(link.get("rel") or "alternate"), address)
    return found


def _raw_link(entry: Any) -> str:
    return str(dict.get(entry, "link") or dict.get(entry, "id") or "")


def _addresses(entry: Any, url: str) -> list[str]:
    """The addresses that an entry has, the most trusted first: the original that a feed service kept, the link, alternate links, a guid
    that is an address, then what an Atom entry of a link blog has as `related`, and an enclosed page."""
    links = [(str(link.get("rel") or "alternate"), link) for link in dict.get(entry, "links") or ()]
    pages = [link for rel, link in links if rel == "enclosure" and "html" in str(link.get("type"))]
    guid = str(dict.get(entry, "id") or "").strip()
    named = [dict.get(entry, "feedburner_origlink"), dict.get(entry, "link")]
    named += [link.get("href") for rel, link in links if rel == "alternate"]
    named += [guid if is_http(guid) else None]
    named += [link.get("href") for rel, link in links if rel == "related"] + [link.get("href") for link in pages]
    found = (join(url, str(link)) for link in named if link)
    return list(dict.fromkeys(address for address in found if address))


def _aliases(entry: Any, link: str, url: str) -> tuple[str, ...]:
    found = [join(url, str(value)) for value in (dict.get(entry, "link"), dict.get(entry, "id")) if value and is_http(str(value).strip())]
    return tuple(dict.fromkeys(address for address in found if address and address != link))


def _candidate(entry: Any, link: str, url: str, *, atom: bool, dates: _Dates, limits: Limits) -> Candidate:
    get = dict.get
    updated = dates.first(entry, _DATE_FIELDS[:1])
    published = dates.first(entry, _DATE_FIELDS[1:])
    if published is None and not atom:
        published, updated = updated, None  # dc:date of RSS; Atom's <updated> is a change
    content = _content(entry, limits)
    described = get(entry, "summary")
    tags = terms(str(tag.get("label") or tag.get("term") or "") for tag in get(entry, "tags") or ())
    return Candidate(
        url=link,
        aliases=_aliases(entry, link, url),
        hints=(
            Hint(
                source="feed",
                title=line(get(entry, "title")),
                description=plain(described if described != content else None),
                authors=names(_authors(entry)),
                published=published,
                modified=updated,
                # WordPress names categories before tags, and every post has one (get_the_category_rss).
                section=tags[0] if tags and _WORDPRESS_GUID.search(str(get(entry, "id") or "")) else None,
                tags=tags,
                language=language(get(entry, "language")) or dates.language,
                image_url=_image(entry, url),
                content_html=content,
            ),
        ),
    )


def _authors(entry: Any) -> Iterator[str | None]:
    people = [str(person.get("name") or "") for person in dict.get(entry, "authors") or ()]
    stated = str(dict.get(entry, "author") or "")
    # feedparser cuts "mail (Name)" apart by a pattern that does not know newer domains: `names` takes the mail out by itself
    yield from people if any(people) and not (len(people) == 1 and "@" in stated) else [stated]


def _content(entry: Any, limits: Limits) -> str | None:
    """The whole body where the feed carries it (`content:encoded`, Atom content), as HTML."""
    bodies = [str(part.get("value") or "") for part in dict.get(entry, "content") or () if "text/plain" not in str(part.get("type"))]
    longest = max(bodies, key=len, default="").strip()
    return longest if 0 < len(longest) <= limits.content_length else None


def _image(entry: Any, url: str) -> str | None:
    media = [*(dict.get(entry, "media_content") or ()), *(dict.get(entry, "media_thumbnail") or ())]
    media += [link for link in dict.get(entry, "links") or () if link.get("rel") == "enclosure"]
    for item in media:
        kind = f"{item.get('medium', '')} {item.get('type', '')}"
        if "image" in kind or not kind.strip():
            address = join(url, str(item.get("url") or item.get("href") or ""))
            if address:
                return address
    return None
