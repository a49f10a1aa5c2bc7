"""Pages on their way to the run's WARC file: what a thread does, and what the event loop does itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive.reader.warc import read_pages
from newscrawl.intake.warc_store import WarcStore
from newscrawl.model import Page
from newscrawl.store.run import Run

AT = datetime(2026, 11, 23, 3, tzinfo=UTC)


def test_only_what_takes_long_is_handed_to_a_thread_and_all_of_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[Callable[[], Any]] = []
    to_thread = asyncio.to_thread

    async def watched(work: Callable[[], Any]) -> Any:
        handed.append(work)
        return await to_thread(work)

    monkeypatch.setattr(asyncio, "to_thread", watched)
    pages = [
        Page(
            url=f"https://post.example/{size}/",
            body=b"<p>%d" % size + b" words" * size,
            fetched_at=AT,
            headers=(("content-type", "text/html"),),
        )
        for size in (20, 20_000, 200_000)
    ]
    run = Run.open(tmp_path, "post", started=AT)

    async def keep() -> None:
        store = WarcStore(run)
        for page in pages:
            await store.keep(page, None)

    asyncio.run(keep())
    run.finish(reason="finished", exit_status=0, stats={})
    assert len(handed) == 1
    [file] = (tmp_path / "post").glob("pages-*.warc.gz")
    assert [page.body for page in read_pages(file) if isinstance(page, Page)] == [page.body for page in pages]
