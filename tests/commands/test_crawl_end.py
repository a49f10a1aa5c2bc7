"""The end of `scrapy crawl`: nothing that still runs holds the process."""

from __future__ import annotations

import subprocess
import sys

BUSY = """
import threading
from newscrawl.commands.crawl import Command
threading.Thread(target=threading.Event().wait).start()
Command()._end_within(0.1, 3, "these are the last words")
"""


def test_a_thread_that_does_not_end_is_left_behind() -> None:
    done = subprocess.run([sys.executable, "-c", BUSY], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (3, "these are the last words")
