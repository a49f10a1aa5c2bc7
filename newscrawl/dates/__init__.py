"""Moments from the strings that feeds, pages and headers use: any language, any calendar that newspapers date themselves by."""

from newscrawl.dates.days import day_first_in
from newscrawl.dates.names import order_of
from newscrawl.dates.stated import credible, parse_day, parse_moment, states_zone, utc

__all__ = ["credible", "day_first_in", "order_of", "parse_day", "parse_moment", "states_zone", "utc"]
