"""What a crawl of the demo's magazine promises, checked against what the magazine knows of its articles."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.truth import Truth

__all__ = ["Output", "Promise", "after_first_run", "after_second_run", "lookalikes", "removed"]

Record = Mapping[str, Any]
# Only what no article of the magazine says by itself: the word in a sentence is part of the text.
_MARKER = re.compile(r"(?:^|\n)\W*advertisement\W*(?:\n|$)|[-–—]\s*advertisement\s*[-–—]", re.IGNORECASE)
_LOOKALIKES = tuple(map(re.compile, (r"^Advertising ", r"^Advertisement, ", r"^The latest on ", r"^said ", r"^Editor’s note: ")))


@dataclass(frozen=True, slots=True)
class Promise:
    text: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Output:
    """The files of a crawl."""

    folder: Path

    def files(self, kind: str) -> list[Path]:
        return sorted(self.folder.glob(f"{kind}-*"))

    def lines(self, kind: str) -> list[Record]:
        return list(self._lines(kind))

    def _lines(self, kind: str) -> Iterator[Record]:
        for file in self.files(kind):
            with file.open(encoding="utf-8") as lines:
                yield from map(json.loads, lines)


def removed(output: Output) -> list[tuple[str, int, str]]:
    """Rule, times, sample: what cleaning removed, the most frequent first."""
    edits = [edit for line in output.lines("edits") for edit in line["edits"]]
    times = Counter(edit["rule"] for edit in edits)
    samples: dict[str, str] = {}
    for edit in edits:
        samples.setdefault(edit["rule"], edit["text"])
    return [(rule, count, " ".join(samples[rule].split())) for rule, count in times.most_common()]


def lookalikes(output: Output) -> list[str]:
    """Lines of the texts that a careless rule would take for boilerplate."""
    texts = [line for record in output.lines("articles") for line in str(record["text"]).split("\n\n")]
    found = [next((line for line in texts if pattern.search(line)), "") for pattern in _LOOKALIKES]
    return [line for line in found if line]


def after_first_run(output: Output, truths: Sequence[Truth], *, soft_404: str) -> list[Promise]:
    """The promises about what the first run wrote."""
    records = output.lines("articles")
    by_url = {record["canonical_url"]: record for record in records}
    texts = {url: str(record["text"]).split("\n\n") for url, record in by_url.items()}
    pairs = [(truth, by_url[truth.canonical]) for truth in truths if truth.canonical in by_url]
    wrong_facts = [truth.path for truth, record in pairs if _facts(truth) != _recorded(record)]
    wrong_texts = [truth.path for truth, _ in pairs if [" ".join(p.split()) for p in truth.paragraphs] != texts[truth.canonical]]
    marked = [record["url"] for record in records if _MARKER.search(str(record["text"]))]
    two_pages = [truth for truth in truths if truth.pages == 2]
    rejected = {str(line["url"]): line["reason"] for line in output.lines("rejected")}
    return [
        Promise(
            f"{len(truths)} articles on the site, {len(records)} lines, each article exactly once",
            len(records) == len(by_url) and set(by_url) == {truth.canonical for truth in truths},
        ),
        Promise(f"title, authors, minute of publication, section and tags are right{_named(wrong_facts)}", not wrong_facts and bool(pairs)),
        Promise(f"every text is the article, paragraph by paragraph: no more, no less{_named(wrong_texts)}", not wrong_texts),
        Promise(f"no advertisement marker is left in any text{_named(marked)}", not marked),
        Promise(
            "the article on two pages is one record",
            all(truth.paragraphs[-1] in texts.get(truth.canonical, []) for truth in two_pages) and bool(two_pages),
        ),
        Promise("the syndicated twin is kept and marked near_duplicate_of", any(record["near_duplicate_of"] for record in records)),
        Promise(
            "the page that says “not found” with status 200 is no article",
            any(url.endswith(soft_404) and reason == "soft-404" for url, reason in rejected.items()),
        ),
    ]


def after_second_run(before: Sequence[Path], output: Output, *, articles: int, fetched: int, requests: int) -> list[Promise]:
    """The promises about a second run on an unchanged site."""
    return [
        Promise("no new line", output.files("articles") == list(before)),
        Promise(f"no article was sent again ({articles} known, {fetched} sent)", fetched == 0),
        Promise(f"{requests} requests in all", requests < 10),
    ]


def _facts(truth: Truth) -> tuple[object, ...]:
    return truth.title, list(truth.authors), truth.minute, truth.section, list(truth.tags)


def _recorded(record: Record) -> tuple[object, ...]:
    minute = str(record["date_published"])[: len("2026-11-23T03:00")]
    return record["title"], record["authors"], minute, record["section"], record["tags"]


def _named(paths: Sequence[str]) -> str:
    return f" (not so: {', '.join(paths[:3])})" if paths else ""
