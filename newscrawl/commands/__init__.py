"""Scrapy's commands of this project. Loaded before any of them runs, so here begins what a person sees."""

import sys
from types import TracebackType


def _told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Ctrl-C before a crawl has begun is no fault to trace; the process ends as interrupted all the same."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _told
