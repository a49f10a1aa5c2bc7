"""What `make demo` runs: the magazine is served on loopback and crawled twice, and what came out is shown and checked.

python -m demo [--output FOLDER]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from demo.magazine import SOFT_404, Magazine
from demo.promises import Output, Promise, after_first_run, after_second_run, lookalikes, removed
from demo.terminal import Terminal, shortened

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[1]
MOST_SECONDS = 120.0


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when everything is as promised, 1 when not."""
    parser = argparse.ArgumentParser(prog="python -m demo", description="Serves a small magazine, crawls it twice, shows what came out.")
    parser.add_argument("--output", type=Path, default=ROOT / "output" / "demo", help="a folder of the demo's own; default: output/demo")
    folder: Path = parser.parse_args(arguments).output
    terminal = Terminal()
    try:
        _fresh(folder)
    except OSError as error:
        terminal.say(f"demo: cannot write {folder}: {error.strerror or error}; choose another folder with --output")
        return 1
    with Magazine(latest=datetime.now(UTC) - timedelta(minutes=20)) as magazine:
        try:
            kept = _show(terminal, magazine, folder)
        except KeyboardInterrupt:
            terminal.say("\ndemo: stopped")
            return 130
    terminal.say()
    terminal.say(terminal.paint("All as promised.", "green") if kept else terminal.paint("Not as promised: see above.", "red"))
    return 0 if kept else 1


def _fresh(folder: Path) -> None:
    """An empty folder. Only what earlier demos left is removed: a folder with other things in it is not ours."""
    folder.mkdir(parents=True, exist_ok=True)
    ours = {"techpoint", ".state"}
    strange = [path.name for path in folder.iterdir() if path.name not in ours and not path.name.startswith("crawl-")]
    if strange:
        raise OSError(f"it holds things that are not the demo's ({strange[0]})")
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _show(terminal: Terminal, magazine: Magazine, folder: Path) -> bool:
    truths = list(magazine.truths())
    output = Output(folder / "techpoint")
    terminal.say(terminal.paint("newscrawl", "bold") + f": a magazine of {len(truths)} articles is served on {magazine.url}")

    terminal.heading(f"scrapy crawl techpoint -a base_url={magazine.url}")
    good = _crawl(terminal, magazine, folder, 1)
    if not good or not output.lines("articles"):
        return _failed(terminal, folder, 1)

    terminal.heading("The first record")
    terminal.record(output.lines("articles")[0])
    terminal.heading("What cleaning removed, and by which rule")
    terminal.table(("rule", "times", "for example"), [(rule, str(times), sample) for rule, times, sample in removed(output)])
    terminal.heading("What only looks like it, and stayed")
    for line in lookalikes(output):
        terminal.say("  " + shortened(line, terminal.width - 30))
    terminal.heading("What was fetched and is no article")
    rows = [(str(line["reason"]), urlsplit(str(line["url"])).path, str(line["detail"])) for line in output.lines("rejected")]
    terminal.table(("reason", "address", "because"), rows)
    terminal.heading("As promised")
    promises = after_first_run(output, truths, soft_404=SOFT_404)
    _tell(terminal, promises)

    terminal.heading("The same command again: nothing to do")
    files = output.files("articles")
    magazine.server.forget()
    if not _crawl(terminal, magazine, folder, 2):
        return _failed(terminal, folder, 2)
    sent = sum(entry.status == 200 for entry in magazine.article_requests())
    again = after_second_run(files, output, articles=len(truths), fetched=sent, requests=len(magazine.log))
    _tell(terminal, again)

    terminal.heading("The files")
    for path in sorted(output.folder.iterdir()):
        terminal.say(f"  {_shown(path)}  {terminal.paint(f'{path.stat().st_size:,} bytes', 'dim')}")
    return all(promise.kept for promise in (*promises, *again))


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _crawl(terminal: Terminal, magazine: Magazine, folder: Path, number: int) -> bool:
    """One run of the real command, watched from the magazine's own log."""
    settings = {"NEWSCRAWL_OUTPUT_DIR": str(folder), "DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "False", "LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "scrapy", "crawl", "techpoint", "-a", f"base_url={magazine.url}"]
    for name, value in settings.items():
        command += ["-s", f"{name}={value}"]
    # A proxy for the outside world must not be asked for a page on loopback.
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "newscrawl.settings", "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    started = time.monotonic()
    with _log(folder, number).open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            while process.poll() is None and time.monotonic() - started < MOST_SECONDS:
                terminal.progress(_state(magazine, started))
                time.sleep(0.1)
        finally:
            _end(process)
    terminal.done(_state(magazine, started))
    return process.returncode == 0


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing is left running; a crawl that was told to stop may finish what it is writing."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _state(magazine: Magazine, started: float) -> str:
    pages = {entry.path for entry in magazine.article_requests() if entry.status == 200}
    unchanged = sum(entry.status == 304 for entry in magazine.log)
    return (
        f"{len(magazine.log)} requests, {len(pages)} pages of articles fetched, {unchanged} answered 304 Not Modified, "
        f"{time.monotonic() - started:.1f} s"
    )


def _log(folder: Path, number: int) -> Path:
    return folder / f"crawl-{number}.log"


def _failed(terminal: Terminal, folder: Path, number: int) -> bool:
    terminal.say(f"  the crawl did not end well; the last lines of {_shown(_log(folder, number))}:")
    for line in _log(folder, number).read_text(encoding="utf-8", errors="replace").splitlines()[-15:]:
        terminal.note(line)
    return False


def _tell(terminal: Terminal, promises: Sequence[Promise]) -> None:
    for promise in promises:
        terminal.check(promise.text, good=promise.kept)


if __name__ == "__main__":
    sys.exit(main())
