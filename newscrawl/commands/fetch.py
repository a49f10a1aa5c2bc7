"""`scrapy fetch`: Scrapy's own, as a look and no run."""

from __future__ import annotations

import argparse

from scrapy.commands import fetch

from newscrawl.commands.looking import look_at


class Command(fetch.Command):
    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        look_at(args, self.settings)
