"""Extraction quality on real pages, where they are at hand: floors that only rise.

The pages belong to their publishers and are not part of the project. The figures are those of `bench/extraction.py`; a change that
lifts them lifts the floors here, too. A floor went down only where the same change lifted the pages that nobody looks at
(docs/extraction.md): fundus precision and title, marked and wcxb precision.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from newscrawl.refinement import extract

ROOT = Path(__file__).parents[1]
PAGES = ROOT.parent / "shared" / "data" / "pages"

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="the real pages are not on this machine")


@pytest.mark.parametrize(
    ("folder", "step", "floors", "ceilings"),
    [
        ("marked", 1, {"precision": 0.997, "recall": 0.999}, {"leaks": 0}),  # a standfirst in the page's `<header>` is text
        ("fundus", 2, {"precision": 0.979, "recall": 0.987, "title": 0.90, "authors": 0.95, "day": 0.99, "minute": 0.93}, {}),
        ("wcxb", 12, {"precision": 0.959, "recall": 0.978, "title": 0.88, "authors": 0.72, "day": 0.87}, {"leaks": 2, "lost": 5}),
    ],
)
def test_quality_does_not_fall(
    folder: str, step: int, floors: dict[str, float], ceilings: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    extraction = import_module("extraction")

    scores = extraction.run(PAGES / folder, {"newscrawl": extract}, step)["newscrawl"]
    assert scores.failed == 0
    low = {name: (scores.mean(name), floor) for name, floor in floors.items() if (scores.mean(name) or 0.0) < floor}
    assert not low, f"{folder}: (figure, floor) {low}"
    high = {name: (getattr(scores, name), most) for name, most in ceilings.items() if getattr(scores, name) > most}
    assert not high, f"{folder}: (figure, most) {high}"
