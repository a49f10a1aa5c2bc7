"""Listing pages: home, category, tag, author and date archives, with the pager whose "next" has no text."""

# ruff: noqa: E501  lines of markup read better whole

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from demo.posts import Post
from demo.tagdiv import modules
from demo.tagdiv.blog import Blog
from demo.tagdiv.frame import bottom, crumbs, padded, top
from demo.tagdiv.head import page_head

__all__ = ["Listing", "listing_page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of a listing. `path` is that of page 1."""

    kind: Literal["home", "category", "tag", "author", "date"]
    title: str
    path: str
    posts: Sequence[Post]
    page: int = 1
    pages: int = 1


def listing_page(blog: Blog, listing: Listing) -> str:
    """The page as HTML. On a category's first page the newest posts also stand in the grid above the list: they are linked four times."""
    grid = ""
    if listing.kind in ("home", "category") and listing.page == 1:
        cells = "".join(
            f'<div class="td_module_mx5 td-animation-stack td-big-grid-post-{i}">{modules.mega_module(blog, p)}</div>'
            for i, p in enumerate(listing.posts[:3])
        )
        grid = f'<div class="td-category-grid"><div class="td_block_wrap td_block_big_grid_1 tdi_9"><div class="td_block_inner">{cells}</div></div></div>'
    css = {"home": "home blog", "category": "archive category", "tag": "archive tag", "author": "archive author", "date": "archive date"}
    number = 10 if listing.kind != "category" else 1
    rows = "".join(
        f'<div class="td-block-row"><div class="td-block-span12">{modules.list_module(blog, post, number)}</div></div>'
        for post in listing.posts
    )
    title = html.escape(listing.title, quote=False)
    if listing.kind == "category":
        siblings = "".join(f'<li class="entry-category"><a href="{blog.section_link(s)}">{s}</a></li>' for s in blog.sections)
        head = (
            f'<div class="td-category-header td-container-wrap"><h1 class="entry-title td-page-title">{title}</h1>'
            f'<ul class="td-category-siblings">{siblings}</ul></div>'
        )
    else:
        head = f'<div class="td-page-header"><h1 class="entry-title td-page-title"><span>{title}</span></h1></div>'
    robots = "noindex, follow" if listing.kind in ("date", "tag") else "index, follow"
    page = (
        f'<!doctype html >\n<html lang="{blog.language}">\n'
        f"{page_head(blog, listing.title, listing.path, page=listing.page, pages=listing.pages, robots=robots)}"
        f"{top(blog, css[listing.kind], None, with_menu_stories=listing.page == 1)}"
        f'<div class="td-main-content-wrap td-container-wrap"><div class="td-container">{crumbs(blog, (listing.title, None))}{head}{grid}'
        f'<div class="td-pb-row"><div class="td-pb-span8 td-main-content" role="main"><div class="td-ss-main-content">{rows}'
        f"{_pager(blog, listing)}</div></div>{modules.sidebar(blog, None) if listing.page == 1 else ''}</div></div></div>"
        f"{bottom(blog, None, with_stories=listing.page == 1)}"
    )
    return padded(page, blog.pad_kb)


def _pager(blog: Blog, listing: Listing) -> str:
    page, pages = listing.page, listing.pages
    if pages < 2:
        return ""

    def link(number: int) -> str:
        return blog.link(listing.path if number == 1 else f"{listing.path}page/{number}/")

    parts: list[str] = []
    if page > 1:
        parts.append(f'<a href="{link(page - 1)}"><i class="td-icon-menu-left"></i></a>')
    low, high = max(1, page - 2), min(pages, page + 2)
    if low > 1:
        parts.append(f'<a href="{link(1)}" class="first" title="1">1</a>')
    for number in range(low, high + 1):
        current = f'<span class="current">{number}</span>'
        parts.append(current if number == page else f'<a href="{link(number)}" class="page" title="{number}">{number}</a>')
    if high < pages:
        parts.append(f'<span class="extend">...</span><a href="{link(pages)}" class="last" title="{pages}">{pages}</a>')
    if page < pages:
        parts.append(f'<a href="{link(page + 1)}"><i class="td-icon-menu-right"></i></a>')
    return (
        f'<div class="page-nav td-pb-padding-side">{"".join(parts)}<span class="pages">Page {page} of {pages}</span>'
        '<div class="clearfix"></div></div>'
    )
