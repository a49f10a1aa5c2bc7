"""`newscrawl init FOLDER`: a folder for a person's own sites and settings."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import BaseSettings

from newscrawl.commands.offline import Offline
from newscrawl.errors import OutputError, UsageError

_FILES: Final = {
    "scrapy.cfg": """[settings]
default = settings
""",
    "settings.py": '''"""The settings that people change; all others: newscrawl/settings.py, explained in docs/settings.md."""

from newscrawl.settings import *

NEWSCRAWL_OUTPUT_DIR = "output"  # where runs write
NEWSCRAWL_CONTACT = ""  # an address or page of yours, for the user agent: sites that mind can write to you
DOWNLOAD_DELAY = 1.0  # seconds between two requests to a host
NEWSCRAWL_WARC = True  # keep what was fetched, so that it can be cleaned again
NEWSCRAWL_RIGHTS = "record"  # or "skip": leave out what reserves text and data mining
''',
    ".gitignore": """output/
export/
""",
}


class Command(Offline, ScrapyCommand):
    requires_project = False

    def syntax(self) -> str:
        return "<folder>"

    def short_desc(self) -> str:
        return "Make a folder for your own settings and sites"

    def long_desc(self) -> str:
        return "Writes scrapy.cfg, settings.py with the settings that people change, and .gitignore. Nothing that is there is replaced."

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        if len(args) != 1:
            raise ScrapyUsageError("name one folder: newscrawl init FOLDER")
        folder = Path(args[0])
        if there := [name for name in _FILES if (folder / name).exists()]:
            raise UsageError(f"{folder / there[0]} is there already; name another folder")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in _FILES.items():
                (folder / name).write_text(text, "utf-8")
        except OSError as error:
            raise OutputError(f"{folder} cannot be written: {error.strerror}; name another folder") from error
        yield f"{folder}: {', '.join(_FILES)}"
        yield f"next: cd {folder} && newscrawl crawl auto -a url=https://example.com"
