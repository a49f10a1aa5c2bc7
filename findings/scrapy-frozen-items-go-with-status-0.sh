#!/usr/bin/env bash
# Scrapy loses an item of a frozen class in a pipeline that sets a field, and the crawl ends with 0
#
# ItemAdapter, pipelines and exporters take frozen dataclasses and attrs classes. A pipeline that changes a field raises for them; Scrapy logs the error,
# drops the item, and nothing in the exit status or in item_dropped_count tells of the loss.
# Seen with scrapy 2.19.0, Python 3.11. Runs without newscrawl, on input that is valid. Ends with 1 when the behaviour has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/python" -m pip install --quiet --disable-pip-version-check scrapy==2.19.0 attrs==26.1.0
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import subprocess
import sys
from pathlib import Path

Path("spider.py").write_text('''import dataclasses

import scrapy
from itemadapter import ItemAdapter


@dataclasses.dataclass(frozen=True)
class Frozen:
    text: str


class Upper:
    def process_item(self, item):
        ItemAdapter(item)["text"] = ItemAdapter(item)["text"].upper()
        return item


class Spider(scrapy.Spider):
    name = "frozen"
    custom_settings = {"ITEM_PIPELINES": {Upper: 1}, "TELNETCONSOLE_ENABLED": False}

    async def start(self):
        yield {"text": "a"}
        yield Frozen("b")

    def closed(self, reason):
        stats = self.crawler.stats
        print("dropped", stats.get_value("item_dropped_count"), "scraped", stats.get_value("item_scraped_count"), flush=True)
''')
done = subprocess.run([sys.executable, "-m", "scrapy", "runspider", "spider.py", "-O", "items.jsonl"], capture_output=True, text=True)
told = [line for line in done.stdout.splitlines() if line.startswith("dropped")]
print("exit", done.returncode, told, Path("items.jsonl").read_text().split())
assert (done.returncode, told) == (0, ["dropped None scraped 1"]), "changed"
PYTHON
