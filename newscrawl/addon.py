"""For any Scrapy project: `ADDONS = {"newscrawl.Addon": 500}` cleans the text of its items and closes what Scrapy leaves open."""

from __future__ import annotations

from scrapy.settings import BaseSettings

__all__ = ["Addon"]

CLOSED = {
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_TLS_MIN_VERSION": "TLSv1.2",
}


class Addon:
    """Adds `CleanTextPipeline` before the project's own pipelines; every setting of the project's own stays as it is."""

    def update_settings(self, settings: BaseSettings) -> None:
        pipelines = settings["ITEM_PIPELINES"]
        pipelines.setdefault("newscrawl.pipelines.CleanTextPipeline", 50)
        for name, value in CLOSED.items():
            settings.set(name, value, priority="addon")
