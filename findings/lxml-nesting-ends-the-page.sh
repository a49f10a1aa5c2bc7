#!/usr/bin/env bash
# lxml ends a page at the 256th level of nesting, and gives the beginning as if it were the page
#
# Markup whose wrappers are never closed (page builders, comment threads) nests deeper than libxml2 allows. `lxml.html.fromstring` raises nothing: all
# that follows is missing, also what stands behind the deep part. Only the parser's error_log tells; huge_tree=True reads on.
# Seen with lxml 6.1.3 with libxml2 2.14.6, Python 3.11. Runs without newscrawl, on input that is valid. Ends with 1 when the behaviour has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/python" -m pip install --quiet --disable-pip-version-check lxml==6.1.3
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
from lxml import html

page = "<html><body><p>top </p>" + "<div>" * 300 + "<p>deep </p>" + "</div>" * 300 + "<p>after</p></body></html>"
usual = html.HTMLParser()
cut = html.fromstring(page, parser=usual).text_content()
whole = html.fromstring(page, parser=html.HTMLParser(huge_tree=True)).text_content()
print("usual:", repr(cut), "; huge_tree:", repr(whole), "; log:", usual.error_log.last_error.message[:60])
assert (cut, whole) == ("top ", "top deep after"), "changed"
PYTHON
