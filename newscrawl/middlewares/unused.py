"""Components of Scrapy that are off here and come back with their own setting. Scrapy imports what it does not use: aiohttp for the remote
control, requests and urllib3 for the cookies' suffix list, a fifth of all that a start imports."""

from __future__ import annotations

from importlib import import_module
from typing import Any, ClassVar

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

__all__ = ["Cookies", "RemoteControl", "TelnetConsole"]


class _Unused:
    """Stands for a component until its setting asks for it; then Scrapy gets the component itself."""

    setting: ClassVar[str]
    component: ClassVar[str]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        if not crawler.settings.getbool(cls.setting):
            raise NotConfigured
        module, _, name = cls.component.rpartition(".")
        return getattr(import_module(module), name).from_crawler(crawler)


class Cookies(_Unused):
    setting = "COOKIES_ENABLED"
    component = "scrapy.downloadermiddlewares.cookies.CookiesMiddleware"


class RemoteControl(_Unused):
    setting = "REMOTE_CONTROL_ENABLED"
    component = "scrapy.extensions.remote_control.RemoteControl"


class TelnetConsole(_Unused):
    setting = "TELNETCONSOLE_ENABLED"
    component = "scrapy.extensions.telnet.TelnetConsole"
