"""The language of a text, offline."""

from __future__ import annotations

import tracemalloc

import pytest

from newscrawl import extract
from newscrawl.languages import detect as language
from newscrawl.languages import letter_groups
from newscrawl.languages.detect import COMMON_WORDS, detect_language, language_tag

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


PLAIN = {
    "en": ENGLISH,
    "de": GERMAN,
    "no": (
        "Kommunestyret skal stemme over den nye broen neste uke, og de fleste som bor ved elven håper at arbeidet, som er utsatt to "
        "ganger, ikke blir stanset en gang til, og at broen er åpen før året er over, sier ordføreren, som ikke har noe mer å si nå."
    ),
    "ja": JAPANESE,
    "es": (
        "El consejo votará la próxima semana sobre el nuevo puente, y la mayoría de los que viven junto al río espera que las "
        "obras, que ya han sido aplazadas dos veces, no se retrasen más y que el paso esté abierto antes del final del año, "
        "según dijo su alcalde."
    ),
    "pt": (
        "A câmara vai votar na próxima semana a nova ponte, e a maioria das pessoas que vivem junto ao rio espera que as obras, "
        "que já foram adiadas duas vezes, não demorem mais e que a passagem esteja aberta até ao fim do ano, segundo disse o "
        "presidente, que também é médico."
    ),
    "it": (
        "Il consiglio voterà la prossima settimana sul nuovo ponte, e la maggior parte di chi abita lungo il fiume spera che i "
        "lavori, che sono stati rinviati già due volte, non siano più fermati e che il passaggio sia aperto alla fine "
        "dell'anno, come ha detto il sindaco."
    ),
    "nl": (
        "De raad stemt volgende week over de nieuwe brug, en de meeste mensen die aan de rivier wonen hopen dat het werk, dat "
        "al twee keer is uitgesteld, niet nog een keer wordt stilgelegd en dat de brug voor het einde van het jaar open is, zei "
        "de burgemeester."
    ),
    "pl": (
        "Rada zagłosuje w przyszłym tygodniu nad nowym mostem, a większość tych, którzy mieszkają nad rzeką, ma nadzieję, że "
        "prace, które już dwa razy zostały odłożone, nie będą znowu wstrzymane i że most będzie otwarty przed końcem roku, jak "
        "powiedział burmistrz, który był tam także w tym roku."
    ),
    "tr": (
        "Meclis yeni köprü için gelecek hafta oy verecek ve nehir kıyısında oturanların çoğu, daha önce iki kez ertelenen işin "
        "bir daha durdurulmamasını ve köprünün yıl sonuna kadar açılmasını umuyor; ancak bu çok zor, diye konuştu başkan, çünkü "
        "o kadar para yok ve bir yıl daha sonra da olmayabilir."
    ),
    "ru": (
        "Совет на следующей неделе будет голосовать за новый мост, и те, кто живут у реки, надеются, что работы, которые уже "
        "были отложены два раза, не остановят еще раз и что мост откроют до конца года, как это обещал мэр, который был там с "
        "самого начала."
    ),
    "uk": (
        "Рада наступного тижня буде голосувати за новий міст, і ті, які живуть біля річки, сподіваються, що роботи, які вже "
        "було відкладено два рази, не зупинять ще раз та що міст буде відкрито до кінця року, як це обіцяв мер, який був там із "
        "самого початку."
    ),
    "ar": (
        "سوف يصوت المجلس في الأسبوع القادم على الجسر الجديد، وقال من هم على النهر إن هذا العمل الذي تم تأجيله من قبل لم يكن في "
        "خطة هذا العام، ولا أحد يعرف إلى أن يتم ذلك كيف يكون بعد اليوم أو ما هي هذه الخطة التي كانت مع المجلس"
    ),
    "hi": (
        "परिषद अगले हफ्ते नए पुल पर वोट करने जा रही है और नदी के पास रहने वाले लोग यह चाहते हैं कि यह काम अब और न रुके क्योंकि "
        "वह दो बार रुक चुका है लेकिन अध्यक्ष ने कहा कि इस साल के लिए पैसा नहीं है और जो था वह भी एक साल पहले ही किया गया था"
    ),
    "ko": (
        "시의회는 다음 주에 새 다리에 대해 표결할 예정이며 강가에 사는 주민 대부분은 공사가 다시 미뤄지지 않기를 바란다고 "
        "말했다. 다리는 올해 안에 열릴 예정이다."
    ),
    "el": ("Το συμβούλιο ψηφίζει την επόμενη εβδομάδα για τη νέα γέφυρα και όσοι μένουν δίπλα στο ποτάμι ελπίζουν ότι θα ανοίξει φέτος."),
}
ZULU = (
    "Umkhandlu uzovota ngesonto elizayo ngebhuloho elisha, futhi iningi labahlala eduze komfula lithemba ukuthi lizovulwa "
    "kungakapheli unyaka."
)
LATIN = (
    "Consilium de ponte novo suffragium feret, et plerique qui iuxta flumen habitant sperant eum mox aedificatum iri neque "
    "opus moram passurum."
)


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts whose groups of letters were looked at; they say nothing here."""
    asked: list[str] = []

    def undecided(text: str) -> list[tuple[str, float]]:
        asked.append(text)
        return [("zxx", 0.0)]

    monkeypatch.setattr(letter_groups, "rank", undecided)
    return asked


@pytest.mark.parametrize("declared", ["itself", None, "zu"])
@pytest.mark.parametrize("tag", sorted(PLAIN))
def test_a_text_in_a_language_of_much_news_needs_no_look_at_its_letters(tag: str, declared: str | None, questions: list[str]) -> None:
    assert detect_language(f"{PLAIN[tag]} {PLAIN[tag]}", tag if declared == "itself" else declared) == tag
    assert not questions


@pytest.mark.parametrize("tag", sorted(PLAIN))
def test_groups_of_letters_say_the_same_of_a_plain_text(tag: str) -> None:
    assert language._likeliest(PLAIN[tag])[0][0] == tag


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        pytest.param(ZULU, "en-ZA", id="no list, and not what is declared"),
        pytest.param(LATIN, None, id="no list, nothing declared"),
        pytest.param(
            " ".join(f"{a} {b}" for a, b in zip(ENGLISH.split(), GERMAN.split(), strict=False)), "en", id="two languages, half and half"
        ),
        pytest.param("a e i o u ka na te " * 30, "it", id="a few little words over and over"),
        pytest.param(f"{JAPANESE} {ENGLISH} {ENGLISH}", "en", id="two scripts"),
    ],
)
def test_groups_of_letters_are_looked_at_where_a_text_is_not_plain(text: str, declared: str | None, questions: list[str]) -> None:
    detect_language(f"{text} {text} {text}", declared)
    assert questions


def test_where_an_article_begins_with_names_its_further_sentences_are_looked_at_too(questions: list[str]) -> None:
    names = ", ".join(["Abidjan", "Kisumu", "Gaborone", "Ouagadougou", "Lubumbashi", "Nouakchott"] * 12)
    page = "<html lang=en><h1>Towns</h1><article><p>{}.</p>{}</article>"
    article = extract(page.format(names, f"<p>{ENGLISH}</p>" * 6).encode())
    assert article is not None
    assert (article.language, questions) == ("en", [])


@pytest.mark.parametrize(
    ("declared", "asked"),
    [("hr", False), ("sr", False), ("bs-BA", False), (None, True), ("sl", True)],
    ids=["hr", "sr", "bs", "none", "sl"],
)
def test_a_list_that_fits_several_standards_confirms_but_does_not_name(declared: str | None, asked: bool, questions: list[str]) -> None:
    text = (
        "Vijeće će sljedećeg tjedna glasovati o novom mostu, a oni koji su uz rijeku kažu da se nadaju da radovi, koji su već bili "
        "odgođeni, neće biti opet zaustavljeni i da će most biti otvoren do kraja godine, kao što je rekao gradonačelnik nakon "
        "sjednice, jer ako ne bude tako, kaže, ni on neće više biti tu"
    )
    detect_language(text, declared)
    assert bool(questions) == asked


@pytest.mark.parametrize(
    ("text", "declared", "tag"),
    [
        pytest.param(ZULU, None, "zu", id="no list"),
        pytest.param(ZULU, "en-ZA", "zu", id="no list, and not what is declared"),
        pytest.param(ZULU.upper(), None, "zu", id="capitals"),
        pytest.param(LATIN, None, "la", id="another without a list"),
        pytest.param(
            "המועצה תצביע בשבוע הבא על הגשר החדש, ורוב התושבים מקווים שייבנה בקרוב, אמר ראש העיר אחרי הישיבה." * 2, "en", "he", id="hebrew"
        ),
        pytest.param("የከተማው ምክር ቤት በሚቀጥለው ሳምንት ስለ አዲሱ ድልድይ ድምፅ ይሰጣል፣ አብዛኞቹ ነዋሪዎችም በቅርቡ እንደሚሠራ ተስፋ ያደርጋሉ።" * 2, None, "am", id="amharic"),
        pytest.param("Apple Google Microsoft Samsung " * 3 + JAPANESE * 2, "en", "ja", id="names in another script"),
        pytest.param("Xzq 17 vvkp; qwx bbbk hjkl zzxw " * 10, "fr", "fr", id="no language"),
    ],
)
def test_what_lists_do_not_settle_is_told_by_script_or_letters(text: str, declared: str | None, tag: str) -> None:
    assert detect_language(text, declared) == tag


def test_what_is_known_of_letters_is_small() -> None:
    letter_groups._model.cache_clear()
    tracemalloc.start()
    try:
        languages, groups = letter_groups._model()
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert held < 5 << 20
    assert len(groups) > 10_000
    assert max(map(len, groups)) == letter_groups._LONGEST
    assert all(language_tag(name) == name for name in languages.values() if name != language._NO_LANGUAGE)
    assert {sign for signs in groups.values() for sign in signs if not sign.isdigit()} == {*languages}


def test_each_list_is_of_the_language_that_it_names() -> None:
    languages = [tag for tag, _ in COMMON_WORDS]
    assert len(set(languages)) == len(languages)
    assert all(len(words.split()) == len(set(words.split())) >= 30 for _, words in COMMON_WORDS)
    assert all(language_tag(tag) == tag for tag in languages)
