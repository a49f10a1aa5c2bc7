"""A small site in memory, and a crawl of it that needs no network: what the store's tests play with."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newscrawl.model import Article, Candidate, Edit, Extraction, Fetch, Hint, Moment, Refined, Rejected
from newscrawl.store.run import Due, ManifestEntry, Run, StoreOptions
from newscrawl.text import content_hash, word_count
from newscrawl.urls import article_id, url_key

START = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SITE = "https://mag.example"


@dataclass
class Clock:
    """Unix seconds that pass only when told to."""

    at: datetime = START

    def __call__(self) -> float:
        return self.at.timestamp()

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


WORDS = (
    *("harbour", "signal", "quiet", "lantern", "copper", "market", "engine", "border", "village", "window", "paper", "season", "kernel"),
    *("river", "battery", "tunnel", "orchard", "mirror", "sensor", "garden", "packet", "valley", "antenna", "ribbon", "ledger", "cable"),
    *("marble", "circuit", "meadow", "turbine"),
)


def prose(seed: int, words: int = 120) -> str:
    """Paragraphs that no other seed shares."""
    picked = [f"{WORDS[(seed * 7 + i * (seed % 11 + 3)) % len(WORDS)]}{(seed * 31 + i * 17) % 97}" for i in range(words)]
    return "\n\n".join(" ".join(picked[i : i + 40]) + "." for i in range(0, words, 40))


@dataclass
class Story:
    """A page of the site."""

    number: int
    title: str = ""
    text: str = ""
    published: datetime = START
    modified: datetime | None = None
    canonical: str | None = None
    edits: tuple[Edit, ...] = ()

    def __post_init__(self) -> None:
        self.title = self.title or f"Story {self.number}"
        self.text = self.text or prose(self.number)

    @property
    def url(self) -> str:
        return f"{SITE}/{self.number}/"

    @property
    def key(self) -> str:
        return url_key(self.url)

    def candidate(self) -> Candidate:
        modified = Moment(at=self.modified, precision="second") if self.modified else None
        return Candidate(
            url=self.url,
            hints=(Hint(source="feed", title=self.title, published=Moment(at=self.published, precision="second"), modified=modified),),
        )

    def refined(self, fetched_at: datetime = START, url: str | None = None) -> Refined:
        address = url or self.url
        canonical = self.canonical or address
        article = Article(
            id=article_id(canonical),
            source="mag",
            domain="mag.example",
            url=address,
            canonical_url=canonical,
            title=self.title,
            text=self.text,
            content_hash=content_hash(self.title, self.text),
            word_count=word_count(self.text),
            extraction=Extraction(
                method="test", confidence=1.0, versions={"newscrawl": "0"}, edits={"ad-marker": len(self.edits)} if self.edits else {}
            ),
            fetch=Fetch(fetched_at=fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ"), status=200, via="live", etag=f'"{self.number}"'),
            date_published=self.published.strftime("%Y-%m-%dT%H:%M:%SZ"),
            date_precision="second",
        )
        return Refined(article=article, published=Moment(at=self.published, precision="second"), edits=self.edits)


@dataclass
class World:
    """An output folder, a clock, and a way to run."""

    output: Path
    clock: Clock = field(default_factory=Clock)
    options: StoreOptions = field(default_factory=StoreOptions)

    @property
    def folder(self) -> Path:
        return self.output / "mag"

    def open(self, **more: Any) -> Run:
        options = replace(self.options, **more.pop("options", {}))
        return Run.open(self.output, "mag", started=self.clock.at, spider_version="1", options=options, clock=self.clock, **more)

    def crawl(
        self, stories: dict[str, Story | int | str] | list[Story], *, listed: list[Candidate] | None = None, exit_status: int = 0
    ) -> ManifestEntry:
        """One whole run. `stories`: what the site serves by key; a number is a status, a text a failure."""
        served = {story.key: story for story in stories} if isinstance(stories, list) else stories
        run = self.open()
        run.discover(listed if listed is not None else [story.candidate() for story in served.values() if isinstance(story, Story)])
        while due := run.due(10):
            for item in due:
                answer(run, item, served.get(item.key, 404), self.clock.at)
        return run.finish(reason="finished", exit_status=exit_status, stats={})

    def lines(self, kind: str = "articles") -> list[dict[str, Any]]:
        return [
            json.loads(line) for path in sorted(self.folder.glob(f"{kind}-*.jsonl")) for line in path.read_text("utf-8").split("\n")[:-1]
        ]


def answer(run: Run, due: Due, page: Story | int | str, at: datetime) -> None:
    """What a spider does with an answer."""
    if isinstance(page, Story):
        run.record(page.refined(at), key=due.key)
    elif isinstance(page, str):
        run.failed(due.key, page, "no answer")
    elif page == 304:
        run.not_modified(due.key)
    elif page == 200:
        run.reject(Rejected(url=due.candidate.url, reason="too-short", detail="3 words < 60"), key=due.key)
    else:
        run.gone(due.key, page)
