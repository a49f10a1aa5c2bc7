"""The private names of Scrapy (2.19) and Twisted (26.10) that newscrawl uses: which is gone, and where it was used."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest
from scrapy.core.downloader import Downloader
from scrapy.core.engine import ExecutionEngine
from twisted.web.client import HTTPConnectionPool

from newscrawl.middlewares import internals

PACKAGE = Path(internals.__file__).parents[1]
HOME = Path(internals.__file__)


def private_imports(path: Path) -> list[tuple[str, str]]:
    """Private names that a module imports from Scrapy or Twisted: `(module, name)`."""
    found = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom) and node.module]
    return [
        (node.module or "", alias.name)
        for node in found
        for alias in node.names
        if (node.module or "").split(".")[0] in ("scrapy", "twisted")
        and any(part.startswith("_") for part in (*(node.module or "").split("."), alias.name))
    ]


@pytest.mark.parametrize(("module", "name"), private_imports(HOME))
def test_a_private_name_is_there(module: str, name: str) -> None:
    assert hasattr(import_module(module), name), f"{module}.{name} is gone: {HOME.name} imports it"


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in internals.PRIVATE.items() for name in names])
def test_a_private_attribute_is_there(kind: type, name: str) -> None:
    assert hasattr(kind, name), f"{kind.__module__}.{kind.__qualname__}.{name} is gone"


def test_the_attributes_of_a_running_crawl_are_there() -> None:
    from twisted.internet import reactor

    assert "_delay" in Downloader.__init__.__code__.co_names, "Downloader._delay is gone: middlewares/polite/throttle.py asks for it"
    assert "_slot" in ExecutionEngine.__init__.__code__.co_names, "ExecutionEngine._slot is gone: middlewares/stopping.py asks for it"
    assert isinstance(HTTPConnectionPool(reactor)._factory, type)


def test_no_other_module_imports_private_names() -> None:
    others = {path.relative_to(PACKAGE).as_posix(): private_imports(path) for path in PACKAGE.rglob("*.py") if path != HOME}
    assert {path: names for path, names in others.items() if names} == {}
