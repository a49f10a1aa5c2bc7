"""Where an answer is parsed: beside the event loop when it is large."""

from __future__ import annotations

import asyncio
import threading

import pytest

from newscrawl.discover.walks.aside import LARGE, aside


@pytest.mark.parametrize(("size", "in_the_loop"), [(0, True), (LARGE - 1, True), (LARGE, False)])
def test_a_large_answer_is_parsed_in_a_thread(size: int, in_the_loop: bool) -> None:
    def parse(body: bytes, *, added: int) -> tuple[int, int]:
        return len(body) + added, threading.get_ident()

    length, thread = asyncio.run(aside(parse, bytes(size), added=1))
    assert length == size + 1
    assert (thread == threading.get_ident()) is in_the_loop


def test_what_parsing_raises_comes_through() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        asyncio.run(aside(int, b"x" * LARGE))
