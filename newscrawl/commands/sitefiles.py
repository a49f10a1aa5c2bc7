"""The files of a new site: its entry or its spider, pages of it with what they give, and their test."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from newscrawl.errors import OutputError, UsageError
from newscrawl.model import Page, Refined, as_record
from newscrawl.site import Site

__all__ = ["SiteFiles", "Survey", "as_written", "site_table", "spider_code"]

EXPECTED = ("title", "subtitle", "authors", "date_published", "date_modified", "date_precision", "section", "tags", "language", "text")


class Survey(Protocol):
    """The survey of a site. `sources`: the number of articles that each source named, by kind and address. `left_out`: pages without an
    article, and the reason."""

    @property
    def sources(self) -> Mapping[tuple[str, str], int]: ...
    @property
    def left_out(self) -> Sequence[str]: ...
    @property
    def articles(self) -> Sequence[tuple[Page, Refined]]: ...


class SiteFiles:
    """The files written for a site, below the project's folder: its entry in the table `sites`, or with `python` a class of its own; pages
    and their test. Raises UsageError where any of them exists already."""

    def __init__(self, project: Path, name: str, sites: Path | None = None, *, python: bool = False) -> None:
        from newscrawl.catalogue.toml_files import Catalogue

        self.name, self.project, self.python = name, project, python
        self.sites = sites or project / "sites.toml"
        self.spider = project / "newscrawl" / "spiders" / f"{name}.py"
        self.folder = project / "tests" / "sites" / name
        self.test = self.folder.with_name(f"test_{name}.py")
        for path in (project / "newscrawl" / "sites" / f"{name}.py", self.spider, self.folder, self.test):
            if path.exists():
                raise UsageError(f"{path} exists; take another name with --name, or remove it first")
        if name in Catalogue(self.sites).own_names():
            raise UsageError(f"{self.sites} has [{name}], so that entry exists; take another name with --name, or remove it first")

    def write(self, site: Site, survey: Survey) -> Iterator[str]:
        """Writes all of it. Gives what a person should know, line by line."""
        yield f"{site.home}  {site.title or '(no name)'}, {site.language or 'language unknown'}" + (", WordPress" if site.wordpress else "")
        for (kind, url), count in survey.sources.items():
            yield f"  {kind:<10} {url}: {count} articles"
        yield from (f"  left out   {said}" for said in survey.left_out)
        try:
            self.folder.mkdir(parents=True)
            for number, (page, outcome) in enumerate(survey.articles, 1):
                record = as_record(outcome.article)
                expected = {"url": page.url, "content_type": page.header("content-type"), "fetched_at": record["fetch"]["fetched_at"]}
                expected |= {field: record[field] for field in EXPECTED}
                (self.folder / f"{number}.html").write_bytes(page.body)
                written = json.dumps({**expected, **self._beside(page, number)}, indent=2, ensure_ascii=False)
                (self.folder / f"{number}.json").write_text(written + "\n", "utf-8")
                authors = ", ".join(record["authors"]) or "no author"
                said = f"{record['title']}; {authors}; {record['date_published'] or 'no day'}; {record['word_count']} words"
                yield f"  article {number}  {said}"
            self._write_site(site)
        except OSError as error:
            raise OutputError(f"{error.filename or self.folder} cannot be written: {error.strerror}") from None
        yield f"written: {self.spider if self.python else self.sites}, {self.test}, {self.folder}"
        yield f"read the .json files there, correct what is wrong by hand, then: python -m pytest {self.test}; scrapy crawl {self.name}"

    def _write_site(self, site: Site) -> None:
        if self.python:
            self.spider.parent.mkdir(parents=True, exist_ok=True)
            self.spider.write_text(spider_code(site), "utf-8")
            where = f"from newscrawl.spiders.{self.name} import {_class_name(self.name)}", f"{_class_name(self.name)}.site"
        else:
            from newscrawl.catalogue.toml_files import write_entry

            write_entry(self.sites, self.name, site_table(site))
            inside = self.sites.resolve().is_relative_to(self.project.resolve())
            path = self.sites.resolve().relative_to(self.project.resolve()) if inside else self.sites.resolve()
            found = f"Catalogue(Path(__file__).parents[2] / {_literal(str(path))}).find({_literal(self.name)})"
            where = "from newscrawl.catalogue.toml_files import Catalogue", f"{found}.site"
        self.test.write_text(_TEST.format(name=self.name, imported=where[0], site=where[1], domain=site.domain), "utf-8")

    def _beside(self, page: Page, number: int) -> dict[str, Any]:
        """The other inputs of the article: its further pages, each in a file, and the hints of its sources."""
        beside: dict[str, Any] = {}
        for following, part in enumerate(page.parts, 2):
            file = f"{number}.page-{following}.html"
            (self.folder / file).write_bytes(part.body)
            beside.setdefault("parts", []).append({"url": part.url, "content_type": part.content_type, "file": file})
        if page.candidate and page.candidate.hints:
            beside["candidate"] = as_record(page.candidate)
        return beside


def as_written(site: Site) -> Site:
    """The site as its file will say it."""
    return replace(site, feeds=site.feeds[:1], listings=("/",), case_sensitive_paths=not site.wordpress)


def spider_code(site: Site) -> str:
    """The file of a site: data, and nothing that a page could have put there but strings."""
    values = {"name": site.name, **_values(site)}
    lines = "".join(f"        {name}={_literal(value)},\n" for name, value in values.items() if value not in (None, (), ""))
    title = "" if site.title else '        title="",\n'
    return _SPIDER.format(domain=site.domain, spider=_class_name(site.name), values=lines + title)


def site_table(site: Site) -> dict[str, object]:
    """The entry of a site that was looked at today."""
    today = datetime.now(UTC).date()
    values = {
        key: list(value) if isinstance(value, tuple) else value for key, value in _values(site).items() if value not in (None, (), "")
    }
    title = printable_title(site.title) or site.name
    return {**values, "title": title, "evidence": "looked at", "source": "scrapy newsite", "checked": today, "date": today}


def printable_title(title: str) -> str:
    """A title as the table takes it: one line of at most 200 characters."""
    return " ".join(title.split())[:200]


def _values(site: Site) -> dict[str, object]:
    return {
        "home": site.home,
        "title": site.title,
        "feeds": tuple(_path(url, site) for url in site.feeds),
        "sitemaps": tuple(_path(url, site) for url in site.sitemaps),
        "wordpress": _path(site.wordpress, site) if site.wordpress else None,
        "language": site.language,
        "case_sensitive_paths": None if site.case_sensitive_paths else False,
    }


def _literal(value: object) -> str:
    """As Python has it, in double quotes. Each character as it is: JSON's escapes of those beyond U+FFFF are two halves to Python."""
    if isinstance(value, tuple):
        return f"({', '.join(map(_literal, value))},)"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _path(url: str, site: Site) -> str:
    """Short where it is on the site itself."""
    parts, home = urlsplit(url), urlsplit(site.home)
    return url if parts.netloc != home.netloc else parts.path + (f"?{parts.query}" if parts.query else "")


