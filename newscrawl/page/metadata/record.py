"""The metadata of one page, composed field by field from the table of sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final, TypeVar
from urllib.parse import urlsplit

from newscrawl.dates import order_of
from newscrawl.model import Moment, Page, Rights
from newscrawl.page.document.jsonld import types_of
from newscrawl.page.document.meta import decoded, plain
from newscrawl.page.document.parse import Document
from newscrawl.page.metadata import table
from newscrawl.page.metadata.bylines.people import as_written, read_names
from newscrawl.page.metadata.bylines.writers import linked_writers
from newscrawl.page.metadata.canonical import canonical_url, next_url
from newscrawl.page.metadata.evidence import Evidence
from newscrawl.page.metadata.moments import (
    Clock,
    Statement,
    best_moment,
    day_in_url,
    earliest,
    iso_day,
    known_zone,
    zoned_moments,
    zulu_minutes,
)
from newscrawl.page.metadata.titles import choose_title, without_section, without_site_name
from newscrawl.page.rights.signals import rights_of
from newscrawl.site import Site
from newscrawl.text import fold, paragraphs
from newscrawl.urls import is_http, join

__all__ = ["Metadata", "read_metadata"]

T = TypeVar("T")

_MAX_TAGS: Final = 60
_MAX_TITLE: Final = 1_000
_MAX_BODY: Final = 500_000
# Identifiers, host names and other systems' notes among the keywords: `8d1f…-…`, `dailybridge.com`, `Category: Travel`, `a-b-c-d-e-f`.
_NO_TAG = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-|^[\d\W]+$|[:=|].*[:=|]|^\w+(?:[-_]\w+){4,}$|^(?:category|nlp entity tokens|nlp category|type|tag):|"
    r"^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|co|de|fr|uk|ca|au|in|za)$",
    re.IGNORECASE,
)
_ENGLISH_DAY_FIRST: Final = frozenset(
    {"uk", "ie", "au", "nz", "in", "za", "ng", "ke", "gh", "na", "ug", "tz", "zm", "zw", "pk", "lk", "bd", "sg", "my", "mt"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says of itself. `language` and `canonical_url` are as declared (the address only when it can be believed);
    `field_sources` names the source of each field that has a value."""

    canonical_url: str
    title: str | None = None
    subtitle: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    image_url: str | None = None
    is_accessible_for_free: bool | None = None
    license: str | None = None
    rights: Rights = field(default_factory=Rights)
    word_count_claim: int | None = None
    article_body: str | None = None
    page_types: tuple[str, ...] = ()
    field_sources: Mapping[str, str] = field(default_factory=dict)
    next_url: str | None = None
    flags: tuple[str, ...] = ()


def read_metadata(document: Document, page: Page, site: Site) -> Metadata:
    """All that `page` says of itself, with what `page.candidate` was told by the sources that led here. Reads `document.tree`, never
    changes it. Pure; never raises for what a page contains."""
    evidence = Evidence(document, page, site)
    sources: dict[str, str] = {}

    def keep(name: str, found: tuple[str, T] | None) -> T | None:
        if found is None:
            return None
        sources[name] = found[0]
        return found[1]

    title = keep("title", _title(evidence))
    section = keep("section", _section(evidence))
    canonical, canonical_source, flags = canonical_url(evidence)
    sources["canonical_url"] = canonical_source
    clock = _clock(evidence)
    return Metadata(
        title=title,
        subtitle=keep("subtitle", _text(table.SUBTITLE, evidence, other_than=title, longest=600)),
        description=keep("description", _text(table.DESCRIPTION, evidence, other_than=None, longest=2_000)),
        authors=keep("authors", _authors(evidence)) or (),
        published=keep("date_published", _published(evidence, clock)),
        modified=keep("date_modified", best_moment(_statements(table.MODIFIED, evidence), clock)),
        section=section,
        tags=keep("tags", _tags(evidence, section)) or (),
        language=evidence.declared_language,
        canonical_url=canonical,
        image_url=keep("image_url", _url(table.IMAGE, evidence)),
        is_accessible_for_free=keep("is_accessible_for_free", _free(evidence)),
        license=keep("license", _url(table.LICENSE, evidence)),
        rights=rights_of(page, evidence.head, evidence.linked),
        word_count_claim=_word_count(evidence),
        article_body=_article_body(evidence),
        page_types=_page_types(evidence),
        field_sources=sources,
        next_url=next_url(evidence),
        flags=flags,
    )


