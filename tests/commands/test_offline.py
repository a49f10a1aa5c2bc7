"""What all commands without a crawl have in common."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Iterable, Iterator

import pytest
from scrapy.settings import BaseSettings

from newscrawl.commands.offline import Offline


class Told(Offline):
    """A command that gets a signal when it has said its first line."""

    settings = BaseSettings()
    number = signal.SIGTERM

    def lines(self, args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> Iterable[str]:
        yield "the first line"
        signal.raise_signal(self.number)
        yield "the second line"


@pytest.fixture
def handlers() -> Iterator[None]:
    """The signals' handlers of a fresh process, and afterwards those of the tests."""
    numbers = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
    before = {number: signal.signal(number, signal.SIG_DFL) for number in numbers}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.usefixtures("handlers")
def test_a_command_that_is_told_to_stop_says_so_in_a_line(capsys: pytest.CaptureFixture[str], number: signal.Signals) -> None:
    command = Told()
    command.number = number
    command.run([], argparse.Namespace())
    said = capsys.readouterr()
    assert (command.exitcode, said.out) == (1, "the first line\n")
    assert said.err == "newscrawl: it was told to stop before it was done; what is written is whole, run the command again\n"


@pytest.mark.usefixtures("handlers")
def test_a_command_under_nohup_goes_on_after_sighup(capsys: pytest.CaptureFixture[str]) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    command = Told()
    command.number = signal.SIGHUP
    command.run([], argparse.Namespace())
    assert (command.exitcode, capsys.readouterr().out) == (0, "the first line\nthe second line\n")
