"""The values of an examination, and what follows from them: the exit status, the entry as it should be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from urllib.parse import urlsplit

__all__ = ["ArticleSeen", "Diagnosis", "Finding", "Mark", "entry_as_it_should_be", "exit_status_of", "short"]

Mark = Literal["works", "moved", "new", "reserves", "forbids", "fails"]
_ASKED = ("home", "feeds", "sitemaps", "wordpress")
WANTED = 3  # articles that are read


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. `what`: home, robots.txt, feed, sitemap, wordpress, article. `url`: what was asked. `now`: the address in its
    place, for `moved`. `said`: the rest of the line."""

    mark: Mark
    what: str
    url: str
    said: str = ""
    now: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSeen:
    """An article that was read whole."""

    url: str
    title: str
    confidence: float
    words: int
    authors: tuple[str, ...] = ()
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One site. `candidates`: how many articles its sources named; `answered`: whether the site gave any answer. `table`: its entry before,
    as TOML has it; `fixed`: as it should be."""

    name: str
    findings: tuple[Finding, ...]
    articles: tuple[ArticleSeen, ...]
    candidates: int
    answered: bool
    table: Mapping[str, Any]
    fixed: Mapping[str, Any]

    @property
    def exit_status(self) -> int:
        return exit_status_of(self.findings, len(self.articles), self.candidates, answered=self.answered)

    @property
    def differs(self) -> bool:
        """Whether a source or an address is another one. A later day of the last look alone is no reason to write an entry."""
        return any(self.table.get(field) != self.fixed.get(field) for field in _ASKED)


def exit_status_of(findings: Sequence[Finding], articles: int, candidates: int, *, answered: bool) -> int:
    """As for a crawl: 0 all holds, 3 something does not, 1 the site gave no answer. A reservation and an unknown source are no fault."""
    if not answered:
        return 1
    whole = articles >= min(WANTED, candidates) and articles > 0
    return 0 if whole and not any(one.mark in ("moved", "forbids", "fails") for one in findings) else 3


def short(url: str, home: str) -> str:
    """A source's address as an entry has it: a path where it is on the home page's host."""
    parts, at = urlsplit(url), urlsplit(home)
    if (parts.scheme, parts.netloc) != (at.scheme, at.netloc):
        return url
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def entry_as_it_should_be(table: Mapping[str, Any], home: str, findings: Sequence[Finding], today: date, *, whole: bool) -> dict[str, Any]:
    """The entry with what moved at its new address, without what is gone for good, with the sources that it did not know. Where no source
    answered, the entry stays: a site that is down for an hour loses nothing. `whole`: articles came out whole."""
    fixed = dict(table)
    if moved := next((one.now for one in findings if one.what == "home" and one.mark == "moved"), None):
        fixed["home"] = moved
    base = str(fixed.get("home") or home)
    for field, what in (("feeds", "feed"), ("sitemaps", "sitemap")):
        given = [one for one in findings if one.what == what]
        works = [short(one.now or one.url, base) for one in given if one.mark in ("works", "moved", "new")]
        doubtful = [short(one.url, base) for one in given if one.mark == "forbids" or (one.mark == "fails" and not _gone(one))]
        kept = list(dict.fromkeys([*works, *doubtful]))
        if works and (kept or field in fixed):
            fixed[field] = kept
    api = next((one for one in findings if one.what == "wordpress" and one.mark in ("works", "moved", "new")), None)
    if api:
        fixed["wordpress"] = short(api.now or api.url, base)
        fixed.setdefault("case_sensitive_paths", False)
    elif any(one.what == "wordpress" and _gone(one) for one in findings) and whole:
        fixed.pop("wordpress", None)
    if whole:
        fixed |= {"evidence": "looked at", "source": "scrapy doctor", "checked": today, "date": fixed.get("date", today)}
    return fixed


def _gone(finding: Finding) -> bool:
    return finding.mark == "fails" and finding.said.startswith(("http-404", "http-410", "not "))
