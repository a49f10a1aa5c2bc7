"""The site's own pages, with something changed in them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from demo.faults.injector import Fault, SiteReply
from demo.http import Raw, Reply, Request

__all__ = ["canonical_to", "charset_lie", "cookie_bomb", "edited", "linking", "nuls", "refresh_to", "titled"]


def edited(change: Callable[[str], str]) -> Fault:
    """The site's answer with its text changed."""
    return _bytes_edited(lambda body: change(body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape"))


def _bytes_edited(change: Callable[[bytes], bytes], content_type: str | None = None) -> Fault:
    def answer(request: Request, site: SiteReply) -> Reply | Raw:
        real = site()
        if isinstance(real, Raw) or real.status != 200:
            return real
        return Reply(body=change(real.rendered()), content_type=content_type or real.content_type, headers=real.headers)

    return answer


def canonical_to(url: str) -> Fault:
    """The canonical link and og:url name another address."""
    link = html.escape(url)
    return edited(
        lambda page: re.sub(r'(<link rel="canonical" href="|<meta property="og:url" content=")[^"]*', lambda found: found[1] + link, page)
    )


def refresh_to(url: str, seconds: int = 0) -> Fault:
    """A meta refresh to another address."""
    meta = f'<meta http-equiv="refresh" content="{seconds}; url={html.escape(url)}">'
    return edited(lambda page: re.sub(r"<head>", lambda _: f"<head>{meta}", page, count=1))


def titled(title: str) -> Fault:
    """Another title, in `<title>`, og:title, the headline and JSON-LD, exactly as given: control characters too."""

    def change(page: str) -> str:
        shown = title.replace("&", "&amp;").replace("<", "&lt;")
        page = re.sub(r"<title>.*?</title>", lambda _: f"<title>{shown}</title>", page, count=1, flags=re.DOTALL)
        page = re.sub(r'(og:title" content=")[^"]*', lambda m: m[1] + shown.replace('"', "&quot;"), page)
        return re.sub(r"(<h1[^>]*>).*?</h1>", lambda m: f"{m[1]}{shown}</h1>", page, flags=re.DOTALL)

    return edited(change)


def linking(*urls: str) -> Fault:
    """Further links in the page's main column, each looking like a story's."""
    anchors = "".join(
        f'<div class="td_module_10 td_module_wrap"><h3 class="entry-title td-module-title"><a href="{html.escape(url)}" rel="bookmark">'
        f"A further story, number {number}</a></h3></div>"
        for number, url in enumerate(urls)
    )
    column = r'<div class="(?:td-ss-main-content|vc_column td-pb-span8)">'
    return edited(lambda page: re.sub(column, lambda found: found[0] + anchors, page, count=1))


def charset_lie(actual: str = "cp1252", declared: str = "utf-8") -> Fault:
    """The page in one encoding, header and meta element naming another."""

    def change(body: bytes) -> bytes:
        text = re.sub(r'<meta charset="[^"]*"', f'<meta charset="{declared}"', body.decode("utf-8"))
        return text.encode(actual, "xmlcharrefreplace")

    return _bytes_edited(change, f"text/html; charset={declared}")


def nuls(every: int = 100) -> Fault:
    """A NUL byte after every so many bytes."""
    return _bytes_edited(lambda body: b"\0".join(body[n : n + every] for n in range(0, len(body), every)))


def cookie_bomb(count: int = 500, size: int = 4000) -> Fault:
    """The site's answer with `count` cookies of `size` bytes."""
    cookies = tuple(("Set-Cookie", f"c{n}={'x' * size}; Path=/") for n in range(count))

    def answer(request: Request, site: SiteReply) -> Reply | Raw:
        real = site()
        if isinstance(real, Raw):
            return real
        return Reply(status=real.status, body=real.body, content_type=real.content_type, headers=(*real.headers, *cookies))

    return answer
