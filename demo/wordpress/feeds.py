"""RSS as WordPress prints it, with Yoast's tail under each entry."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime

from demo.posts import Post
from demo.tagdiv.blog import Blog
from demo.tagdiv.single import body_html

__all__ = ["rss"]

_ROOT = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"\n\txmlns:content="http://purl.org/rss/1.0/modules/content/"\n'
    '\txmlns:wfw="http://wellformedweb.org/CommentAPI/"\n\txmlns:dc="http://purl.org/dc/elements/1.1/"\n'
    '\txmlns:atom="http://www.w3.org/2005/Atom"\n\txmlns:sy="http://purl.org/rss/1.0/modules/syndication/"\n'
    '\txmlns:slash="http://purl.org/rss/1.0/modules/slash/"\n\t>\n\n'
)


def _cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _date(at: datetime) -> str:
    return format_datetime(at)


def rss(blog: Blog, title: str, path: str, posts: Sequence[Post], *, content: bool = True) -> str:
    """The feed of `posts`. With `content` the first page of each body is in it, else an excerpt only."""
    built = max((p.modified for p in posts), default=None)
    items = "".join(_item(blog, post, content) for post in posts)
    changed = f"\t<lastBuildDate>{_date(built)}</lastBuildDate>\n" if built else ""
    return (
        f'{_ROOT}<channel>\n\t<title>{html.escape(title)}</title>\n\t<atom:link href="{blog.link(path)}" rel="self" '
        f'type="application/rss+xml" />\n\t<link>{blog.link("/")}</link>\n\t<description>{html.escape(blog.tagline)}</description>\n'
        f"{changed}\t<language>{blog.language}</language>\n\t<sy:updatePeriod>\n\thourly\t</sy:updatePeriod>\n\t<sy:updateFrequency>\n\t1\t"
        f"</sy:updateFrequency>\n\t<generator>https://wordpress.org/?v=6.4.3</generator>\n{items}</channel>\n</rss>\n"
    )


def _item(blog: Blog, post: Post, content: bool) -> str:
    link = blog.link(post.permalink)
    tail = (
        f'<p>The post <a rel="nofollow" href="{link}">{html.escape(post.title, quote=False)}</a> appeared first on '
        f'<a rel="nofollow" href="{blog.link("/")}">{html.escape(blog.name)}</a>.</p>\n'
    )
    categories = "".join(f"\t\t<category>{_cdata(name)}</category>\n" for name in (post.section, *post.tags))
    encoded = f"\t\t\t\t\t<content:encoded>{_cdata(body_html(blog, post, 1) + tail)}</content:encoded>\n" if content else ""
    creators = _cdata(", ".join(post.authors))
    return (
        f"\t<item>\n\t\t<title>{html.escape(post.title, quote=False).replace('’', '&#8217;')}</title>\n\t\t<link>{link}</link>\n"
        f"\t\t\t\t\t<comments>{link}#respond</comments>\n\t\t<dc:creator>{creators}</dc:creator>\n"
        f"\t\t<pubDate>{_date(post.published)}</pubDate>\n{categories}"
        f'\t\t<guid isPermaLink="false">{blog.link(f"/?p={post.id}")}</guid>\n\n'
        f"\t\t<description>{_cdata(f'<p>{html.escape(post.excerpt, quote=False)} [&#8230;]</p>{chr(10)}{tail}')}</description>\n{encoded}"
        f"\t\t<wfw:commentRss>{link}feed/</wfw:commentRss>\n\t\t<slash:comments>{post.comments}</slash:comments>\n\t</item>\n"
    )
