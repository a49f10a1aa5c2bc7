"""Page to article: decoding, DOM pruning, body, metadata, quality.

`newscrawl.extract` is at once this room and the library's function `extract(html, url)`: a package that is imported becomes an attribute
of its parent, so the package itself answers the call, whichever was imported first.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

__all__: list[str] = []


class _Room(ModuleType):
    def __call__(self, html: bytes | bytearray | memoryview | str, url: str | None = "") -> Any:
        """`newscrawl.refine.extract`: the article in a page, None where there is none."""
        return import_module("newscrawl.refine").extract(html, url)


sys.modules[__name__].__class__ = _Room
