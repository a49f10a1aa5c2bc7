"""What the ledger remembers besides pages: lines, listings, robots.txt, sources."""
