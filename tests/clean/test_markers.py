"""Ad markers in every form that pages print, and sentences about advertising."""

from __future__ import annotations

import pytest

from newscrawl.clean import clean_blocks
from newscrawl.model import Block, BlockKind

DASHES = ["-", "–", "—", "−", "‐", "‑", "―", "&#8211;", "&ndash;", "&mdash;", "&#8722;"]
WORDS = ["Advertisement", "ADVERTISEMENT", "advertisement", "Anzeige", "Publicité", "Publicidad", "Pubblicità", "Реклама"]


def cleaned(text: str, kind: BlockKind = "paragraph") -> list[str]:
    return [block.text for block in clean_blocks([Block(text, kind)]).blocks]


@pytest.mark.parametrize("dash", DASHES)
@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("space", ["", " ", "\u00a0", "  "])
def test_a_marker_between_dashes_is_removed_with_any_spacing(dash: str, word: str, space: str) -> None:
    assert cleaned(f"{dash}{space}{word}{space}{dash}") == []


@pytest.mark.parametrize("kind", ["paragraph", "heading", "item", "quote", "caption"])
def test_a_marker_between_dashes_is_removed_wherever_it_stands(kind: BlockKind) -> None:
    assert cleaned("- Advertisement -", kind) == []


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("said Ren - Advertisement -", "said Ren"),
        ("said Ren – Anzeige –", "said Ren"),
        ("said Ren &#8211; Advertisement &#8211;", "said Ren"),
        ("- Advertisement - However, the presence grew", "However, the presence grew"),
        ("&#8211; Advertisement &#8211; However, it grew", "However, it grew"),
        ("AdvertisementHowever, the presence grew", "However, the presence grew"),
        ("ADVERTISEMENT However, the presence grew", "However, the presence grew"),
        ("It was over. Advertisement", "It was over."),
        ("It was over.Advertisement", "It was over."),
        ("It was over. Story continues below advertisement", "It was over."),
        ("Story continues below advertisement Ren stated that it was over.", "Ren stated that it was over."),
        ("“Trade benefits both sides. - Advertisement - Allowing it,” said Ren", "“Trade benefits both sides. Allowing it,” said Ren"),
        ("He left.-Advertisement-She stayed behind.", "He left. She stayed behind."),
        ("He left. &#8211; Advertisement &#8211; She stayed behind.", "He left. She stayed behind."),
        ("Une phrase. – Publicité – Le ministre part.", "Une phrase. Le ministre part."),
    ],
)
def test_a_glued_marker_is_cut_out_of_the_paragraph(text: str, rest: str) -> None:
    result = clean_blocks([Block(text)])
    assert [block.text for block in result.blocks] == [rest]
    assert [edit.position for edit in result.edits] == [0]


@pytest.mark.parametrize(
    "text",
    [
        "The word – advertisement – is older than the newspaper; the word – Advertisement – is not.",
        "The studio behind – Advertisement – Nord said no.",
        "She claimed to advertise nude models.",
        "He read the advertisement",
        "Anzeige gegen Unbekannt erstattet",
        "The regulator wants every advertisement to be labelled, it said.",
        "Publicidad engañosa: la multa llega a dos millones",
        "Advertisement for a new kind of city",
        "An ad-free plan costs more.",
    ],
)
def test_a_sentence_about_advertising_survives(text: str) -> None:
    assert cleaned(text) == [text]


@pytest.mark.parametrize("kind", ["heading", "item"])
@pytest.mark.parametrize("word", ["Advertising", "Sponsored content", "Werbung", "Promotion"])
def test_a_heading_or_a_list_item_about_advertising_survives(word: str, kind: BlockKind) -> None:
    assert cleaned(word, kind) == [word]


@pytest.mark.parametrize("kind", ["table", "code"])
def test_tables_and_code_are_never_touched(kind: BlockKind) -> None:
    assert cleaned("- Advertisement -", kind) == ["- Advertisement -"]
