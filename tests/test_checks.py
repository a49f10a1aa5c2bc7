"""Settings that cannot be what they are for are told, each with what it may be."""

from __future__ import annotations

import pytest
from scrapy.settings import Settings

from newscrawl import settings as project
from newscrawl.errors import UsageError
from newscrawl.health.checks import check_settings

DEFAULTS = {name: value for name, value in vars(project).items() if name.isupper()}


def settings(**given: object) -> Settings:
    chosen = Settings()
    chosen.setmodule(project)
    chosen.setdict(given, priority="cmdline")
    return chosen


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("NEWSCRAWL_OUTPUT_DIR=s3://bucket/x", "s3:/ is not supported"),
        ("NEWSCRAWL_OUTPUT_DIR=gs://bucket/x", "is not supported"),
        ("NEWSCRAWL_WORKERS=abc", "whole number of at least 0"),
        ("NEWSCRAWL_WORKERS=1.5", "whole number of at least 0"),
        ("NEWSCRAWL_WORKERS=-3", "whole number of at least 0"),
        ("NEWSCRAWL_WORKERS=", "whole number of at least 0"),
        ("NEWSCRAWL_PAGE_SECONDS=soon", "a number of at least 0; its default is 30"),
        ("NEWSCRAWL_RECHECK_DAYS=nan", "a number of at least 0"),
        ("NEWSCRAWL_WARC=perhaps", "neither True nor False"),
        ("NEWSCRAWL_RIGHT=skip", "did you mean NEWSCRAWL_RIGHTS"),
        ("NEWSCRAWL_XYZZY=1", "docs/settings.md"),
        ("NEWSCRAWL_OUTPUT_DIR=", "has no value; its default is output"),
        ("DOWNLOAD_DELAY=abc", "is not a number"),
        ("CONCURRENT_REQUESTS=many", "is not a number"),
        ("AUTOTHROTTLE_ENABLED=sometimes", "neither True nor False"),
        ("LOG_LEVEL=LOUD", "DEBUG"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_may_be(setting: str, told: str) -> None:
    name, _, value = setting.partition("=")
    with pytest.raises(UsageError, match=told) as raised:
        check_settings(settings(**{name: value}), DEFAULTS)
    assert name in str(raised.value)


@pytest.mark.parametrize(
    "setting",
    [
        "NEWSCRAWL_WORKERS=0",
        "NEWSCRAWL_WARC=0",
        "NEWSCRAWL_PROGRESS=1",
        "DOWNLOAD_TIMEOUT=2.5",
        "LOG_LEVEL=10",
        "OWN_SETTING=x",
        "CONCURRENT_REQUESTS=8",
    ],
)
def test_what_can_be_read_is_right(setting: str) -> None:
    name, _, value = setting.partition("=")
    check_settings(settings(**{name: int(value) if name == "LOG_LEVEL" else value}), DEFAULTS)


def test_the_settings_that_ship_are_right() -> None:
    check_settings(settings(), DEFAULTS)
