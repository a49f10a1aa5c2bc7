"""Worker processes for pure functions over pages."""
