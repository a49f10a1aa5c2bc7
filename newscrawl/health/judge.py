"""Was the run healthy? A pure judgement over its statistics and those of earlier runs; the exit status and one line that explains it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newscrawl.health.discovery import nothing_listed, untaken
from newscrawl.health.trends import collapsed_fields, greedy_rules, shrunk_text

__all__ = ["CHECKS", "TRENDS", "Check", "Trend", "Verdict", "judge"]

Stats = Mapping[str, Any]
ENOUGH = 5  # pages below which a share says nothing


@dataclass(frozen=True, slots=True)
class Verdict:
    """`exit_status` of the run, and what happened and what to do, on one line ('' for a healthy run)."""

    exit_status: int
    message: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A monitor: `failed` gives the sentence that names statistic, threshold and value, or None while all is well. `of_stopped`: it says
    something of a run that was told to stop, too."""

    name: str
    exit_status: int
    failed: Callable[[Stats], str | None]
    of_stopped: bool = False


@dataclass(frozen=True, slots=True)
class Trend:
    """A monitor that compares with earlier runs, the oldest first."""

    name: str
    exit_status: int
    failed: Callable[[Stats, Sequence[Stats]], str | None]
    of_stopped: bool = True


def total(stats: Stats, prefix: str) -> int:
    """The sum of all statistics `newscrawl/PREFIX…`."""
    return sum(value for key, value in stats.items() if key.startswith(f"newscrawl/{prefix}") and isinstance(value, int))


def _keys(stats: Stats) -> str | None:
    walls = total(stats, "rejected/login-wall") if total(stats, "keys/used") else 0
    if count := total(stats, "keys/refused") + walls:
        return (
            f"the site refused its key {count} times; look whether the cookies, password or log-in of its entry still hold, and renew them"
        )
    return None


def _unreachable(stats: Stats) -> str | None:
    read, failed = total(stats, "sources/read/"), total(stats, "sources/failed/")
    if failed and not read and not stats.get("downloader/response_count"):
        return "the site could not be reached: no source answered; check the address and the network, then run it again"
    return None


def _archive_files(stats: Stats) -> str | None:
    if total(stats, "sources/failed/warc"):
        return "no page could be read from the archive files; the warnings above say what is wrong with them, check their origin"
    return None


def _crashed(stats: Stats) -> str | None:
    if count := stats.get("spider_exceptions/count", 0) + total(stats, "crashed"):
        return f"{count} unexpected errors, told in the log above; what they touched stays due for the next run"
    return None


def _robots(stats: Stats) -> str | None:
    if total(stats, "robots/unavailable"):
        return "robots.txt could not be read, so nothing was fetched from that host; look at it in a browser, the next run tries again"
    return None


def _sources(stats: Stats) -> str | None:
    read, failed = total(stats, "sources/read/") + total(stats, "sources/not-due/"), total(stats, "sources/failed/")
    if failed and not read:
        return f"none of {failed} sources could be read; the warnings above say why"
    return None


def _foreign(stats: Stats) -> str | None:
    listed, foreign = total(stats, "candidates/listed"), total(stats, "candidates/foreign")
    if foreign >= ENOUGH and foreign == listed:
        return f"all {foreign} addresses that the sources name are of other hosts; give the site's own address, or name them in same_site"
    return None


def _extraction(stats: Stats) -> str | None:
    refined = total(stats, "pages/refined")
    rejected = total(stats, "rejected/") - total(stats, "rejected/rights-reserved")  # left out as it was asked for
    if rejected >= ENOUGH and not refined:
        return f"{rejected} pages were fetched and none gave an article; see the reasons in the rejected file, and try: scrapy explain URL"
    return None


def _host_left(stats: Stats) -> str | None:
    if total(stats, "host-left"):
        return "the host asked to be left alone for longer than NEWSCRAWL_PATIENCE; what was not fetched stays due, crawl it less often"
    return None


def _fetching(stats: Stats) -> str | None:
    answered = total(stats, "pages/answered")
    failed = total(stats, "pages/failed/") - total(stats, "pages/failed/page-budget")  # the budget that was asked for
    if failed >= ENOUGH and failed > answered / 2:
        return f"{failed} articles could not be fetched against {answered} answers; they stay due, the next run tries again"
    return None


def _empty_archive(stats: Stats) -> str | None:
    if total(stats, "archive/empty") and not total(stats, "candidates/new"):
        return "the archive has no page of the site from these days; check the host and the days, or try another archive"
    return None


def _files(stats: Stats) -> str | None:
    if count := total(stats, "files/damaged"):
        return f"{count} files of earlier runs are gone or not as they were written; the error above names them and says what to do"
    return None


CHECKS = (
    Check("crashed", 1, _crashed, of_stopped=True),
    Check("key-refused", 3, _keys),
    Check("archive-files", 1, _archive_files),
    Check("site-unreachable", 1, _unreachable),
    Check("robots-unavailable", 3, _robots),
    Check("no-source-read", 1, _sources),
    Check("other-hosts", 3, _foreign),
    Check("nothing-taken", 3, untaken),
    Check("nothing-extracted", 3, _extraction, of_stopped=True),
    Check("host-left", 3, _host_left),
    Check("fetches-fail", 3, _fetching),
    Check("archive-empty", 3, _empty_archive),
    Check("files-damaged", 3, _files, of_stopped=True),
)


TRENDS = (
    Trend("nothing-listed", 3, nothing_listed, of_stopped=False),
    Trend("coverage-collapsed", 3, collapsed_fields),
    Trend("text-shrunk", 3, shrunk_text),
    Trend("cleaning-grown", 3, greedy_rules),
)


def judge(reason: str, stats: Stats, history: Sequence[Stats] = ()) -> Verdict:
    """The verdict of the first failed check. A run that was stopped is judged only by its work, not by the work that it left. `history`:
    statistics of earlier runs, the oldest first."""
    for check in CHECKS:
        if (reason != "shutdown" or check.of_stopped) and (message := check.failed(stats)):
            return Verdict(check.exit_status, message)
    for trend in TRENDS:
        if (reason != "shutdown" or trend.of_stopped) and (message := trend.failed(stats, history)):
            return Verdict(trend.exit_status, message)
    return Verdict(0)
