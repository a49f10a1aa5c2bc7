"""The REST API: posts with paging, windows, `_embed` and `_fields`; errors in WordPress's own words."""

from __future__ import annotations

import html
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from demo.http import Reply, Request, etag_of
from demo.posts import Post, slugify
from demo.tagdiv.blog import Blog
from demo.tagdiv.single import body_html

__all__ = ["rest_reply"]

Json = dict[str, Any]
_JSON = "application/json; charset=UTF-8"


def rest_reply(blog: Blog, request: Request, *, enabled: bool) -> Reply:
    """The answer for an address below `/wp-json/`."""
    path = request.path.removeprefix("/wp-json").rstrip("/")
    if not enabled:
        return _error(404, "rest_no_route", "No route was found matching the URL and request method.")
    if path == "":
        return _json(blog, request, {"name": blog.name, "url": blog.home, "namespaces": ["oembed/1.0", "wp/v2"], "routes": {}})
    if path == "/wp/v2/posts":
        return _posts(blog, request)
    if path.startswith("/wp/v2/posts/"):
        post = blog.library.index.ids.get(int(path.rsplit("/", 1)[1]) if path.rsplit("/", 1)[1].isdigit() else -1)
        if post is None:
            return _error(404, "rest_post_invalid_id", "Invalid post ID.")
        return _json(blog, request, _post(blog, post, request.query))
    terms = {"/wp/v2/categories": blog.sections, "/wp/v2/tags": _all_tags(blog), "/wp/v2/users": tuple(blog.library.index.authors)}
    if path in terms:
        base = {"/wp/v2/categories": "category", "/wp/v2/tags": "tag", "/wp/v2/users": "author"}[path]
        return _json(blog, request, [_term(blog, base, name) for name in terms[path][:100]])
    return _error(404, "rest_no_route", "No route was found matching the URL and request method.")


def _all_tags(blog: Blog) -> tuple[str, ...]:
    return tuple(sorted({tag for post in blog.library.posts[:500] for tag in post.tags}))


