"""Pieces that mean something to each target: a fuzzer that only knows bytes would take years to find them."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS: dict[str, tuple[bytes, ...]] = {
    "feed": (
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b'&a;', b'<![CDATA[', b']]>', b'<!--', b'-->', b'&#0;', b'&#xD800;',
        b"<?xml version='1.0' encoding='utf-7'?>", b"xmlns='http://www.w3.org/2005/Atom'", b'0000-00-00', b'9999-12-31T23:59:60Z',
        b'Thu, 01 Jan 1970 00:00:00 GMT', b'http://[::1', b'//', b'\x00', b'\x1b[31m', b'\xf0\x9f\x98\x80', b'\xed\xa0\x80',
        b'https://mag.example/a-b-c/', b'<rss>', b'<channel>', b'<item>', b'</item>', b'<entry>', b'<link>', b'<guid>', b'<pubDate>',
        b'<title>', b'</title>', b'<content:encoded>', b'{"items":[', b'{"url":', b'null', b'-1', b'1e999',
    ),
    "sitemap": (
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b'&a;', b'<![CDATA[', b']]>', b'<!--', b'-->', b'&#0;', b'&#xD800;',
        b"<?xml version='1.0' encoding='utf-7'?>", b"xmlns='http://www.w3.org/2005/Atom'", b'0000-00-00', b'9999-12-31T23:59:60Z',
        b'Thu, 01 Jan 1970 00:00:00 GMT', b'http://[::1', b'//', b'\x00', b'\x1b[31m', b'\xf0\x9f\x98\x80', b'\xed\xa0\x80',
        b'https://mag.example/a-b-c/', b'<urlset>', b'<url>', b'<loc>', b'</loc>', b'</url>', b'<lastmod>', b'<sitemapindex>',
        b'<sitemap>', b'<news:news>', b'<news:title>', b'<image:image>', b'\x1f\x8b\x08\x00',
    ),
    "listing": (
        b'<html>', b'<body>', b'<main>', b'<nav>', b'<article>', b'<h2>', b'</h2>', b"<h3 class='entry-title'>", b"<a href='", b"'>",
        b'</a>', b'<a rel=next href=', b"<time datetime='", b"<base href='", b'/page/2/', b'javascript:', b'http://[', b'\x00',
        b'<template>', b'<svg>', b'<math>', b'<table><tr><td>', b'<script>', b'-->', b'\xc3\xa9',
    ),
    "wordpress": (
        b'[', b']', b'{', b'}', b'"link":', b'"title":{"rendered":', b'"content":', b'"date_gmt":"2026-01-01T00:00:00"',
        b'"_embedded":{"wp:term":[[', b'"author":[', b'null', b'1e999', b'-1', b'NaN', b'""', b'"\\ud800"', b'"https://mag.example/a/"',
        b'[[[[[[[[', b'{"a":', b',', b'"yoast_head_json":',
    ),
    "robots": (
        b'User-agent: *\n', b'User-agent: GPTBot\n', b'Disallow: /\n', b'Allow: /\n', b'Content-Signal: ai-train=no, search=yes\n',
        b'Content-Usage: train-ai=n\n', b'Content-Usage: /x tdm=n\n', b'#', b':', b'=', b',', b';', b'*', b'$', b'\x00',
        b'\xef\xbb\xbf', b'\r', b'\x0c', b'<html>', b'\xc3\xa9',
    ),
    "tdmrep": (
        b'[', b']', b'{', b'}', b'"location":', b'"/*"', b'"/a*$"', b'"%2F"', b'"tdm-reservation":', b'1', b'0', b'"1"', b'1e999',
        b'NaN', b'Infinity', b'"tdm-policy":', b'"https://mag.example/p"', b'null', b'[[[[[[', b',', b'"\\ud800"',
    ),
    "warc": (
        b'WARC/1.0\r\n', b'WARC/1.1\r\n', b'WARC-Type: response\r\n', b'WARC-Type: revisit\r\n',
        b'WARC-Target-URI: https://mag.example/x\r\n', b'WARC-Date: 2021-05-06T07:08:09Z\r\n', b'Content-Length: 10\r\n',
        b'Content-Length: -1\r\n', b'Content-Length: 99999999999999999999\r\n', b'\r\n', b'\r\n\r\n', b'HTTP/1.1 200 OK\r\n',
        b'Content-Type: text/html\r\n', b'Transfer-Encoding: chunked\r\n', b'Content-Encoding: gzip\r\n', b'Content-Encoding: br\r\n',
        b'5\r\nhello\r\n', b'0\r\n\r\n', b'ffffffffffff\r\n', b'filedesc://x.arc 0.0.0.0 2021 text/plain 10\n', b'\x00',
    ),
    "html": (
        b'<p>', b'</p>', b"<div class='entry-content'>", b'<article>', b'<h1>', b'<h2>', b'<table>', b'<tr><td>', b'<pre>', b'<br>',
        b'<blockquote>', b'<li>', b"<a href='/x'>", b'</a>', b'<template>', b'<svg>', b'<noscript>', b'<iframe>',
        b"<script type='application/ld+json'>", b'{"@type":"NewsArticle","datePublished":"', b'"author":[', b'</script>',
        b"<meta property='og:title' content='", b"'>", b'<meta charset=utf-16>', b"<link rel=canonical href='", b'http://[', b'\x00',
        b'<meta charset=idna>',
        b'\x1b[31m', b'&#0;', b'&#x80;', b'&#xD800;', b'\xf0\x9f\x98\x80', b'\xe2\x80\xae', b'\xed\xa0\x80', b'-Advertisement-',
        b'Read also: ', b'By ', b'2026-13-45T99:99', b'<!--', b'-->', b"<base href='",
    ),
    "text": (
        b'\n', b'\n\n', b'\r\n', b'\x0b', b'\x0c', b'\xe2\x80\xa8', b'\xc2\x85', b'-Advertisement-', b'- Advertisement -',
        b'Advertisement', b'Read also: A story about ships', b'READ ALSO:', b'Also read', b'Subscribe to our newsletter',
        b'Follow us on Twitter', b'Share this:', b'\xc2\xa9 2024 Example Media Ltd.', b'Tags: a, b', b'Related posts',
        b'The minister said on Tuesday that the road would open.', b'\t', b' ', b'\xc2\xa0', b'\xe2\x80\x8b', b'\xf0\x9f\x98\x80',
    ),
}  # fmt: skip
