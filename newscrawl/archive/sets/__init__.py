"""Large sets of archive files that are read once as they come."""
