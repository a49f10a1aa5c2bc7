"""The demo's promises: kept by a right crawl, broken by each thing that can go wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.magazine import SOFT_404, Magazine
from demo.promises import Output, after_first_run, after_second_run, lookalikes, removed
from demo.terminal import Terminal, shortened
from demo.truth import Truth

Lines = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def truths() -> Iterator[list[Truth]]:
    with Magazine() as magazine:
        yield list(magazine.truths())


@pytest.fixture
def lines(truths: list[Truth]) -> Lines:
    """What a perfect crawl writes, as far as the promises look at it."""
    articles = [
        {
            "url": truth.url,
            "canonical_url": truth.canonical,
            "title": truth.title,
            "authors": list(truth.authors),
            "date_published": f"{truth.minute}:00Z",
            "section": truth.section,
            "tags": list(truth.tags),
            "text": "\n\n".join(" ".join(paragraph.split()) for paragraph in truth.paragraphs),
            "near_duplicate_of": "0123456789abcdef" if truth.path.startswith("/syndicated") else None,
        }
        for truth in truths
    ]
    edits = [
        {"edits": [{"rule": "ad-marker", "text": "- Advertisement -", "position": 2}] * 2},
        {"edits": [{"rule": "share", "text": "Share"}]},
    ]
    return {"articles": articles, "rejected": [{"url": f"http://x{SOFT_404}", "reason": "soft-404"}], "edits": edits}


def written(folder: Path, lines: Lines) -> Output:
    for kind, records in lines.items():
        text = "".join(json.dumps(record) + "\n" for record in records)
        (folder / f"{kind}-20260101T000000Z.jsonl").write_text(text, encoding="utf-8")
    return Output(folder)


def broken(folder: Path, lines: Lines, truths: list[Truth]) -> list[str]:
    return [promise.text for promise in after_first_run(written(folder, lines), truths, soft_404=SOFT_404) if not promise.kept]


def test_a_perfect_crawl_keeps_every_promise(tmp_path: Path, lines: Lines, truths: list[Truth]) -> None:
    assert broken(tmp_path, lines, truths) == []


def _first(change: Callable[[dict[str, Any]], None]) -> Callable[[Lines], None]:
    return lambda lines: change(lines["articles"][0])


def _multi_page(lines: Lines) -> None:
    for article in lines["articles"]:
        if "/cable-ship/" in article["url"]:
            article["text"] = article["text"].split("\n\nSixteen hours")[0]


@pytest.mark.parametrize(
    ("promise", "harm"),
    [
        ("exactly once", lambda lines: lines["articles"].append(lines["articles"][0])),
        ("exactly once", lambda lines: lines["articles"].pop()),
        ("are right", _first(lambda article: article.update(title="Another"))),
        ("are right", _first(lambda article: article.update(authors=[]))),
        ("are right", _first(lambda article: article.update(date_published="2020-01-01T00:00:00Z"))),
        ("no more", _first(lambda article: article.update(text=article["text"] + "\n\nThe Latest"))),
        ("no more", _first(lambda article: article.update(text=article["text"].split("\n\n", 1)[1]))),
        ("no advertisement marker", _first(lambda article: article.update(text=article["text"] + "\n\n– Advertisement –"))),
        ("no advertisement marker", _first(lambda article: article.update(text="A- Advertisement -B"))),
        ("one record", _multi_page),
        ("twin", lambda lines: [article.update(near_duplicate_of=None) for article in lines["articles"]]),
        ("no article", lambda lines: lines["rejected"].clear()),
    ],
)
def test_what_goes_wrong_breaks_its_promise(
    tmp_path: Path, lines: Lines, truths: list[Truth], promise: str, harm: Callable[[Lines], Any]
) -> None:
    harm(lines)
    assert any(promise in text for text in broken(tmp_path, lines, truths))


def test_a_second_run_that_writes_or_fetches_breaks_a_promise(tmp_path: Path, lines: Lines) -> None:
    output = written(tmp_path, lines)
    before = output.files("articles")
    assert all(p.kept for p in after_second_run(before, output, articles=16, fetched=0, requests=6))
    assert not all(p.kept for p in after_second_run(before, output, articles=16, fetched=1, requests=6))
    assert not all(p.kept for p in after_second_run(before, output, articles=16, fetched=0, requests=40))
    (tmp_path / "articles-20260102T000000Z.jsonl").write_text("{}\n")
    assert not all(p.kept for p in after_second_run(before, output, articles=16, fetched=0, requests=6))


def test_what_was_removed_is_counted_by_rule_and_what_stayed_is_found(tmp_path: Path, lines: Lines) -> None:
    output = written(tmp_path, lines)
    assert removed(output) == [("ad-marker", 2, "- Advertisement -"), ("share", 1, "Share")]
    starts = [line.split()[0] for line in lookalikes(output)]
    assert starts == ["Advertising", "Advertisement,", "The", "said", "Editor’s"]


def test_long_values_are_shortened_with_a_word_on_what_is_missing() -> None:
    value = shortened({"text": "a" * 200, "tags": ["1", "2", "3", "4"], "n": 5}, 100)
    assert value == {"text": "a" * 100 + "… (200 characters)", "tags": ["1", "2", "… and 2 more"], "n": 5}


def demo(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    import os

    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "demo", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, env={**os.environ, **environment}, check=False)


def test_the_demo_ends_well_and_shows_what_it_promises(tmp_path: Path) -> None:
    result = demo("--output", str(tmp_path / "out"), PYTHONIOENCODING="utf-8", http_proxy="http://127.0.0.1:9")
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-2000:]
    for words in ('"canonical_url":', "by which rule", "soft-404", "304 Not Modified", "The files", "All as promised."):
        assert words in result.stdout
    assert "\x1b" not in result.stdout
    assert result.stderr == ""


def test_the_demo_touches_no_folder_with_other_things_in_it(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    result = demo("--output", str(tmp_path))
    assert (result.returncode, result.stderr) == (1, "")
    assert "thesis.txt" in result.stdout
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_record_fits_the_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    Terminal().record({"text": "A long story. " * 40, "url": "https://mag.example/" + "a" * 90, "sections": [{"paragraphs": ["x" * 138]}]})
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.endswith('… (560 characters)",') for line in lines)
    assert any(line.endswith('…",') for line in lines)