def _title(evidence: Evidence) -> tuple[str, str] | None:
    names, domain = evidence.site_names, evidence.site.domain
    candidates: list[tuple[str, str]] = []
    for source, found in table.stated(table.TITLE, evidence):
        texts = [text for text in found[:2] if "{{" not in text]  # a template that a script was to fill in
        candidates += [(source.label, without_site_name(plain(text)[:_MAX_TITLE], names, domain)) for text in texts]
        if len(candidates) > 1 and candidates[0][1] and fold(candidates[0][1]) == fold(candidates[1][1]):
            break  # two sources agree: no other can overrule them
    candidates = [(label, text) for label, text in candidates if fold(text) not in evidence.own_names] or candidates
    page_title = without_site_name(evidence.head.title[:_MAX_TITLE], names, domain)
    chosen = choose_title(candidates, evidence.headline_texts, page_title, newsroom=evidence.of_newsroom)
    return (chosen[0], without_section(chosen[1], urlsplit(evidence.page.url).path)) if chosen else None


def _text(sources: Sequence[table.Source], evidence: Evidence, *, other_than: str | None, longest: int) -> tuple[str, str] | None:
    """The first text, and not the title again."""
    for source, found in table.stated(sources, evidence):
        text = plain(found[0])
        if text and fold(text) and fold(text) != fold(other_than or "") and len(text) <= longest:
            return source.label, text
    return None


def _authors(evidence: Evidence) -> tuple[str, tuple[str, ...]] | None:
    """The first source that names people; a newsroom or an agency only where no source does."""
    language, own = evidence.declared_language, [*evidence.site_names, evidence.site.domain]
    newsroom: tuple[str, tuple[str, ...]] | None = None
    for source, found in table.stated(table.NEWSROOM, evidence):
        newsroom = (source.label, named) if (named := as_written(found)) else None
        if len(found) == 1 and not linked_writers(evidence.linked)[0]:
            own += found  # whoever a page calls an organization is none of the people that its byline names
    for source, found in table.stated(table.AUTHORS, evidence):
        names = read_names(found, language=language, site_names=own, loose=source.running_text)
        people = (
            names.people
            if newsroom is None or not source.running_text
            else tuple(n for n in names.people if len(n.split()) > 1 or not n.isascii())
        )
        if people:  # beside a known newsroom, a single word near the headline is more often its desk than a person
            return source.label, people
        if names.organizations and newsroom is None:
            newsroom = source.label, names.organizations
    if newsroom is None:
        for source, found in table.stated(table.AUTHORS, evidence, last_resorts=True):
            names = read_names(found, language=language, site_names=own)
            newsroom = newsroom or (source.label, names.people or names.organizations)
    return newsroom if newsroom and newsroom[1] else None


def _statements(sources: Sequence[table.Source], evidence: Evidence, *, last_resorts: bool = False) -> Iterator[Statement]:
    for source, found in table.stated(sources, evidence, last_resorts=last_resorts):
        for text in found[:5]:
            yield Statement(source.label, decoded(text))


def _published(evidence: Evidence, clock: Clock) -> tuple[str, Moment] | None:
    found = best_moment(_statements(table.PUBLISHED, evidence), clock)
    if found is None:
        return best_moment(_statements(table.PUBLISHED, evidence, last_resorts=True), clock)
    if found[0] not in ("json-ld", "opengraph", "meta"):
        return found
    zone = evidence.zone
    return earliest(found, [Statement("html", text) for text in (*zone.published, *zone.loose_dates, *zone.date_lines)], clock)


