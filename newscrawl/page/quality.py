"""Pages that are no article, and how that shows. Each reason is a value; `reasons.REASONS` says what each means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.model import Block
from newscrawl.page.document.parse import Document
from newscrawl.text import word_count

__all__ = ["MIN_WORDS", "NO_ADDRESS", "PageFacts", "is_surely_article", "page_facts", "quality_flags", "reject_reason", "static_reason"]

NO_ADDRESS: Final = "http://unknown.invalid/"  # stands for the address of a page that came without one
MIN_WORDS: Final = 60
_LITTLE_TEXT: Final = 250
_HOME_LINKS: Final = 150  # of a page that lies at the site's root and calls itself no article
_PAGE: Final = 300  # words: a WordPress page with that much text is an article
_SIGNED_PAGE: Final = 100  # words: the same for a page that states an author or a day
_TEASER: Final = 60  # characters of a paragraph that announces an article
_CUT_OFF: Final = 3  # such paragraphs, most of the body, that end with an ellipsis
MIN_WORDS_OF_A_BRIEF: Final = 20  # a page that says that it is an article, or has a headline over finished sentences, may be a brief
_BRIEF_SHARE: Final = 0.25  # of the page's words: a brief is what its page is about

_ARTICLE_TYPES = re.compile(r"article|posting|report(?:age)?$|review$|liveblog|recipe|howto", re.IGNORECASE)
_LIST_TYPES = re.compile(r"^(?:collectionpage|itemlist|searchresultspage|profilepage|category|tag)$", re.IGNORECASE)
_NOT_FOUND = re.compile(
    r"\b(?:404|410)\b(?!\s*(?:error code|words|km|m\b))|"
    r"\b(?:this|the) (?:story|article|post|content|page)\b.{0,40}\b(?:no longer (?:available|exists?|online)|been (?:removed|deleted)|"
    r"expired)|"
    r"page (?:not found|cannot be found|can.t be found|doesn.t exist|does not "
    r"exist|isn.t available|no longer)|not found|"
    r"nothing (?:was )?found|(?:seite|artikel|beitrag) (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)|introuvable|"
    r"página no encontrada|no (?:se )?encontr(?:ada|amos|ado)|página não encontrada|não encontrad|pagina (?:non trovata|niet gevonden)|"
    r"(?:sidan|siden|sivua) (?:hittades inte|ikke funnet|blev ikke fundet|ei löytynyt)|strona nie (?:została znaleziona|"
    r"istnieje)|stránka nenalezena|"
    r"страница не найдена|сторінк\w+ не знайдено|sayfa bulunamad|"
    r"ページが見つかりません|お探しのページ|页面不存在|找不到|페이지를 찾을 수 없|الصفحة غير موجودة|"
    r"halaman tidak ditemukan|không tìm thấy",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(
    r"just a moment|attention required|access (?:to this page has been )?denied|are you (?:a )?(?:robot|human)|checking your "
    r"browser|pardon our interruption|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|security check|request unsuccessful|ddos protection|unusual traffic|enable "
    r"cookies and reload|bot verification|"
    r"human verification|robot check|one more step|you have been blocked|bist du ein mensch|n.êtes pas un robot",
    re.IGNORECASE,
)
_CHALLENGE_MARKS = (
    "cf-chl",
    "cf_chl",
    "challenge-platform",
    "px-captcha",
    "captcha-delivery",
    "datadome",
    "_incapsula_",
    "g-recaptcha",
    "h-captcha",
    "ak_bmsc",
    "geo.captcha",
)
_CONSENT = re.compile(
    r"before you continue|we value your privacy|we (?:and our partners )?use cookies|your privacy choices|cookie (?:consent|"
    r"settings|einstellungen)|"
    r"accept (?:all )?cookies|alle akzeptieren|tout accepter|mit werbung (?:weiter|lesen)|zustimmen|datenschutzeinstellungen|"
    r"consentement|aceptar (?:todas )?las cookies|gdpr",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"\b(?:log ?in|sign ?in|subscribe|register|create (?:a|an) (?:free )?account) (?:to|for|and) (?:continue|read|view|access|"
    r"unlock|see)|subscribers only|members only|"
    r"already (?:a subscriber|have an account|a member)|please (?:log|sign) in|jetzt (?:einloggen|anmelden)|bitte (?:loggen|"
    r"melden) sie sich|"
    r"connectez-vous|réservé aux abonnés|inicia(?:r)? sesión|solo para suscriptores|accedi per|войдите|ログイン",
    re.IGNORECASE,
)
_JS = re.compile(
    r"(?:enable|activate|requires?|needs?|turn on|without|aktivier\w*|activer|activa\w*|habilit\w*|включите) (?:your "
    r")?(?:java\s?script)|javascript (?:is|must be|to be) (?:disabled|enabled|required|off)",
    re.IGNORECASE,
)
_LISTING_BODY = re.compile(
    r"(?:^|\s)(?:archive|category|tag|author|search(?:-results)?|home|blog|front-?page|page-template-category|post-type-archive|"
    r"date)(?:$|\s)"
)
# What WordPress's own body_class() says of a page, whatever the theme (wp-includes/post-template.php, get_body_class).
_NO_POST = re.compile(r"(?:^|\s)(?:page-id|attachmentid)-\d+(?:$|\s)")
_ERROR_404 = re.compile(r"(?:^|\s)error404(?:$|\s)")
_NEWS_TYPES = re.compile(r"^(?!og:).*(?:news|report(?:age)?$|liveblog)", re.IGNORECASE)
_SENTENCE = re.compile(r"\w[^\n]{20,400}?[.!?:…。！？।။។]")
_POST_NUMBER = re.compile(r"(?:^|&)(?:p|id|article|article_?id|story_?id|news_?id|aid|nid|post)=\d+(?:&|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page shows apart from its body: counted once, before anything is removed."""

    url: str
    title: str
    heading: str
    words: int
    text_words: int
    links: int
    scripts: int
    images: int
    headed_links: int
    password_fields: int
    app_shell: bool
    challenge_marks: bool
    body_class: str
    visible: str


