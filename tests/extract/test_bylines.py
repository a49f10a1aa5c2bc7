"""The persons that a byline names: labels, agencies, roles, places and times around names, in many languages."""

from __future__ import annotations

import pytest

from newscrawl.page.metadata.bylines.people import read_names


@pytest.mark.parametrize(
    ("line", "language", "people"),
    [
        ("By Jane Roe", "en", ["Jane Roe"]),
        ("By Jane Roe and John Doe, Staff Writers", "en", ["Jane Roe", "John Doe"]),
        ("Jane Roe, John Doe and Ann Lee", "en", ["Jane Roe", "John Doe", "Ann Lee"]),
        ("Jane Roe & John Doe", "en", ["Jane Roe", "John Doe"]),
        ("Von Jane Roe und dpa", "de", ["Jane Roe"]),
        ("Jane Roe avec AFP", "fr", ["Jane Roe"]),
        ("Par Jeanne Dupont (avec AFP)", "fr", ["Jeanne Dupont"]),
        ("Jane Roe/Reuters", "en", ["Jane Roe"]),
        ("Jane Roe, Reuters", "en", ["Jane Roe"]),
        ("Reuters", "en", []),
        ("Di Mario Rossi", "it", ["Mario Rossi"]),
        ("Por Ana Pérez y Luis Gómez", "es", ["Ana Pérez", "Luis Gómez"]),
        ("José María Aznar López", "es", ["José María Aznar López"]),
        ("Por Ana Souza, de Brasília", "pt", ["Ana Souza"]),
        ("Jane Roe in Berlin", "en", ["Jane Roe"]),
        ("Door Jan de Vries", "nl", ["Jan de Vries"]),
        ("Av Kari Nordmann", "no", ["Kari Nordmann"]),
        ("Av Kari Nordmann", "nb", ["Kari Nordmann"]),
        ("Af Mette Hansen", "da", ["Mette Hansen"]),
        ("Av Anna Svensson", "sv", ["Anna Svensson"]),
        ("Przez Jan Kowalski", "pl", ["Jan Kowalski"]),
        ("Autor: Jan Kowalski", "pl", ["Jan Kowalski"]),
        ("Автор: Иван Петров", "ru", ["Иван Петров"]),
        ("Text: Anna Svensson Foto: Erik Berg", "sv", ["Anna Svensson"]),
        ("Teksti: Matti Meikäläinen Kuvat: Liisa Virtanen", "fi", ["Matti Meikäläinen"]),
        ("記者/王小明 攝影/李大華", "zh", ["王小明"]),
        ("文/张伟 编辑/李娜", "zh", ["张伟"]),
        ("記者 山田太郎", "ja", ["山田太郎"]),
        ("홍길동 기자", "ko", ["홍길동"]),
        ("Oleh Budi Santoso", "id", ["Budi Santoso"]),
        ("Bởi Nguyễn Văn An", "vi", ["Nguyễn Văn An"]),
        ("द्वारा राम कुमार", "hi", ["राम कुमार"]),
        ("بقلم أحمد علي", "ar", ["أحمد علي"]),
        ("Yazan: Ayşe Yılmaz", "tr", ["Ayşe Yılmaz"]),
        ("Συντάκτης: Γιώργος Παπάς", "el", ["Γιώργος Παπάς"]),
        ('Robert "Bob" Smith', "en", ["Robert Smith"]),
        ("Smith, John", "en", ["John Smith"]),
        ("van der Berg, Jan", "nl", ["Jan van der Berg"]),
        ("Ursula von der Leyen", "de", ["Ursula von der Leyen"]),
        ("Jane Roe, 2 hours ago", "en", ["Jane Roe"]),
        ("Jane Roe | 3 May 2024", "en", ["Jane Roe"]),
        ("Submitted by jroe on 12 May 2024", "en", ["jroe"]),
        ("Guest post by Jane Roe", "en", ["Jane Roe"]),
        ("Jane Roe, Senior Editor", "en", ["Jane Roe"]),
        ("Words: Jane Roe. Pictures: Ann Lee", "en", ["Jane Roe"]),
        ("Jane Roe (@jroe)", "en", ["Jane Roe"]),
        ("jane.roe@example.com", "en", []),
        ("Photography by Ann Lee", "en", []),
        ("Updated by Jane Roe", "en", []),
        ("Reviewed by Dr. Ann Lee", "en", []),
        ("Translated by Ann Lee", "en", []),
        ("Staff", "en", []),
        ("admin", "en", []),
        ("The Editors", "en", []),
    ],
)
def test_who_a_byline_names(line: str, language: str, people: list[str]) -> None:
    assert list(read_names([line], language=language).people) == people


@pytest.mark.parametrize(("line", "people"), [("Jane, John, Ann", ["Jane", "John", "Ann"]), ("Madonna", ["Madonna"])])
def test_single_names_stay_where_no_full_name_stands_before_them(line: str, people: list[str]) -> None:
    assert list(read_names([line], language="en").people) == people
