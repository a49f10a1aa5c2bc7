"""What the DOM names as not the article, and what only sounds like it."""

from __future__ import annotations

import re
from itertools import pairwise, product

import pytest
from lxml.html import fragment_fromstring

from newscrawl.page.body.named import MOST, reason_for
from newscrawl.page.body.vocabulary import RULES, may_name


def reason(markup: str) -> str:
    element = fragment_fromstring(markup)
    return reason_for(element, str(element.tag))


@pytest.mark.parametrize(
    ("markup", "rule"),
    [
        ('<div class="td-a-rec td-a-rec-id-content_inline tdi_5"><span>- Advertisement -</span></div>', "dom-ad"),
        ('<div class="td-g-rec td-g-rec-id-content_top"></div>', "dom-ad"),
        ('<div class="td-a-ad id_inline_ad1 id_ad_content-horiz-center"></div>', "dom-ad"),
        ('<div id="div-gpt-ad-12"></div>', "dom-ad"),
        ('<div class="code-block code-block-6 ai-viewport-1"></div>', "dom-ad"),
        ('<span class="td-adspot-title">ANZEIGE</span>', "dom-ad"),
        ('<div class="td-post-sharing-top"></div>', "dom-share"),
        ('<div class="sharedaddy sd-sharing-enabled"></div>', "dom-share"),
        ('<div class="td_block_wrap td_block_related_posts tdi_5"></div>', "dom-related"),
        ('<section data-testid="related-stories"></section>', "dom-related"),
        ('<div class="relatedLinks"></div>', "dom-related"),
        ('<div class="newsletter-signup-box"></div>', "dom-newsletter"),
        ('<div id="mc_embed_signup"></div>', "dom-newsletter"),
        ('<div class="comments" id="comments"></div>', "dom-comments"),
        ('<div id="disqus_thread"></div>', "dom-comments"),
        ('<li class="forum-fil"><div class="crayon forum-texte-12 forum-texte"></div></li>', "dom-comments"),
        ('<div id="onetrust-banner-sdk"></div>', "dom-consent"),
        ('<ul class="td-tags td-post-small-box"></ul>', "dom-tags"),
        ('<div class="td-post-source-tags"></div>', "dom-tags"),
        ('<div class="author-box-wrap"></div>', "dom-author"),
        ('<div class="td-block-row td-post-next-prev"></div>', "dom-related"),
        ('<div class="lwptoc_item"></div>', "dom-navigation"),
        ('<div class="td-crumb-container entry-crumbs"></div>', "dom-navigation"),
        ("<nav></nav>", "dom-navigation"),
        ("<footer></footer>", "dom-footer"),
        ('<div role="complementary"></div>', "dom-sidebar"),
        ('<p class="wp-caption-text">A bridge</p>', "dom-caption"),
        ("<figure><img><figcaption>A bridge</figcaption></figure>", "dom-caption"),
        ('<div style="display: none">x</div>', "dom-hidden"),
        ('<div aria-hidden="true">x</div>', "dom-hidden"),
        ('<span class="screen-reader-text">Skip</span>', "dom-hidden"),
    ],
)
def test_what_the_dom_names_is_named(markup: str, rule: str) -> None:
    assert reason(markup) == rule


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="entry-content has-sidebar"></div>',
        '<div class="sidebar-layout"></div>',
        '<div class="content-grid toc-grid"></div>',
        '<div class="field field--name-body field--label-hidden"></div>',
        '<div class="u-overflow-hidden"></div>',
        '<article class="post type-post category-advertising tag-newsletter tag-comments"></article>',
        '<h2 id="what-the-ad-market-says">What the ad market says</h2>',
        '<section id="how-we-share-the-river"></section>',
        '<div class="header-image-wrapper-download"></div>',
        '<p class="shared-memory">text</p>',
        '<div class="advance-notice"></div>',
        '<div class="elementor-widget-text-editor"></div>',
        '<figure class="wp-block-table"><table><tr><td>1</td></tr></table></figure>',
        "<figure><blockquote>“It works,” said Ren.</blockquote></figure>",
        '<blockquote class="td_quote_box td_box_center">“It works,” said Ren.</blockquote>',
        '<div id="panel-2" role="region" style="display:none">folded answer</div>',
        '<div hidden id="S:4">streamed</div>',
        '<p class="paywall" aria-hidden="true">text</p>',
    ],
)
def test_what_only_sounds_like_it_stays(markup: str) -> None:
    assert reason(markup) == ""


SENTENCE = (
    "The council voted on Tuesday to replace the old bridge, and it wants the work to begin before the winter storms make that "
    "impossible again."
)


@pytest.mark.parametrize(
    ("inside", "rule"),
    [
        (f"{SENTENCE} It had <a href='/x'>asked the crews</a>, too.", ""),
        ("Topics: the bridge", "dom-tags"),
        (" ".join(f"<a href='/t/{n}'>Bridges and tunnels {n}</a>" for n in range(12)), "dom-tags"),
    ],
    ids=["sentences", "label", "links"],
)
def test_a_span_that_is_a_paragraph_is_no_list_of_labels(inside: str, rule: str) -> None:
    paragraph = fragment_fromstring(f'<p><span class="eventDetailsContentTags">{inside}</span></p>')
    assert reason_for(paragraph[0], "span") == rule


def test_the_header_of_a_section_is_content_and_the_one_of_the_page_is_not() -> None:
    page = fragment_fromstring(
        "<div><section><header><h2>The latest on 5G</h2></header></section><header><h1>News</h1><nav>x</nav></header></div>"
    )
    inner, outer = page.iter("header")
    assert reason_for(inner, "header") == ""
    assert reason_for(outer, "header") == "dom-header"


def test_no_name_is_lost_by_asking_for_all_rules_at_once() -> None:
    parts = {part for rule in RULES for part in re.split(r"[^a-z]+", rule.phrases.pattern) if part}
    parts |= {word for rule in RULES for word in rule.words} | {"post", "x"}
    ordered = sorted(parts)
    names = [*ordered, *("-".join(pair) for pair in product(ordered, repeat=2)), *(f"x-{a}-{b}" for a, b in pairwise(ordered))]
    lost = [
        name
        for name in names
        if not may_name(frozenset(name.split("-")), name)
        and any(rule.words & set(name.split("-")) or rule.phrases.search(name) for rule in RULES)
    ]
    assert not lost
    assert not may_name(frozenset({"story", "text"}), "story-text")


def test_each_rule_says_how_much_prose_it_believes() -> None:
    assert {rule.name for rule in RULES} <= set(MOST)
    assert all(rule.most > 0 for rule in RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)
