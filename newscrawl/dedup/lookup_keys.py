"""63-bit look-up keys of an article. Two articles that share a key may be equal: compare the full hash before saying so."""

from __future__ import annotations

from hashlib import blake2b

from newscrawl.dedup.signature import bands

__all__ = ["content_mark", "id_mark", "marks_of"]

_CONTENT, _ID = 8 << 48, 9 << 48  # the eight `bands` are below


def content_mark(content_hash: bytes) -> int:
    """Contents are told apart by 48 bits of their hash: who asks compares the whole."""
    return _CONTENT | int.from_bytes(content_hash[:6], "big")


def id_mark(article: str) -> int:
    """The same for a record's id, 16 hex digits, or whatever a run file of another hand says."""
    try:
        return _ID | int.from_bytes(bytes.fromhex(article[:12]), "big")
    except ValueError:
        return _ID | int.from_bytes(blake2b(article.encode("utf-8", "replace"), digest_size=6).digest(), "big")


def marks_of(article: str, content_hash: bytes, signed: bytes | None) -> tuple[int, ...]:
    """All marks of an article: of its signature, where it has one, its content and its id."""
    return (*(bands(signed) if signed else ()), content_mark(content_hash), id_mark(article))
