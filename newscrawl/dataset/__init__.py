"""The result of all runs of a site: export, takedown, the latest lines."""
