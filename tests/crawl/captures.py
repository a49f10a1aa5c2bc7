"""What archives hold of a site whose every article is known: captures of its pages under the site's real address, good ones and bad."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from demo.generated import GeneratedSite
from demo.truth import Truth
from newscrawl.archive.write import RequestSeen, ResponseSeen, exchange, warcinfo

REAL = "https://techpointmag.com"
GONE = b"<!doctype html><html><title>Page not found</title><body><h1>Page not found</h1><p>Nothing is here.</p></body></html>"


@dataclass(frozen=True, kw_only=True)
class Capture:
    """One capture of an address of the real site."""

    url: str
    at: datetime
    body: bytes = b""
    status: int = 200
    location: str = ""
    mime: str = "text/html"

    @property
    def stamp(self) -> str:
        return self.at.strftime("%Y%m%d%H%M%S")

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        moved = (("Location", self.location),) if self.location else ()
        return (("Content-Type", f"{self.mime}; charset=UTF-8"), *moved)

    def records(self) -> bytes:
        response = ResponseSeen(url=self.url, status=self.status, headers=self.headers, body=self.body)
        return exchange(RequestSeen(url=self.url), response, fetched_at=self.at, run_id="tests").data


def real(site: GeneratedSite, text: str) -> str:
    return text.replace(site.url, REAL)


def fetch(site: GeneratedSite, path: str) -> bytes:
    """A page as the real site would have served it."""
    with urlopen(site.url + path, timeout=10) as answer:
        return answer.read().replace(site.url.encode(), REAL.encode())


def pages_of(site: GeneratedSite, truth: Truth, at: datetime) -> Iterator[Capture]:
    """A whole capture of an article, with its further pages."""
    for number in range(1, truth.pages + 1):
        path = truth.path if number == 1 else f"{truth.path}{number}/"
        yield Capture(url=REAL + path, at=at, body=fetch(site, path))


def bad_captures(truth: Truth, at: datetime) -> list[Capture]:
    """What archives hold beside whole pages."""
    return [
        Capture(url=REAL + truth.path, at=at, status=404, body=GONE),
        Capture(url=REAL + truth.path, at=at + timedelta(seconds=1), status=301, location=f"{REAL}/elsewhere/"),
        Capture(url=REAL + truth.path, at=at + timedelta(seconds=2), status=503, body=b"busy"),
        Capture(url=REAL + truth.path, at=at + timedelta(seconds=3), body=GONE),  # a soft 404
    ]


def write_warc(path: Path, captures: Iterable[Capture], *, cut: int = 0) -> Path:
    """A file of these captures, without its last `cut` bytes."""
    data = warcinfo("tests", "tests", filename=path.name, created=datetime(2026, 1, 1, tzinfo=UTC))
    data += b"".join(capture.records() for capture in captures)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data[: len(data) - cut])
    return path


def shuffled(captures: Iterable[Capture], seed: int = 1) -> list[Capture]:
    found = list(captures)
    random.Random(seed).shuffle(found)
    return found


def damaged(record: bytes, how: str) -> bytes:
    """A record whose packing is wrong in the middle, or that lacks a piece."""
    middle = len(record) // 2
    if how == "changed":
        return record[:middle] + bytes(byte ^ 0xA5 for byte in record[middle : middle + 8]) + record[middle + 8 :]
    return record[:middle] + record[middle + 40 :]


TOOLBAR_WORDS = (
    "captures of this page",
    "Wayback Machine",
    "This is an archived page",
    "wm-ipp",
    "wombat",
    "archive.org",
    "/web/2",
    "mp_/http",
)
_WAYBACK_HEAD = """<script src="//archive.org/includes/athena.js" type="text/javascript"></script>
<script>window.addEventListener('DOMContentLoaded',function(){{var v=archive_analytics.values;v.service='wb';}});</script>
<script type="text/javascript" src="https://web-static.archive.org/_static/js/bundle-playback.js?v=1" charset="utf-8"></script>
<script type="text/javascript" src="https://web-static.archive.org/_static/js/wombat.js?v=1" charset="utf-8"></script>
<script>window.RufflePlayer=window.RufflePlayer||{{}};window.RufflePlayer.config={{"autoplay":"on"}};</script>
<script type="text/javascript">
    __wm.init("{prefix}/web");
  __wm.wombat("{url}","{stamp}","{prefix}/","web","https://web-static.archive.org/_static/", "1620284889");
