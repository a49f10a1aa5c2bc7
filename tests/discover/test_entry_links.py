"""Which address of a feed's entry is the article's: feeds as readers were reported with."""

import json

import pytest

from newscrawl.discover.formats.feeds import parse_feed

HOME = "https://mag.example"
URL = f"{HOME}/feed.xml"


def rss(*items):
    return (
        "<rss version='2.0'><channel><title>Mag</title>" + "".join(f"<item>{item}</item>" for item in items) + "</channel></rss>"
    ).encode()


def atom(*entries):
    return ('<feed xmlns="http://www.w3.org/2005/Atom">' + "".join(f"<entry>{entry}</entry>" for entry in entries) + "</feed>").encode()


STORIES = [f"{HOME}/story-{n}" for n in range(3)]
FEEDS = {
    "the link is the home page (FreshRSS #5329)": rss(*(f"<link>{HOME}/</link><guid>{s}</guid>" for s in STORIES)),
    "the link is one section for all": rss(*(f"<link>{HOME}/news/</link><guid>{s}</guid>" for s in STORIES)),
    "the link leaves the site, the permalink does not": rss(
        *(f"<link>https://elsewhere.example/{n}</link><guid>{s}</guid>" for n, s in enumerate(STORIES))
    ),
    "a feed service's link (FeedBurner)": rss(
        *(
            f"<link>https://feeds.example/~r/{n}</link><origLink xmlns='http://rssnamespace.org/feedburner/ext/1.0'>{s}</origLink>"
            for n, s in enumerate(STORIES)
        )
    ),
    "a link blog: the own page is related": atom(
        *(f'<link href="https://elsewhere.example/{n}"/><link rel="related" href="{s}"/>' for n, s in enumerate(STORIES))
    ),
    "the page is enclosed": rss(*(f'<link>{HOME}</link><enclosure url="{s}" type="text/html" length="1"/>' for s in STORIES)),
    "JSON Feed whose url is the home page": json.dumps({"items": [{"url": HOME, "id": s} for s in STORIES]}).encode(),
    "a guid that is no address": rss(*(f"<link>{s}</link><guid>{n}</guid>" for n, s in enumerate(STORIES))),
    "a permalink and a related page of the site": atom(*(f'<link href="{s}"/><link rel="related" href="{HOME}/other"/>' for s in STORIES)),
}


@pytest.mark.parametrize("feed", FEEDS)
def test_an_entry_is_the_sites_own_article(feed):
    found = parse_feed(FEEDS[feed], URL, own=lambda address: address.startswith(HOME))
    assert [c.url for c in found.candidates] == STORIES


def test_a_guid_that_several_entries_share_names_none_of_them():
    """miniflux v2 #4197, FreshRSS PR #4487."""
    shared = rss(*(f"<link>{s}</link><guid>{HOME}/board</guid>" for s in STORIES))
    assert [(c.url, c.aliases) for c in parse_feed(shared, URL).candidates] == [(s, ()) for s in STORIES]


def test_an_entry_that_comes_twice_keeps_its_alias():
    twice = rss(*[f"<link>{STORIES[0]}</link><guid>{HOME}/?p=7</guid>"] * 2)
    assert {c.aliases for c in parse_feed(twice, URL).candidates} == {(f"{HOME}/?p=7",)}


def test_every_entry_of_an_application_is_counted():
    painted = rss(*(f"<link>{HOME}/#/story/{n}</link>" for n in range(8)))
    assert [c.url for c in parse_feed(painted, URL).candidates] == [f"{HOME}/"] * 8
