"""One article under many addresses comes out once, under its canonical one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from demo.server import Reply, Request, Server

SLUG = "tower-in-gulu"
PARAGRAPHS = [
    f"{opening} the tower in Gulu went up in a week, the fibre came a month later, and the first bill was paid by a school that had "
    f"waited for both since {year}. Its head teacher keeps the receipt in a frame beside the bell."
    for opening, year in (("At last", 2019), ("Two years on", 2020), ("By then", 2021), ("Later", 2022))
]


class Site:
    """A home page that links the same article in every spelling that sites use, and WordPress's answers to them."""

    def __init__(self) -> None:
        self.base = ""

    def __call__(self, request: Request) -> Reply:
        path, _, query = request.target.partition("?")
        html = [("Content-Type", "text/html; charset=utf-8")]
        if path == "/" and query.startswith("p="):
            return Reply(status=301, headers=[("Location", f"{self.base}/{SLUG}/")], body=b"")
        if path == "/":
            spellings = (
                f"/{SLUG}/?utm_source=feed&utm_medium=rss",
                f"/{SLUG}",
                f"/{SLUG}/amp/",
                "/?p=4711",
                f"/{SLUG.upper()}/",
                f"/{SLUG}/#more",
            )
            links = "".join(
                f'<h3 class="entry-title"><a href="{self.base}{link}">The tower in Gulu pays for itself</a></h3>' for link in spellings
            )
            return Reply(status=200, headers=html, body=f"<html><body>{links}</body></html>".encode())
        if path.lower().strip("/").split("/")[0] == SLUG:
            body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
            head = f'<title>The tower in Gulu pays for itself</title><link rel="canonical" href="{self.base}/{SLUG}/">'
            page = f"<html><head>{head}</head><body><article><h1>The tower in Gulu pays for itself</h1>{body}</article></body></html>"
            return Reply(status=200, headers=html, body=page.encode())
        return Reply(status=404, headers=html, body=b"<html><body>Not found</body></html>")


def test_one_article_under_many_addresses_is_one_line(scrapy: Callable[..., Any]) -> None:
    app = Site()
    with Server(app) as server:
        app.base = server.url
        result = scrapy("crawl", "techpoint", "-a", "since=all", base_url=server.url)
    assert result.status == 0, result.stderr
    [line] = result.lines()
    assert line["canonical_url"] == f"{server.url}/{SLUG}/"
    assert line["text"].split("\n\n") == PARAGRAPHS