</script>
<link rel="stylesheet" type="text/css" href="https://web-static.archive.org/_static/css/banner-styles.css?v=1" />
<!-- End Wayback Rewrite JS Include -->
"""
_WAYBACK_TOOLBAR = """<!-- BEGIN WAYBACK TOOLBAR INSERT -->
<script>__wm.rw(0);</script>
<div id="wm-ipp-base" lang="en" style="display:none;direction:ltr;" toolbar-mode="auto"><div id="wm-ipp"><div id="donato"></div>
<div id="wm-ipp-inside"><a href="/web/" title="Wayback Machine home page">Wayback Machine</a>
<form target="_top" method="get" action="/web/submit"><input type="text" name="url" id="wmtbURL" value="{url}"/></form>
<div id="wm-nav-captures"><a class="t" href="/web/{stamp}*/{url}" title="See a list of every capture">27 captures of this page</a>
<div class="r" title="Timespan for captures of this URL">06 May 2016 - 23 Nov 2026</div></div>
<p>The Wayback Machine keeps what was on the web. About this capture: these crawls are part of an effort to archive pages as they are made,
and to archive the pages that they refer to. That way, as the pages that are referred to are changed or taken away, a link is kept.</p>
</div></div></div><div id="wm-ipp-print">The Wayback Machine - {prefix}/web/{stamp}/{url}</div>
<script type="text/javascript">//<![CDATA[
__wm.bt(700,27,25,2,"web","{url}","{stamp}",1996,"https://web-static.archive.org/_static/",["css/banner-styles.css?v=1"], false);
  __wm.rw(1);
//]]></script>
<!-- END WAYBACK TOOLBAR INSERT -->
"""
_WAYBACK_END = """<!--
     FILE ARCHIVED ON 07:08:09 May 06, 2021 AND RETRIEVED FROM THE
     INTERNET ARCHIVE ON 03:00:00 Nov 23, 2026.
     JAVASCRIPT APPENDED BY WAYBACK MACHINE, COPYRIGHT INTERNET ARCHIVE.
-->
<!--
playback timings (ms):
  captures_list: 0.521
-->"""
_PYWB_HEAD = """<!-- WB Insert -->
<script>
  wbinfo = {{}};
  wbinfo.top_url = "{prefix}/collection/{stamp}/{url}";
  wbinfo.prefix = decodeURI("{prefix}/collection/");
  wbinfo.mod = "mp_";
</script>
<script src='{prefix}/static/wombat.js'> </script>
<script>
  wbinfo.wombat_ts = "{stamp}";
  if (window && window._WBWombatInit) {{ window._WBWombatInit(wbinfo); }}
</script>
<div id="_wayback_banner">This is an archived page, one of 27 captures of this page.</div>
<!-- End WB Insert -->
"""


def of_the_page(record: dict[str, Any]) -> dict[str, Any]:
    """What a record says of the page, not of the way to it."""
    return {name: value for name, value in record.items() if name not in ("fetch", "run_id")}


def replayed(capture: Capture, prefix: str, how: str) -> bytes:
    """A page as a replay at `prefix` shows it in a browser: `wayback` or `pywb` puts its own around it and rewrites each address."""
    home, place = "/".join(capture.url.split("/")[:3]), "/web" if how == "wayback" else "/collection"

    def rewritten(found: re.Match[str]) -> str:
        name, quote, url = found["name"], found["quote"], found["url"]
        kind = "im_" if name in ("src", "srcset") else "" if how == "wayback" else "mp_"
        absolute = home + url if re.match(r"/(?!/)", url) else url
        within = how == "wayback" and url.startswith("/")  # stays a path of the archive's own
        return f"{name}={quote}{'' if within else prefix}{place}/{capture.stamp}{kind}/{absolute}"

    in_json = f"{prefix}{place}/{capture.stamp}/"
    text = re.sub(r'(?<!=)"(https?:)(\\?/)', lambda one: f'"{in_json.replace("/", one[2])}{one[1]}{one[2]}', capture.body.decode())
    text = re.sub(r"(?P<name>\b(?:href|src|srcset|content|action|data-src))=(?P<quote>[\"'])(?P<url>(?:https?:)?/[^\"']*)", rewritten, text)
    about = {"prefix": prefix, "url": capture.url, "stamp": capture.stamp}
    if how == "pywb":
        return re.sub(r"<head[^>]*>", lambda found: found[0] + _PYWB_HEAD.format(**about), text, count=1).encode()
    text = re.sub(r"<head[^>]*>", lambda found: found[0] + _WAYBACK_HEAD.format(**about), text, count=1)
    return (re.sub(r"<body[^>]*>", lambda found: found[0] + _WAYBACK_TOOLBAR.format(**about), text, count=1) + _WAYBACK_END).encode()
