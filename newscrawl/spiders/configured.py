"""A spider for each site of `newscrawl.sites`: the site is data, the class is made from it."""

from __future__ import annotations

from newscrawl.sites import configured
from newscrawl.spiders.base import NewsSpider

for _site in configured():
    _name = "".join(part.capitalize() for part in _site.name.split("_")) + "Spider"
    globals()[_name] = type(_name, (NewsSpider,), {"site": _site, "__module__": __name__})
