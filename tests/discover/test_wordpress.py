import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from newscrawl.discover.formats.wordpress import Api, parse_posts
from newscrawl.errors import SourceError

URL = "https://mag.example/wp-json/wp/v2/posts?page=1"
POST = {
    "id": 607,
    "date": "2025-09-18T17:30:00",
    "date_gmt": "2025-09-18T15:30:00",
    "modified_gmt": "2025-09-19T08:00:01",
    "guid": {"rendered": "https://mag.example/?post_type=post&#038;p=607"},
    "link": "https://mag.example/fibre/",
    "status": "publish",
    "title": {"rendered": "Fibre &#8217;n&#8217; copper &amp;amp; more"},
    "excerpt": {"rendered": "<p>Why it matters [&hellip;]</p>"},
    "content": {"rendered": "<p>Whole body.</p>"},
    "_embedded": {
        "author": [{"name": "Ada Writer"}, {"code": "rest_user_invalid_id"}],
        "wp:term": [
            [{"taxonomy": "category", "name": "Networks"}, {"taxonomy": "category", "name": "News"}],
            [{"taxonomy": "post_tag", "name": "5G &amp; 6G"}],
        ],
        "wp:featuredmedia": [{"source_url": "https://mag.example/i.jpg"}],
    },
}


def posts(*items, headers=(), status=200, body=None):
    return parse_posts(json.dumps(list(items)).encode() if body is None else body, headers, url=URL, status=status)


def test_a_post_gives_every_hint():
    answer = posts(POST, headers=[("X-WP-Total", "201"), ("x-wp-totalpages", "3")])
    (found,) = answer.candidates
    (hint,) = found.hints
    assert (answer.total, answer.total_pages) == (201, 3)
    assert found.url == "https://mag.example/fibre/"
    assert "https://mag.example/?p=607" in found.aliases
    assert (hint.title, hint.description) == ("Fibre ’n’ copper & more", "Why it matters")
    assert hint.published.isoformat() == "2025-09-18T15:30:00Z"
    assert hint.modified.isoformat() == "2025-09-19T08:00:01Z"
    assert (hint.authors, hint.section, hint.tags) == (("Ada Writer",), "Networks", ("5G & 6G",))
    assert (hint.content_html, hint.image_url) == ("<p>Whole body.</p>", "https://mag.example/i.jpg")


def test_local_time_counts_only_where_there_is_no_gmt():
    local = {**POST, "date_gmt": None}
    (found,) = parse_posts(json.dumps([local]).encode(), url=URL, timezone="Africa/Lagos").candidates
    assert found.published.isoformat() == "2025-09-18T16:30:00Z"


def test_a_hidden_author_is_named_by_yoast():
    hidden = {**POST, "_embedded": {"author": [{"code": "rest_user_cannot_view"}]}, "yoast_head_json": {"author": "Ada Writer"}}
    assert posts(hidden).candidates[0].hints[0].authors == ("Ada Writer",)


def test_odd_posts_cost_no_others():
    odd = [
        7,
        None,
        {},
        {"link": 3},
        {**POST, "link": "https://mag.example/draft/", "status": "draft"},
        {**POST, "_embedded": [], "title": 3, "id": True},
    ]
    assert [c.url for c in posts(*odd).candidates] == ["https://mag.example/fibre/"]


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("\ufeff\n", ""),
        ("<br />\n<b>Warning</b>:  Undefined array key in <b>/srv/{plugin}/x.php</b> on line <b>42</b><br />\n", ""),
        ("Deprecated: Function _load_textdomain was called incorrectly\n", ""),
        ('<script>{"not": this}</script>', "\n<!-- Page cached -->"),
        ("", "\n\n<!-- Page supported by a cache -->"),
    ],
)
def test_what_a_plugin_prints_around_the_json_costs_nothing(before, behind):
    body = f"{before}{json.dumps([POST])}{behind}".encode()
    assert [c.url for c in posts(body=body).candidates] == ["https://mag.example/fibre/"]


