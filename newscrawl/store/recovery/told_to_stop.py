"""Signals during work that no event loop sees: they are noted, and handed on when the work is at a place where it can stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["told_to_stop"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def told_to_stop() -> Iterator[Callable[[], bool]]:
    """Gives a question: was the process told to stop? Afterwards the former handlers are back, and the first signal goes to its own.
    Signals that are ignored stay ignored; outside of the main thread the answer is always no."""
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    noted: list[int] = []
    before = {number: handler for number in _SIGNALS if (handler := signal.getsignal(number)) not in {None, signal.SIG_IGN}}
    for number in before:
        signal.signal(number, lambda number, _: noted.append(number))
    try:
        yield lambda: bool(noted)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if noted:
            signal.raise_signal(noted[0])
