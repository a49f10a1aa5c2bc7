"""What lets somebody in stays with whom it is for: not in a log, a record, a ledger or a WARC file."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

from demo import faults
from demo.faults.injector import SiteReply
from demo.generated import GeneratedSite
from demo.http import Raw, Reply, Request

Scrapy = Callable[..., Any]
USER, PASSWORD, IN_A_LINK = "crawl-user", "hunter2-hunter2", "s3cret-of-a-link"
SHOWN = f"Basic {base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"


def guarded(request: Request, site: SiteReply) -> Reply | Raw:
    """Only for who says the password."""
    if request.headers.get("authorization") == SHOWN:
        return site()
    return Reply(status=401, body=b"no", headers=(("WWW-Authenticate", "Basic"), ("Set-Cookie", f"session={IN_A_LINK}")))


def everything(folder: Path) -> bytes:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(gzip.decompress(path.read_bytes()) if path.name.endswith(".gz") else path.read_bytes() for path in files)


def test_a_site_behind_a_password_is_crawled_and_the_password_is_nowhere(scrapy: Scrapy) -> None:
    with GeneratedSite(6, seed=81) as site, GeneratedSite(1, seed=82) as other:
        path = next(site.truths()).path
        own = site.url.replace("://", f"://u:{IN_A_LINK}@")
        site.faults.on("^/feed/", faults.feed_of([own + path, own + "/a-story-with-a-password/"]))
        site.faults.on("^/leads-away-to-another-host/", faults.redirect(other.url))
        inner, site.faults.app = site.faults.app, lambda request: guarded(request, lambda: inner(request))
        settings = (f"HTTPAUTH_USER={USER}", f"HTTPAUTH_PASS={PASSWORD}", "LOG_LEVEL=DEBUG", "STATS_DUMP=True", "RETRY_TIMES=0")
        result = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=settings)
        assert not [entry for entry in other.log if "authorization" in entry.headers]
    assert result.status == 0, result.stderr[-3000:]
    assert len(result.lines()) == 6
    left = everything(result.output) + result.stderr.encode() + result.stdout.encode()
    assert b"WARC-Type: request" in left
    for secret in (PASSWORD, SHOWN.split()[1], IN_A_LINK):
        assert secret.encode() not in left, secret


def test_a_password_in_base_url_is_wrong_usage_and_not_repeated(scrapy: Scrapy) -> None:
    result = scrapy("crawl", "techpoint", base_url=f"http://me:{PASSWORD}@127.0.0.1:9/")
    assert result.status == 2
    assert "HTTPAUTH_USER" in result.stderr
    assert PASSWORD not in result.stderr + result.stdout
