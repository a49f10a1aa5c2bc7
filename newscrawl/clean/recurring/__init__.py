"""Recurring lines: what one site prints under or inside many different articles is boilerplate, whatever it says.

Everything here is pure. Where the counts live is the caller's choice: anything that fulfils `LineCounts` will do
(the ledger keeps them in SQLite, `MemoryLineCounts` in memory).

    lines_of(article)  →  observe(counts, …)  →  established(counts, article)  →  without_lines(refined, …)

`HoldBack` does these four steps for a stream of articles, and keeps the first ones of a new site until there is evidence.
The numbers behind `Policy` are in docs/cleaning.md.
"""

from newscrawl.clean.recurring.counts import LineCount, LineCounts, LineSeen, MemoryLineCounts, line_key
from newscrawl.clean.recurring.holdback import HoldBack
from newscrawl.clean.recurring.policy import Policy, Threshold, Verdict, decide
from newscrawl.clean.recurring.strip import RECURRING_RULE, established, lines_of, observe, strip_recurring, without_lines

__all__ = [
    "RECURRING_RULE",
    "HoldBack",
    "LineCount",
    "LineCounts",
    "LineSeen",
    "MemoryLineCounts",
    "Policy",
    "Threshold",
    "Verdict",
    "decide",
    "established",
    "line_key",
    "lines_of",
    "observe",
    "strip_recurring",
    "without_lines",
]
