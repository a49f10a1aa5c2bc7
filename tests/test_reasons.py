"""One table of reasons: whatever the package gives is in it, and people read the same words everywhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl import reasons
from newscrawl import refinement as refine
from newscrawl.reasons import ANOTHER_CAPTURE, KEEPS_DUE, LAID_ASIDE, NO_ANSWER_HERE, NOT_ASKED, REASONS

PROJECT = Path(__file__).parents[1]
SOURCES = sorted((PROJECT / "newscrawl").rglob("*.py"))
# Where a reason is no literal, who makes it: a table of `quality`, a worker's end, a line of a file that a run wrote.
MAKERS = {"static[0]", "reason[0]", "lost.reason"}


def given(source: str) -> Iterator[str]:
    """Each reason for no article in a module, as it is written there: `'listing'`, `lost.reason`."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="Rejected")):
                yield from (ast.unparse(word.value) for word in node.keywords if word.arg == "reason")
            case ast.FunctionDef(name="reject_reason" | "static_reason" | "_why_short"):  # of `quality`
                pairs = (one for back in ast.walk(node) if isinstance(back, ast.Return) for one in ast.walk(back))
                yield from (ast.unparse(pair.elts[0]) for pair in pairs if isinstance(pair, ast.Tuple) and len(pair.elts) == 2)
            case ast.Tuple(elts=[ast.Constant(value=str(word)), _]) if word.startswith("worker-"):
                yield repr(word)


def test_the_search_for_reasons_finds_them_in_all_their_forms() -> None:
    code = """
def static_reason(page):
    return ("made-up", "x") if page else None
def other(page):
    reason, detail = ("worker-lost", "late") if page else ("worker-died", "y")
    return Rejected(url=page.url, reason="invented", detail=reason)
"""
    assert set(given(code)) == {"'made-up'", "'worker-lost'", "'worker-died'", "'invented'"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_reason_that_a_module_gives_is_in_the_table(path: Path) -> None:
    written = set(given(path.read_text("utf-8")))
    assert written - MAKERS <= {repr(name) for name in REASONS}, f"newscrawl/reasons.py lacks them; {path}"


def test_every_reason_of_the_table_is_given_somewhere() -> None:
    written = {word for path in SOURCES for word in given(path.read_text("utf-8"))}
    assert {name for name in REASONS if repr(name) not in written} == set()


def test_the_table_of_the_docs_is_the_table() -> None:
    rows = "".join(f"| `{reason.name}` | {reason.meaning} |\n" for reason in REASONS.values())
    assert f"| reason | meaning |\n| --- | --- |\n{rows}" in (PROJECT / "docs" / "files.md").read_text("utf-8") + "\n"


@pytest.mark.parametrize("reason", REASONS.values(), ids=lambda reason: reason.name)
def test_a_meaning_is_a_sentence(reason: reasons.Reason) -> None:
    assert reason.meaning.endswith(".")
    assert len(reason.meaning) > 20


def test_what_a_run_does_with_a_reason() -> None:
    assert frozenset({"outside-window", "rights-reserved"}) == LAID_ASIDE  # another run may want them
    assert frozenset({"fetch-failed"}) == KEEPS_DUE
    assert {"too-short", "part-missing", "worker-died"} <= ANOTHER_CAPTURE
    assert not ANOTHER_CAPTURE & {"listing", "worker-timeout", "too-long"}  # they speak of the page, or cost too much to try again
    assert {"page-budget", "retry-later"} <= NOT_ASKED < NO_ANSWER_HERE


def test_the_old_place_of_the_reasons_says_where_they_went() -> None:
    with pytest.warns(DeprecationWarning, match=r"newscrawl\.reasons"):
        old = refine.REASONS  # type: ignore[attr-defined,unused-ignore]
    assert old["empty"] == REASONS["empty"].meaning
