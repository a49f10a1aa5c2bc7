"""The first pages of a new site wait until there is evidence."""

from __future__ import annotations

from newscrawl.clean.recurring.counts import LineCounts
from newscrawl.clean.recurring.policy import Policy
from newscrawl.clean.recurring.strip import blocks_of, established, observe, verdicts, without_lines
from newscrawl.model import Refined

__all__ = ["HoldBack"]

_POLICY = Policy()


class HoldBack:
    """Keeps the first articles of a site back until there is evidence which of their lines recur.

    `add` and `finish` give articles that are ready, in the order in which they came, without their established lines. Holds nothing once
    the site is known (`policy.enough_articles` counted, and no line of the held articles undecided), and never more than
    `policy.hold_articles`. Pure: the only state outside is `counts`.
    """

    def __init__(self, counts: LineCounts, policy: Policy = _POLICY) -> None:
        self._counts = counts
        self._policy = policy
        self._held: list[Refined] = []
        self._known = counts.articles() >= policy.hold_articles

    @property
    def held(self) -> int:
        """How many articles are held back."""
        return len(self._held)

    def add(self, refined: Refined) -> tuple[Refined, ...]:
        """Counts the article's lines, and gives what is ready: nothing while evidence is missing, then all that was held."""
        observe(self._counts, refined.article)
        if self._known:
            return (self._strip(refined),)
        self._held.append(refined)
        return self.finish() if self._is_enough() else ()

    def finish(self) -> tuple[Refined, ...]:
        """Everything that is still held, judged by the evidence there is."""
        ready = tuple(self._strip(refined) for refined in self._held)
        self._held.clear()
        return ready

    def _is_enough(self) -> bool:
        articles = self._counts.articles()
        if len(self._held) >= self._policy.hold_articles or articles >= self._policy.hold_articles:
            self._known = True
        elif articles >= self._policy.enough_articles:
            texts = [block.text for refined in self._held for block in blocks_of(refined.article)]
            self._known = "undecided" not in verdicts(self._counts, texts, self._policy).values()
        return self._known

    def _strip(self, refined: Refined) -> Refined:
        return without_lines(refined, established(self._counts, refined.article, self._policy), self._policy)
