"""`refine(page, site)`: the one way from a fetched page to an article or a reasoned rejection. Pure, picklable, and it never raises."""

from __future__ import annotations

import gc
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from textwrap import shorten
from typing import Final
from urllib.parse import urlsplit

from newscrawl.clean import RULES_VERSION, Context, clean_blocks
from newscrawl.dedup import signature
from newscrawl.discover.rules import is_own_page
from newscrawl.languages.detect import detect_language
from newscrawl.model import ARTICLES_ONLY, Article, Block, Edit, Extraction, Fetch, Hint, Moment, Page, Refined, Rejected, Section, stamp
from newscrawl.page.body.article_body import Body, Witness, read_body
from newscrawl.page.body.vocabulary import VOCABULARY_VERSION
from newscrawl.page.document.parse import Document, parse
from newscrawl.page.metadata import Metadata, read_metadata
from newscrawl.page.quality import NO_ADDRESS, is_surely_article, page_facts, quality_flags, reject_reason, static_reason
from newscrawl.page.rights.signals import merge_rights
from newscrawl.page.structure.things import among
from newscrawl.reasons import REASONS as _REASONS
from newscrawl.site import Site
from newscrawl.text import content_hash, fold, word_count
from newscrawl.urls import article_id, is_http, registered_domain, url_key
from newscrawl.version import __version__

__all__ = ["extract", "refine", "warm_up"]

_LONGEST_EDIT: Final = 5_000
_LONGEST_TITLE: Final = 110  # characters of one that is made of the text
_BETWEEN: Final = frozenset({"dom-ad", "dom-caption", "dom-newsletter"})  # may stand between two paragraphs anywhere
_LIBRARY_SITE: Final = "library"
_SMALL_PAGE: Final = b"""<!DOCTYPE html><html lang="en"><head><title>A small page</title><meta name="author" content="Ada Example">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A small page", "datePublished": "2026-01-02T03:04:05Z"}</script>
</head><body><article><h1>A small page</h1><div class="entry-content">
<p>This is the text of a page that nobody will ever read, and it has been put here so that what is needed for the pages of others is there
when the first of them comes in. It was written to look like the beginning of a story, because that is what they are.</p>
<p>There are three paragraphs in it, and each of them is as long as one in a newspaper would be. None of them says the same as another one,
since a text that says the same thing twice is not what most people would call an article, and it would be read with more care.</p>
<p>When all of this has been read, the workers are started from the process that read it. They have all that it has, and they can begin
with their own work at once, which is why it is worth the few moments that it takes before anything else is done.</p>
</div></article></body></html>"""


def refine(page: Page, site: Site) -> Refined | Rejected:
    """The article that a page holds, clean, with everything that was removed; or why it holds none (`reasons.REASONS`).

    Any bytes at all give one of the two. Time and memory are bounded by the page's size (`too-large`); a process that runs this on
    hostile input should have a deadline all the same. The article's near-duplicate signature is made here too, where there are several
    processes, not in the one that writes."""
    outcome = _guarded(page, site)
    if isinstance(outcome, Rejected):
        return outcome
    return replace(outcome, signature=signature(outcome.article.text or "") or b"")


def warm_up() -> None:
    """Refines a small page: what the first one loads (NumPy, dates, patterns) is then there. A pool forks its workers after that."""
    refine(Page(url=NO_ADDRESS, body=_SMALL_PAGE, fetched_at=datetime.now(UTC)), Site(name=_LIBRARY_SITE, home=NO_ADDRESS, title=""))


def _guarded(page: Page, site: Site, *, any_page: bool = False) -> Refined | Rejected:
    collecting = gc.isenabled()
    gc.disable()  # a page makes 50,000 objects and no cycles worth looking for: the collector would take a tenth of the time
    try:
        return _refined(page, site, any_page=any_page)
    except Exception as error:  # noqa: BLE001  the promise to callers: one page never ends a run
        return Rejected(url=page.url, reason="internal-error", detail=f"{type(error).__name__}: {error}"[:300])
    finally:
        if collecting:
            gc.enable()


