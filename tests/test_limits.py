from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

import pytest
from scrapy.settings import Settings

from newscrawl import settings as project
from newscrawl.discover.limits import Limits
from newscrawl.errors import UsageError
from newscrawl.extensions.bounds import article_bounds, discovery_limits
from newscrawl.intake.intake import Bounds
from newscrawl.model import Page, Part, Refined, Rejected
from newscrawl.refinement import refine
from newscrawl.site import Site

BOUNDS = ("SOURCE_REQUESTS", "LISTING_PAGES", "FEED_ENTRIES", "SITEMAP_DEPTH", "SITEMAP_FILES", "SITEMAP_ENTRIES", "ARTICLE_PAGES",
          "TEXT_LENGTH")  # fmt: skip
HERE = Page(url="https://mag.example/a-long-story/", body=b"", fetched_at=datetime(2026, 11, 23, tzinfo=UTC))


def given(**changed: object) -> Settings:
    settings = Settings()
    settings.setmodule(project)
    settings.update({f"NEWSCRAWL_{name}": value for name, value in changed.items()}, priority="cmdline")
    return settings


def test_the_defaults_of_settings_and_library_are_the_same() -> None:
    assert discovery_limits(given()) == Limits()


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("SOURCE_REQUESTS", "requests"),
        ("LISTING_PAGES", "pages"),
        ("FEED_ENTRIES", "feed_entries"),
        ("SITEMAP_DEPTH", "sitemap_depth"),
        ("SITEMAP_FILES", "sitemap_files"),
        ("SITEMAP_ENTRIES", "sitemap_entries"),
    ],
)
def test_each_setting_bounds_what_it_is_named_for(name: str, field: str) -> None:
    limits = discovery_limits(given(**{name: "7"}))
    assert [f.name for f in fields(Limits) if getattr(limits, f.name) != getattr(Limits(), f.name)] == [field]
    assert getattr(limits, field) == 7


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize("value", ["0", "-1", "many", None, ""])
def test_a_bound_that_is_none_is_wrong_usage(name: str, value: object) -> None:
    with pytest.raises(UsageError, match=f"NEWSCRAWL_{name}="):
        (article_bounds if name in ("ARTICLE_PAGES", "TEXT_LENGTH") else discovery_limits)(given(**{name: value}))  # type: ignore[operator]


def test_more_pages_than_are_ever_followed_are_wrong_usage() -> None:
    assert article_bounds(given(ARTICLE_PAGES=60)).pages == 60
    with pytest.raises(UsageError, match="at most 60"):
        article_bounds(given(ARTICLE_PAGES=61))


def story(next_url: str = "") -> Refined:
    paragraphs = "".join(
        f"<p>Sentence {n} of this story says what no other sentence in it does, and says it at length.</p>" for n in range(20)
    )
    link = f"<link rel=next href='{next_url}'>" if next_url else ""
    body = f"<html><head><title>A long story</title>{link}</head><body><article><h1>A long story</h1>{paragraphs}</article></body></html>"
    page = Page(url=HERE.url, body=body.encode(), fetched_at=HERE.fetched_at, headers=(("content-type", "text/html"),))
    outcome = refine(page, Site(name="mag", home="https://mag.example/", title="Mag"))
    assert isinstance(outcome, Refined)
    return outcome


def test_a_text_beyond_the_limit_is_no_article_and_none_is_cut_to_fit() -> None:
    outcome = story()
    length = len(outcome.article.text or "")
    assert Bounds(pages=20, length=length).checked(HERE, outcome) is outcome
    rejected = Bounds(pages=20, length=length - 1).checked(HERE, outcome)
    assert rejected == Rejected(url=HERE.url, reason="too-long", detail=f"{length} characters > NEWSCRAWL_TEXT_LENGTH {length - 1}")


def test_an_article_that_goes_on_behind_its_last_page_is_none() -> None:
    outcome = story(next_url="/a-long-story/2/")
    assert outcome.next_url
    bounds = Bounds(pages=3, length=1_000_000)
    parts = tuple(Part(url=f"{HERE.url}{n}/", body=b"", content_type="text/html") for n in (2, 3))
    pages = [Page(url=HERE.url, body=b"", fetched_at=HERE.fetched_at, parts=parts[:n]) for n in range(3)]
    assert [getattr(bounds.checked(page, outcome), "reason", "") for page in pages] == ["", "", "too-long"]


def test_a_rejection_stays_what_it_is() -> None:
    rejected = Rejected(url=HERE.url, reason="too-short", detail="")
    assert Bounds(pages=1, length=1).checked(HERE, rejected) is rejected
