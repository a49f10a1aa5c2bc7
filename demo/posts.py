"""What a site publishes: posts as data, their bodies as blocks, and an index over them.

A post's body is written only when a page needs it, so that a site of 50,000 posts costs no memory for their texts.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal

__all__ = ["Block", "Library", "Parts", "Post", "blocks_html", "inline_html", "plain", "slugify", "words_of"]

BlockKind = Literal["p", "h2", "h3", "h4", "ul", "ol", "quote", "pull", "box", "image", "div", "aside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of a body. `text` is inline markup: `*em*`, `**strong**`, `[words](link)`, `{{a glued marker}}`; `items` are a list's items
    or a quote's lines.

    An `aside` is no part of the article: its `text` is HTML as the author or a plugin pasted it. An image's `text` is its caption.
    """

    kind: BlockKind
    text: str = ""
    items: tuple[str, ...] = ()
    src: str = ""
    credit: str = ""


Parts = tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post without its body. `ad` is the site's ad title around this post; `traps` switch on what a template does only sometimes."""

    id: int
    slug: str
    title: str
    authors: tuple[str, ...]
    published: datetime
    modified: datetime
    section: str
    tags: tuple[str, ...] = ()
    excerpt: str = ""
    subtitle: str = ""
    image: str = ""
    image_caption: str = ""
    generation: Literal["A", "B"] = "A"
    ad: str = "- Advertisement -"
    traps: frozenset[str] = frozenset()
    comments: int = 0
    path: str = ""
    version: int = 0

    @property
    def permalink(self) -> str:
        return self.path or f"/{self.slug}/"


@dataclass(slots=True)
class Library:
    """The posts of a site, newest first, and the ways in to them. `write` gives a post's body, one tuple of blocks a page.

    Changing `posts` is done by `replace`, which drops the indexes; `version` counts the changes.
    """

    posts: list[Post]
    write: Callable[[Post], Parts]
    version: int = 0
    _index: _Index | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.posts = sorted(self.posts, key=_newest_first)

    def replace(self, posts: Iterable[Post]) -> None:
        self.posts = sorted(posts, key=_newest_first)
        self.version += 1
        self._index = None

    @property
    def index(self) -> _Index:
        if self._index is None:
            self._index = _Index(self.posts)
        return self._index

    @property
    def changed(self) -> datetime:
        """When anything was last published or modified."""
        return self.index.changed

    def section(self, slug: str) -> Sequence[Post]:
        return self.index.sections.get(slug, [])

    def tag(self, slug: str) -> Sequence[Post]:
        return self.index.tags.get(slug, [])

    def author(self, slug: str) -> Sequence[Post]:
        return self.index.authors.get(slug, [])

    def between(self, start: datetime, end: datetime) -> Sequence[Post]:
        """Posts published from `start` (included) to `end` (not included)."""
        moments = self.index.moments
        low, high = bisect_left(moments, start), bisect_left(moments, end)
        count = len(self.posts)
        return self.posts[count - high : count - low]

    def around(self, post: Post) -> tuple[Post | None, Post | None]:
        """The post before and the post after it in time."""
        here = self.index.places.get(post.id)
        if here is None:
            return None, None
        older = self.posts[here + 1] if here + 1 < len(self.posts) else None
        return older, self.posts[here - 1] if here else None


def _newest_first(post: Post) -> tuple[float, int]:
    return -post.published.timestamp(), -post.id


