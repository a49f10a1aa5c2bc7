"""What templates know of the site they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from demo.posts import Library, Post, slugify

__all__ = ["Blog", "CanonicalMode"]

CanonicalMode = Literal["own", "home", "other", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """`home` is the address that links carry, `public` the one that pages declare (canonical, og:url, JSON-LD); no slash at the end.

    `canonical`: what the canonical link says: the page's own address, the home page (a known plugin fault), another host, or nothing.
    `pad_kb`: pages are filled up to this size with the style sheets, scripts and hidden menus that real ones carry.
    """

    name: str
    tagline: str
    home: str
    public: str
    library: Library
    zone: ZoneInfo
    sections: tuple[str, ...]
    canonical: CanonicalMode = "own"
    pad_kb: int = 0
    language: str = "en-US"
    static: tuple[tuple[str, str], ...] = ()

    def link(self, path: str) -> str:
        return self.home + path

    def declared(self, path: str) -> str:
        return self.public + path

    def section_link(self, section: str) -> str:
        return self.link(f"/category/{slugify(section)}/")

    def author_link(self, author: str) -> str:
        return self.link(f"/author/{slugify(author)}/")

    def tag_link(self, tag: str) -> str:
        return self.link(f"/tag/{slugify(tag)}/")

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def time_element(self, post: Post) -> str:
        """The theme's `<time>`: the site's own zone in the attribute, only a day (or "6 hours ago") in the text."""
        local = self.local(post.published)
        text = "6 hours ago" if "relative-date" in post.traps else f"{local:%B} {local.day}, {local.year}"
        return f'<time class="entry-date updated td-module-date" datetime="{local.isoformat(timespec="seconds")}" >{text}</time>'
