"""The common part of `scrapy fetch`, `shell`, `view` and `parse`: a look at one page is no run of its site."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from scrapy.settings import BaseSettings
from scrapy.utils.url import guess_scheme

from newscrawl.middlewares.safe.addresses import authority
from newscrawl.middlewares.safe.guard import LOOK_AT

__all__ = ["Look", "look_at"]

if TYPE_CHECKING:
    from scrapy.commands import ScrapyCommand as _Command
else:
    _Command = object  # Scrapy takes each of its classes that it finds in this package for a command

_OF_A_RUN = ("newscrawl.extensions.keeper.RunKeeper", "newscrawl.extensions.progress.Progress")


def look_at(args: Sequence[str], settings: BaseSettings) -> None:
    """No ledger, no lock, no line in the manifest, whichever spider the address belongs to. The port that a person names is allowed, and
    a private address given as a number or as localhost; redirects are checked."""
    for extension in _OF_A_RUN:
        settings["EXTENSIONS"].set(extension, None, "cmdline")
    with suppress(ValueError):  # no address: the command itself says what it takes
        url = guess_scheme(args[0]) if args else ""
        authority(url)
        settings.set(LOOK_AT, url, "cmdline")


class Look(_Command):
    """Before one of Scrapy's own commands: the command looks at one page, and is no run."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        look_at(args, self.settings)