class _Index:
    """Look-ups over one state of a library, each made when it is first asked for."""

    def __init__(self, posts: list[Post]) -> None:
        self._posts = posts

    @cached_property
    def changed(self) -> datetime:
        return max(max(p.published, p.modified) for p in self._posts)

    @cached_property
    def moments(self) -> list[datetime]:
        return [p.published for p in reversed(self._posts)]

    @cached_property
    def paths(self) -> dict[str, Post]:
        return {p.permalink: p for p in self._posts}

    @cached_property
    def slugs(self) -> dict[str, Post]:
        return {p.slug: p for p in self._posts}

    @cached_property
    def ids(self) -> dict[int, Post]:
        return {p.id: p for p in self._posts}

    @cached_property
    def places(self) -> dict[int, int]:
        return {p.id: place for place, p in enumerate(self._posts)}

    @cached_property
    def sections(self) -> dict[str, list[Post]]:
        return self._by(lambda p: (p.section,))

    @cached_property
    def tags(self) -> dict[str, list[Post]]:
        return self._by(lambda p: p.tags)

    @cached_property
    def authors(self) -> dict[str, list[Post]]:
        return self._by(lambda p: p.authors)

    def _by(self, names: Callable[[Post], Iterable[str]]) -> dict[str, list[Post]]:
        found: dict[str, list[Post]] = defaultdict(list)
        for post in self._posts:
            for name in names(post):
                found[slugify(name)].append(post)
        return dict(found)


def slugify(text: str) -> str:
    """`the-latest-on-5g` for `The latest on 5G`, as WordPress does it."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("’", "").replace("'", "")).strip("-")


_INLINE = (
    (re.compile(r"\{\{(.*?)\}\}"), r"\1"),
    (re.compile(r"\*\*(.+?)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"\*(.+?)\*"), r"<em>\1</em>"),
    (re.compile(r"\[(.+?)\]\((\S+?)\)"), r'<a href="\2">\1</a>'),
)


def inline_html(text: str) -> str:
    """Inline markup as HTML."""
    escaped = html.escape(text, quote=False)
    for pattern, replacement in _INLINE:
        escaped = pattern.sub(replacement, escaped)
    return escaped


def plain(text: str) -> str:
    """Inline markup as the words a reader sees."""
    text = re.sub(r"\{\{.*?\}\}", "", text)
    return re.sub(r"\[(.+?)\]\(\S+?\)", r"\1", text).replace("*", "").strip()


def words_of(parts: Parts) -> tuple[str, ...]:
    """The paragraphs a perfect extractor gives: paragraphs, headings, list items and the lines of quotes, in order; no captions."""
    found: list[str] = []
    for block in (block for part in parts for block in part):
        if block.items:
            found += [plain(item) for item in block.items]
        elif block.kind not in ("image", "aside"):
            found.append(plain(block.text))
    return tuple(found)


def blocks_html(blocks: Sequence[Block], base: str = "") -> str:
    """A page of a body as WordPress prints it, before the theme inserts its ads. Links that start with `/` get `base`."""
    text = "\n".join(_block_html(block) for block in blocks)
    return re.sub(r'(href|src)="/(?!/)', rf'\1="{base}/', text)


def _block_html(block: Block) -> str:
    text = inline_html(block.text) if block.kind != "aside" else block.text
    if block.kind in ("h2", "h3", "h4"):
        return f"<{block.kind}>{text}</{block.kind}>"
    if block.kind in ("ul", "ol"):
        items = "\n".join(f"<li>{inline_html(item)}</li>" for item in block.items)
        return f"<{block.kind}>\n{items}\n</{block.kind}>"
    if block.kind in ("quote", "pull", "box"):
        css = {"quote": "wp-block-quote", "pull": "td_pull_quote td_pull_center", "box": "td_quote_box td_box_center"}[block.kind]
        return f'<blockquote class="{css}">' + "\n".join(f"<p>{inline_html(line)}</p>" for line in block.items) + "</blockquote>"
    if block.kind == "image":
        caption = f'<figcaption class="wp-element-caption">{text}{_credit(block)}</figcaption>' if block.text else ""
        size = "wp-block-image size-large"
        return f'<figure class="{size}"><img decoding="async" width="1024" height="683" src="{block.src}" alt="">{caption}</figure>'
    if block.kind == "div":
        return f"<div>{text}</div>"
    return text if block.kind == "aside" else f"<p>{text}</p>"


def _credit(block: Block) -> str:
    return f" Photo: {html.escape(block.credit)}" if block.credit else ""
