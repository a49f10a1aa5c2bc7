"""When a run is unhealthy: tables of statistics, and the sentence that each failed check gives."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from newscrawl.health.judge import CHECKS, TRENDS, judge
from newscrawl.health.trends import ARTICLES, FIELDS, THRESHOLDS, WORDS, Thresholds, figures_of
from newscrawl.model import Article, Extraction, Fetch

DOCS = Path(__file__).parents[1] / "docs"


def run(
    articles: int, *, words: int = 400, fields: dict[str, float] | None = None, edits: dict[str, float] | None = None
) -> dict[str, int]:
    """The statistics of a run: fields as shares of its articles, edits as so many an article."""
    return {
        ARTICLES: articles,
        WORDS: articles * words,
        **{f"newscrawl/fields/{name}": round(share * articles) for name, share in (fields or {}).items()},
        **{f"newscrawl/edits/{rule}": round(each * articles) for rule, each in (edits or {}).items()},
    }


@pytest.mark.parametrize(
    ("stats", "status", "told"),
    [
        ({}, 0, ""),
        ({"newscrawl/sources/read/feed": 1, "downloader/response_count": 3}, 0, ""),
        ({"newscrawl/crashed": 2}, 1, "2 unexpected errors"),
        ({"newscrawl/sources/failed/feed": 2}, 1, "could not be reached"),
        ({"newscrawl/sources/failed/feed": 2, "downloader/response_count": 2}, 1, "none of 2 sources"),
        ({"newscrawl/robots/unavailable": 1, "newscrawl/sources/failed/feed": 2, "downloader/response_count": 5}, 3, "robots.txt"),
        ({"newscrawl/candidates/listed": 80, "newscrawl/candidates/foreign": 80}, 3, "80 addresses"),
        ({"newscrawl/candidates/listed": 81, "newscrawl/candidates/foreign": 80}, 0, ""),
        ({"newscrawl/candidates/listed": 4, "newscrawl/candidates/foreign": 4}, 0, ""),
        ({"newscrawl/rejected/too-short": 5}, 3, "5 pages were fetched and none"),
        ({"newscrawl/rejected/too-short": 4}, 0, ""),
        ({"newscrawl/rejected/too-short": 5, "newscrawl/pages/refined": 1}, 0, ""),
        ({"newscrawl/rejected/too-short": 4, "newscrawl/rejected/rights-reserved": 500}, 0, ""),
        ({"newscrawl/pages/failed/page-budget": 500, "newscrawl/pages/answered": 12}, 0, ""),
        ({"newscrawl/pages/failed/http-500": 6, "newscrawl/pages/answered": 11}, 3, "6 articles could not be fetched"),
        ({"newscrawl/pages/failed/http-500": 6, "newscrawl/pages/answered": 12}, 0, ""),
    ],
)  # fmt: skip
def test_one_run_by_itself(stats: dict[str, int], status: int, told: str) -> None:
    verdict = judge("finished", stats)
    assert verdict.exit_status == status
    assert told in verdict.message and "\n" not in verdict.message


def lists(*sources: dict[str, object]) -> dict[str, object]:
    return {"newscrawl/lists": [{"kind": "feed", "url": "https://mag.example/feed/", **one} for one in sources]}


GOOD: dict[str, object] = {"listed": 10, "known": 10}
PAINTED: dict[str, object] = {"listed": 8, "refused": {"home page": 8}}
NOT_TAKEN: list[tuple[tuple[dict[str, object], ...], int, str]] = [
    ((PAINTED,), 3, "names 8 entries, and none is an article's address here: home page 8; an application that is painted by a script"),
    ((PAINTED, GOOD), 3, "names 8 entries"),
    (({"listed": 2, "unreadable": 2}, GOOD), 0, ""),
    (({"listed": 2, "unreadable": 2},), 3, "names 2 entries"),
    (({"listed": 6, "foreign": 6, "kind": "sitemap"}, GOOD), 3, "6 on other hosts; give the site's own address, or"),
    (({"listed": 6, "refused": {"static page": 6}, "kind": "sitemap"}, GOOD), 0, ""),
    (({"listed": 6, "refused": {"static page": 6}, "kind": "sitemap"},), 3, "static page 6"),
    (({"listed": 9, "refused": {"home page": 8}, "new": 1},), 0, ""),
    (({"listed": 9, "passed": 9, "kind": "sitemap"},), 0, ""),
    (({"listed": 0, "unchanged": True},), 0, ""),
]  # fmt: skip


@pytest.mark.parametrize(("sources", "status", "told"), NOT_TAKEN)
def test_a_source_that_brings_nothing_for_a_reason_is_not_a_quiet_day(sources, status: int, told: str) -> None:
    verdict = judge("finished", lists(*sources), [lists(GOOD)])
    assert (verdict.exit_status, told in verdict.message) == (status, True), verdict.message


EMPTY, QUIET_API = lists({"listed": 0}, {"listed": 0, "kind": "listing"}), lists({"listed": 0, "kind": "wordpress"})


@pytest.mark.parametrize(
    ("now", "before", "status", "told"),
    [
        (EMPTY, [], 3, "no source lists an article"),
        (EMPTY, [EMPTY], 3, "no source lists an article"),
        (EMPTY, [lists(GOOD), EMPTY], 3, "the site's lists are empty, and held 10 entries before"),
        (EMPTY, [lists({"listed": 10, "kind": "wordpress"}), {"newscrawl/candidates/listed": 10}], 0, ""),
        (EMPTY, [{"newscrawl/candidates/listed": 10}], 0, ""),
        (QUIET_API, [lists(GOOD)], 0, ""),
        (lists({"listed": 0, "unchanged": True}, {"listed": 0, "kind": "listing"}), [lists(GOOD)], 0, ""),
        (lists({"listed": 0, "children": 3, "kind": "sitemap"}), [lists(GOOD)], 0, ""),
        ({}, [lists(GOOD)], 0, ""),
        ({"newscrawl/lists": "edited"}, [], 0, ""),
    ],
)
def test_lists_that_are_empty_are_told_from_a_quiet_day(now, before, status: int, told: str) -> None:
    verdict = judge("finished", now, before)
    assert (verdict.exit_status, told in verdict.message) == (status, True), verdict.message
    assert judge("shutdown", now, before).exit_status == 0


HAD = run(60, fields={"authors": 1.0, "tags": 0.5, "subtitle": 0.4}, edits={"read-also": 1.0, "dom-ad": 4.0, "rare": 0.01})


@pytest.mark.parametrize(
    ("now", "history", "told"),
    [
        pytest.param(run(20, fields={"authors": 1.0, "tags": 0.5}), [HAD], "", id="as ever"),
        pytest.param(
            run(20, fields={"authors": 0.45, "tags": 0.5}), [HAD],
            "newscrawl/fields/authors 45% of 20 articles < 50% (100% of the 60 before)", id="authors gone",
        ),
        pytest.param(run(20, fields={"authors": 0.5, "tags": 0.5}), [HAD], "", id="half is left"),
        pytest.param(run(20, fields={"authors": 1.0, "tags": 0.2}), [HAD], "newscrawl/fields/tags 20% of 20", id="tags gone"),
        pytest.param(run(20, fields={"authors": 1.0, "tags": 0.5, "subtitle": 0.0}), [HAD], "", id="most never had one"),
        pytest.param(run(20), [HAD], "newscrawl/fields/authors 0% of 20 articles < 50% (100% of the 60 before); ", id="two"),
        pytest.param(run(19), [HAD], "", id="one article too few, and none before to add"),
        pytest.param(run(20), [run(49, fields={"authors": 1.0})], "", id="nobody knows what is usual"),
        pytest.param(run(20), [], "", id="the first run"),
        pytest.param(run(20), [{}, {"item_scraped_count": 900}], "", id="runs of before this was counted"),
        pytest.param(run(20), [{ARTICLES: "many", "newscrawl/fields/authors": 3}], "", id="a manifest that somebody edited"),
        pytest.param(run(0), [HAD, run(20)], "", id="a run that wrote nothing repeats no alarm"),
        pytest.param(run(6), [HAD, *[run(7)] * 2], "authors 0% of 20 articles < 50% (100% of the 60", id="small runs, taken together"),
        pytest.param(run(20), [HAD, *[run(20)] * 9], "", id="after 200 articles the new state is the usual one"),
        pytest.param(run(20, fields={"authors": 1.0, "tags": 0.5}), [run(5000), *[HAD] * 4], "", id="the distant past is forgotten"),
    ],
)  # fmt: skip
def test_a_field_s_coverage_collapses(now: dict[str, int], history: list[dict[str, Any]], told: str) -> None:
    verdict = judge("finished", now, history)
    assert verdict.exit_status == (3 if told else 0), verdict.message
    assert told in verdict.message and "\n" not in verdict.message


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        pytest.param({"read-also": 1.0, "dom-ad": 4.0}, "", id="as ever"),
        pytest.param({"read-also": 3.0}, "", id="three times is the limit itself"),
        pytest.param(
            {"read-also": 3.1}, "newscrawl/edits/read-also 3.1 an article in 20 articles > 3.0 (1.0 in the 60 before)", id="more than that",
        ),
        pytest.param({"dom-ad": 11.0}, "", id="not three times"),
        pytest.param({"rare": 0.9}, "", id="ninety times, and not one more an article"),
        pytest.param({"rare": 1.5}, "newscrawl/edits/rare 1.5", id="one more an article"),
        pytest.param({"new-rule": 1.0}, "", id="a rule that found nothing before"),
        pytest.param({"new-rule": 1.2}, "newscrawl/edits/new-rule 1.2 an article in 20 articles > 1.0 (0.0 in", id="and now eats"),
        pytest.param({"read-also": 9.0, "new-rule": 2.0}, "newscrawl/edits/new-rule 2.0", id="two at once"),
    ],
)  # fmt: skip
def test_a_rule_eats_far_more_than_it_did(edits: dict[str, float], told: str) -> None:
    verdict = judge("finished", run(20, fields={"authors": 1.0, "tags": 0.5}, edits=edits), [HAD])
    assert verdict.exit_status == (3 if told else 0), verdict.message
    assert told in verdict.message and "\n" not in verdict.message


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (400, 200, ""),
        (400, 199, "newscrawl/measured/words 199 an article in 20 articles < 200 (400 in the 60 before)"),
        (99, 10, ""),
        (400, 4000, ""),
    ],
)
def test_articles_are_cut_short(before: int, now: int, told: str) -> None:
    verdict = judge("finished", run(20, words=now), [run(60, words=before)])
    assert verdict.exit_status == (3 if told else 0), verdict.message
    assert told in verdict.message


def test_what_breaks_a_run_is_told_before_trends() -> None:
    assert judge("finished", run(20) | {"newscrawl/crashed": 1}, [HAD]).exit_status == 1


ARTICLE = Article(
    id="1", source="mag", domain="mag.example", url="https://mag.example/a", canonical_url="https://mag.example/a", title="A", text="Words",
    authors=("Ada Obi",), tags=(), section="News", word_count=320, content_hash="0", language="en", image_url=None, date_published=None,
    extraction=Extraction(method="container", confidence=1.0, versions={}, edits={"dom-ad": 3}),
    fetch=Fetch(fetched_at="2026-11-23T03:00:00Z", status=200, via="live"),
)  # fmt: skip


def test_what_is_counted_of_an_article() -> None:
    assert dict(figures_of(ARTICLE)) == {
        ARTICLES: 1,
        WORDS: 320,
        "newscrawl/fields/authors": 1,
        "newscrawl/fields/language": 1,
        "newscrawl/fields/section": 1,
        "newscrawl/edits/dom-ad": 3,
    }


@pytest.mark.parametrize("via", ["wayback", "commoncrawl", "warc"])
def test_an_archives_pages_are_no_measure_of_todays(via: Any) -> None:
    assert not dict(figures_of(replace(ARTICLE, fetch=replace(ARTICLE.fetch, via=via))))


def test_every_check_threshold_and_statistic_is_documented() -> None:
    page = (DOCS / "health.md").read_text("utf-8")
    names = [*(check.name for check in CHECKS), *(trend.name for trend in TRENDS), *(f.name for f in fields(Thresholds)), *FIELDS]
    assert [name for name in (*names, ARTICLES, WORDS) if f"`{name}`" not in page] == []
    for field in fields(Thresholds):
        assert f"| `{field.name}` | {getattr(THRESHOLDS, field.name):g} |" in page
