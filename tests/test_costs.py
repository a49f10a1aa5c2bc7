"""What hostile input costs: CPU time against its length, with margins that no busy machine reaches."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from newscrawl import extract
from newscrawl.archive.reader.warc import read_set
from newscrawl.clean import RULES, Rule, clean_text
from newscrawl.clean.match.reading import plain
from newscrawl.dates import day_first_in, parse_moment
from newscrawl.discover.formats.scalars import plain as described

PATTERNS = [rule for rule in RULES if rule.pattern]
# What patterns are made of: letters, words with and without spaces, signs between them, and ends that nothing matches.
UNITS = (
    "x",
    "a ",
    "a.",
    "a/",
    "a-",
    "a@",
    "@.",
    "a b.c ",
    "-",
    "- ",
    ". ",
    "'",
    "(",
    "1 ",
    "1:",
    "#a ",
    "é ",
    "a, ",
    "ab-cd--",
    "_ ",
    "on ",
)
ENDS = ("", "!", " (", "\x01")
MOST = 0.05  # seconds of CPU that one line may cost one rule; the slowest of these costs 0.003, and a pattern that explodes cost 1 to 15


def cpu(work: Callable[[], object]) -> float:
    """The shortest of three times: others' work on the machine can only lengthen one."""
    found = []
    for _ in range(3):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


@pytest.mark.parametrize("rule", PATTERNS, ids=lambda rule: rule.name)
def test_no_line_takes_a_rule_long(rule: Rule) -> None:
    pattern = rule.pattern
    assert pattern is not None
    known = [plain(example if isinstance(example, str) else example[0])[:20] for example in rule.positive[:3]]
    for length in (rule.max_chars // 4, rule.max_chars // 2, rule.max_chars):  # what explodes is found while it is short
        for unit in (*UNITS, *(word + " " for word in known)):
            for begin, end in product(("", *known), ENDS):
                line = (begin + unit * length)[: length - len(end)] + end
                start = time.process_time()
                pattern.search(line)
                if time.process_time() - start > MOST:
                    assert cpu(lambda line=line: pattern.search(line)) < MOST, line[:60]  # type: ignore[misc]


@pytest.mark.parametrize(
    "unit",
    [
        "Advertisement",
        "-Advertisement-",
        "&nbsp;",
        "&ndash;",
        ". ",
        "\u200b",
        "x",
        "- ",
        "–ad",
        "Read also: A story\n",
        "A title\n",
        "x\n\n",
    ],
)
def test_cleaning_takes_as_long_as_the_text(unit: str) -> None:
    clean_text(unit)
    assert growth(lambda length: clean_text((unit * length)[:length])) < LINEAR


@pytest.mark.parametrize("unit", ["\\", '\\"', "\\u003c", '"', "<\\", '{"a":', "/*", "p>x</p>"])
def test_reading_a_script_takes_as_long_as_the_script(unit: str) -> None:
    def read(length: int) -> None:
        script = f'<script type="application/ld+json">"{(unit * length)[:length]}</script>'
        extract(
            f"<html><head>{script}</head><body><h1>A title</h1><p>A sentence of an article.</p></body></html>", url="https://a.example/"
        )

    read(100)
    assert growth(read) < LINEAR


@pytest.mark.parametrize("unit", [b"WARC/1.0\r\n", b"WARC/1.0\r\nContent-Length: 1\r\n", b"\r\n", b"a: b\r\n", b"\x1f\x8b"])
def test_reading_junk_of_an_archive_takes_as_long_as_the_junk(tmp_path: Path, unit: bytes) -> None:
    path = tmp_path / "x.warc"

    def read(length: int) -> None:
        path.write_bytes(b"WARC/1.0\r\n" + (unit * length)[:length])
        list(read_set([path]))

    assert growth(read) < LINEAR


@pytest.mark.parametrize("unit", ["<!--", "<a ", "The post ", "[", " ", "&amp;"])
def test_a_description_takes_as_long_as_it_is(unit: str) -> None:
    def read(length: int) -> None:
        described((unit * length)[:length], longest=length)

    read(100)
    assert growth(read) < LINEAR


LINEAR = 32  # eight times the input takes about eight times as long; squared it would be 64


def growth(work: Callable[[int], object]) -> float:
    """How much longer the work takes for eight times the size; what takes less than 2 ms is not told from nothing."""
    return cpu(lambda: work(160_000)) / max(cpu(lambda: work(20_000)), 0.002)


@pytest.mark.parametrize("unit", ["1", "1/", "12 ", "20 Nov ", "一", "๑", "כ״", "12.IX.", "tháng 1 ", "mar. ", "+03:", "(12.05.2026"])
def test_a_date_takes_as_long_as_it_is(unit: str) -> None:
    """Only the first characters of a date count: 200,000 cost what 100 do."""
    parse_moment("20 Nov 2026")  # reads the tables

    def cost(length: int) -> float:
        text = (unit * length)[:length]
        began = time.process_time()
        for _ in range(5):
            parse_moment(text)
            day_first_in([text], "en")
        return time.process_time() - began

    assert cost(200_000) < 0.5 + 50 * cost(100)
