"""The ledger's memory besides pages: lines, listings, robots.txt, sources."""
