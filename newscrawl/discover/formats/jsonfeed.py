"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

from newscrawl.dates import parse_moment
from newscrawl.discover.formats.entry_links import Own, article_links
from newscrawl.discover.formats.scalars import language, line, names, plain, terms
from newscrawl.discover.limits import Limits
from newscrawl.errors import SourceError
from newscrawl.model import Candidate, Hint
from newscrawl.urls import join

__all__ = ["JsonFeed", "load", "parse", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFeed:
    candidates: tuple[Candidate, ...]
    title: str | None
    language: str | None
    next_url: str | None
    dropped: int
    whole: bool


# How an API's JSON begins behind a notice that PHP or a plugin printed first: after a tag or on a line of its own.
_BEHIND_A_NOTICE = re.compile(r"(?<=[>\n])[ \t]*(?=\[\s*\{\s*\"|\{\s*\"|\[\s*\]\s*$)")
_LONGEST_NOTICE = 100_000
_BEGINNINGS = 10  # that are tried


def load(body: bytes, url: str, limits: Limits) -> Any:
    """The value of a JSON body. Text that a plugin printed before the value, or a cache behind it, is skipped. Raises SourceError for a
    body that is too large, cut short, or no JSON."""
    if len(body) > limits.json_bytes or body.count(b"[") + body.count(b"{") > limits.json_containers:
        raise SourceError(url, f"more than {limits.json_bytes} bytes or {limits.json_containers} lists and objects of JSON")
    words = body.decode("utf-8-sig", "replace").lstrip("\ufeff \t\r\n")
    begins_so = words[:1] in ("[", "{")
    starts = [0] if begins_so else [m.end() for m in islice(_BEHIND_A_NOTICE.finditer(words, 0, _LONGEST_NOTICE), _BEGINNINGS)]
    try:
        if not starts:
            return json.loads(words)
        return _first_value(words, starts)
    except (ValueError, RecursionError) as error:
        seen = " ".join(body[:60].decode("latin-1").split()) or "nothing"
        raise SourceError(url, f"not JSON: it begins with {seen!r}") from error


def _first_value(words: str, starts: list[int]) -> Any:
    decoder = json.JSONDecoder()
    for start in starts[:-1]:
        with suppress(ValueError, RecursionError):
            return decoder.raw_decode(words, start)[0]
    return decoder.raw_decode(words, starts[-1])[0]


def text(value: Any) -> str:
    """A string where the value is one, '' for anything else."""
    return value if isinstance(value, str) else ""


def parse(body: bytes, url: str, limits: Limits, timezone: str, own: Own) -> JsonFeed:
    data = load(body, url, limits)
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, list):
        raise SourceError(url, "JSON, but no JSON Feed: it has no list of items")
    spoken = language(data.get("language"))
    listed = [item if isinstance(item, dict) else {} for item in items[: limits.feed_entries]]
    links = article_links([_addresses(item, url) for item in listed], own)
    return JsonFeed(
        candidates=tuple(_candidate(item, link, url, spoken, timezone, limits) for item, link in zip(listed, links, strict=True) if link),
        title=line(text(data.get("title"))),
        language=spoken,
        next_url=join(url, text(data.get("next_url"))),
        dropped=links.count(None),
        whole=len(items) <= limits.feed_entries,
    )


def _addresses(item: dict[str, Any], url: str) -> list[str]:
    """The addresses that an item has, the most trusted first."""
    own_id = text(item.get("id"))
    named = (text(item.get("url")), own_id if own_id.startswith(("http://", "https://")) else "", text(item.get("external_url")))
    return [address for link in named if (address := join(url, link))]


def _candidate(item: dict[str, Any], link: str, url: str, spoken: str | None, timezone: str, limits: Limits) -> Candidate:
    content = text(item.get("content_html"))
    return Candidate(
        url=link,
        hints=(
            Hint(
                source="feed",
                title=line(text(item.get("title"))),
                description=plain(text(item.get("summary"))),
                authors=names(_authors(item)),
                published=parse_moment(text(item.get("date_published")), timezone=timezone),
                modified=parse_moment(text(item.get("date_modified")), timezone=timezone),
                tags=terms(text(tag) for tag in item["tags"]) if isinstance(item.get("tags"), list) else (),
                language=language(item.get("language")) or spoken,
                image_url=join(url, text(item.get("image")) or text(item.get("banner_image"))),
                content_html=content if 0 < len(content) <= limits.content_length else None,
            ),
        ),
    )


def _authors(item: dict[str, Any]) -> Iterator[str]:
    people = item.get("authors")
    for person in people if isinstance(people, list) else [item.get("author")]:
        yield text(person.get("name")) if isinstance(person, dict) else text(person)
