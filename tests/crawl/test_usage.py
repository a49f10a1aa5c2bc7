"""What a person gets who types something wrong, or whose site or disk is not there: one line, a status, never a traceback."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Scrapy = Callable[..., Any]


def one_line(result: Any) -> str:
    assert "Traceback" not in result.stderr + result.stdout
    told = [line for line in result.stderr.split("\n") if line.startswith("newscrawl:")]
    assert len(told) == 1, result.stderr
    return told[0]


@pytest.fixture
def dead_address() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_an_unknown_spider_names_the_known_ones(scrapy: Scrapy) -> None:
    result = scrapy("crawl", "techpiont")
    assert (result.status, "techpoint" in one_line(result)) == (2, True)


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ("since=yesterday", "YYYY-MM-DD"),
        ("since=2021-02-30", "YYYY-MM-DD"),
        ("until=01/02/2021", "YYYY-MM-DD"),
        ("sinse=2021-01-01", "since=YYYY-MM-DD"),
        ("since=2021-02-01 -a until=2021-01-01", "swap them"),
        ("since=", "since=YYYY-MM-DD"),
        ("base_url=", "http://127.0.0.1:8000"),
        ("base_url=techpointmag", "http://127.0.0.1:8000"),
        ("base_url=http://[::1", "http://127.0.0.1:8000"),
        ("base_url=http://127.0.0.1:8000/?p=1", "http://127.0.0.1:8000"),
        ("base_url=http://127.0.0.1:99999", "http://127.0.0.1:8000"),
        ("archive=tape", "archive=warc:PATH"),
    ],
)
def test_a_wrong_argument_is_named_with_its_right_form(scrapy: Scrapy, argument: str, told: str) -> None:
    result = scrapy("crawl", "techpoint", "-a", *argument.split(" "))
    assert result.status == 2
    assert told in one_line(result)
    assert not result.output.exists()


def test_a_spider_must_be_named(scrapy: Scrapy) -> None:
    result = scrapy("crawl")
    assert result.status == 2
    assert result.stderr.rstrip().endswith("error: name one spider: scrapy crawl SPIDER")


@pytest.mark.parametrize("setting", ["NEWSCRAWL_WORKERS=abc", "LOG_LEVEL=LOUD"])
def test_a_wrong_setting_is_named(scrapy: Scrapy, setting: str) -> None:
    result = scrapy("crawl", "techpoint", settings=(setting,))
    assert result.status == 2
    assert setting.split("=")[0] in one_line(result)


def test_a_site_that_does_not_answer_is_a_failed_run(scrapy: Scrapy, dead_address: str) -> None:
    result = scrapy("crawl", "techpoint", base_url=dead_address, settings=("RETRY_TIMES=0",))
    assert result.status == 1
    assert "could not be reached" in one_line(result)
    assert result.manifest()[-1]["exit"] == 1


def test_an_output_folder_that_cannot_be_written(scrapy: Scrapy, tmp_path: Path, dead_address: str) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    result = scrapy("crawl", "techpoint", base_url=dead_address, output=blocked / "output")
    assert result.status == 1
    assert str(blocked) in one_line(result)
