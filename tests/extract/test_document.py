"""Bytes to one tree: whatever the bytes are, and however they lie about their encoding."""

from __future__ import annotations

import time

import pytest

from newscrawl.model import Rejected
from newscrawl.page.blocks.tree_walk import outline
from newscrawl.page.body.witnesses import from_trafilatura
from newscrawl.page.document.parse import MAX_BYTES, MAX_TAGS, Document, parse

URL = "https://news.example/story"
RUSSIAN = "Сегодня в городе открыли новый мост через реку, и движение по нему уже началось. "

JAPANESE = "新しい橋が開通した。" * 10


def read(body: bytes, content_type: str = "") -> Document:
    document = parse(body, content_type=content_type, url=URL)
    assert isinstance(document, Document)
    return document


def text_of(document: Document) -> str:
    return " ".join(document.tree.text_content().split())


@pytest.mark.parametrize(
    ("body", "content_type", "encoding", "flag", "expected"),
    [
        ("<p>naïve café</p>".encode(), "text/html; charset=utf-8", "utf-8", None, "naïve café"),
        ("<p>naïve café</p>".encode(), "", "utf-8", None, "naïve café"),
        ("<meta charset=iso-8859-1><p>naïve café</p>".encode(), "", "utf-8", "charset-contradiction", "naïve café"),
        ("<p>naïve café</p>".encode("cp1252"), "text/html; charset=iso-8859-1", "cp1252", None, "naïve café"),
        ("<p>“quoted” – dash</p>".encode("cp1252"), "text/html; charset=latin1", "cp1252", None, "“quoted” – dash"),
        ("<meta charset=windows-1251><p>Привет, мир</p>".encode("cp1251"), "", "cp1251", None, "Привет, мир"),
        (
            "<meta charset=windows-1251><p>Привет, мир</p>".encode("cp1251"),
            "text/html; charset=utf-8",
            "cp1251",
            "charset-contradiction",
            "Привет",
        ),
        (("<p>" + RUSSIAN * 20).encode("cp1251"), "", "cp1251", "charset-guessed", "новый мост"),
        (("<meta charset=shift_jis><p>" + "新しい橋が開通した。" * 10).encode("cp932"), "", "cp932", None, "新しい橋"),
        (("<meta charset=iso-2022-jp><p>" + JAPANESE).encode("iso2022_jp"), "", "iso2022_jp", None, "新しい橋"),
        (("<meta charset=utf-8><p>" + JAPANESE).encode("iso2022_jp"), "", "iso2022_jp", "charset-contradiction", "新しい橋"),
        (("<p>" + JAPANESE).encode("iso2022_jp"), "", "iso2022_jp", "charset-guessed", "新しい橋"),
        (("<meta charset=big5><p>" + "城市開通了新的大橋。" * 10).encode("big5"), "", "big5hkscs", None, "新的大橋"),
        (("<p>" + "오늘 새 다리가 개통되었다. " * 10).encode("cp949"), "text/html; charset=euc-kr", "cp949", None, "새 다리가"),
        (
            ("<meta charset=utf-8><p>" + "Bugün yeni köprü açıldı, ışıklar yandı. " * 10).encode("cp1254"),
            "",
            "cp1254",
            "charset-contradiction",
            "yeni köprü",
        ),
        (("<p>" + "افتتح اليوم الجسر الجديد. " * 15).encode("cp1256"), "", "cp1256", "charset-guessed", "الجسر الجديد"),
        (("<meta charset=gb2312><p>" + "新桥今天通车了。" * 10).encode("gb18030"), "", "gb18030", None, "新桥今天"),
        ("\ufeff<p>naïve</p>".encode("utf-16-le"), "", "utf-16-le", None, "naïve"),
        ("<html><body><p>naïve text without a mark</p>".encode("utf-16-be"), "", "utf-16-be", None, "naïve text"),
        ("<p>naïve café</p>".encode() + b"\xc3", "text/html; charset=utf-8", "utf-8", "charset-errors", "naïve café"),
        ("<meta charset=klingon-8><p>naïve café</p>".encode(), "text/html; charset=\"'", "utf-8", None, "naïve café"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_its_bytes_are_in(
    body: bytes, content_type: str, encoding: str, flag: str | None, expected: str
) -> None:
    document = read(body, content_type)
    assert document.encoding == encoding
    assert expected in text_of(document)
    assert flag is None or flag in document.flags
    assert flag is not None or not document.flags


SPANISH = (
    "Los vecinos de la ciudad piden una carretera nueva hasta el hospital, y el alcalde dijo el viernes que no hay dinero para "
    "eso. Según explicó el concejal, este año el presupuesto es más pequeño que el del año pasado y habrá que esperar. Pero no es "
    "el final, porque en la sesión del lunes se hablará otra vez de ello, con la gente de toda la región, que desde hace años "
    "espera mejores carreteras."
)
CZECH = (
    "Obyvatelé města žádají novou cestu k nemocnici a starosta v pátek řekl, že na to nejsou peníze. Jak říká radní, letos je "
    "rozpočet menší než loni a bude třeba počkat. Ale to není konec, protože na zasedání rady v pondělí se o tom bude mluvit ještě "
    "jednou, a to za účasti lidí z celého okolí, kteří už léta čekají na lepší silnice a na autobus, který jezdí každou hodinu."
)
FINNISH = "Hän näki että järvellä oli jäätä, ja päivä päättyi äänettömästi yön tullessa."


@pytest.mark.parametrize(
    ("language", "text", "encoding"),
    [
        ("", SPANISH, "cp1252"),
        ("en-US", SPANISH, "cp1252"),
        ("fi", FINNISH, "cp1252"),
        ("", "The café was full; it costs £40.", "cp1252"),
        ("", CZECH, "cp1250"),
        ("en-US", CZECH, "cp1250"),
        ("", CZECH, "iso8859-2"),
        ("cs", CZECH[:95], "cp1250"),
        ("cs", CZECH[:95], "iso8859-2"),
        ("tr", "Bugün yeni köprü açıldı, ışıklar yandı.", "cp1254"),
        ("hu", "A hídon „végre” ég a fény, hűvös őszi este volt.", "cp1250"),
    ],
)
@pytest.mark.parametrize("declared", ["", "utf-8"])
def test_of_latin_letters_the_language_tells_the_encoding(language: str, text: str, encoding: str, declared: str) -> None:
    """Their shapes do not: `ñ` of Windows-1252 is `ń` in Windows-1250. What a template declares is often another site's language."""
    body = f"<html lang={language or 'x'}><meta charset={declared}><title>x</title><p>{text}</p>".encode(encoding)
    document = read(body, "")
    assert document.encoding == encoding
    assert text in text_of(document)


def test_mojibake_in_the_page_is_repaired_everywhere_and_flagged() -> None:
    broken = "It’s a naïve café".encode().decode("cp1252")
    page = f'<title>{broken}</title><meta name="description" content="{broken}"><p>{broken}</p><p>Already right: café</p>'
    document = read(page.encode())
    assert "mojibake" in document.flags
    assert "It’s a naïve café" in text_of(document)
    assert "Already right: café" in text_of(document)
    assert document.tree.xpath("string(//meta/@content)") == "It’s a naïve café"


@pytest.mark.parametrize("misread", ["latin-1", "cp1252"])
def test_mojibake_is_repaired_for_the_whole_page_whatever_stands_alone_in_a_node(misread: str) -> None:
    text = "It’s the café’s own crop – “and a good one”, said Nuñez’s son."
    nodes = [word.encode().decode(misread, "replace") for word in text.split()]
    if any("\ufffd" in node for node in nodes):  # Windows-1252 has no letter for five bytes
        nodes = [word.encode().decode("latin-1") if "\ufffd" in node else node for word, node in zip(text.split(), nodes, strict=True)]
    document = parse(f"<p>{' '.join(f'<b>{node}</b>' for node in nodes)}</p>".encode(), url=URL)
    assert isinstance(document, Document)
    assert document.tree.text_content() == text
    assert "mojibake" in document.flags


def test_right_letters_beside_mojibake_stay() -> None:
    wrong = "It’s the baker’s and the café’s.".encode().decode("latin-1")
    document = parse(f"<p>{wrong} “AVÓ” « CAFÉ»</p>".encode(), url=URL)
    assert isinstance(document, Document)
    assert document.tree.text_content() == "It’s the baker’s and the café’s. “AVÓ” « CAFÉ»"


def test_mojibake_that_is_written_as_entities_is_repaired() -> None:
    broken = "It&acirc;&euro;&trade;s na&Atilde;&macr;ve, isn&acirc;&euro;&trade;t it &acirc;&euro;&ldquo; or not"
    document = read(f"<p>{broken}</p>".encode())
    assert "mojibake" in document.flags
    assert "It’s naïve, isn’t it – or not" in text_of(document)


@pytest.mark.parametrize(
    "text", ["Ã is a letter of Portuguese: MAÇÃ, IRMÃ, MANHÃ", "Ân, Âm, CÂU in Vietnamese", "Ð and ð are letters of Icelandic: BORÐ, ORÐ"]
)
def test_letters_that_only_look_like_mojibake_stay(text: str) -> None:
    document = read(f"<p>{text}</p>".encode())
    assert text in text_of(document)
    assert "mojibake" not in document.flags


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", "", "empty"),
        (b" \r\n\0 ", "", "empty"),
        (b"%PDF-1.7\n1 0 obj", "text/html", "not-html"),
        (b"\x89PNG\r\n\x1a\n....", "text/html", "not-html"),
        (b'{"error": "no such page"}', "application/json", "not-html"),
        (b'{"error": "no such page"}', "text/html", "not-html"),
        (b"just some words", "text/plain", "not-html"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "text/html", "not-html"),
        (b'<?xml version="1.0"?>\n<!-- made by x --><urlset></urlset>', "", "not-html"),
        (b"<p>" + b"x" * MAX_BYTES, "", "too-large"),
        (b"<p>" * (MAX_TAGS + 1), "", "too-large"),
    ],
)
def test_what_is_no_page_is_rejected_with_its_reason(body: bytes, content_type: str, reason: str) -> None:
    rejected = parse(body, content_type=content_type, url=URL)
    assert isinstance(rejected, Rejected)
    assert rejected.reason == reason
    assert rejected.detail


def test_markup_overrules_a_wrong_content_type() -> None:
    assert "hello" in text_of(read(b"<!doctype html><p>hello", "application/octet-stream"))


@pytest.mark.parametrize(
    "body",
    [
        b"<body><p>first</p>" + b"<div>" * 100_000 + b"<p>last</p>",
        b"<body><p>first</p>" + b"<div>" * 5_000 + b"x" + b"</div>" * 5_000 + b"<p>last</p>",
        b"<body><p>first</p>" + b"<font>" * 3_000 + b"<p>last</p>",
    ],
)
def test_nesting_without_end_costs_neither_the_process_nor_the_text(body: bytes) -> None:
    document = read(body)
    assert "too-deep" in document.flags
    assert "first" in text_of(document)
    assert "last" in text_of(document)


@pytest.mark.parametrize(
    "body",
    [
        b"<p>" + b"word " * 2_000_000 + b"</p><p>last</p>",
        b"<p>first" + b"<a href=x>y</a>" * 50_000 + b"<p>last</p>",
        b"<p " + b" ".join(b"a%d=1" % i for i in range(100_000)) + b">last</p>",
        b'<p title="a">first</p><p ' + b" ".join(b"a%d" % i for i in range(100_000)) + b">last</p>",
        b'<p a="' * 100_000 + b'"><p>last</p>',
        b"<p>a\0b</p>\0<p>last</p>",
        b"<![CDATA[" * 10_000 + b"<p>last</p>",
    ],
    ids=["one-text-of-10-MB", "50000-links", "100000-attributes", "100000-names", "open-quotes", "nul-bytes", "cdata"],
)
def test_hostile_bytes_are_read_in_bounded_time(body: bytes) -> None:
    started = time.process_time()
    document = read(body)
    assert "last" in text_of(document)
    assert time.process_time() - started < 5


def test_content_that_react_streams_behind_the_page_stands_where_it_belongs() -> None:
    page = b'<body><h1>T</h1><template id="B:1"></template><p>second</p><div hidden id="S:1"><p>first</p></div></body>'
    tree = read(page).tree
    assert [p.text for p in tree.iter("p")] == ["first", "second"]
    assert not tree.xpath("//*[@hidden]")


def test_a_control_character_beside_streamed_content_costs_no_page() -> None:
    page = b'<body><h1>T</h1><p>a</p>\x01<template id="B:1"></template>\x02<p>c</p>\x03<div hidden id="S:1"><p>b</p></div>\x04</body>'
    document = parse(page, url="https://mag.example/x")
    assert isinstance(document, Document)
    assert document.tree.text_content().split() == ["Tabc"]


def test_a_control_character_behind_what_is_pruned_costs_no_page() -> None:
    page = b'<body><h1>T</h1><aside class="related-posts"><a href="/x">More</a></aside>\x02<p>A sentence that stands behind it.</p></body>'
    document = parse(page, url="https://mag.example/x")
    assert isinstance(document, Document)
    out = outline(document.tree)
    out.standing[:] = [element.tag == "aside" for element in out.elements]
    from_trafilatura(document, out)


def test_nul_bytes_within_words_leave_the_words_whole() -> None:
    document = parse(b"<html><body><p>The har\0bour coun\0cil</p></body></html>", url="https://mag.example/x")
    assert isinstance(document, Document)
    assert document.tree.text_content() == "The harbour council"
    assert document.flags == ("nul-bytes",)
