"""Archive files on disk: bytes to records to pages."""