def test_past_the_end_is_an_empty_page():
    assert posts(status=400, body=b'{"code":"rest_post_invalid_page_number","data":{"status":400}}').candidates == ()


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (401, b'{"code":"rest_cannot_access"}', "switched off or closed: status 401 .rest_cannot_access"),
        (403, b"<html>Forbidden</html>", "forbidden: status 403"),
        (404, b'{"code":"rest_no_route"}', "not there: status 404 .rest_no_route"),
        (400, b'{"code":"rest_invalid_param"}', "not answering: status 400 .rest_invalid_param"),
        (500, b"", "not answering: status 500"),
        (200, b"<html><body>Hello</body></html>", "not JSON: it begins with '<html>"),
        (200, b'{"code":"rest_disabled"}', "no list of posts: rest_disabled"),
        (200, b'[{"id": 1', "not JSON"),
        (200, b'Notice: x\n[{"id": 1, "title": {"rendered": "A"}}, {"id": 2', "not JSON"),
        (200, b"", "not JSON: it begins with 'nothing'"),
        (200, b"[" * 100_000, "not JSON"),
        (200, b"null", "no list of posts"),
        (200, b"[" + b"[]," * 400_000 + b"[]]", "more than .* lists and objects"),
        (200, b" " * 17_000_000, "more than .* bytes"),
    ],
)
def test_an_api_that_is_off_says_how(status, body, says):
    with pytest.raises(SourceError, match=says):
        posts(status=status, body=body)


@pytest.mark.parametrize(
    ("address", "root"),
    [
        ("https://mag.example/wp-json/", "https://mag.example/wp-json/"),
        ("https://mag.example/wp-json", "https://mag.example/wp-json/"),
        ("https://mag.example/wp-json/wp/v2/posts", "https://mag.example/wp-json/"),
        ("https://mag.example/?rest_route=/", "https://mag.example/?rest_route=/"),
        ("https://mag.example/index.php?rest_route=/wp/v2/posts", "https://mag.example/index.php?rest_route=/"),
        ("https://public-api.example/wp/v2/sites/3/", "https://public-api.example/"),
    ],
)
def test_the_root_is_found_from_any_address_below_it(address, root):
    assert Api.at(address).root == root


@pytest.mark.parametrize("root", ["https://mag.example/wp-json/", "https://mag.example/?rest_route=/"])
def test_what_is_asked(root):
    url = Api(root).posts(3, after=datetime(2021, 1, 1, tzinfo=UTC), before=datetime(2021, 4, 1, tzinfo=UTC))
    query = {k: v[0] for k, v in parse_qs(urlsplit(url).query).items()}
    assert url.startswith(root + "wp/v2/posts")
    assert (query["per_page"], query["page"], query["orderby"], query["order"]) == ("100", "3", "date", "desc")
    assert (query["after"], query["before"]) == ("2021-01-01T00:00:00Z", "2021-04-01T00:00:00Z")
    assert "_embedded" in query["_fields"] and "wp:term" in query["_embed"]
    assert "modified_after=2021-01-01T00:00:00Z" in Api(root).posts(modified_after=datetime(2021, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("html", "header", "root"),
    [
        ("<link rel='https://api.w.org/' href='https://mag.example/wp-json/' />", "", "https://mag.example/wp-json/"),
        ('<link href="/index.php?rest_route=/" rel="https://api.w.org/">', "", "https://mag.example/index.php?rest_route=/"),
        (
            "",
            '<https://mag.example/wp-json/>; rel="https://api.w.org/", <https://mag.example/?p=1>; rel=shortlink',
            "https://mag.example/wp-json/",
        ),
        ("<p>rel=https://api.w.org/</p>", "", None),
        ('<link rel="https://api.w.org/" href="javascript:x">', "", None),
    ],
)
def test_the_api_is_found_where_the_site_names_it(html, header, root):
    found = Api.found_in(html, header, "https://mag.example/")
    assert (found.root if found else None) == root
