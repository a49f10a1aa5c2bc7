"""The account of a run: counts of each source's entries, taken and not taken, and the line that reports them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from newscrawl.discover.batch import Batch
from newscrawl.discover.rules import TRAPS

__all__ = ["Account", "Accounts"]

FEW, SHARE = 5, 0.05  # entries that are neither new nor known: fewer than that, or a smaller share of a source, are no news


@dataclass(slots=True)
class Account:
    """The entries of one source, all its pages together. `url` is where reading it began; `counts` as in `Batch`, with `new` and `changed`;
    `refused` by rule. What is left of `listed` is known."""

    kind: str
    url: str
    counts: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    unchanged: bool = False

    def add(self, batch: Batch, *, new: int, changed: int) -> None:
        """Counts one page of the source, of which the ledger says how much is new and how much has changed."""
        for name in ("listed", "unreadable", "foreign", "outside", "passed", "undated", "children"):
            self.counts[name] += getattr(batch, name)
        self.counts.update(new=new, changed=changed)
        self.refused.update(batch.refused)
        self.unchanged = self.unchanged or batch.unchanged

    @property
    def record(self) -> dict[str, Any]:
        """The account as the manifest has it: counts that are not 0."""
        taken = sum(self.counts[name] for name in ("new", "unreadable", "foreign", "outside", "passed")) + self.refused.total()
        counts = {"listed": self.counts["listed"], **self.counts, "known": max(0, self.counts["listed"] - taken)}
        named = {name: count for name, count in counts.items() if count or name == "listed"}
        refused = {"refused": dict(self.refused)} if self.refused else {}
        return {"kind": self.kind, "url": self.url, **named, **refused, **({"unchanged": True} if self.unchanged else {})}

    def sentence(self) -> str | None:
        """A line for a source of which much was not taken: how many entries the source lists, and what became of them. None where all is
        usual."""
        listed, left = self.counts["listed"], {name: self.counts[name] for name in ("foreign", "unreadable", "undated", "outside")}
        limit = max(FEW, listed * SHARE)
        if not TRAPS.intersection(self.refused) and not any(count > limit for count in (*left.values(), self.refused.total())):
            return None
        rules = ", ".join(f"{rule} {count}" for rule, count in self.refused.most_common())
        told = [f"{self.counts['new']} new", f"{self.record.get('known', 0)} known"]
        told += [f"{self.refused.total()} are no article's address ({rules})"] if rules else []
        told += [f"{count} {_WORDS[name]}" for name, count in left.items() if count]
        return f"{self.kind} {self.url} lists {listed} entries: {', '.join(told)}"


_WORDS = {
    "foreign": "on other hosts",
    "unreadable": "without an address that can be read",
    "undated": "without a day",
    "outside": "outside the days that are wanted",
}


class Accounts:
    """The accounts of all sources of one walk."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], Account] = {}

    def add(self, batch: Batch, *, new: int, changed: int) -> None:
        """Counts a page that was read, or had not changed."""
        if batch.error is None or batch.listed:
            url = batch.root or batch.url
            self._of.setdefault((batch.source, url), Account(batch.source, url)).add(batch, new=new, changed=changed)

    def __iter__(self) -> Iterator[Account]:
        return iter(self._of.values())

    @property
    def records(self) -> list[dict[str, Any]]:
        """For the manifest."""
        return [account.record for account in self._of.values()]
