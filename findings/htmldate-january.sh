#!/usr/bin/env bash
# htmldate gives the first of January for a month in the text
#
# A page without any date of its own that says "In March 2016" is dated 2016-01-01: neither the month that stands there nor nothing. The result has the
# form of a day, and nothing tells it from one that the page states.
# Seen with htmldate 1.11.0, Python 3.11. Runs without newscrawl, on input that is valid. Ends with 1 when the behaviour has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/python" -m pip install --quiet --disable-pip-version-check htmldate==1.11.0
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import htmldate

PAGE = "<html><body><article><p>{}</p></article></body></html>"
seen = [htmldate.find_date(PAGE.format(text)) for text in ("In March 2016 the bridge fell.", "On 5 March 2016 the bridge fell.")]
print(seen)
assert seen == ["2016-01-01", "2016-03-05"], "changed"
PYTHON