def is_surely_article(words: int, types: Sequence[str], *, dated: bool) -> bool:
    """Whether nothing on the page could make it anything else: it says that it is an article, has a day and the text of one."""
    return dated and words >= _LITTLE_TEXT and any(_ARTICLE_TYPES.search(kind) for kind in types)


def static_reason(document: Document, types: Sequence[str], words: int, *, own_page: bool, signed: bool) -> tuple[str, str] | None:
    """Why WordPress says that the page is no post: a page of the site (about, terms) or of a picture; None where WordPress says nothing.

    `own_page`: the address is that of an about page or the like; `signed`: the page states an author or a day. Guides and specials are
    often built as pages: a page with enough text of its own, or that declares itself news, is an article."""
    body = document.tree.find("body")
    found = _NO_POST.search(body.get("class") or "") if body is not None else None
    if found is None or any(map(_NEWS_TYPES.search, types)):
        return None
    if found[0].strip().startswith("page") and not own_page and words >= (_SIGNED_PAGE if signed else _PAGE):
        return None
    return "static-page", f"body class {found[0].strip()!r}, {words} words"


def page_facts(document: Document, title: str, words: int) -> PageFacts:
    """The facts of a page whose body has this many words. What a reader sees beside the body matters only where that is little."""
    tree = document.tree
    heading = next((h.text_content().strip() for h in tree.iter("h1") if h.text_content().strip()), "")
    visible = _visible(tree) if words < _LITTLE_TEXT else ""
    scripts = list(tree.iter("script"))
    body = tree.find("body")
    shell = any(
        element.get("id") in ("root", "app", "__next", "__nuxt", "main-app", "application", "___gatsby") for element in tree.iter("div")
    )
    source = " ".join((script.get("src") or "") + (script.text or "")[:2000] for script in scripts[:30]).lower()
    return PageFacts(
        url=document.url,
        title=title or next((t.text or "" for t in tree.iter("title")), ""),
        heading=heading[:300],
        words=words,
        text_words=word_count(visible) if visible else words,
        links=sum(1 for _ in tree.iter("a")),
        scripts=len(scripts),
        images=sum(1 for _ in tree.iter("img", "amp-img")),
        headed_links=sum(
            1 for h in tree.iter("h2", "h3", "h4") if h.find(".//a") is not None or ((p := h.getparent()) is not None and p.tag == "a")
        ),
        password_fields=sum(1 for field in tree.iter("input") if field.get("type") == "password"),
        app_shell=shell,
        challenge_marks=any(mark in source for mark in _CHALLENGE_MARKS),
        body_class=(body.get("class") or "")[:2000] if body is not None else "",
        visible=visible[:5000],
    )


def _visible(tree: HtmlElement) -> str:
    """The first 20,000 characters that a reader without scripts sees."""
    parts: list[str] = []
    size = 0
    for element in tree.iter("*"):
        if element.tag not in ("script", "style", "head", "title", "template") and element.text:
            parts.append(element.text)
            size += len(element.text)
        if element.tail:
            parts.append(element.tail)
            size += len(element.tail)
        if size > 20_000:
            break
    return " ".join(" ".join(parts).split())


def reject_reason(facts: PageFacts, blocks: Sequence[Block], types: Sequence[str], *, dated: bool) -> tuple[str, str] | None:
    """Why a page is no article, as (reason, figure behind it); None for an article. `types` are the schema.org and OpenGraph types
    that it declares, `dated` whether a day of publication was found."""
    words = facts.words
    article = any(_ARTICLE_TYPES.search(kind) for kind in types)
    names = f"{facts.title} | {facts.heading}"
    if (
        words < 150
        and (facts.challenge_marks or words < 60)
        and _CHALLENGE.search(names if words >= 60 else f"{names} {facts.visible[:600]}")
    ):
        return "bot-challenge", f"title {facts.title[:60]!r}"
    if _ERROR_404.search(facts.body_class):
        return "soft-404", "body class 'error404'"
    if not (article and dated and words >= MIN_WORDS) and (found := _not_found(facts, words)):
        return "soft-404", f"says {found!r}"
    if listing := _listing(facts, blocks, types, words, article=article, dated=dated):
        return "listing", listing
    least = MIN_WORDS_OF_A_BRIEF if article or dated else MIN_WORDS
    if words >= least:
        return None
    reason = _why_short(facts, words, least)
    return None if reason[0] == "too-short" and _is_brief(facts, blocks) else reason


