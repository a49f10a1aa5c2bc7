"""Settings that cannot be what they are for, told before anything starts: each is read as what its default is."""

from __future__ import annotations

import difflib
import logging
import math
import re
from typing import Any

from scrapy.settings import BaseSettings, default_settings

from newscrawl.errors import UsageError

__all__ = ["check_settings"]

_SCHEME = re.compile(r"[A-Za-z][\w+.-]+:/")
OTHERS = ("NEWSCRAWL_PROGRESS", "NEWSCRAWL_TEXT_FIELD")  # have no default: the terminal decides, the add-on's items do


def check_settings(settings: BaseSettings, defaults: dict[str, Any]) -> None:
    """Checks the settings against `defaults`, the project's settings as shipped. Raises UsageError that names the first wrong setting,
    and its allowed values."""
    for name in settings:
        value = settings[name]
        if name == "LOG_LEVEL" and not isinstance(value, int) and str(value) not in logging.getLevelNamesMapping():
            raise UsageError(f"LOG_LEVEL={value!r} is no level; set it to DEBUG, INFO, WARNING, ERROR or CRITICAL")
        if name == "NEWSCRAWL_OUTPUT_DIR" and (scheme := _SCHEME.match(str(value))):
            raise UsageError(f"NEWSCRAWL_OUTPUT_DIR={value!r}: {scheme[0]} is not supported, runs write to a local folder")
        if name == "NEWSCRAWL_POLL" and value not in ("always", "learned"):
            raise UsageError(f"NEWSCRAWL_POLL={value!r} is not known; set it to always or learned")
        if name.startswith("NEWSCRAWL_"):
            if name not in defaults and name not in OTHERS:
                near = difflib.get_close_matches(name, [*(n for n in defaults if n.startswith("NEWSCRAWL_")), *OTHERS], 1, 0.8)
                raise UsageError(f"{name} is not a setting{f'; did you mean {near[0]}?' if near else ', see docs/settings.md'}")
            _check(settings, name, defaults.get(name), own=True)
        elif value is not None:
            _check(settings, name, getattr(default_settings, name, None), own=False)


def _check(settings: BaseSettings, name: str, default: Any, *, own: bool) -> None:
    value = settings[name]
    if isinstance(default, bool):
        try:
            settings.getbool(name)
        except ValueError:
            raise UsageError(f"{name}={value!r} is neither True nor False") from None
    elif isinstance(default, int | float):
        whole = own and isinstance(default, int)
        try:
            number = int(value) if whole else float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if math.isnan(number) or (own and number < 0):
            kind = f"a {'whole ' if whole else ''}number{' of at least 0' if own else ''}"
            raise UsageError(f"{name}={value!r} is not {kind}; its default is {default:g}")
    elif own and isinstance(default, str) and default and value == "":  # of a shell's variable that is not set
        raise UsageError(f"{name} has no value; its default is {default}")
