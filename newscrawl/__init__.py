"""newscrawl turns news sites into clean article datasets.

The public names: `extract` and `clean_text` for any program, `Addon` for any Scrapy project. Each is imported when it is first asked
for, so that `from newscrawl import clean_text` needs the standard library alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newscrawl.addon import Addon
    from newscrawl.clean import clean_text
    from newscrawl.refine import extract

__all__ = ["Addon", "clean_text", "extract"]

__version__ = "0.1.0"

_HOMES = {"Addon": "newscrawl.addon", "clean_text": "newscrawl.clean", "extract": "newscrawl.refine"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
