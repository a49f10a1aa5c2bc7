"""`scrapy view`: Scrapy's own, as a look and no run."""

from scrapy.commands import view

from newscrawl.commands.looking import Look


class Command(Look, view.Command): ...
