"""What a site reserves is recorded in each article, and left out where that is asked for."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from demo import faults
from demo.faults.injector import Fault, SiteReply
from demo.generated import GeneratedSite
from demo.http import Raw, Reply, Request
from newscrawl.model import Rights
from newscrawl.page.rights.signals import obeyed

Scrapy = Callable[..., Any]
SKIP = "NEWSCRAWL_RIGHTS=skip"


def sent(name: str, value: str) -> Fault:
    """The site's page with one more header."""

    def answer(request: Request, site: SiteReply) -> Reply | Raw:
        real = site()
        return replace(real, headers=(*real.headers, (name, value))) if isinstance(real, Reply) else real

    return answer


def marked(markup: str) -> Fault:
    """The site's page with something more in its head."""
    return faults.edited(lambda page: page.replace("</head>", f"{markup}</head>", 1))


def meta(name: str, content: str) -> Fault:
    return marked(f'<meta name="{name}" content="{content}">')


def linked(name: str, value: str) -> Fault:
    """The page with JSON-LD that says this of its article."""

    def change(page: str) -> str:
        headline = html.unescape((re.search(r'og:title" content="([^"]*)', page) or ["", ""])[1])
        data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": headline, name: value}
        return page.replace("</head>", f'<script type="application/ld+json">{json.dumps(data)}</script></head>', 1)

    return faults.edited(change)


# Each signal that a page can give: how it is said, how it is recorded, and whether it keeps the article out under NEWSCRAWL_RIGHTS=skip.
ON_PAGES: tuple[tuple[Fault, str, bool], ...] = (
    (sent("tdm-reservation", "1"), "tdm-reservation: 1 (header)", True),
    (meta("tdm-reservation", "1"), "tdm-reservation: 1 (meta)", True),
    (sent("tdm-policy", "https://mag.example/policy"), "tdm-policy: https://mag.example/policy (header)", False),
    (meta("tdm-policy", "https://mag.example/policy"), "tdm-policy: https://mag.example/policy (meta)", False),
    (meta("tdm-reservation", "0"), "tdm-reservation: 0 (meta)", False),
    (sent("Content-Signal", "search=yes, ai-train=no"), "content-signal: ai-train=no (header)", True),
    (sent("Content-Usage", "train-ai=n"), "content-usage: train-ai=n (header)", True),
    (sent("X-Robots-Tag", "noai"), "noai (x-robots-tag)", True),
    (meta("robots", "noai, noimageai"), "noai (meta)", True),
    (sent("X-Robots-Tag", "noimageai"), "noimageai (x-robots-tag)", False),
    (meta("robots", "noimageai"), "noimageai (meta)", False),
    *((sent("X-Robots-Tag", word), f"{word} (x-robots-tag)", True) for word in ("noindex", "noarchive", "nosnippet")),
    *((meta("robots", word), f"{word} (meta)", True) for word in ("noindex", "noarchive", "nosnippet")),
    (meta("newscrawl", "noarchive"), "noarchive for newscrawl (meta)", True),
    (meta("googlebot", "noarchive"), "noarchive for googlebot (meta)", False),
    (linked("license", "https://mag.example/licence"), "license: https://mag.example/licence (json-ld)", False),
    (linked("usageInfo", "https://mag.example/usage"), "usageInfo: https://mag.example/usage (json-ld)", False),
    (marked('<link rel="license" href="https://mag.example/licence">'), "license: https://mag.example/licence (link)", False),
)
TDMREP = "tdm-reservation: 1 (tdmrep.json)"


