#!/usr/bin/env bash
# pandas makes a number, or infinity, of an id in hexadecimal digits
#
# `read_json(lines=True)` turns a column into numbers where every text of it looks like one. A file with one line whose id is a hash of 16 digits meets
# this once in some hundred files: leading zeros go, and a hash of digits around one `e` is a number with an exponent that no float holds: infinity,
# without a word. dtype={"id": "string"} keeps the text.
# Seen with pandas 3.1.1, Python 3.11. Runs without newscrawl, on input that is valid. Ends with 1 when the behaviour has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/python" -m pip install --quiet --disable-pip-version-check pandas==3.1.1
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import io

import pandas as pd


def read(name: str, **more: object) -> object:
    return pd.read_json(io.StringIO(f'{{"id": "{name}"}}\n'), lines=True, **more)["id"][0]


seen = [read("0723945610938271"), read("12e4567890123456"), read("12f4567890123456"), read("12e4567890123456", dtype={"id": "string"})]
print(seen)
assert seen == [723945610938271, float("inf"), "12f4567890123456", "12e4567890123456"], "changed"
PYTHON
