"""The addresses of a WordPress site, and what each of them answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from demo import tagdiv
from demo.http import Reply, Request, etag_of
from demo.posts import Library, Post, slugify
from demo.tagdiv import Blog, Listing
from demo.wordpress import sitemaps
from demo.wordpress.feeds import rss
from demo.wordpress.options import Options
from demo.wordpress.pictures import picture
from demo.wordpress.rest import rest_reply

__all__ = ["WordPress"]

_XML = "text/xml; charset=UTF-8"
_RSS = "application/rss+xml; charset=UTF-8"
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(slots=True)
class WordPress:
    """A site. Call it with a request. `gone` maps paths of deleted posts to what they answer now."""

    library: Library
    options: Options
    gone: dict[str, int] = field(default_factory=dict)
    _changed_order: tuple[int, list[Post]] | None = None

    def blog(self, base: str) -> Blog:
        """What templates need, for a site whose own address is `base`."""
        o = self.options
        public = (o.canonical_host or base).rstrip("/")
        return Blog(
            name=o.name,
            tagline=o.tagline,
            home=public if o.verbatim else base,
            public=public,
            library=self.library,
            zone=o.zone,
            sections=o.sections,
            canonical=o.canonical,
            pad_kb=o.pad_kb,
            static=tuple((slug, title) for slug, title, _ in o.static),
        )

    def __call__(self, request: Request) -> Reply:
        blog = self.blog(request.base)
        if request.method not in ("GET", "HEAD"):
            return Reply(status=405, body=b"", headers=(("Allow", "GET, HEAD"),))
        for pattern, answer in _ROUTES:
            match = re.fullmatch(pattern, request.path)
            if match:
                return answer(self, blog, request, match)
        return self.not_found(blog)

    # Answers

    def page(
        self, request: Request, content: Callable[[], str], *depends: object, changed: datetime | None = None, kind: str = ""
    ) -> Reply:
        """A page with validators: its ETag stands for `depends`, or for the state of the whole site."""
        which = self.options.validators
        return Reply(
            body=lambda: content().encode(),
            content_type=kind or "text/html; charset=UTF-8",
            etag=etag_of(request.target, depends or self.library.version) if which in ("both", "etag") else None,
            last_modified=(changed or self.library.changed) if which in ("both", "last-modified") else None,
        )

    def not_found(self, blog: Blog, status: int = 404) -> Reply:
        return Reply(status=status, body=tagdiv.not_found_page(blog).encode())

    def redirect(self, blog: Blog, path: str) -> Reply:
        return Reply(status=301, headers=(("Location", blog.link(path)), ("X-Redirect-By", "WordPress")))

    # Routes

    def home(self, blog: Blog, request: Request, match: re.Match[str]) -> Reply:
        query = request.query
        if "p" in query:
            post = self.library.index.ids.get(int(query["p"])) if query["p"].isdigit() else None
            return self.redirect(blog, post.permalink) if post else self.not_found(blog)
        if query.get("feed"):
            return self.redirect(blog, "/feed/")
        if "s" in query:
            words = query["s"].lower()
            found = [p for p in self.library.posts if words in p.title.lower()][: self.options.per_listing]
            listing = Listing(kind="tag", title=f"Search results for {query['s']}", path="/", posts=found)
            return Reply(body=tagdiv.listing_page(blog, listing).encode())
        if "listings" not in self.options.sources:
            words_ = ("Welcome. Choose a desk from the menu above, or follow us by e-mail.",)
            return self.page(request, lambda: tagdiv.static_page(blog, "home", "Welcome", words_))
        return self.listing(blog, request, "home", blog.name, "/", self.library.posts, 1)

    def home_page(self, blog: Blog, request: Request, match: re.Match[str]) -> Reply:
        return self.listing(blog, request, "home", blog.name, "/", self.library.posts, int(match["page"]))

    def listing(self, blog: Blog, request: Request, kind: str, title: str, path: str, posts: Sequence[Post], page: int) -> Reply:
        if not request.path.endswith("/"):
            return self.redirect(blog, request.path + "/")
        per = self.options.per_listing
        pages = -(-len(posts) // per)
        if "listings" not in self.options.sources or not 1 <= page <= pages:
            return self.not_found(blog)
        if page == 1 and request.path.endswith("/page/1/"):
            return self.redirect(blog, path)
        shown = posts[(page - 1) * per : page * per]
        listing = Listing(kind=kind, title=title, path=path, posts=shown, page=page, pages=pages)  # type: ignore[arg-type]
        return self.page(request, lambda: tagdiv.listing_page(blog, listing))

    def term(self, blog: Blog, request: Request, match: re.Match[str]) -> Reply:
        kind, slug = match["kind"], match["slug"].lower()
        posts = {"category": self.library.section, "tag": self.library.tag, "author": self.library.author}[kind](slug)
        if not posts:
            return self.not_found(blog)
        names = {"category": (posts[0].section,), "tag": posts[0].tags, "author": posts[0].authors}[kind]
        name = next((name for name in names if slugify(name) == slug), slug)
        title = f"Tag: {name}" if kind == "tag" else name
        return self.listing(blog, request, kind, title, f"/{kind}/{slug}/", posts, int(match["page"] or 1))

    def date(self, blog: Blog, request: Request, match: re.Match[str]) -> Reply:
        year, month, day = (int(match[name]) if match[name] else None for name in ("year", "month", "day"))
        try:
            start = datetime(year or 0, month or 1, day or 1, tzinfo=self.options.zone)
        except ValueError:
            return self.not_found(blog)
        if day:
            end = start + timedelta(days=1)
            title = f"Daily Archives: {start:%b} {day}, {year}"
        elif month:
            end = (start.replace(day=28) + timedelta(days=4)).replace(day=1)
            title = f"Monthly Archives: {_MONTHS[month - 1]} {year}"
        else:
            end, title = start.replace(year=start.year + 1), f"Yearly Archives: {year}"
        posts = self.library.between(start.astimezone(UTC), end.astimezone(UTC))
        path = "/" + "/".join(match[name] for name in ("year", "month", "day") if match[name]) + "/"
        return self.listing(blog, request, "date", title, path, posts, int(match["page"] or 1))

    def feed(self, blog: Blog, request: Request, match: re.Match[str]) -> Reply:
        if not request.path.endswith("/"):
            return self.redirect(blog, request.path + "/")
        if "feed" not in self.options.sources:
            return self.not_found(blog)
        groups = match.groupdict()
        posts: Sequence[Post] = self.library.posts
        title = blog.name
        if groups.get("kind"):
            kind, slug = groups["kind"], groups["slug"]
            posts = {"category": self.library.section, "tag": self.library.tag, "author": self.library.author}[kind](slug)
            title = f"{slug} Archives - {blog.name}"
        page = request.query.get("paged", "1")
        per = self.options.per_feed
        start = (int(page) - 1) * per if page.isdigit() and int(page) else 0
        shown = posts[start : start + per]
        if not shown:
            return self.not_found(blog)
        content = self.options.feed_content
        return self.page(request, lambda: rss(blog, title, request.path, shown, content=content), kind=_RSS)

    def no_comments(self, blog: Blog, request: Request, match: re.Match[str]) -> Reply:
        return self.page(request, lambda: rss(blog, f"Comments for {blog.name}", request.path, ()), kind=_RSS)

    def sitemap_index(self, blog: Blog, request: Request, match: re.Match[str]) -> Reply:
        if "sitemap" not in self.options.sources:
            return self.not_found(blog)

        def content() -> str:
            order, per = self._by_change(), self.options.sitemap_per_file
            count = -(-len(order) // per)
            files: list[tuple[str, datetime | None]] = [
                (f"post-sitemap{'' if n == 0 else n + 1}.xml", order[min((n + 1) * per, len(order)) - 1].modified) for n in range(count)
            ]
            files += [("page-sitemap.xml", order[0].published), ("category-sitemap.xml", self.library.changed)]
            if self.options.attachments:
                files.append(("attachment-sitemap.xml", order[0].published))
            if "news-sitemap" in self.options.sources:
                files.append(("news-sitemap.xml", self.library.posts[0].published))
            return sitemaps.index_xml(blog, files)

        return self.page(request, content, kind=_XML)

    def sitemap_file(self, blog: Blog, request: Request, match: re.Match[str]) -> Reply:
        if "sitemap" not in self.options.sources:
            return self.not_found(blog)
        name, number = match["name"], int(match["number"] or 1)
        changed = self.library.changed
        if name in ("page", "attachment"):
            oldest = self.library.posts[-1].published
            pages = self.options.static if name == "page" else self.options.attachments
            return self.page(request, lambda: sitemaps.urls_xml(blog, [(f"/{path}/", oldest) for path, _, _ in pages]), kind=_XML)
        if name == "category":
            return self.page(request, lambda: sitemaps.urls_xml(blog, sitemaps.term_entries(blog, changed)), kind=_XML)
        per = self.options.sitemap_per_file
        posts = self._by_change()[(number - 1) * per : number * per]
        if not posts or match["number"] in ("0", "1"):
            return self.not_found(blog)
        first = [("/", changed)] if number == 1 else []
        extra = [
            *first,
            *((path, posts[0].modified) for path in ((*self.options.soft_404s, *self.options.dead_links) if number == 1 else ())),
        ]
        # A file's validators stand for what is in it, so that a new article leaves the older files unchanged.
        depends = tuple((p.id, p.version) for p in posts) if number > 1 else (self.library.version,)
        return self.page(request, lambda: sitemaps.posts_xml(blog, posts, extra), *depends, changed=posts[-1].modified, kind=_XML)

    def _by_change(self) -> list[Post]:
        if self._changed_order is None or self._changed_order[0] != self.library.version:
            self._changed_order = (self.library.version, sitemaps.by_change(self.library.posts))
        return self._changed_order[1]

    def news_sitemap(self, blog: Blog, request: Request, match: re.Match[str]) -> Reply:
        if "news-sitemap" not in self.options.sources:
            return self.not_found(blog)
        stale = (*self.options.soft_404s, *self.options.dead_links) if self.options.stale_news else ()
        return self.page(request, lambda: sitemaps.news_xml(blog, self.library.posts, self.options.news_hours, stale), kind=_XML)

    def moved_sitemap(self, blog: Blog, request: Request, match: re.Match[str]) -> Reply:
        return self.redirect(blog, "/sitemap_index.xml") if "sitemap" in self.options.sources else self.not_found(blog)

    def robots(self, blog: Blog, request: Request, match: re.Match[str]) -> Reply:
        lines = [self.options.robots.strip() or "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php"]
        if "sitemap" in self.options.sources:
            lines.append(f"Sitemap: {blog.link('/sitemap_index.xml')}")
        elif "news-sitemap" in self.options.sources:
            lines.append(f"Sitemap: {blog.link('/news-sitemap.xml')}")
        text = "\n\n".join(lines) + "\n"
        return self.page(request, lambda: text, text, kind="text/plain; charset=utf-8")

    def rest(self, blog: Blog, request: Request, match: re.Match[str]) -> Reply:
        return rest_reply(blog, request, enabled="wordpress" in self.options.sources)

    def upload(self, blog: Blog, request: Request, match: re.Match[str]) -> Reply:
        return Reply(body=picture(request.path), content_type="image/png", etag=etag_of(request.path), compress=False)

    def admin(self, blog: Blog, request: Request, match: re.Match[str]) -> Reply:
        return Reply(status=302, headers=(("Location", blog.link("/wp-login.php")),))

    def entry(self, blog: Blog, request: Request, match: re.Match[str]) -> Reply:
        """A post or a page, in whatever spelling."""
        path = request.path if request.path.endswith("/") else request.path + "/"
        if path in self.options.soft_404s:
            return self.page(request, lambda: tagdiv.soft_404_page(blog), "soft-404")
        found = self._split(path) or self._split(path.lower())
        if found is None:
            return self.not_found(blog, self.gone[path]) if path in self.gone else self.static(blog, request, path)
        post, rest = found
        wanted = post.permalink + rest
        parts = 1 if rest in ("", "amp/", "feed/") else len(self.library.write(post))
        number = int(rest[:-1]) if rest[:-1].isdigit() else 1
        if number > parts or rest == "1/":
            return self.redirect(blog, post.permalink)
        if wanted != request.path:
            return self.redirect(blog, wanted)
        changed = max(post.published, post.modified)
        if rest == "feed/":
            return self.page(request, lambda: rss(blog, f"Comments on: {post.title}", request.path, ()), post.id, kind=_RSS)
        if rest == "amp/" or ("amp" in request.query and "amp" in post.traps):
            return self.page(request, lambda: tagdiv.amp_page(blog, post), post.id, post.version, changed=changed)
        return self.page(request, lambda: tagdiv.article_page(blog, post, number), post.id, post.version, changed=changed)

    def _split(self, path: str) -> tuple[Post, str] | None:
        """The post of an address, and what stands behind its permalink."""
        paths = self.library.index.paths
        if path in paths:
            return paths[path], ""
        match = re.fullmatch(r"(/.+/)(\d+/|amp/|feed/)", path)
        if match and match[1] in paths:
            post = paths[match[1]]
            return (post, match[2]) if match[2] != "amp/" or "amp" in post.traps else None
        return None

    def has_post(self, path: str) -> bool:
        """Whether an address, with its slash at the end, is a post's or belongs to one."""
        return self._split(path) is not None

    def static(self, blog: Blog, request: Request, path: str) -> Reply:
        found = next((page for page in (*self.options.static, *self.options.attachments) if path == f"/{page[0]}/"), None)
        if found is None:
            return self.not_found(blog)
        if request.path != path:
            return self.redirect(blog, path)
        return self.page(request, lambda: tagdiv.static_page(blog, *found), found[0])


