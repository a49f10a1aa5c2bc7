"""What a perfect crawl of a site gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from demo.posts import Post, plain, words_of
from demo.tagdiv import Blog

__all__ = ["Truth", "truth_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """One article. `paragraphs` are its paragraphs, headings, list items and lines of quotes, in order, without captions and deck."""

    id: int
    path: str
    url: str
    canonical: str
    title: str
    subtitle: str
    description: str
    authors: tuple[str, ...]
    published: datetime
    modified: datetime
    section: str
    tags: tuple[str, ...]
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    pages: int

    @property
    def minute(self) -> str:
        """`2026-11-23T03:00`, in UTC: a record's `date_published` starts with it."""
        return self.published.strftime("%Y-%m-%dT%H:%M")


def truth_of(blog: Blog, post: Post) -> Truth:
    """The truth of a post of this blog."""
    parts = blog.library.write(post)
    captions = [plain(block.text) for part in parts for block in part if block.kind == "image" and block.text]
    return Truth(
        id=post.id,
        path=post.permalink,
        url=blog.link(post.permalink),
        canonical=blog.declared(post.permalink),
        title=post.title,
        subtitle=post.subtitle,
        description=post.excerpt,
        authors=post.authors,
        published=post.published,
        modified=post.modified,
        section=post.section,
        tags=post.tags,
        paragraphs=words_of(parts),
        captions=tuple([plain(post.image_caption)] * bool(post.image_caption) + captions),
        pages=len(parts),
    )
