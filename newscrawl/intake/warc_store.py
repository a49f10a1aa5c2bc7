"""The pages of a run, kept as WARC within the run's commits, so that they can be cleaned again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial

from newscrawl.archive.notes import dump_notes
from newscrawl.archive.write import Exchange, RequestSeen, ResponseSeen, exchange, warcinfo, warcinfo_id
from newscrawl.model import Page
from newscrawl.store.run import Run
from newscrawl.version import __version__

__all__ = ["WarcStore"]

_LARGE = 400_000  # bytes of a body that take 1 ms; below that a thread costs more than it saves
_PAYLOADS = 5_000  # whose repetition is recognised: what repeats (a challenge, a soft 404) does so soon


class WarcStore:
    """Appends exchanges to the run's WARC file. `fields` go into the first record of each file. A new file begins before a page that would
    make the file longer than `most` bytes (0: never). Each file can be read without the others."""

    def __init__(self, run: Run, fields: Mapping[str, str] | None = None, *, most: int = 0) -> None:
        self._run, self._fields, self._most = run, fields, most
        self._payloads: dict[str, tuple[str, datetime]] = {}

    async def keep(self, page: Page, request: RequestSeen | None, *, ip: str | None = None) -> tuple[str, int]:
        """Stores a page and the request for it (None where an archive made the page). Gives the file's name and the offset of the record.

        A large page is compressed in a thread: the loop has other hosts to talk to."""
        at = page.captured_at or page.fetched_at
        while True:
            name = self._run.pages_name
            work = partial(
                exchange,
                request,
                ResponseSeen(url=page.url, status=page.status, headers=page.headers, body=page.body, ip=ip),
                fetched_at=at,
                run_id=self._run.run_id,
                file_id=warcinfo_id(self._run.run_id, name),
                seen=self._payloads.get,
                notes=dump_notes(page),
            )
            kept = work() if len(page.body) < _LARGE else await asyncio.to_thread(work)
            if name == self._run.pages_name and self._fits(len(kept.data)):
                return self._append(kept, at)  # else another file holds it: it names that one, and refers to nothing in this one

    def _fits(self, size: int) -> bool:
        """Whether `size` more bytes fit into the file. Begins the next file where they do not fit."""
        before = self._run.pages_bytes
        if not self._most or not before or before + size <= self._most:
            return True
        self._run.next_pages()
        self._payloads.clear()
        return False

    def _append(self, kept: Exchange, at: datetime) -> tuple[str, int]:
        name = self._run.pages_name
        if not self._run.pages_bytes:
            software = f"newscrawl/{__version__}"
            self._run.append_page(warcinfo(self._run.run_id, software, filename=name, created=datetime.now(UTC), fields=self._fields))
        _, offset = self._run.append_page(kept.data)
        if not kept.revisit and kept.payload_digest not in self._payloads:  # only now: a revisit must not lie before what it refers to
            if len(self._payloads) >= _PAYLOADS:
                del self._payloads[next(iter(self._payloads))]
            self._payloads[kept.payload_digest] = (kept.uri, at)
        return name, offset + kept.response_offset
