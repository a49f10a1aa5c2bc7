"""Scores newscrawl's extraction and its peers side by side on folders of real pages.

    python bench/extraction.py PAGES [PAGES...] [--peers] [--lost] [--docs docs/extraction.md]

PAGES is a folder with `gold.jsonl` (one page a line: name, url, text, optional, with, without, title, authors, date_published) and
NAME.html.gz files, or a NAME.blind file. Prints a table a folder; `--lost` also the share of the known text that each rule takes;
`--docs` writes the tables between the marks of that file. `--peers` adds newspaper4k, readability-lxml, resiliparse and news-please, each
where it is installed.

Text: mean precision and recall over 4-word shingles a page, F1 of the two means; `leaks` counts strings that must not come through,
`lost` strings that must. Metadata: the share of pages with a gold value that get it right. Time: the ratio to trafilatura with metadata.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import lzma
import re
import statistics
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

Extractor = Callable[[bytes, str], Any]
Shingles = Counter[tuple[str, ...]]
_NOWHERE = "http://localhost/"
BEGIN, END = "<!-- table: bench/extraction.py -->", "<!-- end of table -->"
COLUMNS = ("f1", "precision", "recall", "leaks", "lost", "title", "authors", "day", "minute", "failed", "time")


@dataclass(slots=True)
class Scores:
    """One extractor on one folder."""

    values: dict[str, list[float]] = field(default_factory=dict)
    leaks: int = 0
    lost: int = 0
    failed: int = 0
    seconds: float = 0.0

    def add(self, name: str, value: float) -> None:
        self.values.setdefault(name, []).append(value)

    def mean(self, name: str) -> float | None:
        return statistics.mean(self.values[name]) if self.values.get(name) else None


def words(text: str | None) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").lower())


def shingles(text: str, size: int = 4) -> Shingles:
    found = words(text)
    return Counter(tuple(found[i : i + size]) for i in range(max(1, len(found) - size + 1))) if found else Counter()


def lines(text: str | None) -> list[str]:
    return [line for line in (" ".join(part.split()) for part in (text or "").split("\n")) if line]


def without(text: str | None, optional: list[str]) -> str:
    drop = {" ".join(words(line)) for line in optional}
    return "\n".join(line for line in lines(text) if " ".join(words(line)) not in drop)


def score_text(gold: Mapping[str, Any], text: str | None, scores: Scores) -> None:
    true, got = shingles(without(gold["text"], gold["optional"])), shingles(without(text, gold["optional"]))
    both = (true & got).total()
    if got:
        scores.add("precision", both / got.total())
    if true:
        scores.add("recall", both / true.total())
    flat, whole = " ".join(words(text)), {" ".join(words(line)) for line in lines(text)}
    for unwanted in gold["without"]:
        key = words(unwanted)
        scores.leaks += bool(key) and (" ".join(key) in whole if len(key) < 4 else " ".join(key) in flat)
    scores.lost += sum(" ".join(words(wanted)) not in flat for wanted in gold["with"] if words(wanted))


def moment(value: object) -> datetime | None:
    if not value:
        return None
    try:
        when = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
    except ValueError:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)


def score_metadata(gold: Mapping[str, Any], got: object, scores: Scores) -> None:
    if gold["title"]:
        scores.add("title", words(getattr(got, "title", None)) == words(gold["title"]))
    if gold["authors"]:
        authors = getattr(got, "authors", None) or getattr(got, "author", None) or []
        names = re.split(r";\s*", authors) if isinstance(authors, str) else authors
        scores.add("authors", {" ".join(words(str(a))) for a in names} == {" ".join(words(a)) for a in gold["authors"]})
    if when := moment(gold["date_published"]):
        mine = moment(getattr(got, "date_published", None) or getattr(got, "date", None))
        scores.add("day", bool(mine) and mine.date() == when.date())
        if re.search(r"\d\d:\d\d", str(gold["date_published"])):
            same = mine is not None and mine.replace(second=0, microsecond=0) == when.replace(second=0, microsecond=0)
            scores.add("minute", same)


def extractors(peers: bool) -> dict[str, Extractor]:
    import trafilatura

    from newscrawl.refinement import extract

    def plain(**options: bool) -> Extractor:
        return lambda html, url: trafilatura.bare_extraction(html, url=url, include_comments=False, with_metadata=True, **options)

    found: dict[str, Extractor] = {
        "trafilatura": plain(),
        "trafilatura, precision": plain(favor_precision=True),
        "trafilatura, fast": plain(fast=True),
        "newscrawl": extract,
    }
    return found | (dict(_peers()) if peers else {})


def _peers() -> Iterator[tuple[str, Extractor]]:
    """The peers that are installed (`pip install newspaper4k readability-lxml resiliparse news-please`). None may fetch pictures."""
    try:
        from resiliparse.extract.html2text import extract_plain_text

        yield "resiliparse", lambda html, _: extract_plain_text(_text(html), main_content=True)
    except ImportError:
        print("resiliparse is not installed", file=sys.stderr)
    try:
        from lxml.html import fromstring
        from readability import Document

        yield "readability-lxml", lambda html, _: "\n".join(fromstring(Document(_text(html)).summary()).itertext())
    except ImportError:
        print("readability-lxml is not installed", file=sys.stderr)
    try:
        import newspaper

        yield "newspaper4k", lambda html, url: _of_newspaper(newspaper.article(url or _NOWHERE, input_html=_text(html), fetch_images=False))
    except ImportError:
        print("newspaper4k is not installed", file=sys.stderr)
    try:
        from newsplease import NewsPlease

        yield "news-please", lambda html, url: _of_news_please(NewsPlease.from_html(_text(html), url=url, fetch_images=False))
    except ImportError:
        print("news-please is not installed", file=sys.stderr)


def _text(html: bytes) -> str:
    return html.decode("utf-8", "replace")


def _of_newspaper(article: Any) -> SimpleNamespace:
    return SimpleNamespace(text=article.text, title=article.title, authors=article.authors, date_published=article.publish_date or None)


def _of_news_please(article: Any) -> SimpleNamespace:
    title, authors = getattr(article, "title", None), getattr(article, "authors", None)
    text, date = getattr(article, "maintext", None), getattr(article, "date_publish", None)
    return SimpleNamespace(text=text, title=title, authors=authors, date_published=date)


def load(folder: Path, step: int = 1) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The pages of a folder, or of a `.blind` file, with their gold; every `step`th. Blind pages are scored and never looked at: their
    bytes are inverted and packed, so that no search and no editor shows them."""
    if folder.suffix == ".blind":
        for line in lzma.decompress(bytes(255 - byte for byte in folder.read_bytes())).split(b"\n")[::step]:
            if line:
                gold = json.loads(line)
                yield gold, base64.b64decode(gold["html"])
        return
    for line in (folder / "gold.jsonl").read_text("utf-8").split("\n")[::step]:
        if line:
            gold = json.loads(line)
            yield gold, gzip.decompress((folder / f"{gold['name']}.html.gz").read_bytes())


