"""Entry: what the table says of a site. Most of it is the `Site`; the rest says where the entry comes from."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from newscrawl import sites
from newscrawl.errors import UsageError
from newscrawl.site import Keys, Layout, Login, Site

__all__ = ["EVIDENCE", "SCHEMA", "Entry", "checked_entry", "entry_of", "entry_toml"]

SCHEMA: Final = Path(sites.__file__).with_name("sites.schema.json")
EVIDENCE: Final = ("good", "one list", "looked at")
Table = Mapping[str, Any]  # a TOML table: strings, dates, booleans, lists, tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One site of the table. `own`: the entry is the user's. `checked`: the last day on which the source says that it looked at the site;
    `date`: the day on which the entry was written. `table`: the entry as its file has it."""

    site: Site
    own: bool
    country: str | None = None
    topics: tuple[str, ...] = ()
    evidence: str | None = None
    source: str | None = None
    checked: dt.date | None = None
    date: dt.date | None = None
    note: str | None = None
    table: Table

    @property
    def name(self) -> str:
        return self.site.name


_OF_SITE = frozenset(field.name for field in fields(Site))
_OF_ENTRY = frozenset(field.name for field in fields(Entry)) - {"site", "own", "table"}


def entry_of(name: str, table: Table, *, own: bool, folder: Path | None = None) -> Entry:
    """The entry of a table that the schema accepts. `folder`: where the files of its keys lie."""
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    if "layouts" in values:
        values["layouts"] = tuple(Layout(until=_day(one["until"]), body=one["body"]) for one in values["layouts"])
    if keys := _keys(table, folder or Path()):
        values = {key: value for key, value in values.items() if key != "cookies" or value is True} | {"keys": keys}
    site = Site(name=name, **{key: value for key, value in values.items() if key in _OF_SITE})
    return Entry(site=site, own=own, table=table, **{key: value for key, value in values.items() if key in _OF_ENTRY})


def _keys(table: Table, folder: Path) -> Keys | None:
    """The keys of an entry, with absolute paths."""
    given = {key: table[key] for key in ("cookies", "auth", "headers", "proxy") if isinstance(table.get(key), str)}
    paths = {key: str(folder / Path(value).expanduser()) for key, value in given.items()}
    login = table.get("login")
    if not (paths or login or "consent" in table):
        return None
    form = Login(page=login["page"], fields=str(folder / Path(login["fields"]).expanduser()), success=login["success"]) if login else None
    return Keys(**paths, login=form, consent=table.get("consent"))


def checked_entry(name: str, table: object, where: Path) -> Entry:
    """The entry of a table that a person wrote. Raises UsageError that names the file, the entry, the field and what is wrong."""
    for trouble in _troubles({name: _plain(table)}):
        raise UsageError(f"{where}: {trouble}")
    assert isinstance(table, Mapping)
    try:
        if "timezone" in table:
            ZoneInfo(table["timezone"])
        return entry_of(name, table, own=True, folder=where.parent)
    except re.error as error:
        raise UsageError(f"{where}: [{name}]: {error.pattern!r} is no regular expression: {error.msg}") from None
    except (ValueError, OSError) as error:  # ZoneInfoNotFoundError is a KeyError with an OSError's text on some systems
        raise UsageError(f"{where}: [{name}]: {error}") from None
    except KeyError:
        raise UsageError(f"{where}: [{name}]: timezone {table['timezone']!r} is not known; write one like Africa/Lagos") from None


def _troubles(tables: Mapping[str, Any]) -> Iterator[str]:
    for error in sorted(_validator().iter_errors(tables), key=lambda error: list(map(str, error.instance_path))):
        path = [str(part) for part in error.instance_path]
        place = f"[{path[0]}]" + (f" {'.'.join(path[1:])}" if path[1:] else "") if path else "the table"
        yield f"{place}: {error.message}"[:300]


@cache
def _validator() -> Any:
    from jsonschema_rs import Draft202012Validator

    return Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


def _plain(value: object) -> Any:
    """TOML values as JSON has them."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _day(value: object) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


def entry_toml(name: str, table: Table) -> str:
    """An entry as TOML, one line a field, fields in the order of the schema."""
    order = list(json.loads(SCHEMA.read_text("utf-8"))["$defs"]["entry"]["properties"])
    lines = [f"{key} = {_literal(table[key])}" for key in sorted(table, key=lambda key: order.index(key) if key in order else len(order))]
    return "\n".join([f"[{name}]", *lines]) + "\n"


def _literal(value: object) -> str:
    """A value as TOML. A JSON string is a TOML string, but for DEL and single surrogates, which neither may hold."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_literal(inner)}' for key, inner in value.items())} }}"
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
