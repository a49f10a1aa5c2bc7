"""Small sites of different make on loopback, each an `App`: what systems of that kind serve, in our own words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from random import Random

from demo.http import App, Raw, Reply, Request
from demo.prose import sentences

__all__ = ["MAKES", "STORIES", "app_of"]

Routes = Callable[[str], Mapping[str, Reply]]  # of the site's own address
DAYS = ["2026-11-20T06:30:00Z", "2026-11-21T07:00:00Z", "2026-11-22T08:15:00Z", "2026-11-23T09:45:00Z"]
STORIES = [f"/2026/11/a-story-of-the-harbour-and-its-cranes-{number}/" for number in range(len(DAYS))]


def paragraphs(number: int) -> str:
    random = Random(number)
    return "".join(f"<p>{sentences(random, 4, 6)}</p>" for _ in range(5))


def page(number: int, *, generator: str = "", article: bool = True) -> Reply:
    title = f"The harbour gets crane number {number}"
    meta = f'<meta name="generator" content="{generator}">' if generator else ""
    head = (
        f'<title>{title} - The Gazette</title>{meta}<meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{DAYS[number]}"><meta name="author" content="Amina Okello">'
    )
    body = f"<article><h1>{title}</h1><p class=byline>By Amina Okello</p>{paragraphs(number)}</article>" if article else "<p>Soon.</p>"
    return Reply(body=f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>".encode())


def home(base: str, *, generator: str = "", links: str = "", teasers: bool = True) -> Reply:
    listed = "".join(
        f'<article><h2><a href="{path}">The harbour gets crane number {n}</a></h2></article>' for n, path in enumerate(STORIES)
    )
    meta = f'<meta name="generator" content="{generator}">' if generator else ""
    head = f'<title>The Gazette</title><meta property="og:site_name" content="The Gazette">{meta}{links}'
    return Reply(
        body=f"<!doctype html><html lang=en><head>{head}</head><body>{listed if teasers else '<p>Hello.</p>'}</body></html>".encode()
    )


def feed(base: str) -> Reply:
    items = "".join(
        f"<item><title>The harbour gets crane number {n}</title><link>{base}{path}</link><pubDate>{DAYS[n]}</pubDate></item>"
        for n, path in enumerate(STORIES)
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Gazette</title><link>{base}/</link>{items}</channel></rss>'
    return Reply(body=body.encode(), content_type="application/rss+xml")


def sitemap(base: str) -> Reply:
    urls = "".join(f"<url><loc>{base}{path}</loc><lastmod>{DAYS[n]}</lastmod></url>" for n, path in enumerate(STORIES))
    return Reply(body=f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode(), content_type="text/xml")


def link(path: str) -> str:
    return f'<link rel="alternate" type="application/rss+xml" href="{path}">'


def stories(**more: str) -> dict[str, Reply]:
    return {path: page(number, **more) for number, path in enumerate(STORIES)}


def robots(text: str) -> Reply:
    return Reply(body=text.encode(), content_type="text/plain")


def wordpress(base: str) -> dict[str, Reply]:
    posts = [
        {"id": n, "link": base + path, "title": {"rendered": f"Crane {n}"}, "date_gmt": DAYS[n][:-1], "type": "post", "status": "publish"}
        for n, path in enumerate(STORIES)
    ]
    api = Reply(body=json.dumps(posts).encode(), content_type="application/json", headers=(("X-WP-Total", "4"), ("X-WP-TotalPages", "1")))
    links = link("/feed/") + '<link rel="https://api.w.org/" href="/wp-json/">'
    return {"/": home(base, generator="WordPress 6.8", links=links), "/feed/": feed(base), "/wp-json/wp/v2/posts": api, **stories()}


def ghost(base: str) -> dict[str, Reply]:
    return {"/": home(base, generator="Ghost 5.9", links=link("/rss/")), "/rss/": feed(base), "/sitemap.xml": sitemap(base), **stories()}


def drupal(base: str) -> dict[str, Reply]:
    return {
        "/": home(base, generator="Drupal 10"),
        "/rss.xml": feed(base),
        "/robots.txt": robots("User-agent: GPTBot\nDisallow: /\n"),
        **stories(),
    }


def static(base: str) -> dict[str, Reply]:
    return {"/": home(base), "/index.xml": feed(base), **stories()}


def feed_only(base: str) -> dict[str, Reply]:
    return {"/": home(base, teasers=False), "/feed/": feed(base), **stories()}


def sitemap_only(base: str) -> dict[str, Reply]:
    named = robots(f"User-agent: *\nDisallow: /private/\nSitemap: {base}/map-of-news.xml\n")
    return {"/": home(base, teasers=False), "/robots.txt": named, "/map-of-news.xml": sitemap(base), **stories()}


def feed_moved(base: str) -> dict[str, Reply]:
    led = Reply(status=301, headers=(("Location", "/rss/"),))
    return {"/": home(base, links=link("/rss/")), "/feed/": led, "/rss/": feed(base), **stories()}


def feed_gone(base: str) -> dict[str, Reply]:
    return {"/": home(base, links=link("/rss/")), "/rss/": feed(base), **stories()}


def forbidden(base: str) -> dict[str, Reply]:
    return {"/": home(base), "/feed/": feed(base), "/robots.txt": robots("User-agent: *\nDisallow: /\n"), **stories()}


def challenge(base: str) -> dict[str, Reply]:
    body = b"<html><head><title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x.js'></script></head>Checking</html>"
    return {path: Reply(status=403, body=body) for path in ("/", "/feed/", *STORIES)}


def shell(base: str) -> dict[str, Reply]:
    body = b"<html><head><title>The Gazette</title></head><body><div id=root></div><noscript>You need to enable JavaScript to run this app."
    body += b"</noscript>" + b"<script src=/a.js></script>" * 5 + b"</body></html>"
    return {"/": Reply(body=body), "/feed/": feed(base), **dict.fromkeys(STORIES, Reply(body=body))}


def dead(base: str) -> dict[str, Reply]:
    return {}


MAKES: dict[str, Routes] = {
    one.__name__: one
    for one in (wordpress, ghost, drupal, static, feed_only, sitemap_only, feed_moved, feed_gone, forbidden, challenge, shell)
}


def app_of(routes: Routes) -> App:
    """Answers by the routes of its own address; everything else is not there."""

    def app(request: Request) -> Reply | Raw:
        return routes(request.base).get(request.path, Reply(status=404, body=b"<html><body><h1>Not found</h1></body></html>"))

    return app
