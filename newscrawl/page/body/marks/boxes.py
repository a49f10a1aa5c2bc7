"""Boxes in the body that repeat it or advertise: quotes in large type, offers with a button."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from newscrawl.page.body.outline import Outline, Piece
from newscrawl.text import fold

__all__ = ["mark_offers", "mark_pull_quotes"]

_QUOTES: Final = 50  # of an article: each is looked for in all of its text
_QUOTE: Final = 40  # characters: a shorter one repeats by chance
_SPEAKER: Final = 100
_NEAR: Final = 4  # elements around a block
_PULLED = re.compile(r"pull-?_?quote|quote-?_?box|zitat", re.IGNORECASE)
_OFFER: Final = 250  # characters that an offer has beside its button
_OFFER_BLOCKS: Final = 6
# What a button says that sells; "Buy at …", "Visit website" stand under products that an article is about
_SELLING = re.compile(
    r"\b(?:learn more|get started|start (?:free|your|now)|free trial|(?:book|schedule|request|get) (?:a|your)\b.{0,20}\b(?:demo|call|quote|"
    r"consultation)|sign up|save your spot|register now|join (?:now|us|today|free)|subscribe|contact us|talk to|get in touch|apply now|"
    r"mehr erfahren|jetzt (?:starten|testen|anmelden|kostenlos|bewerben)|kostenlos testen|demo (?:buchen|anfordern)|en savoir plus|"
    r"essai gratuit|commencer|más información|empieza|prueba gratis|solicita|saiba mais|comece|teste grátis|scopri di più|inizia ora|"
    r"prova gratis|meer informatie|aanmelden|probeer gratis|подробнее|попробовать|записаться|dowiedz się więcej|wypróbuj|hemen başla)\b",
    re.IGNORECASE,
)


def mark_pull_quotes(out: Outline, pieces: Sequence[Piece]) -> None:
    """A quote in large type says again what a paragraph says; so does the line under it that names the speaker."""
    kept = [piece for piece in pieces if not piece.reason]
    quotes = [(i, node) for i, piece in enumerate(kept) if (node := _quotation(out, piece)) is not None and len(piece.text) >= _QUOTE]
    if not quotes:
        return
    text = " ".join(fold(piece.text) for piece in kept if piece.kind == "paragraph" and _quotation(out, piece) is None)
    for i, node in quotes[:_QUOTES]:
        if fold(kept[i].text) in text:
            kept[i].leave_out("dom-copy")
            for piece in kept[i + 1 : i + 3]:
                if piece.kind in ("quote", "caption") and len(piece.text) < _SPEAKER and node in out.ancestors(piece.node):
                    piece.leave_out("dom-copy")


def _quotation(out: Outline, piece: Piece) -> int | None:
    """The outermost quotation, or box for one, that a block stands in."""
    found = None
    for node in out.ancestors(piece.node)[:_NEAR]:
        element = out.elements[node]
        if element.tag == "blockquote" or _PULLED.search(element.get("class") or ""):
            found = node
        elif found is not None and element.tag != "figure":
            break
        elif found is not None:
            found = node
    return found


def mark_offers(out: Outline, pieces: Sequence[Piece]) -> None:
    """A heading and a line or two beside a button that sells."""
    for button in pieces:
        if button.reason != "dom-button" or not _SELLING.search(button.text):
            continue
        for node in out.ancestors(button.node)[1:]:
            if out.last[node] - out.first[node] > _OFFER_BLOCKS:
                break
            around = out.pieces[out.first[node] : out.last[node]]
            kept = [piece for piece in around if not piece.reason]
            if not kept:
                continue
            few = sum(len(piece.text) for piece in kept) < _OFFER and all(piece.kind in ("heading", "paragraph") for piece in kept)
            if few and any(piece.kind == "heading" for piece in kept):
                for piece in kept:
                    piece.leave_out("dom-banner")
            break