def _class_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_")) + "Spider"


_SPIDER = '''"""{domain}, as `scrapy newsite` found it."""

from newscrawl.site import Site
from newscrawl.spiders.base import NewsSpider


class {spider}(NewsSpider):
    site = Site(
{values}    )
'''

_TEST = '''"""What pages of {domain} give. A .json file that is wrong is to be corrected by hand: then this says what is to be mended."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from newscrawl.model import Candidate, Page, Part, Refined, as_record, from_record
from newscrawl.refinement import refine
{imported}

PAGES = sorted((Path(__file__).parent / "{name}").glob("*.json"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page(path: Path) -> None:
    expected = json.loads(path.read_text("utf-8"))
    parts, candidate = expected.pop("parts", []), expected.pop("candidate", None)
    page = Page(
        url=expected.pop("url"),
        body=path.with_suffix(".html").read_bytes(),
        headers=(("content-type", expected.pop("content_type")),),
        fetched_at=datetime.fromisoformat(expected.pop("fetched_at")),
        candidate=from_record(Candidate, candidate) if candidate else None,
        parts=tuple(Part(body=path.with_name(part.pop("file")).read_bytes(), **part) for part in parts),
    )
    outcome = refine(page, {site})
    assert isinstance(outcome, Refined), outcome
    record = as_record(outcome.article)
    assert {{name: record[name] for name in expected}} == expected
'''
