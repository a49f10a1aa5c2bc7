from __future__ import annotations

import pytest
from scrapy import signals
from scrapy.exceptions import StopDownload
from scrapy.http import Headers, Request
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler

from newscrawl.errors import UsageError
from newscrawl.middlewares.refused import Refused
from newscrawl.middlewares.safe.addresses import authority, literal, parse_authority, special_use
from newscrawl.middlewares.safe.guard import PAGE, Frontier, Guard, frontier_of, slot_key
from newscrawl.site import Site


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_a_special_address_is_named(address: str) -> None:
    assert special_use(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1111", "2a00:1450:4001::1", "64:ff9b::808:808"]
)
def test_a_public_address_is_public(address: str) -> None:
    assert special_use(address) == ""


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0x7F.0x0.0x0.0x1", "127.0.0.1."],
)
def test_every_spelling_of_an_address_is_that_address(host: str) -> None:
    assert literal(host) == "127.0.0.1"


@pytest.mark.parametrize("host", ["example.com", "127.example", "1e100.net", "0x.example", "a1", "127.0.0.1.example.com"])
def test_a_name_is_no_address(host: str) -> None:
    assert literal(host) is None


@pytest.mark.parametrize("host", ["999999999999", "256.1.1.1", "1.2.3.256", "08.1.1.1"])
def test_digits_that_are_no_address_are_an_error(host: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        literal(host)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://Example.com/a", ("example.com", 80)),
        ("https://example.com./a", ("example.com", 443)),
        ("http://[::1]:8080/", ("::1", 8080)),
        ("http://0x7f000001:81/", ("127.0.0.1", 81)),
    ],
)
def test_host_and_port_of_an_address(url: str, expected: tuple[str, int]) -> None:
    assert authority(url) == expected


@pytest.mark.parametrize(
    "url", ["http:///a", "http://a..b/", "http://" + "a" * 64 + ".com/", "http://example.com:0/", "http://" + "a." * 130 + "com/"]
)
def test_what_has_no_host_is_an_error(url: str) -> None:
    with pytest.raises(ValueError, match=r"no host name|no port"):
        authority(url)


@pytest.mark.parametrize("text", ["example.com", "example.com:", "http://", "a b:80", "example.com:x", "example.com:99999"])
def test_an_exception_from_the_rules_must_name_host_and_port(text: str) -> None:
    with pytest.raises(UsageError, match="write it like"):
        parse_authority(text)


def site(**more: object) -> Site:
    return Site(name="magazine", home="https://www.magazine.example/", title="Magazine", **more)  # type: ignore[arg-type]


def reason(frontier: Frontier, url: str) -> str:
    try:
        frontier.check(url)
    except Refused as refused:
        assert refused.detail
        return refused.reason
    return ""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.magazine.example/a", ""),
        ("http://magazine.example/a", ""),
        ("https://cdn.magazine.example/a", ""),
        ("https://magazine.example:443/", ""),
        ("https://media.example.net/a", ""),
        ("https://elsewhere.example/", "offsite"),
        ("https://notmagazine.example/", "offsite"),
        ("https://magazine.example:8443/", "port"),
        ("https://magazine.example:22/", "port"),
        ("ftp://magazine.example/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("data:text/html,hello", "scheme"),
        ("gopher://magazine.example/", "scheme"),
        ("http://127.0.0.1/", "address"),
        ("http://127.0.0.1:8000/", "address"),
        ("http://169.254.169.254/latest/meta-data/", "address"),
        ("http://[::1]/", "address"),
        ("http://[::ffff:127.0.0.1]/", "address"),
        ("http://0x7f000001/", "address"),
        ("http://2130706433/", "address"),
        ("http://0177.0.0.1/", "address"),
        ("http://999999999999/", "address"),
        ("http://user:secret@magazine.example/", "credentials-in-url"),
        ("http://magazine.example@127.0.0.1/", "credentials-in-url"),
        ("http://magazine.example/" + "a" * 3000, "url-too-long"),
        ("http://[::1/", "address"),
        ("http:///path", "address"),
    ],
)
def test_where_the_crawl_of_a_site_may_go(url: str, expected: str) -> None:
    frontier = frontier_of(Settings({"URLLENGTH_LIMIT": 2083}), site(same_site=("media.example.net",)))
    assert reason(frontier, url) == expected


def test_a_site_served_elsewhere_is_only_there() -> None:
    frontier = frontier_of(Settings(), site().rebased("http://127.0.0.1:8000"))
    assert reason(frontier, "http://127.0.0.1:8000/a") == ""
    assert reason(frontier, "http://127.0.0.1:8001/a") == "address"
    assert reason(frontier, "http://127.0.0.1/a") == "address"
    assert reason(frontier, "http://localhost:8000/a") == "port"
    assert reason(frontier, "https://www.magazine.example/") == "offsite"


