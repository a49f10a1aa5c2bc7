"""Tries inputs on a target: a bounded time, in a process of its own."""

from __future__ import annotations

import hashlib
import multiprocessing
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from random import SystemRandom
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.targets import CORPUS, TARGETS, Target, check, corpus

__all__ = ["LIMIT", "bounded", "fuzz", "inputs", "work"]

ROUND = 20  # examples between two looks at the clock
SHRINK = 15.0  # seconds beyond a target's time for making what was found smaller; hypothesis would take five minutes
LIMIT = 60.0  # seconds beyond a target's time at which its process is ended: an input hangs
LARGEST = 100_000  # bytes of an input


def inputs(target: Target, seeds: list[bytes]) -> st.SearchStrategy[bytes]:
    """Pieces one after another; or an input of the corpus with some of its parts cut, doubled, overwritten or swapped for pieces."""
    piece = st.sampled_from(target.words) | st.binary(max_size=8)
    made = st.lists(piece, max_size=40).map(b"".join)
    where = st.floats(0, 1, exclude_max=True)
    change = st.tuples(where, where, st.integers(0, 4), piece, st.integers(1, 200))
    broken = st.builds(_broken, st.sampled_from(seeds or [b""]), st.lists(change, max_size=8))
    return made | broken


def _broken(body: bytes, changes: list[tuple[float, float, int, bytes, int]]) -> bytes:
    for start, length, kind, piece, times in changes:
        first = int(start * (len(body) + 1))
        last = first + int(length**4 * (len(body) - first + 1))  # mostly short
        middle = (b"", piece, body[first:last] * times, piece * times, body[first:last] + piece)[kind]
        body = (body[:first] + middle + body[last:])[:LARGEST]
    return body


class _Over(BaseException):
    """No time is left. Hypothesis lets it pass, and takes no other input."""


def fuzz(
    name: str, target: Target, seconds: float, *, keep: Path | None = None, first_seed: int | None = None, current: Path | None = None
) -> tuple[int, str]:
    """How many inputs were tried within that time, and what broke the target ('' for nothing). `keep`: the folder for what did.
    `current`: a file that holds the input that is being tried."""
    end = time.monotonic() + seconds
    number = SystemRandom().randrange(1 << 30) if first_seed is None else first_seed
    tried = 0
    smallest: bytes | None = None
    told = ""
    strategy = inputs(target, [path.read_bytes() for path in corpus(name)] if (CORPUS / name).is_dir() else [])

    def one(body: bytes) -> None:
        nonlocal tried, smallest, told
        if time.monotonic() > end + SHRINK:
            raise _Over
        tried += 1
        if current is not None:
            current.write_bytes(body)
        try:
            check(target, body)
        except Exception as error:
            if smallest is None or len(body) <= len(smallest):
                smallest, told = body, f"{type(error).__name__}: {error}"
            raise

    try:
        while time.monotonic() < end:
            number += 1
            limits = settings(
                max_examples=ROUND,
                deadline=None,
                database=None,
                phases=(Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
                print_blob=False,
                report_multiple_bugs=False,
            )
            seed(number)(limits(given(strategy)(one)))()
    except (Exception, _Over) as error:  # noqa: BLE001  whatever it is, it is what was looked for
        if smallest is None:
            return tried, "" if isinstance(error, _Over) else f"{type(error).__name__}: {error}"
        return tried, told + _kept(smallest, keep)
    return tried, ""


def _kept(body: bytes, keep: Path | None) -> str:
    told = f"\n  by {body[:500]!r}"
    if keep is None:
        return told
    keep.mkdir(parents=True, exist_ok=True)
    path = keep / f"found-{hashlib.sha256(body).hexdigest()[:12]}"
    path.write_bytes(body)
    return f"{told}\n  kept as {path}"


def bounded(task: Callable[..., tuple[int, str]], *arguments: Any, limit: float, keep: Path | None = None) -> tuple[int, str]:
    """What `task(*arguments, current)` gives, in a process of its own that it has for `limit` seconds. An input that hangs until then, or
    that the process dies of, is kept as one that breaks the target."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with tempfile.TemporaryDirectory() as folder:
        current = Path(folder) / "input"
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_send, args=(theirs, task, *arguments, current))
        process.start()
        theirs.close()
        try:
            ours.recv()  # it has begun
            if ours.poll(limit):
                return ours.recv()  # type: ignore[no-any-return]
            why = f"not at its end after {limit:.0f} s"
        except EOFError:
            process.join()
            why = f"its process died (exit code {process.exitcode})"
        finally:
            process.kill()
            process.join()
        return 0, why + (_kept(current.read_bytes(), keep) if current.exists() else "")


def _send(to: Connection, task: Callable[..., tuple[int, str]], *arguments: Any) -> None:
    to.send(None)
    to.send(task(*arguments))


def work(name: str, seconds: float, current: Path) -> tuple[int, str]:
    """What `bounded` is to do for a target of that name."""
    return fuzz(name, TARGETS[name], seconds, keep=CORPUS / name, current=current)
