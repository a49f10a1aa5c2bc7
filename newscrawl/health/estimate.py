"""The remaining time of a backfill, from its speed in the last minutes. No estimate is given where the speed is unknown."""

from __future__ import annotations

from collections import deque

__all__ = ["Estimate", "spoken"]

_LATELY = 600.0  # seconds: a site's speed changes with its load, and with what archives answer from their caches
_ENOUGH_SECONDS, _ENOUGH_PAGES = 20.0, 20  # below that a rate is start-up and chance
_APART = 1.0  # seconds between two looks that are remembered


class Estimate:
    """`seconds(done, total, at)` is asked again and again while the work goes on; `at` is any clock in seconds that never goes back."""

    def __init__(self) -> None:
        self._looks: deque[tuple[float, int]] = deque()

    def seconds(self, done: int, total: int, at: float) -> float | None:
        """The seconds that are left at the rate of the last ten minutes; None while that is not known."""
        if self._looks and done < self._looks[-1][1]:
            self._looks.clear()  # other work: another way began
        if not self._looks or at - self._looks[-1][0] >= _APART:
            self._looks.append((at, done))
        while at - self._looks[0][0] > _LATELY:
            self._looks.popleft()
        begun, before = self._looks[0]
        if at - begun < _ENOUGH_SECONDS or done - before < _ENOUGH_PAGES:
            return None
        return (total - done) * (at - begun) / (done - before)


def spoken(seconds: float) -> str:
    """As exactly as it can be meant: `under a minute`, `about 40 min`, `about 3 h`, `about 2 days`."""
    minutes = seconds / 60
    if minutes < 1:
        return "under a minute"
    if minutes < 100:
        return f"about {minutes:.0f} min" if minutes < 10 else f"about {round(minutes, -1):.0f} min"
    return f"about {minutes / 60:.0f} h" if minutes < 48 * 60 else f"about {minutes / 1440:.0f} days"
