"""Fuzzes every target a bounded time: python -m tests.fuzz [--seconds 60] [TARGET …]

Inputs are those of the corpus, broken and put together anew, and pieces that mean something to the target. What breaks a target is made as
small as it gets, told, and kept in corpus/TARGET/, where the ordinary tests try it again. Exit status 1 when anything was found.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import sys
import time
from pathlib import Path
from random import SystemRandom

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.targets import CORPUS, TARGETS, Target, check, corpus

__all__ = ["fuzz", "inputs", "main"]

ROUND = 20  # examples between two looks at the clock
HANG = 120  # seconds after which an input is taken to hang: then a traceback, and the end
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


def fuzz(name: str, target: Target, seconds: float, *, keep: Path | None = None, first_seed: int | None = None) -> tuple[int, str]:
    """How many inputs were tried within that time, and what broke the target ('' for nothing). `keep`: the folder for what did."""
    end = time.monotonic() + seconds
    number = SystemRandom().randrange(1 << 30) if first_seed is None else first_seed
    tried, last = 0, b""
    strategy = inputs(target, [path.read_bytes() for path in corpus(name)] if (CORPUS / name).is_dir() else [])

    def one(body: bytes) -> None:
        nonlocal tried, last
        tried, last = tried + 1, body
        faulthandler.dump_traceback_later(HANG, exit=True)
        check(target, body)

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
    except Exception as error:  # noqa: BLE001  whatever it is, it is what was looked for
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"found-{hashlib.sha256(last).hexdigest()[:12]}").write_bytes(last)
        return tried, f"{type(error).__name__}: {error}\n  by {last[:500]!r}"
    finally:
        faulthandler.cancel_dump_traceback_later()
    return tried, ""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="in all (default: %(default)g)")
    parser.add_argument("target", nargs="*", help=f"of {', '.join(TARGETS)} (default: all)")
    options = parser.parse_args(arguments)
    if unknown := set(options.target) - TARGETS.keys():
        parser.error(f"no such target: {', '.join(sorted(unknown))}; choose from {', '.join(TARGETS)}")
    names = options.target or list(TARGETS)
    broken = 0
    for name in names:
        tried, failure = fuzz(name, TARGETS[name], options.seconds / len(names), keep=CORPUS / name)
        sys.stdout.write(f"{name:10} {tried:7} inputs  {'BROKEN' if failure else 'ok'}\n")
        if failure:
            broken += 1
            sys.stdout.write(f"  {failure}\n  kept in {CORPUS / name}\n")
        sys.stdout.flush()
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
