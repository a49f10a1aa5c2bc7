"""`scrapy clean [FILE…]`: cleans text that is already scraped, from files or standard input to standard output."""

from __future__ import annotations

import argparse
import io
import os
import stat
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from scrapy.commands import ScrapyCommand

from newscrawl.clean.streams import BadLine, NotUtf8, Removed, clean_jsonl, clean_plain, looks_like_jsonl
from newscrawl.errors import OutputError

BAD_LINES_TOLD = 10  # of one file; the rest is counted
_JSONL = (".jsonl", ".ndjson", ".jl")


class Command(ScrapyCommand):
    requires_project = False
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  Scrapy's own form

    def syntax(self) -> str:
        return "[options] [FILE…]"

    def short_desc(self) -> str:
        return "Clean text that is already scraped: plain text or JSON lines, files or standard input"

    def long_desc(self) -> str:
        return (
            "Removes ad markers, links to other articles, calls and footers from text that is already scraped, and writes the rest to "
            "standard output unchanged. A plain text file is one article (see --separator); in JSON lines each line is one. "
            "Without FILE, or for the FILE -, reads standard input. Memory stays constant, however large the input is."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        group = parser.add_argument_group("Cleaning")
        group.add_argument("--format", choices=["auto", "text", "jsonl"], default="auto", help="what the input is (default: look at it)")
        group.add_argument("--field", metavar="NAME", help="the field of a JSON line that holds the text; `text`, if not given")
        group.add_argument("--separator", metavar="LINE", help="plain text: lines that consist of LINE stand between articles")
        group.add_argument("--explain", action="store_true", help="tell each thing that was removed, and by which rule, on standard error")
        group.add_argument("-o", "--output", metavar="FILE", help="write to FILE, which is there whole or not at all")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        job = Job(opts)
        names = args or ["-"]
        try:
            with _sink(opts.output) as sink:
                for position, name in enumerate(names):
                    job.clean(name, sink, is_last=position == len(names) - 1)
                job.finish(opts.output)
        except BrokenPipeError:
            leave_quietly()
        except KeyboardInterrupt:
            self.exitcode = 130
            return
        except OutputError as error:
            job.complain(str(error))
        if opts.explain:
            job.tell_counts()
        self.exitcode = 1 if job.failed else 0


class Job:
    """A call of the command: its options and its result."""

    def __init__(self, opts: argparse.Namespace) -> None:
        self._opts = opts
        self._rules: Counter[str] = Counter()
        self.failed = False
        self.unreadable = False

    def clean(self, name: str, sink: BinaryIO, *, is_last: bool) -> None:
        """Cleans one input. An unreadable input is reported in one line, and the next input follows."""
        shown = "standard input" if name == "-" else name
        try:
            with _source(name) as source:
                if _is_same_file(source, sink):
                    self._give_up(f"{shown} is the output, too: write to another file, or use -o {name}")
                    return
                last = b"\n"
                for piece in self._cleaned(source, shown):
                    _write(sink, piece)
                    last = piece[-1:] or last
                if last != b"\n" and not is_last:
                    _write(sink, b"\n")
        except NotUtf8 as error:
            self._give_up(str(error))
        except BrokenPipeError:
            raise
        except OSError as error:
            self._give_up(f"cannot read {shown}: {error.strerror}")

    def finish(self, output: str | None) -> None:
        """Raises OutputError where what would get the name `output` is not whole."""
        if self.unreadable and output:
            raise OutputError(f"{output} is not written: not all of the input could be read")

    def complain(self, message: str) -> None:
        """Prints a line on standard error. The command's exit status will not be 0."""
        self.failed = True
        _tell(f"newscrawl: {message}")

    def tell_counts(self) -> None:
        """Prints the number of removed lines, by rule."""
        total = self._rules.total()
        rules = ", ".join(f"{rule} {count}" for rule, count in self._rules.most_common())
        _tell(f"removed {total}: {rules}" if total else "removed nothing")

    def _give_up(self, message: str) -> None:
        self.unreadable = True
        self.complain(message)

    def _cleaned(self, source: io.BufferedReader, shown: str) -> Iterator[bytes]:
        def on_removed(removed: Removed) -> None:
            self._rules[removed.edit.rule] += 1
            if self._opts.explain:
                _tell(f"{shown}:{removed.line}: {removed.edit.rule}: {_short(removed.edit.text)}")

        if not self._is_jsonl(source, shown):
            yield from clean_plain(source, shown, separator=self._opts.separator, on_removed=on_removed)
            return

        count = 0

        def on_bad(line: BadLine) -> None:
            nonlocal count
            count += 1
            if count <= BAD_LINES_TOLD:
                self.complain(f"{shown}:{line.line}: {line.reason}; the line is kept as it is")

        yield from clean_jsonl(source, shown, self._opts.field or "text", on_removed=on_removed, on_bad=on_bad)
        if count > BAD_LINES_TOLD:
            self.complain(f"{shown}: {count:,} lines are kept as they are, the first {BAD_LINES_TOLD} are told above")

    def _is_jsonl(self, source: io.BufferedReader, shown: str) -> bool:
        if self._opts.format != "auto":
            return bool(self._opts.format == "jsonl")
        return bool(self._opts.field) or shown.endswith(_JSONL) or looks_like_jsonl(source.peek())


@contextmanager
def _source(name: str) -> Iterator[io.BufferedReader]:
    if name != "-":
        with Path(name).open("rb") as file:
            yield file
        return
    if sys.stdin.isatty():
        _tell("newscrawl: reading what you type; Ctrl-D ends it")
    source = sys.stdin.buffer
    yield source if isinstance(source, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", source))


@contextmanager
def _sink(output: str | None) -> Iterator[BinaryIO]:
    """Standard output; or a file that gets its name when it is whole."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(output)
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise OutputError(f"cannot write {output}: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)


def _write(sink: BinaryIO, piece: bytes) -> None:
    try:
        sink.write(piece)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write the output: {error.strerror}") from None


def _is_same_file(source: BinaryIO, sink: BinaryIO) -> bool:
    try:
        here, there = os.fstat(source.fileno()), os.fstat(sink.fileno())
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(there.st_mode) and os.path.samestat(here, there)


def leave_quietly() -> None:
    """The reader of a pipe has enough (`| head`): no fault. Python must not find the closed pipe again when it ends."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    os.close(devnull)


def _tell(message: str) -> None:
    with suppress(OSError):
        print(message, file=sys.stderr)


def _short(text: str) -> str:
    line = "".join(sign if sign.isprintable() else " " for sign in text[:400])
    return line if len(line) <= 160 else f"{line[:158]} …"
