"""`scrapy fetch`: Scrapy's own, as a look and no run."""

from scrapy.commands import fetch

from newscrawl.commands.looking import Look


class Command(Look, fetch.Command): ...
