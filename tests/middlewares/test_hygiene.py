from __future__ import annotations

import io
import logging
import sys
from typing import Any

import pytest

from newscrawl.middlewares.safe.hygiene import SafeFormatter, guard_log, mask, printable
from tests.middlewares.harness import Server, crawl, page, reply


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain — text, é, 日本", "plain — text, é, 日本"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("title\n2026-11-23 ERROR: forged", "title\\n2026-11-23 ERROR: forged"),
        ("a\r\x00\x07\x7f\x9b1mb\tc", "a\\r\\x00\\x07\\x7f\\x9b1mb\\tc"),
        ("a\u2028b\u202ec\u2066d", "a\\u2028b\\u202ec\\u2066d"),
        ("lone \ud800 half", "lone \\ud800 half"),
    ],
)
def test_nothing_but_text_is_printed(text: str, expected: str) -> None:
    assert printable(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET http://user:secret@proxy.example:8080/a", "GET http://***@proxy.example:8080/a"),
        ("ftp://me@host/ and https://a:b@c.example/", "ftp://***@host/ and https://***@c.example/"),
        ("https://user:p@ss@host.example/", "https://***@host.example/"),
        ("https://site.example/@author/post", "https://site.example/@author/post"),
        ("https://site.example/?mail=a@b.example", "https://site.example/?mail=a@b.example"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: ***"),
        ("{b'Proxy-Authorization': [b'Basic dXNlcjpwYXNz']}", "{b'Proxy-Authorization': [b'***']}"),
        ("{'HTTPAUTH_PASS': 'secret', 'AWS_SECRET_ACCESS_KEY': 'abc/def', 'BOT_NAME': 'x'}", None),
        ("https://api.example/?api_key=12345&page=2", "https://api.example/?api_key=***&page=2"),
        ("token expired", "token expired"),
    ],
)
def test_credentials_are_masked(text: str, expected: str | None) -> None:
    masked = mask(text)
    assert masked == expected if expected else True
    for secret in ("secret@", "dXNlcjpwYXNz", "'secret'", "abc/def", "12345", "p@ss"):
        assert secret not in masked
    assert ("'BOT_NAME': 'x'" in masked) == ("BOT_NAME" in text)


def logged(name: str, *args: Any, trace: bool = False) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(SafeFormatter(logging.Formatter("%(levelname)s %(message)s")))
    logger = logging.Logger(name)
    logger.addHandler(handler)
    logger.warning(*args, exc_info=sys.exc_info() if trace else None)
    return stream.getvalue()


def test_a_pages_text_stays_on_its_line() -> None:
    assert logged("newscrawl.x", "rejected %s (%s)", "evil\nERROR all is lost", "\x1b]0;owned\x07") == (
        "WARNING rejected evil\\nERROR all is lost (\\x1b]0;owned\\x07)\n"
    )


def test_scrapys_own_lists_keep_their_lines_and_none_passes_for_a_line_of_the_log() -> None:
    assert logged("scrapy.crawler", "Overridden settings:\n%s", "{'A': 1,\n 'PROXY_PASSWORD': 'x'}") == (
        "WARNING Overridden settings:\n    {'A': 1,\n     'PROXY_PASSWORD': '***'}\n"
    )


def test_a_traceback_is_made_safe_too() -> None:
    def fail() -> None:
        raise ValueError("bad \x1b[2J title\nERROR forged http://u:p@h/")

    try:
        fail()
    except ValueError:
        lines = logged("newscrawl.x", "failed", trace=True).splitlines()
    assert not [line for line in lines if "\x1b" in line or "u:p" in line]
    assert not [line for line in lines if line.startswith("ERROR")]


def test_a_message_that_cannot_be_formatted_is_still_a_line() -> None:
    assert logged("newscrawl.x", "%d pages", "many\n") == "WARNING %d pages\n"


def test_handlers_are_wrapped_once() -> None:
    handler = logging.StreamHandler(io.StringIO())
    logging.root.addHandler(handler)
    try:
        guard_log()
        first = handler.formatter
        guard_log()
        assert handler.formatter is first
        assert isinstance(first, SafeFormatter)
    finally:
        logging.root.removeHandler(handler)


def test_a_crawl_logs_nothing_raw(server: Server) -> None:
    server.answers = {"/a": reply(302, b"", "Location: /\x1b[31m\x9bevil"), "/b": b"HTTP/1.1 \x1b[31mevil\r\n\r\n", "/c": page()}
    urls = [server.base + path for path in ("/a", "/b", "/c")]
    settings = {
        "LOG_LEVEL": "DEBUG",
        "RETRY_TIMES": 0,
        "HTTPAUTH_USER": "me",
        "HTTPAUTH_PASS": "hunter2",
        "HTTPAUTH_DOMAIN": "probe.example",
    }
    done = crawl(urls, base=server.base, settings=settings)
    assert "evil" in done.log
    assert "hunter2" not in done.log
    assert not [letter for letter in done.log if letter < " " and letter != "\n"]
