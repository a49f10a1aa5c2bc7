"""The state of a site's sources that a walk keeps from one run to the next. The ledger implements `Memory`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from newscrawl.model import Moment

__all__ = ["Memory", "SourceState", "Validators"]


_UNCONDITIONAL = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """The values of a conditional request, sent as If-None-Match and If-Modified-Since exactly as the server gave them."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """The state of one source (a feed, sitemap, listing or API address) after its last walk.

    `high_water`: the latest moment that the source named in its last complete walk. `unfinished`: a walk began and did not end, so that
    the known entries do not reach back without a gap. `missing`: the source answered 404, 401 or the like; the next request follows
    after some days. `sampled`: the source claimed a change of most of its pages, and a few pages were tried before the other claims are
    believed.
    """

    etag: str | None = None
    last_modified: str | None = None
    high_water: Moment | None = None
    checked_at: datetime | None = None
    unfinished: bool = False
    missing: bool = False
    sampled: bool = False

    def validators(self, now: datetime) -> Validators | None:
        """The values that make the next request conditional. None where the server gave none, and once a week, so that a server's wrong
        answer does not hold for ever. `checked_at` is the latest answer that was read."""
        fresh = self.checked_at is not None and abs(now - self.checked_at) < _UNCONDITIONAL
        return Validators(etag=self.etag, last_modified=self.last_modified) if fresh and (self.etag or self.last_modified) else None


class Memory(Protocol):
    """The memory of earlier runs. Calls are synchronous and quick.

    A walk calls `remember` only after the caller took every batch of that source and asked for the next batch. A caller that stores each
    batch durably before asking again loses no article in a crash.
    """

    def source(self, url: str) -> SourceState | None:
        """The state of a source by its normalised address, None where it was never remembered."""
        ...

    def remember(self, url: str, state: SourceState) -> None:
        """Replaces the state of a source."""
        ...

    def listed(self, url: str, keys: Sequence[str]) -> None:
        """A source that was read whole names exactly these keys now; called after its candidates were taken. What it named before and does
        not now may have been deleted."""
        ...

    def known(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of the keys (`urls.url_key`, at most a few thousand a call) that an earlier run has seen, fetched or not."""
        ...

    def doubted(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of the keys (a few) whose page a source said to have changed when it was last asked for, and it had not."""
        ...

    def articles(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of the keys (a few) whose page gave an article."""
        ...

    def newest(self, url: str) -> datetime | None:
        """The latest publication among the pages that a source named when it was last read whole; None where nothing is known."""
        ...
