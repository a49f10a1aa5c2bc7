"""The right part of the page, all of it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import process_time

import pytest

from newscrawl.page.body.article_body import Body, Witness, read_body
from newscrawl.page.document.parse import Document, parse

Build = Callable[..., bytes]


def body_of(html: bytes, witness: Witness | None = None) -> Body:
    document = parse(html, content_type="text/html; charset=utf-8", url="https://post.example/tunnel")
    assert isinstance(document, Document)
    return read_body(document, witness)


def texts(body: Body) -> list[str]:
    return [block.text for block in body.blocks]


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


@pytest.mark.parametrize(
    "wrap",
    [
        '<div class="td-post-content tagdiv-type">{}</div>',
        '<div class="td_block_wrap tdb_single_content td-post-content tagdiv-type"><style>p{{}}</style><div '
        'class="tdb-block-inner td-fix-index">{}</div></div>',
        '<div itemprop="articleBody">{}</div>',
        '<div class="entry-content">{}</div>',
        '<div class="css-1x2y3z"><div class="css-9">{}</div></div>',
        '<form id="aspnetForm"><div>{}</div></form>',
        '<div class="modal-page share-layout-wrapper promo"><div>{}</div></div>',
        "<table><tr><td>{}</td></tr></table>",
        '<div class="flex-wrap-footer"><blockquote></blockquote><div>{}</div></div>',
    ],
    ids=[
        "tagdiv-a",
        "tagdiv-b",
        "microdata",
        "wordpress",
        "no-name",
        "form-around-all",
        "misleading-name",
        "table-layout",
        "footer-around-all",
    ],
)
def test_the_body_is_found_whatever_its_container_is_called(wrap: str, page: Build, story: tuple[str, ...]) -> None:
    assert texts(body_of(page(wrap.format(paragraphs(*story))))) == list(story)


@pytest.mark.parametrize(
    ("extra", "rule"),
    [
        ('<div class="td-a-rec td-a-rec-id-content_inline"><span class="td-adspot-title">- Advertisement -</span></div>', "dom-ad"),
        ('<div class="td-post-sharing"><a href="#">Facebook</a><a href="#">X</a></div>', "dom-share"),
        (
            '<div class="td_block_related_posts"><h4>RELATED ARTICLES</h4><h3><a href="/x">Ferry fares go up again in June</a></h3></div>',
            "dom-related",
        ),
        ('<div class="newsletter-box"><p>Get our stories in your inbox every morning at seven.</p></div>', "dom-newsletter"),
        ('<ul class="td-tags"><li>TAGS</li><li><a href="/t">tunnel</a></li></ul>', "dom-tags"),
        ('<div class="author-box"><p>Mara Lindt writes about the harbour and has done so for a decade.</p></div>', "dom-author"),
        ('<div id="comments"><p>' + "I drive over that bridge each day and it is fine as it is. " * 9 + "</p></div>", "dom-comments"),
        ('<div style="display:none"><p>Our apps are the best way to read this newspaper on the move.</p></div>', "dom-hidden"),
        ("<footer><p>Nothing on this page may be copied without consent of the owner.</p></footer>", "dom-footer"),
        ("<p><a href='/x'>FERRY FARES GO UP AGAIN IN JUNE</a></p>", "dom-links"),
        ("<p>[ <a href='/x'>Ferry fares go up again in June, and the mayor is not amused</a> ]</p>", "dom-links"),
        ('<div class="x"><img src="/b.jpg"><p>The bridge at dawn. Photo: L. Frey</p></div>', "dom-caption"),
        (
            '<div class="imgboxa"><img src="/b.jpg"><h1>The old swing bridge, seen from the quay on the morning '
            "of the vote, with the crews of the fishing boats that have to wait for it to open again</h1></div>",
            "dom-caption",
        ),
        ('<div id="appBottomRgt"><ul><li>All of the paper on your phone</li></ul><p>No, I would rather not</p></div>', "dom-newsletter"),
        ('<p><img src="/b.jpg" alt="The old bridge seen from the quay"></p><p>The old bridge seen from the quay</p>', "dom-caption"),
    ],
)
def test_a_block_inside_the_body_goes_and_is_explained(extra: str, rule: str, page: Build, story: tuple[str, ...]) -> None:
    html = page(f'<div class="entry-content">{paragraphs(*story[:2])}{extra}{paragraphs(*story[2:])}</div>')
    body = body_of(html)
    assert texts(body) == list(story)
    assert rule in {edit.rule for edit in body.edits}


@pytest.mark.parametrize(
    "extra",
    [
        "<p>The campaign had advertised the tunnel as free of charge, an advertisement that the court stopped.</p>",
        "<h2>The latest on 5G</h2><p>Phone masts on the bridge will have to move to the new ventilation towers.</p>",
        '<blockquote class="td_pull_quote"><p>“We cannot keep patching it.”</p><p>said Ren</p></blockquote>',
        "<p>Editor’s note: an earlier version of this story gave the wrong year for the first bridge.</p>",
        "<ul><li>The quay closes in March for eleven weeks.</li><li>Ferries leave from the east pier until then.</li></ul>",
        "<h2><a href='/plan'>What the plan says</a></h2><p>The plan names three routes, and the council chose the one that is "
        "longest and deepest.</p>",
        "<p><a href='https://court.example/ruling'>The court’s ruling can be read in full on its own pages.</a></p>",
        '<div class="slideshow-intro">'
        + "".join(
            f"<p>Ten pictures of the bridge from the year it was built to last winter, when it would not close: part {n}.</p>"
            for n in "123"
        )
        + "</div>",
        "<table><tr><th>Year</th><th>Cost</th></tr><tr><td>2024</td><td>12 million</td></tr></table>",
        '<div role="region" style="display:none"><p>How long will it take? The engineers expect four and a half years of work.</p></div>',
    ],
)
def test_what_only_looks_like_it_stays(extra: str, page: Build, story: tuple[str, ...]) -> None:
    plain = texts(body_of(page(f'<div class="entry-content">{paragraphs(*story)}</div>')))
    body = body_of(page(f'<div class="entry-content">{paragraphs(*story[:3])}{extra}{paragraphs(*story[3:])}</div>'))
    assert len(texts(body)) > len(plain)
    assert not body.edits or {edit.rule for edit in body.edits} == {"dom-headline"}


@pytest.mark.parametrize(
    "line",
    [
        'The fare went up after <a class="md-crosslink" href="/f">the ferry strike</a>, and up again when it was over.',
        '<a class="recommendation-inline-link" href="/f">The ferry strike</a> had been over for a week when the fare went up.',
        'Nine towns, among them <a class="related" href="/a">Arn</a> <a class="related" href="/b">and Bell</a>, have no other harbour.',
        'Call the works department <a class="popup-opener" href="/call">by phone or by mail</a>.',
    ],
)
def test_a_link_among_the_words_of_a_sentence_is_one_of_them_whatever_it_is_called(line: str, page: Build, story: tuple[str, ...]) -> None:
    lines = [*story[:3], line, *story[3:]]
    body = body_of(page(f'<div class="entry-content">{paragraphs(*lines)}</div>'))
    assert texts(body) == [re.sub("<[^>]+>", "", line) for line in lines]


def test_a_link_behind_a_sentence_goes_by_its_name(page: Build, story: tuple[str, ...]) -> None:
    line = f'{story[2]} <a class="readmore" href="/f">Read more</a>'
    assert texts(body_of(page(f'<div class="entry-content">{paragraphs(*story[:2], line, *story[3:])}</div>'))) == list(story)


@pytest.mark.parametrize(
    "note",
    [
        "(opens in a new tab)",
        "Opens in new window",
        "(öffnet im neuen Fenster)",
        "Link wird in einem neuen Tab geöffnet",
        "(s'ouvre dans une nouvelle fenêtre)",
        "(se abre en una ventana nueva)",
        "(abre numa nova janela)",
        "(si apre in una nuova finestra)",
        "(opent in nieuw venster)",
        "(открывается в новой вкладке)",
        "新しいウィンドウで開く",
        "(link is external)",
    ],
)
def test_what_screen_readers_are_told_of_a_link_is_no_text(note: str, page: Build, story: tuple[str, ...]) -> None:
    line = "The ruling is on <a href='/x'>the court’s own pages{}</a>, all forty of them."
    html = page(f'<div class="entry-content">{paragraphs(*story, line.format(f"<span class=vh>{note}</span>"))}</div>')
    assert texts(body_of(html)) == [*story, "The ruling is on the court’s own pages, all forty of them."]


def test_a_link_that_speaks_of_windows_keeps_its_words(page: Build, story: tuple[str, ...]) -> None:
    line = "The mayor has <a href='/x'><span>a new window to look out of</span></a>, and looks."
    assert texts(body_of(page(f'<div class="entry-content">{paragraphs(*story, line)}</div>')))[-1] == (
        "The mayor has a new window to look out of, and looks."
    )


def test_the_first_article_of_an_endless_page_is_the_article(page: Build, story: tuple[str, ...]) -> None:
    longer = [line.replace("bridge", "ferry") + " And there is more to say of it than of anything else." for line in story * 2]
    after = f'<div class="next"><h1 class="entry-title">Ferries in trouble</h1><time>Monday</time>{paragraphs(*longer)}</div>'
    body = body_of(page(f'<div class="x">{paragraphs(*story)}</div>', after=after))
    assert texts(body) == list(story)


def test_the_first_article_of_an_endless_page_may_have_a_lesser_headline(page: Build, story: tuple[str, ...]) -> None:
    articles = [
        f'<article class="item"><h2>{title}</h2>{paragraphs(*(f"{n}. {line}" for line in story))}</article>'
        for n, title in enumerate(("Council picks tunnel over bridge", "Ferries in trouble", "A mole for the marina"))
    ]
    html = page("").replace(
        b'<article class="post"><h1 class="entry-title">Council picks tunnel over bridge</h1></article>', b"<h1>News</h1>"
    )
    body = body_of(html.replace(b"</main>", "".join(articles).encode() + b"</main>"))
    assert [text for text in texts(body) if text[1] == "."] == [f"0. {line}" for line in story]


def test_headings_of_a_page_builder_begin_no_further_article(page: Build, story: tuple[str, ...]) -> None:
    heading = '<div class="widget"><h1 class="elementor-heading-title elementor-size-default">{}</h1></div>'
    parts = [f"<section>{heading.format(n)}<div>{paragraphs(*(f'{n}. {line}' for line in story))}</div></section>" for n in "AB"]
    html = page("".join(parts)).replace(b'<h1 class="entry-title">', b'<h1 class="elementor-heading-title elementor-size-default">')
    assert len([text for text in texts(body_of(html)) if len(text) > 60]) == 2 * len(story)


def test_a_name_for_links_is_not_believed_of_text_without_any(page: Build, story: tuple[str, ...]) -> None:
    more = [f"Then again: {line}" for line in story]
    rest = f'<div id="read-more"><a href="">Read more</a><div id="read-more-content">{paragraphs(*more)}</div></div>'
    kept = texts(body_of(page(f'<div class="x">{paragraphs(*story)}{rest}</div>')))
    assert [text for text in kept if text != "Read more"] == [*story, *more]


def test_a_list_of_the_article_is_no_list_of_posts(page: Build, story: tuple[str, ...]) -> None:
    items = [f"A point that the crews made at length before the council, number {n}" for n in range(4)]
    rest = '<ul class="postList">' + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
    assert texts(body_of(page(f'<div class="x">{paragraphs(*story[:3])}{rest}{paragraphs(*story[3:])}</div>'))) == [
        *story[:3],
        *items,
        *story[3:],
    ]


def test_teasers_without_links_stay_out(page: Build, story: tuple[str, ...]) -> None:
    teasers = "".join(f'<div><img src="/{n}.jpg"><h4>Harbour {n}</h4><p>All there is to know. {story[n]}</p></div>' for n in range(3))
    assert texts(body_of(page(f'<div class="x">{paragraphs(*story)}<div class="teasers">{teasers}</div></div>'))) == list(story)


def test_sections_named_for_the_ads_between_them_are_the_article(page: Build, story: tuple[str, ...]) -> None:
    ad = '<div class="ad-slot">Ad</div>'
    sections = "".join(f'<section class="report report--ads"><p>{line}</p>{ad}</section>' for line in story[1:])
    assert texts(body_of(page(f"<div>{paragraphs(story[0])}{sections}</div>"))) == list(story)


def test_ads_with_words_in_them_stay_out(page: Build, story: tuple[str, ...]) -> None:
    ads = "".join(f'<div class="ad-slot"><p>Boats for hire at the old pier, number {n}: ask for Ren.</p></div>' for n in range(4))
    assert texts(body_of(page(f"<div>{paragraphs(*story[:3])}{ads}{paragraphs(*story[3:])}</div>"))) == list(story)


@pytest.mark.parametrize(
    ("paragraph", "stays"),
    [
        (
            '<img src="/b.jpg"><strong>The bridge</strong> that has carried the coast road since the spring of 1931 was closed on Tuesday.',
            True,
        ),
        ('<img src="/b.jpg"><em>The bridge that has carried the coast road since the spring of 1931 was closed on Tuesday.</em>', False),
        ('<img src="/b.jpg"><br>The bridge that has carried the coast road since the spring of 1931 was closed on Tuesday.', False),
        ('<img src="/b.jpg">The bridge that has carried the coast road since the spring of 1931, on Tuesday. Photo: Ren Okafor.', False),
        ('<img src="/b.jpg">The old swing bridge', False),
    ],
    ids=["runs on", "emphasis", "line of its own", "credit", "short"],
)
def test_a_paragraph_that_begins_with_a_picture_is_no_caption(paragraph: str, stays: bool, page: Build, story: tuple[str, ...]) -> None:
    body = body_of(page(f'<div class="entry-content"><p>{paragraph}</p>{paragraphs(*story)}</div>'))
    assert len(texts(body)) == len(story) + stays


def test_sections_under_headings_of_the_first_level_are_one_article(page: Build, story: tuple[str, ...]) -> None:
    sections = "".join(f"<div><h1>Part {n}</h1>{paragraphs(*[f'{n}. {line}' for line in story])}</div>" for n in range(3))
    assert len([text for text in texts(body_of(page(sections))) if len(text) > 60]) == 15


def test_an_article_that_is_in_the_page_twice_comes_out_once(page: Build, story: tuple[str, ...]) -> None:
    variants = "".join(f'<div class="variant-{n}"><h2>Why now</h2>{paragraphs(*story)}</div>' for n in range(3))
    body = body_of(page(variants))
    assert texts(body) == ["Why now", *story]
    assert {edit.rule for edit in body.edits} >= {"dom-copy"}


@pytest.mark.parametrize(
    "quote",
    [
        "<blockquote><p>We cannot keep patching a machine that our grandparents built</p><cite>Ren Okafor</cite></blockquote>",
        "<div class='article-pull-quote'><h4>“We cannot keep patching a machine that our grandparents built”</h4></div>",
        "<figure class='x'><blockquote>We cannot keep patching a machine that our grandparents built,</blockquote>"
        "<figcaption>Ren Okafor</figcaption></figure>",
    ],
)
def test_a_quote_in_large_type_that_a_paragraph_has_as_well_goes(quote: str, page: Build, story: tuple[str, ...]) -> None:
    body = body_of(page(f'<div class="entry-content">{paragraphs(*story[:4])}{quote}{paragraphs(story[4])}</div>'))
    assert texts(body) == list(story)


def test_a_quote_that_is_said_once_stays(page: Build, story: tuple[str, ...]) -> None:
    quote = "<blockquote><p>Nobody asked the crews, and nobody will.</p></blockquote>"
    body = body_of(page(f'<div class="entry-content">{paragraphs(*story[:4])}{quote}{paragraphs(story[4])}</div>'))
    assert texts(body) == [*story[:4], "Nobody asked the crews, and nobody will.", story[4]]


OFFER = '<div class="x"><h3>Your own boat in ten weeks</h3><p>A course for the impatient.</p><a class="btn" href="/c">{}</a></div>'


@pytest.mark.parametrize("button", ["Learn more", "Get started for free", "Book a demo", "Jetzt anmelden", "Essai gratuit", "Saiba mais"])
def test_an_offer_goes_with_its_button(button: str, page: Build, story: tuple[str, ...]) -> None:
    html = page(f'<div class="entry-content">{paragraphs(*story[:3])}{OFFER.format(button)}{paragraphs(*story[3:])}</div>')
    assert texts(body_of(html)) == list(story)


@pytest.mark.parametrize("button", ["See it at the shop", "Read the review", "Download"])
def test_a_product_with_its_button_stays(button: str, page: Build, story: tuple[str, ...]) -> None:
    html = page(f'<div class="entry-content">{paragraphs(*story[:3])}{OFFER.format(button)}{paragraphs(*story[3:])}</div>')
    assert texts(body_of(html)) == [*story[:3], "Your own boat in ten weeks", "A course for the impatient.", *story[3:]]


def test_lines_behind_the_last_paragraph_that_are_links_and_nothing_else_go(page: Build, story: tuple[str, ...]) -> None:
    links = "".join(f'<p><a href="/{n}">All there is to know of harbour {n}.</a></p>' for n in range(3))
    body = body_of(page(f'<div class="entry-content">{paragraphs(*story)}<h3>Harbours</h3>{links}</div>'))
    assert texts(body) == list(story)
    assert "dom-links" in {edit.rule for edit in body.edits}


def test_sources_that_are_written_out_stay_at_the_end(page: Build, story: tuple[str, ...]) -> None:
    sources = ("court.example", "https://council.example/minutes/2024-05")
    links = "".join(f'<p><a href="https://{source}">{source}</a></p>' for source in sources)
    assert texts(body_of(page(f'<div class="entry-content">{paragraphs(*story)}{links}</div>'))) == [*story, *sources]


def test_a_line_with_an_arrow_and_a_link_goes(page: Build, story: tuple[str, ...]) -> None:
    line = "&gt;&gt; Looking for a berth? Our <a href='/berths'>comparison of all berths</a> has today’s prices."
    assert texts(body_of(page(f'<div class="entry-content">{paragraphs(*story[:2], line, *story[2:])}</div>'))) == list(story)


def test_a_first_letter_in_an_element_of_its_own_belongs_to_its_word(page: Build, story: tuple[str, ...]) -> None:
    first = f'<p><span class="initial-letter">{story[0][0]}</span> <span>{story[0][1:]}</span></p>'
    assert texts(body_of(page(f'<div class="entry-content">{first}{paragraphs(*story[1:])}</div>'))) == list(story)


@pytest.mark.parametrize(
    "first",
    [
        "<p><b>A</b> tunnel it will be.</p>",
        '<p><span class="dropcap dropcap2">A</span> tunnel it will be.</p>',
        '<div class="has-drop-cap">A tunnel it will be.</div>',
    ],
)
def test_a_word_of_one_letter_stays_a_word(first: str, page: Build, story: tuple[str, ...]) -> None:
    lines = ["A tunnel it will be.", *story]
    assert texts(body_of(page(f'<div class="entry-content">{first}{paragraphs(*story)}</div>'))) == lines


def with_fact_box(story: tuple[str, ...]) -> tuple[list[str], str, list[str]]:
    article = [*story, *(f"Again: {line}" for line in story), *(f"Once more: {line}" for line in story)]
    speech = [f"“{n}. {line}”" for n in range(6) for line in story]
    box = f'<div class="paper-factbox"><h3>The speech in full</h3>{paragraphs(*speech)}</div>'
    return article, f'<div class="entry-content">{paragraphs(*article[:9])}{box}{paragraphs(*article[9:])}</div>', speech


def test_a_fact_box_goes_whatever_it_holds_beside_an_article(page: Build, story: tuple[str, ...]) -> None:
    article, html, _ = with_fact_box(story)
    assert texts(body_of(page(html))) == article


def test_another_witness_is_no_better_for_having_what_was_left_out(page: Build, story: tuple[str, ...]) -> None:
    article, html, speech = with_fact_box(story)
    body = body_of(page(html), Witness(text="\n".join([*article[:9], *speech, *article[9:]])))
    assert texts(body) == article
    assert body.method != "json-ld"


def test_a_page_that_is_all_fact_box_keeps_it(page: Build, story: tuple[str, ...]) -> None:
    assert texts(body_of(page(f'<div class="factbox">{paragraphs(*story)}</div>'))) == list(story)


@pytest.mark.parametrize(
    "part",
    [
        "<p>" + "and then <a class='related' href='/x'>a crosslink</a> " * 20_000 + "</p>",
        "<blockquote><p>The harbour council decided on Tuesday to replace the old swing bridge</p></blockquote>" * 20_000,
        "<div><h3>A boat</h3><a class='btn' href='/x'>Learn more</a></div>" * 20_000,
    ],
    ids=["links in a sentence", "quotes", "offers"],
)
def test_what_is_looked_at_for_each_of_many_costs_no_more_than_many(part: str, page: Build, story: tuple[str, ...]) -> None:
    began = process_time()
    body_of(page(f'<div class="entry-content">{paragraphs(*story)}{part}</div>'))
    assert process_time() - began < 60  # a second or two; each against all of the others takes many minutes


def test_a_text_of_one_endless_line_costs_no_more_than_its_length(page: Build) -> None:
    began = process_time()
    body = body_of(page(""), Witness(text="The council meets again on Monday, and so it will for years. " * 100_000))
    assert process_time() - began < 60
    assert body.method == "json-ld"
    assert len(body.blocks) > 5_000


def test_teasers_without_a_name_go(page: Build, story: tuple[str, ...]) -> None:
    teasers = "".join(
        f'<div class="c{n}"><h3><a href="/{n}">Another story about the harbour, number {n}</a></h3><p>In short.</p></div>' for n in range(3)
    )
    assert texts(body_of(page(f"<div>{paragraphs(*story)}{teasers}</div>"))) == list(story)


def test_what_stands_behind_the_body_in_another_element_goes(page: Build, story: tuple[str, ...]) -> None:
    tail = "<section><p>The Harbour Post, the newspaper that has been printed on the quay since the year of the great flood</p></section>"
    body = body_of(page(f'<div class="entry-content"><div>{paragraphs(*story, *[f"Again: {line}" for line in story])}</div>{tail}</div>'))
    assert len(body.blocks) == 10
    assert [edit.rule for edit in body.edits if "newspaper" in edit.text] == ["dom-stray"]


def test_a_whole_sentence_behind_the_body_in_another_element_stays(page: Build, story: tuple[str, ...]) -> None:
    tail = f"<section><p>{story[0]} Nobody spoke against the plan in the end.</p></section>"
    body = body_of(page(f'<div class="entry-content"><div>{paragraphs(*story, *[f"Again: {line}" for line in story])}</div>{tail}</div>'))
    assert len(body.blocks) == 11


def test_questions_and_answers_behind_the_body_stay(page: Build, story: tuple[str, ...]) -> None:
    answers = "".join(f"<section><h3>Question {n}?</h3><p>{n}. {line}</p></section>" for n, line in enumerate(story[:3]))
    body = body_of(page(f"<div><div>{paragraphs(*story, *[f'Again: {line}' for line in story])}</div>{answers}</div>"))
    assert len(body.blocks) == 16


def test_a_heading_goes_with_what_stood_under_it(page: Build, story: tuple[str, ...]) -> None:
    related = "<h3>More of this</h3><ul><li><a href='/a'>A ferry runs aground off the point</a></li></ul>"
    body = body_of(
        page(f'<div class="entry-content">{paragraphs(*story)}<h2>The end of it</h2>{paragraphs(story[0] + " So.")}{related}</div>')
    )
    assert texts(body) == [*story, "The end of it", story[0] + " So."]
    assert [edit.text for edit in body.edits if edit.rule == "dom-heading"] == ["More of this"]


def test_a_lead_paragraph_outside_of_the_container_belongs_to_it(page: Build, story: tuple[str, ...]) -> None:
    body = body_of(page(f'<p class="lead">{story[0]}</p><div class="entry-content">{paragraphs(*story[1:])}</div>'))
    assert texts(body) == list(story)


def test_positions_count_kept_and_removed_blocks_alike(page: Build, story: tuple[str, ...]) -> None:
    advert = '<div class="advert"><p>Buy one</p></div>'
    body = body_of(page(f'<div class="entry-content">{paragraphs(*story[:2])}{advert}{paragraphs(*story[2:])}</div>'))
    assert [edit.position for edit in body.edits] == [2]
    assert body.positions == (0, 1, 3, 4, 5)


def test_words_are_neither_glued_nor_split_at_tags() -> None:
    inner = (
        "<p>The <b>br</b>idge&shy;keeper <i>said</i>:<br>no. H<sub>2</sub>O</p><p>"
        + "And it rained for the rest of the day on the quay. " * 9
        + "</p>"
    )
    body = body_of(f'<body><div class="entry-content">{inner}</div>'.encode())
    assert texts(body)[0] == "The bridgekeeper said: no. H2O"


def test_two_line_breaks_end_a_paragraph(story: tuple[str, ...]) -> None:
    body = body_of(f'<body><div class="entry-content">{"<br> <br>".join(story)}</div>'.encode())
    assert texts(body) == list(story)


@pytest.mark.parametrize(
    ("witness", "method"),
    [
        (lambda story: Witness(html="".join(f"<p>{line}</p>" for line in story), source="wordpress"), "wordpress"),
        (lambda story: Witness(html="".join(f"<p>{line}</p>" for line in story), source="feed"), "feed"),
        (lambda story: Witness(text="\n\n".join(story)), "json-ld"),
    ],
)
def test_another_witness_speaks_where_the_page_has_no_body(
    witness: Callable[[tuple[str, ...]], Witness], method: str, story: tuple[str, ...]
) -> None:
    body = body_of(b'<body><div id="root"></div><p>Please wait.</p>', witness(story))
    assert texts(body) == list(story)
    assert body.method == method
    assert 0 < body.confidence < 0.95


def test_an_article_that_only_a_script_carries_is_read_from_it(story: tuple[str, ...]) -> None:
    html = "".join(f"<p>{line}</p>" for line in story).replace("<", "\\\\u003c").replace(">", "\\\\u003e")
    page = f'<body><div id="__next"></div><script>self.__next_f.push([1,"{{\\"body\\":\\"{html}\\"}}"])</script>'
    body = body_of(page.encode())
    assert texts(body) == list(story)
    assert body.method == "embedded"


def test_the_hint_of_a_site_decides(page: Build, story: tuple[str, ...]) -> None:
    lines = [f"{line} So the site says." for line in story]
    html = page(f'<div class="entry-content">{paragraphs(*story)}</div><div class="odd">{paragraphs(*lines)}</div>')
    body = body_of(html, Witness(xpath="//div[@class='odd']"))
    assert texts(body) == lines
    assert body.method == "hint"


def test_confidence_follows_the_other_claims(page: Build, story: tuple[str, ...]) -> None:
    html = page(f'<div class="entry-content">{paragraphs(*story)}</div>')
    words = sum(len(line.split()) for line in story)
    agreed, contradicted = body_of(html, Witness(words=words)).confidence, body_of(html, Witness(words=words * 4)).confidence
    assert contradicted < body_of(html).confidence < agreed


@pytest.mark.parametrize("opening", ["<font>", "<div>", "<ul><li>", "<object><p>"])
def test_elements_nested_beyond_measure_are_walked(opening: str, story: tuple[str, ...]) -> None:
    html = f'<body><div class="entry-content">{paragraphs(*story)}{opening * 900}{paragraphs("The end of it all came quietly.")}'
    assert "The end of it all came quietly." in texts(body_of(html.encode()))[-1]


def test_pictures_of_the_body_come_with_caption_and_credit(page: Build, story: tuple[str, ...]) -> None:
    caption = '<figcaption>The quay <span class="credit">L. Frey</span></figcaption>'
    figure = f'<figure><img data-src="/pic.jpg" src="data:x">{caption}</figure><img src="/px.gif" width="1">'
    images = body_of(page(f'<div class="entry-content">{paragraphs(*story)}{figure}</div>')).images
    assert [(image.url, image.caption, image.credit) for image in images] == [("https://post.example/pic.jpg", "The quay", "L. Frey")]


def test_titles_of_films_between_headline_and_body_are_no_lead(page: Build, story: tuple[str, ...]) -> None:
    titles = [f"The mayor explains in film {n} why the tunnel is so much better than the old bridge" for n in range(4)]
    films = "".join(f'<div class="film-headline">{title}</div>' for title in titles)
    body = f'<div class="entry-content">{paragraphs(*story)}</div>'
    assert texts(body_of(page(films + body))) == list(story)
    one = f'<div class="film-headline">{titles[0]}</div>'
    assert texts(body_of(page(one + body))) == [titles[0], *story]  # one box alone is a lead


def test_blank_lines_part_the_paragraphs_of_a_text_without_markup(page: Build, story: tuple[str, ...]) -> None:
    long = [line + " " + "It was said twice, and written down." * 3 for line in story]
    assert texts(body_of(page(f"<div>{chr(10).join(line + chr(10) for line in long)}</div>"))) == long
    wrapped = [line.replace(", ", ",\n\n") for line in long]  # white space inside a sentence is none of the author's
    assert texts(body_of(page(f"<div>{' '.join(wrapped)}</div>"))) == [" ".join(long)]


def test_a_list_of_links_is_not_strung_together_into_a_text() -> None:
    links = "".join(f'<h3><a href="/{n}">A story about the harbour and its {n} bridges, told at length</a></h3>' for n in range(20))
    assert not body_of(f"<html><body><h1>Harbour</h1><div>{links}</div></body></html>".encode()).blocks


@pytest.mark.parametrize("name", ["cli-modal cliSettingsPopup", "cookieconsent", "eu-cookie-compliance-banner", "iubenda-cs-container"])
def test_what_a_consent_plugin_says_is_no_text(name: str, page: Build, story: tuple[str, ...]) -> None:
    lines = (f"We and our {n} partners count every visit to this page, and keep the count for {n} years." for n in range(30))
    notice = f'<div class="{name}"><div>{paragraphs(*lines)}</div></div>'
    assert texts(body_of(page(f'<div class="css-1">{paragraphs(*story)}</div>', after=notice))) == list(story)


def test_a_script_that_ends_within_a_string_is_read_once() -> None:
    script = 'var a = "' + '<p class=\\"x\\">The bridge.<\\/p>' * 20_000  # no last quote, as in a page that is cut off
    began = process_time()
    assert not body_of(f"<html><body><h1>Harbour</h1><script>{script}</script></body></html>".encode()).blocks
    assert process_time() - began < 30  # well under a second; from each of the 40,000 quotes to the end it takes minutes


def test_steps_that_are_a_picture_and_a_line_are_the_text(page: Build, story: tuple[str, ...]) -> None:
    steps = [f"Lay board number {n} across the beams and fix it with two screws." for n in range(6)]
    pictures = "".join(f'<div class="step"><img src="/{n}.jpg"><p>{step}</p></div>' for n, step in enumerate(steps))
    assert texts(body_of(page(f'<div class="entry-content"><p>{story[0]}</p>{pictures}</div>'))) == [story[0], *steps]
    beside = body_of(page(f'<div class="entry-content">{paragraphs(*story)}{pictures}</div>'))  # the same beside a story of its own
    assert texts(beside) == list(story)
