"""The sites that ship with the package: one TOML file a country in `countries/` (`newscrawl.catalogue` reads them), and modules that hold a
`SITE` and need no Scrapy.

`newscrawl.spiders.configured` makes a spider of each module.
"""

from __future__ import annotations

import pkgutil
import warnings
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from newscrawl import site

__all__ = ["configured"]


def configured() -> Iterator[site.Site]:
    """The site of each module here, by the module's name."""
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        yield import_module(f"{__name__}.{module.name}").SITE


def __getattr__(name: str) -> Any:
    """`Site` and `Layout` stood here up to version 0.1."""
    if name not in ("Site", "Layout"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    warnings.warn(f"newscrawl.sites.{name} is newscrawl.site.{name} now", DeprecationWarning, stacklevel=2)
    return getattr(site, name)
