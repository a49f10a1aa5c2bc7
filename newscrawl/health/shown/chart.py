"""The last runs as a drawing: articles and rejected pages as bars, requests as a curve. Inline SVG; the same figures stand in a table."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from newscrawl.health.judge import total
from newscrawl.store.files.manifest import ManifestEntry

__all__ = ["CHARTED", "Point", "chart", "point_of"]

CHARTED = 30  # runs
_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 720, 200, 48, 24


@dataclass(frozen=True, slots=True)
class Point:
    """A run in the drawing."""

    label: str
    articles: int
    requests: int
    rejected: int
    healthy: bool


def point_of(entry: ManifestEntry) -> Point:
    """The figures of a run."""
    counted = entry.stats.get("downloader/request_count")
    requests = counted if isinstance(counted, int) else total(entry.stats, "pages/answered")
    articles = entry.articles.get("written", 0) + entry.articles.get("revision", 0)
    return Point(entry.started[:16].replace("T", " "), articles, requests, sum(entry.rejected.values()), entry.exit == 0)


def chart(points: Sequence[Point]) -> str:
    """The drawing, or "" for fewer than two runs. Bars have one scale and the curve has another, each with its greatest value."""
    points = points[-CHARTED:]
    if len(points) < 2:
        return ""
    most = max(1, *(max(point.articles, point.rejected) for point in points))
    asked = max(1, *(point.requests for point in points))
    step = (_WIDTH - 2 * _LEFT) / len(points)
    high = _HEIGHT - _BOTTOM - 12
    bars, curve = [], []
    for n, point in enumerate(points):
        x, wide = _LEFT + n * step, step * 0.4
        for shift, value, kind in ((0.0, point.articles, "articles"), (wide, point.rejected, "rejected")):
            tall = high * value / most
            if value:
                bars.append(
                    f'<rect class="{kind}" x="{x + shift:.1f}" y="{_HEIGHT - _BOTTOM - tall:.1f}" width="{wide:.1f}" height="{tall:.1f}"/>'
                )
        curve.append(f"{x + wide:.1f},{_HEIGHT - _BOTTOM - high * point.requests / asked:.1f}")
    told = (
        f"{len(points)} runs: at most {max(p.articles for p in points):,} articles, {max(p.rejected for p in points):,} rejected pages and "
        f"{max(p.requests for p in points):,} requests in a run"
    )
    base = _HEIGHT - _BOTTOM
    return (
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{html.escape(told)}">'
        f'<line class="axis" x1="{_LEFT}" y1="{base}" x2="{_WIDTH - _LEFT}" y2="{base}"/>{"".join(bars)}'
        f'<polyline class="requests" points="{" ".join(curve)}"/>'
        f'<text x="{_LEFT - 6}" y="20" text-anchor="end">{most:,}</text><text x="{_LEFT - 6}" y="{base}" text-anchor="end">0</text>'
        f'<text x="{_WIDTH - _LEFT + 6}" y="20">{asked:,}</text>'
        f'<text x="{_LEFT}" y="{_HEIGHT - 6}">{html.escape(points[0].label[:10])}</text>'
        f'<text x="{_WIDTH - _LEFT}" y="{_HEIGHT - 6}" text-anchor="end">{html.escape(points[-1].label[:10])}</text></svg>\n'
        '<p class="quiet legend"><span class="of-articles">articles</span>'
        '<span class="of-rejected">rejected pages (bars, left scale)</span>'
        '<span class="of-requests">requests (curve, right scale)</span></p>'
    )
