#!/usr/bin/env bash
# Protego opens what robots.txt forbids where a line stands between two User-agent lines
#
# RFC 9309 2.2.1 and 2.2.4: consecutive User-agent lines make one group, and other records do not end it. Protego ends the group at Crawl-delay, so the
# first agent has a delay and no rules: everything is open to it. Scrapy asks Protego.
# Seen with protego 0.7.0, Python 3.11. Runs without newscrawl, on input that is valid. Ends with 1 when the behaviour has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/python" -m pip install --quiet --disable-pip-version-check protego==0.7.0
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
from protego import Protego

AGENTS = "User-agent: alpha\n{}User-agent: beta\nDisallow: /private\n"


def may(between: str, agent: str) -> bool:
    return Protego.parse(AGENTS.format(between)).can_fetch("https://gazette.example/private", agent)


seen = {(between.strip(), agent): may(between, agent) for between in ("", "Crawl-delay: 2\n") for agent in ("alpha", "beta")}
print(seen)
assert not seen["", "alpha"] and not seen["", "beta"]
assert seen["Crawl-delay: 2", "alpha"] and not seen["Crawl-delay: 2", "beta"], "changed"
PYTHON
