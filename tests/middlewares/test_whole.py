from __future__ import annotations

import pytest

from newscrawl.middlewares.safe.whole import ends_open, same_length


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body><p>Text</p></body></html>",
        b"<html><body>Text</BODY ></HTML>\n<!-- served from a cache in 0.2 s -->",
        b"\xef\xbb\xbf<!-- note --><html><p>Text</html>" + b" " * 2000,
        b'<?xml version="1.0"?><rss><channel/></rss>\n',
        b"<urlset><url/></urlset><!-- 3 queries -->",
        b'{"posts": []}\n',
        b"[1, 2]",
        b"plain text of any kind",
        b"<p>A fragment, with no document around it",
        b"",
    ],
)
def test_a_document_with_its_end_is_not_doubted(body: bytes) -> None:
    assert not ends_open(body)


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body><p>Text that bre",
        b"<html><head><title>Half",
        b'<?xml version="1.0"?><rss><channel><item><title>Ha',
        b"<urlset><url><loc>https://a.example/</lo",
        b'{"posts": [{"id": 1, "title": "Ha',
        b"[1, 2",
    ],
)
def test_a_document_without_its_end_is_doubted(body: bytes) -> None:
    assert ends_open(body)


def test_the_same_length_twice_is_no_accident() -> None:
    assert same_length(60_000, 60_010)
    assert not same_length(60_000, 31_000)
    assert not same_length(0, 500)
