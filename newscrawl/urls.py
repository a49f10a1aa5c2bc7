"""Addresses: one spelling for each, one key for all spellings of one article."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from newscrawl.suffixes import registered_name

__all__ = ["article_id", "bare_host", "folded_key", "is_http", "join", "normalize", "registered_domain", "url_key", "without_trackers"]

# Parameters that say how a reader came, never what the page is. Names from the trackers' own documentation.
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|igsh|mc_cid|mc_eid|mkt_tok|_ga|_gl|_hsenc|_hsmi|"
    r"sr_share|soc_src|soc_trk|at_medium|at_campaign|__twitter_impression|guccounter|guce_referrer|guce_referrer_sig|wt_mc|ns_\w+|"
    r"amp|noamp|outputtype|replytocom|phpsessid|jsessionid)$",
    re.IGNORECASE,
)
# These are trackers on most sites, and the number of a story on some: `/story?ref=2001` (miniflux v2 #821).
_DOUBTFUL = re.compile(
    r"^(?:ref|ref_src|ref_url|referrer|source|spm|share|shared|ncid|cmpid|cmp|smid|ocid|xtor|icid|ito|taid|sid|sessionid|session_id)$",
    re.IGNORECASE,
)
_SESSION_PATH = re.compile(r";(?:jsessionid|sid|phpsessid)=[^/?#]*", re.IGNORECASE)
_LABEL = r"[^\W_](?:[\w-]{0,62}[^\W_])?"
_HOST = re.compile(rf"^(?:{_LABEL}\.)*{_LABEL}\.?$|^[0-9a-f:.]+$", re.IGNORECASE)  # labels, or the inside of an IPv6 address


def is_http(url: str) -> bool:
    """Whether it is an absolute http or https address with a host."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
        return parts.scheme in ("http", "https") and parts.port != 0 and len(host) < 255 and bool(_HOST.match(host))
    except ValueError:
        return False


def join(base: str, link: str) -> str | None:
    """A link as an absolute, normalised http(s) address; None for anything else (`mailto:`, broken hosts, an empty link)."""
    link = re.sub(r"[\t\r\n]", "", link.strip())
    if not link or link.startswith("#"):
        return None
    try:
        return normalize(link if link.startswith(("https://", "http://")) else urljoin(base, link))
    except ValueError:
        return None


_REMEMBERED = 4_096  # addresses: those of a page's links, or of some hundred candidates, are asked for again and again, then never


@lru_cache(maxsize=_REMEMBERED)
def normalize(url: str) -> str:
    """One spelling of an address: lower-case scheme and host, no default port, fragment or credentials; percent escapes in one form.
    Idempotent. Path case, trailing slash, every parameter and their order stay: they can matter to a server. Raises ValueError for what
    is not an http(s) address."""
    if not is_http(url):
        raise ValueError(f"not an http(s) address: {url[:200]!r}")
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").rstrip(".").lower()
    try:
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError as error:
        raise ValueError(f"not a host name: {host[:100]!r}") from error
    host = f"[{host}]" if ":" in host else host
    if parts.port and parts.port != {"http": 80, "https": 443}[parts.scheme]:
        host = f"{host}:{parts.port}"
    path = _escapes(_without_dots(parts.path) or "/", "/:@!$&'()*+,;=~")
    kept = [piece for piece in parts.query.replace("&amp;", "&").split("&") if piece]
    query = "&".join(_escapes(piece.replace("+", "%20"), "/:@!$'()*,;~=?") for piece in kept)
    return urlunsplit((parts.scheme, host, path, query, ""))


def without_trackers(url: str) -> str:
    """A normalised address without session and tracking parameters: for comparing, and for an address that the page itself declares."""
    return _without(url, _tracks)


def _without(url: str, dropped: Callable[[str], bool]) -> str:
    parts = urlsplit(normalize(url))
    query = "&".join(piece for piece in parts.query.split("&") if piece and not dropped(piece))
    return urlunsplit(parts._replace(path=_SESSION_PATH.sub("", parts.path) or "/", query=query))


