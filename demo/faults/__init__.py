"""Faults on demand: any site can be made to misbehave, for a pattern of addresses, for some requests or for a random share of them.

from demo import faults

site.faults.on("/feed/", faults.status(503, retry_after=2), times=1)
site.faults.on(r"^/some-article/", faults.hang())
site.faults.randomly(0.3, seed=7)
site.faults.clear()
"""

from demo.faults.answers import article, empty, header_bomb, redirect, redirect_chain, redirect_loop, reply, slow, status
from demo.faults.bombs import bomb, deep_page, large_page, many_attributes
from demo.faults.injector import Fault, Faults, SiteReply
from demo.faults.kinds import PASSING
from demo.faults.pages import canonical_to, charset_lie, cookie_bomb, edited, linking, nuls, refresh_to, titled
from demo.faults.robots import robots, robots_html, robots_huge
from demo.faults.streams import (
    chunked_cut,
    close_before_headers,
    close_mid_body,
    compressed,
    drip,
    endless,
    hang,
    hang_in_body,
    reset,
    truncated,
    wrong_length,
)
from demo.faults.traps import calendar, endless_paging, session_links
from demo.faults.xml import entity_bomb, external_entity, feed_of, nested_sitemaps, quadratic_bomb, sitemap_of

__all__ = [
    "PASSING",
    "Fault",
    "Faults",
    "SiteReply",
    "article",
    "bomb",
    "calendar",
    "canonical_to",
    "charset_lie",
    "chunked_cut",
    "close_before_headers",
    "close_mid_body",
    "compressed",
    "cookie_bomb",
    "deep_page",
    "drip",
    "edited",
    "empty",
    "endless",
    "endless_paging",
    "entity_bomb",
    "external_entity",
    "feed_of",
    "hang",
    "hang_in_body",
    "header_bomb",
    "large_page",
    "linking",
    "many_attributes",
    "nested_sitemaps",
    "nuls",
    "quadratic_bomb",
    "redirect",
    "redirect_chain",
    "redirect_loop",
    "refresh_to",
    "reply",
    "reset",
    "robots",
    "robots_html",
    "robots_huge",
    "session_links",
    "sitemap_of",
    "slow",
    "status",
    "titled",
    "truncated",
    "wrong_length",
]