def test_a_setting_opens_exactly_one_host_and_port() -> None:
    settings = Settings({"NEWSCRAWL_ALLOW_HOSTS": "10.0.0.5:8080,[fd00::1]:81", "NEWSCRAWL_WAYBACK_URL": "http://127.0.0.1:9000/some/path"})
    frontier = frontier_of(settings, site())
    for url in ("http://10.0.0.5:8080/", "http://[fd00::1]:81/", "http://127.0.0.1:9000/web/"):
        assert reason(frontier, url) == "", url
    for url in ("http://10.0.0.5/", "http://10.0.0.5:8081/", "http://10.0.0.6:8080/", "http://127.0.0.1:9001/"):
        assert reason(frontier, url) == "address", url
    assert ("127.0.0.1", 9000) in frontier.endpoints


def test_common_crawls_index_opens_where_its_files_lie() -> None:
    frontier = frontier_of(Settings({"NEWSCRAWL_COMMONCRAWL_URL": "https://index.commoncrawl.org"}), site())
    assert frontier.endpoints == {("index.commoncrawl.org", 443), ("data.commoncrawl.org", 443)}
    mirror = frontier_of(Settings({"NEWSCRAWL_COMMONCRAWL_URL": "http://127.0.0.1:9000"}), site())
    assert mirror.endpoints == {("127.0.0.1", 9000)}


def test_a_home_that_is_a_number_opens_itself_and_a_home_with_a_name_does_not() -> None:
    assert ("127.0.0.1", 8000) in frontier_of(Settings(), Site(name="a", home="http://127.0.0.1:8000/", title="A")).opened
    assert not frontier_of(Settings(), site()).opened


def test_the_port_of_a_sites_own_home_is_no_foreign_port() -> None:
    frontier = frontier_of(Settings(), Site(name="a", home="https://magazine.example:8443/", title="A"))
    assert reason(frontier, "https://magazine.example:8443/a") == ""
    assert reason(frontier, "https://magazine.example:9443/a") == "port"


def test_without_a_site_the_hosts_are_scrapys_question_and_the_addresses_are_not() -> None:
    frontier = frontier_of(Settings(), None)
    assert reason(frontier, "https://anything.example/") == ""
    assert reason(frontier, "http://10.0.0.1/") == "address"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://a.example/x", "a.example"),
        ("http://a.example/x", "a.example"),
        ("http://a.example:8080/", "a.example:8080"),
        ("http://[::1]:8080/", "[::1]:8080"),
    ],
)
def test_each_host_and_foreign_port_has_its_own_slot(url: str, key: str) -> None:
    assert slot_key(url) == key


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://feeds.service.example/magazine", None),
        ("http://169.254.169.254/latest", "address"),
        ("http://127.0.0.1/feed", "address"),
        ("https://feeds.service.example:8443/magazine", "port"),
        ("ftp://feeds.service.example/magazine", "scheme"),
    ],
)
def test_a_list_that_the_site_names_may_lie_elsewhere_and_nowhere_private(url: str, expected: str | None) -> None:
    frontier = frontier_of(Settings(), site())
    found = None
    try:
        frontier.check(url, offsite=True)
    except Refused as refused:
        found = refused.reason
    assert found == expected


@pytest.mark.parametrize(
    ("kind", "loaded"), [("text/html", True), ("", True), ("image/jpeg", False), ("video/mp4", False), ("application/pdf", False)]
)
def test_what_is_no_page_by_its_type_is_not_loaded(kind: str, loaded: bool) -> None:
    crawler = get_crawler(settings_dict={"USER_AGENT": "newscrawl"})
    guard = Guard(crawler)
    answers = crawler.signals.send_catch_log(
        signals.headers_received,
        headers=Headers({"Content-Type": kind} if kind else {}),
        request=Request("https://a.example/", meta={PAGE: True}),
    )
    assert guard and [isinstance(getattr(answer, "value", None), StopDownload) for _, answer in answers] == [not loaded]


@pytest.mark.parametrize("url", ["http://gazette.example:8080", "https://gazette.example", "http://gazette.example.:8080"])
def test_a_name_that_a_person_gives_opens_its_port_and_no_private_address(url: str) -> None:
    frontier = frontier_of(Settings(), None, (url,))
    assert not frontier.opened  # the connection refuses what is private
    frontier.check(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000", "http://10.0.0.7:81"])
def test_a_number_and_localhost_are_the_persons_own_word(url: str) -> None:
    assert authority(url) in frontier_of(Settings(), None, (url,)).opened
