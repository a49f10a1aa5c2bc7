"""The ledger's decisions, as pure functions of known and new values. Nothing here reads a clock, a file or a table.

Moments are Unix seconds: the ledger compares them, people read them in the run files.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Literal

from newscrawl.store.ledger.row import PageRow
from newscrawl.store.options import StoreOptions

__all__ = [
    "Checked",
    "Decision",
    "Duplicate",
    "Incoming",
    "Outdated",
    "Revise",
    "Unchanged",
    "Why",
    "Write",
    "believes_change",
    "disposition",
    "is_older",
    "is_outage",
    "next_check",
    "same_but_for",
]

Why = Literal["new", "modified", "recheck", "gone", "missing"]

HOUR, DAY = 3600, 86400
PATIENCE = 3  # claims of change that proved empty before a source's word counts less; many sitemaps stamp every page at every build


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The ledger's knowledge of a page after a look at the page. `modified`: the latest change that any source had stated by then.
    `empty_claims`: how often in a row a source stated a change that was none."""

    modified: int | None
    checked: int
    empty_claims: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """The new facts about an article. `captured`: the moment of an archive's copy, None for the live page. `reads_alike`: the text
    differs from the version before only in ignored lines (`same_but_for`). `elsewhere`: the ledger knew the article under another
    address. `truncated`: the archive kept only a part of the page."""

    content_hash: bytes
    captured: int | None = None
    reads_alike: bool = False
    elsewhere: bool = False
    truncated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """The first line of an article. `near`: the id of an earlier article that says nearly the same."""

    near: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revise:
    """A further line of an article that has one. `supersedes`: the content hash of the version before, in hex."""

    revision: int
    supersedes: str | None
    near: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The version before says the same: no line. `elsewhere`: it was known under another address."""

    elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """An archive's version that is older than the ledger's version, or a part of a page. Such a version is not written: an article never
    goes back to an earlier text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """Another article (`of`, at `url`, row `n`) has this title and text already."""

    of: str | None
    url: str
    n: int


Decision = Write | Revise | Unchanged | Outdated | Duplicate


def disposition(known: PageRow, new: Incoming, *, twin: PageRow | None, near: str | None) -> Decision:
    """Decides on an article. `known`: the row of its page. `twin`: another published page with the same content. `near`: the id of the
    most similar article, used for an article without a line; later lines keep their first `near`."""
    if known.is_published and (known.content_hash == new.content_hash or new.reads_alike):
        return Unchanged(elsewhere=new.elsewhere)
    if known.has_line and (new.truncated or is_older(new.captured, known)):
        return Outdated()
    if twin is not None:
        return Duplicate(of=twin.article, url=twin.url, n=twin.n)
    if not known.has_line:
        return Write(near=near)
    return Revise(revision=(known.revision or 0) + 1, supersedes=known.content_hash.hex() if known.content_hash else None, near=known.near)


def is_older(captured: int | None, known: PageRow) -> bool:
    """Whether an archive's copy is older than the last version at which the ledger looked."""
    return captured is not None and known.looked_at is not None and captured < known.looked_at


def believes_change(known: Checked, claimed: int | None, now: int) -> bool:
    """Whether a source's claim that the page changed at `claimed` is worth a request.

    A claim is compared with earlier claims (or the page's own date), not with our clock: the last check counts only where no earlier
    claim exists. After three empty claims in a row the page is left alone for a day, then two, four, at most 32 days.
    """
    if claimed is None or claimed <= (known.modified if known.modified is not None else known.checked):
        return False
    if known.empty_claims < PATIENCE:
        return True
    wait = DAY * 2 ** min(known.empty_claims - PATIENCE, 5)
    return not known.checked <= now < known.checked + wait


def next_check(published: int, now: int, options: StoreOptions) -> int | None:
    """When a page published then and looked at now is looked at again; None: not before a source says that it changed.

    The pause is half of the page's age (`recheck_growth`), at least `recheck_hours`: six or so requests in seven days, most of them early.
    """
    age = max(0, now - published)
    pause = max(options.recheck_hours * HOUR, age * options.recheck_growth)
    end = options.recheck_days * DAY
    return int(now + pause) if age + pause <= end else None


def is_outage(troubled: int, asked: int, options: StoreOptions) -> bool:
    """Whether the number and the share of gone or failed pages, of all pages asked for, reach the options' bounds: the site is at fault
    then."""
    return troubled >= options.outage_pages and troubled >= asked * options.outage_share


def same_but_for(ignored: Container[int], old: Sequence[int], new: Sequence[int]) -> bool:
    """Whether two versions of a text, given as the keys of their lines, differ in ignored lines only.

    A line that is learned to be boilerplate after the article was written is missing in the next version: that is no change. Versions
    whose keys are all equal differ in signs or case, which keys do not show: that is a change.
    """
    return list(old) != list(new) and [key for key in old if key not in ignored] == [key for key in new if key not in ignored]
