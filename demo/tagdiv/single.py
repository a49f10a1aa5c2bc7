"""The article page, in both generations, and its AMP form."""

# ruff: noqa: E501  lines of markup read better whole

from __future__ import annotations

import html
from dataclasses import replace
from datetime import UTC

from demo.posts import Post, blocks_html, inline_html
from demo.tagdiv import modules
from demo.tagdiv.ads import with_ads
from demo.tagdiv.blog import Blog
from demo.tagdiv.frame import bottom, crumbs, padded, top
from demo.tagdiv.head import article_head

__all__ = ["amp_page", "article_page", "body_html"]


def article_page(blog: Blog, post: Post, part: int = 1) -> str:
    """Page `part` of an article."""
    parts = blog.library.write(post)
    body = body_html(blog, post, part)
    if "nested" in post.traps:
        body = f'<div class="field field-name-body"><div class="field-items"><div class="field-item even">\n{body}\n</div></div></div>'
    body = with_ads(post, body) + _page_links(blog, post, part, len(parts))
    content = (_single_b if post.generation == "B" else _single_a)(blog, post, body)
    older = blog.library.around(post)[0]
    if "autoload" in post.traps and older is not None:  # infinite scroll: the next article, complete, in the same page
        content += _single_b(blog, older, with_ads(replace(older, generation="B"), body_html(blog, older, 1)))
    css = f"post-template-default single single-post postid-{post.id} single-format-standard {post.slug}"
    css += " tdb_template_77 tdb-template" if post.generation == "B" else ""
    page = (
        f'<!doctype html >\n<html lang="{blog.language}">\n{article_head(blog, post, part, len(parts))}'
        f"{top(blog, css, post)}{content}{bottom(blog, post)}"
    )
    return padded(page, blog.pad_kb)


def body_html(blog: Blog, post: Post, part: int) -> str:
    """A page of the body without the theme's doing, as the API and the feed give it too."""
    return blocks_html(blog.library.write(post)[part - 1], blog.home)


def _page_links(blog: Blog, post: Post, part: int, parts: int) -> str:
    """The pager of `<!--nextpage-->`."""
    if parts == 1:
        return ""
    links = []
    for number in range(1, parts + 1):
        target = blog.link(post.permalink if number == 1 else f"{post.permalink}{number}/")
        links.append(f"<div>{number}</div>" if number == part else f'<a href="{target}" class="post-page-numbers"><div>{number}</div></a>')
    if part < parts:
        links.append(f'<a href="{blog.link(f"{post.permalink}{part + 1}/")}"><div><i class="td-icon-menu-right"></i></div></a>')
    return f'<div class="page-nav page-nav-post td-pb-padding-side">{"".join(links)}</div>'


def _byline(blog: Blog, post: Post, link_class: str = "") -> str:
    css = f' class="{link_class}"' if link_class else ""
    names = [f'<a{css} href="{blog.author_link(name)}">{html.escape(name)}</a>' for name in post.authors]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _single_a(blog: Blog, post: Post, body: str) -> str:
    old = "v6" in post.traps
    author = (
        f'<div class="td-post-author-name">By {_byline(blog, post).replace("<a ", "<a itemprop=&quot;author&quot; ", 1).replace("&quot;", chr(34))} - </div>'
        if old
        else f'<div class="td-post-author-name"><div class="td-author-by">By</div> {_byline(blog, post)}'
        '<div class="td-author-line"> - </div> </div>'
    )
    subtitle = f'<p class="td-post-sub-title">{html.escape(post.subtitle, quote=False)}</p>' if post.subtitle else ""
    classes = f"post-{post.id} post type-post status-publish format-standard has-post-thumbnail hentry"
    return (
        '<div class="td-main-content-wrap td-container-wrap">\n<div class="td-container td-post-template-default ">'
        f"{crumbs(blog, (post.section, blog.section_link(post.section)), (post.title, None))}\n"
        '<div class="td-pb-row"><div class="td-pb-span8 td-main-content" role="main"><div class="td-ss-main-content">\n'
        f'<article id="post-{post.id}" class="{classes}" itemscope itemtype="https://schema.org/Article">\n<div class="td-post-header">\n'
        f'<ul class="td-category"><li class="entry-category"><a href="{blog.section_link(post.section)}">{html.escape(post.section)}</a></li></ul>\n'
        f'<header class="td-post-title"><h1 class="entry-title">{html.escape(post.title, quote=False)}</h1>\n{subtitle}'
        f'<div class="td-module-meta-info">{author} <span class="td-post-date">{blog.time_element(post)}</span> '
        f'<div class="td-post-comments"><a href="{blog.link(post.permalink)}#respond"><i class="td-icon-comments"></i>{post.comments}</a></div>'
        f'<div class="td-post-views"><i class="td-icon-views"></i><span class="td-nr-views-{post.id}">{post.id * 7 % 900}</span></div></div>'
        f'</header></div>\n<div class="td-post-sharing-top">{modules.share_bar(blog, post, "top")}</div>\n'
        f'<div class="td-post-content{"" if old else " tagdiv-type"}">\n{_featured_a(blog, post)}{body}\n</div>\n'
        f"<footer>{_footer_a(blog, post)}</footer></article>\n{modules.related(blog, post)}{modules.comments(blog, post)}"
        f"{modules.more_stories(blog, post)}</div></div>{modules.sidebar(blog, post)}</div></div></div>\n"
    )


