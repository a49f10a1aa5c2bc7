"""The end of `scrapy crawl`: nothing that still runs holds the process."""

from __future__ import annotations

import asyncio
import subprocess
import sys

from newscrawl.commands import close_loop

BUSY = """
import threading
from newscrawl.commands.crawl import Command
threading.Thread(target=threading.Event().wait).start()
Command()._end_within(0.1, 3, "these are the last words")
"""


def test_a_thread_that_does_not_end_is_left_behind() -> None:
    done = subprocess.run([sys.executable, "-c", BUSY], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (3, "these are the last words")


def test_an_event_loop_that_never_ran_is_closed_at_the_end() -> None:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    close_loop()
    assert loop.is_closed()
    close_loop()  # once more is nothing
