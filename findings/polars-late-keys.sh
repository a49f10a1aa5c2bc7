#!/usr/bin/env bash
# polars drops a key of JSON Lines that no early line has, without a word
#
# `read_ndjson` takes the columns from the first 100 lines. A key that comes later is left out silently; a key that was null until then raises. The two
# differ only in whether the writer spelled out its nulls: the careful file fails, the careless file loses data. A `schema` helps against both.
# Seen with polars 2.1.0, Python 3.11. Runs without newscrawl, on input that is valid. Ends with 1 when the behaviour has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/python" -m pip install --quiet --disable-pip-version-check polars==2.1.0
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import io
import json

import polars as pl


def lines(*, nulls: bool) -> io.BytesIO:
    rows = [{"id": n, **({"note": "late"} if n >= 150 else {"note": None} if nulls else {})} for n in range(200)]
    return io.BytesIO("".join(json.dumps(row) + "\n" for row in rows).encode())


dropped = pl.read_ndjson(lines(nulls=False)).columns
try:
    raised = str(pl.read_ndjson(lines(nulls=True)).columns)
except pl.exceptions.ComputeError as error:
    raised = type(error).__name__
whole = pl.read_ndjson(lines(nulls=False), schema={"id": pl.Int64, "note": pl.String})["note"].drop_nulls().len()
print("without nulls:", dropped, "; with nulls:", raised, "; with a schema:", whole, "late notes")
assert (dropped, raised, whole) == (["id"], "ComputeError", 50), "changed"
PYTHON
