"""`scrapy explain`: what was kept, what was removed and why, where metadata came from."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from demo.magazine import Magazine

PROJECT = Path(__file__).parents[2]


def explain(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "scrapy", "explain", *args], cwd=PROJECT, capture_output=True, text=True, timeout=60)


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
    kept, removed = done.stdout.split("── removed", 1)
    assert "The latest on 5G" in kept
    assert "Advertisement -" not in kept
    assert "- Advertisement -" in removed
    assert "dom-ad: the page's own markup marks it: ad" in removed
    assert "[json-ld]" in kept


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
    ],
)
def test_what_cannot_be_explained_is_one_line(args: tuple[str, ...], status: int, told: str) -> None:
    done = explain(*args)
    assert (done.returncode, told in done.stderr, "Traceback" in done.stderr) == (status, True, False)


def test_an_explanation_that_cannot_be_written_is_one_line(saved: Path) -> None:
    done = explain(str(saved), "--html", "/no/such/folder/out.html")
    assert (done.returncode, "cannot be written" in done.stderr, "Traceback" in done.stderr) == (1, True, False)
