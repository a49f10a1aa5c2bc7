"""An article to put suspicious lines into."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from newscrawl.model import Block

BODY = (
    "The ferry left the harbour at nine on Monday, an hour late, and nobody on the pier could say why it had waited so long.",
    "Its captain told passengers that a part had failed, and that a new one would be flown in from the south by the end of the week.",
    "Most of them went home, and the few who stayed slept on the benches of the old customs hall until the next morning came.",
)


@pytest.fixture
def body() -> tuple[str, ...]:
    """Three paragraphs that no rule touches."""
    return BODY


@pytest.fixture
def article() -> Callable[..., list[Block]]:
    """`article(head=…, middle=…, tail=…)`: blocks of the three paragraphs with lines around them."""

    def build(head: Sequence[str] = (), middle: Sequence[str] = (), tail: Sequence[str] = ()) -> list[Block]:
        return [Block(line) for line in (*head, BODY[0], *middle, *BODY[1:], *tail)]

    return build