def test_every_signal_is_recorded_with_its_source_and_obeyed_where_that_is_asked_for(scrapy: Scrapy, tmp_path: Any) -> None:
    with GeneratedSite(len(ON_PAGES) + 4, seed=32) as site:
        paths = [truth.path for truth in site.truths()]
        expected: dict[str, tuple[str, bool]] = {paths[-1]: (TDMREP, True)}
        for path, (fault, signal, kept_out) in zip(paths, ON_PAGES, strict=False):
            site.faults.on("^" + re.escape(path), fault)
            expected[path] = (signal, kept_out)
        rules = json.dumps([{"location": paths[-1], "tdm-reservation": 1}])
        site.faults.on("^/.well-known/tdmrep.json", faults.reply(rules, "application/json"))
        recorded = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url)
        skipped = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=(SKIP,), output=tmp_path / "skip")
    records = {urlsplit(r["url"]).path: r["rights"] for r in recorded.lines()}
    assert set(records) == set(paths)
    for path, rights in records.items():
        signal, kept_out = expected.get(path, ("", False))
        assert [s for s in rights["signals"] if s == signal] == ([signal] if signal else []), (path, signal, rights)
    out = {path for path, (_, kept_out) in expected.items() if kept_out}
    assert {urlsplit(r["url"]).path for r in skipped.lines()} == set(paths) - out
    reasons = {urlsplit(r["url"]).path: r for r in skipped.lines("rejected") if r["reason"] == "rights-reserved"}
    assert {path: expected[path][0] in r["detail"] for path, r in reasons.items()} == dict.fromkeys(out, True)
    stored = b"".join(gzip.decompress(file.read_bytes()) for file in skipped.output.glob("*/pages-*.warc.gz")).decode("utf-8", "replace")
    uris = {urlsplit(uri).path for uri in re.findall(r"WARC-Target-URI: (\S+)", stored)}
    assert not uris & out, "what is left out is not stored either"
    assert uris >= set(paths) - out
    assert skipped.status == 0, skipped.stderr


@pytest.mark.parametrize(
    ("robots", "signal"),
    [
        ("User-agent: *\nAllow: /\n\nUser-agent: GPTBot\nDisallow: /\n", "GPTBot: Disallow: / (robots.txt)"),
        ("User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n", "content-signal: ai-train=no (robots.txt)"),
        ("User-agent: *\nContent-Usage: train-ai=n\nAllow: /\n", "content-usage: train-ai=n (robots.txt)"),
    ],
)
def test_what_robots_txt_reserves_is_recorded_and_where_it_is_obeyed_nobody_looks_at_the_articles(
    scrapy: Scrapy, robots: str, signal: str, tmp_path: Any
) -> None:
    with GeneratedSite(5, seed=31, robots=robots) as site:
        lines = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url).lines()
        site.server.forget()
        skipped = scrapy("crawl", "techpoint", "-a", "since=all", base_url=site.url, settings=(SKIP,), output=tmp_path / "skip")
        assert site.article_requests() == []
    assert len(lines) == 5
    assert all(r["rights"]["reserved"] and signal in r["rights"]["signals"] for r in lines)
    assert (skipped.status, skipped.lines()) == (0, [])
    assert {(r["reason"], r["detail"]) for r in skipped.lines("rejected")} >= {
        ("rights-reserved", "; ".join(lines[0]["rights"]["signals"]))
    }


def test_a_rights_setting_that_does_not_exist_is_wrong_usage(scrapy: Scrapy) -> None:
    result = scrapy("crawl", "techpoint", base_url="http://127.0.0.1:9", settings=("NEWSCRAWL_RIGHTS=obey",))
    assert result.status == 2
    assert "record or skip" in result.stderr


@pytest.mark.parametrize(
    ("signals", "kept_out"),
    [
        (("noarchive (meta)",), True),
        (("noarchive for newscrawl (x-robots-tag)",), True),
        (("none (x-robots-tag)", "nocache (meta)"), True),
        (("noarchive for googlebot (x-robots-tag)",), False),
        (("noimageai (meta)", "license: noarchive (meta)", "tdm-policy: https://mag.example/noindex (meta) (meta)"), False),
        ((), False),
    ],
)
def test_a_word_against_copies_counts_where_it_is_said_to_everybody_or_to_us(signals: tuple[str, ...], kept_out: bool) -> None:
    assert bool(obeyed(Rights(signals=signals), "NewsCrawl")) is kept_out
    assert obeyed(Rights(reserved=True, signals=(*signals, "noai (meta)")), "newscrawl") == (*signals, "noai (meta)")