def extract(html: bytes | bytearray | memoryview | str, url: str | None = "") -> Article | None:
    """The article in a page, without Scrapy and without network; None where there is none. Text is taken as UTF-8. An address that is
    none counts as not given. Raises TypeError for what is neither bytes nor text."""
    outcome = outcome_of(html, url)
    return outcome if isinstance(outcome, Article) else None


def outcome_of(html: bytes | bytearray | memoryview | str, url: str | None = "") -> Article | Rejected:
    """As `extract`, with the reason why a page gives no article."""
    if not isinstance(html, bytes | bytearray | memoryview | str):
        raise TypeError(f"a page comes as bytes or str, got {type(html).__name__}")
    content_type = "text/html; charset=utf-8" if isinstance(html, str) else ""
    body = html.encode("utf-8", "replace") if isinstance(html, str) else bytes(html)
    address = url if url and is_http(url) else NO_ADDRESS
    parts = urlsplit(address)
    page = Page(url=address, body=body, fetched_at=datetime.now(UTC), headers=(("content-type", content_type),))
    site = Site(name=registered_domain(address) or _LIBRARY_SITE, home=f"{parts.scheme}://{parts.netloc}/", title="")
    refined = _guarded(page, site, any_page=True)
    return refined.article if isinstance(refined, Refined) else refined


def _refined(page: Page, site: Site, *, any_page: bool) -> Refined | Rejected:
    document = parse(page.body, content_type=page.header("content-type"), url=page.url)
    if isinstance(document, Rejected):
        return document
    metadata = read_metadata(document, page, site)
    body = _with_parts(read_body(document, _witness(page, site, metadata)), page, site)
    if not any_page and not _is_listed(page) and (static := _static(document, metadata, body)) is not None:
        return static
    if (rejected := _rejection(document, metadata, body)) is not None:
        return rejected
    blocks, edits = _cleaned(body, metadata, site)
    if not any(block.kind != "heading" for block in blocks):
        return Rejected(url=page.url, reason="too-short", detail="nothing is left after cleaning")
    article = _article(page, site, document, metadata, body, blocks, edits)
    return Refined(
        article=article,
        published=metadata.published,
        modified=metadata.modified,
        captured_at=page.captured_at,
        edits=edits,
        next_url=_next_url(page, site, metadata),
    )


def _static(document: Document, metadata: Metadata, body: Body) -> Rejected | None:
    signed = bool(metadata.authors) or metadata.published is not None
    own_page = is_own_page(document.url)
    reason = static_reason(document, metadata.page_types, body.words, own_page=own_page, signed=signed)
    return Rejected(url=document.url, reason=reason[0], detail=reason[1]) if reason else None


def _is_listed(page: Page) -> bool:
    """Whether a source that lists nothing but articles names the page."""
    return page.candidate is not None and any(hint.source in ARTICLES_ONLY for hint in page.candidate.hints)


def _rejection(document: Document, metadata: Metadata, body: Body) -> Rejected | None:
    dated = metadata.published is not None
    if is_surely_article(body.words, metadata.page_types, dated=dated):
        return None
    facts = page_facts(document, metadata.title or "", body.words)
    reason = reject_reason(facts, body.blocks, metadata.page_types, dated=dated)
    return Rejected(url=document.url, reason=reason[0], detail=reason[1]) if reason else None


def _next_url(page: Page, site: Site, metadata: Metadata) -> str | None:
    """The page that goes on where the last one that is here ends; None at the end of the article."""
    here = {url_key(url) for url in (page.url, *(part.url for part in page.parts))}
    following = metadata.next_url
    if page.parts:
        last = page.parts[-1]
        document = parse(last.body, content_type=last.content_type, url=last.url)
        if isinstance(document, Rejected):
            return None
        following = read_metadata(document, replace(page, url=last.url, body=last.body, parts=(), candidate=None), site).next_url
    return following if following and url_key(following) not in here else None