def where_lost(folder: Path, step: int = 1) -> Scores:
    """The share of the known text that newscrawl loses, by the rule of the edit that has it; `(silent)`: no edit has it, `(refused)`: the
    page gave no article."""
    from newscrawl.model import Page
    from newscrawl.refinement import refine
    from newscrawl.site import Site

    scores = Scores()
    for gold, html in load(folder, step):
        known = shingles(without(gold["text"], gold["optional"]))
        if not known:
            continue
        url = gold["url"] if (gold["url"] or "").startswith("http") else _NOWHERE
        outcome = refine(Page(url=url, body=html, fetched_at=datetime.now(UTC)), Site(name="pages", home=_NOWHERE, title=""))
        article = getattr(outcome, "article", None)
        missing = known - shingles(without(article.text, gold["optional"])) if article else known
        lost: Counter[str] = Counter()
        for edit in getattr(outcome, "edits", ()):
            share = shingles(edit.text) & missing
            missing -= share
            lost[edit.rule] += share.total()
        lost["(silent)" if article else "(refused)"] += missing.total()
        for rule, size in lost.items():
            scores.add(rule, size / known.total())
        scores.add("pages", 1.0)
    return scores


def lost_table(folder: Path, scores: Scores) -> str:
    pages = len(scores.values.pop("pages", ())) or 1
    shares = sorted(((sum(found) / pages, rule) for rule, found in scores.values.items()), reverse=True)[:8]
    return f"{folder.name}, lost: " + ", ".join(f"{rule} {share:.4f}" for share, rule in shares)


