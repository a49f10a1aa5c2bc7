"""`scrapy explain`: what was kept, what was removed and why, where metadata came from."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from demo.magazine import Magazine
from newscrawl.health.explained import explain_rule
from newscrawl.reasons import FOUND

PROJECT = Path(__file__).parents[2]


def explain(*args: str, encoding: str = "utf-8") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", "explain", *args]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    return subprocess.run(command, cwd=PROJECT, capture_output=True, encoding="utf-8", timeout=120, env=environment)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    page = tmp_path / "page.html"
    with Magazine() as magazine:
        truth = next(t for t in magazine.truths() if t.path == "/five-g-in-ghana/")
        page.write_bytes(get(truth.url))
    return page


def get(url: str) -> bytes:

    body: bytes = urlopen(url).read()
    return body


def test_a_page_is_explained(saved: Path) -> None:
    done = explain(str(saved), "--url", "https://techpointmag.com/five-g-in-ghana/")
    assert done.returncode == 0, done.stderr
    facts, _, text = done.stdout.partition("── kept: ")
    assert "[json-ld]" in facts
    lines = text.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  − - Advertisement -"))
    assert "dom-ad: the page's own markup marks it: ad" in lines[at + 1]
    assert "The latest on 5G" in text
    before, after = "".join(lines[1:at]), "".join(lines[at + 2 :])
    assert len(before) > 200 and len(after) > 200  # the removal stands in its place, between paragraphs that are kept


@pytest.mark.parametrize("rule", sorted(FOUND))
def test_a_rule_that_no_name_stands_for_says_what_it_saw_and_is_documented(rule: str) -> None:
    assert explain_rule(rule) == FOUND[rule]
    assert f"| {rule} |" in (Path(__file__).parents[2] / "docs" / "extraction.md").read_text("utf-8")


def test_the_article_alone_is_printed_as_markdown(saved: Path) -> None:
    done = explain(str(saved), "--markdown")
    assert done.returncode == 0, done.stderr
    assert "\n\n" in done.stdout
    assert "- Advertisement -" not in done.stdout
    assert "── kept" not in done.stdout


def test_an_explanation_is_a_page_without_scripts(saved: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    assert explain(str(saved), "--html", str(out)).returncode == 0
    page = out.read_text("utf-8")
    assert "<script" not in page
    assert "- Advertisement -" in page


@pytest.mark.parametrize(
    ("args", "status", "told"),
    [
        (("no-such-file",), 2, "neither an address nor a file"),
        (("http://127.0.0.1:9/",), 1, "http://127.0.0.1:9/"),
        ((__file__, "--url", "garbage"), 2, "is no http(s) address"),
        ((__file__, "--url", "http://[::1"), 2, "is no http(s) address"),
        (("x" * 300,), 2, "cannot be read: File name too long"),
        (("/",), 2, "neither an address nor a file"),
    ],
)
def test_what_cannot_be_explained_is_one_line(args: tuple[str, ...], status: int, told: str) -> None:
    done = explain(*args)
    assert (done.returncode, told in done.stderr, "Traceback" in done.stderr) == (status, True, False)


def test_an_explanation_that_cannot_be_written_is_one_line(saved: Path) -> None:
    done = explain(str(saved), "--html", "/no/such/folder/out.html")
    assert (done.returncode, "cannot be written" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


ODD = {
    "empty.html": (b"", "  empty: "),
    "data.json": (b'{"title": "x"}', "  not-html: "),
    "book.pdf": (b"%PDF-1.7 \x00\x01", "  not-html: "),
    "latin.html": ("<title>Café</title><p>Déjà vu".encode("latin-1"), "  too-short: "),
    "escapes.html": (b"<title>\x1b[31m404\x1b[2J</title><h1>Not found</h1>", "  soft-404: "),
}


def test_odd_files_are_explained_too(tmp_path: Path) -> None:
    for name, (body, told) in ODD.items():
        (tmp_path / name).write_bytes(body)
        done = explain(str(tmp_path / name))
        assert (done.returncode, told in done.stdout, "Traceback" in done.stderr) == (3, True, False), (name, done)
        assert "\x1b" not in done.stdout


def test_a_terminal_that_knows_no_such_letters_is_told_all_the_same(saved: Path) -> None:
    done = explain(str(saved), encoding="ascii")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert "── removed" not in done.stdout
    assert "?? removed" in done.stdout


def test_a_reader_that_has_enough_is_no_fault(saved: Path) -> None:
    command = f"{sys.executable} -m scrapy explain {saved} | true"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], cwd=PROJECT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def test_the_commands_load_no_extraction_and_no_rules_before_they_need_them() -> None:
    """Scrapy imports every command at each start, also for `scrapy crawl`."""
    code = "import sys, newscrawl.commands.explain, newscrawl.commands.newsite, newscrawl.commands.report; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, timeout=60, check=True
    ).stdout.split()
    assert "newscrawl.health.explained" in loaded
    assert not {"trafilatura", "newscrawl.refinement", "newscrawl.clean.rules.ads"} & {*loaded}