def _witness(page: Page, site: Site, metadata: Metadata) -> Witness:
    # What an API gives is the article of all pages: beside the first page of several it is another text.
    hints: Sequence[Hint] = page.candidate.hints if page.candidate and not page.parts else ()
    hint = max((h for h in hints if h.content_html), key=lambda h: len(h.content_html or ""), default=None)
    return Witness(
        html=hint.content_html if hint else None,
        source=hint.source if hint else "feed",
        text=metadata.article_body,
        description=metadata.description,
        words=metadata.word_count_claim,
        xpath=_layout(page, site),
    )


def _layout(page: Page, site: Site) -> str | None:
    """The site's hint for pages of the time when this one was served, not when its article was published."""
    return site.body_at(page.captured_at or page.fetched_at)


def _with_parts(body: Body, page: Page, site: Site) -> Body:
    """The body with the further pages of a split article behind it, without what each page repeats."""
    blocks, positions, edits = list(body.blocks), list(body.positions), list(body.edits)
    things = list(body.things)
    seen = {fold(block.text) for block in blocks}
    words = body.words
    offset = 1 + max([*positions, *(edit.position for edit in edits)], default=-1)
    for part in page.parts:
        document = parse(part.body, content_type=part.content_type, url=part.url)
        if isinstance(document, Rejected):
            continue
        further = read_body(document, Witness(xpath=_layout(page, site)))
        if further.blocks and (heading := _heading_at_the_break(edits, max(positions, default=-1))):
            edits.remove(heading)
            blocks.append(Block(heading.text, "heading"))
            positions.append(heading.position)
        for block, position in zip(further.blocks, further.positions, strict=True):
            if (key := fold(block.text)) in seen and len(key) > 20:
                edits.append(Edit(rule="dom-repeated", text=block.text, position=offset + position))
            else:
                seen.add(key)
                words += word_count(block.text)
                blocks.append(replace(block, shape=replace(block.shape, position=offset + position)))
                positions.append(offset + position)
        things += [replace(thing, shape=replace(thing.shape, position=offset + thing.shape.position)) for thing in further.things]
        edits += [replace(edit, position=offset + edit.position) for edit in further.edits]
        offset += 1 + max([*further.positions, *(edit.position for edit in further.edits)], default=-1)
    return replace(body, blocks=tuple(blocks), positions=tuple(positions), edits=tuple(edits), things=tuple(things), words=words)


def _heading_at_the_break(edits: Sequence[Edit], last: int) -> Edit | None:
    """The heading that ends a page, taken for one without a text: its text stands on the next page. `last`: the page's last block."""
    behind = [edit for edit in edits if edit.position > last and edit.rule not in _BETWEEN]
    of_links = len(behind) > 1 and behind[1].rule == "dom-links"  # "The Latest", and a list of stories under it
    return behind[0] if behind and behind[0].rule == "dom-heading" and not of_links else None


def _cleaned(body: Body, metadata: Metadata, site: Site) -> tuple[tuple[Block, ...], tuple[Edit, ...]]:
    context = Context(
        title=metadata.title,
        subtitle=metadata.subtitle,
        description=metadata.description,
        authors=metadata.authors,
        site_title=site.title or None,
        section=metadata.section,
        tags=metadata.tags,
        language=metadata.language,
    )
    cleaned = clean_blocks(body.blocks, context)
    text_edits = [replace(edit, position=body.positions[edit.position]) for edit in cleaned.edits]
    edits = sorted([*body.edits, *text_edits], key=lambda edit: edit.position)
    return cleaned.blocks, tuple(_bounded(edit) for edit in edits)


def _bounded(edit: Edit) -> Edit:
    return edit if len(edit.text) <= _LONGEST_EDIT else replace(edit, text=edit.text[:_LONGEST_EDIT] + "…")


