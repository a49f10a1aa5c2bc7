"""Bytes to text: which encoding a page is in, whatever it says of itself.

The order is: byte order mark; UTF-8 where the bytes prove it (non-ASCII text is valid UTF-8 by chance less than once in a million
pages); what header and `<meta>` declare, where the bytes allow it; damaged UTF-8; a guess from the bytes.
"""

from __future__ import annotations

import codecs
import re

from newscrawl.languages.detect import plain_language

__all__ = ["decode", "has_mojibake", "may_have_mojibake", "repair_mojibake"]

# What a label means on the web, where it is not what Python takes it for: https://encoding.spec.whatwg.org/#names-and-labels
# Python knows them as text; no page is in them, and some fail with what is no UnicodeDecodeError.
_NO_PAGES = frozenset(("idna", "punycode", "undefined", "unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape"))
_WEB = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874", "gb2312": "gb18030",
    "gbk": "gb18030", "euc_kr": "cp949", "ks_c-5601-1987": "cp949", "shift_jis": "cp932", "big5": "big5hkscs",
}  # fmt: skip
# https://encoding.spec.whatwg.org and https://html.spec.whatwg.org, table of fallbacks by locale; and what came before Windows
_BY_LANGUAGE = (
    ("cs hr hu pl sk sl bs ro sq", ("iso8859-2", "cp1250")),
    ("tr az", ("cp1254",)),
    ("et lt lv", ("iso8859-13", "cp1257")),
    ("vi", ("cp1258",)),
)
_TOLD_APART = ("cp1254", "cp1257")  # a guess says cp1250 for whatever is Latin, and these only with a reason
_LANG = re.compile(rb"<html[^>]{0,300}?\slang\s*=\s*[\"']?([a-z]{2,3})\b", re.IGNORECASE)
_HIGH = re.compile(rb"[\x80-\xff]")
_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_UNLIKELY = re.compile(r"[\x80-\x9f]|(?<=[^\W\d_])[^\w\s](?=[^\W\d_])")  # control characters, and signs between letters
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([a-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([a-z0-9_:.-]{2,40})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)
_JAPANESE = re.compile(rb"\x1b\$[@B](?:[!-~]{2}){2}")
_PRESCAN = 4096  # browsers look at 1024 bytes; real pages put long comments and scripts before their <meta>
_SAMPLE = 32_768
_PLACES = 3
_TIMES = 2  # what was read wrongly twice is read rightly twice
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# UTF-8 read as Windows-1252 or Latin-1: a lead byte's letter and one or more continuation bytes' letters
_FIRST_LETTERS = re.compile(b"\xc3(?:[\x82\x83]|\xa2(?:\xe2\x82\xac|\xc2[\x80-\x9f]))")  # Â, Ã, â€, â and a control in UTF-8
_MOJIBAKE = re.compile(
    "[ÂÃÐÑ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ](?![a-zà-ÿ])|Ã[\x80-\xbf©¨¼¶¤ªº]|â€[\x80-\xbf™œ“”¦˜\x9d\x9c]|â[\x80-\x9f]{2}"
)
_BYTES = {bytes([code]).decode("cp1252", "replace"): code for code in range(0x80, 0x100)} | {chr(code): code for code in range(0x80, 0x100)}
_HIGHER = "".join(sign for sign, code in _BYTES.items() if code < 0xC0 and sign != "\ufffd")
# Of two letters only with those that begin the alphabets of whole languages: "AVÓ”" and "CAFÉ»" are as they should be
_SEQUENCE = re.compile(f"[ÂÃÄÅÆÇÎÏÐÑ×ØÙ][{_HIGHER}]|[à-ï][{_HIGHER}]{{2}}|[ð-ô][{_HIGHER}]{{3}}")


def decode(body: bytes, content_type: str = "") -> tuple[str, str, tuple[str, ...]]:
    """The text, the encoding it was read in, and flags: `charset-contradiction` (it is not in what it declares),
    `charset-guessed` (nothing usable was declared), `charset-errors` (some bytes are wrong and became U+FFFD). Never raises."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace"), encoding, ()
    declared = _declared(body, content_type)
    flags = ("charset-contradiction",) if len(set(declared)) > 1 else ()
    if body.isascii():
        return _seven_bits(body, declared, flags)
    if wide := _wide(body):
        return body.decode(wide, "replace"), wide, flags
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(body, declared, flags)
    return text, "utf-8", flags if not declared or "utf-8" in declared else ("charset-contradiction",)


def _seven_bits(body: bytes, declared: list[str], flags: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    """ASCII, or Japanese that is written in it: ISO-2022-JP, which its escape sequences prove."""
    if _JAPANESE.search(body):
        named = [name for name in declared if name.startswith("iso2022_jp")]
        text = body.decode((named or ["iso2022_jp"])[0], "replace")
        if text.count("\ufffd") <= 3:
            return (
                text,
                (named or ["iso2022_jp"])[0],
                flags if named else (*flags, "charset-contradiction" if declared else "charset-guessed"),
            )
    return body.decode("ascii"), "utf-8", ()


def _legacy(body: bytes, declared: list[str], flags: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    for encoding in declared:
        if encoding == "utf-8":
            continue
        try:
            return body.decode(encoding), encoding, flags
        except UnicodeDecodeError:
            lenient = body.decode(encoding, "replace")
            if lenient.count("\ufffd") <= 5 + len(lenient) // 2000:  # a page cut in a character, a stray byte in a comment
                return lenient, encoding, (*flags, "charset-errors")
    damaged = body.decode("utf-8", "replace")
    whole = [letter for letter in damaged if letter > "\x7f" and letter != "\ufffd"]
    errors, good = damaged.count("\ufffd"), sum(map(str.isalpha, whole))
    if (errors <= 3 and (whole or body[:-3].isascii())) or good > 4 * errors:  # a few wrong bytes, or an end in the middle of a letter
        return damaged, "utf-8", (*flags, "charset-errors")
    encoding = _guess(body)
    flag = "charset-contradiction" if declared else "charset-guessed"
    return body.decode(encoding, "replace"), encoding, tuple(dict.fromkeys([*flags, flag]))


def _declared(body: bytes, content_type: str) -> list[str]:
    """The encodings that the header, the XML declaration and `<meta>` name and that exist, in this order."""
    head = body[:_PRESCAN]
    labels = [m[1] for m in [_HEADER.search(content_type)] if m]
    labels += [m[1].decode("ascii") for m in (_XML.match(head.lstrip()), _META.search(head)) if m]
    known = [name for name in map(_python_name, labels) if name]
    return list(dict.fromkeys(known))


def _python_name(label: str) -> str | None:
    label = label.strip().lower().removeprefix("x-").replace("utf8", "utf-8") if label.lower() != "x-user-defined" else "cp1252"
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    name = (
        "utf-8" if info.name.startswith(("utf-16", "utf-32", "utf-7", "utf_7")) else info.name
    )  # a <meta> that could be read is not UTF-16
    return _WEB.get(name, name) if getattr(info, "_is_text_encoding", True) and name not in _NO_PAGES else None


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of the first markup is NUL."""
    head = body[:200]
    if len(head) >= 20 and head.count(0) > len(head) // 3:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    return None


def _guess(body: bytes) -> str:
    from charset_normalizer import from_bytes  # 30 ms to import; one page in thousands needs it

    start = next((m.start() for m in re.finditer(rb"[\x80-\xff]", body)), 0)
    sample = re.sub(rb"<[^>]*>", b" ", body[start : start + _SAMPLE])
    best = from_bytes(sample, steps=3).best()
    guessed = _WEB.get(best.encoding.replace("_", "-"), best.encoding) if best else "cp1252"
    return _of_language(body, sample, guessed) if _is_latin(sample, guessed) else guessed


def _is_latin(sample: bytes, guessed: str) -> bool:
    """Whether these are Latin letters, some with accents: which of that script's encodings it is, their shapes do not tell. So they are
    where a guess says so, and where accents stand alone between ASCII."""
    if 5 * len(_ALONE.findall(sample)) >= 4 * len(_HIGH.findall(sample)):
        return True
    letters = [letter for letter in sample.decode(guessed, "replace") if letter > "\x7f" and letter.isalpha()]
    return 2 * sum(letter < "\u0370" for letter in letters) >= len(letters)


def _of_language(body: bytes, sample: bytes, guessed: str) -> str:
    """The encoding in which a page's language is written on the web, as browsers take it for the reader's: Windows-1252 but for some. The
    words without accents tell the language in any of them; else `<html lang>` does."""
    readings = (sample.decode(encoding, "replace") for encoding in (guessed, "cp1252", "iso8859-2"))
    language = next(filter(None, map(plain_language, readings)), None)
    if language is None:
        declared = _LANG.search(body[:_PRESCAN])
        language = declared[1].decode("ascii").lower() if declared else ""
    usual = guessed if guessed in _TOLD_APART else "cp1252"
    choices = next((names for languages, names in _BY_LANGUAGE if language in languages.split()), (usual,))
    return min(choices, key=lambda encoding: len(_UNLIKELY.findall(sample.decode(encoding, "replace"))))


def may_have_mojibake(markup: bytes) -> bool:
    """Whether UTF-8 holds what mojibake begins with: the quick look before `has_mojibake`. Single bytes are found thirty times faster
    than pairs, and most pages have none of them."""
    if b"\xc3" in markup and _FIRST_LETTERS.search(markup):
        return True
    return (b"\xd0" in markup and b"\xd0\x90" in markup) or b"&acirc;&euro;" in markup or b"&Atilde;&" in markup


def has_mojibake(text: str) -> bool:
    """Whether text looks like UTF-8 that was read as Latin-1 or Windows-1252 before it got into the page (three places or more)."""
    if text.count("&acirc;&euro;") >= _PLACES or text.count("&Atilde;&") >= _PLACES:
        return True  # an editor that writes every letter beyond ASCII as an entity
    if not any(sign in text for sign in ("Ã", "â€", "Â", "Ð", "â\x80")):
        return False
    return sum(1 for _ in zip(range(_PLACES), _MOJIBAKE.finditer(text), strict=False)) == _PLACES


def repair_mojibake(text: str) -> str:
    """The text as it was meant, of a page that `has_mojibake`; what is right stays."""
    for _ in range(_TIMES):
        read = _SEQUENCE.sub(_as_meant, text)
        if read == text:
            break
        text = read
    if not _MOJIBAKE.search(text):
        return text
    import ftfy

    return "".join(ftfy.fix_encoding(line) for line in text[:1_000_000].splitlines(keepends=True)) + text[1_000_000:]


def _as_meant(match: re.Match[str]) -> str:
    try:
        return bytes(_BYTES[sign] for sign in match[0]).decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
