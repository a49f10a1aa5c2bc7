"""Moments from the strings that feeds, pages and headers use: any language, any calendar that newspapers date themselves by."""

from newscrawl.dates.moments import credible, parse_day, parse_moment, states_zone, utc
from newscrawl.dates.names import order_of

__all__ = ["credible", "order_of", "parse_day", "parse_moment", "states_zone", "utc"]
