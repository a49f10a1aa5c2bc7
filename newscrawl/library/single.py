"""One page or a file of pages, as articles."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from newscrawl.archive.reader.warc import Damaged, find, read_pages
from newscrawl.errors import FetchError, UsageError
from newscrawl.model import Article, Page, Refined, Rejected
from newscrawl.model.codec import from_record
from newscrawl.refinement import outcome_of, refine
from newscrawl.site import Site
from newscrawl.urls import is_http, registered_domain

__all__ = ["child_environment", "from_html", "from_url", "from_warc"]

_LONGEST = 300  # seconds that one page may take, robots.txt and retries included


def from_html(html: bytes | str, url: str = "") -> Article | Rejected:
    """The article in a page, or a `Rejected` (which is false) with the reason and an advice. Without network. `html` as text is taken as
    UTF-8. Any bytes give one of the two. Raises TypeError for what is neither bytes nor text."""
    return outcome_of(html, url)


def from_url(url: str, *, settings: Sequence[str] = ()) -> Article | Rejected:
    """The article at an address, fetched as a crawl fetches: robots.txt, delays, address checks and limits hold. Nothing is written.
    `settings`: `NAME=VALUE` of Scrapy and newscrawl.

    Raises UsageError for what is no address, FetchError where no answer came."""
    if not is_http(url):
        raise UsageError(f"{url[:200]!r} is no address; write it whole, as https://example.com/story")
    with tempfile.TemporaryDirectory(prefix="newscrawl-") as folder:
        chosen = [part for setting in (*settings, f"NEWSCRAWL_OUTPUT_DIR={folder}") for part in ("-s", setting)]
        command = [sys.executable, "-m", "scrapy", "explain", url, "--json", *chosen]
        try:
            done = subprocess.run(  # noqa: S603  our own command, no shell
                command, capture_output=True, text=True, timeout=_LONGEST, env=child_environment(), cwd=folder
            )
        except subprocess.TimeoutExpired as error:
            raise FetchError(url, "timeout", f"no answer within {_LONGEST} s") from error
    try:
        said = json.loads(done.stdout)
    except ValueError:
        told = [line for line in done.stderr.splitlines() if line.startswith("newscrawl: ")]
        raise FetchError(url, "not fetched", told[-1].removeprefix("newscrawl: ") if told else "the process ended without a word") from None
    return from_record(Article, said["article"]) if said["article"] else from_record(Rejected, said["rejected"])


def from_warc(path: str | Path) -> Iterator[Article | Rejected]:
    """The pages of WARC, ARC or WACZ files, each as an article or a `Rejected`. `path`: a file, a folder or a glob. Damaged records are
    left out. Memory does not grow with the size of the files. Raises UsageError where no file is there."""
    return (outcome for file in find(str(path)) for outcome in _outcomes(file))


def _outcomes(file: Path) -> Iterator[Article | Rejected]:
    for page in read_pages(file):
        if not isinstance(page, Damaged):
            refined = refine(page, _site_of(page))
            yield refined.article if isinstance(refined, Refined) else refined


def _site_of(page: Page) -> Site:
    parts = urlsplit(page.url)
    return Site(name=registered_domain(page.url) or "unknown", home=f"{parts.scheme}://{parts.netloc}/", title="")


def child_environment() -> dict[str, str]:
    """The environment of a crawl's own process: the package's settings hold, whatever project the caller stands in."""
    paths = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "SCRAPY_SETTINGS_MODULE": "newscrawl.settings", "PYTHONPATH": os.pathsep.join(filter(None, paths))}
