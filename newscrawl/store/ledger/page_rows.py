"""The rows of the ledger that stand for pages: reading them by address, and writing what happened to them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from newscrawl.dedup import content_mark, id_mark
from newscrawl.model import Candidate
from newscrawl.store.ledger.candidates import dump_hints, load_hints
from newscrawl.store.ledger.database import Ledger
from newscrawl.store.ledger.key_table import Marks
from newscrawl.store.ledger.row import COLUMNS, PageRow
from newscrawl.urls import folded_key, url_key

__all__ = ["UNKNOWN_DATE", "NewPage", "Pages"]

UNKNOWN_DATE = 1 << 40  # sorts before every known moment: what has no date may be today's


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """A page that the ledger does not know yet."""

    candidate: Candidate
    keys: tuple[str, ...]
    published: int | None
    modified: int | None


class Pages:
    """The `page`, `address` and `hint` tables."""

    def __init__(self, ledger: Ledger, marks: Marks, run_number: int, *, case_sensitive: bool = True) -> None:
        self._ledger, self._marks, self._run, self._case_sensitive = ledger, marks, run_number, case_sensitive

    def key(self, url: str) -> str | None:
        """The key of an address, None for what is no address."""
        try:
            return url_key(url, case_sensitive=self._case_sensitive)
        except ValueError:
            return None

    def folded(self, url: str) -> str:
        """The key of an address without what may be a tracker, as `urls.folded_key`. Raises ValueError for what is no address."""
        return folded_key(url, case_sensitive=self._case_sensitive)

    def find(self, keys: Collection[str]) -> dict[str, PageRow]:
        """The pages that hold the articles of those keys, in one question. Aliases lead to their page."""
        rows = self._ledger.rows(
            f"SELECT a.key, {_prefixed('p')} FROM json_each(?) j CROSS JOIN address a ON a.key = j.value JOIN page p ON p.n = a.page",  # noqa: S608
            [json.dumps(list(keys))],
        )
        found = {key: PageRow(*values) for key, *values in rows}
        for key, row in found.items():
            if row.state == "alias":
                found[key] = self._holder(row)
        return found

    def by_key(self, key: str) -> PageRow | None:
        return self.find([key]).get(key)

    def get(self, n: int) -> PageRow:
        return PageRow(*self._ledger.row(f"SELECT {COLUMNS} FROM page WHERE n = ?", [n]))  # noqa: S608

    def waiting(self, limit: int, since: int, until: int) -> list[PageRow]:
        """The next pages that wait for a run, in the order of fetching; those with a date only from `since` to `until`."""
        rows = self._ledger.rows(
            f"SELECT {COLUMNS} FROM page WHERE todo = 1 AND todo > 0 AND (published IS NULL OR published BETWEEN ? AND ?) "  # noqa: S608
            "ORDER BY newest DESC, n LIMIT ?",
            [since, until, limit],
        )
        return [PageRow(*row) for row in rows]

    def with_content(self, content_hash: bytes, besides: int) -> PageRow | None:
        """A published page with exactly this content, the earliest, other than page number `besides`."""
        row = self._ledger.row(
            f"SELECT {COLUMNS} FROM page WHERE n IN ({self._marks.pages_with(1)}) AND content_hash = ? AND n <> ? "  # noqa: S608
            "AND state = 'live' ORDER BY n LIMIT 1",
            [content_mark(content_hash), content_hash, besides],
        )
        return PageRow(*row) if row else None

    def with_id(self, article: str, besides: int) -> bool:
        """Whether another page's article has this id."""
        return self.number_of(article, besides) is not None

    def number_of(self, article: str, besides: int = 0) -> int | None:
        """The page that holds the article with this id, other than page number `besides`."""
        row = self._ledger.row(
            f"SELECT n FROM page WHERE n IN ({self._marks.pages_with(1)}) AND article = ? AND n <> ?",  # noqa: S608
            [id_mark(article), article, besides],
        )
        return row[0] if row else None

    def _holder(self, row: PageRow) -> PageRow:
        for _ in range(8):  # a chain of merges is short; a ring would be damage
            if row.state != "alias" or row.same_as is None:
                break
            row = self.get(row.same_as)
        return row

    def outcome(self, row: PageRow) -> str | None:
        """The outcome of a page that needs no more work, as a plan names it: `had`, or the reason of its rejection; None for an open
        page."""
        if row.has_line:
            return "had"
        if row.todo or row.state == "pending":
            return None
        said = self._ledger.row("SELECT detail FROM page WHERE n = ?", [row.n])[0] if row.state == "rejected" else None
        return said or row.state

    def last_number(self) -> int:
        return int(self._ledger.row("SELECT coalesce(max(n), 0) FROM page")[0])

    def add(self, pages: Sequence[NewPage], now: int, *, todo: int) -> list[int]:
        """Inserts pages with their addresses and hints; gives their numbers. A key that another page has stays with it."""
        first = self.last_number() + 1
        numbers = list(range(first, first + len(pages)))
        self._ledger.write_many(
            "INSERT INTO page (n, url, todo, why, newest, published, modified, first_seen, first_run) "
            "VALUES (?, ?, ?, 'new', ?, ?, ?, ?, ?)",
            (
                (n, page.candidate.url, todo, _newest(page.published), page.published, page.modified, now, self._run)
                for n, page in zip(numbers, pages, strict=True)
            ),
        )
        self.address([(key, n, key == page.keys[0]) for n, page in zip(numbers, pages, strict=True) for key in page.keys])
        self.keep_hints(
            [(n, page.candidate) for n, page in zip(numbers, pages, strict=True) if page.candidate.hints or page.candidate.aliases]
        )
        return numbers

    def address(self, rows: Iterable[tuple[str, int, bool]]) -> None:
        """Maps keys to pages. An alias that two pages claim says nothing, and leads nowhere from then on (a feed whose every guid is the
        home page would else fold a whole site into one article)."""
        self._ledger.write_many(
            "INSERT INTO address (key, page, own) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
            "page = CASE WHEN own THEN page WHEN excluded.own THEN excluded.page WHEN page = excluded.page THEN page END, "
            "own = max(own, excluded.own) WHERE page IS NOT excluded.page OR own < excluded.own",
            rows,
        )

    def keep_hints(self, rows: Iterable[tuple[int, Candidate]]) -> None:
        self._ledger.write_many(
            "INSERT INTO hint (page, data) VALUES (?, ?) ON CONFLICT (page) DO UPDATE SET data = excluded.data",
            ((n, dump_hints(candidate)) for n, candidate in rows),
        )

    def hints(self, pages: Iterable[PageRow]) -> dict[int, Candidate]:
        """The hints of those pages, by page number; at least the address of each page."""
        wanted = {row.n: row.url for row in pages}
        kept = dict(
            self._ledger.rows("SELECT page, data FROM hint WHERE page IN (SELECT value FROM json_each(?))", [json.dumps(list(wanted))])
        )
        return {n: load_hints(url, kept.get(n)) for n, url in wanted.items()}

    def merge(self, page: PageRow, into: PageRow) -> None:
        """From now on both addresses are one article's."""
        self._ledger.write(
            "UPDATE page SET state = 'alias', same_as = ?, todo = 0, recheck_at = NULL, content_hash = NULL WHERE n = ?", [into.n, page.n]
        )
        self._ledger.write("DELETE FROM hint WHERE page = ?", [page.n])

    def done(self, row: PageRow, **columns: int | str | bytes | None) -> None:
        """Stores the outcome of a page. The page needs no more work in this run."""
        changes = {"todo": 0, "why": None, **columns}
        names = ", ".join(f"{name} = :{name}" for name in changes)
        self._ledger.write(f"UPDATE page SET {names} WHERE n = :n", {**changes, "n": row.n})  # noqa: S608

    def lay_aside(self, row: PageRow, published: int | None, run: int) -> None:
        """Stores a page that this run does not want. A page that this run found waits until a source names it again; a page that an
        earlier run left to fetch stays to fetch."""
        todo = "CASE WHEN first_run = :run AND checked IS NULL THEN 0 ELSE todo END"
        self._ledger.write(
            f"UPDATE page SET todo = {todo}, published = :published, newest = :newest WHERE n = :n",  # noqa: S608
            {"run": run, "published": published, "newest": _newest(published), "n": row.n},
        )

    def settle_hints(self, row: PageRow, *, keep: bool) -> None:
        """After a page was read: hints without bodies stay while it will be looked at again, else none."""
        if not keep:
            self._ledger.write("DELETE FROM hint WHERE page = ?", [row.n])
            return
        kept = self._ledger.row("SELECT data FROM hint WHERE page = ?", [row.n])
        if kept:
            self._ledger.write("UPDATE hint SET data = ? WHERE page = ?", [dump_hints(load_hints(row.url, kept[0]), bodies=False), row.n])


def _prefixed(table: str) -> str:
    return ", ".join(f"{table}.{name}" for name in COLUMNS.split(", "))


def _newest(published: int | None) -> int:
    return UNKNOWN_DATE if published is None else published
