"""Every word that archives count by is explained."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = "\n".join(path.read_text() for path in sorted((ROOT / "newscrawl" / "archive").rglob("*.py")))
DOCS = (ROOT / "docs" / "archives.md").read_text()
REASONS = sorted({*re.findall(r"(?:_Bad|_Fault|BodyFault)\(\"([\w-]+)\"", SOURCE), *re.findall(r"reason=\"([\w-]+)\"", SOURCE)})
COUNTS = sorted({*re.findall(r"tally\[\"([\w-]+)\"\]", SOURCE), *re.findall(r"return \"([a-z]+-[\w-]+|empty)\"", SOURCE)})


def test_the_words_are_found_at_all() -> None:
    assert {"truncated", "bomb", "zip", "no-warc", "digest", "encoding"} <= set(REASONS)
    assert {"page", "damaged", "not-html", "other-site", "revisit-unresolved"} <= {*COUNTS, "other-site"}


@pytest.mark.parametrize("word", [*REASONS, *COUNTS])
def test_a_word_is_explained(word: str) -> None:
    assert f"`{word}`" in DOCS
