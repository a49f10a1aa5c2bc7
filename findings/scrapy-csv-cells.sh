#!/usr/bin/env bash
# Scrapy writes lists and objects into CSV in two notations, of which neither can be read back
#
# FEEDS to CSV joins a list by commas, so that a value with a comma is two, and writes an object as Python prints it: single quotes, None, True. Readers
# of JSON cells fail on the one and miscount the other.
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

Path("spider.py").write_text('''import scrapy


class Spider(scrapy.Spider):
    name = "cells"
    custom_settings = {"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False}

    async def start(self):
        yield {"tags": ["a, b", "c"], "rights": {"reserved": None, "open": True}}
''')
done = subprocess.run([sys.executable, "-m", "scrapy", "runspider", "spider.py", "-O", "items.csv"], capture_output=True, text=True)
import csv

[row] = csv.DictReader(Path("items.csv").open())
print(row)
assert row == {"tags": "a, b,c", "rights": "{'reserved': None, 'open': True}"}, "changed"
PYTHON
