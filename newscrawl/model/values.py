"""The values that rooms hand to each other. Frozen, picklable, without behaviour beyond what their data says.

Candidate → Page → Refined | Rejected → a line of a run file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from html import escape
from typing import Any, Literal

from newscrawl.model.blocks import Block, BlockKind, Shape, Span
from newscrawl.model.codec import as_record, stamp
from newscrawl.model.sources import HintSource

__all__ = [
    "SCHEMA_VERSION",
    "Article",
    "Block",
    "BlockKind",
    "Candidate",
    "Edit",
    "Extraction",
    "Fetch",
    "Hint",
    "Image",
    "Moment",
    "Page",
    "Part",
    "Precision",
    "Refined",
    "Rejected",
    "Rights",
    "Section",
    "Shape",
    "Span",
    "Via",
]

SCHEMA_VERSION = 1

Precision = Literal["second", "minute", "day"]
Via = Literal["live", "wayback", "commoncrawl", "warc", "feed", "wordpress"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point in time as a source gave it: `at` is aware and in UTC, `precision` says how much of it the source stated.

    A day without a time is midnight UTC of that day.
    """

    at: datetime
    precision: Precision

    @property
    def seconds(self) -> int:
        """Unix seconds, as the ledger compares moments."""
        return int(self.at.timestamp())

    def isoformat(self) -> str:
        """`2026-11-23T03:00:00Z`: seconds and Z, always."""
        return stamp(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What one source says of an article before its page was seen. Text is decoded, HTML kept only in `content_html`."""

    source: HintSource
    title: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    image_url: str | None = None
    content_html: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address that probably is an article, and what its sources say of it, the most trusted first.

    `aliases` are other addresses that the sources name for it (a `?p=ID` guid, a shortlink).
    """

    url: str
    hints: tuple[Hint, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def published(self) -> Moment | None:
        """When a source says that it was published. A plain sitemap never says that."""
        return next((h.published for h in self.hints if h.published), None)

    @property
    def modified(self) -> Moment | None:
        """The latest change that any source states."""
        return max((h.modified for h in self.hints if h.modified), key=lambda m: m.at, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A further page of an article that is split over several (`/slug/2/`)."""

    url: str
    body: bytes
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One fetched page, wherever it came from: all that `refine` may know.

    `url` is the address after redirects. `body` is decompressed; `headers` are the response's, names in lower case. `site_rights`: what
    the site states for this address outside of the page (robots.txt, tdmrep.json).
    """

    url: str
    body: bytes
    fetched_at: datetime
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    via: Via = "live"
    candidate: Candidate | None = None
    site_rights: Rights = field(default_factory=lambda: Rights())
    parts: tuple[Part, ...] = ()
    archive_url: str | None = None
    captured_at: datetime | None = None
    warc_file: str | None = None
    warc_offset: int | None = None

    def header(self, name: str) -> str:
        """The first value of a header, '' where there is none. `name` in lower case."""
        return next((value for key, value in self.headers if key == name), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One thing that cleaning removed. `position` counts the body's blocks before any were removed, from 0.

    A piece cut out of a block (a glued marker) has that block's position.
    """

    rule: str
    text: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    heading: str | None
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """`reserved`: True where a machine-readable signal reserves text and data mining, False where one grants it, else None.

    `signals` name each one seen and its source: `tdm-reservation: 1 (header)`.
    """

    reserved: bool | None = None
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """How the text was won. `confidence` is 0 to 1; `edits` counts what was removed, by rule."""

    method: str
    confidence: float
    versions: Mapping[str, str]
    edits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    fetched_at: str
    status: int
    via: Via
    archive_url: str | None = None
    captured_at: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The record: one line of a run file, key by key and in this order. Moments are UTC strings with seconds and Z. `blocks` are the body
    with its structure; the record does not hold them yet.

    `refine` fills in what a page says; `revision`, `supersedes`, `near_duplicate_of` and `run_id` are the ledger's.
    """

    schema_version: int = SCHEMA_VERSION
    id: str
    revision: int = 1
    supersedes: str | None = None
    status: Literal["live", "gone"] = "live"
    source: str
    domain: str
    url: str
    canonical_url: str
    title: str
    subtitle: str | None = None
    description: str | None = None
    text: str | None
    sections: tuple[Section, ...] = ()
    authors: tuple[str, ...] = ()
    date_published: str | None = None
    date_modified: str | None = None
    date_precision: Precision | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image_url: str | None = None
    images: tuple[Image, ...] = ()
    is_accessible_for_free: bool | None = None
    license: str | None = None
    rights: Rights = field(default_factory=Rights)
    word_count: int
    content_hash: str
    near_duplicate_of: str | None = None
    quality_flags: tuple[str, ...] = ()
    field_sources: Mapping[str, str] = field(default_factory=dict)
    extraction: Extraction
    fetch: Fetch
    run_id: str = ""
    spider_version: str = ""
    blocks: tuple[Block, ...] = field(default=(), compare=False, repr=False, metadata={"recorded": False})

    def __repr__(self) -> str:
        day = f", {self.date_published[:10]}" if self.date_published else ""
        return f"<Article {self.title[:80]!r}{day}, {self.word_count} words, {self.url}>"

    @property
    def markdown(self) -> str:
        """The body as Markdown: CommonMark with GFM tables, `[^1]` for footnotes, `$…$` for formulas, no raw HTML. An article that was read
        from a file has the headings and paragraphs of its record."""
        from newscrawl.model.markdown import markdown_of

        return markdown_of(self.blocks or tuple(_recorded(self)))

    @property
    def html(self) -> str:
        """The body as plain HTML, everything escaped: no script, no style, no address but of the web."""
        from newscrawl.model.hypertext import html_of

        return html_of(self.blocks or tuple(_recorded(self)))

    def to_dict(self) -> dict[str, Any]:
        """The record: plain dicts, lists and scalars, with the keys and the order of a line of a run file."""
        record: dict[str, Any] = as_record(self)
        return record

    def to_json(self) -> str:
        """The record as one line of JSON, without a line end."""
        return json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":"))

    def _repr_html_(self) -> str:
        """How a notebook shows the article: title, byline and text, everything escaped."""
        byline = ", ".join([*self.authors, *([self.date_published[:10]] if self.date_published else [])])
        text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in (self.text or "").split("\n\n"))
        link = f'<a href="{escape(self.url)}">{escape(self.domain)}</a>'
        return f"<h3>{escape(self.title)}</h3><p><small>{escape(byline)} {link}, {self.word_count} words</small></p>{text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refined:
    """An article, everything that was removed to make it, and the moments of which its record states the text.

    `published` and `modified`: as the page or a source states them. `captured_at`: when an archive took the page; None for the live site.
    `next_url`: a further page of the same article, not yet in `Page.parts`. `signature`: `dedup.signature` of the article's text, b"" for a
    text too short to have one; None where nobody has made it yet."""

    article: Article
    published: Moment | None = None
    modified: Moment | None = None
    captured_at: datetime | None = None
    edits: tuple[Edit, ...] = ()
    next_url: str | None = None
    signature: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A page that gave no article: `reason` is one of `reasons.REASONS`, `detail` the figure behind it. It is false, so that `if article`
    tells an article from a rejection."""

    url: str
    reason: str
    detail: str = ""

    def __bool__(self) -> bool:
        return False

    @property
    def advice(self) -> str:
        """The meaning of the reason, and what can be done about it; one or two sentences."""
        from newscrawl.reasons import advice  # needed by people alone

        return advice(self.reason)


def _recorded(article: Article) -> Iterator[Block]:
    """The blocks that a record still knows."""
    if not article.sections:
        yield from (Block(part) for part in (article.text or "").split("\n\n") if part)
    for section in article.sections:
        if section.heading:
            yield Block(section.heading, "heading")
        yield from map(Block, section.paragraphs)


def _travels_light(kind: Any) -> None:
    """Pickles of a frozen class with slots as its bare values: what `dataclass` gives such a class looks up its fields anew for each
    object, and some thirty travel for each page."""
    names = tuple(f.name for f in fields(kind))
    setters = tuple(getattr(kind, name).__set__ for name in names)

    def taken(self: Any) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in names])

    def put(self: Any, state: tuple[Any, ...]) -> None:
        for setter, value in zip(setters, state, strict=True):
            setter(self, value)

    kind.__getstate__, kind.__setstate__ = taken, put


for _kind in (
    Article,
    Block,
    Candidate,
    Edit,
    Extraction,
    Fetch,
    Hint,
    Image,
    Moment,
    Page,
    Part,
    Refined,
    Rejected,
    Rights,
    Section,
    Shape,
    Span,
):
    _travels_light(_kind)
