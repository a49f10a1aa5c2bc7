"""Ad labels and "continue below" notices of many languages in every form that pages print, and sentences that only look like them."""

from __future__ import annotations

import pytest

from newscrawl.clean import clean_blocks, clean_text
from newscrawl.languages import LANGUAGES, table
from newscrawl.languages.choices import as_pattern, beginnings, endings
from newscrawl.model import Block
from tests.clean.conftest import BODY

LABELS = [(language, words) for kind in ("ad-markers", "ad-labels") for language, listed in table(kind).items() for words in listed]
FORMS = (
    "{}",
    "- {} -",
    "– {} –",
    "—{}—",
    "[{}]",
    "({})",
    "{}:",
    "{}.",
    "*** {} ***",
    "▼ {} ▼",
    "| {} |",
    "... {} ...",
    "【{}】",
    "-\u00a0{}\u00a0-",
)
NOTICES = [
    *("Story continues below this ad", "Continue reading below the advertisement", "Advertisement - Keep reading below the ad"),
    *("Der Artikel geht nach der Werbung weiter", "Weiterlesen nach der Anzeige", "Anzeige: Der Text geht unter der Anzeige weiter"),
    *("La suite après cette publicité", "L’article continue après la publicité", "Lire la suite après la publicité"),
    *("La nota continúa luego de la publicidad", "Sigue leyendo después del anuncio", "El artículo continúa más abajo"),
    *("Matéria continua após a publicidade", "Continua depois da propaganda", "Continue lendo após o anúncio", "A notícia segue abaixo"),
    *("L’articolo prosegue sotto la pubblicità", "Continua a leggere dopo l’annuncio"),
    *("Tekst gaat verder onder de advertentie", "Het artikel loopt door na de reclame", "Lees verder onder deze advertentie"),
    *("Fortsätt läsa nedanför annonsen", "Texten fortsätter under annonsen", "Artikkelen fortsetter under annonsen"),
    *(
        "Artiklen fortsætter efter annoncen",
        "Læs videre under annoncen",
        "Juttu jatkuu mainoksen jälkeen",
        "Jatka lukemista mainoksen alla",
    ),
    *("Dalszy ciąg artykułu pod reklamą", "Czytaj dalej pod reklamą", "Text pokračuje pod reklamou", "Článok pokračuje pod reklamou"),
    *("Cikkünk a hirdetés után folytatódik", "Articolul continuă după publicitate", "Članak se nastavlja ispod oglasa"),
    *("Članek se nadaljuje po oglasu", "Статията продължава след рекламата", "Чланак се наставља испод огласа"),
    *("Материал продолжится после рекламы", "Читать далее после рекламы", "Стаття продовжується після реклами"),
    *("Το άρθρο συνεχίζεται μετά τη διαφήμιση", "Haberin devamı reklamdan sonra", "Okumaya reklamdan sonra devam edin"),
    *("يستمر المقال بعد الإعلان", "ادامه مطلب بعد از آگهی", "הכתבה ממשיכה אחרי הפרסומת", "विज्ञापन के बाद आगे पढ़ें"),
    *("Lanjutkan membaca di bawah iklan", "Artikel berlanjut di bawah", "Berita dilanjutkan setelah iklan ini"),
    *("Đọc tiếp bên dưới", "Bài viết tiếp tục sau quảng cáo", "อ่านต่อด้านล่างโฆษณา"),
    *(
        "記事は広告の下に続きます",
        "続きは広告の後へ",
        "文章在广告后继续",
        "廣告後繼續閱讀",
        "기사는 광고 아래에서 계속됩니다",
        "Habari inaendelea baada ya tangazo",
    ),
]
GENUINE = [
    *("The story continues below the surface of the lake.", "Continue reading below the advertisement, the teacher said, and look up."),
    *("Matéria continua após a publicidade do acordo, disse o ministro.", "Werbung nach der Werbung: so sah der Abend aus."),
    *("Artikel berlanjut di bawah pengawasan hakim, kata juru bicara.", "Iklan itu dicabut pada hari Senin."),
    *("Annonsen publicerades i måndags.", "Anúncio do governo agrada ao mercado", "Annons i tidningen kostade mer än bilen"),
    *("Реклама подорожала на треть за год.", "Publicidade enganosa custa caro à empresa", "Η διαφήμιση κοστίζει περισσότερο φέτος."),
    *("L'annonce a surpris les syndicats.", "Propaganda was the word that he used.", "Reklam gelirleri yüzde on düştü."),
]


def middle(line: str) -> tuple[str, ...]:
    return tuple(block.text for block in clean_blocks([Block(BODY[0]), Block(line), *map(Block, BODY[1:])]).blocks)


@pytest.mark.parametrize("form", FORMS)
def test_a_label_goes_in_every_form(form: str) -> None:
    lines = [form.format(spelled) for _, words in LABELS for spelled in (words, words.upper(), words.capitalize())]
    assert [line for line in lines if middle(line) != BODY] == []


def test_a_label_goes_that_is_split_by_letters_or_said_twice() -> None:
    words = [words for _, words in LABELS if words.isalpha() and len(words) > 2]
    lines = [form.format(" ".join(word.upper())) for word in words for form in ("{}", "- {} -", "[{}]", "[ {} ]")]
    lines += [f"{word} {word}" for word in words]
    assert [line for line in lines if middle(line) != BODY] == []


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("form", ["{}", "({})", "[{}]", "– {} –", "{}:", "{}…", "▼ {} ▼", "{}."])
def test_a_notice_goes_in_every_form(notice: str, form: str) -> None:
    assert [line for line in (form.format(notice), form.format(notice).upper()) if middle(line) != BODY] == []


@pytest.mark.parametrize("line", GENUINE)
def test_a_sentence_about_ads_stays(line: str) -> None:
    assert middle(line) == (BODY[0], line, *BODY[1:])
    assert clean_text(f"{BODY[0]}\n\n{line}").text == f"{BODY[0]}\n\n{line}"


@pytest.mark.parametrize(
    "notice", ["Matéria continua após a publicidade", "Texten fortsätter nedanför annonsen", "Der Artikel geht nach der Werbung weiter"]
)
def test_a_glued_notice_is_cut_out_of_the_paragraph(notice: str) -> None:
    assert middle(f"{BODY[0]} {notice}") == (BODY[0], BODY[0], *BODY[1:])
    assert middle(f"{notice} {BODY[0]}") == (BODY[0], BODY[0], *BODY[1:])


def test_forty_languages_have_a_label_and_thirty_five_a_notice() -> None:
    labels = {language for language, _ in LABELS}
    assert len(labels) >= 60
    assert len(table("ad-notices")) >= 55
    assert labels <= set(LANGUAGES)


def test_choices_stand_for_each_way_to_read_them() -> None:
    entry = "{the |}story {continues|goes on{| here}} below"
    assert beginnings(entry, 6) == {"the st", "story "}
    assert endings(entry, 8) == {"es below", "on below", "re below"}
    assert as_pattern("{a |}b") == r"(?:a\s{0,3}|)b"
