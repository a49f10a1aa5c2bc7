"""The outcome of each page that was asked for, written to the run files and to the ledger's rows together."""

from __future__ import annotations

import logging
from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from newscrawl.dedup import marks_of
from newscrawl.model import Article, Candidate, Refined, Rejected, as_record
from newscrawl.schema import problems
from newscrawl.store.decide import Duplicate, Incoming, Outdated, Revise, Unchanged, Write, disposition, is_older, is_outage, next_check
from newscrawl.store.files.runfiles import RunFiles, json_line
from newscrawl.store.homes import Home, Homes, signed_text
from newscrawl.store.ledger.database import Ledger
from newscrawl.store.ledger.key_table import Marks
from newscrawl.store.ledger.near_duplicates import NearIndex
from newscrawl.store.ledger.page_rows import NewPage, Pages
from newscrawl.store.ledger.row import PageRow
from newscrawl.store.options import StoreOptions
from newscrawl.store.versions import Versions

__all__ = ["Disposition", "Outcomes", "Recorded"]

logger = logging.getLogger(__name__)

Disposition = Literal["written", "revision", "unchanged", "outdated", "duplicate", "known-under-other-url", "invalid"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The disposition of an article, and the article as it was (or would have been) written."""

    disposition: Disposition
    article: Article


class Outcomes:
    """The outcomes of fetches, a method for each kind. `counts`: the number of each kind."""

    def __init__(
        self,
        ledger: Ledger,
        pages: Pages,
        marks: Marks,
        files: RunFiles,
        versions: Versions,
        run: tuple[int, str, str],
        options: StoreOptions,
        clock: Callable[[], int],
    ) -> None:
        self._ledger, self._pages, self._files, self._versions, self._options, self._clock = ledger, pages, files, versions, options, clock
        self._run, self._run_id, self._spider_version = run
        self._marks, self._near = marks, NearIndex(ledger, marks)
        self._homes = Homes(pages, self._near, clock, self._run_id)
        self.counts: Counter[str] = Counter()
        self.buried: list[str] = []  # keys of pages that were taken for gone
        self._gone, self._statuses, self._failed = array("q"), array("h"), array("q")
        self._answered: dict[int, str] = {}  # by page, where an address led that is taken for gone

    def record(self, refined: Refined, key: str, *, same_page: bool = False) -> Recorded:
        """Writes the article if it is new or changed. `same_page`: the page is the same as before, and every difference comes from
        today's cleaning."""
        home = self._homes.of(refined, key)
        if home.led_away:
            self.gone(key, 301, refined.article.url)
            return Recorded(disposition="known-under-other-url", article=home.article)
        if home.absorbed is not None and home.absorbed.is_published:
            self._absorb(refined.article, home.absorbed, home.row)
        recorded = self._act(replace(refined, article=home.article), home, same_page=same_page)
        self.counts[recorded.disposition] += 1
        return recorded

    def _absorb(self, article: Article, moved: PageRow, home: PageRow) -> None:
        """Takes back the line that an article had under its new address: its old id has it from now on."""
        old = as_record(replace(article, id=moved.article or article.id))
        tombstone = self._versions.tombstone(moved, 301, self._clock(), self._run_id, self._spider_version, old)
        self._files.append("articles", json_line(tombstone), "gone")
        self._near.put(moved.n, None)
        self._pages.merge(moved, home)

    def _act(self, refined: Refined, home: Home, *, same_page: bool) -> Recorded:
        """Decides, and writes what was decided."""
        row, article, digest = home.row, refined.article, bytes.fromhex(refined.article.content_hash)
        alike = row.is_published and row.content_hash != digest and not same_page and self._versions.same_text(row, refined)
        part = "truncated" in article.quality_flags
        new = Incoming(content_hash=digest, captured=_captured(refined), reads_alike=alike, elsewhere=home.elsewhere, truncated=part)
        signed = signed_text(refined) if self._options.near_duplicate <= 1 else None
        near = None
        if not row.has_line and signed is not None:
            near = self._near.nearest(signed, besides=row.n, at_least=self._options.near_duplicate)
        decision = disposition(row, new, twin=self._pages.with_content(digest, besides=row.n), near=near)
        match decision:
            case Unchanged(elsewhere=elsewhere):
                self._seen(row, refined, changed=False)
                return Recorded(disposition="known-under-other-url" if elsewhere else "unchanged", article=article)
            case Outdated():
                return Recorded(disposition="outdated", article=article)
            case Duplicate():
                self._duplicate(row, refined, decision)
                return Recorded(disposition="duplicate", article=article)
            case Write(near=near):
                return self._write(refined, row, replace(article, revision=1, supersedes=None, near_duplicate_of=near), signed)
            case Revise(revision=number, supersedes=before, near=near):
                return self._write(refined, row, replace(article, revision=number, supersedes=before, near_duplicate_of=near), signed)

    def _duplicate(self, row: PageRow, refined: Refined, found: Duplicate) -> None:
        self._reject(Rejected(url=refined.article.url, reason="duplicate", detail=f"{found.of} {found.url}"))
        if row.has_line:
            self._seen(row, refined, changed=False)
            return
        checked, as_of = self._clock(), _captured(refined)
        self._pages.done(row, state="duplicate", same_as=found.n, checked=checked, as_of=as_of, recheck_at=None, attempts=0)
        self._pages.settle_hints(row, keep=False)

    def _write(self, refined: Refined, row: PageRow, article: Article, signed: bytes | None) -> Recorded:
        """The article's line, its edits and its row, together."""
        written = replace(article, run_id=self._run_id, spider_version=article.spider_version or self._spider_version)
        record = as_record(written)
        if wrong := problems(record):  # the last gate: whatever made it, a line that breaks the contract is not written
            self.reject(
                Rejected(url=article.url, reason="invalid-record", detail="; ".join(wrong[:3])), self._pages.key(row.url) or row.url
            )
            return Recorded(disposition="invalid", article=article)
        disposed: Disposition = "revision" if row.has_line else "written"
        offset = self._files.append("articles", json_line(record), disposed)
        if refined.edits:
            edits = {"id": written.id, "revision": written.revision, "url": written.url, "edits": as_record(refined.edits)}
            self._files.append("edits", json_line(edits), "edits")
        digest = bytes.fromhex(written.content_hash)
        self._near.put(row.n, signed)
        self._marks.add(row.n, marks_of(written.id, digest, signed))
        self._pages.done(
            row,
            state="live",
            article=written.id,
            revision=written.revision,
            content_hash=digest,
            near=written.near_duplicate_of,
            run=self._run_id,
            offset=offset,
            detail=None,
        )
        self._seen(row, refined, changed=True)
        return Recorded(disposition=disposed, article=written)

    def _seen(self, row: PageRow, refined: Refined, *, changed: bool) -> None:
        """Notes the look at a page that has a line, and when the next one is due."""
        now, captured = self._clock(), _captured(refined)
        published = refined.published.seconds if refined.published else row.published
        modified = refined.modified.seconds if refined.modified else published
        again = next_check(published or row.first_seen, now, self._options)
        self._pages.done(
            row,
            checked=now,
            as_of=row.as_of if is_older(captured, row) else captured,
            published=published,
            modified=row.modified or modified,
            recheck_at=again,
            etag=refined.article.fetch.etag,
            last_modified=refined.article.fetch.last_modified,
            attempts=0,
            gone_run=None,
            empty_claims=0 if changed else row.empty_claims + (row.why == "modified"),
        )
        self._pages.settle_hints(row, keep=again is not None)

    def not_modified(self, key: str) -> None:
        """The server answered 304."""
        self.counts["not-modified"] += 1
        row = self._pages.by_key(key)
        if row is None:
            return
        now = self._clock()
        again = next_check(row.published or row.first_seen, now, self._options)
        claims = row.empty_claims + (row.why == "modified")
        self._pages.done(row, checked=now, as_of=None, recheck_at=again, attempts=0, gone_run=None, empty_claims=claims)
        self._pages.settle_hints(row, keep=again is not None)

    def reject(self, rejected: Rejected, key: str, captured_at: datetime | None = None) -> None:
        """The page gave no article. What was published before stays published. `captured_at`: the page is an archive's."""
        self.counts["rejected"] += 1
        self._reject(rejected)
        row = self._pages.by_key(key)
        if row is None:
            [n] = self._pages.add(
                [NewPage(candidate=Candidate(url=rejected.url), keys=(key,), published=None, modified=None)], self._clock(), todo=0
            )
            row = self._pages.get(n)
        now = self._clock()
        again = next_check(row.published or row.first_seen, now, self._options)
        claims = row.empty_claims + (row.why == "modified")
        state = row.state if row.has_line else "rejected"
        as_of = int(captured_at.timestamp()) if captured_at else None
        self._pages.done(
            row, state=state, detail=rejected.reason, checked=now, as_of=as_of, recheck_at=again, attempts=0, empty_claims=claims
        )
        self._pages.settle_hints(row, keep=again is not None)

    def lay_aside(self, rejected: Rejected, key: str, published: datetime | None) -> None:
        """An article that this run does not want, and another one may."""
        self.counts["laid-aside"] += 1
        self._reject(rejected)
        row = self._pages.by_key(key)
        if row is not None and not row.has_line:
            self._pages.lay_aside(row, int(published.timestamp()) if published else None, self._run)

    def failed(self, key: str, reason: str, detail: str, *, asked: bool = True) -> None:
        """Notes a fetch without an answer, or with an answer that says nothing about the page. The page stays due for a later run; only
        a page that was `asked` for counts toward `give_up_runs`."""
        self.counts["failed"] += 1
        row = self._pages.by_key(key)
        said = f"{reason}: {detail}" if detail else reason
        attempt = f"run {row.attempts + 1} of {self._options.give_up_runs}" if row else "not in the ledger"
        attempt = attempt if asked or not row else "not asked for in this run"
        self._reject(Rejected(url=row.url if row else key, reason="fetch-failed", detail=f"{said} ({attempt})"))
        if row is not None:
            self._ledger.write("UPDATE page SET todo = 2, detail = ? WHERE n = ?", [reason, row.n])
            if asked:
                self._failed.append(row.n)

    def gone(self, key: str, status: int, answered: str = "") -> None:
        """404 or 410, or a redirect to `answered`, which is no article's address or another article's. What follows from it is decided
        when the run ends and it is known how many others are gone."""
        self.counts["gone"] += 1
        row = self._pages.by_key(key)
        if row is not None:
            self._ledger.write("UPDATE page SET todo = 2 WHERE n = ?", [row.n])
            self._gone.append(row.n)
            self._statuses.append(status)
            if answered:
                self._answered[row.n] = answered

    def settle(self, *, unhealthy: bool) -> None:
        """At the end of a run: the gone are taken for gone, and the hopeless given up, unless the site itself seems to be broken."""
        troubled, asked = len(self._gone) + len(self._failed), self.counts.total()
        if unhealthy or is_outage(troubled, asked, self._options):
            if troubled:
                logger.warning(
                    "%d of %d pages gone or failed: taken for trouble of the site, not of the pages; they are asked for again",
                    troubled,
                    asked,
                )
            return
        for n, status in zip(self._gone, self._statuses, strict=True):
            self._bury(self._pages.get(n), status)
        for n in self._failed:
            self._give_up(self._pages.get(n))

    def _bury(self, row: PageRow, status: int) -> None:
        now = self._clock()
        if row.is_published and row.run == self._run_id:  # an archive had it, in this very run
            return
        self.buried.append(self._pages.key(row.url) or row.url)
        if not row.is_published:
            led = f" to {self._answered[row.n]}" if row.n in self._answered else ""
            self._reject(Rejected(url=row.url, reason="gone", detail=f"{status}{led}"[:300]))
            self._pages.done(row, state="gone", checked=now, recheck_at=None, detail=str(status))
            self._pages.settle_hints(row, keep=False)
        elif row.gone_run is None or row.gone_run >= self._run:
            self._pages.done(row, todo=2, why="gone", gone_run=self._run, checked=now)
        else:
            tombstone = self._versions.tombstone(row, status, now, self._run_id, self._spider_version)
            offset = self._files.append("articles", json_line(tombstone), "gone")
            self._near.put(row.n, None)
            self._pages.done(
                row,
                state="gone",
                checked=now,
                recheck_at=None,
                revision=tombstone["revision"],
                content_hash=bytes.fromhex(tombstone["content_hash"]),
                run=self._run_id,
                offset=offset,
            )
            self._pages.settle_hints(row, keep=False)

    def _give_up(self, row: PageRow) -> None:
        attempts = row.attempts + 1
        if attempts < self._options.give_up_runs:
            self._ledger.write("UPDATE page SET attempts = ? WHERE n = ?", [attempts, row.n])
            return
        self._reject(Rejected(url=row.url, reason="fetch-failed", detail=f"given up after {attempts} runs"))
        self._pages.done(row, state=row.state if row.has_line else "rejected", attempts=0, checked=self._clock(), recheck_at=None)
        self._pages.settle_hints(row, keep=False)

    def _reject(self, rejected: Rejected) -> None:
        self._files.append("rejected", json_line(as_record(rejected)), rejected.reason)


def _captured(refined: Refined) -> int | None:
    """The moment of an archive's copy, in Unix seconds."""
    return int(refined.captured_at.timestamp()) if refined.captured_at else None
