from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.discover.walks.merge import TRUST, candidate_keys, merge
from newscrawl.model import Candidate, Hint, Moment

DAY = Moment(at=datetime(2024, 5, 1, tzinfo=UTC), precision="day")


def found(url, source, *aliases, **hint):
    return Candidate(url=url, aliases=aliases, hints=(Hint(source=source, **hint),))


def test_one_article_carries_all_hints_the_most_trusted_first():
    (one,) = merge(
        [
            found("https://mag.example/a/", "sitemap", modified=DAY),
            found("http://www.mag.example/a?utm_source=rss", "feed", title="From the feed", published=DAY),
            found("https://mag.example/a/", "listing"),
            found("https://mag.example/a/", "wordpress", title="From the API"),
        ]
    )
    assert one.url == "https://mag.example/a/"
    assert [h.source for h in one.hints] == ["wordpress", "feed", "listing", "sitemap"]
    assert (one.hints[0].title, one.published, one.modified) == ("From the API", DAY, DAY)


def test_a_guid_names_the_same_article():
    (one,) = merge([found("https://mag.example/?p=7", "sitemap"), found("https://mag.example/a/", "feed", "https://mag.example/?p=7")])
    assert one.url == "https://mag.example/a/"
    assert one.aliases == ("https://mag.example/?p=7",)


def test_two_aliases_meet():
    one, other = merge(
        [
            found("https://mag.example/a/", "feed", "https://mag.example/?p=7"),
            found("https://mag.example/b/", "feed"),
            found("https://mag.example/old-a/", "wordpress", "https://mag.example/?p=7"),
        ]
    )
    assert one.url == "https://mag.example/a/"
    assert {h.source for h in one.hints} == {"feed", "wordpress"}
    assert other.url == "https://mag.example/b/"


def test_a_guid_that_every_entry_carries_names_none():
    merged = merge([found(f"https://mag.example/{n}/", "feed", "https://mag.example/?p=1") for n in "abc"])
    assert [c.url for c in merged] == ["https://mag.example/a/", "https://mag.example/b/", "https://mag.example/c/"]


def test_the_home_page_is_no_articles_other_name():
    merged = merge(
        [
            found("https://mag.example/a/", "feed", "https://mag.example/"),
            found("https://mag.example/b/", "wordpress", "https://mag.example/"),
        ]
    )
    assert len(merged) == 2


def test_the_permalink_is_preferred_over_what_leads_to_it():
    (one,) = merge([found("https://mag.example/a/amp/", "listing"), found("https://mag.example/a/", "sitemap")])
    assert (one.url, one.aliases) == ("https://mag.example/a/", ("https://mag.example/a/amp/",))


def test_case_is_folded_only_where_a_site_says_so():
    two = [found("https://mag.example/A/", "feed"), found("https://mag.example/a/", "sitemap")]
    assert len(merge(two)) == 2
    assert len(merge(two, case_sensitive=False)) == 1


_URLS = st.sampled_from([f"https://mag.example/{n}" for n in ("a/", "b/", "c/", "?p=1", "?p=2", "a/amp/", "")])


@given(st.lists(st.builds(lambda u, s, a: found(u, s, *a), _URLS, st.sampled_from(TRUST), st.lists(_URLS, max_size=2)), max_size=12))
@settings(max_examples=200, deadline=None)
def test_merging_loses_no_address_and_no_hint_and_settles(candidates):
    merged = merge(candidates)
    keys = [candidate_keys(c)[0] for c in merged]
    assert len(keys) == len(set(keys))
    named = {key for c in merged for url in (c.url, *c.aliases) for key in candidate_keys(Candidate(url=url))}
    assert {candidate_keys(c)[0] for c in candidates} <= named
    assert {h.source for c in candidates for h in c.hints} == {h.source for c in merged for h in c.hints}
    for c in merged:
        assert [TRUST.index(h.source) for h in c.hints] == sorted(TRUST.index(h.source) for h in c.hints)
