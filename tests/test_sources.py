"""One table of the kinds of sources: whoever orders, names or trusts them takes it from there."""

from __future__ import annotations

import re
from pathlib import Path

from newscrawl.discover.walks.merge import TRUST
from newscrawl.model import ARTICLES_ONLY, KINDS, Hint
from newscrawl.page.metadata.table import FIELDS
from newscrawl.store.ledger.candidates import merge_hints

PACKAGE = Path(__file__).parents[1] / "newscrawl"


def test_the_walk_and_the_ledger_trust_in_the_same_order() -> None:
    hints = [Hint(source=kind) for kind in reversed(TRUST)]
    assert [hint.source for hint in merge_hints([], hints)] == list(TRUST) == list(KINDS)


def test_every_kind_with_a_label_is_asked_for_some_field() -> None:
    places = {source.place for sources in FIELDS.values() for source in sources}
    assert {kind.place for kind in KINDS.values() if kind.label} <= places


def test_the_kinds_that_list_articles_only_are_spelled_out_nowhere_else() -> None:
    names = "|".join(ARTICLES_ONLY)
    row = re.compile(rf'"(?:{names})",\s*"(?:{names})"')
    spelled = [path.name for path in PACKAGE.rglob("*.py") if path.name != "sources.py" and row.search(path.read_text("utf-8"))]
    assert sorted(spelled) == ["discovery.py", "values.py"]  # the sources that a nightly run asks whole; ways of fetching
