"""Settings of the project. Scrapy's own keep their names; ours start with NEWSCRAWL_ and are explained here and in docs/settings.md."""

import os
from importlib.util import find_spec

from scrapy.settings import default_settings as scrapy

from newscrawl.version import __version__

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["newscrawl.spiders"]
NEWSPIDER_MODULE = "newscrawl.spiders"
COMMANDS_MODULE = "newscrawl.commands"
SPIDER_LOADER_CLASS = "newscrawl.spiders.loader.CatalogueLoader"  # a spider of each entry of the table of sites
NEWSCRAWL_SITES = os.environ.get("NEWSCRAWL_SITES", "")  # your own table of sites; empty: sites.toml beside scrapy.cfg

# What goes where
NEWSCRAWL_OUTPUT_DIR = "output"  # a folder: run files in SPIDER/, ledgers in .state/
NEWSCRAWL_WARC = True  # keep what was fetched, so that it can be cleaned again
NEWSCRAWL_METRICS = ""  # a file NAME.prom for Prometheus' textfile collector: figures of the latest run of each site
NEWSCRAWL_WARC_MAX_BYTES = 1_000_000_000  # bytes after which a further file is begun; 0: one file a run
ITEM_PROCESSOR = "newscrawl.pipelines.Pipelines"
ITEM_PIPELINES = {"newscrawl.pipelines.RecordPipeline": 900}

# Work
NEWSCRAWL_WORKERS = os.cpu_count() or 1  # processes that extract; 0: in the crawl's own process, for debugging
NEWSCRAWL_PAGE_SECONDS = 30.0  # seconds that one page may take to extract
NEWSCRAWL_WORKER_MB = 400  # MiB of memory at which a worker is replaced

# Commits
NEWSCRAWL_COMMIT_ARTICLES = 50  # articles between two commits
NEWSCRAWL_COMMIT_SECONDS = 10.0  # seconds between two commits, when there is anything to commit

# What is looked at again
NEWSCRAWL_RECHECK_DAYS = 7.0  # days after publication in which an article is looked at again; 0: only where a source says that it changed
NEWSCRAWL_RECHECK_HOURS = 6.0  # hours after publication at which the first look may come
NEWSCRAWL_RECHECK_GROWTH = 0.5  # the pause to the next look, as a share of the article's age
NEWSCRAWL_GIVE_UP_RUNS = 5  # runs in which an article that cannot be fetched is tried
NEWSCRAWL_NEAR_DUPLICATE = 0.8  # likeness (Jaccard, word 5-grams) from which an article is marked near_duplicate_of; above 1: never

# Archives, so that they can be pointed elsewhere
NEWSCRAWL_WAYBACK_URL = "https://web.archive.org"
NEWSCRAWL_COMMONCRAWL_URL = "https://index.commoncrawl.org"
NEWSCRAWL_ARCHIVE_LATE_DAYS = 92  # days behind the window in which a page's first capture may lie

# Polite: docs/politeness.md
NEWSCRAWL_CONTACT = ""  # an address or a page, for the user agent: where a site's owner reaches you
USER_AGENT = f"newscrawl/{__version__}"  # NEWSCRAWL_CONTACT is added
ROBOTSTXT_OBEY = True
NEWSCRAWL_CRAWL_DELAY_MAX = 60.0  # seconds of Crawl-delay that are obeyed
DOWNLOAD_DELAY = 1.0  # seconds between two requests to a host
DOWNLOAD_DELAY_JITTER = 0.5
CONCURRENT_REQUESTS_PER_DOMAIN = 4
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 30.0
RETRY_TIMES = 8
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # what is given up is told once, with its reason
NEWSCRAWL_PATIENCE = 300.0  # seconds that one host may keep a run waiting
NEWSCRAWL_RETRY_SECONDS = 0.5  # seconds before the first further try; doubles each time
NEWSCRAWL_RETRY_SECONDS_MAX = 60.0  # seconds before any further try
NEWSCRAWL_PAGE_BUDGET = 0  # requests to a host in one run; 0: no budget

NEWSCRAWL_POLL = "always"  # or learned: a source that brings nothing is asked less often, by when the site publishes, at least once a day
NEWSCRAWL_RIGHTS = "record"  # what a site reserves (docs/rights.md): record it, or skip the article

