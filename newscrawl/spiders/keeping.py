"""What a run fetched, kept as WARC so that it can be cleaned again: one file a run, within the run's commits."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

import newscrawl
from newscrawl.archive.notes import dump_notes
from newscrawl.archive.write import Exchange, RequestSeen, ResponseSeen, exchange, warcinfo, warcinfo_id
from newscrawl.model import Page
from newscrawl.store.run import Run

__all__ = ["PageStore"]

_PAYLOADS = 20_000  # whose repetition is recognised: what repeats (a challenge, a soft 404) does so soon


class PageStore:
    """Appends exchanges to the run's WARC file. `fields` go into the file's first record."""

    def __init__(self, run: Run, fields: Mapping[str, str] | None = None) -> None:
        self._run, self._fields = run, fields
        self._begun = False
        self._payloads: dict[str, tuple[str, datetime]] = {}

    async def keep(self, page: Page, request: RequestSeen | None, *, ip: str | None = None) -> tuple[str, int]:
        """Stores a page, and the request that brought it (none where an archive made it). Gives the file's name and where its record is.

        Compressing takes a millisecond or two, so a thread does it: the loop has other hosts to talk to."""
        at = page.captured_at or page.fetched_at
        kept = await asyncio.to_thread(
            exchange,
            request,
            ResponseSeen(url=page.url, status=page.status, headers=page.headers, body=page.body, ip=ip),
            fetched_at=at,
            run_id=self._run.run_id,
            file_id=warcinfo_id(self._run.run_id, self._run.pages_name),
            seen=self._payloads.get,
            notes=dump_notes(page),
        )
        return self._append(kept, at)

    def _append(self, kept: Exchange, at: datetime) -> tuple[str, int]:
        name = self._run.pages_name
        if not self._begun:
            software = f"newscrawl/{newscrawl.__version__}"
            self._run.append_page(warcinfo(self._run.run_id, software, filename=name, created=datetime.now(UTC), fields=self._fields))
            self._begun = True
        _, offset = self._run.append_page(kept.data)
        if not kept.revisit and kept.payload_digest not in self._payloads:  # only now: a revisit must not lie before what it refers to
            if len(self._payloads) >= _PAYLOADS:
                del self._payloads[next(iter(self._payloads))]
            self._payloads[kept.payload_digest] = (kept.uri, at)
        return name, offset + kept.response_offset
