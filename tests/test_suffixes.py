"""Registered names by the public suffix list, as tldextract reads it."""

from __future__ import annotations

import pytest
import tldextract

from newscrawl import suffixes
from newscrawl.suffixes import registered_name

EXTRACT = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.example.com", "example.com"),
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("bbc.co.uk.", "bbc.co.uk"),
        ("co.uk", ""),
        ("a.b.ck", "a.b.ck"),  # *.ck
        ("b.ck", ""),
        ("www.ck", "www.ck"),  # !www.ck
        ("blog.example.github.io", "github.io"),  # the private part of the list is not read
        ("a.xn--p1ai", "a.xn--p1ai"),
        ("www.newspaper.example", ""),
        ("localhost", ""),
        ("", ""),
        (".com", ""),
        ("a..b", ""),
        ("xn--99999.com", "xn--99999.com"),
    ],
)
def test_the_registered_name_is_one_label_more_than_the_suffix(host: str, name: str) -> None:
    assert registered_name(host) == name


def test_every_rule_of_the_list_is_read_as_tldextract_reads_it() -> None:
    for rule in suffixes._rules():
        suffix = rule.lstrip("!").replace("*.", "w.")
        for host in (suffix, f"a.{suffix}", f"b.a.{suffix}"):
            assert registered_name(host) == EXTRACT(host).top_domain_under_public_suffix


def test_a_list_that_is_not_where_it_was_is_asked_of_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suffixes, "find_spec", lambda _name: None)
    assert suffixes._rules.__wrapped__() == suffixes._rules()
