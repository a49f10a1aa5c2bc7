"""The body of a generated article: paragraphs, headings, lists, quotes, pictures, and what plugins and editors leave between them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise

from demo import prose
from demo.posts import Block, Parts

__all__ = ["ADS", "body_of"]

# The text of the marker is a site's setting: these are forms that sites really use.
ADS: Sequence[str] = (
    "- Advertisement -",
    "- Advertisement - ",
    "– Advertisement –",
    "— ADVERTISEMENT —",
    "Advertisement",
    "-\u00a0Advertisement\u00a0-",
    "advertisement",
    "-Advertisement-",
    "ADVERTISEMENT ",
)
_ASIDES: Sequence[str] = (
    "<p>- Advertisement -</p>",
    '<p style="text-align: center;">&#8211; Advertisement &#8211;</p>',
    '<p><span class="td-adspot-title">&#8211;&nbsp;Advertisement&nbsp;&#8211;</span></p>',
    '<p><strong><a href="/{slug}/">ALSO READ: {title}</a></strong></p>',
    '<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Share this:</h3><ul><li><a href="#">Twitter</a></li>'
    '<li><a href="#">Facebook</a></li></ul></div>',
    '<div id="mc_embed_signup"><form><h2>Subscribe to our newsletter</h2><div class="indicates-required">* indicates required</div>'
    '<label>Email Address *</label><input type="email"></form></div>',
    "",
    "",
)


def body_of(seed: int, number: int, version: int, multi_page: float) -> Parts:
    """The pages of article `number`. Another `version` has one paragraph rewritten and one more at the end."""
    rng = random.Random(seed * 7_000_003 + number)
    blocks = _blocks(rng, number)
    pages = rng.choice((2, 2, 3)) if rng.random() < multi_page else 1
    if version:
        fresh = random.Random(f"{seed}-{number}-{version}")
        blocks[1] = Block(kind="p", text=prose.sentences(fresh, 3, 4))
        blocks.append(Block(kind="p", text=f"This story was updated to add what {prose.company(fresh)} said. {prose.sentence(fresh)}"))
    if pages == 1:
        return (tuple(blocks),)
    cuts = [len(blocks) * n // pages for n in range(pages + 1)]
    return tuple(tuple(blocks[low:high]) for low, high in pairwise(cuts))


def _blocks(rng: random.Random, number: int) -> list[Block]:
    blocks: list[Block] = []
    count = rng.randint(7, 14)
    for i in range(count):
        if i in (3, 8):
            text = f"The latest on {prose.topic(rng)} at {prose.company(rng)}" if rng.random() < 0.2 else prose.heading(rng)
            blocks.append(Block(kind="h2", text=text))
        blocks.append(Block(kind="p", text=prose.sentences(rng, 2, 4)))
        if i == 1 + number % 4 and rng.random() < 0.7:
            blocks.append(_extra(rng, number))
        if i == 5:
            blocks += _aside(rng, number)
    if rng.random() < 0.15:
        words = f"Advertising revenue at {prose.company(rng)} rose {rng.randint(3, 40)} percent. {prose.sentence(rng)}"
        blocks.insert(4, Block(kind="p", text=words))
    if rng.random() < 0.15:
        note = f"*Editor’s note: {prose.company(rng)} is a client of {prose.person(rng)}. {prose.sentence(rng)}*"
        blocks.append(Block(kind="p", text=note))
    return blocks


def _extra(rng: random.Random, number: int) -> Block:
    kind = number % 5
    if kind == 0:
        return Block(kind="ul", items=tuple(prose.sentence(rng) for _ in range(rng.randint(3, 5))))
    if kind == 1:
        return Block(kind="quote", items=(f"“{prose.sentences(rng, 1, 2)}”", f"said {prose.person(rng)}"))
    if kind == 2:
        return Block(kind="pull", items=(f"“{prose.sentence(rng)}”", f"said {prose.person(rng)}"))
    if kind == 3:
        source = f"/wp-content/uploads/figure-{number}.png"
        return Block(kind="image", src=source, text=prose.caption(rng), credit=prose.person(rng))
    return Block(kind="ol", items=tuple(prose.sentence(rng) for _ in range(3)))


def _aside(rng: random.Random, number: int) -> list[Block]:
    text = _ASIDES[number % len(_ASIDES)]
    title = prose.title(rng)
    slug = f"{rng.randrange(10**6)}-{title.split()[0].lower()}"
    return [Block(kind="aside", text=text.replace("{title}", title).replace("{slug}", slug))] if text else []
