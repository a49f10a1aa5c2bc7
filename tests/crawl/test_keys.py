"""Doors that a reader has a key for: the key opens, is nowhere afterwards, and goes to nobody else."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from demo import faults
from demo.generated import GeneratedSite
from demo.http import Raw, Reply, Request
from demo.server import Server
from tests.commands.makes import MAKES, STORIES, app_of
from tests.crawl.test_secrets import everything

Scrapy = Callable[..., Any]
SECRET = "hunter2-hunter2"
BASIC = base64.b64encode(f"reader:{SECRET}".encode()).decode()
WALL = b"<html><body><h1>Members only</h1><p>Please log in to continue reading.</p></body></html>"
FORM = b"<form action='/enter' method=post><input name=user><input type=password name=word><input type=hidden name=t value=x1></form>"


def is_let_in(request: Request) -> bool:
    headers = request.headers
    shown = (headers.get("cookie", ""), headers.get("authorization", ""), headers.get("x-reader", ""))
    return SECRET in shown[0] or shown[1] == f"Basic {BASIC}" or shown[2] == SECRET


def guarded(site: GeneratedSite, status: int = 401) -> None:
    inner = site.faults.app

    def app(request: Request) -> Reply | Raw:
        if request.path == "/login/":
            return Reply(body=b"<html><body>" + FORM + b"</body></html>")
        if request.path == "/enter":
            sent = parse_qs(request.body.decode())
            right = sent == {"user": ["reader"], "word": [SECRET], "t": ["x1"]}
            cookie = (("Set-Cookie", f"session={SECRET}; Path=/"),) if right else ()
            return Reply(status=303, headers=(("Location", "/welcome/" if right else "/login/"), *cookie))
        if not is_let_in(request) and request.path != "/robots.txt":
            return Reply(status=status, body=WALL)
        return Reply(body=b"<html><body>Good morning, reader</body></html>") if request.path == "/welcome/" else inner(request)

    site.faults.app = app


KEYS = {
    "cookies": ('cookies = "key"', "127.0.0.1\tFALSE\t/\tFALSE\t4000000000\tsession\t" + SECRET),
    "cookies of the session": (
        'cookies = "key"',
        "# Netscape HTTP Cookie File\n#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\t" + SECRET,
    ),
    "auth": ('auth = "key"', f"reader:{SECRET}\n"),
    "headers": ('headers = "key"', f"X-Reader: {SECRET}\n"),
    "login": ('login = { page = "/login/", fields = "key", success = "Good morning" }', f"user=reader\nword={SECRET}\n"),
    "consent": (f'consent = "ok={SECRET}"', "nothing"),
}


def entry(folder: Path, home: str, line: str, key: str | None, mode: int = 0o600) -> str:
    (folder / "sites.toml").write_text(f'[gazette]\ntitle = "Circuit Post"\nhome = "{home}/"\nfeeds = ["/feed/"]\n{line}\n')
    if key is not None:
        (folder / "key").write_text(key)
        (folder / "key").chmod(mode)
    return f"NEWSCRAWL_SITES={folder / 'sites.toml'}"


@pytest.mark.parametrize("kind", KEYS)
def test_a_key_opens_and_is_nowhere(scrapy: Scrapy, tmp_path: Path, kind: str) -> None:
    with GeneratedSite(4, seed=91) as site, GeneratedSite(1, seed=92) as other:
        guarded(site)
        site.faults.on("^/leads-away-to-another-host/", faults.redirect(other.url))
        path = next(site.truths()).path
        site.faults.on("^/feed/", faults.feed_of([site.url + path, site.url + "/leads-away-to-another-host/"]))
        host = other.url.removeprefix("http://").rstrip("/")
        setting = entry(tmp_path, site.url, *KEYS[kind])
        settings = (setting, "LOG_LEVEL=DEBUG", "RETRY_TIMES=0", "NEWSCRAWL_ALLOW_HOSTS=" + host)
        result = scrapy("crawl", "gazette", "-a", "since=all", settings=settings)
        told = [(name, value) for log in other.log for name, value in log.headers.items()]
    assert result.status == 0, result.stderr[-3000:]
    assert len(result.lines()) == 4
    assert not [pair for pair in told if SECRET in pair[1] or BASIC in pair[1]]
    left = everything(result.output) + result.stderr.encode() + result.stdout.encode()
    assert b"WARC-Type: request" in left
    assert SECRET.encode() not in left and BASIC.encode() not in left


@pytest.mark.parametrize(
    ("line", "key", "mode", "said"),
    [
        (*KEYS["auth"], 0o644, "is open to everybody"),
        (KEYS["auth"][0], None, 0, "cannot be read"),
        (KEYS["auth"][0], "\n", 0o600, "is empty"),
        (KEYS["auth"][0], SECRET, 0o600, "name:password"),
        (
            KEYS["cookies"][0],
            "127.0.0.1\tFALSE\t/\tFALSE\t1000000000\tsession\t" + SECRET,
            0o600,
            "have expired, the last one on 2001-09-09",
        ),
        (KEYS["cookies"][0], f"session={SECRET}", 0o600, "Netscape"),
        (KEYS["headers"][0], SECRET, 0o600, "no header"),
        ('proxy = "key"', SECRET, 0o600, "no address"),
        (KEYS["login"][0], f"user=nobody\nword={SECRET}", 0o600, "did not let us in"),
        (KEYS["login"][0].replace("/login/", "/feed/"), f"user=nobody\nword={SECRET}", 0o600, "has no form"),
        (KEYS["auth"][0], f"somebody:{SECRET}", 0o600, "the site refused its key"),
    ],
)
def test_a_key_that_does_not_open_is_one_line_and_exit_3(
    scrapy: Scrapy, tmp_path: Path, line: str, key: str | None, mode: int, said: str
) -> None:
    with GeneratedSite(3, seed=93) as site:
        guarded(site)
        settings = (entry(tmp_path, site.url, line, key, mode), "RETRY_TIMES=0", "LOG_LEVEL=CRITICAL")
        result = scrapy("crawl", "gazette", settings=settings)
    assert result.status == 3, result.stderr
    assert said in result.stderr and len(result.stderr.strip().splitlines()) == 1
    assert SECRET not in result.stderr and result.lines() == []


def test_a_wall_behind_an_old_key_is_no_article(scrapy: Scrapy, tmp_path: Path) -> None:
    """The site answers 200, and the page asks for a log-in."""
    walls = dict.fromkeys(STORIES, Reply(body=WALL))
    with Server(app_of(lambda base: {**MAKES["feed_only"](base), **walls})) as server:
        result = scrapy("crawl", "gazette", settings=(entry(tmp_path, server.url, *KEYS["auth"]),))
    assert result.status == 3 and "refused its key" in result.stderr and result.lines() == []


def test_a_mirror_gets_no_key(scrapy: Scrapy, tmp_path: Path) -> None:
    with GeneratedSite(2, seed=95) as mirror:
        setting = entry(tmp_path, "https://gazette.example", *KEYS["auth"])
        result = scrapy("crawl", "gazette", base_url=mirror.url, settings=(setting,))
        assert not [log for log in mirror.log if "authorization" in log.headers]
    assert result.status == 0, result.stderr


def test_a_form_that_leads_to_another_host_gets_no_key(scrapy: Scrapy, tmp_path: Path) -> None:
    with GeneratedSite(2, seed=93) as site, GeneratedSite(1, seed=94) as other:
        inner = site.faults.app
        form = FORM.replace(b"/enter", f"{other.url.rstrip('/')}/enter".encode())
        site.faults.app = lambda request: Reply(body=form) if request.path == "/login/" else inner(request)
        line, key = KEYS["login"]
        done = scrapy("crawl", "gazette", settings=(entry(tmp_path, site.url.rstrip("/"), line, key),))
        assert other.server.requests("/enter") == []
    assert done.status == 3
    assert "which gets no key; name the host in same_site" in done.stderr
    assert SECRET not in done.stderr
