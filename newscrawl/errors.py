"""The exceptions of newscrawl: one tree, drawn here.

NewscrawlError
├── UsageError        a wrong argument or setting          (exit 2)
├── StateError        the ledger or a run file is unusable (exit 1)
├── OutputError       the output folder cannot be written  (exit 1)
├── AlreadyRunning    another run holds the lock           (exit 4)
├── Unhealthy         the work is done, and not all is well (exit 3)
├── KeyRefused        a site's key is missing, expired or refused (exit 3)
├── WorkersBroken     no worker process can start          (exit 1)
├── FetchError        a page could not be fetched
└── SourceError       bytes that should list articles do not

An expected outcome is a value (`Rejected`), not an exception. Each message says what, what it got, and what to do.
"""

__all__ = [
    "AlreadyRunning",
    "FetchError",
    "KeyRefused",
    "NewscrawlError",
    "OutputError",
    "SourceError",
    "StateError",
    "Unhealthy",
    "UsageError",
    "WorkersBroken",
]


class NewscrawlError(Exception):
    """The root. `exit_status` is what a command ends with when this ends it."""

    exit_status = 1


class UsageError(NewscrawlError):
    """An argument or a setting that cannot be used."""

    exit_status = 2


class StateError(NewscrawlError):
    """The ledger, or a file that it describes, cannot be used as it is."""


class OutputError(NewscrawlError):
    """The output folder cannot be created or written."""


class AlreadyRunning(NewscrawlError):  # noqa: N818  a state, not a fault
    """Another process is crawling the same spider."""

    exit_status = 4

    def __init__(self, spider: str, pid: int, started: str) -> None:
        holder = f"process {pid} since {started}; wait for it, or stop it with: kill {pid}" if pid > 0 else "another process; wait for it"
        super().__init__(f"{spider} is in use by {holder}")
        self.spider, self.pid, self.started = spider, pid, started


class Unhealthy(NewscrawlError):  # noqa: N818  a state, not a fault
    """A command did its work, and something that it met is not as it should be."""

    exit_status = 3


class KeyRefused(NewscrawlError):  # noqa: N818  a state, not a fault
    """A cookie, password, header, proxy or log-in of a site is not there, has expired, or was refused. The message holds no secret."""

    exit_status = 3


class WorkersBroken(NewscrawlError):  # noqa: N818  a state, not a fault
    """What workers need cannot be loaded: an installation in pieces, too little memory. Nothing is wrong with any page."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"no worker process can start: {detail}; mend it and run again, the pages stay due")
        self.detail = detail


class FetchError(NewscrawlError):
    """A page that could not be fetched. `reason` is a word for statistics, `detail` a sentence part for people."""

    def __init__(self, url: str, reason: str, detail: str = "") -> None:
        super().__init__(f"{url}: {reason}" + (f" ({detail})" if detail else ""))
        self.url, self.reason, self.detail = url, reason, detail


class SourceError(NewscrawlError):
    """Bytes that were fetched as a feed, sitemap, API answer or listing, and are not one."""

    def __init__(self, url: str, detail: str) -> None:
        super().__init__(f"{url}: {detail}")
        self.url, self.detail = url, detail
