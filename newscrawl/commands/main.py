"""The program `newscrawl`: the commands of this project from any folder. In a folder with a scrapy.cfg that project's settings hold."""

from __future__ import annotations

import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module

from newscrawl import commands
from newscrawl.version import __version__

__all__ = ["main"]

_PROJECT = "SCRAPY_SETTINGS_MODULE"
_FOREIGN = (
    "newscrawl: the Scrapy project of this folder has no settings of newscrawl; begin its settings file with "
    "`from newscrawl.settings import *`, or run the command in another folder"
)
_HELP = ("-h", "--help", "help")
_VERSION = ("-V", "--version", "version")


def main(argv: Sequence[str] | None = None) -> None:
    """Runs `newscrawl COMMAND …` as `scrapy COMMAND …` runs in a project, and ends the process with the command's exit status. `--output
    DIR` sets NEWSCRAWL_OUTPUT_DIR."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] and given[0] in _VERSION:
        print(f"newscrawl {__version__}")
        sys.exit(0)
    try:
        arguments = with_output(given)
    except ValueError as error:
        print(f"newscrawl: {error}", file=sys.stderr)
        sys.exit(2)
    if not arguments or arguments[0] in _HELP:
        print(_overview())
        sys.exit(0)
    from scrapy import cmdline
    from scrapy.utils.project import get_project_settings

    _stand_alone()
    settings = get_project_settings()
    if settings.get("NEWSCRAWL_OUTPUT_DIR") is None:
        print(_FOREIGN, file=sys.stderr)
        sys.exit(2)
    cmdline.ScrapyArgumentParser = _parser(cmdline.ScrapyArgumentParser)  # type: ignore[misc,assignment]
    cmdline.execute(["newscrawl", *arguments])


def with_output(arguments: Sequence[str]) -> list[str]:
    """The arguments as Scrapy takes them: `--output DIR` names the output folder. Raises ValueError where DIR is missing."""
    taken: list[str] = []
    left = iter(arguments)
    for argument in left:
        if argument == "--":
            return [*taken, argument, *left]
        if argument == "--output" or argument.startswith("--output="):
            folder = argument.partition("=")[2] if "=" in argument else next(left, "")
            if not folder:
                raise ValueError("--output needs a folder: newscrawl crawl techpoint --output DIR")
            taken += ["-s", f"NEWSCRAWL_OUTPUT_DIR={folder}"]
        else:
            taken.append(argument)
    return taken


def _stand_alone() -> None:
    """Outside of every Scrapy project the settings of the package hold."""
    from scrapy.utils.conf import closest_scrapy_cfg

    if not os.environ.get(_PROJECT) and not closest_scrapy_cfg():
        os.environ[_PROJECT] = "newscrawl.settings"


def _commands() -> dict[str, str]:
    """The names of all commands of this package, with a line on each; and Scrapy's list of spiders."""
    found = {"list": "List the sites that can be crawled"}
    for module in sorted(pkgutil.iter_modules(commands.__path__), key=lambda module: module.name):
        command = getattr(import_module(f"{commands.__name__}.{module.name}"), "Command", None)
        if command is not None:
            found[module.name] = command().short_desc()
    return found


def _overview() -> str:
    lines = [f"newscrawl {__version__}", "", "Usage: newscrawl COMMAND [options] [arguments]", ""]
    lines += [f"  {name:<10} {said}" for name, said in _commands().items()]
    lines += ["", "newscrawl COMMAND --help says more. --output DIR names the output folder of any command (./output)."]
    return "\n".join(lines)


def _parser(kind: type) -> type:
    """Scrapy's parser, whose usage names this program."""

    class Parser(kind):  # type: ignore[misc]
        def __init__(self, *args: object, usage: str = "", **more: object) -> None:
            super().__init__(*args, usage=usage.replace("scrapy ", "newscrawl ", 1), **more)

    return Parser
