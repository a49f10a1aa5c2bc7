"""The look-up keys ("marks") of articles besides their addresses. A mark is a random number that follows from the text, the content or the
id.

Ten marks belong to ten distant places of a large index; written at once, they would be most of the cost of a commit. So they wait in a
table in memory, and move to the `mark` table in its order, for many articles at a time, when several belong to each page of the table.
Until then the `unsorted` table keeps them on disk in the order in which they came: they are as durable as all else.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from newscrawl.store.ledger.database import Ledger

__all__ = ["Marks"]

SHARE, FEWEST, MOST = 50, 1000, 100_000  # they wait until a fiftieth of all pages has some, in these bounds: 45 MB at most
KINDS, PAUSE = 10, 50  # moved one kind after the other, with so many articles between two: each takes a second at 5 million pages
_TEMPORARY = "CREATE TEMP TABLE IF NOT EXISTS new_mark (hash INTEGER, page INTEGER, PRIMARY KEY (hash, page)) WITHOUT ROWID"


class Marks:
    """The `mark` and `unsorted` tables. One for each ledger: it knows what waits."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._waiting: int | None = None  # articles whose marks are in memory; None: they were not read yet
        self._most = FEWEST
        self._moved, self._last = 0, 0  # kinds of marks that were moved; the last row of `unsorted` when the first was

    def pages_with(self, many: int) -> str:
        """A subquery for the numbers of pages that have one of `many` marks; the marks are the first parameters. A mark is never
        removed, and its page may have changed since: the caller compares the full values."""
        self._load()
        listed = ", ".join(f"?{n}" for n in range(1, many + 1))
        return f"SELECT page FROM mark WHERE hash IN ({listed}) UNION SELECT page FROM temp.new_mark WHERE hash IN ({listed})"  # noqa: S608

    def add(self, page: int, marks: Sequence[int]) -> None:
        """From now on the page is found by these marks too."""
        waiting = self._load() + 1
        self._ledger.write("INSERT INTO unsorted (page, marks) VALUES (?, ?)", [page, array("q", marks).tobytes()])
        self._remember((mark, page) for mark in marks)
        self._waiting = waiting
        if waiting >= self._most and waiting % PAUSE == 0:
            self._move()

    def sort(self) -> None:
        """Moves all marks to their places."""
        self._load()
        self._moved = 0
        for _ in range(KINDS):
            self._move()

    def _move(self) -> None:
        """Moves the next kind of marks. With the last one all are in their places that waited when the first was moved; a run that ends in
        between leaves some in two places, which does no harm."""
        if self._moved == 0:
            [self._last] = self._ledger.row("SELECT coalesce(max(n), 0) FROM unsorted")
        kind = [self._moved << 48, (self._moved + 1) << 48]
        self._ledger.write(
            "INSERT OR IGNORE INTO mark (hash, page) SELECT hash, page FROM temp.new_mark WHERE hash >= ? AND hash < ?", kind
        )
        self._ledger.write("DELETE FROM temp.new_mark WHERE hash >= ? AND hash < ?", kind)
        self._moved += 1
        if self._moved == KINDS:
            self._ledger.write("DELETE FROM unsorted WHERE n <= ?", [self._last])
            self._moved = 0
            self._count()

    def _count(self) -> None:
        [self._waiting] = self._ledger.row("SELECT count(*) FROM unsorted")
        [pages] = self._ledger.row("SELECT coalesce(max(n), 0) FROM page")
        self._most = min(max(pages // SHARE, FEWEST), MOST)

    def _load(self) -> int:
        if self._waiting is None:
            self._ledger.write(_TEMPORARY)
            self._ledger.write("DELETE FROM temp.new_mark")
            rows = self._ledger.rows("SELECT page, marks FROM unsorted")
            self._remember((mark, page) for page, marks in rows for mark in array("q", marks))
            self._count()
        assert self._waiting is not None
        return self._waiting

    def _remember(self, rows: Iterable[tuple[int, int]]) -> None:
        self._ledger.write_many("INSERT OR IGNORE INTO temp.new_mark (hash, page) VALUES (?, ?)", rows)
