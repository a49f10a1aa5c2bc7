"""What exists is documented, and what is documented exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newscrawl import settings
from newscrawl.model import Article

DOCS = Path(__file__).parents[1] / "docs"
SOURCES = sorted((Path(__file__).parents[1] / "newscrawl").rglob("*.py"))


def used_settings() -> set[str]:
    read = {name for path in SOURCES for name in re.findall(r"[\"'](NEWSCRAWL_[A-Z_]+)[\"']", path.read_text("utf-8"))}
    return read | {name for name in dir(settings) if name.startswith("NEWSCRAWL_")}


@pytest.mark.parametrize("name", sorted(used_settings()))
def test_every_setting_is_documented(name: str) -> None:
    pages = "".join((DOCS / page).read_text("utf-8") for page in ("settings.md", "politeness.md", "security.md") if (DOCS / page).exists())
    assert f"`{name}`" in pages


def test_every_documented_setting_exists() -> None:
    assert set(re.findall(r"`(NEWSCRAWL_[A-Z_]+)`", (DOCS / "settings.md").read_text("utf-8"))) <= used_settings()


@pytest.mark.parametrize("field", Article.__dataclass_fields__)
def test_every_field_of_the_record_is_documented(field: str) -> None:
    assert f"`{field}`" in (DOCS / "files.md").read_text("utf-8")
