"""The columns as the readers of JSON Lines and Parquet want them told: DuckDB, pandas, polars, `datasets`, Arrow.

A reader that is told nothing guesses types from the first files or lines, and gives NULL for what comes later.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from newscrawl.schema.columns import Column, columns

__all__ = ["MOMENT", "READERS", "feature"]

_DUCKDB = {"int64": "BIGINT", "float64": "DOUBLE", "bool": "BOOLEAN", "json": "JSON"}
_POLARS = {"int64": "pl.Int64", "float64": "pl.Float64", "bool": "pl.Boolean"}
_ARROW = {"int64": "pa.int64()", "float64": "pa.float64()", "bool": "pa.bool_()", "moment": 'pa.timestamp("us", "UTC")'}
MOMENT = "timestamp[us, tz=UTC]"


def _duckdb_type(column: Column) -> str:
    if column.kind == "list":
        return f"{_duckdb_type(column.of[0])}[]"
    if column.kind == "struct":
        return "STRUCT(" + ", ".join(f'"{part.name}" {_duckdb_type(part)}' for part in column.of) + ")"
    return _DUCKDB.get(column.kind, "VARCHAR")  # a moment stays the text that it is: a session's own zone would show another day


def _duckdb() -> str:
    """The `columns` of DuckDB's `read_json`."""
    return "{" + ", ".join(f"'{column.name}': '{_duckdb_type(column)}'" for column in columns()) + "}"


def _pandas() -> str:
    """The `dtype` of `pandas.read_json`: an id of digits alone stays text, and no number becomes a float where one is missing. To be used
    with `convert_dates=False`."""
    kinds = {"string": "string", "moment": "string", "int64": "Int64", "float64": "Float64", "bool": "boolean"}
    return json.dumps({column.name: kinds.get(column.kind, "object") for column in columns()})


def _polars_type(column: Column) -> str:
    if column.kind == "list":
        return f"pl.List({_polars_type(column.of[0])})"
    if column.kind == "struct":
        return "pl.Struct({" + ", ".join(f"{json.dumps(part.name)}: {_polars_type(part)}" for part in column.of) + "})"
    return _POLARS.get(column.kind, "pl.String")


def _polars() -> str:
    """The `schema` of `polars.read_ndjson`, in Python."""
    return "{" + ", ".join(f"{json.dumps(column.name)}: {_polars_type(column)}" for column in columns()) + "}"


def feature(column: Column) -> Any:
    """A column as `datasets.Features.from_dict` has it."""
    if column.kind == "struct":
        return {part.name: feature(part) for part in column.of}
    if column.kind == "list":
        return {"feature": feature(column.of[0]), "_type": "List"}
    if column.kind == "json":
        return {"_type": "Json"}
    return {"dtype": MOMENT if column.kind == "moment" else column.kind, "_type": "Value"}


def _datasets() -> str:
    """The `features` of `datasets.load_dataset("json", …)`, for `Features.from_dict`."""
    return json.dumps({column.name: feature(column) for column in columns()})


def _arrow_type(column: Column) -> str:
    if column.kind == "list":
        return f"pa.list_({_arrow_type(column.of[0])})"
    if column.kind == "struct":
        return "pa.struct([" + ", ".join(f"({json.dumps(part.name)}, {_arrow_type(part)})" for part in column.of) + "])"
    return _ARROW.get(column.kind, "pa.string()")


def _arrow() -> str:
    """The schema of an export's Parquet files, in Python; objects with keys of their own are JSON text."""
    return "pa.schema([" + ", ".join(f"({json.dumps(column.name)}, {_arrow_type(column)})" for column in columns()) + "])"


READERS: Final[Mapping[str, Callable[[], str]]] = {
    "duckdb": _duckdb, "pandas": _pandas, "polars": _polars, "datasets": _datasets, "arrow": _arrow,
}  # fmt: skip
"""By the name that `scrapy schema --for` takes: the columns, as one line of text."""
