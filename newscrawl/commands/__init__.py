"""Scrapy's commands of this project. Loaded before any of them runs, so here begins what a person sees."""

import asyncio
import atexit
import sys
import warnings
from contextlib import suppress
from types import TracebackType


def _told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Ctrl-C before a crawl has begun is no fault to trace; the process ends as interrupted all the same."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


def close_loop() -> None:
    """Closes the event loop that Scrapy made for a crawl which never began (a wrong argument, a full disk): left open, the interpreter may
    print a traceback while it takes the loop apart."""
    with suppress(RuntimeError), warnings.catch_warnings():  # no loop; or a loop that still runs
        warnings.simplefilter("ignore", DeprecationWarning)
        asyncio.get_event_loop().close()


sys.excepthook = _told
atexit.register(close_loop)