# Hard to hurt: docs/security.md. Scrapy opens a telnet console and a remote control, and does not verify certificates.
NEWSCRAWL_ALLOW_HOSTS: list[str] = []  # host:port that may be asked although the address is private
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_TLS_MIN_VERSION = "TLSv1.2"
DOWNLOAD_TIMEOUT = 30  # seconds from the start of a request to its last byte
DOWNLOAD_MAXSIZE = 10_000_000  # bytes of a body, as sent and decoded
DOWNLOAD_WARNSIZE = 0
NEWSCRAWL_HEADERS_MAXSIZE = 65_536  # bytes of all headers of a response
NEWSCRAWL_HEADERS_MAX = 200  # lines of headers
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
NEWSCRAWL_SOURCE_REQUESTS = 20_000  # requests for feeds, sitemaps and listings in one run
NEWSCRAWL_LISTING_PAGES = 10_000  # pages of one feed, listing or API query
NEWSCRAWL_FEED_ENTRIES = 2_000  # entries of one feed
NEWSCRAWL_SITEMAP_DEPTH = 4  # sitemap indexes in one another
NEWSCRAWL_SITEMAP_FILES = 5_000  # sitemaps of a site
NEWSCRAWL_SITEMAP_ENTRIES = 100_000  # entries of one sitemap
NEWSCRAWL_ARTICLE_PAGES = 20  # pages of one article
NEWSCRAWL_TEXT_LENGTH = 1_000_000  # characters of one article's text
COOKIES_ENABLED = False
HTTPAUTH_DOMAIN = None  # Scrapy: then to everybody; middlewares.identity: to the site only
TWISTED_DNS_RESOLVER = "scrapy.resolver.CachingHostnameResolver"
DOWNLOAD_HANDLERS = {
    "http": "newscrawl.middlewares.connect.CheckedHandler",
    "https": "newscrawl.middlewares.connect.CheckedHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOADER = "newscrawl.middlewares.polite.concurrency.ExactDownloader"
DOWNLOADER_MIDDLEWARES = {
    "newscrawl.middlewares.safe.guard.Guard": 40,
    "newscrawl.middlewares.polite.robots.RobotsMiddleware": 100,
    "newscrawl.middlewares.polite.identity.Identity": 500,
    "newscrawl.middlewares.polite.retry.Retry": 550,
    "newscrawl.middlewares.safe.compression.AcceptEncoding": 590,
    "newscrawl.middlewares.redirect.Redirect": 600,
    "newscrawl.middlewares.unused.Cookies": 700,
    "newscrawl.middlewares.polite.budget.PageBudget": 860,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
}
EXTENSIONS = {
    "newscrawl.middlewares.unused.TelnetConsole": 0,
    "newscrawl.middlewares.unused.RemoteControl": 0,
    "newscrawl.middlewares.safe.hygiene.LogHygiene": 0,
    "newscrawl.middlewares.stopping.Stopping": 5,
    "newscrawl.middlewares.polite.throttle.Throttle": 10,
    "newscrawl.middlewares.polite.robots.RobotsStore": 20,
    "newscrawl.middlewares.polite.throttle.HostAutoThrottle": 30,
    "newscrawl.extensions.keeper.RunKeeper": 100,
    "newscrawl.extensions.progress.Progress": 500,
    "scrapy.extensions.throttle.AutoThrottle": None,
}

# How it runs
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
ASYNCIO_EVENT_LOOP = "uvloop.Loop" if find_spec("uvloop") else None
# Bytes of pages between download and written article: the back-pressure. Two dozen pages of 150 KB for each worker keep all of them busy.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 4_000_000 * NEWSCRAWL_WORKERS
CONCURRENT_ITEMS = 2  # items of one response in pipelines at a time: Scrapy starts so many tasks for each response, and a page is one item
LOG_LEVEL = "INFO"
LOG_VERSIONS: list[str] = []
STATS_CLASS = "newscrawl.extensions.stats.Stats"
STATS_DUMP = False  # the statistics are in the manifest; -s STATS_DUMP=True logs them too
FEED_EXPORT_ENCODING = "utf-8"
FEED_EXPORTERS = {"csv": "newscrawl.extensions.exporters.CsvExporter"}  # no cell is a formula

# Scrapy imports each component that it lists, also those that are off: newscrawl.middlewares.unused stands for three of them.
_UNUSED = ("cookies.CookiesMiddleware", "telnet.TelnetConsole", "remote_control.RemoteControl")
DOWNLOADER_MIDDLEWARES_BASE = {name: order for name, order in scrapy.DOWNLOADER_MIDDLEWARES_BASE.items() if not name.endswith(_UNUSED)}
EXTENSIONS_BASE = {name: order for name, order in scrapy.EXTENSIONS_BASE.items() if not name.endswith(_UNUSED)}
