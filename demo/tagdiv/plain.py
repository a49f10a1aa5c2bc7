"""Pages that are no articles and no listings: about, contact, advertise, not found, and the not found that answers 200."""

# ruff: noqa: E501  lines of markup read better whole

from __future__ import annotations

import html

from demo.tagdiv.blog import Blog
from demo.tagdiv.frame import bottom, crumbs, padded, top
from demo.tagdiv.head import page_head
from demo.tagdiv.modules import flex_module, picks

__all__ = ["not_found_page", "soft_404_page", "static_page"]


def static_page(blog: Blog, slug: str, title: str, paragraphs: tuple[str, ...]) -> str:
    """A WordPress page: the theme prints it almost as it prints an article."""
    body = "\n".join(f"<p>{html.escape(text, quote=False)}</p>" for text in paragraphs)
    page = (
        f'<!doctype html >\n<html lang="{blog.language}">\n{page_head(blog, title, f"/{slug}/")}'
        f"{top(blog, f'page-template-default page page-id-{len(slug)} {slug}', None, with_menu_stories=False)}"
        f'<div class="td-main-content-wrap td-container-wrap"><div class="td-container">{crumbs(blog, (title, None))}<div class="td-pb-row">'
        '<div class="td-pb-span12 td-main-content" role="main"><div class="td-ss-main-content"><div class="td-page-header">'
        f'<h1 class="entry-title td-page-title"><span>{html.escape(title)}</span></h1></div>'
        f'<div class="td-page-content tagdiv-type">{body}</div></div></div></div></div></div>{bottom(blog, None, with_stories=False)}'
    )
    return padded(page, blog.pad_kb)


def not_found_page(blog: Blog) -> str:
    """The theme's 404."""
    latest = "".join(flex_module(blog, p) for p in picks(blog, None, 3))
    return (
        f'<!doctype html >\n<html lang="{blog.language}">\n{page_head(blog, "Page not found", "/404/", robots="noindex, follow")}'
        f"{top(blog, 'error404', None, with_menu_stories=False)}"
        '<div class="td-main-content-wrap td-container-wrap"><div class="td-container"><div class="td-pb-row"><div class="td-pb-span12">'
        '<div class="td-404-title">Ooops... Error 404</div><div class="td-404-sub-title">Sorry, but the page you are looking for doesn\'t '
        f'exist.</div><div class="td-404-sub-sub-title">You can go to the <a href="{blog.link("/")}">HOMEPAGE</a></div>'
        f'<h4 class="block-title td-block-title"><span class="td-pulldown-size">OUR LATEST POSTS</span></h4>{latest}</div></div></div></div>'
        f"{bottom(blog, None, with_stories=False)}"
    )


def soft_404_page(blog: Blog) -> str:
    """The page a broken redirect plugin shows with status 200: it looks like an article of the theme, and is none."""
    latest = "".join(flex_module(blog, p) for p in picks(blog, None, 5))
    return (
        f'<!doctype html >\n<html lang="{blog.language}">\n{page_head(blog, "Page not found", "/page-not-found/")}'
        f"{top(blog, 'page-template-default page page-id-404', None, with_menu_stories=False)}"
        '<div class="td-main-content-wrap td-container-wrap"><div class="td-container"><div class="td-pb-row">'
        '<div class="td-pb-span8 td-main-content" role="main"><div class="td-ss-main-content"><article class="page type-page">'
        '<header class="td-post-title"><h1 class="entry-title">Page not found</h1></header><div class="td-post-content tagdiv-type">'
        "<p>The page you are looking for may have been moved, renamed, or never existed. Please check the address, use the search box, "
        "or go back to the front page and try one of the stories that our readers liked most this week.</p>"
        "<p>If you followed a link from another site, please let its owner know. We are sorry for the trouble.</p></div></article>"
        f'<h4 class="block-title td-block-title"><span class="td-pulldown-size">OUR LATEST POSTS</span></h4>{latest}</div></div></div></div></div>'
        f"{bottom(blog, None, with_stories=False)}"
    )
