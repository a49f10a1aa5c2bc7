"""`scrapy newsite`: what it writes is a site's file, and a test that holds."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from demo.generated import GeneratedSite
from demo.magazine import Magazine
from newscrawl.commands.newsite import SiteFiles, _name, _named_after, _root, spider_code
from newscrawl.commands.sitefiles import EXPECTED
from newscrawl.errors import UsageError
from newscrawl.site import Site
from tests.crawl.conftest import PROJECT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout that may be written to."""
    shutil.copytree(PROJECT / "newscrawl", tmp_path / "newscrawl", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "scrapy.cfg", tmp_path)
    return tmp_path


def run(project: Path, *args: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONWARNINGS": "ignore", "PYTHONPATH": os.pathsep.join([str(project), os.environ["PYTHONPATH"]])}
    return subprocess.run([sys.executable, "-m", *args], cwd=project, capture_output=True, text=True, timeout=300, env=environment)


@pytest.mark.parametrize("written", ["magazine.py", "sites.toml"])
def test_a_site_gets_its_entry_or_its_spider_and_a_test(project: Path, written: str) -> None:
    form = ("--python",) if written.endswith(".py") else ()
    fast = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "LOG_LEVEL=ERROR")
    with Magazine() as magazine:
        done = run(project, "scrapy", "newsite", magazine.url, "--name", "magazine", "--pages", "2", *form, *fast)
        again = run(project, "scrapy", "newsite", magazine.url, "--name", "magazine", *form, *fast)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Tech Point Magazine, en-US, WordPress" in done.stdout
    assert (again.returncode, again.stderr.count("\n")) == (2, 1) and "exists; take another name" in again.stderr and written in done.stdout
    folder = project / "tests" / "sites" / "magazine"
    assert sorted(path.name for path in folder.iterdir()) == ["1.html", "1.json", "2.html", "2.json"]
    assert {"auto", "magazine", "techpoint"} <= set(run(project, "scrapy", "list").stdout.split())
    test = ("pytest", "-q", "-p", "no:cacheprovider", "tests/sites")
    held = run(project, *test)
    assert held.returncode == 0 and "2 passed" in held.stdout
    expected = json.loads((folder / "1.json").read_text("utf-8"))
    (folder / "1.json").write_text(json.dumps({**expected, "title": "Corrected by hand"}))
    broken = run(project, *test)
    assert "1 failed, 1 passed" in broken.stdout and "Corrected by hand" in broken.stdout


def test_what_is_expected_of_a_page_is_what_a_crawl_writes(project: Path) -> None:
    """All pages of a split article, and what only a feed or an API says, are in the expectation and in its test."""
    fast = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "LOG_LEVEL=ERROR", "-s", "NEWSCRAWL_WORKERS=1")
    with GeneratedSite(3, seed=81, multi_page=1.0) as site:
        done = run(project, "scrapy", "newsite", site.url, "--name", "post", "--pages", "2", *fast)
        assert (done.returncode, done.stderr) == (0, "")
        crawled = run(project, "scrapy", "crawl", "post", "-a", "since=all", *fast)
    assert crawled.returncode == 0, crawled.stderr
    lines = [json.loads(line) for file in project.glob("output/post/articles-*.jsonl") for line in file.read_text("utf-8").splitlines()]
    folder = project / "tests" / "sites" / "post"
    for path in sorted(folder.glob("*.json")):
        expected = json.loads(path.read_text("utf-8"))
        assert expected["candidate"]["hints"] and all((folder / part["file"]).is_file() for part in expected["parts"])
        line = next(line for line in lines if line["url"] == expected["url"])
        assert {name: expected[name] for name in EXPECTED} == {name: line[name] for name in EXPECTED}
    held = run(project, "pytest", "-q", "-p", "no:cacheprovider", "tests/sites")
    assert "2 passed" in held.stdout, held.stdout


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        ((), 2, "<URL>"),
        (("ftp://example.com",), 2, "is not an address"),
        (("http://127.0.0.1:1/",), 1, "refused"),
        (("http://127.0.0.1:1/", "--name", "../x"), 2, "names no spider"),
        (("http://127.0.0.1:1/", "--name", "base"), 2, "base.py exists"),
        (("http://127.0.0.1:1/", "--pages", "0"), 2, "--pages is a number from 1 to 20"),
    ],
    ids=str,
)
def test_wrong_use_is_one_line(args: tuple[str, ...], status: int, said: str) -> None:
    done = run(PROJECT, "scrapy", "newsite", *args, "-s", "RETRY_TIMES=0", "-s", "LOG_LEVEL=CRITICAL")
    assert done.returncode == status
    assert said in done.stdout + done.stderr and "Traceback" not in done.stderr


def test_what_a_site_says_of_itself_stays_a_string() -> None:
    title = '"); import os #\n\\ ’ \u2028'
    site = Site(
        name="x_y", home="https://x.example/", title=title, feeds=('https://x.example/feed/?a="',), sitemaps=("https://cdn.example/s.xml",)
    )
    code = ast.parse(spider_code(site))
    [call] = [node for node in ast.walk(code) if isinstance(node, ast.Call)]
    values = {word.arg: ast.literal_eval(word.value) for word in call.keywords}
    assert values == {
        "name": "x_y",
        "home": "https://x.example/",
        "title": title,
        "feeds": ('/feed/?a="',),
        "sitemaps": ("https://cdn.example/s.xml",),
    }
    assert [node.name for node in ast.walk(code) if isinstance(node, ast.ClassDef)] == ["XYSpider"]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.example.co.ke/news/", "example"),
        ("https://24-sata.example.com", "example"),
        ("https://24sata.hr/", "site_24sata"),
        ("https://techpoint-mag.com", "techpoint_mag"),
        ("https://class.com", "site_class"),
        ("http://127.0.0.1:8000", "site_127_0_0_1"),
    ],
)
def test_the_name_comes_of_the_address(url: str, name: str) -> None:
    assert _named_after(url) == _name(name)


@pytest.mark.parametrize("name", ["", "X", "1x", "class", "x-y", "x/y", "é", "x" * 100])
def test_what_names_no_spider(name: str) -> None:
    with pytest.raises(UsageError, match="names no spider"):
        _name(name)


def test_home_is_where_it_is_served() -> None:
    site = Site(name="x", home="http://example.com/", title="")
    assert _root("https://www.example.com/en/", site) == "https://www.example.com/"
    assert _root("https://elsewhere.example.org/", site) == "http://example.com/"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    for path in ("newscrawl/spiders/x.py", "tests/sites/x/1.json", "tests/sites/test_x.py"):
        project = tmp_path / path.replace("/", "-")
        (project / path).parent.mkdir(parents=True)
        (project / path).write_text("mine")
        with pytest.raises(UsageError, match="exists; take another name"):
            SiteFiles(project, "x")
