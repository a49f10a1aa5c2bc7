"""`scrapy shell`: Scrapy's own, as a look and no run."""

from scrapy.commands import shell

from newscrawl.commands.looking import Look


class Command(Look, shell.Command): ...
