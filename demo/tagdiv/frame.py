"""What stands around every page: mobile menu, header with its mega menu, footer, cookie banner, and the weight of it all."""

# ruff: noqa: E501  lines of markup read better whole

from __future__ import annotations

import html
from functools import lru_cache

from demo.posts import Post, slugify
from demo.tagdiv.blog import Blog
from demo.tagdiv.modules import block, mega_module, picks

__all__ = ["bottom", "crumbs", "padded", "top"]

_SOCIALS = "".join(
    f'<span class="td-social-icon-wrap"><a target="_blank" href="https://social.example/{name}" title="{name}">'
    f'<i class="td-icon-font td-icon-{name.lower()}"></i><span style="display: none">{name}</span></a></span>'
    for name in ("Facebook", "Instagram", "Twitter", "Youtube")
)


def _menu(blog: Blog, css: str) -> str:
    entries = [("Home", blog.link("/")), *((s, blog.section_link(s)) for s in blog.sections)]
    entries += [(title, blog.link(f"/{slug}/")) for slug, title in blog.static]
    items = "".join(
        f'<li class="menu-item menu-item-type-taxonomy"><a href="{link}">{html.escape(title)}</a></li>' for title, link in entries
    )
    return f'<ul class="{css}">{items}</ul>'


def top(blog: Blog, body_class: str, post: Post | None, *, with_menu_stories: bool = True) -> str:
    """From `<body>` to the start of the content."""
    mega = "".join(mega_module(blog, p) for p in picks(blog, post, 5, start=1)) if with_menu_stories else ""
    header_ad = (
        '<div class="td-header-sp-recs"><div class="td-header-rec-wrap"><div class="td-a-rec td-a-rec-id-header  tdi_1 td_block_template_1">'
        '<div class="td-all-devices"><a href="https://ads.example/top"><img src="/wp-content/uploads/banner-728x90.png" alt=""></a></div>'
        "</div></div></div>"
    )
    return (
        f'<body class="{body_class} td-standard-pack global-block-template-1 td-animation-stack-type0 td-full-layout" '
        'itemscope="itemscope" itemtype="https://schema.org/WebPage">\n'
        '<div class="td-scroll-up td-hide-scroll-up-on-mob" style="display:none;"><i class="td-icon-menu-up"></i></div>\n'
        '<div class="td-menu-background" style="visibility:hidden"></div>\n<div id="td-mobile-nav" style="visibility:hidden">'
        f'<div class="td-mobile-container"><div class="td-menu-socials-wrap"><div class="td-menu-socials">{_SOCIALS}</div></div>'
        f'<div class="td-mobile-content"><div class="menu-main-container">{_menu(blog, "td-mobile-main-menu")}</div></div></div>'
        '<div id="login-form-mobile" class="td-register-section"><div class="td-login-wrap"><div class="td-login-title">Sign in</div>'
        '<div class="td-login-inputs"><input type="text" placeholder="your username"></div><button>LOG IN</button>'
        '<div class="td-login-info-text">Password recovery</div><p>A password will be e-mailed to you.</p></div></div></div>\n'
        '<div class="td-search-background" style="visibility:hidden"></div><div class="td-search-wrap-mob" style="visibility:hidden">'
        f'<form method="get" action="{blog.link("/")}"><input type="text" value="" name="s" /></form></div>\n'
        '<div id="td-outer-wrap" class="td-theme-wrap">\n<div class="tdc-header-wrap "><div class="td-header-wrap td-header-style-1 ">'
        f'<div class="td-header-top-menu-full td-container-wrap"><div class="td-container td-header-row td-header-top-menu">{_SOCIALS}</div></div>'
        f'<div class="td-banner-wrap-full"><div class="td-header-sp-logo"><a class="td-main-logo" href="{blog.link("/")}">'
        f'<span class="td-visual-hidden">{html.escape(blog.name)}</span></a></div>{header_ad}</div>'
        '<div class="td-header-menu-wrap-full td-container-wrap"><div id="td-header-menu" role="navigation">'
        f'{_menu(blog, "sf-menu")}<div class="td_mega_menu_sub_cats"><div class="block-mega-child-cats">'
        f'<a class="cur-sub-cat mega-menu-sub-cat-tdi_2" href="{blog.link("/")}">All</a></div></div>'
        f'<div class="td_block_wrap td_block_mega_menu tdi_2 td_with_ajax_pagination td_block_inner">{mega}</div>'
        "<!--pad-dom--></div></div></div></div>\n"
    )


