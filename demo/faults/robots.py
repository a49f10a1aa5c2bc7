"""robots.txt, as sites get it wrong."""

from __future__ import annotations

from demo.faults.answers import reply
from demo.faults.injector import Fault

__all__ = ["robots", "robots_html", "robots_huge"]


def robots(text: str, *, bom: bool = False, content_type: str = "text/plain; charset=utf-8") -> Fault:
    """This robots.txt."""
    return reply((b"\xef\xbb\xbf" if bom else b"") + text.encode(), content_type)


def robots_html() -> Fault:
    """A page where robots.txt should be, as single-page sites answer every address."""
    return reply("<!doctype html><html><head><title>Home</title></head><body>Disallow: /<br>User-agent: *</body></html>")


def robots_huge(kilobytes: int = 2000, last: str = "User-agent: *\nDisallow: /") -> Fault:
    """A robots.txt whose `last` rules stand beyond the 500 KiB that RFC 9309 asks a crawler to read."""
    line = "# a comment that says nothing, to fill the file up to its size\n"
    return robots("User-agent: *\nDisallow: /wp-admin/\n" + line * (kilobytes * 1024 // len(line)) + last + "\n")
