"""Answers that browsers take and clients were reported to refuse."""

from __future__ import annotations

import gzip

import pytest

from tests.middlewares.harness import Server, crawl, reply

PAGE = b"<html><body><p>" + b"a page of many words " * 60 + b"</p></body></html>"


@pytest.mark.parametrize(
    "packed", [gzip.compress(PAGE), gzip.compress(PAGE[:99]) + gzip.compress(PAGE[99:])], ids=["one member", "two members"]
)
def test_a_wrong_length_beside_a_whole_gzip_proves_nothing(server: Server, packed: bytes) -> None:
    """scrapy #2586, #2590: the length is that of the page before it was packed."""
    server.answers = {"/a": reply(200, packed, "Content-Encoding: gzip", "Connection: close", length=len(packed) + 900)}
    end = crawl([server.base + "/a"], base=server.base)[server.base + "/a"]
    assert (end.status, end.body, end.flags) == (200, PAGE.decode(), ())


@pytest.mark.parametrize(
    "answer",
    [
        reply(200, gzip.compress(PAGE)[:-12], "Content-Encoding: gzip", "Connection: close", length=2_000),
        reply(200, PAGE, "Connection: close", length=len(PAGE) + 900),
        reply(200, PAGE, "Content-Encoding: odd", "Connection: close", length=len(PAGE) + 900),
    ],
    ids=["gzip that is cut", "a plain body", "an encoding that nobody knows"],
)
def test_any_other_body_that_is_shorter_than_announced_is_cut(server: Server, answer: bytes) -> None:
    server.answers = {"/a": answer}
    end = crawl([server.base + "/a"], base=server.base, settings={"RETRY_TIMES": 0})[server.base + "/a"]
    assert end.error == "ResponseDataLossError"


@pytest.mark.parametrize(("size", "status"), [(20_000, 200), (60_000, 200), (70_000, 0)])
def test_one_header_line_may_be_as_long_as_all_together(server: Server, size: int, status: int) -> None:
    """scrapy #355, twisted #8570: Twisted takes 16,384 bytes a line; browsers bound all lines together."""
    server.answers = {"/a": reply(200, PAGE, "Content-Security-Policy: " + "x" * size)}
    end = crawl([server.base + "/a"], base=server.base)[server.base + "/a"]
    assert (end.status, end.reason) == (status, "" if status else "headers-too-large")
