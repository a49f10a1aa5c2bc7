"""Does this run's extraction look like that of the runs before? Figures of written articles, compared with what the manifest remembers.

Pure: statistics in, sentences out. docs/health.md tells each threshold with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newscrawl.model import Article

__all__ = ["FIELDS", "THRESHOLDS", "Thresholds", "collapsed_fields", "figures_of", "greedy_rules", "shrunk_text"]

Stats = Mapping[str, Any]

FIELDS = ("subtitle", "authors", "date_published", "language", "section", "tags", "image_url")
ARTICLES = "newscrawl/measured/articles"
WORDS = "newscrawl/measured/words"
_FIELD, _RULE = "newscrawl/fields/", "newscrawl/edits/"
_ARCHIVES = frozenset({"wayback", "commoncrawl", "warc"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """When a figure is taken for a fault. Shares and rates are of written articles."""

    articles_now: int = 20  # of fewer, one odd article in five would be news
    articles_before: int = 50  # below, nobody knows what is usual
    articles_remembered: int = 200  # the latest of the past: what a site changed for good is the usual after about as many
    coverage_usual: float = 0.5  # a field that most articles never had cannot collapse
    coverage_kept: float = 0.5  # of its usual coverage; a weekend without tags keeps more
    edits_grown: float = 3.0  # times a rule's usual edits an article; another ad layout doubles them
    edits_more: float = 1.0  # edits more an article: from 0.01 to 0.05 is no fault
    words_usual: float = 100.0  # below, the site writes notes, and their length is chance
    words_kept: float = 0.5  # of the usual words an article


THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True)
class _Sample:
    """Articles and their figures, summed over runs."""

    articles: int
    figures: Counter[str]

    def rate(self, name: str) -> float:
        return self.figures[name] / self.articles


def figures_of(article: Article) -> Iterator[tuple[str, int]]:
    """The statistics that one written article adds to: its fields, the lines that cleaning removed, the words that are left.

    Articles from archives add nothing: pages of other years may differ from today's without a fault."""
    if article.fetch.via in _ARCHIVES:
        return
    yield ARTICLES, 1
    yield WORDS, article.word_count
    for name in FIELDS:
        if getattr(article, name):
            yield f"{_FIELD}{name}", 1
    for rule, count in article.extraction.edits.items():
        yield f"{_RULE}{rule}", count


def collapsed_fields(now: Stats, history: Sequence[Stats], limits: Thresholds = THRESHOLDS) -> str | None:
    """Fields that articles had and have no more."""
    if (pair := _samples(now, history, limits)) is None:
        return None
    latest, usual = pair
    fallen = []
    for name in FIELDS:
        before, after = usual.rate(_FIELD + name), latest.rate(_FIELD + name)
        limit = before * limits.coverage_kept
        if before >= limits.coverage_usual and after < limit:
            fallen.append(
                f"{_FIELD}{name} {after:.0%} of {latest.articles} articles < {limit:.0%} ({before:.0%} of the {usual.articles} before)"
            )
    return f"coverage collapsed: {'; '.join(fallen)}; the site's pages may have changed, try: scrapy explain URL" if fallen else None


def greedy_rules(now: Stats, history: Sequence[Stats], limits: Thresholds = THRESHOLDS) -> str | None:
    """Rules of cleaning that remove far more than they did."""
    if (pair := _samples(now, history, limits)) is None:
        return None
    latest, usual = pair
    grown = []
    for name in sorted(name for name in latest.figures if name.startswith(_RULE)):
        before, after = usual.rate(name), latest.rate(name)
        limit = max(before * limits.edits_grown, before + limits.edits_more)
        if after > limit:
            grown.append(
                f"{name} {after:.1f} an article in {latest.articles} articles > {limit:.1f} ({before:.1f} in the {usual.articles} before)"
            )
    return f"cleaning removes far more than it did: {'; '.join(grown)}; see the edits file, and try: scrapy explain URL" if grown else None


def shrunk_text(now: Stats, history: Sequence[Stats], limits: Thresholds = THRESHOLDS) -> str | None:
    """Articles that are far shorter than they were."""
    if (pair := _samples(now, history, limits)) is None:
        return None
    latest, usual = pair
    before, after = usual.rate(WORDS), latest.rate(WORDS)
    if before < limits.words_usual or after >= before * limits.words_kept:
        return None
    return (
        f"articles are cut short: {WORDS} {after:.0f} an article in {latest.articles} articles < {before * limits.words_kept:.0f}"
        f" ({before:.0f} in the {usual.articles} before); try: scrapy explain URL"
    )


def _samples(now: Stats, history: Sequence[Stats], limits: Thresholds) -> tuple[_Sample, _Sample] | None:
    """The latest articles and the usual articles, or None where either are too few.

    A run that wrote too few articles is joined with the runs right before it: a site with five articles a night, or a crawl every hour,
    would never be checked otherwise. A run without articles is passed over."""
    if not _count(now, ARTICLES):
        return None
    earlier = list(reversed(history))
    latest = _gathered([now, *earlier], limits.articles_now)
    usual = _gathered(earlier[len(latest) - 1 :], limits.articles_remembered)
    samples = _sample(latest), _sample(usual)
    enough = samples[0].articles >= limits.articles_now and samples[1].articles >= limits.articles_before
    return samples if enough else None


def _gathered(runs: Sequence[Stats], articles: int) -> Sequence[Stats]:
    """So many of the runs, from the first, as hold that many articles."""
    held = 0
    for n, run in enumerate(runs):
        if held >= articles:
            return runs[:n]
        held += _count(run, ARTICLES)
    return runs


def _sample(runs: Sequence[Stats]) -> _Sample:
    figures: Counter[str] = Counter()
    for run in runs:
        if _count(run, ARTICLES):
            figures.update({name: _count(run, name) for name in run if name.startswith((_FIELD, _RULE)) or name == WORDS})
    return _Sample(sum(_count(run, ARTICLES) for run in runs), figures)


def _count(stats: Stats, name: str) -> int:
    """A statistic; 0 for what is no number, as in a manifest that somebody edited."""
    value = stats.get(name, 0)
    return value if isinstance(value, int) and value > 0 else 0
