"""Calls go, and sentences that tell of calls stay: corpora by intent, in ten languages (tests/clean/corpus)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.clean import clean_blocks
from newscrawl.model import Block
from tests.clean.conftest import BODY

CORPUS = Path(__file__).with_name("corpus")


def read(name: str) -> dict[str, list[str]]:
    """The entries of a corpus by language."""
    found: dict[str, list[str]] = {}
    for line in (CORPUS / name).read_text("utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            section = found.setdefault(line[1:-1], [])
        elif line and not line.startswith("# "):
            section.append(line)
    return found


CALLS, FRAMES = read("calls.txt"), read("frames.txt")


def bodies(line: str) -> Iterator[list[str]]:
    """The line in the middle of a body, and as its last."""
    yield [BODY[0], line, *BODY[1:]]
    yield [*BODY, line]


def stays(body: list[str]) -> bool:
    return [block.text for block in clean_blocks(list(map(Block, body))).blocks] == body


@pytest.mark.parametrize("language", CALLS)
def test_a_call_goes_wherever_it_stands(language: str) -> None:
    assert [body for call in CALLS[language] for body in bodies(call) if stays(body)] == []


@pytest.mark.parametrize("language", FRAMES)
def test_a_sentence_that_tells_of_a_call_stays(language: str) -> None:
    lines = [frame.replace("{}", call) for frame in FRAMES[language] for call in CALLS[language]]
    assert [body for line in lines for body in bodies(line) if not stays(body)] == []


@pytest.mark.parametrize("language", read("genuine.txt"))
def test_a_sentence_that_begins_or_ends_like_a_call_a_credit_or_a_notice_stays(language: str) -> None:
    assert [line for line in read("genuine.txt")[language] for body in bodies(line) if not stays(body)] == []


@pytest.mark.xfail(strict=True, reason="known failures: no rule tells these from calls yet")
@pytest.mark.parametrize("line", [line for lines in read("known-failures.txt").values() for line in lines])
def test_a_genuine_sentence_that_is_lost(line: str) -> None:
    assert all(stays(body) for body in bodies(line))
