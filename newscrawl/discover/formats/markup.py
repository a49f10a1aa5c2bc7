"""Bytes of a feed or sitemap made safe to parse: unpacked, decoded, without a document type."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from newscrawl.decoding import Limit, TruncatedBody, UnreadableEncoding
from newscrawl.decoding import decode as undo
from newscrawl.errors import SourceError

__all__ = ["Document", "decode", "document", "escape_ampersands", "root_at", "unpack"]

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Without a BOM: how `<?` and `<r` look in the wide encodings.
_WIDE = ((re.compile(rb"<\x00[?!\w]\x00"), "utf-16-le"), (re.compile(rb"\x00<\x00[?!\w]"), "utf-16-be"))
# Python codecs that are no charset of the web: slow on long input, or not about characters.
_NOT_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "undefined", "mbcs", "oem"})
_DECLARED = re.compile(rb"""^[^<]{0,64}<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_PROLOG_LENGTH = 1 << 18
_ENTITY = re.compile(r"<!ENTITY\s+(?P<parameter>%\s*)?[^\s>]+\s+(?P<rest>[^>]{0,500})", re.IGNORECASE)
_HARMLESS_VALUE = re.compile(r"""^(?:"(?:&\#\w{1,8};|[^&%<"]{0,32})"|'(?:&\#\w{1,8};|[^&%<']{0,32})')\s*$""")
_HTML_ENTITIES = re.compile(r"""^PUBLIC\s+["']-//W3C//(?:DTD|ENTITIES)\b""", re.IGNORECASE)
_BARE_AMPERSAND = re.compile(rb"&(?!(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);)")
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));")
_MOST_REFERENCES = 1_000_000  # twenty an entry of the largest sitemap; each costs 60 bytes while it is looked at
_CONTROLS = bytes(set(range(32)) - {9, 10, 13})  # what XML 1.0 cannot hold, even escaped


@dataclass(frozen=True, slots=True)
class Document:
    """The local name of the root element in lower case, and the UTF-8 text from the root's `<` on."""

    root: str
    text: bytes


def unpack(body: bytes, most: int) -> tuple[bytes, bool]:
    """gzip undone, whatever a name or header says, twice at most, and at most `most` bytes of it; whether all of it is there."""
    whole = True
    for _ in range(2):
        if not body.startswith(b"\x1f\x8b"):
            break
        try:
            body = undo(body, "gzip", Limit(most, first_only=True))
        except TruncatedBody as error:  # damaged somewhere: what came before the damage is good
            body, whole = error.got, False
        except UnreadableEncoding:
            body, whole = b"", False
        whole = whole and len(body) <= most
        body = body[:most]
    return body[:most], whole and len(body) <= most


def decode(body: bytes, content_type: str = "") -> str:
    """Text by BOM, else UTF-8 where it is valid (a declaration lies more often than valid UTF-8 is something else), else as the
    document or the header declares, else Windows-1252. Never fails."""
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return body.decode(charset, "replace")
    for pattern, charset in _WIDE:
        if pattern.match(body.lstrip(b" \t\r\n")[:8]):
            return body.decode(charset, "replace")
    declared = _DECLARED.match(body[:400])
    header = _CHARSET.search(content_type)
    named = [declared[1].decode("ascii") if declared else "", header[1] if header else ""]
    shifting = b"\x1b" in body[:10_000]  # ISO-2022 is plain ASCII to a UTF-8 decoder
    for charset in (*named, "utf-8") if shifting else ("utf-8", *named):
        try:
            if charset and codecs.lookup(charset).name not in _NOT_CHARSETS:
                return body.decode(charset)
        except (LookupError, UnicodeError):
            continue
    if "utf" in "".join(named).lower() or not any(named):
        kept = body.decode("utf-8", "replace")
        if kept.count("\ufffd") * 100 < len(kept):
            return kept
    return body.decode("cp1252", "replace")


