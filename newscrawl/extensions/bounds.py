"""Bounds on a site and on text for one run: the settings as values. Text beyond a bound is reported, and never cut to fit."""

from __future__ import annotations

import math
from pathlib import Path

from scrapy.settings import BaseSettings

from newscrawl.dataset.verdicts import Verdicts
from newscrawl.discover.limits import Limits
from newscrawl.discover.span import Window
from newscrawl.errors import UsageError
from newscrawl.intake.intake import MOST_PAGES, Bounds, Policy
from newscrawl.middlewares.polite.robots import product_of

__all__ = ["article_bounds", "discovery_limits", "policy_of"]

ANY_DAY = Window()


def discovery_limits(settings: BaseSettings) -> Limits:
    """The limits of the walk over a site's sources. Raises UsageError for a setting that is no number, or a number below one."""
    return Limits(
        requests=_count(settings, "NEWSCRAWL_SOURCE_REQUESTS"),
        pages=_count(settings, "NEWSCRAWL_LISTING_PAGES"),
        feed_entries=_count(settings, "NEWSCRAWL_FEED_ENTRIES"),
        sitemap_depth=_count(settings, "NEWSCRAWL_SITEMAP_DEPTH"),
        sitemap_files=_count(settings, "NEWSCRAWL_SITEMAP_FILES"),
        sitemap_entries=_count(settings, "NEWSCRAWL_SITEMAP_ENTRIES"),
    )


def article_bounds(settings: BaseSettings) -> Bounds:
    """The bounds of one article. Raises UsageError like `discovery_limits`."""
    return Bounds(pages=_count(settings, "NEWSCRAWL_ARTICLE_PAGES", MOST_PAGES), length=_count(settings, "NEWSCRAWL_TEXT_LENGTH"))


def policy_of(settings: BaseSettings, window: Window = ANY_DAY) -> Policy:
    """The policy of a run with these settings for the days in `window`. Raises UsageError like `discovery_limits`."""
    if settings["NEWSCRAWL_RIGHTS"] not in ("record", "skip"):
        raise UsageError(f"NEWSCRAWL_RIGHTS={settings['NEWSCRAWL_RIGHTS']!r} is not known; set it to record or skip")
    return Policy(
        bounds=article_bounds(settings),
        product=product_of(settings),
        obeys=settings["NEWSCRAWL_RIGHTS"] == "skip",
        window=window,
        verdicts=Verdicts(Path(settings["NEWSCRAWL_OUTPUT_DIR"])),
    )


def _count(settings: BaseSettings, name: str, most: float = math.inf) -> int:
    value = settings[name]
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = 0
    if not 1 <= number <= most:
        raise UsageError(f"{name}={value!r} is not a number of at least 1{f' and at most {most}' if most < math.inf else ''}")
    return number
