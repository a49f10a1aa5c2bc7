"""Captures as a Wayback server replays them: the original bytes at `/web/TIMESTAMPid_/URL`, and what to do when they come otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urljoin, urlsplit

from newscrawl.archive.cdx import Capture
from newscrawl.archive.reader.httpmessage import BODY_LIMIT, is_html
from newscrawl.archive.timestamps import parse_date
from newscrawl.dates import parse_moment
from newscrawl.model import Page
from newscrawl.urls import normalize

__all__ = ["Moved", "NoPage", "Place", "capture_url", "original_headers", "page_from_capture", "replayed", "resolve_redirect", "unwrap"]

_REPLAY = re.compile(r"/(?P<timestamp>[12][0-9]{3,13})(?:[a-z]{2}_)?/(?P<url>(?:https?:/{1,2}|//).+)$", re.IGNORECASE | re.DOTALL)
_ORIGINAL = "x-archive-orig-"
_ARCHIVES = ("web.archive.org", "archive.org")
_URL_CHARACTERS = "%/:@!$&'()*+,;=~?-._[]|"
# Headers that are about the replay or the transport, never about the page.
_OURS = re.compile(
    r"^(?:x-archive-|x-app-|x-tr$|x-ts$|memento-datetime|server-timing|set-cookie|content-encoding|transfer-encoding|connection)"
)

# What a replay that ignores `id_` puts around the page: Wayback's own comments mark its beginnings and ends, pywb's do the same.
_MARKS = (
    *(b"BEGIN WAYBACK TOOLBAR INSERT", b"Wayback Rewrite JS Include", b"FILE ARCHIVED ON ", b"__wm.", b"<!-- WB Insert -->"),
    *(b"/wombat.js", b"wombatSys.js", b"/_static/js/bundle-playback"),
)
_INSERTS = [
    re.compile(begin + rb"(?:(?!" + begin + rb").){0,400000}?" + end, re.DOTALL)
    for begin, end in (
        (rb"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", rb"<!-- END WAYBACK TOOLBAR INSERT -->"),
        (rb"<!-- WB Insert -->", rb"<!-- End WB Insert -->"),
        (rb"<!--\s{0,20}FILE ARCHIVED ON \d", rb"-->"),
        (rb"<!--\s{0,20}playback timings", rb"-->"),
    )
]
_SCRIPTS = re.compile(
    rb"<script\b[^>]{0,300}(?:/_static/|archive\.org/includes/|/static/wombat)[^>]{0,300}>(?:(?!</script).){0,20000}?</script>"
    rb"|<script\b[^>]{0,200}>\s{0,50}(?:window\.RufflePlayer|__wm\.|wbinfo\s*=|WB_wombat)(?:(?!</script).){0,200000}?</script>"
    rb"|<link\b[^>]{0,300}/_static/css/[^>]{0,300}>"
    rb"|<!-- End Wayback Rewrite JS Include -->",
    re.IGNORECASE | re.DOTALL,
)
# An archive's address before an original one: of any host (pywb runs anywhere), or a path of its own. JSON escapes its slashes.
_REWRITTEN = re.compile(
    rb"(?:(?:https?:)?\\?/\\?/[\w.:-]{1,100}|(?<=[\"'=(\s,;]))(?:\\?/[\w.-]{1,40}){0,3}?"
    rb"\\?/[12]\d{13}(?:[a-z]{2}_)?\\?/(?=(?:https?:)?\\?/\\?/)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A capture to ask for: what and when."""

    timestamp: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The replay points to another capture, which is the next to ask for. That capture may point on; five steps are enough for any
    honest page."""

    place: Place
    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPage:
    """A replay that gives no page: `reason` is a word for statistics (`status-404`, `not-html`, `empty`, `too-large`, `redirect`)."""

    url: str
    reason: str


def capture_url(endpoint: str, timestamp: str, url: str) -> str:
    """The address of a capture's original bytes. The captured address stays as the index spells it; only characters that no request line
    may hold are escaped."""
    return f"{endpoint.rstrip('/')}/web/{timestamp}id_/{quote(url, safe=_URL_CHARACTERS)}"


def resolve_redirect(location: str, endpoint: str, place: Place) -> Place | None:
    """The target of a replay's Location. An address of the archive names time and address (absolute, of its own path, or of the public
    archive while we ask another). Any other address is the page's own redirect, and is looked up at the same time. None for nonsense
    and for a redirect to itself."""
    location = re.sub(r"[\x00-\x20\x7f]", "", location)
    try:
        here, host = urlsplit(endpoint).netloc, urlsplit(location).netloc
        replay = _REPLAY.search(location) if host in ("", here, *_ARCHIVES) else None
        if replay:
            found = _place(replay)
        elif host == here and urlsplit(place.url).netloc != here:
            return None  # a page of the archive itself
        else:
            found = Place(timestamp=place.timestamp, url=urljoin(place.url, location))
        normalize(found.url)
    except ValueError:
        return None
    return None if found == place else found


def page_from_capture(
    capture: Capture,
    *,
    endpoint: str,
    status: int,
    headers: tuple[tuple[str, str], ...],
    body: bytes,
    fetched_at: datetime,
    place: Place | None = None,
    answered_url: str = "",
) -> Page | Moved | NoPage:
    """The page of one capture, from the replay's answer. `place` is the capture that was asked for, where a `Moved` led away from the
    first; `answered_url` is the address that answered, if the fetch followed redirects by itself.

    `url` is the original address. `headers` are the original headers, as far as the replay hands them on. `captured_at` is the moment of
    the capture that was really shown."""
    asked = place or Place(timestamp=capture.timestamp, url=capture.original)
    named = dict(reversed(headers))
    if 300 <= status < 400 and status != 304:
        target = resolve_redirect(named.get("location", ""), endpoint, asked) if named.get("location") else None
        if target is None:
            return NoPage(url=capture.url, reason="redirect")
        return Moved(place=target, request=capture_url(endpoint, target.timestamp, target.url))
    if status != 200:
        return NoPage(url=capture.url, reason=f"status-{status}")
    shown = (resolve_redirect(answered_url, endpoint, asked) if answered_url else None) or asked
    if len(body) > BODY_LIMIT:
        return NoPage(url=capture.url, reason="too-large")
    if not body.strip():
        return NoPage(url=capture.url, reason="empty")
    if not is_html(named.get(_ORIGINAL + "content-type") or named.get("content-type", ""), body[:1024]):
        return NoPage(url=capture.url, reason="not-html")
    dated = parse_moment(named.get("memento-datetime"))
    return Page(
        url=normalize(shown.url),
        body=unwrap(body),
        fetched_at=fetched_at,
        headers=original_headers(headers),
        via="wayback",
        archive_url=capture_url(endpoint, shown.timestamp, shown.url),
        captured_at=dated.at if dated else parse_date(shown.timestamp.ljust(14, "0")) or capture.at,
    )


def original_headers(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The page's own headers: those the archive kept under its prefix, and of the rest only the type, which it passes on."""
    kept = [(name.removeprefix(_ORIGINAL), value) for name, value in headers if name.startswith(_ORIGINAL)]
    names = {name for name, _ in kept}
    if not kept:
        return tuple((name, value) for name, value in headers if not (_OURS.match(name) or (name == "link" and "memento" in value)))
    kept += [(name, value) for name, value in headers if name == "content-type" and name not in names]
    return tuple((name, value) for name, value in kept if not _OURS.match(name))


def replayed(url: str) -> Place | None:
    """The page address and the moment that a Wayback Machine address shows; None for any other address."""
    try:
        found = _REPLAY.search(url) if urlsplit(url).hostname in _ARCHIVES else None
    except ValueError:
        return None
    return _place(found) if found else None


def _place(found: re.Match[str]) -> Place:
    target = re.sub(r"^(https?):/{1,2}", r"\1://", "https:" * found["url"].startswith("//") + found["url"])
    return Place(timestamp=found["timestamp"], url=target)


def unwrap(body: bytes) -> bytes:
    """The page as it was captured, without the archive's own additions: no toolbar, scripts or comments, and the original addresses in
    place of the rewritten ones. Replays add them where `id_` was ignored or where a replay was recorded anew. A page without the
    archive's own marks stays as it is, byte for byte: an article may link to the archive."""
    if not any(mark in body for mark in _MARKS):
        return body
    for pattern in _INSERTS:
        body = pattern.sub(b"", body)
    return _REWRITTEN.sub(b"", _SCRIPTS.sub(b"", body))
