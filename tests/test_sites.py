"""Sites are data: no Scrapy to get at them, a spider from each, and the old import path for one more release."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from newscrawl import site, sites
from newscrawl.spiders.base import NewsSpider

PROJECT = Path(__file__).parents[1]
NAMES = sorted(path.stem for path in (PROJECT / "newscrawl" / "sites").glob("[a-z]*.py"))


def test_a_site_is_read_without_scrapy_or_twisted() -> None:
    code = "import sys, newscrawl.sites; list(newscrawl.sites.configured()); print({'scrapy', 'twisted', 'lxml'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_site_has_a_spider_of_its_name(name: str) -> None:
    spider = SpiderLoader(Settings({"SPIDER_MODULES": ["newscrawl.spiders"]})).load(name)
    assert issubclass(spider, NewsSpider)
    assert spider.site is import_module(f"newscrawl.sites.{name}").SITE
    assert (spider.name, spider.__name__) == (name, f"{name.capitalize()}Spider")


def test_a_class_with_a_site_is_a_spider_too() -> None:
    class ExampleSpider(NewsSpider):
        site = site.Site(name="example", home="https://example.com/", title="Example")

    assert ExampleSpider.name == "example"


@pytest.mark.parametrize("name", ["Site", "Layout"])
def test_the_old_place_of_the_types_says_where_they_went(name: str) -> None:
    with pytest.warns(DeprecationWarning, match=rf"newscrawl\.site\.{name} now"):
        assert getattr(sites, name) is getattr(site, name)


def test_a_name_that_never_was_there_is_none() -> None:
    with pytest.raises(AttributeError, match="Nothing"):
        _ = sites.Nothing