def crumbs(blog: Blog, *steps: tuple[str, str | None]) -> str:
    """The path of links above a page."""
    parts = [f'<span><a title="" class="entry-crumb" href="{blog.link("/")}">Home</a></span>']
    for title, link in steps:
        shown = f'<a class="entry-crumb" href="{link}">{html.escape(title)}</a>' if link else html.escape(title)
        css = "" if link else ' class="td-bred-no-url-last"'
        parts.append(f'<i class="td-icon-right td-bread-sep"></i> <span{css}>{shown}</span>')
    return f'<div class="td-crumb-container"><div class="entry-crumbs">{" ".join(parts)}</div></div>'


def bottom(blog: Blog, post: Post | None, *, with_stories: bool = True) -> str:
    """From the end of the content to `</html>`."""
    chosen = picks(blog, post, 3, start=6) if with_stories else []
    editors = "".join(mega_module(blog, p) for p in chosen)
    counts = "".join(
        f'<li><a href="{blog.section_link(s)}">{s}<span class="td-cat-no">{len(blog.library.section(slugify(s)))}</span></a></li>'
        for s in blog.sections
    )
    return (
        '<div class="tdc-footer-wrap "><div class="td-footer-wrapper td-footer-container td-container-wrap td-footer-template-14 ">'
        '<div class="td-container"><div class="td-pb-row"><div class="td-pb-span4">'
        f'{block("EDITOR PICKS", editors, "tdi_71")}</div><div class="td-pb-span4">'
        '<div class="td_block_wrap td_block_popular_categories tdi_72"><h4 class="block-title"><span>POPULAR CATEGORY</span></h4>'
        f'<ul class="td-pb-padding-side">{counts}</ul></div></div></div></div><div class="td-footer-bottom-full"><div class="td-container">'
        '<aside class="footer-text-wrap"><div class="block-title"><span>ABOUT US</span></div>'
        f"{html.escape(blog.name)} is {html.escape(blog.tagline)} Contact us: desk@magazine.example</aside>"
        f'<aside class="footer-social-wrap td-social-style-2"><div class="block-title"><span>FOLLOW US</span></div>{_SOCIALS}</aside>'
        '</div></div></div><div class="td-sub-footer-container td-container-wrap "><div class="td-container">'
        f'<div class="td-sub-footer-menu">{_menu(blog, "td-subfooter-menu")}</div>'
        f'<div class="td-sub-footer-copy">&copy; 2026 {html.escape(blog.name)}. All rights reserved.</div></div></div></div>\n'
        "</div><!--close td-outer-wrap-->\n"
        '<div class="cky-consent-container cky-hide"><div class="cky-consent-bar"><p class="cky-title">We value your privacy</p>'
        '<div class="cky-notice-des"><p>We use cookies to count readers and to show adverts that fit. Choose what you like.</p></div>'
        '<div class="cky-accordion-btn"><button class="cky-accordion-btn">Advertisement</button></div>'
        '<button class="cky-btn cky-btn-accept">Accept All</button></div></div>\n'
        '<div id="tdModalImage"><span class="td-modal-close"></span></div>\n'
        '<script src="/wp-content/plugins/td-composer/legacy/Newspaper/js/tagdiv_theme.min.js?ver=12.6"></script>\n</body>\n</html>\n'
    )


def padded(page: str, kilobytes: int) -> str:
    """The page, filled up to `kilobytes`: two thirds style sheets and scripts, one third hidden menu markup, as on real pages."""
    missing = kilobytes * 1024 - len(page)
    css = _css(missing * 2 // 3 // 1024) if missing > 1024 else ""
    menu = _hidden_menu(missing // 3 // 1024) if missing > 3072 else ""
    return page.replace("<!--pad-css-->", css).replace("<!--pad-dom-->", menu)


@lru_cache(maxsize=32)
def _css(kilobytes: int) -> str:
    rule = (
        ".tdi_{0} .td-module-meta-info{{padding:{1}px {2}px;border-color:#{0:06x}}}@media (max-width:767px){{.tdi_{0}{{margin:{1}px}}}}\n"
    )
    count = kilobytes * 1024 // 118
    return "<style>" + "".join(rule.format(i, i % 31, i % 17) for i in range(count)) + "</style>"


@lru_cache(maxsize=32)
def _hidden_menu(kilobytes: int) -> str:
    item = (
        '<li class="menu-item menu-item-type-custom menu-item-{0}"><a class="sf-with-ul" href="#section-{0}"><div class="tdb-menu-item-text">'
        'Desk {0}</div><i class="td-icon-down tdb-sub-menu-icon"></i></a></li>\n'
    )
    count = kilobytes * 1024 // 180
    return '<ul class="sub-menu" style="display:none">' + "".join(item.format(i) for i in range(count)) + "</ul>"
