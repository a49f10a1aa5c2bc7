"""Fuzzes every target a bounded time: python -m tests.fuzz [--seconds 60] [TARGET …]

Inputs are those of the corpus, broken and put together anew, and pieces that mean something to the target. What breaks a target is made as
small as it gets, told, and kept in corpus/TARGET/, where the ordinary tests try it again. Exit status 1 when anything was found.
Each target has a process of its own, and comes to an end: what is found is made smaller for SHRINK seconds, and what hangs or dies is
kept, too.
"""

from __future__ import annotations

import argparse
import sys

from tests.fuzz.engine import LIMIT, bounded, work
from tests.fuzz.targets import CORPUS, TARGETS

__all__ = ["main"]


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
        share = options.seconds / len(names)
        tried, failure = bounded(work, name, share, limit=share + LIMIT, keep=CORPUS / name)
        sys.stdout.write(f"{name:10} {tried:7} inputs  {'BROKEN' if failure else 'ok'}\n")
        if failure:
            broken += 1
            sys.stdout.write(f"  {failure}\n")
        sys.stdout.flush()
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
