"""Sites of any size, made from a seed, whose every article is known: what crawls are measured against.

python -m demo.generated --articles 50000 --page-kb 150
"""

from __future__ import annotations

import argparse
import random
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from demo import prose
from demo.generated_body import ADS, body_of
from demo.posts import Library, Parts, Post, slugify
from demo.site import LoopbackSite
from demo.tagdiv.blog import CanonicalMode
from demo.truth import Truth, truth_of
from demo.wordpress import SOURCES, Options, WordPress

__all__ = ["GeneratedSite", "Generation", "Source"]

Generation = Literal["A", "B", "mixed"]
Source = Literal["feed", "sitemap", "news-sitemap", "wordpress", "listings"]

_SECTIONS = ("News", "Startups", "Telecoms", "Fintech", "Gadgets", "Policy", "Opinion", "Energy & Climate")
_STATIC = (
    ("about-us", "About us", ("We are a small desk with a large notebook.", "We write about shared machines, and who pays.")),
    ("contact", "Contact", ("Write to the desk, or come by on a weekday after ten.",)),
    ("advertise", "Advertise with us", ("Our readers build things. Tell them about yours.", "Advertising never decides what we write.")),
    ("privacy-policy", "Privacy Policy", ("We count page views and nothing else.",)),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recipe:
    """What decides a generated post, beside its number."""

    seed: int
    count: int
    latest: datetime
    years: float
    generation: Generation
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    dated_links: bool


class GeneratedSite(LoopbackSite):
    """A WordPress site with a tagDiv theme. See `LoopbackSite` for how to start it, and what it logs.

    `sources`: which ways to find its articles are on. `years`: how far back its articles go from `latest` (now, if not given).
    `multi_page`: the share of articles split over two or three pages. `page_kb`: pages are filled up to that size.
    `canonical`, `canonical_host`, `verbatim`, `validators`: see `demo.wordpress.Options`. `dated_links`: `/2026/11/slug/`, not `/slug/`.
    The same arguments give the same articles.
    """

    def __init__(
        self,
        articles: int = 200,
        *,
        seed: int = 1,
        generation: Generation = "mixed",
        sources: Iterable[str] = SOURCES,
        per_listing: int = 10,
        per_feed: int = 10,
        years: float = 1.0,
        latest: datetime | None = None,
        multi_page: float = 0.05,
        page_kb: int = 0,
        feed_content: bool = True,
        canonical: CanonicalMode = "own",
        canonical_host: str | None = None,
        verbatim: bool = False,
        validators: str = "both",
        zone: str = "Africa/Lagos",
        dated_links: bool = False,
        soft_404s: int = 2,
        news_hours: int = 48,
        robots: str = "",
        name: str = "Circuit Post",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        unknown = set(sources) - SOURCES
        if unknown:
            raise ValueError(f"sources={sorted(unknown)} do not exist; choose from {sorted(SOURCES)}")
        rng = random.Random(f"{seed}-site")
        self._recipe = _Recipe(
            seed=seed,
            count=articles,
            latest=(latest or datetime.now(UTC) - timedelta(hours=1)).replace(microsecond=0),
            years=years,
            generation=generation,
            authors=tuple(dict.fromkeys(prose.person(rng) for _ in range(14))),
            tags=tuple(t if t[0].isdigit() else t[0].upper() + t[1:] for t in prose.topics()),
            dated_links=dated_links,
        )
        self._multi_page = multi_page
        self._rng = random.Random(f"{seed}-changes")
        self._change = threading.Lock()
        self._next = articles
        self._touched: set[int] = set()
        body = lru_cache(maxsize=256)(self._write)
        self._cached_body = body
        library = Library(list(_unique(_post(self._recipe, i) for i in range(articles))), lambda post: body(post.id, post.version))
        options = Options(
            name=name,
            tagline="a site that a seed wrote: news of machines, money and networks.",
            sections=_SECTIONS,
            zone=ZoneInfo(zone),
            static=_STATIC,
            sources=frozenset(sources),
            per_listing=per_listing,
            per_feed=per_feed,
            feed_content=feed_content,
            news_hours=news_hours,
            canonical=canonical,
            canonical_host=canonical_host,
            verbatim=verbatim,
            validators=validators,
            pad_kb=page_kb,
            robots=robots,
            soft_404s=tuple(f"/old-story-{seed}-{n}/" for n in range(soft_404s)),
        )
        super().__init__(WordPress(library, options), port=port, tls=tls)

    def _write(self, post_id: int, version: int) -> Parts:
        return body_of(self._recipe.seed, post_id - _FIRST_ID, version, self._multi_page)

    # What happens to a site: each call takes articles that no call before it took

    def publish(self, count: int) -> list[Truth]:
        """Adds `count` articles, after all others in time and not in the future."""
        with self._change:
            now = datetime.now(UTC).replace(microsecond=0)
            newest = self.library.posts[0].published if self.library.posts else now - timedelta(days=1)
            step = max((now - newest) / (count + 1), timedelta(seconds=1))
            new = [_at(_post(self._recipe, self._next + n), (newest + step * (n + 1)).replace(microsecond=0)) for n in range(count)]
            self._next += count
            self._touched |= {post.id for post in new}
            posts = list(_unique([*reversed(self.library.posts), *new]))
            self.library.replace(posts)
            return [truth_of(self.blog, post) for post in posts[-count:]]

    def update(self, count: int, *, title: bool = False) -> list[Truth]:
        """Another text, and with `title` another title too, for `count` articles. Returns their new truth."""

        def rewritten(post: Post) -> Post:
            return replace(post, version=post.version + 1, title=f"Update: {post.title}" if title else post.title)

        return self._changed(count, rewritten)

    def touch(self, count: int) -> list[Truth]:
        """Only a new date of change for `count` articles."""
        return self._changed(count, lambda post: post)

    def delete(self, count: int, *, status: int = 404) -> list[Truth]:
        """Takes `count` articles off the site; their addresses answer `status` from now on."""
        with self._change:
            chosen = self._choose(count)
            gone = [truth_of(self.blog, post) for post in self.library.posts if post.id in chosen]
            self.library.replace([post for post in self.library.posts if post.id not in chosen])
            self.wordpress.gone.update({truth.path: status for truth in gone})
            return gone

    def _choose(self, count: int) -> set[int]:
        """Articles that nothing has happened to yet, so that each call's articles are its own."""
        untouched = [post.id for post in self.library.posts if post.id not in self._touched]
        if count > len(untouched):
            raise ValueError(f"{count} articles are to be changed, and only {len(untouched)} are as they were made")
        chosen = set(self._rng.sample(untouched, count))
        self._touched |= chosen
        return chosen

    def _changed(self, count: int, change: Callable[[Post], Post]) -> list[Truth]:
        with self._change:
            chosen = self._choose(count)
            now = datetime.now(UTC).replace(microsecond=0)
            posts: list[Post] = [replace(change(p), modified=max(now, p.published)) if p.id in chosen else p for p in self.library.posts]
            self.library.replace(posts)
            return [truth_of(self.blog, post) for post in self.library.posts if post.id in chosen]


_FIRST_ID = 1001


def _post(recipe: _Recipe, i: int) -> Post:
    """The post number `i`, 0 being the oldest."""
    rng = random.Random(recipe.seed * 1_000_003 + i)
    span = timedelta(days=365.25 * recipe.years)
    step = span / max(1, recipe.count)
    published = recipe.latest - step * max(0, recipe.count - 1 - i) - step * (rng.random() * 0.8 if i < recipe.count - 1 else 0)
    published = published.replace(microsecond=0)
    modified = published
    if rng.random() < 0.3:
        modified = min(published + timedelta(minutes=rng.randint(5, 4000)), recipe.latest)
    elif rng.random() < 0.05:
        modified = published - timedelta(minutes=56)  # a scheduled post: written before it appeared
    title = prose.title(rng)
    generation: Literal["A", "B"] = ("A", "B")[rng.randrange(2)] if recipe.generation == "mixed" else recipe.generation
    slug = slugify(title)
    traps = [
        ("ad-in-quote", "ad-after-heading", "ad-top", "no-ads")[i % 4],
        ("adsense-old", "custom", "adsense-new", "custom", "custom")[i % 5],
        *(["v6"] if i % 7 == 3 else []),
        *(["amp"] if i % 3 == 0 else []),
        *(["news-type"] if i % 4 == 1 else []),
        *(["source"] if i % 6 == 2 else []),
        *(["relative-date"] if generation == "B" and i % 3 == 1 else []),
    ]
    return Post(
        id=_FIRST_ID + i,
        slug=slug,
        title=title,
        authors=tuple(rng.sample(recipe.authors, 2 if rng.random() < 0.1 else 1)),
        published=published,
        modified=modified,
        section=_SECTIONS[rng.randrange(len(_SECTIONS))],
        tags=tuple(rng.sample(recipe.tags, rng.randint(0, 5))),
        excerpt=prose.sentence(rng),
        subtitle=prose.sentence(rng) if rng.random() < 0.3 else "",
        image=f"/wp-content/uploads/{published:%Y/%m}/{slug[:40]}.png" if rng.random() < 0.9 else "",
        image_caption=prose.caption(rng) if rng.random() < 0.5 else "",
        generation=generation,
        ad=ADS[i % len(ADS)],
        traps=frozenset(traps),
        comments=rng.choice((0, 0, 0, 1, 3)),
        path=f"/{published:%Y/%m}/{slug}/" if recipe.dated_links else f"/{slug}/",
    )


def _at(post: Post, published: datetime) -> Post:
    return replace(post, published=published, modified=published)


def _unique(posts: Iterable[Post]) -> Iterator[Post]:
    """The same posts; a slug that is taken gets a number, as in WordPress."""
    taken: set[str] = set()
    for post in posts:
        slug, number = post.slug, 1
        while slug in taken:
            number += 1
            slug = f"{post.slug}-{number}"
        taken.add(slug)
        yield post if slug == post.slug else replace(post, slug=slug, path=post.path.replace(post.slug, slug))


def main() -> None:
    """Serves a generated site until it is stopped."""
    parser = argparse.ArgumentParser(prog="python -m demo.generated", description=main.__doc__)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--generation", choices=("A", "B", "mixed"), default="mixed")
    parser.add_argument("--sources", default=",".join(sorted(SOURCES)), help="comma-separated, from: %(default)s")
    parser.add_argument("--years", type=float, default=1.0)
    parser.add_argument("--page-kb", type=int, default=0)
    parser.add_argument("--per-listing", type=int, default=10)
    parser.add_argument("--multi-page", type=float, default=0.05)
    parser.add_argument("--port", type=int, default=0)
    options = vars(parser.parse_args())
    options["sources"] = [name for name in options["sources"].split(",") if name]
    with GeneratedSite(options.pop("articles"), **options) as site:
        print(site.url, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
