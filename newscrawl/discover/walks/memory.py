"""What a walk over a site's sources keeps from one run to the next. The ledger implements `Memory`."""

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
    """What makes a request conditional: sent as If-None-Match and If-Modified-Since, exactly as the server gave them."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What is known of one source (a feed, sitemap, listing or API address) since it was last walked.

    `high_water`: the latest moment that the source named when it was last walked to its end.
    `unfinished`: a walk of it began and did not end, so that what is known does not reach back without a gap.
    `missing`: it answered that it is not there (404, 401 …); it is asked again after some days.
    `sampled`: it claimed a change of most of its pages, and some were tried before the rest is believed.
    """

    etag: str | None = None
    last_modified: str | None = None
    high_water: Moment | None = None
    checked_at: datetime | None = None
    unfinished: bool = False
    missing: bool = False
    sampled: bool = False

    def validators(self, now: datetime) -> Validators | None:
        """What makes the next request conditional; None where the server gave nothing, and once a week, so that no wrong word of a server
        holds for ever. `checked_at` is the latest answer that was read."""
        fresh = self.checked_at is not None and abs(now - self.checked_at) < _UNCONDITIONAL
        return Validators(etag=self.etag, last_modified=self.last_modified) if fresh and (self.etag or self.last_modified) else None


class Memory(Protocol):
    """What earlier runs left behind. Calls are synchronous and quick.

    A walk calls `remember` only after the caller took every batch of that source and asked for the next one: a caller that stores each
    batch durably before it goes on can lose no article to a crash.
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
