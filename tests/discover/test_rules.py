from dataclasses import replace

import pytest

from newscrawl.discover.rules import is_article_url, is_listing_url, leads_away, localize, looks_like_article, why_not_article
from newscrawl.site import Site

ARTICLES = [
    "/fibre-reaches-the-coast/",
    "/fibre",
    "/2024/05/12/fibre-reaches-the-coast/",
    "/2024/05/tag/",
    "/news/fibre-reaches-the-coast.html",
    "/news/12345/",
    "/?p=607",
    "/story.php?id=12&category=3",
    "/index.php?option=content&id=44",
    "/fibre-reaches-the-coast/?from=rss",
    "/about-face-apple-reverses-its-policy/",
    "/contact-tracing-apps-return/",
    "/category-killers-of-the-web-era/",
    "/the-team-behind-the-phone/",
    "/events-that-shaped-the-year/",
    "/products/a-long-review-of-a-phone/",
    "/people/ada-writer-joins-the-board/",
    "/topic/phones/the-new-phone-is-here/",
    "/archives/12345",
    "/en/fibre-reaches-the-coast/",
    "/top-10-phones-of-2024/",
    "/slug-with-many-words/amp/",
    "/%D9%82%D8%B5%D8%A9-%D8%AC%D8%AF%D9%8A%D8%AF%D8%A9/",
    "/story/2024",
]

OTHERS = [
    "/",
    "/index.html",
    "/?utm_source=x",
    "/en/",
    "/pt-br/",
    "/category/gadgets/",
    "/category/gadgets/phones/",
    "/blog/category/gadgets/",
    "/tag/5g/",
    "/tags/",
    "/author/ada/",
    "/author/ada/page/2/",
    "/topics/phones/",
    "/search/phones/",
    "/?s=phones",
    "/?cat=3",
    "/?paged=2",
    "/?page_id=2",
    "/?attachment_id=12",
    "/?m=202405",
    "/news/?page=3",
    "/2024/",
    "/2024/05/",
    "/2024/05/12/",
    "/2024/05/feed/",
    "/news/2024/05/",
    "/2024-05/",
    "/page/2/",
    "/fibre-reaches-the-coast/feed/",
    "/fibre-reaches-the-coast/2/",
    "/fibre-reaches-the-coast/page/2/",
    "/fibre-reaches-the-coast/comment-page-1/",
    "/fibre-reaches-the-coast/attachment/photo-3/",
    "/fibre-reaches-the-coast/embed/",
    "/feed/",
    "/comments/feed/",
    "/about/",
    "/about-us/",
    "/about-us.html",
    "/contact/",
    "/contact-us/",
    "/kontakt/",
    "/privacy-policy/",
    "/terms-and-conditions/",
    "/terms-of-service/",
    "/cookie-policy/",
    "/advertise-with-us/",
    "/newsletter/",
    "/our-team/",
    "/en/about/",
    "/wp-admin/post.php",
    "/wp-login.php",
    "/wp-json/wp/v2/posts",
    "/wp-content/uploads/2024/05/a.jpg",
    "/files/report.pdf",
    "/sitemap.xml",
    "/xmlrpc.php",
    "/cart/",
    "/events/?month=5&year=2031",
    "/calendar/2031-05-01",
    "/calendar/a-day-of-events-in-the-harbour/",
    "/events/?tribe-bar-date=2031-05-01",
    "/a/b/a/b/",
    "/x/y/x/z/x/",
    "/loop/loop/loop/",
    "/shop/phone/?add-to-cart=3",
]


@pytest.mark.parametrize("path", ARTICLES)
def test_an_article_is_told(path, site):
    assert why_not_article(site.home.rstrip("/") + path, site) is None


@pytest.mark.parametrize("path", OTHERS)
def test_what_is_no_article_is_told(path, site):
    assert why_not_article(site.home.rstrip("/") + path, site) is not None


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/a-long-story-of-ours/",
        "https://mag.example.evil.example/a-long-story/",
        "https://mag.example:8443/a-long-story/",
        "ftp://mag.example/a-long-story/",
        "mailto:desk@mag.example",
        "https://mag.example/" + "a-long-story/" * 100,
        "https://mag.example/a-long-story/?" + "&".join(f"p{n}=1" for n in range(20)),
        "https://mag.example/a-long-story/?x=1&x=2",
        "https://mag.example/" + "/".join("abcdefghijklmnop") + "/",
    ],
)
def test_foreign_addresses_and_traps_are_no_articles(url, site):
    assert not is_article_url(url, site)
    assert not is_article_url(url, replace(site, articles=(".",)))


def test_a_source_of_articles_may_name_them_as_it_likes(site):
    assert why_not_article("https://mag.example/about/", site, stated=True) is None
    assert why_not_article("https://mag.example/", site, stated=True) == "home page"
    assert why_not_article("https://mag.example/wp-content/a.jpg", site, stated=True) is None  # the answer's type decides
    assert why_not_article("https://other.example/a/", site, stated=True) == "other host"


