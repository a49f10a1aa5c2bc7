"""`why`: what became of a page, out of what is stored."""

from __future__ import annotations

import pytest

from newscrawl.dataset.history import history
from newscrawl.errors import UsageError
from newscrawl.model import Edit
from tests.store.smallsite import Story, World


def told(world: World, wanted: str) -> str:
    return "\n".join(history(world.output, wanted))


@pytest.fixture
def known(world: World) -> World:
    """A published article, a rejected page, a page without an answer, and a page that waits."""
    edits = (Edit(rule="ad-marker", text="- Ad -", position=1), Edit(rule="share-bar", text="Share", position=3))
    stories = {Story(1).key: Story(1, edits=edits), Story(2).key: 200, Story(3).key: "timeout"}
    world.crawl(stories, listed=[Story(number).candidate() for number in (1, 2, 3)])
    run = world.open()
    run.discover([Story(4).candidate()])
    run.finish(reason="finished", exit_status=0, stats={})
    return world


def test_a_published_article(known: World) -> None:
    article = Story(1).refined().article
    for wanted in (Story(1).url, Story(1).url.replace("https://", "http://www.") + "?utm_source=x", article.id):
        said = told(known, wanted)
        assert said.startswith(f"mag: {Story(1).url}\n  found    2026-11-23 03:00 UTC")
        assert "became   published" in said
        assert f"revision 1 of {article.id}, mag/articles-" in said
        assert '"Story 1"' in said
        assert "2 lines: ad-marker 1, share-bar 1" in said
        assert "looked at again from" in said


def test_a_page_that_gave_no_article(known: World) -> None:
    said = told(known, Story(2).url)
    assert "no article, too-short: Too little text is left for an article." in said
    assert "looked at again from 2026-11-23 09:00 UTC on" in said


def test_pages_that_wait(known: World) -> None:
    assert "1 runs in a row without an answer" in told(known, Story(3).url)
    said = told(known, Story(4).url)
    assert "asked    never" in said
    assert "the next run asks for it" in said
    assert "named by feed" in said


def test_an_unknown_address_is_answered_by_its_neighbours(known: World) -> None:
    with pytest.raises(UsageError, match=r"no site in .* knows https://mag.example/11/; near: mag\.example/1 \(mag\)"):
        told(known, "https://mag.example/11/")
    with pytest.raises(UsageError, match="no source has named it"):
        told(known, "https://elsewhere.example/a")
    with pytest.raises(UsageError, match="knows 0123456789abcdef"):
        told(known, "0123456789abcdef")
    with pytest.raises(UsageError, match="neither an address nor an article's id"):
        told(known, "harbour")


def test_a_line_that_is_gone_is_told(known: World) -> None:
    next(known.folder.glob("articles-*.jsonl")).unlink()
    assert "the line cannot be read" in told(known, Story(1).url)
