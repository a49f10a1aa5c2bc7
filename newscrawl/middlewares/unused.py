"""Components of Scrapy that are off here, and on again with their own setting. Scrapy imports even unused components: aiohttp for the
remote control, requests and urllib3 for the cookies' suffix list, a fifth of all imports at a start."""

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
    """Scrapy's module downloads the public-suffix list at its first cookie, past all checks; here it has the list that is installed."""

    setting = "COOKIES_ENABLED"
    component = "scrapy.downloadermiddlewares.cookies.CookiesMiddleware"

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        middleware = super().from_crawler(crawler)
        cookies: Any = import_module("scrapy.downloadermiddlewares.cookies")
        tldextract = import_module("tldextract")
        installed = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
        cookies._split_domain = installed  # noqa: SLF001  the name that Scrapy asks
        return middleware


class RemoteControl(_Unused):
    setting = "REMOTE_CONTROL_ENABLED"
    component = "scrapy.extensions.remote_control.RemoteControl"


class TelnetConsole(_Unused):
    setting = "TELNETCONSOLE_ENABLED"
    component = "scrapy.extensions.telnet.TelnetConsole"
