"""`scrapy browse`: a local page to read and check what was collected."""

from __future__ import annotations

import argparse
import errno
import secrets
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import BaseSettings

from newscrawl.commands.offline import Offline, site_named
from newscrawl.errors import OutputError, UsageError
from newscrawl.site import Site, bare_site

PORT = 8642
HOST = "127.0.0.1"


class Command(Offline, ScrapyCommand):
    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Read and check the collected articles in a browser, on this computer"

    def long_desc(self) -> str:
        return (
            "A small server for this computer alone. Its first line is the address to open; the address holds a secret, which changes with "
            "each start. The pages show each article with what was removed from it, and take verdicts on removals. Ctrl-C ends it."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--port", type=int, metavar="N", help=f"the port ({PORT}, or a free one where that is taken)")
        parser.add_argument("--no-open", action="store_true", help="print the address, open no browser")
        parser.add_argument("--index", type=Path, metavar="FILE", help="keep the index in FILE (browse.sqlite in the output folder)")
        parser.add_argument("--rebuild", action="store_true", help="build the index anew")

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        if args:
            raise ScrapyUsageError("browse shows all sites; it takes no name")
        try:
            import jinja2  # noqa: F401
            import uvicorn  # noqa: F401
        except ImportError as error:
            raise UsageError(f"browse needs {error.name}; install it with: pip install 'newscrawl[browse]'") from None
        output = Path(settings["NEWSCRAWL_OUTPUT_DIR"])
        if not any(output.glob("[!.]*/manifest.jsonl")) and not any(output.glob("[!.]*/articles-*.jsonl")):
            raise UsageError(f"{output} holds no articles; crawl a site first, or name the folder with -s NEWSCRAWL_OUTPUT_DIR=FOLDER")
        serve(output, settings, opts)
        return ()


def serve(output: Path, settings: BaseSettings, opts: argparse.Namespace) -> None:
    """Serves until it is told to stop. The address is the first line on standard output."""
    import uvicorn

    from newscrawl.browse.app import application
    from newscrawl.browse.browser import Browser

    def site_of(name: str, url: str) -> Site | None:
        return site_named(settings, name) or (bare_site(url) if url else None)

    with bound(opts.port) as listening, tempfile.TemporaryDirectory() as elsewhere:
        port = listening.getsockname()[1]
        token = secrets.token_urlsafe(16)
        address = f"http://{HOST}:{port}/{token}/"
        print(address, flush=True)
        browser = Browser(output, index_file(output, opts.index, Path(elsewhere), rebuild=opts.rebuild), site_of)
        with browser.asking() as searcher:
            print(f"{searcher.total:,} articles; Ctrl-C ends this", file=sys.stderr, flush=True)
        if not opts.no_open:
            webbrowser.open(address)
        server = uvicorn.Server(
            uvicorn.Config(application(browser, token=token, port=port), log_level="warning", access_log=False, lifespan="off")
        )
        try:
            with suppress(KeyboardInterrupt):
                server.run(sockets=[listening])
        finally:
            browser.close()


def bound(port: int | None) -> socket.socket:
    """A socket on this computer's own address. Raises UsageError for a port that was asked for and is taken."""
    listening = socket.socket()
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, PORT if port is None else port))
        except OSError as error:
            if port is not None or error.errno != errno.EADDRINUSE:
                raise
            listening.bind((HOST, 0))
        listening.listen(128)
    except (OSError, OverflowError) as error:
        listening.close()
        told = error.strerror if isinstance(error, OSError) else "no such port"
        raise UsageError(f"port {port} cannot be used: {told}; choose another with --port, or leave it out") from None
    return listening


def index_file(output: Path, named: Path | None, elsewhere: Path, *, rebuild: bool) -> Path:
    """The file of the index: the named one, that of the output folder, or one for this start where that folder cannot be written."""
    from newscrawl.browse.index.catalogue import FILE

    path = named or output / FILE
    try:
        if rebuild:
            path.unlink(missing_ok=True)
        with path.open("ab"):
            pass
    except OSError as error:
        if named:
            raise OutputError(f"{named} cannot be written: {error.strerror}; name another file with --index") from None
        path = elsewhere / FILE
    return path
