"""The Tech Point Magazine of the demo: a small magazine with every habit of a real one.

python -m demo.magazine [--port 8000]
"""

from __future__ import annotations

import argparse
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from demo.articles import read_articles
from demo.posts import Library
from demo.site import LoopbackSite
from demo.tagdiv.blog import CanonicalMode
from demo.wordpress import SOURCES, Options, WordPress

__all__ = ["DEAD_LINK", "SOFT_404", "Magazine"]

SOFT_404 = "/the-story-that-moved/"
DEAD_LINK = "/a-story-that-was-withdrawn/"
_CONTENT = Path(__file__).parent / "content"
_STATIC = (
    (
        "about",
        "About us",
        (
            "Tech Point Magazine writes about the machines, networks and money that people share, from Dakar to Mombasa and beyond.",
            "The magazine of this demo does not exist. Its stories, people and companies are made up; the places are real.",
        ),
    ),
    (
        "advertise",
        "Advertise with us",
        (
            "Our readers build networks, apps and repair shops. If you make something that they need, tell them about it here.",
            "Advertising pays for our reporting, and has no say in it. Every advertisement is marked as one.",
        ),
    ),
    ("contact", "Contact", ("Write to the desk at desk@magazine.example, or come by on a weekday after ten.",)),
    ("privacy-policy", "Privacy Policy", ("We count page views, keep no names, and forget everything after ninety days.",)),
    ("members", "Members’ area", ("This room is for members. Robots are asked to wait outside, and robots.txt says so.",)),
)
_ROBOTS = "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\nDisallow: /members/"


class Magazine(LoopbackSite):
    """The magazine. `latest`: all dates are moved so that its last change has that moment; by default they are as written.

    `canonical_host`, `verbatim`, `canonical`: see `demo.wordpress.Options`.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        latest: datetime | None = None,
        sources: Iterable[str] = SOURCES,
        canonical: CanonicalMode = "own",
        canonical_host: str | None = None,
        verbatim: bool = False,
        page_kb: int = 0,
    ) -> None:
        entries = read_articles(_CONTENT)
        parts = {entry.post.id: entry.parts for entry in entries}
        posts = [entry.post for entry in entries]
        if latest is not None:
            shift = latest.replace(microsecond=0) - max(max(post.published, post.modified) for post in posts)
            posts = [replace(post, published=post.published + shift, modified=post.modified + shift) for post in posts]
        options = Options(
            name="Tech Point Magazine",
            tagline="a small magazine of technology in Africa and the world.",
            sections=tuple(dict.fromkeys(post.section for post in reversed(posts))),
            zone=ZoneInfo("Africa/Lagos"),
            static=_STATIC,
            sources=frozenset(sources),
            per_listing=6,
            per_feed=20,
            canonical=canonical,
            canonical_host=canonical_host,
            verbatim=verbatim,
            pad_kb=page_kb,
            robots=_ROBOTS,
            soft_404s=(SOFT_404,),
            dead_links=(DEAD_LINK,),
            stale_news=True,
            attachments=(("cable-ship/splice", "The clean room", ("The two ends are joined in a clean room the size of a shower.",)),),
        )
        super().__init__(WordPress(Library(posts, lambda post: parts[post.id]), options), port=port)


def main() -> None:
    """Serves the magazine until it is stopped."""
    parser = argparse.ArgumentParser(prog="python -m demo.magazine", description=main.__doc__)
    parser.add_argument("--port", type=int, default=0, help="0, the default: any free one")
    parser.add_argument("--canonical-host", help="what pages declare as their address, e.g. https://techpointmag.com")
    options = parser.parse_args()
    with Magazine(port=options.port, canonical_host=options.canonical_host) as magazine:
        print(magazine.url, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