def _featured_a(blog: Blog, post: Post) -> str:
    if not post.image:
        return ""
    image = blog.link(post.image)
    link = (
        f'<a href="{image}" data-caption="{html.escape(post.image_caption)}"><img width="696" height="392" class="entry-thumb td-modal-image" '
        f'src="{image}" alt="" title="{post.slug}"/></a>'
    )
    if post.image_caption:
        link = f'<figure>{link}<figcaption class="wp-caption-text">{inline_html(post.image_caption)}</figcaption></figure>'
    return f'<div class="td-post-featured-image">{link}</div>\n'


def _footer_a(blog: Blog, post: Post) -> str:
    tags = "".join(f'<li><a href="{blog.tag_link(tag)}">{html.escape(tag)}</a></li>' for tag in post.tags)
    source = (
        '<div class="td-post-source-via "><div class="td-post-small-box"><span>VIA</span><a rel="nofollow" href="https://wire.example/">'
        'Wire Desk</a></div><div class="td-post-small-box"><span>SOURCE</span><a rel="nofollow" href="#">Own reporting</a></div></div>'
        if "source" in post.traps
        else ""
    )
    tag_list = f'<ul class="td-tags td-post-small-box clearfix"><li><span>TAGS</span></li>{tags}</ul>' if tags else ""
    sides = "".join(
        f'<div class="td-block-span6 td-post-{"prev" if label[0] == "P" else "next"}-post"><div class="td-post-next-prev-content"><span>{label}'
        f'</span><a href="{blog.link(p.permalink)}">{html.escape(p.title, quote=False)}</a></div></div>'
        for label, p in modules.next_prev(blog, post)
    )
    published, modified = (blog.local(at).isoformat(timespec="seconds") for at in (post.published, post.modified))
    author = post.authors[0]
    return (
        f'<div class="td-post-source-tags">{source}{tag_list}</div>\n<div class="td-post-sharing-bottom">'
        f'{modules.share_bar(blog, post, "bottom")}</div><div class="td-block-row td-post-next-prev">{sides}</div>'
        f"{modules.author_box(blog, post)}"
        '<span class="td-page-meta" itemprop="author" itemscope itemtype="https://schema.org/Person">'
        f'<meta itemprop="name" content="{html.escape(author)}"><meta itemprop="url" content="{blog.author_link(author)}"></span>'
        f'<meta itemprop="datePublished" content="{published}"><meta itemprop="dateModified" content="{modified}">'
        '<meta itemscope itemprop="mainEntityOfPage" itemType="https://schema.org/WebPage" '
        f'itemid="{blog.declared(post.permalink)}"/><span class="td-page-meta" itemprop="publisher" itemscope '
        f'itemtype="https://schema.org/Organization"><meta itemprop="name" content="{html.escape(blog.name)}"></span>'
        f'<meta itemprop="headline " content="{html.escape(post.title)}">'
    )


def _tdb(name: str, inner: str, extra: str = "") -> str:
    """A cloud template element."""
    uid = f"tdi_{sum(map(ord, name)) % 90 + 10}"
    return (
        f'<div class="td_block_wrap {name} {uid} td-pb-border-top td_block_template_5 {extra}" data-td-block-uid="{uid}" >\n'
        f"<style>.{uid}{{margin-bottom:10px}}</style>"
        f'<div class="tdb-block-inner td-fix-index">{inner}</div></div> <!-- ./block -->\n'
    )


