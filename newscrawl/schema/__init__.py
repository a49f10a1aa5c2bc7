"""The article record's JSON Schema (draft 2020-12), and a check of records against it.

The schema is `newscrawl/schema/article.schema.json`: any validator in any language can read it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema_rs import Draft202012Validator

from newscrawl.errors import NewscrawlError

__all__ = ["InvalidRecord", "article_schema", "problems", "validate"]

MOST_PROBLEMS = 20


class InvalidRecord(NewscrawlError):  # noqa: N818  a state of data
    """A record that is not as the schema says. `problems` lists what is wrong, each with its place."""

    def __init__(self, record_id: str, found: list[str]) -> None:
        super().__init__(f"the record {record_id} does not match the article schema: {'; '.join(found)}")
        self.problems = found


@cache
def article_schema() -> dict[str, Any]:
    """The schema as it ships."""
    text = files(__package__).joinpath("article.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(article_schema())


def problems(record: Mapping[str, Any]) -> list[str]:
    """The faults of a record (`model.as_record(article)`, or a line read back), at most 20; empty for a right record."""
    found: list[str] = []
    try:
        for wrong in _validator().iter_errors(dict(record)):
            place = "/".join(map(str, wrong.instance_path)) or "the record"
            found.append(f"{place}: {wrong.message[:200]}")
            if len(found) == MOST_PROBLEMS:
                break
    except UnicodeEncodeError as error:
        found.append(f"the record: holds half a character, {error.object[error.start : error.end]!a}, which no UTF-8 file can")
    return found


def validate(record: Mapping[str, Any]) -> None:
    """Raises InvalidRecord when a record does not match the schema."""
    found = problems(record)
    if found:
        raise InvalidRecord(str(record.get("id")), found)
