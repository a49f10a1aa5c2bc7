"""`scrapy schedule SITE…`: a cron line or systemd units that run crawls, as they stand."""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import sys
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import BaseSettings
from scrapy.utils.conf import closest_scrapy_cfg

from newscrawl.commands.offline import Offline
from newscrawl.errors import UsageError

_EVERY = re.compile(r"([1-9]\d{0,2})(m|h|d)")
_MINUTES: Final = {"m": 1, "h": 60, "d": 1440}
_LOG_DAYS: Final = 30


class Command(Offline, ScrapyCommand):
    def syntax(self) -> str:
        return "[options] <spider> [<spider> ...]"

    def short_desc(self) -> str:
        return "Print a cron line or systemd units that run crawls"

    def long_desc(self) -> str:
        return (
            "The paths are absolute: the line and the units work as they stand. Two runs of a site never overlap: the second ends with 4. "
            "cron: a log file a day, kept for a month. systemd: the journal keeps the log, and a run that was missed is made up for."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--every", default="1d", metavar="N", help="15m, 1h, 6h, 1d: a part of an hour, of a day, or one day (1d)")
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--cron", action="store_true", help="a line for `crontab -e` (as without an option)")
        form.add_argument("--systemd", action="store_true", help="a service and a timer for each spider")

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        if not args:
            raise ScrapyUsageError("name one spider or more: scrapy schedule SPIDER --every 1h")
        if wrong := [name for name in args if not re.fullmatch(r"\w[\w.-]{0,99}", name)]:
            raise UsageError(f"{wrong[0]!r} cannot name a site; list them with: scrapy list")
        minutes = _minutes(opts.every)
        output = Path(settings["NEWSCRAWL_OUTPUT_DIR"]).absolute()
        for name in args:
            yield from units(name, minutes, output) if opts.systemd else [cron_line(name, minutes, output)]


def _minutes(every: str) -> int:
    """The minutes between two runs. Raises UsageError for what divides neither an hour nor a day: cron could not keep to it."""
    found = _EVERY.fullmatch(every)
    minutes = int(found[1]) * _MINUTES[found[2]] if found else 0
    if not minutes or not (60 % minutes == 0 or (minutes % 60 == 0 and 1440 % minutes == 0)):
        raise UsageError(f"--every {every!r} is no part of an hour or a day; write 5m, 15m, 30m, 1h, 2h, 6h, 12h or 1d")
    return minutes


def _times(name: str, minutes: int) -> tuple[str, str]:
    """Minutes and hours, as cron has them. The name decides on the offset, so that several sites do not all begin at once."""
    offset = zlib.crc32(name.encode()) % min(minutes, 60)
    if minutes < 60:
        return ",".join(str(minute) for minute in range(offset, 60, minutes)), "*"
    hours = minutes // 60
    return str(offset), "*" if hours == 1 else "3" if hours == 24 else f"*/{hours}"


def program() -> tuple[Path, list[str]]:
    """The folder to run in, and the command before `crawl`."""
    project = closest_scrapy_cfg()
    folder = Path(project).parent.absolute() if project else Path.cwd()
    installed = Path(sys.executable).with_name("newscrawl")
    found = str(installed) if installed.is_file() else shutil.which("newscrawl")
    return folder, [found] if found else [sys.executable, "-c", "from newscrawl.commands.main import main; main()"]


def _crawl(name: str, output: Path) -> list[str]:
    return [*program()[1], "crawl", name, "--output", str(output)]


def cron_line(name: str, minutes: int, output: Path) -> str:
    """A line of a crontab. A per cent sign is a line end to cron, so each one is escaped."""
    minute, hour = _times(name, minutes)
    logs = output / "log"
    log = f"{shlex.quote(f'{logs}/{name}-')}$(date +%Y%m%d).log"
    steps = [
        f"cd {shlex.quote(str(program()[0]))}",
        f"mkdir -p {shlex.quote(str(logs))}",
        f"{{ {shlex.join(_crawl(name, output))} >> {log} 2>&1; find {shlex.quote(str(logs))} -name {shlex.quote(f'{name}-*.log')} "
        f"-mtime +{_LOG_DAYS} -delete; }}",
    ]
    return f"{minute} {hour} * * * " + " && ".join(steps).replace("%", r"\%")


def units(name: str, minutes: int, output: Path) -> Iterator[str]:
    """The two units of a site, each under a comment that names its file."""
    minute, hour = _times(name, minutes)
    hours = hour if hour in ("*", "3") else ",".join(f"{at:02}" for at in range(0, 24, minutes // 60))
    when = f"*-*-* {hours}:{minute}:00"
    folder = program()[0]
    escaped = " ".join(_systemd_word(word) for word in _crawl(name, output))
    yield f"# /etc/systemd/system/newscrawl-{name}.service"
    yield from (
        "[Unit]", f"Description=newscrawl: {name}", "Wants=network-online.target", "After=network-online.target", "",
        "[Service]", "Type=oneshot", f"WorkingDirectory={str(folder).replace('%', '%%')}", f"ExecStart={escaped}",
        "# 3: the run is done, and something is not as it was; 4: another run is under way", "SuccessExitStatus=4", "TimeoutStopSec=35", "",
    )  # fmt: skip
    yield f"# /etc/systemd/system/newscrawl-{name}.timer"
    yield from (
        "[Unit]", f"Description=newscrawl: when {name} is crawled", "", "[Timer]", f"OnCalendar={when}", "Persistent=true", "",
        "[Install]", "WantedBy=timers.target", "",
    )  # fmt: skip
    yield f"# systemctl daemon-reload && systemctl enable --now newscrawl-{name}.timer"


def _systemd_word(word: str) -> str:
    """A word of ExecStart: `%` and `$` mean themselves, and a word with blanks or quotes is quoted."""
    word = word.replace("%", "%%").replace("$", "$$")
    return word if re.fullmatch(r"[\w@%+=:,./$-]+", word) else '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
