"""A row of the ledger's `page` table: what is known of one address."""

from __future__ import annotations

from dataclasses import dataclass, fields

__all__ = ["COLUMNS", "PageRow"]


@dataclass(frozen=True, slots=True)
class PageRow:
    """A row of `page`, in the order of its columns."""

    n: int
    url: str
    state: str
    todo: int
    why: str | None
    published: int | None
    modified: int | None
    first_seen: int
    checked: int | None
    recheck_at: int | None
    etag: str | None
    last_modified: str | None
    attempts: int
    empty_claims: int
    gone_run: int | None
    same_as: int | None
    article: str | None
    revision: int | None
    content_hash: bytes | None
    near: str | None
    run: str | None
    offset: int | None
    as_of: int | None

    @property
    def is_published(self) -> bool:
        """Whether a line of the page stands in a run file and was not taken back."""
        return self.state == "live"

    @property
    def has_line(self) -> bool:
        """Whether any line of the page stands in a run file, tombstones included."""
        return self.revision is not None

    @property
    def looked_at(self) -> int | None:
        """The moment of the version that was last looked at: its capture, or our look at the live page; None before the first look."""
        return self.checked if self.as_of is None else self.as_of

    @property
    def settled_as_of(self) -> int | None:
        """Captures up to this moment bring nothing new. What the live site would not give an archive may still have."""
        return self.looked_at if self.has_line or self.state == "duplicate" else self.as_of


COLUMNS = ", ".join(field.name for field in fields(PageRow))
