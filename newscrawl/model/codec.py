"""One codec of records: dataclasses as plain JSON values (`as_record`), and back (`from_record`)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

__all__ = ["as_record", "from_record", "stamp"]

_SCALARS = frozenset((str, int, float, bool, type(None)))
_Reader = Callable[[Any], Any]
_T = TypeVar("_T")


def stamp(at: datetime) -> str:
    """`2026-11-23T03:00:00Z`: UTC with seconds and Z, as every file of ours states a moment. `at` is aware."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.metadata.get("recorded", True)) if isinstance(kind, type) and is_dataclass(kind) else ()


def as_record(value: Any) -> Any:
    """A dataclass as plain dicts, lists and scalars, ready for JSON; unknown is None, never a missing key; a datetime as `stamp` has it."""
    kind: Any = type(value)
    if kind in _SCALARS:  # most of what a record holds, and the quickest to tell
        return value
    if names := _names(kind):
        # The scalars, two thirds of all, without a call for each.
        return {name: part if type(part := getattr(value, name)) in _SCALARS else as_record(part) for name in names}
    if isinstance(value, Mapping):
        return {key: as_record(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [item if type(item) in _SCALARS else as_record(item) for item in value]
    return stamp(value) if isinstance(value, datetime) else value


def from_record(kind: type[_T], record: Any) -> _T:
    """The dataclass that `as_record` made a record of. A missing key takes the field's default, a key of a later version is ignored, a list
    gives all fields in their order. Raises ValueError for a record that lacks a field without a default, or has a value of another type."""
    read: Callable[[Any], _T] = _reader(kind)  # type: ignore[arg-type]
    try:
        return read(record)
    except (TypeError, OverflowError, OSError, RecursionError) as error:
        raise ValueError(f"no {kind.__name__}: {error}") from error


@cache
def _reader(kind: Any) -> _Reader:
    """The function that reads values of one type."""
    origin, args = get_origin(kind), get_args(kind)
    if kind is Any:
        return lambda value: value
    if origin is Literal:
        return lambda value: _one_of(args, value)
    if origin in (Union, UnionType):  # `X | None` is the only kind that records have
        [inner] = [_reader(arg) for arg in args if arg is not type(None)]
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        item = _reader(args[0])
        return lambda value: tuple(map(item, _a(list, value)))
    if origin is Mapping:
        text, item = _reader(args[0]), _reader(args[1])
        return lambda value: {text(key): item(part) for key, part in _a(dict, value).items()}
    if kind is datetime:
        return _moment
    if kind is float:
        return lambda value: float(_a((int, float), value))
    return _dataclass_reader(kind) if is_dataclass(kind) else lambda value: _a(kind, value)


def _dataclass_reader(kind: Any) -> _Reader:
    hints = get_type_hints(kind)
    readers = {f.name: _reader(hints[f.name]) for f in fields(kind) if f.metadata.get("recorded", True)}
    needed = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}

    def read(value: Any) -> Any:
        given = dict(zip(readers, value, strict=True)) if isinstance(value, list) else _a(dict, value)
        if missing := needed - given.keys():
            raise ValueError(f"no {kind.__name__}: it lacks {', '.join(sorted(missing))}")
        return kind(**{name: reader(given[name]) for name, reader in readers.items() if name in given})

    return read


def _a(kind: type | tuple[type, ...], value: Any) -> Any:
    """The value, if it is of the type that it should be; a bool is no number."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"{value!r:.80} is not of the type {kind}")
    return value


def _one_of(allowed: tuple[Any, ...], value: Any) -> Any:
    if value not in allowed:
        raise ValueError(f"{value!r:.80} is none of {', '.join(map(str, allowed))}")
    return value


def _moment(value: Any) -> datetime:
    """A moment as `stamp` writes it, with any offset, or in Unix seconds."""
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    at = datetime.fromisoformat(_a(str, value))
    if at.tzinfo is None:
        raise ValueError(f"{value!r:.80} states no offset")
    return at.astimezone(UTC)
