"""The public surface: names, signatures, docstrings; and the old paths that still work."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import import_module
from typing import Any, get_type_hints

import pytest

import newscrawl

MOVED = ["newscrawl.extract.rights:obeyed", "newscrawl.refine:REASONS", "newscrawl.sites:Site", "newscrawl.refine:refine"]
SAME = [  # paths that README and docs/ name, and users' settings hold
    "newscrawl.addon:Addon",
    "newscrawl.clean:clean_text",
    "newscrawl.clean.recurring:HoldBack",
    "newscrawl.pipelines:CleanTextPipeline",
    "newscrawl.spiders.base:NewsSpider",
]
CALLED = """
import pkgutil
from importlib import import_module
import newscrawl
for module in pkgutil.walk_packages(newscrawl.__path__, "newscrawl."):
    import_module(module.name)
for name in newscrawl.__all__:
    assert callable(getattr(newscrawl, name)), name
assert newscrawl.extract("<p>too short") is None
assert newscrawl.clean_text("A line.").text == "A line."
page = newscrawl.Page(url="https://gazette.example/a", body=b"<p>too short", fetched_at=__import__("datetime").datetime.now())
site = newscrawl.Site(name="gazette", home="https://gazette.example/", title="")
assert isinstance(newscrawl.refine(page, site), newscrawl.Rejected)
"""


def test_the_names_are_these() -> None:
    assert newscrawl.__all__ == [
        *("Addon", "Article", "Page", "Rejected", "Site", "acrawl", "clean_text", "crawl", "extract"),
        *("from_html", "from_url", "from_warc", "read", "refine"),
    ]
    assert set(dir(newscrawl)) >= set(newscrawl.__all__)


@pytest.mark.parametrize("name", newscrawl.__all__)
def test_a_public_name_says_what_it_is(name: str) -> None:
    assert len((inspect.getdoc(getattr(newscrawl, name)) or "").split()) >= 5


@pytest.mark.parametrize("name", [name for name in newscrawl.__all__ if name[0].islower()])
def test_a_public_function_has_types_and_none_is_any(name: str) -> None:
    function = getattr(newscrawl, name)
    hints = get_type_hints(function)
    assert set(hints) == {*inspect.signature(function).parameters, "return"}
    assert Any not in hints.values()


def test_no_module_has_the_name_of_a_public_function() -> None:
    result = subprocess.run([sys.executable, "-W", "ignore", "-c", CALLED], capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("path", SAME)
def test_a_documented_path_leads_somewhere(path: str) -> None:
    module, name = path.split(":")
    assert hasattr(import_module(module), name)


@pytest.mark.parametrize("path", MOVED)
def test_a_path_that_moved_works_for_one_more_release_with_a_warning(path: str) -> None:
    module, name = path.split(":")
    with pytest.warns(DeprecationWarning, match=" now"):
        assert getattr(import_module(module), name)
    assert callable(newscrawl.extract)
    assert callable(newscrawl.refine)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = newscrawl.nothing
