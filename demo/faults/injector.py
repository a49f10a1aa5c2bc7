"""Which request gets which fault."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from demo.http import App, Raw, Reply, Request

__all__ = ["Fault", "Faults", "SiteReply"]

SiteReply = Callable[[], Reply | Raw]
Fault = Callable[[Request, SiteReply], Reply | Raw]
"""A fault is given the request and the site's own answer (a call, so that a fault that needs none costs none)."""


@dataclass(slots=True)
class _Rule:
    pattern: re.Pattern[str]
    fault: Fault
    times: int | None
    each_url: bool
    used: Counter[str] = field(default_factory=Counter)

    def take(self, request: Request) -> bool:
        if not self.pattern.search(request.target):
            return False
        key = request.target if self.each_url else ""
        if self.times is not None and self.used[key] >= self.times:
            return False
        self.used[key] += 1
        return True


@dataclass(slots=True)
class _Dice:
    """A share of requests misbehaves; no address more than `in_a_row` times one after the other, whatever the dice say."""

    share: float
    faults: Sequence[Fault]
    pattern: re.Pattern[str]
    in_a_row: int
    rng: random.Random
    failed: Counter[str] = field(default_factory=Counter)
    thrown: int = 0

    def throw(self, request: Request) -> Fault | None:
        if not self.pattern.search(request.target):
            return None
        if self.rng.random() >= self.share or self.failed[request.target] >= self.in_a_row:
            self.failed[request.target] = 0
            return None
        self.failed[request.target] += 1
        self.thrown += 1
        return self.rng.choice(self.faults)


class Faults:
    """Wraps a site's answers. Without rules it passes every request on. Rules may be added and cleared while the site is being crawled."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._rules: list[_Rule] = []
        self._dice: _Dice | None = None
        self._lock = threading.Lock()

    def on(self, pattern: str, fault: Fault, *, times: int | None = None, each_url: bool = True) -> None:
        """Requests whose target (path and query) matches the regular expression get `fault`: always, or the first `times` times for each
        address (`each_url=False`: the first `times` requests in all). Of several rules that match, the first one given wins."""
        self._rules.append(_Rule(re.compile(pattern), fault, times, each_url))

    def randomly(self, share: float, *, seed: int, faults: Sequence[Fault] = (), pattern: str = "", in_a_row: int = 2) -> None:
        """`share` of the requests that match misbehave, in a way drawn from `faults` (passing ones, if none are named)."""
        if not faults:
            from demo.faults.kinds import PASSING

            faults = PASSING
        self._dice = _Dice(share, faults, re.compile(pattern), in_a_row, random.Random(seed))

    @property
    def thrown(self) -> int:
        """How many requests `randomly` has made misbehave."""
        return self._dice.thrown if self._dice else 0

    def clear(self) -> None:
        """The site behaves again."""
        self._rules.clear()
        self._dice = None

    def __call__(self, request: Request) -> Reply | Raw:
        with self._lock:
            fault = next((rule.fault for rule in list(self._rules) if rule.take(request)), None)
            if fault is None and self._dice is not None:
                fault = self._dice.throw(request)
        return fault(request, lambda: self.app(request)) if fault else self.app(request)
