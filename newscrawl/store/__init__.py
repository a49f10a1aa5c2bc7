"""The ledger and the run files: what was seen, what was written, and the commit that keeps both in step.

`run.Run` is what a crawl uses; docs/ledger.md describes the tables and the protocol.
"""
