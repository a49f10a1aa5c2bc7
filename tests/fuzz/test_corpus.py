"""What once was, or could be, hard to read is read again in every run of the tests; and the fuzzer finds what is there to find."""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.fuzz import engine
from tests.fuzz.__main__ import main
from tests.fuzz.engine import bounded, fuzz
from tests.fuzz.targets import CORPUS, TARGETS, Target, check, corpus

INPUTS = [(name, path) for name in TARGETS for path in corpus(name)]


@pytest.mark.parametrize(("name", "path"), INPUTS, ids=[f"{name}-{path.name}" for name, path in INPUTS])
def test_every_input_of_the_corpus_ends_as_documented(name: str, path: Path) -> None:
    check(TARGETS[name], path.read_bytes())


def test_every_target_has_a_corpus_and_every_corpus_a_target() -> None:
    assert sorted(path.name for path in CORPUS.iterdir()) == sorted(TARGETS)
    assert all(len(corpus(name)) >= 2 for name in TARGETS)


def test_a_fault_is_found_made_small_and_kept(tmp_path: Path) -> None:
    def fragile(body: bytes) -> None:
        if b"<rss>" in body and b"]]>" in body:
            raise ZeroDivisionError("a fault")

    tried, failure = fuzz("none", Target(fragile, (b"<rss>", b"]]>", b"<item>")), 20, keep=tmp_path, first_seed=1)
    assert tried > 1
    assert "ZeroDivisionError" in failure
    assert [len(path.read_bytes()) for path in tmp_path.iterdir()] == [8]


def test_what_takes_too_long_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.targets.SECONDS", -1.0)
    assert "took" in fuzz("none", Target(lambda body: None, (b"x",)), 20, first_seed=1)[1]


def test_a_short_run_tries_every_target(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seconds", "0"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(TARGETS)


def test_making_a_slow_input_smaller_comes_to_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moment, failing = 0.0, []
    monkeypatch.setattr(engine, "time", SimpleNamespace(monotonic=lambda: moment))

    def slow(body: bytes) -> None:
        nonlocal moment
        if len(body) > 3:
            failing.append(body)
            moment += 10.0
            raise ZeroDivisionError("slow")

    tried, failure = fuzz("none", Target(slow, (b"long words", b"and longer ones")), 1.0, keep=tmp_path, first_seed=1)
    assert tried >= 2
    assert "slow" in failure
    assert len(failing) == 2, "found, and once more within 1 + 15 s"
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [min(failing, key=len)]


def hang(current: Path) -> tuple[int, str]:
    current.write_bytes(b"an input")
    while True:
        time.sleep(1)


def die(current: Path) -> tuple[int, str]:
    current.write_bytes(b"an input")
    os._exit(7)


@pytest.mark.parametrize(("task", "limit", "told"), [(hang, 5, "not at its end after 5 s"), (die, 60, "died (exit code 7)")])
def test_an_input_that_hangs_or_kills_is_told_and_kept(tmp_path: Path, task: object, limit: float, told: str) -> None:
    tried, failure = bounded(task, limit=limit, keep=tmp_path)  # type: ignore[arg-type]
    assert tried == 0
    assert told in failure
    assert "an input" in failure
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"an input"]
