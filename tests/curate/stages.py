"""`curate` in a process of its own, that a test may kill: `python -m tests.curate.stages OUTPUT SECONDS-A-PAGE INPUT…`."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.curate.local import Curated, curate
from newscrawl.curate.naming import Sites
from newscrawl.curate.stage_two import Recording
from newscrawl.discover.span import Window
from newscrawl.intake.intake import REFINE, Bounds, Policy
from newscrawl.model import Page, Refined, Rejected
from newscrawl.site import Site
from newscrawl.store.options import StoreOptions
from newscrawl.workers.pool import Pool

STARTED = datetime(2026, 1, 1, tzinfo=UTC)


def curated(output: Path, *inputs: Path, workers: int = 0, memory: int = 700) -> Curated:
    """Both stages over these inputs. Without workers all runs in this process."""
    pool = Pool(workers, deadline=30, memory=memory << 20, preload="newscrawl.refinement:warm_up")

    async def refine(page: Page, site: Site) -> Refined | Rejected:
        outcome: Refined | Rejected = await pool.run(REFINE, page, site)
        return outcome

    recording = Recording(
        output=output,
        sites=Sites([]),
        policy=Policy(bounds=Bounds(pages=60, length=1_000_000), product="newscrawl", window=Window()),
        options=lambda site: StoreOptions(commit_articles=3, case_sensitive_paths=site.case_sensitive_paths),
        refine=refine,
        clock=lambda: STARTED,
    )
    return asyncio.run(curate([str(path) for path in inputs], recording, pool))


def _slowly(seconds: float) -> None:
    """Makes each page and each article take some time, so that a kill finds the work in its middle."""
    from newscrawl.curate import rows
    from newscrawl.store.run import Run

    row, record = rows.row, Run.record

    def slow_row(*args, **named):
        time.sleep(seconds)
        return row(*args, **named)

    def slow_record(*args, **named):
        time.sleep(seconds)
        return record(*args, **named)

    rows.row, Run.record = slow_row, slow_record


if __name__ == "__main__":
    _slowly(float(sys.argv[2]))
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    curated(Path(sys.argv[1]), *map(Path, sys.argv[3:]))
