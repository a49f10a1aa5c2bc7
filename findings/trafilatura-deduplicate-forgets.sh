#!/usr/bin/env bash
# trafilatura with deduplicate=True gives no text for a page that it has seen before
#
# The option is said to drop repeated segments. The memory is the process's, not the page's: a page that is extracted a fourth time (a retry, a second
# capture in an archive, another edition) has no text at all, and the result is None, as for a page without an article.
# Seen with trafilatura 2.3.1, Python 3.11. Runs without newscrawl, on input that is valid. Ends with 1 when the behaviour has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/python" -m pip install --quiet --disable-pip-version-check trafilatura==2.3.1 lxml_html_clean
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import trafilatura

paragraphs = "".join(f"<p>The harbour was opened on day {n} by twenty people who had waited for it since the spring.</p>" for n in range(9))
page = f"<html><body><article><h1>The harbour</h1>{paragraphs}</article></body></html>"
seen = [trafilatura.extract(page, deduplicate=True) is not None for _ in range(5)]
print("has text:", seen)
assert seen == [True, True, True, False, False], "changed"
PYTHON
