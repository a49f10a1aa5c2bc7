"""The rooms of the package: how many modules each has, what a module is called, and that no imports go in a circle."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PACKAGE = PROJECT / "newscrawl"
MOST_IN_A_ROOM = 9
MOST_AT_THE_TOP = 13
FLAT = {"commands", "sites"}  # Scrapy wants its commands in one folder; a site is data
ROOMS = sorted(str(init.parent.relative_to(PACKAGE)) for init in PACKAGE.rglob("__init__.py"))


def modules_of(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*.py") if path.name != "__init__.py"]


def name_of(path: Path) -> str:
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    """The project's modules that a module imports at its top, those for types alone included; what a function imports is left out."""
    waiting: list[ast.AST] = [ast.parse(path.read_text("utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        waiting += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if inner in known:
                    yield inner
                elif node.module in known:
                    yield node.module


@pytest.mark.parametrize("top", ["newscrawl", "tests", "demo", "bench"])
def test_no_imports_go_in_a_circle(top: str) -> None:
    known = {name_of(path): path for path in sorted((PROJECT / top).rglob("*.py"))}
    lazy = {"newscrawl"}  # the public names are imported when they are asked for; `newscrawl.__version__` is all that modules take of it
    graph = {name: set(imported(path, known)) - {name} - lazy for name, path in known.items() if name not in lazy}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in FLAT])
def test_a_room_can_be_looked_over(room: str) -> None:
    most = MOST_AT_THE_TOP if room == "." else MOST_IN_A_ROOM
    assert len(modules_of(PACKAGE / room)) <= most


def test_no_file_name_stands_for_two_things() -> None:
    """Commands have the names of their verbs, and sites their own."""
    names = Counter(path.stem for room in ROOMS if room not in FLAT for path in modules_of(PACKAGE / room))
    assert [name for name, count in names.items() if count > 1] == []


def test_the_picture_of_the_rooms_is_true() -> None:
    text = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
    drawn = re.findall(r"^([a-z_/]+)/ {2,}\S", text.partition("```")[2].partition("```")[0], re.MULTILINE)
    assert sorted(drawn) == [room for room in ROOMS if room != "."]


def test_the_files_that_a_newcomer_is_sent_to_exist() -> None:
    """docs/contributing.md: what a diff changes is there; what it adds is in a room that is."""
    text = (PROJECT / "docs" / "contributing.md").read_text("utf-8")
    changed = re.findall(r"^--- (\S+)$", text, re.MULTILINE)
    added = set(re.findall(r"^\+\+\+ (\S+)$", text, re.MULTILINE)) - set(changed)
    assert [name for name in changed if not (PROJECT / name).is_file()] == []
    assert [name for name in added if not (PROJECT / name).parent.is_dir()] == []
