"""newscrawl turns news sites into clean article datasets.

The public names are imported when they are first asked for, so that `from newscrawl import clean_text` needs the standard library alone.
Everything else in the package may move between releases; what the documentation of the release before named is in `_MOVED`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any
from warnings import warn

from newscrawl.version import __version__ as __version__

if TYPE_CHECKING:
    from newscrawl.addon import Addon
    from newscrawl.clean import clean_text
    from newscrawl.dataset.read import read
    from newscrawl.library.crawling import acrawl, crawl
    from newscrawl.library.single import from_html, from_url, from_warc
    from newscrawl.model import Article, Page, Rejected
    from newscrawl.refinement import extract, refine
    from newscrawl.site import Site

__all__ = [
    "Addon",
    "Article",
    "Page",
    "Rejected",
    "Site",
    "acrawl",
    "clean_text",
    "crawl",
    "extract",
    "from_html",
    "from_url",
    "from_warc",
    "read",
    "refine",
]

_HOMES = {
    "Addon": "newscrawl.addon",
    "Article": "newscrawl.model",
    "Page": "newscrawl.model",
    "Rejected": "newscrawl.model",
    "Site": "newscrawl.site",
    "acrawl": "newscrawl.library.crawling",
    "clean_text": "newscrawl.clean",
    "crawl": "newscrawl.library.crawling",
    "extract": "newscrawl.refinement",
    "from_html": "newscrawl.library.single",
    "from_url": "newscrawl.library.single",
    "from_warc": "newscrawl.library.single",
    "read": "newscrawl.dataset.read",
    "refine": "newscrawl.refinement",
}
# Modules that the documentation of 0.1 named, and their new places: they can be imported for one more release.
_MOVED = {
    "newscrawl.refine": "newscrawl.refinement",
    "newscrawl.extract.rights": "newscrawl.page.rights.signals",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


class _Moved(ModuleType):
    """A module under its old name. The import system finds this object and so never makes it an attribute of the package, where the old
    name is a function today."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        home = _MOVED[self.__name__]
        warn(f"{self.__name__} is {home} now; the old name goes with the next release", DeprecationWarning, stacklevel=2)
        return getattr(import_module(home), name)


sys.modules.update({name: _Moved(name) for name in _MOVED if name not in sys.modules})