_PAGE = r"(?:page/(?P<page>\d+)/?)?"
_TERM = r"/(?P<kind>category|tag|author)/(?P<slug>[^/]+)"
_ROUTES: tuple[tuple[re.Pattern[str], Callable[[WordPress, Blog, Request, re.Match[str]], Reply]], ...] = tuple(
    (re.compile(pattern), answer)
    for pattern, answer in (
        (r"/", WordPress.home),
        (r"/page/(?P<page>\d+)/?", WordPress.home_page),
        (r"/(?:feed|rss|rdf|feed/rss2)/?", WordPress.feed),
        (_TERM + r"/feed/?", WordPress.feed),
        (r"/comments/feed/?", WordPress.no_comments),
        (_TERM + r"/?" + _PAGE, WordPress.term),
        (r"/(?P<year>\d{4})(?:/(?P<month>\d{2})(?:/(?P<day>\d{2}))?)?/?" + _PAGE, WordPress.date),
        (r"/sitemap_index\.xml", WordPress.sitemap_index),
        (r"/(?:sitemap|wp-sitemap)\.xml", WordPress.moved_sitemap),
        (r"/(?P<name>post|page|category|attachment)-sitemap(?P<number>\d*)\.xml", WordPress.sitemap_file),
        (r"/news-sitemap\.xml", WordPress.news_sitemap),
        (r"/robots\.txt", WordPress.robots),
        (r"/wp-json(?:/.*)?", WordPress.rest),
        (r"/(?:wp-content/uploads|avatar)/.*", WordPress.upload),
        (r"/wp-(?:admin|login\.php).*", WordPress.admin),
        (r"/.*", WordPress.entry),
    )
)
