"""The figures of runs as a Prometheus text file, for node_exporter's textfile collector. Sites share it: a run replaces its own lines."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from newscrawl.errors import OutputError

__all__ = ["samples", "update"]

_HELP: Final = {
    "newscrawl_last_run_timestamp_seconds": "when the latest run ended",
    "newscrawl_last_success_timestamp_seconds": "when the latest healthy run ended",
    "newscrawl_run_seconds": "how long the latest run took",
    "newscrawl_exit_status": "exit status of the latest run: 0 healthy, 1 failed, 3 unhealthy",
    "newscrawl_newest_article_timestamp_seconds": "publication of the newest article that was written",
    "newscrawl_articles": "articles of the latest run, by what became of them",
    "newscrawl_responses": "responses of the latest run, by status",
    "newscrawl_rejected": "pages of the latest run that gave no article, by reason",
}
_KEPT: Final = ("newscrawl_last_success_timestamp_seconds", "newscrawl_newest_article_timestamp_seconds")
_BY_LABEL: Final = (
    ("newscrawl_articles", "disposition", "newscrawl/articles/"),
    ("newscrawl_responses", "status", "downloader/response_status_count/"),
    ("newscrawl_rejected", "reason", "newscrawl/rejected/"),
)
_LINE = re.compile(r'(\w+)\{site="((?:[^"\\]|\\.)*)"[^}]*\} (\S+)')

Samples = dict[str, float]  # by name and labels, as the file has them


def samples(site: str, exit_status: int, stats: Mapping[str, Any], *, ended: float, seconds: float) -> Samples:
    """The samples of a run. `ended`: Unix seconds."""
    found: Samples = {
        _series("newscrawl_last_run_timestamp_seconds", site): round(ended),
        _series("newscrawl_run_seconds", site): round(seconds, 1),
        _series("newscrawl_exit_status", site): exit_status,
    }
    if exit_status == 0:
        found[_series("newscrawl_last_success_timestamp_seconds", site)] = round(ended)
    if newest := stats.get("newscrawl/newest_article"):
        found[_series("newscrawl_newest_article_timestamp_seconds", site)] = newest
    for name, label, prefix in _BY_LABEL:
        for key, value in sorted(stats.items()):
            if key.startswith(prefix) and isinstance(value, int):
                found[_series(name, site, **{label: key.removeprefix(prefix)})] = value
    return found


def update(path: Path, site: str, new: Samples) -> None:
    """Writes the samples of a site to the file, whole or not at all. Lines of other sites stay, and so do the latest success and the newest
    article where this run has none. Raises OutputError."""
    try:
        with _alone(path):
            kept = _read(path)
            old = {series: value for series, (of, value) in kept.items() if of != site or _name(series) in _KEPT}
            newest = _series(_KEPT[1], site)
            merged = {**old, **new}
            if newest in old and newest in new:
                merged[newest] = max(old[newest], new[newest])
            part = path.with_name(f".{path.name}.part")
            part.write_text(_rendered(merged), "utf-8")
            part.replace(path)
    except OSError as error:
        raise OutputError(f"NEWSCRAWL_METRICS: {path} cannot be written: {error.strerror}; name another file") from error


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    descriptor = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _read(path: Path) -> dict[str, tuple[str, float]]:
    """The samples of an earlier file, each with its site; lines that are none of ours are left out."""
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return {}
    found = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        if match and match[1] in _HELP:
            try:
                found[line.rpartition(" ")[0]] = (match[2], float(match[3]))
            except ValueError:
                continue
    return found


def _rendered(merged: Samples) -> str:
    lines = []
    for name, said in _HELP.items():
        of_name = [
            f"{series} {value:g}" if value < 1e6 else f"{series} {value:.0f}"
            for series, value in sorted(merged.items())
            if _name(series) == name
        ]
        lines += [f"# HELP {name} {said}", f"# TYPE {name} gauge", *of_name] if of_name else []
    return "\n".join(lines) + "\n"


def _series(name: str, site: str, **labels: str) -> str:
    said = ",".join(f'{label}="{_escaped(value)}"' for label, value in {"site": site, **labels}.items())
    return f"{name}{{{said}}}"


def _name(series: str) -> str:
    return series.partition("{")[0]


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
