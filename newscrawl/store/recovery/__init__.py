"""The start and the end of a run, and the ledger built anew."""
