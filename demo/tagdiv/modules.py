"""What stands around an article: teasers in every size, sidebar, related stories, share bars, author box, comments."""

# ruff: noqa: E501  lines of markup read better whole

from __future__ import annotations

import hashlib
import html
from collections.abc import Iterable, Sequence

from demo.posts import Post, slugify
from demo.tagdiv.blog import Blog

__all__ = [
    "author_box",
    "comments",
    "flex_module",
    "list_module",
    "mega_module",
    "more_stories",
    "next_prev",
    "picks",
    "related",
    "share_bar",
    "sidebar",
]


def picks(blog: Blog, post: Post | None, count: int, *, start: int = 0, section: bool = False) -> Sequence[Post]:
    """Posts for a block: the newest, with `section` those of the same section first; never the post itself."""
    pool = list(blog.library.posts[start : start + count + 1])
    if post and section:
        pool = [*blog.library.section(slugify(post.section))[: count + 1], *(p for p in pool if p.section != post.section)]
    return [p for p in pool if post is None or p.id != post.id][:count]


def _thumb(blog: Blog, post: Post, width: int, height: int) -> str:
    title = html.escape(post.title)
    return (
        f'<div class="td-module-thumb"><a href="{blog.link(post.permalink)}" rel="bookmark" class="td-image-wrap " title="{title}" >'
        f'<img class="entry-thumb" src="data:image/gif;base64,R0lGODdhAQABAAAAACw=" alt="" title="{title}" data-type="image_tag" '
        f'data-img-url="{blog.link(_image(post))}" width="{width}" height="{height}" /></a></div>'
    )


def _image(post: Post) -> str:
    return post.image or "/wp-content/uploads/default.png"


def _title(blog: Blog, post: Post) -> str:
    title = html.escape(post.title, quote=False)
    return (
        f'<h3 class="entry-title td-module-title"><a href="{blog.link(post.permalink)}" rel="bookmark" '
        f'title="{html.escape(post.title)}">{title}</a></h3>'
    )


def _meta(blog: Blog, post: Post) -> str:
    author = post.authors[0]
    return (
        '<div class="td-module-meta-info"><span class="td-post-author-name">'
        f'<a href="{blog.author_link(author)}">{html.escape(author)}</a> <span>-</span> </span>'
        f'<span class="td-post-date">{blog.time_element(post)}</span>'
        f'<div class="td-module-comments"><a href="{blog.link(post.permalink)}#respond">{post.comments}</a></div></div>'
    )


def list_module(blog: Blog, post: Post, number: int = 10) -> str:
    """A teaser of a listing page: the article linked twice, date, excerpt."""
    return (
        f'<div class="td_module_{number} td_module_wrap td-animation-stack"><div class="td-module-image">{_thumb(blog, post, 218, 150)}'
        f'<a href="{blog.section_link(post.section)}" class="td-post-category" >{html.escape(post.section)}</a></div>'
        f'<div class="item-details">{_title(blog, post)}{_meta(blog, post)}'
        f'<div class="td-excerpt">{html.escape(post.excerpt, quote=False)}</div></div></div>\n'
    )


def mega_module(blog: Blog, post: Post) -> str:
    """A teaser of the mega menu."""
    return (
        '<div class="td-mega-span"><div class="td_module_mega_menu td-animation-stack td_mod_mega_menu">'
        f'<div class="td-module-image">{_thumb(blog, post, 218, 150)}</div><div class="item-details">{_title(blog, post)}</div></div></div>\n'
    )


def flex_module(blog: Blog, post: Post) -> str:
    """A teaser of the cloud templates."""
    author = post.authors[0]
    return (
        '<div class="td_module_flex td_module_flex_1 td_module_wrap td-animation-stack td-meta-info-bottom">'
        '<div class="td-module-container td-category-pos-image"><div class="td-image-container">'
        f'{_thumb(blog, post, 324, 235)}</div><div class="td-module-meta-info">{_title(blog, post)}'
        f'<div class="td-editor-date"><a href="{blog.section_link(post.section)}" class="td-post-category">{html.escape(post.section)}</a>'
        f'<span class="td-author-date"><span class="td-post-author-name"><a href="{blog.author_link(author)}">{html.escape(author)}</a>'
        f' <span>-</span> </span><span class="td-post-date">{blog.time_element(post)}</span></span></div>'
        f'<div class="td-excerpt">{html.escape(post.excerpt, quote=False)}</div></div></div></div>\n'
    )


def _small_module(blog: Blog, post: Post) -> str:
    return (
        '<div class="td-block-span12"><div class="td_module_6 td_module_wrap td-animation-stack">'
        f'{_thumb(blog, post, 100, 70)}<div class="item-details">{_title(blog, post)}'
        f'<div class="td-module-meta-info"><span class="td-post-date">{blog.time_element(post)}</span></div></div></div></div>\n'
    )


