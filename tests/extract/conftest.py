"""Pages built from parts, in our own words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

PARAGRAPHS = (
    "The harbour council decided on Tuesday to replace the old swing bridge with a tunnel, after nine years of debate and three "
    "rejected plans.",
    "Engineers told the meeting that the bridge opens forty times a day in summer, and that each opening holds up traffic for "
    "eleven minutes.",
    "“We cannot keep patching a machine that our grandparents built,” said Ren Okafor, who has led the works department since "
    "the last election.",
    "Opponents say the tunnel will cost three times what the council admits, and that nobody has asked the fishing crews whose "
    "quay it crosses.",
    "Work is to begin in the spring of next year, once the regional court has heard the last complaint against the plan and "
    "given its ruling.",
)


@pytest.fixture
def story() -> tuple[str, ...]:
    """Five paragraphs of a news story."""
    return PARAGRAPHS


@pytest.fixture
def page() -> Callable[..., bytes]:
    """A plausible page around a body: navigation, headline, sidebar and footer."""

    def build(body: str, *, head: str = "", before: str = "", after: str = "") -> bytes:
        return f"""<!doctype html><html lang="en"><head><title>Council picks tunnel over bridge - The Harbour Post</title>{head}</head>
        <body class="single single-post"><header class="site-header"><nav><ul><li><a href="/">Home</a></li><li><a "
        "href="/city">City</a></li></ul></nav></header>
        <main>{before}<article class="post"><h1 class="entry-title">Council picks tunnel over bridge</h1>{body}</article>{after}</main>
        <aside class="sidebar"><h4>Popular</h4><ul><li><a href="/a">A ferry runs aground off the point</a></li></ul></aside>
        <footer><p>© The Harbour Post. All rights reserved.</p></footer></body></html>""".encode()

    return build