def root_at(head: str, roots: frozenset[str], url: str, what: str) -> tuple[str, int]:
    """The local name of the root element in lower case and where it begins; before it may stand declarations, comments, a document type, a
    server's stray warnings.

    Raises SourceError where none of `roots` (local names in lower case) opens the text or where entities are declared that could grow
    or read something.
    """
    head = head[:_PROLOG_LENGTH]
    for start in _tags(head):
        name = re.match(r"<(?:[\w.-]{1,40}:)?([\w.-]{1,40})", head[start : start + 100])
        local = name[1].lower() if name else ""
        if local in roots:
            _refuse_entities(head[:start], url)
            return local, start
        if local in ("html", "head", "body"):
            break
    _refuse_entities(head, url)
    seen = " ".join(head[:60].split()) or "nothing"
    raise SourceError(url, f"not {what}: it begins with {seen!r}")


def _tags(head: str) -> Iterator[int]:
    """The offsets where element tags begin, without those in comments and in the document type."""
    at = 0
    for _ in range(1_000):
        at = head.find("<", at)
        if at < 0:
            return
        if head.startswith("<!--", at):
            end = head.find("-->", at)
            at = end + 3 if end >= 0 else at + 4
        elif head[at : at + 9].upper() == "<!DOCTYPE":
            if head[at : at + 30].lower().split()[1:2] in (["html"], ["html>"]):
                return
            at = _doctype_end(head, at)
        else:
            if head[at + 1 : at + 2].isalpha():
                yield at
            at += 1


def _doctype_end(head: str, at: int) -> int:
    close, bracket = head.find(">", at), head.find("[", at)
    if 0 <= bracket < close:
        subset = head.find("]", bracket)
        close = head.find(">", subset) if subset >= 0 else -1
    return close + 1 if close >= 0 else len(head)


def _refuse_entities(prolog: str, url: str) -> None:
    for found in _ENTITY.finditer(prolog):
        rest = found["rest"].strip()
        if _HTML_ENTITIES.match(rest) or (not found["parameter"] and _HARMLESS_VALUE.match(rest)):
            continue
        raise SourceError(url, "declares XML entities; refused, they can grow without bound or read files")


def escape_ampersands(text: bytes) -> bytes:
    """`&` that begins no XML entity as `&amp;`, outside CDATA: `?a=1&b=2` is the commonest fault of feeds and sitemaps."""
    if not _BARE_AMPERSAND.search(text):
        return text
    pieces, at = [], 0
    while True:
        start = text.find(b"<![CDATA[", at)
        end = text.find(b"]]>", start) if start >= 0 else -1
        if start < 0 or end < 0:
            pieces.append(_BARE_AMPERSAND.sub(b"&amp;", text[at:]))
            return b"".join(pieces)
        pieces += [_BARE_AMPERSAND.sub(b"&amp;", text[at:start]), text[start : end + 3]]
        at = end + 3


def _as_utf8(body: bytes, content_type: str) -> bytes:
    """The same text in UTF-8; a body that is UTF-8 already is not copied as text, so that 50 MB stay 50 MB."""
    wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or any(p.match(body.lstrip(b" \t\r\n")[:8]) for p, _ in _WIDE)
    if not wide and b"\x1b" not in body[:10_000]:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            for start in range(0, len(body), 1 << 20):
                decoder.decode(body[start : start + (1 << 20)])
        except UnicodeDecodeError:
            pass
        else:
            return body.removeprefix(codecs.BOM_UTF8)
    return decode(body, content_type).encode("utf-8", "replace")


def document(body: bytes, url: str, content_type: str, roots: frozenset[str], what: str) -> Document:
    """A body as UTF-8 from its root element on, without what XML cannot hold. Raises SourceError as `root_at` does."""
    text = _as_utf8(body, content_type)
    if text.count(b"&") > _MOST_REFERENCES:
        raise SourceError(url, f"more than {_MOST_REFERENCES} references")
    # latin-1: one character a byte, so that a place in the head is a place in the body
    root, start = root_at(text[:_PROLOG_LENGTH].decode("latin-1"), roots, url, what)
    return Document(root, _REFERENCE.sub(_possible, escape_ampersands(text[start:].translate(None, _CONTROLS))))


def _possible(reference: re.Match[bytes]) -> bytes:
    """A character reference that names a character; nothing for half a surrogate pair or what XML cannot hold."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    allowed = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF
    return reference[0] if allowed else b""
