"""Nothing from a page reaches a terminal or a log file raw: control characters are written out, credentials are masked."""

from __future__ import annotations

import logging
import re
from typing import Self

from scrapy.crawler import Crawler

__all__ = ["LogHygiene", "SafeFormatter", "guard_log", "mask", "printable"]

# C0 and C1 controls, line and paragraph separators, and the bidirectional controls that let a line read otherwise than it is.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]")
_USERINFO = re.compile(r"(?<=://)[^/\s?#'\"]+@(?=[^/\s])")
_AUTHORIZATION = re.compile(
    r"(?i)((?:proxy-)?authorization['\"]?\s*[:=]\s*\[?(?:b(?=['\"]))?['\"]?)(?:(?:basic|bearer|digest|token)\s+)?[^\s'\",\]]+"
)
_SECRET = re.compile(
    r"(?i)(['\"]?\b\w*(?:password|passwd|_pass|secret|token|api_?key|access_key(?:_id)?)\b['\"]?\s*[:=]\s*)(['\"]?)(?!None\b)[^\s'\",&}]+\2"
)
# Loggers whose own text has several lines, none of them from a page.
_MULTILINE = (
    "scrapy.statscollectors",
    "scrapy.crawler",
    "scrapy.utils.log",
    "py.warnings",
    "twisted",
    "scrapy.addons",
    "scrapy.middleware",
)


def printable(text: str) -> str:
    """The text without control characters, in one line. A control character is written as in Python, `\\x1b`."""
    return _CONTROL.sub(lambda m: m[0].encode("unicode_escape").decode("ascii"), text)


def mask(text: str) -> str:
    """The text with `***` for names and passwords in addresses, authorization headers, and values of settings that name a secret."""
    text = _USERINFO.sub("***@", text)
    text = _AUTHORIZATION.sub(r"\1***", text)
    return _SECRET.sub(r"\1\2***\2", text)


def _folded(text: str) -> str:
    """Several lines, each further one indented: none can pass for a line of the log."""
    return "\n    ".join(printable(line.replace("\t", "    ")) for line in text.split("\n"))


class SafeFormatter(logging.Formatter):
    """Formats as the formatter that it wraps, with message and traceback made safe first."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self.inner = inner

    def format(self, record: logging.LogRecord) -> str:
        safe = logging.makeLogRecord(record.__dict__)
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            message = str(record.msg)
        message = mask(message)
        safe.msg, safe.args = (_folded(message) if record.name.startswith(_MULTILINE) else printable(message)), ()
        trace = record.exc_text or (self.inner.formatException(record.exc_info) if record.exc_info and record.exc_info[0] else "")
        safe.exc_info, safe.exc_text = None, _folded(mask(trace)) if trace else None
        return self.inner.format(safe)


def guard_log() -> None:
    """Gives every handler of the root logger a safe formatter. Idempotent: Scrapy renews its handler for each crawler."""
    for handler in logging.root.handlers:
        if not isinstance(handler.formatter, SafeFormatter):
            handler.setFormatter(SafeFormatter(handler.formatter or logging.Formatter()))


class LogHygiene:
    """The extension that guards the log from the first line of a crawl on, the dump of the settings included."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        guard_log()
        return cls()
