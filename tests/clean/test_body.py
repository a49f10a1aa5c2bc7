"""Head and tail of a body, what they must not touch, and the laws of cleaning."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.clean import RULES, Context, clean_blocks
from newscrawl.model import Block

Article = Callable[..., list[Block]]


def texts(blocks: list[Block], context: Context | None = None) -> tuple[str, ...]:
    return tuple(block.text for block in clean_blocks(blocks, context).blocks)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Rain delays the opening of the bridge", "repeated-title"),
        ("RAIN DELAYS THE OPENING OF THE BRIDGE", "repeated-title"),
        ("Traffic Rain delays the opening of the bridge", "repeated-title"),
        ("A third date is set", "repeated-standfirst"),
        ("By Jane Roe", "byline"),
        ("Jane Roe", "byline"),
        ("Jane Roe and John Doe", "byline"),
        ("Transport", "page-label"),
        ("Example Times", "page-label"),
    ],
)
def test_the_head_loses_what_the_record_says_already(line: str, rule: str, article: Article, body: tuple[str, ...]) -> None:
    context = Context(
        title="Rain delays the opening of the bridge",
        subtitle="A third date is set.",
        authors=("Jane Roe", "John Doe"),
        site_title="Example Times",
        section="Transport",
    )
    cleaned = clean_blocks(article(head=[line]), context)
    assert tuple(block.text for block in cleaned.blocks) == body
    assert [edit.rule for edit in cleaned.edits] == [rule]


@pytest.mark.parametrize(
    ("title", "line"), [("Veterans: Medals for murder", "Medals for murder"), ("The ferry is late | Example", "The ferry is late")]
)
def test_one_side_of_a_title_is_the_headline_too(title: str, line: str, article: Article, body: tuple[str, ...]) -> None:
    assert texts(article(head=[line]), Context(title=title)) == body


def test_a_headline_further_down_is_a_sub_heading(article: Article) -> None:
    blocks = article(tail=["A third paragraph of the article ends here, and it ends with a full stop."])
    blocks.insert(2, Block("Rain delays the opening of the bridge", "heading"))
    assert texts(blocks, Context(title="Rain delays the opening of the bridge")) == tuple(block.text for block in blocks)


def test_a_path_of_sections_above_the_body_is_removed(article: Article, body: tuple[str, ...]) -> None:
    crumbs = [Block(name, "item") for name in ("Home", "Local", "Ports")]
    assert texts([*crumbs, *article()]) == body


@pytest.mark.parametrize(
    "names", [("Broken Arrow", "Little Rock", "Oslo"), tuple(f"Step {n} takes as long as the one before it" for n in range(4))]
)
def test_a_list_that_opens_the_body_stays(names: tuple[str, ...], article: Article) -> None:
    blocks = [*(Block(name, "item") for name in names), *article()]
    assert texts(blocks) == tuple(block.text for block in blocks)


def test_the_latest_goes_with_its_titles_and_what_is_above_stays(article: Article, body: tuple[str, ...]) -> None:
    tail = ["- Advertisement -", "The Latest", "Chip maker opens second plant", "12 May 2024", "Five phones under $200", "By Jane Roe"]
    cleaned = clean_blocks(article(tail=tail))
    assert tuple(block.text for block in cleaned.blocks) == body
    assert [edit.position for edit in cleaned.edits] == [3, 4, 5, 6, 7, 8]


def test_a_body_of_short_lines_is_no_list_of_titles(article: Article) -> None:
    blocks = article(tail=["Featured", *(f"Line {n} of a long poem" for n in range(40))])
    assert texts(blocks) == tuple(block.text for block in blocks)


def test_the_tail_stops_at_the_first_genuine_paragraph(article: Article) -> None:
    tail = ["The Latest", "The bridge itself will not open before the summer, the ministry said on Friday.", "Share", "Tweet"]
    assert texts(article(tail=tail))[-2:] == tuple(tail[:2])


@pytest.mark.parametrize(
    "line",
    [
        "EDITOR’s NOTE: Part of this story is from an official press release shared to the team",
        "EDITOR'S NOTE: Part of this story is from an official press release shared to the team",
        "said Ren",
        "The latest on 5G",
        "Related work",
        "Share prices fell for a third day, and nobody could say when they would stop falling",
        "Follow the money and you end up here",
        "Read the letter yourself",
        "“That is all I have to say”",
    ],
)
def test_a_last_line_that_only_looks_like_a_footer_stays(line: str, article: Article) -> None:
    blocks = article(tail=[line])
    assert texts(blocks) == tuple(block.text for block in blocks)


def test_a_short_list_at_the_end_stays_without_a_heading_that_explains_it(article: Article) -> None:
    blocks = [*article(), Block("What to bring", "heading"), Block("A coat", "item"), Block("A torch", "item"), Block("Bread", "item")]
    assert texts(blocks) == tuple(block.text for block in blocks)


def test_an_author_of_the_article_is_known_by_name(article: Article, body: tuple[str, ...]) -> None:
    line = "Jane Roe studied law in Oslo and lives on a boat."
    assert texts(article(tail=[line]), Context(authors=("Jane Roe",))) == body
    assert texts(article(tail=[line])) == (*body, line)


def test_the_name_above_a_bio_goes_with_it(article: Article, body: tuple[str, ...]) -> None:
    tail = ["Jane Roe", "Jane Roe is a reporter at Example Times."]
    assert texts(article(tail=tail), Context(authors=("Jane Roe",))) == body
    assert texts(article(tail=["Jane Roe"]), Context(authors=("Jane Roe",))) == (*body, "Jane Roe")


def test_tags_of_the_article_are_known(article: Article, body: tuple[str, ...]) -> None:
    assert texts(article(tail=["Ferries, Ports"]), Context(tags=("Ports", "Ferries"))) == body


def test_an_article_that_is_nothing_but_short_lines_keeps_them() -> None:
    blocks = [Block(line, "item") for line in ("One red coat", "Two blue coats", "Three green coats")]
    assert texts(blocks) == tuple(block.text for block in blocks)


def test_nothing_comes_of_nothing() -> None:
    assert clean_blocks([]).blocks == ()
    assert clean_blocks([Block("")]).blocks == (Block(""),)


WORDS = [
    "the ferry left",
    "at nine",
    "Ren",
    "advertisement",
    "- Advertisement -",
    "Share",
    "said.",
    "news",
    "Related:",
    "12 May 2024",
    "…",
    "By Jane Roe",
]
PHRASES = [
    example for rule in RULES for some in (*rule.positive, *rule.negative) for example in ([some] if isinstance(some, str) else some)
]
KINDS = st.sampled_from(["paragraph", "heading", "item", "quote", "caption", "table", "code"])
LINES = st.one_of(
    st.sampled_from(PHRASES),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join),
    st.text(max_size=60).map(str.strip).filter(bool),
    st.tuples(st.sampled_from(PHRASES), st.sampled_from(PHRASES)).map(" ".join),
)
BODIES = st.lists(st.builds(Block, LINES, KINDS), max_size=14)
CONTEXT = Context(title="The ferry left at nine", subtitle="at nine", authors=("Jane Roe",), tags=("news",), section="Share")


@settings(max_examples=80, deadline=None)
@given(BODIES)
def test_cleaning_twice_changes_nothing(blocks: list[Block]) -> None:
    once = clean_blocks(blocks, CONTEXT)
    twice = clean_blocks(once.blocks, CONTEXT)
    assert twice.blocks == once.blocks
    assert twice.edits == ()


@settings(max_examples=80, deadline=None)
@given(BODIES)
def test_cleaning_only_deletes_and_keeps_the_order(blocks: list[Block]) -> None:
    cleaned = clean_blocks(blocks, CONTEXT)
    before, after = (
        (sign for b in blocks for sign in b.text if not sign.isspace()),
        (s for b in cleaned.blocks for s in b.text if not s.isspace()),
    )
    assert all(sign in before for sign in after)  # `in` consumes: a subsequence


@settings(max_examples=50, deadline=None)
@given(BODIES)
def test_every_removed_block_has_an_edit_at_its_place(blocks: list[Block]) -> None:
    cleaned = clean_blocks(blocks, CONTEXT)
    touched = {edit.position for edit in cleaned.edits}
    assert [edit.position for edit in cleaned.edits] == sorted(edit.position for edit in cleaned.edits)
    assert all(edit.text.strip() and edit.text in blocks[edit.position].text for edit in cleaned.edits if " " not in edit.text)
    untouched = [block for position, block in enumerate(blocks) if position not in touched]
    assert all(block in cleaned.blocks for block in untouched)


@pytest.mark.parametrize("label", ["कॉपी लिंक", "Artikel teilen", "Share this article", "Partager", "リンクをコピー"])
def test_labels_of_share_buttons_over_the_body_go_also_as_list_items(label: str, body: tuple[str, ...]) -> None:
    assert texts([Block(label, "item"), *map(Block, body)]) == body


@pytest.mark.parametrize(
    "heading", ["Sobre la firma", "À propos de l’auteur", "Sull’autore", "Over de auteur", "Об авторе", "著者紹介", "作者简介", "عن الكاتب"]
)
def test_what_stands_under_a_heading_that_names_the_author_goes_with_it(heading: str, body: tuple[str, ...]) -> None:
    bio = Block("Es jefa de la sección del puerto. Antes, en Oslo, cubrió barcos, muelles y a quienes trabajan en ellos durante once años.")
    assert texts([*map(Block, body), Block(heading, "heading"), bio]) == body


def test_a_section_about_something_else_stays(body: tuple[str, ...]) -> None:
    section = [Block("Sobre la marcha", "heading"), Block("Nadie sabe cuánto costará el túnel, y el alcalde dice que ya se verá.")]
    assert texts([*map(Block, body), *section]) == (*body, *(block.text for block in section))


def test_a_date_under_the_standfirst_goes_and_the_standfirst_stays(body: tuple[str, ...]) -> None:
    lead = "After nine years of debate and three rejected plans the council picks the tunnel, and nobody in the room was happy about it."
    blocks = [Block(lead), Block("25.10.2025 - 15:26 Uhr"), *map(Block, body)]
    assert texts(blocks, Context(description=lead)) == (lead, *body)
    assert texts(blocks) == (lead, "25.10.2025 - 15:26 Uhr", *body)
