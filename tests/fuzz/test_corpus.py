"""What once was, or could be, hard to read is read again in every run of the tests; and the fuzzer finds what is there to find."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.__main__ import fuzz, main
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
