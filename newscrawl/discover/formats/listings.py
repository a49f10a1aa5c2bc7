"""Pages that list articles: home, category, tag, date archive. Bytes in, candidates and the next page out; no network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree
from lxml import html as lxml_html

from newscrawl.dates import parse_moment
from newscrawl.discover.formats.markup import decode
from newscrawl.discover.formats.scalars import line, names, plain
from newscrawl.discover.limits import Limits
from newscrawl.discover.rules import is_listing_url, is_own_page, localize, looks_like_article, why_not_article
from newscrawl.errors import SourceError
from newscrawl.model import Candidate, Hint, Moment
from newscrawl.site import Site
from newscrawl.urls import join, url_key

__all__ = ["Listing", "page_number", "parse_listing"]

# Menus, footers, breadcrumbs, comments: what they link is seldom an article, and on WordPress a static page looks just like one.
_FRAME_TAGS = frozenset({"nav", "footer"})
_FRAME = re.compile(
    r"(?:^|\s)(?:menu|sub-menu|sf-menu|nav|navbar|navigation|main-navigation|site-navigation|menu-[\w-]+|nav-menu|site-footer|footer|"
    r"footer-[\w-]+|tdc-footer-wrap|td-footer-wrapper|td-sub-footer-[\w-]+|breadcrumbs?|entry-crumbs|tagcloud|widget_nav_menu|"
    r"widget_pages|widget_meta|widget_recent_comments|comments|comment-list|cookie[\w-]*|page-nav|pagination)(?=\s|$)",
    re.IGNORECASE,
)
_NEXT_CLASS = re.compile(r"(?:^|[\s_-])(?:next|older)(?:$|[\s_-])|nextpostslink|blog-pager-older-link|pagination__next", re.IGNORECASE)
_NEXT_TEXT = re.compile(
    r"^\W*(?:next|next page|older|older (?:posts|articles|entries|stories)|more (?:posts|articles|stories)|load more|weiter|nächste|"
    r"nächste seite|ältere (?:beiträge|artikel)|suivant|page suivante|articles plus anciens|siguiente|página siguiente|"
    r"entradas antiguas|successivo|articoli meno recenti|próxima|volgende|следующая|далее|下一页|次へ|次のページ)\W*$",
    re.IGNORECASE,
)
_NEXT_ICON = re.compile(r"menu-right|icon-(?:next|right)|arrow-right|chevron-right|angle-right", re.IGNORECASE)
_PATH_PAGE = re.compile(r"^(?P<before>.*?)/(?:page|seite|pagina)/(?P<number>\d{1,6})/?$", re.IGNORECASE)
_QUERY_PAGES = ("paged", "page", "pg", "seite", "p_page")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FEW = 3  # articles of a page that is no listing of the usual kind
_HEIGHT = 8  # how far above its link an article's own box may begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The articles of a listing, in its order, localized. `next_url`: its next page. `listings`: further listings that it links
    (categories, date archives). `sections`: links with a short name, which may lead to anything."""

    candidates: tuple[Candidate, ...] = ()
    next_url: str | None = None
    listings: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    url: str
    anchors: list[Any] = field(default_factory=list)
    framed: bool = True


def parse_listing(body: bytes, url: str, site: Site, content_type: str = "", *, limits: Limits | None = None) -> Listing:
    """The articles that a page links, each once, with title, moment and teaser from the box around its link.

    A link counts where the address may be an article's (`rules`) and where the page treats it as one: a heading, a bookmark or a box with
    a date around it, or an address of several words. Where there are hardly any such links, those that stand in one place with a headline
    each count too. Raises SourceError for what is no HTML.
    """
    limits = limits or Limits()
    tree = _tree(body, url, content_type, limits)
    base = join(url, str(next(iter(tree.xpath("//base/@href")), ""))) or url
    here = localize(url, site) or url
    found: dict[str, _Found] = {}
    listings: dict[str, None] = {}
    anchors: list[tuple[Any, str]] = []
    frames: dict[Any, bool] = {}
    for anchor in tree.iter("a"):
        address = localize(link, site) if (link := join(base, anchor.get("href") or "")) else None
        if address is None:
            continue
        anchors.append((anchor, address))
        if len(anchors) >= limits.listing_links:
            break
        framed = _framed(anchor, frames)
        if is_listing_url(address, site):
            listings[address] = None
        elif url_key(address) != url_key(here) and why_not_article(address, site) is None:
            seen = found.setdefault(url_key(address, case_sensitive=site.case_sensitive_paths), _Found(address))
            seen.anchors.append(anchor)
            seen.framed = seen.framed and framed
    shown = {key: f for key, f in found.items() if site.articles or not f.framed}
    if not shown:  # a page that is all menu: what has several words
        shown = {key: f for key, f in found.items() if looks_like_article(f.url)}
    boxes = _boxes({id(a): key for key, f in shown.items() for a in f.anchors}, tree)
    treated = {key for key, f in shown.items() if site.articles or _treated(key, f, boxes.get(key))}
    if len(treated) < _FEW:
        treated |= _headlines(shown)
    return Listing(
        candidates=tuple(_candidate(key, f, boxes.get(key), url, site) for key, f in shown.items() if key in treated),
        next_url=_next(tree, anchors, base, here, site),
        listings=tuple(listings),
        sections=tuple(f.url for key, f in found.items() if key not in treated and _is_section(f)),
    )


