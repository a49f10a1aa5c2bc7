"""The local server: who may ask, what the pages say, and that nothing a site wrote acts on them."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import lxml.html
import pytest

pytest.importorskip("starlette")
from starlette.testclient import TestClient

from newscrawl.browse.app import application
from newscrawl.browse.browser import Browser
from newscrawl.browse.index.catalogue import FILE
from newscrawl.browse.page_beside import find_page
from newscrawl.dataset.takedown import TAKEDOWNS, Takedowns, put_back, take_down
from newscrawl.dataset.verdicts import VERDICTS
from newscrawl.site import Site
from tests.browse.folder import FIRST, LOST, SECOND, edit, record, run
from tests.browse.stored import store

ORIGIN = {"origin": "http://127.0.0.1:8642"}
PAGE = f"""<html><head><title>T</title><script>alert(1)</script></head><body onload="alert(2)">
<nav><a href="javascript:alert(3)">Home</a></nav>
<article><h1>Bridges</h1><p>One.</p><p>{LOST}</p><p>Two.</p></article><iframe src="https://ads.example/"></iframe></body></html>"""
BAD = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    site = Site(name="mag", home="https://mag.example/", title="Mag")
    folder = run(
        tmp_path,
        record("a", title="Bridges & co", text="One.\n\nTwo.\n\nThree <b>bold</b>."),
        record("b", title=BAD, text=f"{BAD}\n\nmore", authors=[BAD], url="javascript:alert(1)"),
        edits={"a": [edit(LOST, 1), edit("Share this", 4)], "b": [edit(BAD, 0, rule=BAD)]},
        rejected=[{"url": "https://mag.example/c", "reason": "too-short", "detail": "9 words"}, {"url": BAD, "reason": BAD, "detail": BAD}],
    )
    file, offset = store(
        folder, FIRST, {"https://mag.example/a": PAGE, "https://mag.example/c": "<html><body><p>Nine words.</p></body></html>"}
    )
    kept = record("a", title="Bridges & co", text="One.\n\nTwo, too.\n\nThree <b>bold</b>.", revision=2)
    kept["fetch"] |= {"warc_file": file, "warc_offset": offset}
    run(tmp_path, kept, run_id=SECOND, edits={"a": [edit(LOST, 1), edit("Share this", 4)]})
    browser = Browser(tmp_path, tmp_path / FILE, lambda name, url: site)
    with TestClient(
        application(browser, token="secret", port=8642), base_url="http://127.0.0.1:8642", raise_server_exceptions=False
    ) as client:
        yield client
    browser.close()


def text(client: TestClient, address: str) -> str:
    answer = client.get(f"/secret{address}")
    assert answer.status_code == 200, answer.text
    return " ".join(lxml.html.document_fromstring(answer.text).text_content().split())


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/", {}),
        ("/article/mag/a", {}),
        ("/secre/", {}),
        ("/secretly", {}),
        ("/pages.css", {}),
        ("/secret/", {"host": "evil.example:8642"}),  # a name of theirs that leads here
        ("/secret/", {"host": "127.0.0.1:80"}),
        ("/secret/", {"host": ""}),
    ],
)
def test_strangers_are_refused(client: TestClient, address: str, headers: dict[str, str]) -> None:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 403 and "newscrawl browse" in answer.text


@pytest.mark.parametrize("origin", [{}, {"origin": "null"}, {"origin": "https://evil.example"}, {"origin": "http://127.0.0.1:9999"}])
@pytest.mark.parametrize("address", ["/verdict", "/takedown"])
def test_only_its_own_pages_may_change_something(client: TestClient, tmp_path: Path, address: str, origin: dict[str, str]) -> None:
    answer = client.post(f"/secret{address}", data={"url": "https://mag.example/a"}, headers=origin)
    assert answer.status_code == 403
    assert not (tmp_path / VERDICTS).exists() and not (tmp_path / TAKEDOWNS).exists()


def test_the_rows_of_articles(client: TestClient) -> None:
    told = text(client, "/?q=bridges")
    assert "1 article, the best match first" in told
    assert "2026-11-22 · mag · Ann Writer · 5 words · 2 lines removed, 1 to look at" in told
    assert "2 articles, the newest first" in text(client, "/")
    assert "No article matches" in text(client, "/?q=nowhere")


def test_an_article_has_each_removal_in_its_place(client: TestClient) -> None:
    answer = client.get("/secret/article/mag/a").text
    article = lxml.html.document_fromstring(answer).find(".//article")
    assert article is not None
    assert [one.tag for one in article] == ["p", "del", "p", "p", "del"]
    first = " ".join(article[1].text_content().split())
    assert first.startswith(LOST) and "dom-related: the page's own markup marks it" in first and "to look at" in first
    assert "Three <b>bold</b>." in article[3].text_content()
    told = text(client, "/article/mag/a")
    assert "titleBridges & cojson-ld" in told.replace(" </", "</").replace("title Bridges", "titleBridges").replace("co json", "cojson")
    assert "revision 1" in told and "Revision 2 against the one before" in told
    assert "<ins>Two," in answer and '<del class="word">Two.' in answer


def test_an_older_revision_and_an_article_that_is_not_there(client: TestClient) -> None:
    assert "Two." in text(client, "/article/mag/a?revision=1")
    for address in ("/article/mag/nothing", "/article/other/a", "/article/mag/a?revision=9", "/left-out/999", "/nothing"):
        assert client.get(f"/secret{address}").status_code == 404


def test_the_stored_page_is_words_alone_with_the_cuts_marked(client: TestClient) -> None:
    answer = client.get("/secret/article/mag/a/stored")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'") and "script-src" not in policy
    assert not re.search(r"<script|<iframe|onload|javascript:|ads\.example", answer.text)
    page = lxml.html.document_fromstring(answer.text)
    assert [one.text_content() for one in page.xpath("//*[@data-cut]")] == [LOST]
    assert [one.text_content() for one in page.xpath("//*[@id='kept']")] == ["One."]
    assert client.get("/secret/article/mag/b/stored").status_code == 404


def test_removals_to_look_at_come_first(client: TestClient) -> None:
    told = text(client, "/removed")
    assert "sentences to look at (1)" in told and LOST in told
    assert "Share this" in text(client, "/removed?rule=dom-related")
    assert text(client, "/removed?rule=nothing&page=77")


def test_a_rejected_page_shows_what_would_come_out(client: TestClient) -> None:
    assert "9 words" in text(client, "/left-out?reason=too-short")
    told = text(client, "/left-out/1")
    assert "What would come out today" in told and "No article: too-short" in told
    assert "Nine words." in client.get("/secret/left-out/1/stored").text
    assert "stored no page" in text(client, "/left-out/2")


def test_a_stored_page_is_looked_for_only_so_long(tmp_path: Path) -> None:
    store(tmp_path, FIRST, {"https://mag.example/a": PAGE, "https://mag.example/b": PAGE})
    assert find_page(tmp_path, FIRST, "https://mag.example/b") is not None
    assert find_page(tmp_path, FIRST, "https://mag.example/b", seconds=-1) is None
    assert find_page(tmp_path, SECOND, "https://mag.example/b") is None


def test_runs_say_how_each_site_is(client: TestClient) -> None:
    told = text(client, "/runs")
    assert "mag Healthy." in told and "Last run 2026-11-24" in told and "newest article" in told
    assert "<svg" in client.get("/secret/runs").text


def test_a_verdict_is_written_and_taken_back(client: TestClient, tmp_path: Path) -> None:
    form: dict[str, Any] = {
        "source": "mag", "id": "a", "content_hash": "h", "position": "1", "rule": "dom-related", "text": LOST,
        "back": "/secret/article/mag/a#cut-0",
    }  # fmt: skip
    answer = client.post("/secret/verdict", data={**form, "verdict": "wrong"}, headers=ORIGIN, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/secret/article/mag/a#cut-0")
    line = json.loads((tmp_path / VERDICTS).read_text())
    assert {name: line[name] for name in ("id", "content_hash", "position", "rule", "verdict")} == {
        "id": "a", "content_hash": "h", "position": 1, "rule": "dom-related", "verdict": "wrong",
    }  # fmt: skip
    pressed = lxml.html.document_fromstring(client.get("/secret/article/mag/a").text).xpath("//button[@aria-pressed='true']/@value")
    assert pressed == ["wrong"]
    client.post("/secret/verdict", data={**form, "verdict": ""}, headers=ORIGIN)
    assert not lxml.html.document_fromstring(client.get("/secret/article/mag/a").text).xpath("//button[@aria-pressed='true']")


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"id": "a", "position": "x", "verdict": "right"},
        {"id": "a", "position": "1", "verdict": "so-so"},
        {"position": "1", "verdict": "right"},
    ],
)
def test_what_is_no_verdict_is_not_written(client: TestClient, tmp_path: Path, form: dict[str, str]) -> None:
    assert client.post("/secret/verdict", data=form, headers=ORIGIN).status_code == 400
    assert not (tmp_path / VERDICTS).exists()


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/secret//evil.example", "/secret/\\evil", "/secret/\r\nX: y", ""]
)
def test_a_form_leads_back_to_its_own_pages_alone(client: TestClient, back: str) -> None:
    data = {"id": "a", "position": "1", "verdict": "right", "back": back}
    answer = client.post("/secret/verdict", data=data, headers=ORIGIN, follow_redirects=False)
    assert answer.headers["location"] == "/secret/"


def test_a_takedown_and_its_undo(client: TestClient, tmp_path: Path) -> None:
    form = {"url": "https://mag.example/a", "back": "/secret/article/mag/a"}
    assert "Taken down" in client.post("/secret/takedown", data=form, headers=ORIGIN).text
    assert Takedowns.read(tmp_path).name(record("a"))
    assert "Taken down" not in client.post("/secret/takedown", data={**form, "undo": "1"}, headers=ORIGIN).text
    assert not Takedowns.read(tmp_path).name(record("a"))
    wrong = client.post("/secret/takedown", data={"url": "nonsense"}, headers=ORIGIN)
    assert wrong.status_code == 500 and "is no address of an article" in wrong.text


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/article/mag/b",
        "/removed",
        "/removed?rule=%22%3E%3Cscript%3E",
        "/left-out?reason=%22%3E%3Cscript%3E",
        "/left-out/2",
        "/?q=%3Cscript%3E&site=%22%3E%3Cx",
        "/runs",
    ],
)
def test_nothing_that_a_site_wrote_acts_on_a_page(client: TestClient, address: str) -> None:
    answer = client.get(f"/secret{address}")
    assert answer.status_code == 200
    page = lxml.html.document_fromstring(answer.text)
    assert [script.get("src") for script in page.iter("script")] == ["/secret/keys.js"]
    assert not page.xpath("//img | //@onerror | //@style")
    assert not [link for link in page.xpath("//@href | //@src") if not re.match(r"/secret/|#|https://mag\.example/", link)]
    assert "default-src 'none'" in answer.headers["content-security-policy"] and "'unsafe" not in answer.headers["content-security-policy"]


def test_a_run_that_ends_meanwhile_is_seen(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.browse.browser.FRESH", 0.0)
    assert "2 articles" in text(client, "/")
    run(tmp_path, record("new", date_published=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"), run_id="20261125T030000Z")
    assert "3 articles" in text(client, "/")


def test_run_files_that_went_away_are_told(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "2 articles" in text(client, "/")
    (tmp_path / "mag" / f"articles-{SECOND}.jsonl").unlink()
    assert "the run file is not there any more" in text(client, "/")  # within the seconds before the next look
    monkeypatch.setattr("newscrawl.browse.browser.FRESH", 0.0)
    assert "Bridges &amp; co" in client.get("/secret/").text  # the revision before it


def test_an_index_that_breaks_meanwhile_is_built_anew(client: TestClient, tmp_path: Path) -> None:
    assert "2 articles" in text(client, "/")
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("DROP TABLE article")
    broken = client.get("/secret/?q=bridges")
    assert broken.status_code == 500 and "It is built anew" in broken.text
    assert "1 article," in text(client, "/?q=bridges")


def test_near_duplicates_name_each_other(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.browse.browser.FRESH", 0.0)
    run(tmp_path, record("twin", near_duplicate_of="a"), record("third", near_duplicate_of="a"), run_id="20261125T030000Z", site="post")
    assert "The story of twin" in text(client, "/article/mag/a")
    told = text(client, "/article/post/twin")
    assert "Bridges & co" in told and "The story of third" in told


def test_a_very_long_article_is_shown_as_far_as_a_page_can(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.browse.browser.FRESH", 0.0)
    long = "\n\n".join(f"Paragraph {n} of many." for n in range(200_000))
    run(tmp_path, record("long", text=long), run_id="20261125T030000Z")
    run(tmp_path, record("long", text=long + " Changed.", revision=2), run_id="20261126T030000Z")
    answer = client.get("/secret/article/mag/long")
    assert answer.status_code == 200 and len(answer.content) < 5_000_000
    assert "The article goes on" in answer.text and "too long to compare" in answer.text


def test_a_takedown_is_taken_back_in_any_spelling_and_alone(tmp_path: Path) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    take_down(tmp_path, ["https://mag.example/a/", "https://mag.example/b"], now)
    assert not put_back(tmp_path, "https://mag.example/c")
    assert put_back(tmp_path, "http://www.mag.example/a?utm_source=x")
    left = Takedowns.read(tmp_path)
    assert not left.name(record("a")) and left.name(record("b"))
    assert not put_back(tmp_path, "nonsense")
    with (tmp_path / TAKEDOWNS).open("a") as listed:  # another address of the article, as its ledger knew it
        listed.write('{"url": "https://mag.example/?p=7", "at": "2026-11-24T00:00:00Z", "ids": ["a"]}\n')
    assert Takedowns.read(tmp_path).name(record("a"))
    assert put_back(tmp_path, "https://mag.example/a", "a")
    assert not Takedowns.read(tmp_path).name(record("a"))
    assert [path.name for path in tmp_path.iterdir()] == [TAKEDOWNS]


def test_runs_are_read_again_when_one_has_ended(client: TestClient, tmp_path: Path) -> None:
    assert "Last run 2026-11-24" in text(client, "/runs")
    run(tmp_path, record("new"), run_id="20261125T030000Z")
    assert "Last run 2026-11-25" in text(client, "/runs")
