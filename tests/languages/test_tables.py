"""The tables of what people write: readable, without doubles, and what a language lacks is known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import newscrawl.languages
from newscrawl.languages import LANGUAGES, entries, table

FOLDER = Path(newscrawl.languages.__file__).parent
TABLES = sorted(path.stem for path in FOLDER.glob("*.txt"))
GAPS = Path(__file__).with_name("gaps.txt")


def gaps() -> Iterator[str]:
    """A line a table: the languages that it has no entry for."""
    for kind in TABLES:
        missing = [language for language in LANGUAGES if language not in table(kind)]
        yield f"{kind}: {' '.join(missing) or 'none'}"


def test_what_a_language_lacks_is_listed() -> None:
    assert GAPS.read_text("utf-8").splitlines() == list(gaps()), (
        "tests/languages/gaps.txt is out of date: python tests/languages/test_tables.py writes it anew; read the diff before you commit it"
    )


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_says_first_what_its_entries_are(kind: str) -> None:
    assert (FOLDER / f"{kind}.txt").read_text("utf-8").startswith("# ")
    assert entries(kind)


@pytest.mark.parametrize("kind", TABLES)
def test_no_language_has_an_entry_twice(kind: str) -> None:
    for language, listed in table(kind).items():
        assert sorted({entry for entry in listed if listed.count(entry) > 1}) == [], language


def test_an_entry_before_the_first_section_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "calls.txt").write_text("# Calls.\njoin us\n", "utf-8")
    monkeypatch.setattr(newscrawl.languages, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(ValueError, match=r"calls\.txt:2: 'join us' stands before the first section"):
        table("calls")


if __name__ == "__main__":
    GAPS.write_text("".join(f"{line}\n" for line in gaps()), "utf-8")
