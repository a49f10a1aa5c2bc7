"""Scrapy's statistics in memory, at the price of a dictionary."""

from __future__ import annotations

from scrapy.statscollectors import MemoryStatsCollector

__all__ = ["Stats"]


class Stats(MemoryStatsCollector):
    """Scrapy 2.19 looks at each use of a method whether it is called in a way of long ago, and warns; each page counts fifty things."""

    __getattribute__ = object.__getattribute__
