import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.urls import article_id, bare_host, folded_key, is_http, join, normalize, registered_domain, url_key, without_trackers


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("HTTPS://WWW.Example.COM/Path/", "https://www.example.com/Path/"),
        ("https://example.com", "https://example.com/"),
        ("https://example.com:443/a", "https://example.com/a"),
        ("http://example.com:80/a", "http://example.com/a"),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
        ("https://user:secret@example.com/a", "https://example.com/a"),
        ("https://example.com./a", "https://example.com/a"),
        ("https://example.com/a#section", "https://example.com/a"),
        ("https://example.com/a?utm_source=x&id=3&fbclid=y", "https://example.com/a?utm_source=x&id=3&fbclid=y"),
        ("https://example.com/a?b=1&amp;c=2", "https://example.com/a?b=1&c=2"),
        ("https://example.com/?1234", "https://example.com/?1234"),
        ("https://example.com/a?name=caf%e9", "https://example.com/a?name=caf%E9"),
        ("https://example.com/a?q=a+b%2Bc", "https://example.com/a?q=a%20b%2Bc"),
        ("https://example.com/a?sid=4711", "https://example.com/a?sid=4711"),
        ("https://example.com/%7Euser/caf%c3%a9", "https://example.com/~user/caf%C3%A9"),
        ("https://example.com/café", "https://example.com/caf%C3%A9"),
        ("https://example.com/a%2Fb", "https://example.com/a%2Fb"),
        ("https://example.com/a/../b/./c/", "https://example.com/b/c/"),
        ("https://example.com/../../etc/passwd", "https://example.com/etc/passwd"),
        ("https://example.com/a/..", "https://example.com/"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ],
)
def test_each_address_has_one_spelling(given_, expected):
    assert normalize(given_) == expected


@pytest.mark.parametrize(
    "bad",
    ["", "example.com/a", "ftp://example.com/", "mailto:a@example.com", "javascript:alert(1)", "http://", "http://:80/", "http://a b.com/",
     "http://exa<mple.com/", "http://example.com:99999/", "http://[::1/", "file:///etc/passwd", "http://example.com:0/",
     f"http://{'a' * 250}!/"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(bad):
    assert not is_http(bad)
    with pytest.raises(ValueError, match=r"not an http|not a host"):
        normalize(bad)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/b", "https://example.com/b"),
        ("c/", "https://example.com/a/c/"),
        ("//cdn.example.com/x", "https://cdn.example.com/x"),
        ("?p=1", "https://example.com/a/?p=1"),
        (" \n/b\t", "https://example.com/b"),
        ("#top", None),
        ("", None),
        ("mailto:x@example.com", None),
        ("http://[broken", None),
        ("javascript:void(0)", None),
    ],
)
def test_links_join_to_their_page(link, expected):
    assert join("https://example.com/a/", link) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a/", "http://www.example.com/a"),
        ("https://m.example.com/a", "https://example.com/a/"),
        ("https://example.com/a/amp/", "https://example.com/a/"),
        ("https://amp.example.com/a", "https://example.com/a"),
        ("https://example.com/a/index.html", "https://example.com/a/"),
        ("https://example.com/a?x=1&y=2", "https://example.com/a?y=2&x=1"),
        ("https://example.com/a?utm_medium=rss", "https://example.com/a"),
        ("https://example.com//a///b", "https://example.com/a/b"),
    ],
)
def test_addresses_of_one_article_share_a_key(one, other):
    assert url_key(one) == url_key(other)
    assert article_id(one) == article_id(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a", "https://example.com/b"),
        ("https://example.com/?p=1", "https://example.com/?p=2"),
        ("https://example.com/A", "https://example.com/a"),
        ("https://blog.example.com/a", "https://example.com/a"),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8001/a"),
        ("https://example.com/camp", "https://example.com/c"),
    ],
)
def test_addresses_of_two_articles_do_not(one, other):
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize("name", ["ref", "source", "share", "sid", "cmp", "icid", "xtor", "SOURCE"])
def test_a_number_in_a_parameter_that_trackers_use_may_name_the_story(name):
    """miniflux v2 #821, PR #3265: readers that took `ref=` out of addresses lost stories."""
    one, other = (f"https://example.com/story?{name}=a20{n}" for n in (1, 2))
    assert url_key(one) != url_key(other)
    assert article_id(one) != article_id(other)
    assert folded_key(one) == folded_key(other) == "example.com/story"


# What version b07fbf6 made of these addresses: ledgers hold such keys.
OLD_KEYS = {
    "https://www.example.com/a/?utm_source=rss&ref=home": "example.com/a",
    "http://m.example.com/a?source=feed&b=2&a=1": "example.com/a?a=1&b=2",
    "https://example.com/a;jsessionid=0A1B?x=1": "example.com/a?x=1",
    "https://example.com/a?sid=0a1b2c3d4e5f&amp;share=mail": "example.com/a",
    "https://example.com/a?sid=4711": "example.com/a?sid=4711",
    "https://example.com/index.html?cmpid=x&PHPSESSID=1": "example.com",
    "https://example.com/2026/11/b/amp/?spm=a.b": "example.com/2026/11/b",
}


@pytest.mark.parametrize("url", OLD_KEYS)
def test_a_key_of_an_older_ledger_is_made_as_it_was(url):
    assert folded_key(url) == OLD_KEYS[url]


def test_trackers_leave_an_address_that_is_shown_and_nothing_else_does():
    shown = without_trackers("https://example.com/a;jsessionid=1?utm_source=x&ref=y&id=3&amp=1")
    assert shown == "https://example.com/a?ref=y&id=3"


def test_case_folds_only_where_a_site_says_so():
    assert url_key("https://example.com/A", case_sensitive=False) == url_key("https://example.com/a", case_sensitive=False)


@pytest.mark.parametrize(
    ("host", "bare"),
    [
        ("www.example.com", "example.com"),
        ("m.example.com:8000", "example.com:8000"),
        ("m.com", "m.com"),
        ("news.x.org", "news.x.org"),
        ("localhost:8000", "127.0.0.1:8000"),
        ("[::1]:8000", "127.0.0.1:8000"),
        ("localhost.example", "localhost.example"),
    ],
)
def test_a_host_without_what_only_serves_it(host, bare):
    assert bare_host(host) == bare


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("localhost", "localhost"),
        ("http://[::1]/", "::1"),
    ],
)
def test_the_registered_domain(url, domain):
    assert registered_domain(url) == domain


@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=60),
    st.sampled_from(["https://example.com/", "http://h.example/a?", "https://", ""]),
)
@settings(max_examples=300, deadline=None)
def test_normalizing_twice_changes_nothing(rest, start):
    url = start + rest
    joined = join("https://example.com/x/", url)
    for found in ([normalize(url)] if is_http(url) else []) + ([joined] if joined else []):
        assert normalize(found) == found
        assert url_key(found) == url_key("https://" + found.partition("://")[2])