def _is_brief(facts: PageFacts, blocks: Sequence[Block]) -> bool:
    """Whether a short text is an article all the same: sentences under a headline, and most of what the page has to read."""
    if facts.words < MIN_WORDS_OF_A_BRIEF or facts.words < _BRIEF_SHARE * facts.text_words or not (facts.title or facts.heading):
        return False
    return any(block.kind != "heading" and _SENTENCE.search(block.text) for block in blocks)


def _not_found(facts: PageFacts, words: int) -> str:
    """The words that say that nothing is here; beside much text (stories that are offered instead) only where they are the heading."""
    if words < 200:
        found = _NOT_FOUND.search(f"{facts.title} | {facts.heading}")
        return found[0] if found else ""
    found = _NOT_FOUND.search(facts.heading)
    return found[0] if found and 2 * len(found[0]) > len(facts.heading) else ""


def _why_short(facts: PageFacts, words: int, least: int) -> tuple[str, str]:
    figure = f"{words} words < {least}"
    if _CONSENT.search(facts.visible[:2500]) and facts.text_words < 400:
        return "consent-wall", figure
    if (facts.password_fields and facts.text_words < 250) or _LOGIN.search(facts.visible):
        return "login-wall", figure
    if (facts.app_shell and facts.text_words < 150) or _JS.search(facts.visible) or (facts.scripts >= 3 and facts.text_words < 40):
        return "needs-javascript", f"{figure}, {facts.scripts} scripts"
    if facts.images >= 8 and facts.images * 8 > words:
        return "gallery", f"{figure}, {facts.images} images"
    return ("empty", "no text") if facts.text_words == 0 else ("too-short", figure)


def _listing(facts: PageFacts, blocks: Sequence[Block], types: Sequence[str], words: int, *, article: bool, dated: bool) -> str:
    """The evidence that a page lists articles, '' for none."""
    address = urlsplit(facts.url)
    path = address.path.strip("/")
    if article and dated:
        return ""
    paragraphs = [block.text for block in blocks if block.kind == "paragraph" and len(block.text) > _TEASER]
    cut = sum(text.rstrip(" »›>]").endswith(("…", "...")) for text in paragraphs)
    if cut >= _CUT_OFF and cut * 4 >= len(paragraphs) * 3:
        return f"{cut} of {len(paragraphs)} paragraphs are cut off"
    root = path in ("", "index.html", "index.php", "home") and not _POST_NUMBER.search(address.query)  # `/?p=123`: plain permalinks
    declared = any(_LIST_TYPES.match(kind) for kind in types) or bool(_LISTING_BODY.search(facts.body_class))
    long = [len(block.text) for block in blocks if block.kind in ("paragraph", "quote") and len(block.text) > 250]
    if (
        root
        and facts.links > 20
        and not facts.url.startswith(NO_ADDRESS)
        and (facts.headed_links >= 5 or words < 300 or facts.links > _HOME_LINKS)
    ):
        return f"home page with {facts.links} links"
    if declared and not article and facts.headed_links >= 5 and sum(long) < 2500:
        return f"{facts.headed_links} headings that are links"
    if not article and not dated and facts.headed_links >= 12 and len(long) < 4 and words < 400:
        return f"{facts.headed_links} headings that are links, {len(long)} long paragraphs"
    return ""


def quality_flags(blocks: Sequence[Block], *, words: int, title: str, document_flags: Sequence[str], confidence: float) -> tuple[str, ...]:
    """What a curator may want to filter on: `short`, `listicle`, `press_release`, `non_article_risk`, `mojibake` and more."""
    size = sum(len(block.text) for block in blocks) or 1
    items = sum(len(block.text) for block in blocks if block.kind == "item")
    tables = sum(len(block.text) for block in blocks if block.kind == "table")
    head = " ".join(block.text for block in blocks[:2])[:400]
    found = {
        "short": words < 100,
        "listicle": items > 0.5 * size
        or bool(re.match(r"(?:the )?(?:top )?\d{1,3} (?:best|things|ways|reasons|tips|of the|most)\b", title, re.IGNORECASE)),
        "press_release": bool(
            re.search(
                r"\(?(?:PRNewswire|GLOBE NEWSWIRE|Business Wire|EINPresswire|ots)\)?\s*[-–—/]|for immediate release", head, re.IGNORECASE
            )
        ),
        "table_heavy": tables > 0.4 * size,
        "non_article_risk": confidence < 0.5,
        "mojibake": "mojibake" in document_flags,
        "charset_guessed": "charset-guessed" in document_flags,
        "damaged_text": "charset-errors" in document_flags,
        "truncated": "truncated" in document_flags,
        "no-url": "no-url" in document_flags,
    }
    return tuple(name for name, holds in found.items() if holds)