def run(folder: Path, chosen: Mapping[str, Extractor], step: int = 1) -> dict[str, Scores]:
    """Scores each extractor on a folder; they take turns on every page, so that a busy machine is fair to all."""
    scores = {name: Scores() for name in chosen}
    for gold, html in islice(load(folder, step), 3):  # imports and caches are nobody's time
        for extract in chosen.values():
            with suppress(Exception):
                extract(html, gold["url"])
    for gold, html in load(folder, step):
        for name, extract in chosen.items():
            started = time.perf_counter()
            try:
                got = extract(html, gold["url"])
            except Exception as error:  # noqa: BLE001  a page that breaks an extractor counts as empty, and as failed
                got = None
                scores[name].failed += 1
                print(f"{name} failed on {gold['name']}: {type(error).__name__}: {error}"[:200], file=sys.stderr)
            scores[name].seconds += time.perf_counter() - started
            score_text(gold, got if isinstance(got, str) else getattr(got, "text", None), scores[name])
            if not isinstance(got, str):  # who gives a text alone says nothing of its title
                score_metadata(gold, got, scores[name])
    return scores


def row(scores: Scores, base: Scores) -> dict[str, str]:
    precision, recall = scores.mean("precision") or 0.0, scores.mean("recall") or 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    text = {"f1": f1, "precision": precision, "recall": recall}
    shares = {name: scores.mean(name) for name in ("title", "authors", "day", "minute")}
    return {
        **{name: f"{value:.4f}" if "recall" in scores.values else "" for name, value in text.items()},
        "leaks": str(scores.leaks),
        "lost": str(scores.lost),
        **{name: "" if share is None else f"{share:.3f}" for name, share in shares.items()},
        "failed": str(scores.failed),
        "time": f"{scores.seconds / base.seconds:.2f}",
    }


def table(folder: Path, results: Mapping[str, Scores]) -> str:
    base = next(iter(results.values()))
    name = f"**{folder.stem}, blind**" if folder.suffix == ".blind" else folder.name
    head = f"| {name} | " + " | ".join(COLUMNS) + " |\n| --- |" + " --- |" * len(COLUMNS)
    rows = [f"| {name} | " + " | ".join(row(scores, base)[column] for column in COLUMNS) + " |" for name, scores in results.items()]
    return "\n".join([head, *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--peers", action="store_true", help="also the peers that are installed")
    parser.add_argument("--lost", action="store_true", help="also where newscrawl loses text, by rule")
    parser.add_argument("--step", type=int, default=1, help="only every STEPth page")
    parser.add_argument("--docs", type=Path, help="write the tables into this file, between its marks")
    args = parser.parse_args()
    chosen = extractors(args.peers)
    tables = []
    for folder in args.pages:
        tables.append(table(folder, run(folder, chosen, args.step)))
        print(tables[-1] + "\n", flush=True)
        if args.lost and (scores := where_lost(folder, args.step)).values:
            print(lost_table(folder, scores) + "\n", flush=True)
    if args.docs:
        text = args.docs.read_text("utf-8")
        before, _, rest = text.partition(BEGIN)
        _, _, after = rest.partition(END)
        args.docs.write_text(f"{before}{BEGIN}\n\n" + "\n\n".join(tables) + f"\n\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
