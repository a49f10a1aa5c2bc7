#!/usr/bin/env bash
# Scrapy closes all item pipelines at the same time, not in the order of ITEM_PIPELINES or its reverse
#
# close_spider of every pipeline is begun before the first has ended, where they are coroutines: a pipeline that writes at its end what another one is
# to flush may come too late, and their order in the settings has no say. process_item goes through them one after the other.
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

Path("spider.py").write_text('''import asyncio

import scrapy


class First:
    async def close_spider(self):
        print("first begins", flush=True)
        await asyncio.sleep(0.1)
        print("first ends", flush=True)

    def process_item(self, item):
        return item


class Second(First):
    async def close_spider(self):
        print("second begins", flush=True)
        await asyncio.sleep(0.2)
        print("second ends", flush=True)


class Spider(scrapy.Spider):
    name = "closing"
    custom_settings = {"ITEM_PIPELINES": {First: 1, Second: 2}, "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False}

    async def start(self):
        yield {"a": 1}
''')
done = subprocess.run([sys.executable, "-m", "scrapy", "runspider", "spider.py", "-O", "items.jsonl"], capture_output=True, text=True)
seen = [line for line in done.stdout.splitlines() if line.endswith(("begins", "ends"))]
print(seen)
assert seen == ["second begins", "first begins", "first ends", "second ends"], "changed"
PYTHON
