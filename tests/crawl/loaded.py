"""What `warm` loads before it forks: no reactor, no settings, nothing that a run would change."""

import scrapy.cmdline
import scrapy.core.engine
import scrapy.core.scheduler
import scrapy.crawler  # noqa: F401

import newscrawl.dataset.exporting.export
import newscrawl.extensions.keeper
import newscrawl.middlewares.connect
import newscrawl.middlewares.polite.retry
import newscrawl.pipelines
import newscrawl.spiders.auto
import newscrawl.spiders.base  # noqa: F401
