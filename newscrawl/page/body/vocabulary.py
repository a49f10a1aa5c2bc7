"""The words that pages use in `class`, `id`, `role` and `data-*` to name what is not the article. Data only; `prune` reads it.

A name is split into words (`td-post-sharing-top` → td, post, sharing, top; `relatedLinks` → related, links). A rule matches on any of its
words, or on a phrase of the joined words. Evidence for each rule: docs/extraction.md.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final, NamedTuple

from newscrawl.text import names

__all__ = ["BODY_NAMES", "LAYOUT_WORDS", "NEW_WINDOW", "PREFIXES", "RULES", "VOCABULARY_VERSION", "Rule", "may_name", "says_new_window"]


class Rule(NamedTuple):
    """`most` is the prose, in characters, that such an element plausibly has: one that holds more is a wrapper with a misleading name."""

    name: str
    words: frozenset[str]
    phrases: re.Pattern[str]
    most: int


def _rule(name: str, words: str, phrases: str = "", *, most: int = 1000) -> Rule:
    return Rule(name, names(words), re.compile(phrases or "(?!)"), most)


_ANY: Final = 1_000_000


RULES: Final[tuple[Rule, ...]] = (
    _rule(
        "dom-ad",
        "ad ads advert adverts advertisement advertisements advertising adslot adsense adsbygoogle adunit adbox adblock "
        "adwrapper adcontainer dfp "
        "gpt outbrain taboola criteo mgid revcontent sponsor sponsored sponsors anzeige werbung publicidad publicite pub adspot "
        "adzone adcode",
        r"(?:^|-)(?:google-ad|td-a-rec|td-g-rec|td-a-ad|paid-content|partner-content|commercial-unit|ai-viewport)",
        most=1500,
    ),
    _rule(
        "dom-share",
        "share sharing shares sharer sharebar social socials sociable sharedaddy addtoany addthis a2a swp sharethis shariff whatsapp",
        r"(?:^|-)(?:follow-us|social-media|jp-relatedposts-share|sd-sharing|copy-link|print-button)",
        most=400,
    ),
    _rule(
        "dom-related",
        "related recirc recirculation recommend recommended recommendation recommendations outbrain teaser teasers trending "
        "popular mostread "
        "readmore relatedposts jp-relatedposts yarpp zergnet morefrom readnext upnext crosslink crosslinks",
        r"(?:^|-)(?:more-(?:stories|from|on|articles|news|posts|like)|most-(?:read|popular|viewed)|you-(?:may|might)|"
        r"also-(?:read|like)|read-(?:more|next|also)|"
        r"latest-(?:news|posts|stories|articles)|recent-(?:posts|news|articles)|next-(?:article|post|story|prev|up)|prev-(?:next|"
        r"post|article)|"
        r"post-nav\w*|nav-links|top-stories|see-also|similar-(?:posts|articles)|internal-links|link-(?:list|box)|block-related|"
        r"keep-reading|story-list|"
        r"article-list|post-list|wp-block-latest-posts|wp-block-query|wp-block-embed-wordpress|wp-embedded-content)",
        most=_ANY,
    ),
    _rule(
        "dom-newsletter",
        "newsletter newsletters signup subscribe subscription subscriptions mailchimp mc4wp optin convertkit donate donation "
        "klaviyo hubspot",
        r"(?:^|-)(?:sign-up|mc-embed|email-form|lead-capture|mailing-list|app-(?:promo|hint|teaser|banner|download|install|badges?|bottom\w*|box|cta|ad)|download-app|cta)(?:-|$)",
        most=800,
    ),
    _rule(
        "dom-comments",
        "comments commentlist disqus livefyre respond commentform comentarios kommentare commentaires nocomments comentários divforum",
        r"(?:^|-)(?:forum-(?:message|texte|fil|chapo)|comment-(?:list|form|area|section|respond|body|content|wrapper|box|count|author|thread)|fb-comments|"
        r"reader-comments|dsq|hyvor|coral-talk|user-reviews)",
        most=_ANY,
    ),
    _rule(
        "dom-consent",
        "consent gdpr onetrust cookiebot cmplz didomi usercentrics borlabs cky sp-message cookieconsent cookiebanner cookienotice "
        "cookiebar cookielaw truste trustarc iubenda termly osano klaro axeptio tarteaucitron cmpbox evidon",
        r"(?:^|-)(?:cookie-(?:notice|banner|bar|consent|law|policy|info|message|modal|compliance|settings|preferences|overlay|layer|wall|"
        r"popup|description)|cookies-(?:banner|bar)|privacy-banner|wt-cli|cli-(?:modal|bar|settings|privacy|tab)|qc-cmp)",
        most=_ANY,
    ),
    _rule(
        "dom-tags",
        "tags taglist tagcloud hashtags keywords",
        r"(?:^|-)(?:tag-(?:list|links|cloud|items?)|post-tag|entry-tag|article-tag|cat-links|entry-categor|post-categor|"
        r"topics?-(?:list|links|tags)|category-links|filed-under|td-post-source)",
        most=300,
    ),
    _rule(
        "dom-author",
        "authorbox bio biography byline bylines authors contributor contributors authorinfo",
        r"(?:^|-)(?:author-(?:box|bio|info|card|name|details?|description|profile|area|section|image|avatar|meta|block|wrap\w*|"
        r"desc\w*|about|content|by)|(?:about|post|article|entry|the)-author|written-by|posted-by|saboxplugin|pp-multiple|"
        r"td-author)|^author$|(?:^| )author(?: |$)",
        most=2500,
    ),
    _rule(
        "dom-meta",
        "dateline timestamp byline published pubdate postmeta datetime readtime metadata infoline",
        r"(?:^|-)(?:entry-meta|post-meta|article-meta|meta-(?:info|data|bar|wrap|date)|post-(?:date|info|views|author)|"
        r"publish-date|published-(?:date|at|on)|reading-time|read-time|last-updated|word-count|article-info|td-post-views|"
        r"entry-date|article-date)|^meta$",
        most=400,
    ),
    _rule(
        "dom-navigation",
        "nav navigation navbar menu menus submenu megamenu breadcrumb breadcrumbs crumbs pagination pager pagenav pagelinks skiplink "
        "toolbar toc topbar masthead navlinks subnav "
        "sitemap hamburger searchform searchbox search",
        r"(?:^|-)(?:table-of-contents|page-(?:nav|numbers|links)|skip-(?:link|to)|site-header|page-header|ez-toc|back-to-top|"
        r"scroll-top|bread-crumbs?|header-(?:menu|nav|top|bar)|jump-(?:to|links))",
        most=800,
    ),
    _rule(
        "dom-sidebar",
        "sidebar sidebars siderail rightrail aside",
        r"(?:^|-)(?:widget-area|right-(?:rail|column|col|side)|left-(?:rail|column)|side-(?:bar|rail|column)|secondary-column|"
        r"rail)(?:-|$)",
        most=_ANY,
    ),
    _rule(
        "dom-footer",
        "footer colophon copyright subfooter bottombar",
        r"(?:^|-)(?:site-info|post-footer|entry-footer|article-footer|legal-notice)",
        most=4000,
    ),
    _rule(
        "dom-overlay",
        "modal popup popover lightbox tooltip hovercard dialog overlay offcanvas regwall toast snackbar",
        r"(?:^|-)(?:paywall-(?:prompt|banner|modal|overlay|message|offer|barrier|wall|box|cta)|pop-up|hover-card|off-canvas|login-(?:form|box|modal)|sign-?in-(?:form|box|modal))",
        most=2500,
    ),
    _rule(
        "dom-caption",
        "caption captions figcaption credit credits photocredit imagecredit copyrightholder",
        r"(?:^|-)(?:image-(?:caption|credit|info)|photo-(?:caption|credit)|media-(?:caption|credit)|wp-caption|caption-text|"
        r"wp-element-caption)",
        most=1500,
    ),
    _rule(
        "dom-media",
        "player gallery carousel slideshow slider swiper jwplayer brightcove videoplayer audioplayer lightgallery tts",
        r"(?:^|-)(?:video-(?:player|wrap\w*|container|embed)|audio-(?:player|article)|listen-to|image-gallery|photo-gallery)",
        most=300,
    ),
    _rule("dom-factbox", "factbox factboxes faktaboks faktaruta faktabox", r"(?:^|-)fact-box", most=_ANY),
    _rule(
        "dom-box",
        "infobox infokasten expandable disclaimer disclaimers poll polls quiz survey umfrage voting",
        r"(?:^|-)info-box",
        most=1500,
    ),
    _rule("dom-banner", "banner banners", most=600),
    _rule("dom-button", "button buttons btn btns", "", most=150),
    _rule(
        "dom-embed",
        "",
        r"^(?:twitter-(?:tweet|video)|instagram-media|fb-post|tiktok-embed|social-embed|wp-block-embed)$",
        most=4000,
    ),
    _rule(
        "dom-hidden",
        "",
        r"^(?:hidden|hide|invisible|d-none|is-hidden|u-hidden|js-hidden|visually-?hidden|screen-?reader(?:-text|-only)?|sr-?only|"
        r"no-?print|noprint|"
        r"hide-print|print-only|only-print|visible-print|element-invisible|a11y-hidden|show-for-sr|assistive-text)$",
        most=_ANY,
    ),
)

_WORDS: Final = frozenset[str]().union(*(rule.words for rule in RULES))
# The beginnings of all phrases at once, behind a dash: a single search that skips from dash to dash says no to nineteen names of twenty.
_PHRASES: Final = re.compile("-(?:" + "|".join(re.sub(r"\(\?:\^\|[- ]\)|\^", "", rule.phrases.pattern) for rule in RULES) + ")")


def may_name(words: frozenset[str], joined: str) -> bool:
    """Whether any rule can match a name, given as its words and as these joined by dashes. True proves nothing."""
    return not words.isdisjoint(_WORDS) or _PHRASES.search("-" + joined) is not None


# `sidebar-layout`, `has-sidebar`, `no-comments`: what a page or a layout has, not what the element is
LAYOUT_WORDS: Final = names("layout grid page template has without enabled disabled false")
PREFIXES: Final = names("has no with without is not show enable enabled disable disabled category tag tags type status code")

# Names that themes and systems give to the element that holds the body and nothing else, most specific first
BODY_NAMES: Final = re.compile(
    r"(?:^|[\s_-])(?:td-post-content|tdb_single_content|entry-content|post-content|article-content|article-body|articlebody|"
    r"story-body|post-body|story-content|"
    r"article__body|article__content|post__content|entry__content|entry-text|article-text|article__text|post-text|body-text|"
    r"single-content|news-content|"
    r"articlecontent|postcontent|storybody|article-body-content|article_body|post_content|article_content|story__body|storytext|"
    r"wysiwyg|article-copy|"
    r"content-body|content__body|body-content|rich-text|richtext|text-body|page-content|blog-content|content-text|"
    r"td-post-content)(?:$|[\s_-])",
    re.IGNORECASE,
)

# What screen readers are told of a link, inside of it
NEW_WINDOW: Final = re.compile(
    r"\W*(?:[^\W\d][\w']* ?){0,5}(?:(?:new|neue[mn]|nouvel(?:le)?|nueva|nova|nuova|nieuw|nytt|nyt|ny|nowym|nowej|новом|новой|nové) "
    r"(?:browser )?(?:window|tab|fenster|fenêtre|onglet|ventana|pestaña|janela|aba|guia|finestra|scheda|venster|tabblad|fönster|flik|"
    r"vindu|vindue|fane|oknie|karcie|окне|вкладке|okně)|(?:ventana|pestaña|janela) (?:nueva|nova)|"
    r"新しい(?:ウィンドウ|タブ)\w*|新(?:窗口|視窗)\w*|"
    r"external link|link is external|externer link|lien externe|enlace externo|link externo)(?: \w+)?\W*",
    re.IGNORECASE,
)

# One of these is in every such text: the pattern tries the beginnings of each link's text, at 20 microseconds, and hardly any has one.
_NEW_WINDOW_WORDS: Final = names(
    "window tab fenster fenêtre onglet ventana pestaña janela aba guia finestra scheda venster fönster flik vindu fane oknie karcie окне "
    "вкладке okně ウィンドウ タブ 窗口 視窗 extern enlace"
)


def says_new_window(text: str) -> bool:
    """Whether a text says that a link opens a new window or leads elsewhere."""
    folded = text.casefold()
    return any(word in folded for word in _NEW_WINDOW_WORDS) and NEW_WINDOW.fullmatch(text) is not None


# Changes with every change of a name above, so that a record says which rules made it
VOCABULARY_VERSION: Final = sha256(
    repr([(rule.name, sorted(rule.words), rule.phrases.pattern, rule.most) for rule in RULES] + [BODY_NAMES.pattern]).encode()
).hexdigest()[:8]