def _json(blog: Blog, request: Request, value: object, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    body = json.dumps(value).encode()
    return Reply(
        body=body,
        content_type=_JSON,
        headers=(("X-Robots-Tag", "noindex"), ("Access-Control-Expose-Headers", "X-WP-Total, X-WP-TotalPages, Link"), *headers),
        etag=etag_of(blog.library.version, request.target),
    )


def _error(status: int, code: str, message: str, **data: object) -> Reply:
    body = json.dumps({"code": code, "message": message, "data": {"status": status, **data}}).encode()
    return Reply(status=status, body=body, content_type=_JSON)


def _number(query: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = int(query.get(name, default))
    if not low <= value <= high:
        raise ValueError(name)
    return value


def _moment(blog: Blog, query: Mapping[str, str], name: str) -> datetime | None:
    """A window's edge; one without a zone is the site's local time."""
    if name not in query:
        return None
    at = datetime.fromisoformat(query[name].replace(" ", "+"))
    return (at if at.tzinfo else at.replace(tzinfo=blog.zone)).astimezone(UTC)


def _posts(blog: Blog, request: Request) -> Reply:
    query = request.query
    try:
        per_page, page = _number(query, "per_page", 10, 1, 100), _number(query, "page", 1, 1, 10**9)
        found = _found(blog, query)
    except ValueError as error:
        name = str(error) if str(error) in ("per_page", "page") else "after"
        return _error(400, "rest_invalid_param", f"Invalid parameter(s): {name}", params={name: "out of bounds"})
    total = len(found)
    pages = -(-total // per_page)
    if page > max(1, pages):
        return _error(400, "rest_post_invalid_page_number", "The page number requested is larger than the number of pages available.")
    chosen = found[(page - 1) * per_page : page * per_page]
    headers = [("X-WP-Total", str(total)), ("X-WP-TotalPages", str(pages))]
    if page < pages:
        headers.append(("Link", f'<{blog.link("/wp-json/wp/v2/posts")}?page={page + 1}&per_page={per_page}>; rel="next"'))
    return _json(blog, request, [_post(blog, post, query) for post in chosen], tuple(headers))


def _found(blog: Blog, query: Mapping[str, str]) -> Sequence[Post]:
    found: Sequence[Post] = blog.library.posts
    after, before = _moment(blog, query, "after"), _moment(blog, query, "before")
    changed_after, changed_before = _moment(blog, query, "modified_after"), _moment(blog, query, "modified_before")
    if after or before:  # both ends are left out, as in date_query
        found = [p for p in found if (after is None or p.published > after) and (before is None or p.published < before)]
    if changed_after or changed_before:
        found = [
            p
            for p in found
            if (changed_after is None or p.modified > changed_after) and (changed_before is None or p.modified < changed_before)
        ]
    if "slug" in query:
        found = [p for p in found if p.slug in query["slug"].split(",")]
    if "include" in query:
        found = [p for p in found if str(p.id) in query["include"].split(",")]
    for name, base in (("categories", "category"), ("tags", "tag")):
        if name in query:
            wanted = set(query[name].split(","))
            found = [p for p in found if wanted & {str(_term_id(base, t)) for t in ((p.section,) if base == "category" else p.tags)}]
    if query.get("orderby") == "modified":
        found = sorted(found, key=lambda p: (p.modified, p.id), reverse=True)
    elif query.get("orderby") == "id":
        found = sorted(found, key=lambda p: p.id, reverse=True)
    return found[::-1] if query.get("order", "desc").lower() == "asc" else found


def _term_id(base: str, name: str) -> int:
    return zlib.crc32(f"{base}:{slugify(name)}".encode()) % 100_000 + 1


def _term(blog: Blog, base: str, name: str) -> Json:
    taxonomy = {"category": "category", "tag": "post_tag", "author": "author"}[base]
    link = blog.link(f"/{base}/{slugify(name)}/")
    return {"id": _term_id(base, name), "link": link, "name": html.escape(name, quote=False), "slug": slugify(name), "taxonomy": taxonomy}


def _local(blog: Blog, at: datetime) -> str:
    return blog.local(at).replace(tzinfo=None).isoformat(timespec="seconds")


def _gmt(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def _rendered(text: str) -> str:
    return html.escape(text, quote=False).replace("’", "&#8217;").replace("–", "&#8211;")


def _post(blog: Blog, post: Post, query: Mapping[str, str]) -> Json:
    fields = {name.split(".")[0] for name in query["_fields"].split(",")} if query.get("_fields") else None
    link = blog.link(post.permalink)
    api = blog.link("/wp-json/wp/v2")
    media = post.id + 1 if post.image else 0
    value: Json = {
        "id": post.id,
        "date": _local(blog, post.published),
        "date_gmt": _gmt(post.published),
        "guid": {"rendered": blog.link(f"/?p={post.id}")},
        "modified": _local(blog, post.modified),
        "modified_gmt": _gmt(post.modified),
        "slug": post.slug,
        "status": "publish",
        "type": "post",
        "link": link,
        "title": {"rendered": _rendered(post.title)},
        "excerpt": {"rendered": f"<p>{_rendered(post.excerpt)} [&hellip;]</p>\n", "protected": False},
        "author": _term_id("author", post.authors[0]),
        "featured_media": media,
        "comment_status": "open",
        "ping_status": "closed",
        "sticky": False,
        "template": "",
        "format": "standard",
        "meta": {"footnotes": ""},
        "categories": [_term_id("category", post.section)],
        "tags": [_term_id("tag", tag) for tag in post.tags],
        "_links": {
            "self": [{"href": f"{api}/posts/{post.id}"}],
            "collection": [{"href": f"{api}/posts"}],
            "author": [{"embeddable": True, "href": f"{api}/users/{_term_id('author', post.authors[0])}"}],
            "wp:term": [{"taxonomy": "category", "embeddable": True, "href": f"{api}/categories?post={post.id}"}],
            "curies": [{"name": "wp", "href": "https://api.w.org/{rel}", "templated": True}],
        },
    }
    if fields is None or "content" in fields:
        parts = range(1, len(blog.library.write(post)) + 1)
        content = "\n<!--nextpage-->\n".join(body_html(blog, post, part) for part in parts)
        value["content"] = {"rendered": content, "protected": False}
    if fields is not None:
        value = {name: value[name] for name in value if name in fields or (name == "_links" and "_embed" in query)}
    if "_embed" in query and (fields is None or "_embedded" in fields or "_links" in fields):
        value["_embedded"] = _embedded(blog, post)
    return value


def _embedded(blog: Blog, post: Post) -> Json:
    embedded: Json = {
        "author": [
            {
                "id": _term_id("author", name),
                "name": name,
                "url": "",
                "description": "",
                "link": blog.author_link(name),
                "slug": slugify(name),
            }
            for name in post.authors
        ],
        "wp:term": [[_term(blog, "category", post.section)], [_term(blog, "tag", tag) for tag in post.tags]],
    }
    if post.image:
        caption = {"rendered": f"<p>{_rendered(post.image_caption)}</p>\n" if post.image_caption else ""}
        picture = blog.link(post.image)
        embedded["wp:featuredmedia"] = [
            {"id": post.id + 1, "media_type": "image", "mime_type": "image/png", "source_url": picture, "alt_text": "", "caption": caption}
        ]
    return embedded
