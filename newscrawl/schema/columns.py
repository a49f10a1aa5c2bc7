"""The columns of a table of articles, read off the JSON Schema: each has a type, also where every article says null."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from newscrawl.schema import article_schema

__all__ = ["Column", "columns"]

Kind = Literal["string", "int64", "float64", "bool", "moment", "json", "list", "struct"]
_KINDS: dict[str, Kind] = {"string": "string", "integer": "int64", "number": "float64", "boolean": "bool"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the dataset. `of`: the fields of a struct, or the item type of a list. A column of kind `json` holds an object with
    keys of its own for each article; a `moment` is UTC, to the second."""

    name: str
    kind: Kind
    of: tuple[Column, ...] = ()


@cache
def columns() -> tuple[Column, ...]:
    """In the order of the record's keys."""
    return _struct(article_schema()["properties"])


def _struct(properties: Mapping[str, Any]) -> tuple[Column, ...]:
    return tuple(_column(name, said) for name, said in properties.items())


def _column(name: str, said: Mapping[str, Any]) -> Column:
    if str(said.get("$ref", "")).endswith("/moment"):
        return Column(name, "moment")
    said = _resolved(said)
    if "const" in said or "enum" in said:
        values = [said["const"]] if "const" in said else said["enum"]
        return Column(name, "int64" if all(isinstance(value, int) for value in values) else "string")
    kinds = [said["type"]] if isinstance(said["type"], str) else said["type"]
    [kind] = [kind for kind in kinds if kind != "null"]
    if kind == "array":
        return Column(name, "list", (_column("item", said["items"]),))
    if kind == "object":
        return Column(name, "struct", _struct(said["properties"])) if "properties" in said else Column(name, "json")
    return Column(name, _KINDS[kind])


def _resolved(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without `$ref`, and without the choice of null."""
    if "$ref" in said:
        said = {**article_schema()["$defs"][said["$ref"].rpartition("/")[2]], **said}
    if "anyOf" in said:
        [said] = [choice for choice in said["anyOf"] if choice.get("type") != "null"]
        return _resolved(said)
    return said
