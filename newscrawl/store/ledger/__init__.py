"""The SQLite ledger of one spider: its tables and what their rows mean."""
