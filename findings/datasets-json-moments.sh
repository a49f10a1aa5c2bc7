#!/usr/bin/env bash
# datasets rewrites moments of JSON Lines though the features say that they are strings
#
# `load_dataset("json", features=…string…)` first reads the lines with pyarrow, which makes timestamps of texts like moments, and casts those back to
# text: the T becomes a space and the Z is gone, so that a moment in UTC comes back without its zone. A column that holds one other word is spared.
# Seen with datasets 5.2.0 with pyarrow 26.0.1, Python 3.11. Runs without newscrawl, on input that is valid. Ends with 1 when the behaviour has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/python" -m pip install --quiet --disable-pip-version-check datasets==5.2.0 pyarrow==26.0.1
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import os

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_CACHE"] = "cache"
from datasets import Features, Value, disable_progress_bars, load_dataset

disable_progress_bars()


def load(*values: str) -> list[str]:
    name = f"{len(values)}.jsonl"
    with open(name, "w") as file:
        file.writelines(f'{{"at": "{value}"}}\n' for value in values)
    return load_dataset("json", data_files=name, features=Features({"at": Value("string")}), split="train")["at"][:]


alone, beside = load("2026-11-22T14:30:00Z"), load("2026-11-22T14:30:00Z", "unknown")
print("a moment alone:", alone, "; beside a word:", beside)
assert alone == ["2026-11-22 14:30:00"], "changed"
assert beside == ["2026-11-22T14:30:00Z", "unknown"], "changed"
PYTHON
