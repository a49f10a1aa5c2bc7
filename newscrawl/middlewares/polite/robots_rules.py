"""robots.txt by RFC 9309: bytes to rules. Pure; protego matches, this decides which group is ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from protego import Protego

__all__ = ["MAX_BYTES", "RobotsRules", "decode", "is_html", "parse"]

MAX_BYTES = 500 * 1024  # RFC 9309, 2.5: at least 500 KiB must be read; what follows is not
_AGENT_LINE = re.compile(r"(?im)^([ \t]*user[ \t-]?agents?[ \t]*[: \t][ \t]*)([^#\r\n]*)(.*)$")
# Lines that belong to a group. RFC 9309, 2.2.4: no other record may interfere with them; protego 0.7.0 ends the list of agents at each.
_GROUP_LINE = re.compile(r"(?i)[ \t]*(?:user[ \t-]?agents?|allow|d[ias]{2,5}l+[oa]w|crawl[ -]delay|site-?maps?)[ \t]*[: \t]")
_DELAY_LINE = re.compile(r"(?im)^([ \t]*crawl[ -]delay[ \t]*[: \t][ \t]*)([^#\r\n]*)")
_SECONDS = re.compile(r"(\d{1,9})(?:[.,](\d{1,9}))?[ \t]*(?:s|secs?|seconds?)?", re.IGNORECASE)
_NUMBER = re.compile(r"[\d.]{1,20}(?:e\d{1,3})?", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z_-]+")  # RFC 9309, 2.2.1
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|\?xml|script|meta|div)\b", re.IGNORECASE | re.DOTALL)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def is_html(body: bytes) -> bool:
    """Whether a site answered with a page instead of robots.txt. Such an answer holds no rules."""
    return bool(_HTML.match(body.removeprefix(b"\xef\xbb\xbf")[:4096]))


def decode(body: bytes) -> str:
    """The text of its first 500 KiB, whole lines only: with a BOM in that encoding, else UTF-8, wrong bytes replaced. NULs are dropped."""
    cut = body[:MAX_BYTES]
    bom, encoding = next(((mark, name) for mark, name in _BOMS if cut.startswith(mark)), (b"", "utf-8"))
    text = cut[len(bom) :].decode(encoding, errors="replace").replace("\x00", "")
    if len(body) > MAX_BYTES:
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
    return "\n".join(text.splitlines())


@dataclass(frozen=True)
class RobotsRules:
    """The rules of a robots.txt for one product. `body`: the file as it came, for readers of other lines (rights); b'' where there is no
    file."""

    body: bytes
    product: str

    @cached_property
    def _protego(self) -> Protego:
        return Protego.parse(_for_product(decode(self.body), self.product))

    def allows(self, url: str) -> bool:
        """The longest matching rule of our group decides, Allow on a tie; without one everything is allowed, and robots.txt always."""
        return self._protego.can_fetch(url, self.product)

    @property
    def crawl_delay(self) -> float:
        """Seconds between two requests that our group asks for; 0.0 where it asks for none."""
        return float(self._protego.crawl_delay(self.product) or 0.0)

    @cached_property
    def odd_delays(self) -> tuple[str, ...]:
        """Crawl-delay values, of whatever group, that are no number of seconds."""
        values = (match[2].strip() for match in _DELAY_LINE.finditer(decode(self.body)))
        return tuple(dict.fromkeys(value[:40] for value in values if not _SECONDS.fullmatch(value) and not _NUMBER.fullmatch(value)))

    @cached_property
    def sitemaps(self) -> tuple[str, ...]:
        """The values of its Sitemap lines, as written."""
        return tuple(self._protego.sitemaps)


def parse(body: bytes, product: str) -> RobotsRules:
    """Rules from the bytes of a robots.txt, for a product token in any case. Never raises."""
    return RobotsRules(b"" if is_html(body) else body, product.lower())


def _for_product(text: str, product: str) -> str:
    """The text with each group named for what it means to this product: its own name, `*`, or nobody's.

    protego finds names anywhere at the start of a word ("news" for newscrawl), and does not find "newscrawl/1.0"; RFC 9309 says the
    token is what counts, whole and in any case. Records of no group are left out, and a Crawl-delay of `0,5` or `5s` is one of seconds.
    """

    def renamed(match: re.Match[str]) -> str:
        name = match[2].strip()
        token = _TOKEN.match(name)
        if token and token[0].lower() == product:
            name = product
        elif name and not re.match(r"\*(?:\s|$)", name):
            name = "0"
        elif name:
            name = "*"
        return f"{match[1]}{name}"

    def in_seconds(match: re.Match[str]) -> str:
        seconds = _SECONDS.fullmatch(match[2].strip())
        return f"{match[1]}{seconds[1]}.{seconds[2] or 0}" if seconds else match[0]

    text = "\n".join(line for line in text.split("\n") if _GROUP_LINE.match(line))
    return _DELAY_LINE.sub(in_seconds, _AGENT_LINE.sub(renamed, text))
