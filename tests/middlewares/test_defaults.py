"""What Scrapy leaves open by default is closed: in this project, and in any that switches the add-on on."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pytest
from scrapy.exceptions import NotConfigured
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from newscrawl import settings as project
from newscrawl.addon import Addon
from newscrawl.middlewares import unused

CLOSED = {
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_TLS_MIN_VERSION": "TLSv1.2",
}


def of_the_project() -> Settings:
    settings = Settings()
    settings.setmodule(project)
    return settings


def with_the_addon() -> Settings:
    settings = Settings()
    Addon().update_settings(settings)
    return settings


@pytest.mark.parametrize("made", [of_the_project, with_the_addon], ids=["project", "add-on"])
@pytest.mark.parametrize("name", CLOSED)
def test_what_scrapy_leaves_open_is_closed(made: type[Settings], name: str) -> None:
    assert Settings()[name] != CLOSED[name], "Scrapy has changed its default: this is no longer needed"
    assert made()[name] == CLOSED[name]


@pytest.mark.parametrize("scheme", ["file", "ftp", "s3", "data"])
def test_nothing_but_http_is_downloaded(scheme: str) -> None:
    assert of_the_project().getwithbase("DOWNLOAD_HANDLERS")[scheme] is None


def test_a_projects_own_choice_outweighs_the_addon() -> None:
    settings = with_the_addon()
    settings.setdict({"TELNETCONSOLE_ENABLED": True}, "project")
    Addon().update_settings(settings)
    assert settings.getbool("TELNETCONSOLE_ENABLED")


def test_neither_cookies_nor_meta_refresh_nor_redirects_without_end() -> None:
    settings = of_the_project()
    assert not settings.getbool("COOKIES_ENABLED")
    assert not settings.getbool("METAREFRESH_ENABLED")
    assert settings.getint("REDIRECT_MAX_TIMES") == 5
    assert settings.getbool("ROBOTSTXT_OBEY")


@pytest.mark.parametrize("stand_in", [unused.Cookies, unused.TelnetConsole, unused.RemoteControl])
def test_a_component_that_is_off_comes_back_with_its_setting(stand_in: type[unused.Cookies], monkeypatch: pytest.MonkeyPatch) -> None:
    settings = of_the_project()
    path = f"{stand_in.__module__}.{stand_in.__name__}"
    assert path in settings["EXTENSIONS"] or path in settings["DOWNLOADER_MIDDLEWARES"]
    monkeypatch.setattr(load_object(stand_in.component), "from_crawler", lambda _crawler: "Scrapy's own")
    with pytest.raises(NotConfigured):
        stand_in.from_crawler(SimpleNamespace(settings=settings))
    settings.set(stand_in.setting, True)
    assert stand_in.from_crawler(SimpleNamespace(settings=settings)) == "Scrapy's own"


def test_what_is_off_is_not_even_imported() -> None:
    code = (
        "import sys; from scrapy.settings import Settings; from newscrawl import settings\n"
        "of = Settings(); of.setmodule(settings)\n"
        "for name in ('EXTENSIONS', 'DOWNLOADER_MIDDLEWARES', 'SPIDER_MIDDLEWARES'): of.get_component_priority_dict_with_base(name)\n"
        "print(sorted({'aiohttp', 'requests', 'twisted.conch'} & {*sys.modules}))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert result.stdout.strip() == "[]"
