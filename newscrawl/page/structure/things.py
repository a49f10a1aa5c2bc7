"""What stands between the texts of a body: pictures, embedded posts and players, thematic breaks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.model.blocks import Block, Shape
from newscrawl.page.body.images import image_of
from newscrawl.page.body.outline import Outline
from newscrawl.page.structure.marks import address_of
from newscrawl.text import tidy

__all__ = ["among", "things_of"]

_MOST: Final = 150  # each picture asks the figure around it for a caption
# What is named so is no text of the article, yet its pictures and posts are shown in the article
_OF_THE_BODY: Final = frozenset(("", "dom-caption", "dom-figure", "dom-media", "dom-embed", "dom-factbox", "dom-box"))
_POST = re.compile(
    r"^(?:https?:)?//(?:www\.|mobile\.|m\.)?(?:(?:twitter|x)\.com/\w+/status/\d+|(?:instagram|threads)\.\w+/|bsky\.app/profile/[^/]+/post/|"
    r"tiktok\.com/@|facebook\.com/|[\w.-]+/@\w+/\d+)"
)
_PLAYER = re.compile(r"(?:youtube(?:-nocookie)?\.com/(?:embed/|shorts/)|youtu\.be/)([\w-]{11})")
_EMBED_HOSTS = re.compile(
    r"(?:^|\.)(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|twitter\.com|x\.com|bsky\.app|soundcloud\.com|spotify\.com|codepen\.io|"
    r"tiktok\.com|instagram\.com|facebook\.com|datawrapper\.(?:de|dwcdn\.net)|dwcdn\.net|flourish\.studio|dailymotion\.com|reddit\.com|"
    r"documentcloud\.org|ted\.com|twitch\.tv)$"
)


def things_of(out: Outline, node: int, places: Sequence[tuple[int, int]], url: str) -> tuple[Block, ...]:
    """The things inside the body's node, each with the position of the block that it stands before. `places`: the numbers of the body's
    pieces in the outline and their positions, ascending."""
    first, last = out.first[node], out.last[node]
    body = out.elements[node]
    found: list[Block] = []
    seen: set[str] = set()
    for at, place, element in out.things:
        if len(found) >= _MOST:
            break
        if not first <= at <= last or not _lies_in(out, place, node) or out.standing[place] not in _OF_THE_BODY:
            continue
        index = bisect_left(places, (at, -1))
        position = places[index][1] if index < len(places) else 1 + (places[-1][1] if places else -1)
        block = _thing(element, body, url, position, seen)
        if block is not None and (block.kind == "break" or block.shape.url not in seen):
            seen.add(block.shape.url)
            found.append(block)
    return tuple(found)


def _lies_in(out: Outline, place: int, node: int) -> bool:
    while place > node:
        place = out.parents[place]
    return place == node


def _thing(element: HtmlElement, body: HtmlElement, url: str, position: int, seen: Container[str]) -> Block | None:
    if element.tag == "hr":
        return Block("", "break", Shape(position=position))
    if element.tag in ("img", "amp-img"):
        image = image_of(element, body, url, seen)
        if image is None:
            return None
        alt = tidy(element.get("alt") or "")[:1000]
        return Block(
            "", "picture", Shape(position=position, url=image.url, alt=alt, caption=image.caption or "", credit=image.credit or "")
        )
    address = _embed(element, url)
    return Block("", "embed", Shape(position=position, url=address)) if address else None


def _embed(element: HtmlElement, url: str) -> str:
    if element.tag == "iframe":
        source = address_of(element.get("src") or element.get("data-src") or "", url)
        if found := _PLAYER.search(source):
            return f"https://www.youtube.com/watch?v={found[1]}"
        return source if source and _EMBED_HOSTS.search(urlsplit(source).hostname or "") else ""
    links = [link for link in (a.get("href") or "" for a in element.iter("a")) if _POST.match(link)]
    return address_of(links[-1], url).split("?")[0] if links else ""


def among(blocks: Sequence[Block], things: Sequence[Block]) -> Iterator[Block]:
    """The blocks of a body with the things between them, in reading order."""
    waiting = iter(things)
    thing = next(waiting, None)
    for block in blocks:
        while thing is not None and 0 <= thing.shape.position <= block.shape.position:
            yield thing
            thing = next(waiting, None)
        yield block
    if thing is not None:
        yield thing
        yield from waiting
