#!/usr/bin/env bash
# feedparser reads months of other languages as English months, and gives a wrong day instead of none
#
# The parser for loosely written RFC 822 dates looks at the first three letters of a month. Finnish November, `marraskuuta`, is March to it; so a feed
# in Finnish is eight months old for every reader. Months whose letters are no English month give None, which a caller can tell.
# Seen with feedparser 6.0.14, Python 3.11. Runs without newscrawl, on input that is valid. Ends with 1 when the behaviour has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/python" -m pip install --quiet --disable-pip-version-check feedparser==6.0.14
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import feedparser

FEED = "<rss version='2.0'><channel><item><title>a</title><pubDate>{} 10:00:00 +0200</pubDate></item></channel></rss>"


def day(said: str) -> tuple[int, ...] | None:
    found = feedparser.parse(FEED.format(said)).entries[0].get("published_parsed")
    return tuple(found[:3]) if found else None


seen = {said: day(said) for said in ("30 Nov 2026", "30 marraskuuta 2026", "30 kesäkuuta 2026")}
print(seen)
assert seen["30 Nov 2026"] == (2026, 11, 30)
assert seen["30 marraskuuta 2026"] == (2026, 3, 30), "changed"
assert seen["30 kesäkuuta 2026"] is None, "changed"
PYTHON
