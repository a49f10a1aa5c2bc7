"""The order in which the captures of a set of files are handed on."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from newscrawl.archive.reader.ordered import FileSet
from newscrawl.archive.sets.sift import Sift
from newscrawl.urls import url_key
from tests.crawl.captures import GONE, Capture, write_warc

AT = datetime(2021, 5, 6, 7, 8, 9, tzinfo=UTC)


def page(path: str, seconds: float, body: bytes) -> Capture:
    return Capture(url=f"https://example.org/{path}", at=AT + timedelta(seconds=seconds), body=b"<html><p>" + body)


A, B = page("a", 0, b"old"), page("a", 60, b"new")
WHOLE, ERROR, OTHER = page("a", 0, b"a whole page" * 50), page("a", 0, GONE), page("b", 0, b"another article")


def handed_on(folder: Path, captures: list[Capture], way: str) -> list[bytes]:
    path = write_warc(folder / "x.warc.gz", captures)
    if way == "files":
        files = FileSet([path], is_article=lambda url: True, is_part=lambda url: False, key=url_key)
        assert list(files.survey()) == []
        bodies = [one.body for one in files.pages()]
        files.close()
        return bodies
    sift = Sift(is_article=lambda url: True, is_part=lambda url: False, key=url_key, via="commoncrawl")
    with path.open("rb") as file:
        assert list(sift.read("x", file, AT)) == []
    bodies = [one.body for one in sift.pages()]
    sift.close()
    return bodies


@pytest.mark.parametrize("way", ["files", "series"])
def test_an_article_s_oldest_capture_comes_first_wherever_it_lies(tmp_path: Path, way: str) -> None:
    for captures in ([A, B], [B, A]):
        assert handed_on(tmp_path, captures, way) == [A.body, B.body]


@pytest.mark.parametrize("way", ["files", "series"])
def test_of_captures_of_one_second_the_largest_is_handed_on(tmp_path: Path, way: str) -> None:
    """The ledger counts in seconds: after a kill it could not tell which of them it had."""
    for captures in permutations((WHOLE, ERROR, OTHER, B)):
        assert Counter(handed_on(tmp_path, list(captures), way)) == Counter([WHOLE.body, OTHER.body, B.body])