def _article(
    page: Page, site: Site, document: Document, metadata: Metadata, body: Body, blocks: tuple[Block, ...], edits: tuple[Edit, ...]
) -> Article:
    text = "\n\n".join(block.text for block in blocks)
    truncated, unnamed = page.header("warc-truncated"), metadata.canonical_url.startswith(NO_ADDRESS)
    kept = (*(("truncated",) if truncated else ()), *(("no-url",) if unnamed else ()))
    words = word_count(text)
    title, sources = metadata.title, dict(metadata.field_sources)
    if not title:  # a record has one; what a reader sees first stands for it
        title, sources["title"] = _first_words(text), "html"
    content = content_hash(title, text)
    return Article(
        id=content[:16] if unnamed else article_id(metadata.canonical_url),
        source=site.name,
        domain=registered_domain(page.url) if site.many_hosts else site.domain,
        url=page.url,
        canonical_url=metadata.canonical_url,
        title=title,
        subtitle=metadata.subtitle,
        description=metadata.description,
        text=text,
        sections=tuple(_sections(blocks)),
        authors=metadata.authors,
        date_published=_iso(metadata.published),
        date_modified=_iso(metadata.modified),
        date_precision=metadata.published.precision if metadata.published else None,
        language=detect_language(text, metadata.language),
        section=metadata.section,
        tags=metadata.tags,
        image_url=metadata.image_url,
        images=body.images,
        is_accessible_for_free=metadata.is_accessible_for_free,
        license=metadata.license,
        rights=merge_rights(page.site_rights, metadata.rights),
        word_count=words,
        content_hash=content,
        quality_flags=quality_flags(
            blocks,
            words=words,
            title=metadata.title or "",
            document_flags=(*kept, *document.flags, *metadata.flags),
            confidence=body.confidence,
        ),
        field_sources=sources,
        extraction=Extraction(
            method=body.method,
            confidence=body.confidence,
            versions=_versions(),
            edits=dict(sorted(Counter(edit.rule for edit in edits).items())),
        ),
        fetch=_fetch(page),
        spider_version=_versions()["newscrawl"],
        blocks=tuple(among(blocks, body.things)),
    )


def _first_words(text: str) -> str:
    """The beginning of a text, on one line, cut between words."""
    return shorten(text[: 4 * _LONGEST_TITLE], _LONGEST_TITLE, placeholder="…") or text[:_LONGEST_TITLE]


def _sections(blocks: Sequence[Block]) -> Iterator[Section]:
    """The body by its headings; what comes before the first heading has none."""
    heading: str | None = None
    gathered: list[str] = []
    for block in blocks:
        if block.kind == "heading":
            if heading is not None or gathered:
                yield Section(heading=heading, paragraphs=tuple(gathered))
            heading, gathered = block.text, []
        else:
            gathered.append(block.text)
    yield Section(heading=heading, paragraphs=tuple(gathered))


def _iso(moment: Moment | None) -> str | None:
    return moment.isoformat() if moment else None


def _fetch(page: Page) -> Fetch:
    return Fetch(
        fetched_at=stamp(page.fetched_at),
        status=page.status,
        via=page.via,
        archive_url=page.archive_url,
        captured_at=stamp(page.captured_at) if page.captured_at else None,
        etag=page.header("etag") or None,
        last_modified=page.header("last-modified") or None,
        warc_file=page.warc_file,
        warc_offset=page.warc_offset,
    )


@lru_cache(maxsize=1)
def _versions() -> dict[str, str]:
    try:
        trafilatura = version("trafilatura")
    except PackageNotFoundError:
        trafilatura = "unknown"
    return {"newscrawl": __version__, "trafilatura": trafilatura, "rules": f"{RULES_VERSION}.{VOCABULARY_VERSION}"}


def __getattr__(name: str) -> dict[str, str]:
    """`REASONS` stood here up to version 0.1."""
    if name != "REASONS":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    warnings.warn("newscrawl.refinement.REASONS is newscrawl.reasons.REASONS now", DeprecationWarning, stacklevel=2)
    return {reason.name: reason.meaning for reason in _REASONS.values()}
