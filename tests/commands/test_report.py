"""`scrapy report`: what a person wants to know of a run is on the page, and nothing that a site wrote can act there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from newscrawl.errors import UsageError
from newscrawl.health.explained import explain_rule
from newscrawl.health.html import style
from newscrawl.health.report import RUNS, all_sites, page
from newscrawl.health.shown.samples import EXAMPLES, sampled
from newscrawl.reasons import REASONS
from newscrawl.store.files.manifest import entry_from, read_manifest
from tests.browse.folder import LOST, edit, record
from tests.commands.test_export import scrapy
from tests.commands.test_export import world as world
from tests.store.smallsite import World

HEALTHY = {"newscrawl/sources/read/feed": 1, "newscrawl/measured/articles": 2, "newscrawl/fields/authors": 1}


def run(folder: Path, number: int, **values: Any) -> dict[str, Any]:
    """A finished run in the manifest."""
    entry: dict[str, Any] = {
        "run_id": f"202611{number // 24 + 1:02}T{number % 24:02}0000Z",
        "spider": "mag",
        "started": f"2026-11-{number // 24 + 1:02}T{number % 24:02}:00:00Z",
        "finished": f"2026-11-{number // 24 + 1:02}T{number % 24:02}:01:30Z",
        "reason": "finished",
        "exit": 0,
        "files": [],
        "articles": {"written": number},
        "rejected": {},
        "pages": {},
        "stats": HEALTHY,
        "versions": {"newscrawl": "0.1.0"},
        **values,
    }
    folder.mkdir(exist_ok=True)
    with (folder / "manifest.jsonl").open("a") as manifest:
        manifest.write(json.dumps(entry) + "\n")
    return entry


def file(folder: Path, kind: str, *records: Any) -> dict[str, Any]:
    name = f"{kind}-20261101T010000Z.jsonl"
    (folder / name).write_text("".join(record if isinstance(record, str) else json.dumps(record) + "\n" for record in records))
    return {"name": name, "kind": kind, "sha256": "ab" * 32, "bytes": 9, "records": len(records)}


def shown(folder: Path, run_id: str | None = None) -> tuple[str, str]:
    """The page, and its text."""
    markup = page(folder, "mag", run_id)
    return markup, " ".join(lxml.html.document_fromstring(markup).text_content().split())


def test_a_healthy_run(tmp_path: Path) -> None:
    folder = tmp_path / "mag"
    folder.mkdir()
    edits = file(
        folder,
        "edits",
        {"url": "https://mag.example/a", "edits": [{"rule": "ad-marker", "text": "- Advertisement -", "position": 1}] * 3},
        {"url": "https://mag.example/b", "edits": [{"rule": "ad-marker", "text": "– Ad –", "position": 1}]},
    )
    rejected = file(folder, "rejected", {"url": "https://mag.example/c", "reason": "soft-404", "detail": "not found"})
    run(folder, 1, files=[edits, rejected], articles={"written": 2}, rejected={"soft-404": 1})
    markup, text = shown(folder)
    assert "mag, 2026-11-01 01:00 UTC" in text
    assert "Healthy." in text and "90 s" in text
    assert "new articles2" in text
    assert REASONS["soft-404"].meaning in text
    assert "https://mag.example/c not found" in text
    assert explain_rule("ad-marker") in text
    assert "ad-marker</td>" not in markup  # one form of markup throughout: cells are not closed
    row = next(row for row in lxml.html.document_fromstring(markup).iter("tr") if row.text_content().startswith("ad-marker"))
    assert [cell.text_content().strip() for cell in row][1:3] == ["4", "2"]  # times, articles
    assert [link.get("href") for link in row.iter("a")] == ["https://mag.example/a", "https://mag.example/b"]
    assert "authors50%" in text.replace(" ", "")
    assert edits["sha256"] in text


def test_each_source_says_what_was_not_taken(tmp_path: Path) -> None:
    feed = {
        "kind": "feed",
        "url": "https://mag.example/feed/",
        "listed": 20,
        "new": 3,
        "known": 9,
        "refused": {"home page": 8},
        "undated": 4,
    }
    run(tmp_path / "mag", 1, stats={**HEALTHY, "newscrawl/lists": [feed, "edited"]})
    markup, _ = shown(tmp_path / "mag")
    row = next(row for row in lxml.html.document_fromstring(markup).iter("tr") if "/feed/" in row.text_content())
    assert [cell.text_content().strip() for cell in row] == [
        "feed", "https://mag.example/feed/", "20", "3", "0", "9", "0", "home page 8, undated 4",
    ]  # fmt: skip


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_its_meaning(tmp_path: Path, reason: str) -> None:
    folder = tmp_path / "mag"
    folder.mkdir()
    rejected = file(folder, "rejected", {"url": "https://mag.example/c", "reason": reason, "detail": ""})
    run(folder, 1, files=[rejected], rejected={reason: 1})
    assert REASONS[reason].meaning in shown(folder)[1]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"exit": None, "reason": "crashed"}, "ended without a word"),
        ({"exit": 3, "stats": {"newscrawl/robots/unavailable": 1}}, "Exit status 3: robots.txt could not be read"),
        ({"exit": 1, "reason": "failed"}, "Exit status 1: failed"),  # a full disk: statistics do not say so
        ({"reason": "shutdown"}, "told to stop before its end"),
    ],
)
def test_how_it_ended(tmp_path: Path, values: dict[str, Any], said: str) -> None:
    run(tmp_path / "mag", 1, **values)
    assert said in shown(tmp_path / "mag")[1]


def test_the_run_that_was_asked_for_and_those_before_it(tmp_path: Path) -> None:
    folder = tmp_path / "mag"
    runs = [run(folder, number) for number in range(RUNS + 20)]
    markup, _ = shown(folder, runs[RUNS + 10]["run_id"])
    days = [row[0].text_content().strip() for row in lxml.html.document_fromstring(markup).xpath("//h2[last()]/following::table//tr[td]")]
    assert days[0] == "2026-11-03 22:00 UTC" and len(days) == RUNS  # the run itself first, and no later one
    with pytest.raises(UsageError, match=r"no run 'x'; the latest are: .*20261104T070000Z"):
        shown(folder, "x")


def test_nothing_that_a_site_wrote_acts_on_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "mag"
    folder.mkdir()
    bad = "\x1b[31m<script>alert(1)</script>\u202e\0"
    edits = file(folder, "edits", {"url": "javascript:alert(1)", "edits": [{"rule": bad, "text": bad + "x" * 10_000, "position": 0}]})
    rejected = file(folder, "rejected", {"url": 'https://mag.example/"onclick="x', "reason": bad, "detail": bad})
    escape = {"name": "../../etc/passwd", "kind": "pages", "sha256": bad, "bytes": 1, "records": 1}
    run(folder, 1, files=[edits, rejected, escape], reason=bad, exit=1, stats={"newscrawl/refused/" + bad: 1})
    markup, _ = shown(folder)
    document = lxml.html.document_fromstring(markup)
    assert not document.xpath("//script | //@onclick")
    assert not [address for address in document.xpath("//@href") if address.startswith(("javascript:", ".."))]
    assert not set(markup) & set("\x1b\0\u202e")
    assert len(markup) - len(style()) < 10_000
    assert "default-src 'none'" in markup


def test_files_are_read_as_far_as_they_can_be(tmp_path: Path) -> None:
    folder = tmp_path / "mag"
    folder.mkdir()
    edit = {"url": "https://mag.example/a", "edits": [{"rule": "ad-marker", "text": "ad", "position": 1}, 7]}
    edits = file(folder, "edits", "not json\n", "[1]\n", "[" * 100_000 + "\n", {"edits": 7}, edit, "x" * (2 << 20) + "\n", edit)
    gone = {"name": "rejected-20261101T010000Z.jsonl", "kind": "rejected", "sha256": "", "bytes": 1, "records": 1}
    run(folder, 1, files=[edits, gone])
    [entry] = read_manifest(folder)
    assert sampled(folder, entry, "edits").times["ad-marker"] == 2
    assert "rejected-20261101T010000Z.jsonl is not there any more" in shown(folder)[1]


def test_examples_are_few_and_differ(tmp_path: Path) -> None:
    folder = tmp_path / "mag"
    folder.mkdir()
    texts = [str(number // 2) for number in range(100)]
    edits = file(folder, "edits", *({"url": "", "edits": [{"rule": "r", "text": text, "position": 0}]} for text in texts))
    run(folder, 1, files=[edits])
    [entry] = read_manifest(folder)
    assert [text for _, text in sampled(folder, entry, "edits").examples["r"]] == list("01234")[:EXAMPLES]


def test_as_a_person_types_it(world: World, tmp_path: Path) -> None:
    done = scrapy(world, "report", "mag")
    written = world.output / "mag" / "report.html"
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{written}\n", "")
    assert "new articles" in written.read_text() and not list(written.parent.glob(".report*"))
    elsewhere = scrapy(world, "report", "mag", "--html", str(tmp_path / "none" / "x.html"))
    assert elsewhere.returncode == 1 and "cannot be written: No such file or directory" in elsewhere.stderr
    for name, said in (
        ("nobody", "there are: mag"),
        ("../mag", "there are: mag"),
        ("auto", "by the site's host"),
        ("mag --run x", "has no run 'x'"),
    ):
        done = scrapy(world, "report", *name.split())
        assert (done.returncode, done.stderr.count("\n")) == (2, 1) and said in done.stderr


@pytest.mark.parametrize("values", [{"stats": []}, {"articles": {"written": "2"}}, {"started": 7}, {"files": [{}]}, {"exit": "0"}])
def test_a_manifest_line_of_another_form_is_none(tmp_path: Path, values: dict[str, Any]) -> None:
    entry = run(tmp_path / "mag", 1)
    entry_from(entry)
    with pytest.raises(ValueError, match=r"is not of the type|lacks"):
        entry_from({**entry, **values})


NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def write(folder: Path, run_id: str, *articles: dict[str, Any], edits: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """The files of a run, as the manifest lists them."""
    folder.mkdir(exist_ok=True)
    lines = {"articles": articles, "edits": [{"id": name, "revision": 1, "url": "", "edits": found} for name, found in edits.items()]}
    for kind, records in lines.items():
        (folder / f"{kind}-{run_id}.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
    return [{"name": f"{kind}-{run_id}.jsonl", "kind": kind, "sha256": "", "bytes": 1, "records": 1} for kind in lines]


def test_the_articles_of_a_run_those_with_flags_first(tmp_path: Path) -> None:
    folder = tmp_path / "mag"
    articles = [
        record("a", date_published="2026-11-24T09:00:00Z"),
        record("b", title="<b>Odd</b>", quality_flags=["short"], date_published=None),
        record("c", date_published="2026-11-23T09:00:00Z"),
        record("far", date_published="2031-01-01T09:00:00Z", title='He wrote "date_published":"2026-11-24T11:00:00Z"'),
    ]
    run(folder, 1, files=write(folder, "20261101T010000Z", *articles, edits={}))
    markup = page(folder, "mag", None, NOW)
    document = lxml.html.document_fromstring(markup)
    rows = document.xpath("//h2[.='Articles']/following::table[1]//tr[td]")
    assert [row[0].text_content().strip() for row in rows] == [
        "<b>Odd</b>",
        'He wrote "date_published":"2026-11-24T11:00:00Z"',
        "The story of a",
        "The story of c",
    ]
    assert [cell.text_content().strip() for cell in rows[0]][3:] == ["short", "b"]
    assert rows[2].xpath(".//a/@href") == ["https://mag.example/a"]
    assert "The newest article is 3 h old (2026-11-24 09:00 UTC)." in document.text_content()


def test_removals_to_look_at_are_those_that_do_not_recur(tmp_path: Path) -> None:
    """A run of two articles cannot tell what recurs; the runs before it can."""
    folder, teaser = tmp_path / "mag", "Sign up to read the best of our stories each morning."
    for number in range(1, 4):
        name = f"x{number}"
        run(folder, number, files=write(folder, f"2026110{number}T010000Z", record(name), edits={name: [edit(teaser, 1)]}))
    edits = {"a": [edit(teaser, 1), edit(LOST, 2)], "b": [edit(LOST, 2), edit("Two was the first.", 4)]}
    run(folder, 4, files=write(folder, "20261104T010000Z", record("a"), record("b", text="It says: " + LOST), edits=edits))
    document = lxml.html.document_fromstring(page(folder, "mag", None, NOW))
    rows = document.xpath("//h2[.='Removals to look at']/following::table[1]//tr[td]")
    assert [(row[0].text_content().strip(), row.xpath(".//a/@href")) for row in rows] == [(LOST, ["https://mag.example/a"])]


def test_the_chart_and_its_table_tell_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "mag"
    for number in range(3):
        run(folder, number, articles={"written": 10 * number}, rejected={"listing": 2}, stats={**HEALTHY, "downloader/request_count": 40})
    document = lxml.html.document_fromstring(page(folder, "mag", None))
    [drawing] = document.xpath("//*[local-name()='svg']")
    assert drawing.get("aria-label") == "3 runs: at most 20 articles, 2 rejected pages and 40 requests in a run"
    assert len(drawing.xpath(".//*[@class='articles']")) == 2  # a run without articles has no bar
    assert [cell.text_content().strip() for cell in document.xpath("//h2[last()]/following::table//tr[td]")[0]][3:] == [
        "20", "0", "2", "0", "40",
    ]  # fmt: skip


def test_all_sites_the_unhealthy_first(tmp_path: Path) -> None:
    run(tmp_path / "well", 1)
    run(tmp_path / "sick", 1)
    run(tmp_path / "sick", 2, exit=3, stats={"newscrawl/robots/unavailable": 1})
    (tmp_path / "empty").mkdir()
    document = lxml.html.document_fromstring(all_sites(tmp_path, NOW))
    assert [heading.text_content() for heading in document.iter("h2")] == ["sick", "well"]
    assert document.xpath("//h2/a/@href") == ["sick/report.html", "well/report.html"]
    told = " ".join(document.text_content().split())
    assert "1 of 2 sites need a look." in told and "Exit status 3: robots.txt could not be read" in told
    with pytest.raises(UsageError, match="has no finished run of any site"):
        all_sites(tmp_path / "empty", NOW)


def test_every_cell_says_what_it_is_where_rows_are_cards(tmp_path: Path) -> None:
    run(tmp_path / "mag", 1)
    document = lxml.html.document_fromstring(page(tmp_path / "mag", "mag", None))
    assert document.xpath("//td") and all("data-label" in cell.attrib for cell in document.iter("td"))


@pytest.mark.parametrize(("status", "first"), [(0, "What it did"), (3, "Sources, waits and limits")])
def test_what_is_unusual_comes_first(tmp_path: Path, status: int, first: str) -> None:
    run(tmp_path / "mag", 1, exit=status, stats={"newscrawl/robots/unavailable": 1})
    document = lxml.html.document_fromstring(page(tmp_path / "mag", "mag", None))
    assert next(document.iter("h2")).text_content() == first
