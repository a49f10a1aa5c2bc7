"""What is fuzzed: every place where bytes from outside come in. A target asserts that only what is documented happens."""

from __future__ import annotations

import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.archive.reader.warc import Damaged, read_set
from newscrawl.clean import clean_text
from newscrawl.discover.formats.feeds import parse_feed
from newscrawl.discover.formats.listings import parse_listing
from newscrawl.discover.formats.sitemaps import parse_sitemap
from newscrawl.discover.formats.wordpress import parse_posts
from newscrawl.errors import SourceError
from newscrawl.model import Candidate, Page, Refined, Rejected, Rights, as_record
from newscrawl.page.rights.signals import robots_rights, tdmrep_rights
from newscrawl.reasons import REASONS
from newscrawl.refinement import refine
from newscrawl.schema import validate
from newscrawl.site import Site
from newscrawl.urls import is_http, normalize
from tests.fuzz.words import WORDS

__all__ = ["CORPUS", "SECONDS", "TARGETS", "Target", "check", "corpus"]

CORPUS = Path(__file__).with_name("corpus")
SECONDS = 5.0  # of CPU that one input (some 100 KB at most) may take: a hundred times what any of them needs
SITE = Site(name="mag", home="https://mag.example/", title="Magazine")
URL = "https://mag.example/x"
WHEN = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Target:
    """`run` raises for anything that is not documented. `words` are pieces that mean something to what is fuzzed."""

    run: Callable[[bytes], None]
    words: tuple[bytes, ...]


def _candidates(found: Iterable[Candidate]) -> None:
    for candidate in found:
        assert is_http(candidate.url) and normalize(candidate.url) == candidate.url
        for hint in candidate.hints:
            for text in (hint.title, hint.section, *hint.authors, *hint.tags):
                assert not _CONTROL.search(text or "")


def _source(parse: Callable[[bytes], Iterable[Candidate]]) -> Callable[[bytes], None]:
    def run(body: bytes) -> None:
        try:
            found = parse(body)
        except SourceError as error:
            assert not _CONTROL.search(str(error)) and "\n" not in str(error)
            return
        _candidates(found)

    return run


def _rights(read: Callable[[bytes], Rights]) -> Callable[[bytes], None]:
    def run(body: bytes) -> None:
        rights = read(body)
        assert len(rights.signals) <= 200
        assert not [signal for signal in rights.signals if len(signal) > 400 or "\n" in signal or _CONTROL.search(signal)]

    return run


def _warc(body: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.warc"
        path.write_bytes(body)
        tally: Counter[str] = Counter()
        found = list(read_set([path], tally=tally))
    pages = [one for one in found if isinstance(one, Page)]
    damaged = [one for one in found if isinstance(one, Damaged)]
    assert (len(pages), len(damaged)) == (tally["page"], tally["damaged"])
    assert len(pages) + len(damaged) == len(found)
    assert all(page.status == 200 for page in pages)


def _html(body: bytes) -> None:
    outcome = refine(Page(url=URL, body=body, fetched_at=WHEN, headers=(("content-type", "text/html"),)), SITE)
    if isinstance(outcome, Rejected):
        assert outcome.reason in REASONS and outcome.reason != "internal-error", outcome
        return
    assert isinstance(outcome, Refined)
    validate(as_record(replace(outcome.article, run_id="20261123T030000Z")))
    text = (outcome.article.text or "").replace("\t", " ")  # which code and tables keep
    assert not _CONTROL.search("\n".join([outcome.article.title, text, *outcome.article.authors]))
    assert Counter(edit.rule for edit in outcome.edits) == Counter(outcome.article.extraction.edits)


def _text(body: bytes) -> None:
    text = body.decode("utf-8", "replace")
    cleaned = clean_text(text)
    assert clean_text(cleaned.text).text == cleaned.text, "cleaning twice cleans more"
    left = iter(text)
    assert all(letter in left for letter in "".join(cleaned.text.split())), "cleaning only deletes"
    assert bool(cleaned.edits) or cleaned.text == text


_RUNS: dict[str, Callable[[bytes], None]] = {
    "feed": _source(lambda body: parse_feed(body, URL).candidates),
    "sitemap": _source(lambda body: parse_sitemap(body, URL).candidates),
    "listing": _source(lambda body: parse_listing(body, URL, SITE).candidates),
    "wordpress": _source(lambda body: parse_posts(body, url=URL).candidates),
    "robots": _rights(lambda body: robots_rights(body, "newscrawl")),
    "tdmrep": _rights(lambda body: tdmrep_rights(body, "/a-b-c/")),
    "warc": _warc,
    "html": _html,
    "text": _text,
}
TARGETS = {name: Target(run, WORDS[name]) for name, run in _RUNS.items()}


def corpus(name: str) -> list[Path]:
    """The inputs that are kept for a target: written by hand, or once found to break it."""
    return sorted(path for path in (CORPUS / name).iterdir() if path.is_file())


def check(target: Target, body: bytes) -> None:
    """Runs one input, and asserts that it took no long time."""
    start = time.process_time()
    target.run(body)
    took = time.process_time() - start
    assert took < SECONDS, f"{len(body)} bytes took {took:.1f} s"
