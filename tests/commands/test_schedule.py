"""`schedule`: what it prints runs as it stands."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from newscrawl.commands.schedule import cron_line, units
from tests.commands.test_main import newscrawl


def run_by_cron(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs the command of a line as cron does: `/bin/sh`, hardly any environment, `%` is a line end unless escaped."""
    command = line.split(" ", 5)[5]
    assert re.search(r"(?<!\\)%", command) is None
    env = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    return subprocess.run(["/bin/sh", "-c", command.replace(r"\%", "%")], env=env, cwd="/", capture_output=True, text=True, timeout=120)


def test_a_cron_line_runs_as_it_stands_and_keeps_a_log(tmp_path: Path) -> None:
    output = tmp_path / "out put"
    done = newscrawl("schedule", "nosuch", "--every", "15m", "--output", str(output), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    [line] = done.stdout.splitlines()
    assert re.match(r"\d+,\d+,\d+,\d+ \* \* \* \* cd ", line)
    assert run_by_cron(line, tmp_path).returncode == 0
    [log] = (output / "log").glob("nosuch-????????.log")
    assert "no spider named 'nosuch'" in log.read_text()


@pytest.mark.parametrize(
    ("every", "times"),
    [("1h", r"\d+ \* "), ("6h", r"\d+ \*/6 "), ("1d", r"\d+ 3 "), ("30m", r"\d+,\d+ \* "), ("60m", r"\d+ \* "), ("24h", r"\d+ 3 ")],
)
def test_how_often(tmp_path: Path, every: str, times: str) -> None:
    assert re.match(times, newscrawl("schedule", "techpoint", "--every", every, cwd=tmp_path).stdout)


@pytest.mark.parametrize("every", ["7h", "0m", "45m", "2d", "often", "", "1w", "-1h"])
def test_what_cron_cannot_keep_to_is_refused(tmp_path: Path, every: str) -> None:
    done = newscrawl("schedule", "techpoint", f"--every={every}", cwd=tmp_path)
    assert done.returncode == 2
    assert "is no part of an hour or a day" in done.stderr


def test_sites_begin_at_different_minutes() -> None:
    minutes = {cron_line(f"site{number}", 60, Path("/o")).split(" ")[0] for number in range(30)}
    assert len(minutes) > 10


def test_a_name_that_is_none_is_refused(tmp_path: Path) -> None:
    done = newscrawl("schedule", "a b; rm -r x", cwd=tmp_path)
    assert done.returncode == 2
    assert "cannot name a site" in done.stderr


def test_the_units_of_systemd(tmp_path: Path) -> None:
    text = "\n".join(units("techpoint", 360, tmp_path / "50% off"))
    parts = re.split(r"(?m)^# /etc/systemd/system/(\S+)$", text)
    assert parts[1::2] == ["newscrawl-techpoint.service", "newscrawl-techpoint.timer"]
    service, timer = (configparser.RawConfigParser(strict=True) for _ in range(2))
    service.read_string(parts[2])
    timer.read_string(parts[4])
    command = shlex.split(service["Service"]["ExecStart"])
    assert Path(command[0]).is_absolute()
    assert command[-4:] == ["crawl", "techpoint", "--output", f"{tmp_path}/50%% off"]
    assert timer["Timer"]["Persistent"] == "true"
    assert re.fullmatch(r"\*-\*-\* 00,06,12,18:\d+:00", timer["Timer"]["OnCalendar"])


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    parts = re.split(r"(?m)^# /etc/systemd/system/(\S+)$", "\n".join(units("techpoint", 60, tmp_path)))
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        (tmp_path / name).write_text(text)
        done = subprocess.run(["systemd-analyze", "verify", str(tmp_path / name)], capture_output=True, text=True)
        assert "newscrawl-techpoint" not in done.stderr, done.stderr
