"""The language of a text, offline."""

from __future__ import annotations

import pytest

from newscrawl.extract import language
from newscrawl.extract.language import detect_language, language_tag

ENGLISH = "The council will vote on the new bridge next week, and most of the people who live by the river hope that it is built soon."
GERMAN = "Der Stadtrat stimmt nächste Woche über die neue Brücke ab, und die meisten Anwohner am Fluss hoffen, dass sie bald gebaut wird."
NORWEGIAN = "Kommunestyret skal stemme over den nye broen neste uke, og de fleste som bor ved elven håper at den blir bygget snart."
JAPANESE = "市議会は来週、新しい橋について採決する予定で、川沿いの住民の多くは早い建設を望んでいる。"


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        (ENGLISH, None, "en"),
        (ENGLISH, "en-GB", "en-GB"),
        (ENGLISH, "en_us", "en-US"),
        (ENGLISH, "de-DE", "en"),
        (GERMAN, "en", "de"),
        (GERMAN, "de-AT", "de-AT"),
        (NORWEGIAN, "nb-NO", "nb-NO"),
        (JAPANESE, None, "ja"),
        ("Reuters", "en-US", "en-US"),
        ("Reuters", None, None),
        ("", "fr", "fr"),
        ("12345 67890 " * 40, "fr", "fr"),
    ],
)
def test_the_text_decides_and_the_declared_region_stays(text: str, declared: str | None, language: str | None) -> None:
    assert detect_language(text, declared) == language


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("en_US", "en-US"),
        ("EN-us", "en-US"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("pt_BR.UTF-8", "pt-BR"),
        ("de, en", "de"),
        ("es-419", "es-419"),
        ("iw", "he"),
        ("English", None),
        ("x-default", None),
        ("und", None),
        ("", None),
        (None, None),
    ],
)
def test_a_declared_language_becomes_a_tag_or_nothing(value: str | None, tag: str | None) -> None:
    assert language_tag(value) == tag


@pytest.mark.parametrize(
    ("text", "declared", "asked"),
    [
        (ENGLISH, "en-GB", False),
        (GERMAN, "de", False),
        (ENGLISH, "de", True),
        (GERMAN, "en", True),
        (NORWEGIAN, "nb", True),
        (ENGLISH, None, True),
    ],
)
def test_the_model_is_asked_where_the_declared_language_is_not_plain_to_see(
    text: str, declared: str | None, asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions: list[str] = []
    monkeypatch.setattr(language, "_model", lambda: questions.append("asked") or _Undecided())
    detect_language(f"{text} {text} {text}", declared)
    assert bool(questions) == asked


class _Undecided:
    def rank(self, _text: str) -> list[tuple[str, float]]:
        return [("zxx", 0.0)]
