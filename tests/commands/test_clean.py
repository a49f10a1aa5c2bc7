"""`scrapy clean` as a person runs it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from scrapy.cmdline import ScrapyArgumentParser
from scrapy.settings import Settings

from newscrawl.clean import clean_text
from newscrawl.commands.clean import Command

TEXT = "The ferry left the harbour at nine.\n\n- Advertisement -\n\nNobody knew why it was late.\n\nThe Latest\n\nFive phones\n"
CLEAN = "The ferry left the harbour at nine.\n\nNobody knew why it was late.\n"
Run = Callable[..., tuple[int, bytes, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """`run("a.txt", "--explain", stdin=b"…")`: exit status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, stdin: bytes = b"") -> tuple[int, bytes, str]:
        out = io.BytesIO()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(stdin))))  # type: ignore[arg-type]
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, write_through=True))
        command = Command()
        command.settings = Settings()
        parser = ScrapyArgumentParser(prog="scrapy clean", conflict_handler="resolve")
        command.add_options(parser)
        options, names = parser.parse_known_args(list(arguments))
        command.process_options(names, options)
        command.run(names, options)
        return command.exitcode, out.getvalue(), capfd.readouterr().err

    return call


def test_a_file_is_cleaned_to_standard_output(run: Run) -> None:
    Path("a.txt").write_text(TEXT, "utf-8")
    assert run("a.txt") == (0, CLEAN.encode(), "")


def test_standard_input_is_cleaned_without_a_file_and_for_a_dash(run: Run) -> None:
    assert run(stdin=TEXT.encode()) == (0, CLEAN.encode(), "")
    assert run("-", stdin=TEXT.encode()) == (0, CLEAN.encode(), "")


def test_several_files_come_one_after_the_other(run: Run) -> None:
    Path("a.txt").write_text("One ends without a line break.", "utf-8")
    Path("b.txt").write_text(TEXT, "utf-8")
    assert run("a.txt", "b.txt") == (0, b"One ends without a line break.\n" + CLEAN.encode(), "")


def test_json_lines_are_told_by_their_name_or_by_their_look(run: Run) -> None:
    line = json.dumps({"id": 1, "text": TEXT, "z": 1.50}).replace("1.5}", "1.50}")
    expected = line.replace(json.dumps(TEXT), json.dumps(CLEAN)).encode() + b"\n"
    Path("a.jsonl").write_text(line + "\n", "utf-8")
    assert run("a.jsonl") == (0, expected, "")
    assert run(stdin=line.encode() + b"\n") == (0, expected, "")
    assert run("--format", "text", stdin=line.encode() + b"\n")[1] == line.encode() + b"\n"


def test_another_field_can_be_named(run: Run) -> None:
    status, out, _ = run("--field", "body", stdin=json.dumps({"text": TEXT, "body": TEXT}).encode())
    assert (status, json.loads(out)) == (0, {"text": TEXT, "body": CLEAN})


def test_a_bad_line_is_kept_told_with_its_place_and_ends_with_1(run: Run) -> None:
    Path("a.jsonl").write_text('{"text": "fine"}\nnot json\n{"text": "- Advertisement -"}\n', "utf-8")
    status, out, err = run("a.jsonl")
    assert (status, out) == (1, b'{"text": "fine"}\nnot json\n{"text": ""}\n')
    assert err.startswith("newscrawl: a.jsonl:2: not a JSON object")
    assert err.count("\n") == 1


def test_of_many_bad_lines_ten_are_told_and_all_are_counted(run: Run) -> None:
    status, out, err = run("--format", "jsonl", stdin=b"x\n" * 2500)
    assert (status, out) == (1, b"x\n" * 2500)
    assert err.count("\n") == 11
    assert "2,500" in err.splitlines()[-1]


def test_explain_tells_each_removed_line_and_the_sum(run: Run) -> None:
    Path("a.txt").write_text(TEXT, "utf-8")
    status, out, err = run("--explain", "a.txt")
    assert (status, out) == (0, CLEAN.encode())
    assert err.splitlines() == [
        "a.txt:3: ad-marker: - Advertisement -",
        "a.txt:7: related-list: The Latest",
        "a.txt:9: related-list: Five phones",
        "removed 3: related-list 2, ad-marker 1",
    ]


def test_explain_puts_no_control_characters_on_the_terminal(run: Run) -> None:
    _, _, err = run("--explain", stdin=b"\x1b[31mAdvertisement\x1b\n" + b"- Advertisement\x07 -\n")
    assert "\x1b" not in err and "\x07" not in err


def test_articles_in_one_file_can_be_told_apart(run: Run) -> None:
    status, out, _ = run("--separator", "====", stdin=(TEXT + "====\n" + TEXT).encode())
    assert (status, out.decode()) == (0, CLEAN + "====\n" + CLEAN)


@pytest.mark.parametrize(
    ("name", "said"), [("missing.txt", "cannot read missing.txt: No such file"), (".", "cannot read .: Is a directory")]
)
def test_what_cannot_be_read_is_told_in_one_line_and_the_rest_is_cleaned(name: str, said: str, run: Run) -> None:
    Path("a.txt").write_text(TEXT, "utf-8")
    status, out, err = run(name, "a.txt")
    assert (status, out) == (1, CLEAN.encode())
    assert err.startswith(f"newscrawl: {said}") and err.count("\n") == 1


def test_bytes_that_are_not_utf8_are_told_with_their_place(run: Run) -> None:
    Path("a.txt").write_bytes("Grüße aus Köln.\n".encode("latin-1"))
    status, _, err = run("a.txt")
    assert status == 1
    assert err.startswith("newscrawl: a.txt:1: not UTF-8 (byte 0xfc at offset 2)") and err.count("\n") == 1


def test_an_output_file_is_there_whole_or_not_at_all(run: Run) -> None:
    Path("a.txt").write_text(TEXT, "utf-8")
    assert run("a.txt", "-o", "out.txt") == (0, b"", "")
    assert Path("out.txt").read_text("utf-8") == CLEAN
    status, _, err = run("missing.txt", "-o", "other.txt")
    assert status == 1 and "other.txt is not written" in err
    assert sorted(path.name for path in Path().iterdir()) == ["a.txt", "out.txt"]


def test_a_file_can_be_cleaned_in_place(run: Run) -> None:
    Path("a.txt").write_text(TEXT, "utf-8")
    assert run("a.txt", "-o", "a.txt")[0] == 0
    assert Path("a.txt").read_text("utf-8") == CLEAN


def test_an_output_that_cannot_be_written_is_told_in_one_line(run: Run) -> None:
    status, _, err = run("-o", "no/such/folder.txt", stdin=TEXT.encode())
    assert (status, err) == (1, "newscrawl: cannot write no/such/folder.txt: No such file or directory\n")


def test_a_file_appended_to_itself_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT, "utf-8")
    command = [sys.executable, "-m", "scrapy", "clean", str(file)]
    with file.open("ab") as sink:
        done = subprocess.run(
            command, stdout=sink, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2], timeout=60, check=False
        )
    assert done.returncode == 1
    assert "is the output, too" in done.stderr
    assert file.read_text("utf-8") == TEXT


def test_a_reader_that_has_enough_ends_it_quietly(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT * 20_000, "utf-8")
    command = [sys.executable, "-m", "scrapy", "clean", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None and process.stderr is not None
        os.read(process.stdout.fileno(), 10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


def test_the_command_and_the_library_agree(run: Run) -> None:
    assert run(stdin=TEXT.encode())[1].decode() == clean_text(TEXT).text
