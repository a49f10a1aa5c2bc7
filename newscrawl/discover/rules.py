"""Rules on addresses: which are an article's, and from which host an article is fetched. The rules read addresses only, never a page."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from newscrawl.site import Site
from newscrawl.urls import bare_host, normalize, url_key, without_trackers

__all__ = [
    "HINTS",
    "TRAPS",
    "is_article_url",
    "is_further_page",
    "is_listing_url",
    "is_own_page",
    "leads_away",
    "localize",
    "looks_like_article",
    "why_not_article",
]

LONGEST_URL = 1_000  # characters; real articles stay below 300
LONGEST_QUERY = 200
DEEPEST = 12  # path segments
TRAPS = frozenset(("over-long address", "over-long query", "too deep", "repeated path", "repeated query"))
"""What `why_not_article` says of addresses that only machines build, without end."""
HINTS = frozenset(("machinery, feed or attachment", "category, tag or author", "static page", "language", "media or data file"))
"""What `why_not_article` says by a word in the path. One hint among others: where it refuses most of a list, the pages decide."""

# These say nothing of an address that a redirect ended at: a file's ending, a folder of scripts, a site's own rule.
_HARMLESS = frozenset((
    *TRAPS, None, "other host", "machinery, feed or attachment", "media or data file", "not an article by the site's rule",
    "no article by the site's rule",
))  # fmt: skip

# Segments before which a listing's own name stands: WordPress's defaults and what sites rename them to.
_TAXONOMY = frozenset({
    "author", "auteur", "autor", "autore", "authors", "buscar", "categoria", "categorias", "categories", "category", "etiqueta",
    "etiquetas", "kategorie", "kategorien", "rubrik", "rubrique", "schlagwort", "search", "suche", "tag", "tags", "user", "users",
})  # fmt: skip
# Listings too where one name follows; deeper below them some sites keep articles.
_GROUPING = frozenset(
    ["contributor", "contributors", "keyword", "keywords", "label", "labels", "section", "sections", "topic", "topics", "profile", "writer"]
)
_MACHINERY = frozenset({
    "account", "api", "assets", "atom", "basket", "calendar", "cart", "cdn-cgi", "checkout", "feed", "feeds", "graphql", "kalender",
    "login", "logout", "my-account", "oembed", "product", "product-category", "rdf", "register", "rss", "shop", "signin", "signup",
    "static", "wishlist", "wp-admin", "wp-content", "wp-cron.php", "wp-includes", "wp-json", "wp-login", "wp-login.php", "xmlrpc.php",
})  # fmt: skip
_ENDINGS = frozenset({"feed", "rss", "rdf", "atom", "trackback", "embed", "oembed", "print", "wp-login.php", "xmlrpc.php", "comments"})
_STATIC = re.compile(
    r"^(?:about|contact|contacts|kontakt|contacto|contatti|impressum|imprint|datenschutz|agb|privacy|terms|tos|legal|cookies?|gdpr|disclaimer|"
    r"advertis(?:e|ing|ement|ements)|media-?kit|careers?|jobs?|vacancies|faqs?|help|support|team|staff|masthead|newsletters?|subscribe|"
    r"subscriptions?|unsubscribe|donate|membership|sitemap|site-?map|accessibility|copyright|corrections|ethics|editorial|write-for|"
    r"submit|home|homepage|index|blog|news|latest|latest-news|archives?|all|events|mentions-legales|politique-de-confidentialite|"
    r"politica-de-privacidad|quienes-somos|sobre|chi-siamo|ueber|uber|qui-sommes|a-propos|our|the|meet|who|how-we)"
    r"(?:-(?:us|uns|nous|nosotros|we|are|our|the|me|form|page|team|staff|policy|policies|notice|statement|settings|preferences|of|use|service|"
    r"services|and|conditions|with|terms|privacy|cookies?|guidelines|standards|center|centre|work|story|mission|authors?|contact|a|tip|"
    r"sign-?up|options|rates|opportunities))*$",
    re.IGNORECASE,
)
_FILE_ENDING = re.compile(r"\.(?:html?|php|aspx?)$")
_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|mp[34]|m4[av]|webm|mov|avi|mkv|ogg|wav|flac|pdf|docx?|xlsx?|pptx?|odt|zip|rar|7z|gz|"
    r"tar|exe|dmg|apk|woff2?|ttf|eot)$",
    re.IGNORECASE,
)
# These end names of things that people write about, too: `getting-started-with-node.js` (newspaper #569, PR #176).
_TEXT_FILE = re.compile(r"\.(?:csv|css|js|mjs|json|xml|rss|rdf|atom|txt|ics|map)$", re.IGNORECASE)
# Queries that list, search, buy or show a calendar.
_LISTING_QUERY = re.compile(
    r"^(?:s|q|search|paged|cat|category_name|tag|author|author_name|orderby|sort|sortby|filter\w*|feed|attachment_id|page_id|attachment|"
    r"replytocom|add[-_]to[-_]cart|ical|outlook-ical|tribe[\w-]*|eventdisplay|preview|preview_id|like_comment|rest_route|cpage|redirect_to|"
    r"per_page|monthnum)$",
    re.IGNORECASE,
)
# These do so only where nothing else in the address speaks for an article: `/some-long-slug/?from=rss`, `/story.php?category=3&id=12`.
_WEAK_QUERY = re.compile(
    r"^(?:query|keyword|pg|category|m|year|month|day|date|from|to|start|end|offset|order|action|do|calendar|print|week)$", re.IGNORECASE
)
_NUMBER_QUERY = re.compile(
    r"^(?:p|id|article|articleid|article_id|story|storyid|story_id|news|newsid|news_id|aid|nid|sid|post)$", re.IGNORECASE
)
_YEAR = re.compile(r"^(?:19[89]\d|20[0-4]\d)$")
_MONTH = re.compile(r"^(?:0?[1-9]|1[0-2])$")
_DAY = re.compile(r"^(?:0?[1-9]|[12]\d|3[01])$")
_PAGE_PATH = re.compile(r"/(?:page|seite|pagina|comment-page)[/-]\d+/?$", re.IGNORECASE)
_INDEX = re.compile(r"^(?:index|default|home)\.(?:html?|php|aspx?)$", re.IGNORECASE)


def localize(url: str, site: Site) -> str | None:
    """An address of one of the site's own hosts, moved to the host that the site is fetched from; None for a foreign host or port.

    `http` and `https`, `www.`, `m.` and `amp.` hosts of the site are the site.
    """
    try:
        address = normalize(url)
    except ValueError:
        return None
    parts, home = urlsplit(address), urlsplit(normalize(site.home))
    if site.many_hosts or (parts.netloc == home.netloc and parts.scheme == home.scheme):
        return address
    if bare_host(parts.netloc) not in _own_hosts(site):
        return None
    path = parts.path
    base = home.path.rstrip("/")
    if base and bare_host(parts.netloc) != bare_host(home.netloc):
        # the mirror lives below a path: what is at the root of the real site is there
        original = urlsplit(site.origin or site.home).path.rstrip("/")
        path = base + (path.removeprefix(original) if path.startswith(f"{original}/") else path)
    return normalize(urlunsplit((home.scheme, home.netloc, path, parts.query, "")))


@lru_cache(maxsize=256)
def _own_hosts(site: Site) -> frozenset[str]:
    return frozenset(bare_host(urlsplit(normalize(f"http://{host}/")).netloc) for host in site.hosts)


def is_article_url(url: str, site: Site) -> bool:
    """Whether the address may be an article of the site: no rule refuses it."""
    return why_not_article(url, site) is None


def why_not_article(url: str, site: Site, *, stated: bool = False) -> str | None:
    """In a word or two what else the address is; None for what may be an article.

    The site's own patterns come first: `not_articles` refuses, `articles` decides the rest, but for traps and media files. `stated`: the
    source lists nothing but articles (a feed, the API), so that no name is a reason: what the server answers decides.
    """
    local = localize(url, site)
    if local is None:
        return "other host"
    local = without_trackers(local)
    parts = urlsplit(local)
    base = urlsplit(site.home).path.rstrip("/")
    path = parts.path.removeprefix(base) or "/"
    rest = path + (f"?{parts.query}" if parts.query else "")
    if any(re.search(pattern, rest) for pattern in site.not_articles):
        return "not an article by the site's rule"
    if trapped := _trap(local, path, parts.query):
        return trapped
    if not stated and (file := _file_reason(path)):
        return file
    if site.articles:
        return None if any(re.search(pattern, rest) for pattern in site.articles) else "no article by the site's rule"
    if stated:
        return "home page" if path == "/" and not parts.query else None
    return _query_reason(path, parts.query) or _path_reason(path, bool(parts.query))


def leads_away(asked: str, answered: str, site: Site) -> str | None:
    """In a word or two what a redirect ends at, where that is no article's address and the address that was asked for is none such: the
    home page, a section, a search. Deleted stories lead there (heritrix3 #729, stormcrawler #253). None for all else."""
    if url_key(asked) == url_key(answered):
        return None
    reason = why_not_article(answered, site)
    if reason in _HARMLESS:
        return None
    return reason if reason and why_not_article(asked, site) != reason else None


def _trap(url: str, path: str, query: str) -> str | None:
    """The reason why only machines build such an address (calendars and relative links that never end); None for any other address."""
    if len(url) > LONGEST_URL:
        return "over-long address"
    if len(query) > LONGEST_QUERY or query.count("&") >= 8:
        return "over-long query"
    segments = [s for s in path.split("/") if s]
    if len(segments) > DEEPEST:
        return "too deep"
    if any(segments.count(s) >= 3 for s in set(segments)) or any(
        segments[i : i + n] == segments[i + n : i + 2 * n] for n in (2, 3, 4) for i in range(len(segments) - 2 * n + 1)
    ):
        return "repeated path"
    names = [name.lower() for name, _ in parse_qsl(query, keep_blank_values=True)]
    if len(names) != len(set(names)):
        return "repeated query"
    return None


def _file_reason(path: str) -> str | None:
    """A file by its ending. Several words before an ending of text are a title that ends so, outside of the folders of scripts."""
    segments = path.strip("/").split("/")
    titled = segments[-1].count("-") >= 2 and segments[0].lower() not in _MACHINERY
    return "media or data file" if _MEDIA.search(path) or (_TEXT_FILE.search(path) and not titled) else None


def _query_reason(path: str, query: str) -> str | None:
    pairs = parse_qsl(query, keep_blank_values=True)
    numbered = any(_NUMBER_QUERY.match(name) and value for name, value in pairs)
    speaks = numbered or looks_like_article(path)
    for name, value in pairs:
        if _LISTING_QUERY.match(name) or (_WEAK_QUERY.match(name) and not speaks):
            return f"query {name.lower()}="
        if name.lower() == "page" and value != "1":
            return "a further page"
    return "home page" if path in ("", "/") and not numbered else None


def _path_reason(path: str, has_query: bool) -> str | None:
    segments = [unquote(s).lower() for s in path.split("/") if s]
    if segments and _INDEX.match(segments[-1]):
        segments.pop()
    if not segments:
        return None if has_query else "home page"
    if _PAGE_PATH.search(path):
        return "a further page"
    if segments[0] in _MACHINERY or segments[-1] in _ENDINGS or (len(segments) > 1 and segments[-2] in ("feed", "attachment")):
        return "machinery, feed or attachment"
    if not _dated(segments) and (
        any(s in _TAXONOMY for s in segments[: min(3, max(1, len(segments) - 1))])
        or any(s in _GROUPING for s in segments[-2:][: max(1, len(segments) - 1)] if len(segments) <= 3)
    ):
        return "category, tag or author"
    if _is_date_archive(segments):
        return "date archive"
    name = _FILE_ENDING.sub("", segments[-1])
    if len(segments) == 1 and re.fullmatch(r"[a-z]{2}(?:-[a-z]{2})?", name):
        return "language"
    if (
        len(segments) == 1 or (len(segments) == 2 and re.fullmatch(r"[a-z]{2}(?:-[a-z]{2})?|page|pages|info|site", segments[0]))
    ) and _STATIC.match(name):
        return "static page"
    if len(segments) > 1 and re.fullmatch(r"[1-9]\d?", segments[-1]) and segments[-2].count("-") >= 2:
        return "a further page"
    return None


def is_own_page(url: str) -> bool:
    """Whether an address is that of a page about the site itself (about, contact, terms), by the last segment of its path."""
    segments = [segment for segment in unquote(urlsplit(url).path).lower().split("/") if segment]
    return not segments or bool(_STATIC.match(_FILE_ENDING.sub("", segments[-1])))


def _dated(segments: list[str]) -> bool:
    """/2024/05/slug: after a date comes an article, whatever it is called."""
    return len(segments) > 2 and bool(_YEAR.match(segments[0]) and _MONTH.match(segments[1]))


def _is_date_archive(segments: list[str]) -> bool:
    for length in (3, 2, 1):
        tail = segments[-length:]
        kinds = (_YEAR, _MONTH, _DAY)[:length]
        if len(tail) == length and all(kind.match(part) for kind, part in zip(kinds, tail, strict=True)):
            return length > 1 or len(segments) == 1
    return bool(re.fullmatch(r"(?:19[89]\d|20[0-4]\d)-(?:0[1-9]|1[0-2])(?:-\d\d)?", segments[-1]))


def is_further_page(url: str, site: Site) -> bool:
    """Whether the address may be a further page of a split article: `/slug/2/`, `?page=2`. An article's own address may look the same."""
    local = localize(url, site)
    if local is None or _trap(local, urlsplit(local).path, urlsplit(local).query) or _file_reason(urlsplit(local).path):
        return False
    parts = urlsplit(local)
    segments = [s for s in parts.path.removeprefix(urlsplit(site.home).path.rstrip("/")).split("/") if s]
    if any(re.fullmatch(r"0*[1-9]\d?", value) and name.lower() in ("page", "pg", "seite", "p") for name, value in parse_qsl(parts.query)):
        return bool(segments)
    numbered = len(segments) > 1 and bool(re.fullmatch(r"(?:page-?)?[1-9]\d?", segments[-1], re.IGNORECASE))
    return numbered and not _is_date_archive(segments)


def looks_like_article(url: str) -> bool:
    """Whether the address alone speaks for an article: several words, a number, a day or a file. A single word may be a section."""
    parts = urlsplit(url)
    segments = [s for s in parts.path.split("/") if s]
    if not segments:
        return bool(parts.query)
    last = segments[-1]
    words = len([w for w in re.split(r"[-_.]|%20", last) if w])
    return (
        words >= 3
        or bool(re.search(r"\d{2,}", last))
        or bool(re.search(r"/(?:19|20)\d\d/", parts.path))
        or last.endswith((".html", ".htm"))
    )


def is_listing_url(url: str, site: Site) -> bool:
    """Whether the address lists articles: a category, a section by WordPress's habits, a date archive; not tags, authors or searches."""
    local = localize(url, site)
    if local is None or urlsplit(local).query or _trap(local, urlsplit(local).path, "") or _file_reason(urlsplit(local).path):
        return False
    path = urlsplit(local).path.removeprefix(urlsplit(site.home).path.rstrip("/"))
    segments = [s.lower() for s in path.split("/") if s]
    if not segments or _PAGE_PATH.search(path) or segments[-1] in _MACHINERY:
        return False
    return (
        len(segments) > 1
        and segments[0] in {"category", "categories", "section", "sections", "kategorie", "categoria", "rubrik", "rubrique"}
    ) or (_is_date_archive(segments))