def block(title: str, inner: str, uid: str, number: int = 7) -> str:
    """A titled block of the theme, as a widget, in the footer or under an article."""
    return (
        f'<div class="td_block_wrap td_block_{number} td_block_widget {uid} td-pb-border-top td_block_template_1 td-column-1" '
        f'data-td-block-uid="{uid}" ><script>var block_{uid} = new tdBlock();\nblock_{uid}.id = "{uid}";\n'
        f'block_{uid}.atts = \'{{"limit":4,"custom_title":"{title}"}}\';\ntdBlocksArray.push(block_{uid});\n</script>'
        f'<div class="td-block-title-wrap"><h4 class="block-title td-block-title"><span class="td-pulldown-size">{title}</span></h4></div>'
        f'<div id="{uid}" class="td_block_inner">{inner}</div></div> <!-- ./block -->\n'
    )


def the_latest(blog: Blog, post: Post | None, count: int = 4) -> str:
    """The block "The Latest" that ends up at the end of careless extractions."""
    return block("The Latest", "".join(_small_module(blog, p) for p in picks(blog, post, count)), "tdi_61")


def sidebar(blog: Blog, post: Post | None) -> str:
    """The right-hand column."""
    popular = "".join(_small_module(blog, p) for p in picks(blog, post, 3, start=4))
    counts = "".join(
        f'<li><a href="{blog.section_link(s)}"><span class="td-cat-name">{s}</span><span class="td-cat-no">'
        f"{len(blog.library.section(slugify(s)))}</span></a></li>"
        for s in blog.sections
    )
    return (
        '<div class="td-pb-span4 td-main-sidebar" role="complementary"><div class="td-ss-main-sidebar">'
        '<div class="td-a-rec td-a-rec-id-sidebar  tdi_55 td_block_template_1"><span class="td-adspot-title">- Advertisement -</span>'
        '<div class="td-all-devices"><a href="https://ads.example/side"><img src="/wp-content/uploads/banner-300x250.png" alt=""></a></div></div>'
        '<div class="td_block_wrap td_block_social_counter td_block_widget tdi_56"><div class="td-block-title-wrap">'
        '<h4 class="block-title td-block-title"><span class="td-pulldown-size">STAY CONNECTED</span></h4></div>'
        '<div class="td-social-list"><div class="td_social_type"><span class="td_social_info">4,120</span>'
        '<span class="td_social_info td_social_info_name">Fans</span><span class="td_social_button"><a href="#">Like</a></span></div></div></div>'
        f"{the_latest(blog, post)}{block('Most Popular', popular, 'tdi_62')}"
        '<div class="td_block_wrap td_block_popular_categories td_block_widget tdi_63 widget widget_categories"><div class="td-block-title-wrap">'
        '<h4 class="block-title td-block-title"><span class="td-pulldown-size">POPULAR CATEGORY</span></h4></div>'
        f'<ul class="td-pb-padding-side">{counts}</ul></div>'
        '<div class="td_block_wrap tds_newsletter tdi_64"><h4 class="td-block-title">Newsletter</h4><p>The week in technology, every Friday. '
        'No spam, one click to leave.</p><form><input type="email" placeholder="Your email address"><button>Subscribe</button></form></div>'
        "</div></div>"
    )


def related(blog: Blog, post: Post) -> str:
    """RELATED ARTICLES | MORE FROM AUTHOR."""
    cells = "".join(
        '<div class="td-related-span4"><div class="td_module_related_posts td-animation-stack td_mod_related_posts">'
        f'<div class="td-module-image">{_thumb(blog, p, 218, 150)}<a href="{blog.section_link(p.section)}" class="td-post-category" >'
        f'{html.escape(p.section)}</a></div><div class="item-details">{_title(blog, p)}</div></div></div>'
        for p in picks(blog, post, 3, section=True)
    )
    return (
        '<div class="td_block_wrap td_block_related_posts tdi_5 td_with_ajax_pagination td-pb-border-top td_block_template_1" '
        'data-td-block-uid="tdi_5" ><script>var block_tdi_5 = new tdBlock();\nblock_tdi_5.id = "tdi_5";\n'
        'block_tdi_5.atts = \'{"limit":3,"ajax_pagination":"next_prev","live_filter":"cur_post_same_categories",'
        '"td_ajax_filter_type":"td_custom_related"}\';\ntdBlocksArray.push(block_tdi_5);\n</script>'
        '<h4 class="td-related-title td-block-title"><a id="tdi_6" class="td-related-left td-cur-simple-item" data-td_filter_value="" '
        'data-td_block_id="tdi_5" href="#">RELATED ARTICLES</a><a id="tdi_7" class="td-related-right" '
        'data-td_filter_value="td_related_more_from_author" data-td_block_id="tdi_5" href="#">MORE FROM AUTHOR</a></h4>'
        f'<div id=tdi_5 class="td_block_inner">\n\n\t<div class="td-related-row">\n{cells}</div><!--./row-fluid--></div>'
        '<div class="td-next-prev-wrap"><a href="#" class="td-ajax-prev-page ajax-page-disabled" id="prev-page-tdi_5" data-td_block_id="tdi_5">'
        '<i class="td-icon-font td-icon-menu-left"></i></a><a href="#"  class="td-ajax-next-page" id="next-page-tdi_5" '
        'data-td_block_id="tdi_5"><i class="td-icon-font td-icon-menu-right"></i></a></div></div> <!-- ./block -->\n'
    )


