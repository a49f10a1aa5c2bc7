"""The pictures that stand in an article's body, with their captions."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Final

from lxml.html import HtmlElement

from newscrawl.model import Image
from newscrawl.page.body.named import reason_for
from newscrawl.text import tidy
from newscrawl.urls import join

__all__ = ["body_images", "image_of"]

_MOST: Final = 50
_ELSEWHERE: Final = frozenset(
    ("dom-ad", "dom-related", "dom-share", "dom-author", "dom-newsletter", "dom-comments", "dom-navigation", "dom-sidebar", "dom-footer")
)
_SOURCES: Final = ("data-src", "data-lazy-src", "data-original", "src")
_CREDIT = re.compile(r"credit|copyright|photographer|fotograf|source", re.IGNORECASE)
_NOT_A_PICTURE = re.compile(r"avatar|gravatar|logo|icon|emoji|spacer|pixel|blank\.|placeholder|/ads?/|1x1", re.IGNORECASE)


def body_images(container: HtmlElement, url: str) -> tuple[Image, ...]:
    """At most 50 pictures in reading order, each once: absolute address, caption and credit where a `<figure>` gives them."""
    found: dict[str, Image] = {}
    for element in container.iter("img", "amp-img"):
        if len(found) >= _MOST:
            break
        if (image := image_of(element, container, url, found)) is not None:
            found[image.url] = image
    return tuple(found.values())


def image_of(element: HtmlElement, container: HtmlElement, url: str, known: Container[str]) -> Image | None:
    """The picture that an element of the body shows; None where its address is known, for icons, adverts, portraits and teasers."""
    address = next(_addresses(element, url), None)
    if not address or address in known or _is_small(element) or _is_elsewhere(element, container):
        return None
    return _image(element, address)


def _addresses(element: HtmlElement, url: str) -> Iterator[str]:
    for name in _SOURCES:
        value = (element.get(name) or "")[:2000]
        if value and not value.startswith("data:") and not _NOT_A_PICTURE.search(value) and (address := join(url, value)):
            yield address


def _is_elsewhere(element: HtmlElement, container: HtmlElement) -> bool:
    """In something inside the body that is not the article: an ad, a teaser, a portrait of the author."""
    for outer in element.iterancestors():
        if outer is container:
            return False
        if reason_for(outer, str(outer.tag)) in _ELSEWHERE:
            return True
    return False


def _is_small(element: HtmlElement) -> bool:
    """Icons and counting pixels say their size."""
    sizes = [value for name in ("width", "height") if (value := (element.get(name) or "").removesuffix("px")).isdecimal()]
    return any(int(size[:6]) < 80 for size in sizes)


def _image(element: HtmlElement, address: str) -> Image:
    figure = next((a for a in element.iterancestors("figure", "div") if a.tag == "figure" or "wp-caption" in (a.get("class") or "")), None)
    if figure is None:
        return Image(url=address)
    caption = next(iter(figure.iter("figcaption")), None)
    if caption is None:
        caption = next((e for e in figure.iter("p", "span", "div") if "caption" in (e.get("class") or "")), None)
    credit = next((e for e in figure.iter("span", "small", "cite", "div", "p") if _CREDIT.search(e.get("class") or "")), None)
    credited = tidy(credit.text_content())[:300] if credit is not None else None
    text = tidy(caption.text_content())[:1000] if caption is not None else None
    if text and credited and text.endswith(credited):
        text = text.removesuffix(credited).rstrip(" |/-–—")
    return Image(url=address, caption=text or None, credit=credited or None)
