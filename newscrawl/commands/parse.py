"""`scrapy parse`: Scrapy's own, as a look and no run."""

from scrapy.commands import parse

from newscrawl.commands.looking import Look


class Command(Look, parse.Command): ...