def _clock(evidence: Evidence) -> Clock:
    stated = [s.text for sources in (table.PUBLISHED[:3], table.MODIFIED[:3]) for s in _statements(sources, evidence)]
    return Clock(
        zone=known_zone(evidence.site.timezone),
        day_first=_day_first(evidence),
        language=evidence.declared_language,
        latest=evidence.page.fetched_at,
        zoned=zoned_moments(stated),
        zulu=zulu_minutes(stated),
        days=lambda: _sure_days(evidence, stated),
    )


def _sure_days(evidence: Evidence, stated: Sequence[str]) -> frozenset[date]:
    """The days that a page states in one reading only: in its address, and as ISO 8601 in its head and its `<time>` elements."""
    times = [e.get("datetime") or "" for e in islice(evidence.document.tree.iter("time"), 100)]
    days = [day_in_url(urlsplit(evidence.page.url).path)]
    days += [iso_day(text) for text in (*stated, *times)]
    return frozenset(day for day in days if day)


def _day_first(evidence: Evidence) -> bool:
    """How the site's readers take 3/4/2026: by the region of its language, for English without a region by its country's domain."""
    language = evidence.declared_language or ""
    if language == "en":
        suffix = evidence.site.domain.rsplit(".", 1)[-1]
        return suffix in _ENGLISH_DAY_FIRST
    return bool(language) and language != "en-CA" and order_of(language) != "month-first"  # Canada's short form begins with the year


def _section(evidence: Evidence) -> tuple[str, str] | None:
    for source, found in table.stated(table.SECTION, evidence):
        for text in map(plain, found):
            if 1 < len(text) <= 80 and not _is_address(text) and fold(text) not in ("uncategorized", "article", "articles", "news article"):
                return source.label, text
    return None


def _is_address(text: str) -> bool:
    return "://" in text and is_http(text)  # asked of each tag: parsing an address costs more than all else that is done to one


def _tags(evidence: Evidence, section: str | None) -> tuple[str, tuple[str, ...]] | None:
    """A feed names sections and tags alike as categories: there the section is not a tag as well."""
    for source, found in table.stated(table.TAGS, evidence):
        parts = [part for text in found for part in _listed(plain(text), alone=len(found) == 1)]
        tags = {
            fold(tag): tag for tag in reversed(parts) if fold(tag) and len(tag) <= 80 and not _NO_TAG.search(tag) and not _is_address(tag)
        }
        if source.label == "feed":
            tags.pop(fold(section or ""), None)
        if tags:
            return source.label, tuple(reversed(tags.values()))[:_MAX_TAGS]
    return None


def _listed(text: str, *, alone: bool) -> Iterable[str]:
    """One string with several tags in it, or one tag that has a comma of its own."""
    if not alone:
        return [text]
    return [part.strip() for part in re.split(r"[;,、，|]", text)]


def _url(sources: Sequence[table.Source], evidence: Evidence) -> tuple[str, str] | None:
    for source, found in table.stated(sources, evidence):
        for text in found[:5]:
            href = decoded(text.strip())
            if re.match(r"https?://|/|\./", href) and (url := join(evidence.base_url, href)):
                return source.label, url
    return None


def _free(evidence: Evidence) -> tuple[str, bool] | None:
    for source, found in table.stated(table.FREE, evidence):
        claim = found[0].strip().rsplit("/", 1)[-1].lower()
        if claim in ("true", "yes", "free", "1"):
            return source.label, True
        if claim in ("false", "no", "locked", "0"):
            return source.label, False
    return None


def _word_count(evidence: Evidence) -> int | None:
    claim = evidence.linked.first("wordCount") or ""
    return int(claim) if re.fullmatch(r"\d{1,6}", claim) and int(claim) > 0 else None


def _article_body(evidence: Evidence) -> str | None:
    body = evidence.linked.first("articleBody")
    return "\n\n".join(paragraphs(decoded(body[:_MAX_BODY]))) or None if body else None


def _page_types(evidence: Evidence) -> tuple[str, ...]:
    types = [t for node in evidence.linked.about for t in types_of(node)]
    shared = evidence.head.meta("og:type")
    return tuple(dict.fromkeys([*(plain(t)[:60] for t in types), *([f"og:{plain(shared)[:60]}"] if shared else [])]))