def _single_b(blog: Blog, post: Post, body: str) -> str:
    title = html.escape(post.title, quote=False)
    picture = ""
    if post.image:
        caption = f'<figcaption class="tdb-caption-text">{inline_html(post.image_caption)}</figcaption>' if post.image_caption else ""
        image = f'<figure><img width="1068" height="601" class="entry-thumb td-modal-image" src="{blog.link(post.image)}" alt=""/>{caption}</figure>'
        picture = _tdb("tdb_single_featured_image", image, "tdb-content-horiz-left")
    subtitle = _tdb("tdb_single_subtitle", f"<p>{html.escape(post.subtitle, quote=False)}</p>") if post.subtitle else ""
    tags = "".join(f'<li><a href="{blog.tag_link(tag)}">{html.escape(tag)}</a></li>' for tag in post.tags)
    sides = "".join(
        f'<div class="tdb-next-post {"tdb-post-prev" if label[0] == "P" else "tdb-post-next"}"><span>{label}</span>'
        f'<div class="next-prev-title"><a href="{blog.link(p.permalink)}">{html.escape(p.title, quote=False)}</a></div></div>'
        for label, p in modules.next_prev(blog, post)
    )
    flex = "".join(modules.flex_module(blog, p) for p in modules.picks(blog, post, 3, section=True))
    by = f'<div class="tdb-author-name-wrap"><span class="tdb-author-by">By</span> {_byline(blog, post, "tdb-author-name")}</div>'
    cells = "vc_column_inner tdi_40 wpb_column vc_column_container tdc-inner-column td-pb-span12"
    return (
        '<div id="tdb-autoload-article" data-autoload="off"><div class="td-main-content-wrap td-container-wrap"><div class="tdc-content-wrap">'
        f'<article id="template-id-77" class="post-77 tdb_templates type-tdb_templates post" itemscope itemtype="https://schema.org/Article">'
        f'<div id="tdi_20" class="tdc-zone"><div class="tdc_zone tdi_21 wpb_row td-pb-row"><div class="tdc-row"><div class="{cells}">'
        f"{_tdb('tdb_breadcrumbs', crumbs(blog, (post.section, blog.section_link(post.section)), (post.title, None)))}"
        f"{_tdb('tdb_single_categories', f'<a class=tdb-entry-category href={chr(34)}{blog.section_link(post.section)}{chr(34)}>{html.escape(post.section)}</a>')}"
        f"{_tdb('tdb_title', f'<h1 class={chr(34)}tdb-title-text{chr(34)}>{title}</h1><div></div><div class={chr(34)}tdb-title-line{chr(34)}></div>', 'tdb-single-title')}"
        f"{subtitle}{_tdb('tdb_single_author', by, 'tdb-post-meta')}{_tdb('tdb_single_date', blog.time_element(post), 'tdb-post-meta')}"
        f"{_tdb('tdb_single_post_share', modules.share_bar(blog, post, 'top'))}{picture}</div></div>"
        '<div class="tdc-row"><div class="vc_row td-ss-row wpb_row td-pb-row"><div class="vc_column td-pb-span8">'
        f"{_content_b(body)}{_tdb('tdb_single_tags', f'<ul class={chr(34)}tdb-tags{chr(34)}><li><span>Tags</span></li>{tags}</ul>') if tags else ''}"
        f"{_tdb('tdb_single_post_share', modules.share_bar(blog, post, 'bottom'))}{_tdb('tdb_single_next_prev', sides)}"
        f"{_tdb('tdb_author_box', modules.author_box(blog, post))}"
        f'<div class="td_block_wrap td_flex_block_1 tdb_single_related tdi_66 td_block_template_5"><div class="td-block-title-wrap">'
        f'<h4 class="td-block-title"><span class="td-pulldown-size">Related</span></h4></div><div class="td_block_inner">{flex}</div></div>'
        f"{_tdb('tdb_single_comments', modules.comments(blog, post))}{modules.the_latest(blog, post)}</div>"
        f"{modules.sidebar(blog, post)}</div></div></div></div></article></div></div></div>\n"
    ).replace("<article ", f"<!-- {post.published.astimezone(UTC):%Y%m%d} --><article ", 1)


def _content_b(body: str) -> str:
    return (
        '<div class="td_block_wrap tdb_single_content tdi_46 td-pb-border-top td_block_template_5 td-post-content tagdiv-type" '
        'data-td-block-uid="tdi_46" >\n<style>.tdi_46{margin-bottom:0}</style>\n<style>.tdb_single_content p{line-height:1.7}</style>'
        f'<div class="tdb-block-inner td-fix-index">{body}</div></div>\n'
    )


def amp_page(blog: Blog, post: Post) -> str:
    """The AMP plugin's page: another skin, canonical to the real one."""
    paragraphs = "\n".join(body_html(blog, post, part + 1) for part in range(len(blog.library.write(post))))
    title = html.escape(post.title, quote=False)
    return (
        f'<!doctype html>\n<html amp lang="{blog.language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<link rel="canonical" href="{blog.declared(post.permalink)}"><script async src="https://cdn.ampproject.org/v0.js"></script></head>'
        f'<body class="single-post"><article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{title}</h1>'
        f'<div class="amp-wp-meta amp-wp-byline">{html.escape(post.authors[0])}</div><div class="amp-wp-meta amp-wp-posted-on">'
        f'<time datetime="{post.published.astimezone(UTC).isoformat(timespec="seconds")}">a while ago</time></div></header>'
        f'<div class="amp-wp-article-content">{paragraphs.replace("<img ", "<amp-img ")}</div></article></body></html>'
    )
