"""Every reason, setting and statistic of the downloader is written down."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SOURCE = "\n".join(path.read_text("utf-8") for path in sorted((PROJECT / "newscrawl" / "middlewares").rglob("*.py")))
DOCS = "\n".join((PROJECT / "docs" / name).read_text("utf-8") for name in ("politeness.md", "security.md"))

REASONS = sorted(set(re.findall(r'(?:refuse\(\s*self\.\w+,\s*|Refused\(\s*)"([a-z-]+)"', SOURCE)))
SETTINGS = sorted(set(re.findall(r'"(NEWSCRAWL_[A-Z_]+[A-Z])"', SOURCE)))
STATISTICS = sorted(set(re.findall(r'count\(self\.crawler, f?"([a-z/-]+)', SOURCE)))


def test_there_is_something_to_document() -> None:
    assert {"address", "retry-later", "robots", "too-large", "tls"} <= set(REASONS)
    assert {"NEWSCRAWL_PATIENCE", "NEWSCRAWL_ALLOW_HOSTS"} <= set(SETTINGS)
    assert {"robots/unavailable", "waits"} <= set(STATISTICS)


@pytest.mark.parametrize("name", [*REASONS, *SETTINGS])
def test_it_is_documented(name: str) -> None:
    documented = DOCS.replace("`NEWSCRAWL_RETRY_SECONDS`, `…_MAX`", "`NEWSCRAWL_RETRY_SECONDS`, `NEWSCRAWL_RETRY_SECONDS_MAX`")
    assert re.search(rf"(?:`|-s ){name}\b", documented), name


@pytest.mark.parametrize("name", STATISTICS)
def test_a_statistic_is_documented(name: str) -> None:
    room, _, what = name.partition("/")
    assert f"newscrawl/{room}" in DOCS
    assert not what or f"newscrawl/{name}" in DOCS or f"…/{what}" in DOCS
