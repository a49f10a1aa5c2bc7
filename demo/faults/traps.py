"""Places without an end: calendars, paging, session ids."""

from __future__ import annotations

import re
from itertools import count

from demo.faults.injector import Fault, SiteReply
from demo.faults.pages import edited
from demo.http import Raw, Reply, Request

__all__ = ["calendar", "endless_paging", "session_links"]


def calendar() -> Fault:
    """`/…/2026/11/`: a month's page that links to the next month, to the previous one, to its days and, deeper, to itself."""

    def answer(request: Request, site: SiteReply) -> Reply | Raw:
        found = re.search(r"^(.*?)/?(\d{4})/(\d{1,2})", request.path)
        prefix, year, month = (found[1], int(found[2]), int(found[3])) if found else (request.path.rstrip("/"), 2026, 1)
        links = [f"{prefix}/{year + month // 12}/{month % 12 + 1:02}/", f"{prefix}/{year - (month == 1)}/{(month - 2) % 12 + 1:02}/"]
        grown = "".join(f"{name}={value}&amp;" for name, value in request.query.items())
        links += [f"{request.path.rstrip('/')}/events/", f"{request.path}?{grown}v{len(request.query)}=1"]
        anchors = "".join(f'<h3 class="entry-title td-module-title"><a href="{link}">Events of the day {link}</a></h3>' for link in links)
        return Reply(body=f"<!doctype html><html><head><title>Events</title></head><body>{anchors}</body></html>".encode())

    return answer


def endless_paging() -> Fault:
    """`/page/N/` answers for every N: the first page's stories again, and a link to N+1."""

    def answer(request: Request, site: SiteReply) -> Reply | Raw:
        number = int((re.search(r"/page/(\d+)", request.path) or ["", "1"])[1])
        below = re.sub(r"/page/\d+/?", "/", request.path)
        following = f'<a href="{below}page/{number + 1}/"><i class="td-icon-menu-right"></i></a>'
        stories = "".join(
            f'<h3 class="entry-title td-module-title"><a href="/teaser-{n}-never-ends/" rel="bookmark">Teaser {n}</a></h3>'
            for n in range(5)
        )
        pager = f'<div class="page-nav td-pb-padding-side"><span class="current">{number}</span>{following}</div>'
        return Reply(
            body=f'<html><head><title>All</title></head><body><div class="td-ss-main-content">{stories}{pager}</div></body></html>'.encode()
        )

    return answer


def session_links() -> Fault:
    """The site's page, with a new session id in each of its links each time."""
    numbers = count(1)

    def change(page: str) -> str:
        return re.sub(r'(<a [^>]*href="[^"#?]*)"', lambda found: f'{found[1]}?PHPSESSID={next(numbers):032x}"', page)

    return edited(change)
