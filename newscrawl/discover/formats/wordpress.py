"""The WordPress REST API: addresses to ask, answers to candidates (https://developer.wordpress.org/rest-api/reference/posts/)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from newscrawl.dates import parse_moment
from newscrawl.discover.formats.jsonfeed import load, text
from newscrawl.discover.formats.scalars import gmt, line, names, plain, terms
from newscrawl.discover.limits import Limits
from newscrawl.errors import SourceError
from newscrawl.model import Candidate, Hint
from newscrawl.urls import join

__all__ = ["PAST_THE_END", "Api", "Posts", "parse_posts"]

PER_PAGE = 100  # the most that WordPress gives
PAST_THE_END = frozenset({"rest_post_invalid_page_number"})

# What a candidate needs: without `_fields` a post of a page builder weighs a megabyte.
_FIELDS = (
    "id,date,date_gmt,modified,modified_gmt,guid,link,slug,status,type,title,content,excerpt,jetpack_featured_media_url,"
    "yoast_head_json.author,_links,_embedded"
)
_EMBED = "author,wp:term,wp:featuredmedia"
_SWITCHED_OFF = {401: "switched off or closed", 403: "forbidden", 404: "not there", 410: "not there"}


@dataclass(frozen=True, slots=True)
class Api:
    """A site's API. `root` is `https://host/wp-json/`, or `https://host/?rest_route=/` where addresses are not rewritten."""

    root: str

    @classmethod
    def at(cls, address: str) -> Api:
        """From an address of the root or of anything below it."""
        plain_route = re.match(r"[^#]*[?&]rest_route=/?", address)
        if plain_route:
            return cls(plain_route[0] if plain_route[0].endswith("/") else plain_route[0] + "/")
        return cls(re.sub(r"/wp/v2(?:/.*)?$", "", address.split("?")[0].rstrip("/")) + "/")

    def posts(
        self,
        page: int = 1,
        *,
        after: datetime | None = None,
        before: datetime | None = None,
        modified_after: datetime | None = None,
        per_page: int = PER_PAGE,
    ) -> str:
        """The address of one page of posts, newest first, the latest changes first with `modified_after`. Bounds are exclusive, in UTC."""
        asked = {"per_page": str(per_page), "page": str(page), "orderby": "modified" if modified_after else "date", "order": "desc"}
        for name, bound in (("after", after), ("before", before), ("modified_after", modified_after)):
            if bound:
                asked[name] = bound.strftime("%Y-%m-%dT%H:%M:%SZ")
        query = urlencode({**asked, "_embed": _EMBED, "_fields": _FIELDS}, safe=":,/")
        return f"{self.root}wp/v2/posts{'&' if '?' in self.root else '?'}{query}"

    @classmethod
    def found_in(cls, html: str, header: str, url: str) -> Api | None:
        """The API that a page names with rel="https://api.w.org/", in its `Link` header or its head; None where the page names no API."""
        named = re.search(r"<([^<>]{1,500})>\s*;[^,]{0,200}rel=[\"']?https://api\.w\.org/", header)
        if not named:
            tag = re.search(r"<link\b[^>]{0,500}rel=[\"']?https://api\.w\.org/[^>]{0,500}>", html[:300_000], re.IGNORECASE)
            named = re.search(r"href=[\"']?([^\"'\s>]{1,500})", tag[0]) if tag else None
        address = urljoin(url, named[1].replace("&#038;", "&").replace("&amp;", "&")) if named else ""
        return cls.at(address) if urlsplit(address).scheme in ("http", "https") else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posts:
    """A page of posts. `total` and `total_pages` are the counts in the headers, None where the headers give none. `dropped` counts posts
    without a usable link."""

    candidates: tuple[Candidate, ...] = ()
    total: int | None = None
    total_pages: int | None = None
    dropped: int = 0


