"""JSON-LD: which nodes describe the page, and what is repaired on the way there."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.page.document.jsonld import read_linked_data, types_of

ARTICLE = '{"@type": "NewsArticle", "headline": "Bridge opens", "author": {"@type": "Person", "name": "Ada Okoro"}}'


@pytest.mark.parametrize(
    "script",
    [
        ARTICLE,
        f"[{ARTICLE}]",
        f'{{"@context": "https://schema.org", "@graph": [{{"@type": "WebSite", "name": "S"}}, {ARTICLE}]}}',
        f'{{"@graph": [[{{"@graph": [{ARTICLE}]}}]]}}',
        f'{{"@type": "WebPage", "mainEntity": {ARTICLE}}}',
        f"<!-- {ARTICLE} -->",
        f"//<![CDATA[\n{ARTICLE}\n//]]>",
        f"/* <![CDATA[ */ {ARTICLE} /* ]]> */",
        ARTICLE + ";",
        "\ufeff" + ARTICLE,
        ARTICLE.replace("}}", "},}"),
        ARTICLE.replace("Bridge opens", "Bridge\n opens"),
        ARTICLE.replace("Bridge opens", "Bridge\\' opens"),
        ARTICLE.replace('{"@type": "NewsArticle"', '{ /* ours */ "@type": "NewsArticle"'),
        ARTICLE.replace('"', "&quot;"),
        ARTICLE.replace('"NewsArticle"', '"https://schema.org/NewsArticle"').replace('"headline"', '"schema:headline"'),
        ARTICLE.replace('"NewsArticle"', '["Thing", "NewsArticle"]'),
        f'{{"@type": "Organization", "name": "S"}} {ARTICLE}',
    ],
)
def test_an_article_is_found_in_every_wrapping(script: str) -> None:
    linked = read_linked_data([script])
    assert linked.broken == 0
    assert " ".join((linked.first("headline") or "").replace("'", "").split()) == "Bridge opens"
    assert linked.strings(linked.about[0], "author") == ["Ada Okoro"]


def test_a_comma_in_a_string_is_no_trailing_comma() -> None:
    linked = read_linked_data(['{"@type": "Article", "headline": "One, }two,]", "wordCount": 3,}'])
    assert linked.first("headline") == "One, }two,]"


def test_references_are_resolved_to_their_fullest_node() -> None:
    graph = [
        {"@type": "Article", "headline": "h", "author": {"@id": "#p"}, "image": [{"@id": "#i"}]},
        {"@id": "#p", "@type": "Person"},
        {"@type": "ImageObject", "@id": "#i", "url": "https://e.example/i.jpg"},
        {"@type": "Person", "@id": "#p", "name": "Ada Okoro", "url": "/ada"},
    ]
    linked = read_linked_data([json.dumps({"@graph": graph})])
    assert linked.strings(linked.about[0], "author") == ["Ada Okoro"]
    assert linked.strings(linked.about[0], "image") == ["https://e.example/i.jpg"]


def test_teasers_comments_and_publishers_are_not_the_page() -> None:
    page = {
        "@type": "WebPage",
        "name": "The page",
        "publisher": {"@type": "Organization", "name": "The Site"},
        "hasPart": [{"@type": "NewsArticle", "headline": "A teaser"}],
        "comment": [{"@type": "Comment", "headline": "A comment"}],
    }
    items = {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Another teaser"}]}
    linked = read_linked_data([json.dumps([items, page])])
    assert linked.first("headline") is None
    assert linked.first("name") == "The page"
    assert "The Site" in linked.site_names


def test_of_several_articles_the_one_that_the_page_names_is_chosen() -> None:
    first = {"@type": "NewsArticle", "headline": "Elsewhere", "url": "https://e.example/other"}
    second = {"@type": "NewsArticle", "headline": "Bridge opens", "mainEntityOfPage": {"@id": "https://e.example/bridge"}}
    scripts = [json.dumps([first, second])]
    assert read_linked_data(scripts).first("headline") == "Elsewhere"
    assert read_linked_data(scripts, is_this_page=lambda url: url.endswith("/bridge")).first("headline") == "Bridge opens"
    assert read_linked_data(scripts, headlines=["BRIDGE opens!"]).first("headline") == "Bridge opens"


def test_an_article_is_preferred_to_the_page_around_it() -> None:
    linked = read_linked_data(['{"@type": "WebPage", "name": "p", "mainEntity": {"@type": "BlogPosting", "headline": "h"}}'])
    assert [types_of(node)[0] for node in linked.about] == ["BlogPosting", "WebPage"]


def test_references_in_a_circle_end() -> None:
    graph = [
        {"@type": "Article", "@id": "#a", "headline": "h", "mainEntity": {"@id": "#b"}},
        {"@id": "#b", "@type": "WebPage", "mainEntity": {"@id": "#a"}},
    ]
    linked = read_linked_data([json.dumps({"@graph": graph})])
    assert linked.first("headline") == "h"
    assert len(linked.about) == 2


HOSTILE = {
    "deep lists": "[" * 200_000,
    "deep objects": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "long": '{"@type": "Article", "headline": "' + "x" * 5_000_000 + '"}',
    "many nodes": json.dumps({"@graph": [{"@type": "Article", "headline": str(i)} for i in range(60_000)]}),
    "one string": '"' + "\\" * 300_001,
    "commas": "[" + "," * 300_000,
    "comments": "/*" * 200_000,
    "open comments": '{"a": ' + "/* " * 300_000,
    "open strings": '{"a' + '\\"a' * 300_000,
    "a wall of blanks": "<!--" + " " * 500_000 + "x",
    "blank lines": "//" + "\n" * 500_000 + "x",
    "escapes": '{"a": "' + "\\q" * 200_000 + '"}',
    "openings": "<!--" * 100_000,
    "a huge number": '{"wordCount": ' + "9" * 100_000 + "}",
    "entities": "{&quot;" * 100_000,
    "not finite": '{"@type": "Article", "wordCount": NaN, "headline": Infinity}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_json_ends_soon_and_without_an_exception(name: str) -> None:
    started = time.process_time()
    linked = read_linked_data([HOSTILE[name]])
    linked.first("headline")
    assert time.process_time() - started < 3


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=5)
            | st.dictionaries(
                st.sampled_from(["@type", "@id", "@graph", "headline", "author", "name", "mainEntity", "url", "publisher"]),
                inner,
                max_size=6,
            )
        ),
        max_leaves=20,
    ).map(json.dumps)
)
def test_any_script_gives_linked_data(script: str) -> None:
    linked = read_linked_data([script], headlines=["x"])
    for node in linked.about:
        for key in ("author", "headline", "name", "image"):
            assert all(isinstance(text, str) for text in linked.strings(node, key))
