"""How long the event loop of a crawl is kept from going on, in CPU time, so that a busy machine changes nothing."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

PAUSE = 0.002  # seconds between two beats


class Heart:
    """An add-on that switches on `Heartbeat`: `-s ADDONS={"tests.crawl.heartbeat.Heart": 900}`."""

    def update_settings(self, settings: BaseSettings) -> None:
        settings["EXTENSIONS"][f"{__name__}.Heartbeat"] = 0


class Heartbeat:
    """Writes the CPU time of the main thread between each two beats, in milliseconds, to HEARTBEAT_FILE when the spider is done."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stalls: list[float] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        beat = cls(Path(crawler.settings["HEARTBEAT_FILE"]))
        crawler.signals.connect(beat.opened, signals.spider_opened)
        crawler.signals.connect(beat.closed, signals.spider_closed)
        return beat

    def opened(self) -> None:
        self.before = time.thread_time()
        self.timer = asyncio.get_running_loop().call_later(PAUSE, self.beat)

    def beat(self) -> None:
        now = time.thread_time()
        self.stalls.append(1000 * (now - self.before))
        self.before = now
        self.timer = asyncio.get_running_loop().call_later(PAUSE, self.beat)

    def closed(self) -> None:
        self.timer.cancel()
        self.path.write_text(json.dumps(self.stalls))
