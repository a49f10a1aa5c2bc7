"""Scrapy's own commands that look at one page: they work here, and leave nothing behind."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from demo import faults
from demo.generated import GeneratedSite
from tests.crawl import warm
from tests.crawl.conftest import PROJECT


def look(output: Path, *args: str) -> subprocess.CompletedProcess[str]:
    settings = (f"NEWSCRAWL_OUTPUT_DIR={output}", "DOWNLOAD_DELAY=0", "RETRY_TIMES=0")
    line = [*args, *(piece for setting in settings for piece in ("-s", setting))]
    return warm.run(line, cwd=PROJECT, env={**os.environ, "PYTHONWARNINGS": "ignore"}, timeout=120)


@pytest.mark.parametrize(
    "args", [("fetch",), ("fetch", "--spider", "techpoint"), ("shell", "--spider", "techpoint", "-c", "response.text")]
)
def test_a_page_is_shown_and_no_run_is_written_for_it(args: tuple[str, ...], tmp_path: Path) -> None:
    with GeneratedSite(3, seed=71) as site:
        truth = next(site.truths())
        done = look(tmp_path / "output", *args, site.url + truth.path)
    assert truth.title in done.stdout, done.stderr
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "output").exists()


def test_what_is_named_is_open_and_what_it_leads_to_is_not(tmp_path: Path) -> None:
    with GeneratedSite(3, seed=72) as site, GeneratedSite(1, seed=73) as other:
        site.faults.on("^/leads-away/", faults.redirect(other.url + "/secret/"))
        done = look(tmp_path, "fetch", site.url + "/leads-away/")
        assert not other.log
    assert "not fetched: address: 127.0.0.1 is loopback" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_is_no_address_and_that_is_said(tmp_path: Path) -> None:
    file = tmp_path / "secret.html"
    file.write_text("<p>the secret</p>")
    done = look(tmp_path / "output", "fetch", file.as_uri())
    assert "the secret" not in done.stdout
    assert "not fetched: scheme: 'file' is neither http nor https" in done.stderr