def test_a_sites_own_rules_decide(site):
    ruled = replace(site, articles=(r"^/\d{4}/\d{2}/[^/]+/$",), not_articles=(r"^/2020/",))
    assert is_article_url("https://mag.example/2024/05/tag/", ruled)
    assert not is_article_url("https://mag.example/a-story-without-a-date/", ruled)
    assert not is_article_url("https://mag.example/2020/05/an-old-story/", ruled)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("https://mag.example/a/", "https://mag.example/a/"),
        ("http://www.mag.example/a/?utm_source=x#top", "https://mag.example/a/?utm_source=x"),
        ("https://m.mag.example/a/", "https://mag.example/a/"),
        ("https://MAG.example/a/", "https://mag.example/a/"),
        ("https://mag.example:444/a/", None),
        ("https://sub.mag.example/a/", None),
        ("https://other.example/a/", None),
        ("https://mag.example@other.example/a/", None),
        ("not an address", None),
    ],
)
def test_addresses_move_to_the_host_that_is_fetched(url, local, site):
    assert localize(url, site) == local


@pytest.mark.parametrize(
    ("base", "url", "local"),
    [
        ("http://127.0.0.1:8000", "https://mag.example/a/", "http://127.0.0.1:8000/a/"),
        ("http://127.0.0.1:8000", "https://www.mag.example/?p=3", "http://127.0.0.1:8000/?p=3"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/a/", "http://127.0.0.1:8000/a/"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:9000/a/", None),
        ("http://127.0.0.1:8000", "http://169.254.169.254/latest/", None),
        ("http://127.0.0.1:8000/mirror", "https://mag.example/a/", "http://127.0.0.1:8000/mirror/a/"),
        ("http://127.0.0.1:8000/mirror", "http://127.0.0.1:8000/mirror/a/", "http://127.0.0.1:8000/mirror/a/"),
    ],
)
def test_a_mirror_takes_the_place_of_the_real_site(base, url, local, site):
    rebased = site.rebased(base)
    assert localize(url, rebased) == local
    if local and "?" not in local:
        assert why_not_article(local.replace("/a/", "/about/"), rebased) == "static page"


def test_a_further_host_of_the_site_is_the_site(site):
    assert localize("https://blog.example/a/", replace(site, same_site=("blog.example",))) == "https://mag.example/a/"


@pytest.mark.parametrize(
    ("path", "lists"),
    [
        ("/category/gadgets/", True),
        ("/section/phones", True),
        ("/2024/05/", True),
        ("/tag/5g/", False),
        ("/author/ada/", False),
        ("/category/gadgets/page/2/", False),
        ("/category/gadgets/feed/", False),
        ("/a-long-story-of-ours/", False),
        ("/", False),
    ],
)
def test_further_listings_are_told(path, lists, site):
    assert is_listing_url(site.home.rstrip("/") + path, site) is lists


@pytest.mark.parametrize(
    ("path", "speaks"),
    [
        ("/phones/", False),
        ("/smart-phones/", False),
        ("/the-new-phone/", True),
        ("/n/12345", True),
        ("/a.html", True),
        ("/2024/05/x/", True),
        ("/", False),
    ],
)
def test_some_addresses_speak_for_themselves(path, speaks):
    assert looks_like_article("https://mag.example" + path) is speaks


def test_this_machine_has_one_name():
    served = Site(name="mag", home="http://localhost:8000/", title="Magazine")
    assert localize("http://127.0.0.1:8000/a-story/", served) == "http://localhost:8000/a-story/"
    assert localize("http://127.0.0.1:8001/a-story/", served) is None


@pytest.mark.parametrize(
    "name", ["getting-started-with-node.js", "why-we-publish-open-data.csv", "the-case-for-robots.txt", "life-after-asp.net"]
)
def test_a_title_may_end_like_a_file(name, site):
    """newspaper #569, PR #176."""
    assert why_not_article(f"https://mag.example/posts/{name}", site) is None


@pytest.mark.parametrize(
    "path", ["posts/a-picture-of-node.jpg", "static/js/a-b-c.min.js", "main.js", "feeds/all-the-news.xml", "annual-report-of-2026.pdf"]
)
def test_a_file_is_no_title(path, site):
    assert why_not_article(f"https://mag.example/{path}", site)


@pytest.mark.parametrize(
    ("asked", "answered", "reason"),
    [
        ("a-story-of-the-town/", "", "home page"),
        ("a-story-of-the-town/", "category/news/", "category, tag or author"),
        ("a-story-of-the-town/", "?s=a+story", "query s="),
        ("a-story-of-the-town/", "en/", "language"),
        ("a-story-of-the-town/", "a-better-name-for-the-story/", None),
        ("a-story-of-the-town", "a-story-of-the-town/", None),
        ("a-story-of-the-town/", "product/a-story-of-the-town/", None),
        ("category/a-story/", "category/the-story/", None),
        ("?p=12", "a-story-of-the-town/", None),
    ],
)
def test_a_redirect_to_what_is_no_article_leads_away(asked, answered, reason, site):
    """heritrix3 #729, stormcrawler #253."""
    assert leads_away(f"https://mag.example/{asked}", f"https://mag.example/{answered}", site) == reason