def _tracks(piece: str) -> bool:
    return bool(_TRACKING.match(unquote(piece.partition("=")[0])))


def _may_track(piece: str) -> bool:
    name, _, value = piece.partition("=")
    # `sid` is a session to most, and a story's number to a few
    numbered = name.lower() == "sid" and value.isdigit() and len(value) < 10
    return _tracks(piece) or (bool(_DOUBTFUL.match(unquote(name))) and not numbered)


def _without_dots(path: str) -> str:
    """`/a/./b/../c` as `/a/c` (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    for segment in (segments := path.split("/")):
        if segment == ".." and len(kept) > 1:
            kept.pop()
        elif segment not in (".", ".."):
            kept.append(segment)
    return "/".join(kept) + ("/" if segments[-1] in (".", "..") and kept and kept[-1] else "")


def _escapes(text: str, safe: str) -> str:
    """Percent escapes decoded where that is safe, all others as upper-case escapes of UTF-8."""
    decoded = "".join(
        piece if i % 2 and _reserved(piece) else unquote(piece, errors="surrogateescape") if i % 2 else piece
        for i, piece in enumerate(re.split(r"((?:%[0-9A-Fa-f]{2})+)", text))
    )
    return quote(decoded.encode("utf-8", "surrogateescape"), safe=safe + "%")


def _reserved(escapes: str) -> bool:
    return bool(re.search(r"%(?:2[0-9A-F]|3[A-F]|40|5[BCDE]|60|7[BCDF]|[01][0-9A-F])", escapes, re.IGNORECASE))


def bare_host(netloc: str) -> str:
    """A host without the `www.`, `m.`, `mobile.` or `amp.` that serves the same pages; a port stays. This machine has one name."""
    if netloc.startswith(("localhost", "[::1]")):
        return re.sub(r"^(?:localhost|\[::1\])(?=:|$)", "127.0.0.1", netloc)
    return re.sub(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)", "", netloc)


@lru_cache(maxsize=_REMEMBERED)
def url_key(url: str, *, case_sensitive: bool = True) -> str:
    """What all addresses of one article share: scheme, `www.`, `m.`, `mobile.` and `amp.` hosts, trailing slash, `/amp/` endings,
    `index.html`, trackers and parameter order are folded away. For comparing only, never for fetching."""
    return _key(without_trackers(url), case_sensitive)


@lru_cache(maxsize=_REMEMBERED)
def folded_key(url: str, *, case_sensitive: bool = True) -> str:
    """`url_key` without the parameters that are trackers on most sites and name the story on some (`ref=`, `source=`). Two addresses that
    share it may be one article. Older ledgers hold such keys only."""
    return _key(_without(url, _may_track), case_sensitive)


def _key(address: str, case_sensitive: bool) -> str:
    parts = urlsplit(address)
    host = bare_host(parts.netloc)
    path = re.sub(r"/(?:index\.(?:html?|php))$", "/", parts.path)
    path = re.sub(r"(?:/amp|\.amp)/?$", "", path)
    path = re.sub(r"^/amp(?=/)", "", path)
    path = re.sub(r"//+", "/", path).rstrip("/")
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    key = host + path + (f"?{query}" if query else "")
    return key if case_sensitive else key.lower()


def article_id(canonical_url: str) -> str:
    """16 hex digits of the sha256 of the canonical address's key: the same for http and https, with and without `www.`."""
    return hashlib.sha256(url_key(canonical_url).encode()).hexdigest()[:16]


@lru_cache(maxsize=10_000)
def registered_domain(url_or_host: str) -> str:
    """`bbc.co.uk` for `https://www.bbc.co.uk/news`; an IP address or a bare host name as it is."""
    host = urlsplit(url_or_host if "//" in url_or_host else f"//{url_or_host}").hostname or ""
    try:
        return str(ip_address(host))
    except ValueError:
        # A name that the list does not know (a new one, .example): its last label is the suffix, by the list's own prevailing rule.
        return registered_name(host) or ".".join(host.split(".")[-2:])
