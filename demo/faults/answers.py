"""Answers in proper HTTP that are not what was asked for: statuses, redirects, too many headers."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from demo.faults.injector import Fault, SiteReply
from demo.http import Raw, Reply, Request, Wire, head_bytes

__all__ = ["article", "empty", "header_bomb", "redirect", "redirect_chain", "redirect_loop", "reply", "slow", "status"]


def status(code: int, *, retry_after: int | str | datetime | None = None, body: bytes = b"Try again later.") -> Fault:
    """An error status. `retry_after`: seconds, a moment (sent as a date), or any text as it is (`"soon"`, `"-1"`)."""
    if isinstance(retry_after, datetime):
        retry_after = format_datetime(retry_after.astimezone(UTC), usegmt=True)
    headers = (("Retry-After", str(retry_after)),) if retry_after is not None else ()
    return reply(body, status=code, headers=headers)


def reply(
    body: bytes | str,
    content_type: str = "text/html; charset=UTF-8",
    *,
    status: int = 200,
    headers: Sequence[tuple[str, str]] = (),
) -> Fault:
    """Exactly this."""
    data = body.encode() if isinstance(body, str) else body
    answer = Reply(status=status, body=data, content_type=content_type, headers=tuple(headers))
    return lambda request, site: answer


def empty() -> Fault:
    """200, and no body."""
    return reply(b"")


def article(title: str, paragraphs: Sequence[str] = ()) -> Fault:
    """An article with this title, in markup of the theme."""
    text = paragraphs or [f"Paragraph {n} of this story says what no other does, in words of its own: {n * 7919}. " * 3 for n in range(8)]
    escaped = html.escape(title, quote=False)
    body = "".join(f"<p>{html.escape(paragraph, quote=False)}</p>\n" for paragraph in text)
    return reply(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escaped}</title>'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{html.escape(title)}">'
        '<meta property="article:published_time" content="2025-03-01T08:00:00+00:00"></head><body class="single single-post">'
        f'<article class="post"><header class="td-post-title"><h1 class="entry-title">{escaped}</h1></header>'
        f'<div class="td-post-content tagdiv-type">{body}</div></article></body></html>'
    )


def redirect(to: str, code: int = 302) -> Fault:
    """To any target at all, proper or not."""
    return reply(b"", status=code, headers=(("Location", to),))


def redirect_loop(code: int = 302) -> Fault:
    """Back to the same address."""
    return lambda request, site: Reply(status=code, headers=(("Location", request.target),))


def redirect_chain(length: int, code: int = 302) -> Fault:
    """`length` redirects to new addresses (a counter in the query), then the site's own answer. Match it with a pattern without `$`."""

    def answer(request: Request, site: SiteReply) -> Reply | Raw:
        hop = int(request.query.get("hop", "0"))
        if hop >= length:
            return site()
        return Reply(status=code, headers=(("Location", re.sub(r"\?.*", "", request.target) + f"?hop={hop + 1}"),))

    return answer


def slow(seconds: float) -> Fault:
    """The site's own answer, late."""

    def answer(request: Request, site: SiteReply) -> Reply | Raw:
        real = site()
        if isinstance(real, Raw):
            return real

        def write(wire: Wire) -> None:
            if wire.wait(seconds):
                body = real.rendered()
                head = [*real.headers, ("Content-Type", real.content_type), ("Content-Length", str(len(body))), ("Connection", "close")]
                wire.send(head_bytes(real.status, head) + body)

        return Raw(write, f"slow {seconds} s")

    return answer


def header_bomb(count: int = 10_000, size: int = 100) -> Fault:
    """`count` headers of `size` bytes before the site's own body."""

    def answer(request: Request, site: SiteReply) -> Reply | Raw:
        real = site()
        body = real.rendered() if isinstance(real, Reply) else b""

        def write(wire: Wire) -> None:
            wire.send(head_bytes(200, [("Content-Type", "text/html; charset=UTF-8"), ("Content-Length", str(len(body)))])[:-2])
            for start in range(0, count, 500):
                wire.send(b"".join(b"X-Filler-%d: %s\r\n" % (n, b"x" * size) for n in range(start, min(start + 500, count))))
            wire.send(b"\r\n" + body)

        return Raw(write, f"{count} headers")

    return answer
