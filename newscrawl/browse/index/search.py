"""Questions to the index: articles by words, site and year; removals by rule; rejected pages by reason. Reads only."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from newscrawl.browse.index.catalogue import LIVE, Catalogue
from newscrawl.browse.index.feeding import LOOKS, spaced
from newscrawl.health.looks import MOST_TIMES
from newscrawl.text import fold

__all__ = ["PAGE", "Asked", "Found", "Row", "Searcher", "match_of"]

_T = TypeVar("_T")
PAGE: Final = 30  # rows of a page
MOST_RANKED: Final = 2_000  # matches that are put in order of relevance; of more the newest come first
MANY: Final = 20_000  # matches that are counted along the index of days, and not one by one
_DEEPEST = 1_000  # pages
_TOKEN = re.compile(r'(-?)(?:(title|author|text):)?(?:"([^"]*)"|(\S+))')


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search: words, a site and a year; "" for all. `page` from 1."""

    words: str = ""
    site: str = ""
    year: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An article's line in the index. `looks`: removals to look at."""

    n: int
    site: str
    id: str
    day: str
    words: int
    cuts: int
    looks: int
    record: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of rows. `ranked`: the best match comes first, else the newest. `sites`, `years`: all articles that match, by each."""

    rows: Sequence[Row]
    total: int
    ranked: bool
    sites: Sequence[tuple[str, int]]
    years: Sequence[tuple[str, int]]


class Searcher:
    """Asks the index."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._remembered: dict[str, tuple[int, Any]] = {}

    def _once(self, name: str, ask: Callable[[], _T]) -> _T:
        """What is the same until new run files are read."""
        fed, value = self._remembered.get(name, (-1, None))
        if fed != self._catalogue.fed:
            value = ask()
            self._remembered[name] = (self._catalogue.fed, value)
        return cast("_T", value)

    @property
    def _db(self) -> sqlite3.Connection:
        return self._catalogue.db

    def articles(self, asked: Asked) -> Found:
        """The live articles that a search finds."""
        match = match_of(asked.words)
        groups = self._once("groups", lambda: self._by_day("")) if match is None else self._matched(match)
        names = dict(self._db.execute("SELECT n, name FROM site"))
        years = _summed((year, n) for site, year, n in groups if asked.site in ("", names[site]))
        sites = _summed((names[site], n) for site, year, n in groups if asked.year in ("", year))
        total = sum(n for site, year, n in groups if asked.site in ("", names[site]) and asked.year in ("", year))
        ranked = match is not None and total <= MOST_RANKED
        numbers = self._numbers(asked, match, ranked=ranked)
        return Found(
            rows=[row for number in numbers if (row := self.row(number))],
            total=total, ranked=ranked, sites=sorted(sites.items()), years=sorted(years.items(), reverse=True),
        )  # fmt: skip

    @property
    def total(self) -> int:
        """All live articles."""
        return sum(n for _, _, n in self._once("groups", lambda: self._by_day("")))

    def _matched(self, match: str) -> list[tuple[int, str, int]]:
        """The matches, put into `hit` and counted by site and year."""
        self._db.execute("DELETE FROM hit")
        found = self._db.execute("INSERT INTO hit SELECT rowid FROM told WHERE told MATCH ?", [match]).rowcount
        if found > MANY:
            return self._by_day("AND a.n IN hit")
        return self._db.execute(
            f"SELECT a.site, substr(a.day, 1, 4), count(*) FROM hit h JOIN article a ON a.n = h.n WHERE a.shown = {LIVE} GROUP BY 1, 2"  # noqa: S608
        ).fetchall()

    def _by_day(self, chosen: str) -> list[tuple[int, str, int]]:
        """Articles by site and year, counted in the order of the index: grouping by year at once would sort all of them."""
        counts = "SELECT a.site, a.day, count(*) FROM article a INDEXED BY article_day WHERE a.shown = ?"
        rows = self._db.execute(f"{counts} {chosen} GROUP BY a.shown, a.day, a.site", [LIVE])
        sums: dict[tuple[int, str], int] = {}
        for site, day, n in rows:
            sums[site, day[:4]] = sums.get((site, day[:4]), 0) + n
        return [(site, year, n) for (site, year), n in sums.items()]

    def _numbers(self, asked: Asked, match: str | None, *, ranked: bool) -> list[int]:
        where, values, source = [f"a.shown = {LIVE}"], list[Any](), "article a"
        if ranked:
            source = "told JOIN article a ON a.n = told.rowid"
            where.append("told MATCH ?")
            values.append(match)
        elif match is not None:
            where.append("a.n IN hit")
        if asked.site:
            where.append("a.site = (SELECT n FROM site WHERE name = ?)")
            values.append(asked.site)
        if asked.year:
            where.append("a.day >= ? AND a.day < ?")
            values += [asked.year, f"{asked.year}~"]
        order = "bm25(told, 8.0, 4.0, 1.0)" if ranked else "a.day DESC, a.n DESC"
        skipped = PAGE * min(max(asked.page - 1, 0), _DEEPEST)
        sql = f"SELECT a.n FROM {source} WHERE {' AND '.join(where)} ORDER BY {order} LIMIT {PAGE} OFFSET {skipped}"  # noqa: S608
        return [n for (n,) in self._db.execute(sql, values)]

    def row(self, number: int) -> Row | None:
        """An article's row with its record; None for a number that is none."""
        row = self._db.execute(
            "SELECT s.name, a.id, a.day, a.words, a.cuts, a.file, a.offset FROM article a JOIN site s ON s.n = a.site WHERE a.n = ?",
            [number],
        ).fetchone()
        if row is None:
            return None
        site, article, day, words, cuts, file, offset = row
        record = self._catalogue.line(file, offset)
        return Row(n=number, site=site, id=article, day=day, words=words, cuts=cuts, looks=len(self.looks(number)), record=record)

    def looks(self, number: int) -> dict[int, str]:
        """The removals of an article that a person should look at: index of the edit -> kind."""
        kinds = {value: str(name) for name, value in LOOKS.items()}
        rows = self._db.execute(
            "SELECT c.at, c.look FROM cut c JOIN line l ON l.key = c.line WHERE c.article = ? AND c.look > 0 AND l.times <= ?",
            [number, MOST_TIMES],
        )
        return {at: kinds[look] for at, look in rows}

    def times(self, number: int) -> dict[int, int]:
        """How often the set's articles lost each line that this article lost: index of the edit -> times."""
        return dict(self._db.execute("SELECT c.at, l.times FROM cut c JOIN line l ON l.key = c.line WHERE c.article = ?", [number]))

    def edits(self, number: int) -> list[Any]:
        """An article's edits as the run's file has them."""
        row = self._db.execute("SELECT edits_file, edits_offset FROM article WHERE n = ?", [number]).fetchone()
        edits = self._catalogue.line(*row).get("edits") if row else None
        return edits if isinstance(edits, list) else []

    def number(self, site: str, article: str, revision: int | None = None) -> int | None:
        """The number of an article's line: the latest, or that of one revision."""
        row = self._db.execute(
            "SELECT a.n FROM article a JOIN site s ON s.n = a.site WHERE a.id = ? AND s.name = ? AND (? IS NULL OR a.revision = ?) "
            "ORDER BY a.revision DESC LIMIT 1", [article, site, revision, revision],
        ).fetchone()  # fmt: skip
        return row[0] if row else None

    def revisions(self, site: str, article: str) -> list[tuple[int, int]]:
        """(revision, number) of each line of an article, the oldest first."""
        return self._db.execute(
            "SELECT a.revision, a.n FROM article a JOIN site s ON s.n = a.site WHERE a.id = ? AND s.name = ? ORDER BY a.revision",
            [article, site],
        ).fetchall()

    def near(self, article: str, named: str | None) -> list[int]:
        """The live articles that say nearly the same: the one that the record names, and those that name this one or the same."""
        rows = self._db.execute(  # `+shown`: all live articles are no way to find a few
            f"SELECT n FROM article WHERE id = ?2 AND id != ?1 AND +shown = {LIVE} UNION "  # noqa: S608
            f"SELECT n FROM article WHERE near IN (?1, ?2) AND near IS NOT NULL AND id != ?1 AND +shown = {LIVE} LIMIT 20",
            [article, named],
        )
        return [n for (n,) in rows]

    def rules(self) -> list[tuple[str, int, int, int]]:
        """(rule, times, articles, to look at) of all rules, the most frequent first."""
        looks = _summed((name, n) for name, _, n in self._looks_by_rule())
        rows = self._db.execute("SELECT name, times, articles FROM rule WHERE times > 0 ORDER BY times DESC, name")
        return [(name, times, articles, looks.get(name, 0)) for name, times, articles in rows]

    def to_look_at(self) -> dict[str, int]:
        """The number of removals to look at, by kind."""
        return _summed((kind, n) for _, kind, n in self._looks_by_rule())

    def _looks_by_rule(self) -> list[tuple[str, str, int]]:
        kinds = {value: str(name) for name, value in LOOKS.items()}

        def ask() -> list[tuple[str, str, int]]:
            rows = self._db.execute(
                "SELECT r.name, c.look, count(*) FROM cut c JOIN line l ON l.key = c.line JOIN rule r ON r.n = c.rule "
                "WHERE c.look > 0 AND l.times <= ? GROUP BY c.rule, c.look", [MOST_TIMES],
            )  # fmt: skip
            return [(name, kinds[look], n) for name, look, n in rows]

        return self._once("looks", ask)

    def cuts(self, *, rule: str = "", look: str = "", page: int = 1) -> list[tuple[int, int, str, int]]:
        """(article, index of the edit, rule, times) of the removals of a rule, or of those to look at, the rarest line first."""
        skipped = PAGE * min(max(page - 1, 0), _DEEPEST)
        if look:
            where, values = "c.look = ? AND l.times <= ?", list[Any]([2 if look == "heading" else 1, MOST_TIMES])
        else:
            where, values = "c.rule = (SELECT n FROM rule WHERE name = ?)", list[Any]([rule])
        order = "l.times, c.article DESC, c.at" if look else "c.article DESC, c.at"
        tables = "cut c JOIN line l ON l.key = c.line JOIN rule r ON r.n = c.rule"
        sql = f"SELECT c.article, c.at, r.name, l.times FROM {tables} WHERE {where} ORDER BY {order} LIMIT {PAGE} OFFSET {skipped}"  # noqa: S608
        return self._db.execute(sql, values).fetchall()

    def reasons(self) -> list[tuple[str, int]]:
        """(reason, pages) of the rejected pages."""
        return self._db.execute("SELECT reason, count(*) FROM rejected GROUP BY 1 ORDER BY 2 DESC").fetchall()

    def rejected(self, reason: str, page: int = 1) -> list[tuple[int, str, dict[str, Any]]]:
        """(number, site, line) of the pages that a reason left out, the latest first."""
        rows = self._db.execute(
            "SELECT r.n, s.name, r.file, r.offset FROM rejected r JOIN site s ON s.n = r.site WHERE r.reason = ? "
            "ORDER BY r.n DESC LIMIT ? OFFSET ?",
            [reason, PAGE, PAGE * min(max(page - 1, 0), _DEEPEST)],
        ).fetchall()
        return [(n, site, self._catalogue.line(file, offset)) for n, site, file, offset in rows]

    def left_out(self, number: int) -> tuple[str, str, dict[str, Any]] | None:
        """(site, name of the rejected file, line) of a rejected page."""
        row = self._db.execute(
            "SELECT s.name, f.name, r.file, r.offset FROM rejected r JOIN site s ON s.n = r.site JOIN file f ON f.n = r.file WHERE r.n = ?",
            [number],
        ).fetchone()
        return (row[0], row[1], self._catalogue.line(row[2], row[3])) if row else None


def match_of(words: str) -> str | None:
    """What a person typed, as a question in FTS5's language: words that all must be there, "phrases", title: and author:, and -words that
    must not. None where nothing is asked. Whatever is typed is a valid question."""
    wanted, unwanted = list[str](), list[str]()
    for sign, field, phrase, word in _TOKEN.findall(words[:400]):
        text = " ".join(fold(spaced(phrase or word)).split())
        if text:
            (unwanted if sign else wanted).append(f'{field + " : " if field else ""}"{text}"')
    if not wanted:
        return None
    return f"({' AND '.join(wanted)})" + "".join(f" NOT {one}" for one in unwanted)


def _summed(pairs: Iterator[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for name, n in pairs:
        sums[name] = sums.get(name, 0) + n
    return sums