def more_stories(blog: Blog, post: Post) -> str:
    """The box that flies in at the end."""
    inner = "".join(_small_module(blog, p) for p in picks(blog, post, 2, start=2))
    return (
        '<div class="td-more-articles-box"><i class="td-icon-close td-close-more-articles-box"></i>'
        '<span class="td-more-articles-box-title">MORE STORIES</span>'
        f'<div class="td-content-more-articles-box">{inner}</div></div>'
    )


def share_bar(blog: Blog, post: Post, place: str) -> str:
    """Share buttons, above and below an article."""
    link = blog.link(post.permalink)
    buttons = "".join(
        f'<a class="td-social-sharing-button td-social-sharing-button-js td-social-network td-social-{name.lower()}" '
        f'href="https://share.example/{name.lower()}?u={link}" title="{name}" ><div class="td-social-but-icon">'
        f'<i class="td-icon-{name.lower()}"></i></div><div class="td-social-but-text">{name}</div></a>'
        for name in ("Facebook", "Twitter", "WhatsApp", "Linkedin", "Email", "Print")
    )
    return (
        f'<div id="td_social_sharing_article_{place}" class="td-post-sharing td-ps-bg td-ps-notext td-post-sharing-style1 ">'
        '<div class="td-post-sharing-visible"><div class="td-social-sharing-button td-social-sharing-button-js td-social-handler '
        'td-social-share-text"><div class="td-social-but-icon"><i class="td-icon-share"></i></div><div class="td-social-but-text">Share</div>'
        f'</div>{buttons}</div><div class="td-social-sharing-hidden"><ul class="td-pulldown-filter-list"></ul>'
        '<a class="td-social-sharing-button td-social-handler td-social-expand-tabs" href="#" data-block-uid="td_social_sharing_article_top" '
        'title="More"><div class="td-social-but-icon"><i class="td-icon-plus td-social-expand-tabs-icon"></i></div></a></div></div>'
    )


def next_prev(blog: Blog, post: Post) -> Iterable[tuple[str, Post]]:
    """("Previous article", post) and ("Next article", post), where there are such."""
    older, newer = blog.library.around(post)
    return [(label, p) for label, p in (("Previous article", older), ("Next article", newer)) if p]


def author_box(blog: Blog, post: Post) -> str:
    """Who wrote it, with a picture and a few words."""
    author = post.authors[0]
    link = blog.author_link(author)
    digest = hashlib.md5(author.encode()).hexdigest()
    return (
        f'<div class="author-box-wrap"><a href="{link}" ><img alt="" src="/avatar/{digest}.png" class="avatar avatar-96 photo" height="96" '
        f'width="96" /></a><div class="desc"><div class="td-author-name vcard author"><span class="fn"><a href="{link}">{html.escape(author)}</a>'
        f'</span></div><div class="td-author-url"><a href="{blog.link("/")}">{blog.link("/")}</a></div><div class="td-author-description">'
        f"{html.escape(author)} writes about networks, money and the people who build with both. Tips are welcome by e-mail.</div>"
        '<div class="td-author-social"></div><div class="clearfix"></div></div></div>'
    )


_REMARKS = (
    ("Kojo", "Good piece. I would have liked a word on what this costs a family in the north, where data is sold by the hour."),
    ("reader77", "We tried exactly this two years ago in our cooperative and the battery gave up after one rainy season."),
    ("Lindiwe M.", "Thank you for explaining it without the usual slogans! Sharing this with my students tomorrow."),
)


def comments(blog: Blog, post: Post) -> str:
    """Comments as the theme prints them: each an `<article>`, with paragraphs; then the form."""
    local = blog.local(post.published)
    items = "".join(
        f'<li class="comment" id="comment-{post.id}{i}"><article><footer><img alt="" src="/avatar/{i}.png" class="avatar avatar-50 photo">'
        f'<cite>{name}</cite> <a class="comment-link" href="#comment-{post.id}{i}"><time pubdate="{int(local.timestamp())}">{local:%B} '
        f"{local.day}, {local.year} At {local:%H:%M}</time></a></footer>"
        f'<div class="comment-content"><p>{words}</p></div></article></li>'
        for i, (name, words) in enumerate(_REMARKS[: post.comments])
    )
    listed = (
        f'<div class="td-comments-title-wrap td_block_template_1"><h4 class="td-comments-title block-title"><span>{post.comments} COMMENTS'
        f'</span></h4></div><ol class="comment-list">{items}</ol>'
        if items
        else ""
    )
    return (
        f'<div class="comments" id="comments">{listed}<div id="respond" class="comment-respond"><h3 id="reply-title" '
        'class="comment-reply-title">LEAVE A REPLY <small><a rel="nofollow" id="cancel-comment-reply-link" href="#respond">Cancel reply</a>'
        '</small></h3><form action="/wp-comments-post.php" method="post" id="commentform" class="comment-form"><textarea '
        'placeholder="Comment:" id="comment"></textarea><div class="td-warning-comment">Please enter your comment!</div>'
        '<input placeholder="Name:*"><input type="submit" value="Post Comment"></form></div></div>'
    )
