"""Runs the command in a process that is forked from one which has loaded Scrapy and newscrawl already: as `python -m scrapy …` does it,
without the half second of CPU that loading takes."""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired

__all__ = ["run"]

_LOADED = "tests.crawl.loaded"


def run(arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], timeout: float) -> CompletedProcess[str]:
    """`scrapy ARGUMENTS` to its end, with all that it wrote. Raises TimeoutExpired."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_LOADED])
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = context.Process(target=_scrapy, args=(list(arguments), str(cwd), dict(env), str(out), str(err)))
        process.start()
        process.join(timeout)
        if process.is_alive():
            process.kill()
            process.join()
            raise TimeoutExpired(list(arguments), timeout)
        status = process.exitcode or 0
        return CompletedProcess(list(arguments), status, out.read_text("utf-8", "replace"), err.read_text("utf-8", "replace"))


def _scrapy(arguments: list[str], cwd: str, env: dict[str, str], out: str, err: str) -> None:
    for stream, path in ((sys.stdout, out), (sys.stderr, err)):
        stream.flush()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT)
        os.dup2(descriptor, stream.fileno())
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(cwd)
    sys.argv = ["scrapy", *arguments]
    sys.path[:] = [cwd, *(place for place in env.get("PYTHONPATH", "").split(os.pathsep) if place), *sys.path]

    from scrapy.cmdline import execute

    execute()