def _headlines(shown: dict[str, _Found]) -> set[str]:
    """Links that stand in one place of the page, each with a headline: three of them, or two whose addresses differ in a query's values.
    Home-made systems have `show.php?item=7`, and no element that says what it is."""
    places: dict[tuple[Any, ...], dict[str, str]] = {}
    for key, found in shown.items():
        for anchor in found.anchors:
            if _is_headline(_text(anchor)):
                around = tuple(f"{above.tag}.{above.get('class') or ''}" for above in islice(anchor.iterancestors(), 3))
                places.setdefault(around, {})[key] = found.url
    groups = [keys for keys in places.values() if len(keys) >= _FEW or (len(keys) > 1 and len(set(map(_form, keys.values()))) == 1)]
    return {key for keys in groups for key in keys}


def _is_headline(text: str) -> bool:
    return len(text.split()) >= 4 or (len(text) >= 10 and not text.isascii() and len(text.split()) < 3)


def _form(address: str) -> tuple[str, ...]:
    """An address without the values of its query, and the folder; a different one for each address without a query."""
    parts = urlsplit(address)
    names = sorted(name for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    return (parts.path.rpartition("/")[2], *names) if names else (address,)


def _is_section(found: _Found) -> bool:
    """Whether a link may lead to a part of the site: a short name, and no page about the site itself."""
    return not is_own_page(found.url) and any(0 < len(_text(anchor)) <= 30 and len(_text(anchor).split()) <= 3 for anchor in found.anchors)


def _tree(body: bytes, url: str, content_type: str, limits: Limits) -> Any:
    text = decode(body[: limits.listing_bytes], content_type).replace("\x00", "")
    if not re.search(r"<(?:html|head|body|div|a|p|main|article|ul|!doctype)\b", text[:200_000], re.IGNORECASE):
        seen = " ".join(text[:60].split()) or "nothing"
        raise SourceError(url, f"not a page: it begins with {seen!r}")
    parser = lxml_html.HTMLParser(huge_tree=False, no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise SourceError(url, "not a page that can be parsed") from error
    if tree is None:
        raise SourceError(url, "an empty page")
    return tree


def _framed(anchor: Any, known: dict[Any, bool]) -> bool:
    """Whether a link stands in a menu, footer or the like. `known` keeps the decisions on the elements above."""
    path: list[Any] = []
    framed = False
    for above in anchor.iterancestors():
        if above in known:
            framed = known[above]
            break
        path.append(above)
        if above.tag in ("article", "body"):
            break
        if above.tag in _FRAME_TAGS or above.get("role") in ("navigation", "contentinfo") or _FRAME.search(_label(above)):
            framed = True
            break
    known.update(dict.fromkeys(path, framed))
    return framed


def _boxes(anchor_keys: dict[int, str], tree: Any) -> dict[str, Any]:
    """For each article the largest element around one of its links that links no other article."""
    many = ""
    inside: dict[Any, str] = {}
    for element in reversed(list(tree.iter(etree.Element))):
        key = anchor_keys.get(id(element))
        here = inside.get(element)
        if key is not None:
            here = key if here in (None, key) else many
            inside[element] = here
        if here is None:
            continue
        parent = element.getparent()
        if parent is not None:
            inside[parent] = here if inside.get(parent) in (None, here) else many
    boxes: dict[str, Any] = {}
    for element, key in inside.items():
        if key and id(element) in anchor_keys:
            box = _climb(element, key, inside)
            known = boxes.get(key)
            if known is None or (_heading(known, key, anchor_keys) is None and _heading(box, key, anchor_keys) is not None):
                boxes[key] = box
    return boxes


def _climb(element: Any, key: str, inside: dict[Any, str]) -> Any:
    box = element
    for above in islice(element.iterancestors(), _HEIGHT):
        if inside.get(above) != key or above.tag in ("body", "main", "html"):
            break
        box = above
        if above.tag in ("article", "li"):
            break
    return box


def _heading(box: Any, key: str, anchor_keys: dict[int, str]) -> Any:
    """A heading in the box that holds one of the article's links, or is held by one."""
    for heading in [box, *box.iter(*_HEADINGS)] if box.tag in _HEADINGS else box.iter(*_HEADINGS):
        linked = [*heading.iter("a"), *heading.iterancestors("a")]
        if any(anchor_keys.get(id(a)) == key for a in linked):
            return heading
    return None


def _treated(key: str, found: _Found, box: Any) -> bool:
    """Whether the page treats a link as an article's."""
    return (
        (box is not None and (_heading(box, key, _keys(key, found)) is not None or bool(_times(box))))
        or any("bookmark" in (a.get("rel") or "") for a in found.anchors)
        or looks_like_article(found.url)
        or any(True for a in found.anchors for _ in a.iterancestors("article", *_HEADINGS))
    )


def _keys(key: str, found: _Found) -> dict[int, str]:
    return {id(a): key for a in found.anchors}


def _times(box: Any) -> list[Any]:
    return [t for t in box.iter("time") if t.get("datetime") or t.text]


def _candidate(key: str, found: _Found, box: Any, url: str, site: Site) -> Candidate:
    heading = _heading(box, key, _keys(key, found)) if box is not None else None
    times = _times(box) if box is not None else []
    return Candidate(
        url=found.url,
        hints=(
            Hint(
                source="listing",
                title=_title(heading, found.anchors),
                description=_teaser(box) if heading is not None else None,
                authors=names(_text(a) for a in box.xpath(".//*[@rel='author' or contains(@class, 'author-name')]")[:3] if _text(a))[:1]
                if box is not None and heading is not None
                else (),
                published=_published(times, site.timezone),
                image_url=_image(box, url) if box is not None and heading is not None else None,
            ),
        ),
    )


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _title(heading: Any, anchors: list[Any]) -> str | None:
    if heading is not None and _text(heading):
        return line(_escape(_text(heading)))
    texts = [t for a in anchors if (t := _text(a)) and len(t.split()) > 2]
    return line(_escape(max(texts, key=len))) if texts else None


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _teaser(box: Any) -> str | None:
    paragraphs = box.xpath(".//*[contains(@class, 'excerpt')] | .//p") if box is not None else []
    longest = max((_text(p) for p in paragraphs[:10]), key=len, default="")
    return plain(_escape(longest)) if len(longest.split()) > 5 else None


def _published(times: list[Any], timezone: str) -> Moment | None:
    """The first machine-readable moment; a relative text ("6 hours ago") says nothing."""
    moments = [m for t in times[:4] if (m := parse_moment(t.get("datetime"), timezone=timezone))]
    return min(moments, key=lambda m: m.at, default=None)


def _image(box: Any, url: str) -> str | None:
    for image in box.iter("img"):
        for name in ("data-img-url", "data-src", "data-lazy-src", "src"):
            value = image.get(name) or ""
            address = join(url, value) if value and not value.startswith("data:") and len(value) < 2_000 else None
            if address:
                return address
    return None


def page_number(url: str) -> tuple[str, int]:
    """The listing that a page belongs to, and its number: `/news/page/3/` is 3 of `/news`, `/news/` is 1 of it."""
    parts = urlsplit(url)
    found = _PATH_PAGE.match(parts.path)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    number = next((int(v) for k, v in pairs if k.lower() in _QUERY_PAGES and v.isdigit() and len(v) < 7), None)
    query = urlencode(sorted((k, v) for k, v in pairs if k.lower() not in _QUERY_PAGES))
    path = (found["before"] if found else parts.path).rstrip("/")
    return urlunsplit(("", parts.netloc, path, query, "")), int(found["number"]) if found else number or 1


def _next(tree: Any, anchors: list[tuple[Any, str]], base: str, here: str, site: Site) -> str | None:
    """The page after this one: what the head says, the number after this page's, a link that is called next or only looks so."""
    for element in tree.xpath("//link[@rel='next'][@href]"):
        if (link := join(base, element.get("href"))) and (address := localize(link, site)):
            return address if address != here else None
    listing, number = page_number(here)
    for _, address in anchors:
        if page_number(address) == (listing, number + 1):
            return address
    return next((address for anchor, address in anchors if _called_next(anchor) and _may_follow(address, here, number)), None)


def _may_follow(address: str, here: str, number: int) -> bool:
    listing, its_number = page_number(address)
    same_listing = listing == page_number(here)[0]
    return address != here and (not same_listing or its_number > number or urlsplit(address).query != urlsplit(here).query)


def _called_next(anchor: Any) -> bool:
    if "next" in (anchor.get("rel") or "").lower().split():
        return True
    if any(above.tag == "article" for above in anchor.iterancestors()):
        return False  # a slide show, or the next article
    label = f"{anchor.get('class') or ''} {anchor.get('id') or ''}"
    words = [_text(anchor), anchor.get("title") or "", anchor.get("aria-label") or ""]
    if any(_NEXT_TEXT.match(w) for w in words if w):
        return True
    pager = any(re.search(r"pag(?:e|ing|ination|er)|nav-links|posts-nav", _label(above)) for above in _near(anchor))
    icons = any(_NEXT_ICON.search(_label(e)) for e in anchor.iter())
    return pager and (bool(_NEXT_CLASS.search(label)) or icons or _text(anchor) in ("»", "›", "→", ">", ">>"))


def _near(anchor: Any) -> Iterator[Any]:
    yield anchor
    yield from islice(anchor.iterancestors(), 4)


def _label(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower()