def parse_posts(
    body: bytes,
    headers: Iterable[tuple[str, str]] = (),
    *,
    url: str,
    status: int = 200,
    timezone: str = "UTC",
    limits: Limits | None = None,
) -> Posts:
    """The posts of one answer. A page past the end is an empty `Posts`.

    Raises SourceError for every other answer that is no list of posts: an API that is switched off, HTML, broken JSON.
    """
    limits = limits or Limits()
    if status not in (200, 203):
        return _refused(body, url, status, limits)
    data = load(body, url, limits)
    if not isinstance(data, list):
        code = text(data.get("code")) if isinstance(data, dict) else ""
        raise SourceError(url, f"JSON, but no list of posts{_said(code, ': %s')}")
    named = {name.lower(): value for name, value in headers}
    posts = [post for post in data[: PER_PAGE * 10] if isinstance(post, dict)]
    candidates = [c for post in posts if (c := _candidate(post, url, timezone, limits))]
    return Posts(
        candidates=tuple(candidates),
        total=_count(named.get("x-wp-total")),
        total_pages=_count(named.get("x-wp-totalpages")),
        dropped=len(data) - len(candidates),
    )


def _refused(body: bytes, url: str, status: int, limits: Limits) -> Posts:
    code = ""
    try:
        data = load(body[:100_000], url, limits)
        code = text(data.get("code")) if isinstance(data, dict) else ""
    except SourceError:
        pass
    if status == 400 and code in PAST_THE_END:
        return Posts()
    raise SourceError(url, f"the WordPress API is {_SWITCHED_OFF.get(status, 'not answering')}: status {status}{_said(code, ' (%s)')}")


def _said(code: str, form: str) -> str:
    """WordPress's own word for what is wrong; nothing else goes into a message."""
    return form % code if re.fullmatch(r"[\w-]{1,60}", code) else ""


def _count(value: str | None) -> int | None:
    return int(value) if value and value.strip().isdigit() and len(value) < 12 else None


def _rendered(value: Any) -> str:
    return text(value.get("rendered")) if isinstance(value, dict) else text(value)


def _candidate(post: dict[str, Any], url: str, timezone: str, limits: Limits) -> Candidate | None:
    guid = join(url, _rendered(post.get("guid")))
    link = join(url, text(post.get("link"))) or guid
    if link is None or text(post.get("status")) not in ("", "publish"):
        return None
    embedded = post["_embedded"] if isinstance(post.get("_embedded"), dict) else {}
    groups = list(_terms(embedded.get("wp:term")))
    categories = terms(name for taxonomy, name in groups if taxonomy == "category")
    content = _rendered(post.get("content"))
    number = post.get("id")
    numbered = join(link, f"/?p={number}") if isinstance(number, int) and not isinstance(number, bool) and 0 < number < 10**12 else None
    return Candidate(
        url=link,
        aliases=tuple(dict.fromkeys(a for a in (guid, numbered) if a and a != link)),
        hints=(
            Hint(
                source="wordpress",
                title=line(_rendered(post.get("title"))),
                description=plain(_rendered(post.get("excerpt"))),
                authors=names(_authors(post, embedded)),
                published=gmt(post.get("date_gmt")) or parse_moment(text(post.get("date")), timezone=timezone),
                modified=gmt(post.get("modified_gmt")) or parse_moment(text(post.get("modified")), timezone=timezone),
                section=categories[0] if categories else None,
                tags=terms(name for taxonomy, name in groups if taxonomy != "category"),
                image_url=_image(post, embedded, link),
                content_html=content if 0 < len(content) <= limits.content_length else None,
            ),
        ),
    )


def _items(value: Any) -> Iterator[dict[str, Any]]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield item


def _terms(groups: Any) -> Iterator[tuple[str, str]]:
    for group in groups if isinstance(groups, list) else ():
        for term in _items(group):
            name, slug = text(term.get("name")), text(term.get("slug"))
            if name and slug != "uncategorized":
                yield text(term.get("taxonomy")), name


def _authors(post: dict[str, Any], embedded: dict[str, Any]) -> Iterator[str | None]:
    """The embedded people; where the site hides its users, whom Yoast names."""
    people = [text(person.get("name")) for person in _items(embedded.get("author"))]
    if any(people):
        yield from people
        return
    yoast = post.get("yoast_head_json")
    yield text(yoast.get("author")) if isinstance(yoast, dict) else None


def _image(post: dict[str, Any], embedded: dict[str, Any], link: str) -> str | None:
    named = [text(media.get("source_url")) for media in _items(embedded.get("wp:featuredmedia"))]
    return next((a for value in (*named, text(post.get("jetpack_featured_media_url"))) if value and (a := join(link, value))), None)
