"""Settings of the project. Scrapy's own keep their names; ours start with NEWSCRAWL_ and are explained here and in docs/settings.md."""

import os
from importlib.util import find_spec

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["newscrawl.spiders"]
NEWSPIDER_MODULE = "newscrawl.spiders"
COMMANDS_MODULE = "newscrawl.commands"

# What goes where
NEWSCRAWL_OUTPUT_DIR = "output"  # a folder: run files in SPIDER/, ledgers in .state/
NEWSCRAWL_WARC = True  # keep what was fetched, so that it can be cleaned again
ITEM_PIPELINES = {"newscrawl.pipelines.RecordPipeline": 900}
EXTENSIONS = {"newscrawl.extensions.keeper.RunKeeper": 100, "newscrawl.extensions.progress.Progress": 500}

# Work
NEWSCRAWL_WORKERS = os.cpu_count() or 1  # processes that extract; 0: in the crawl's own process, for debugging
NEWSCRAWL_PAGE_SECONDS = 30.0  # seconds that one page may take to extract
NEWSCRAWL_WORKER_MB = 400  # MiB of memory at which a worker is replaced

# Commits
NEWSCRAWL_COMMIT_ARTICLES = 50  # articles between two commits
NEWSCRAWL_COMMIT_SECONDS = 10.0  # seconds between two commits, when there is anything to commit

# What is looked at again
NEWSCRAWL_RECHECK_DAYS = 7  # days after publication in which an article is looked at again; 0: never, unless a source says that it changed
NEWSCRAWL_RECHECK_HOURS = 6  # hours after publication at which the first look may come
NEWSCRAWL_RECHECK_GROWTH = 0.5  # the pause to the next look, as a share of the article's age
NEWSCRAWL_GIVE_UP_RUNS = 5  # runs in which an article that cannot be fetched is tried
NEWSCRAWL_NEAR_DUPLICATE = 0.8  # likeness (Jaccard, word 5-grams) from which an article is marked near_duplicate_of; above 1: never

# Archives, so that they can be pointed elsewhere
NEWSCRAWL_WAYBACK_URL = "https://web.archive.org"
NEWSCRAWL_COMMONCRAWL_URL = "https://index.commoncrawl.org"

# Closed by default: Scrapy opens the first two and does not verify certificates
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_TLS_MIN_VERSION = "TLSv1.2"

# How it runs
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
ASYNCIO_EVENT_LOOP = "uvloop.Loop" if find_spec("uvloop") else None
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 32_000_000  # bytes of pages between download and written article: the back-pressure
LOG_LEVEL = "INFO"
LOG_VERSIONS: list[str] = []
STATS_DUMP = False  # the statistics are in the manifest; -s STATS_DUMP=True logs them too
FEED_EXPORT_ENCODING = "utf-8"
