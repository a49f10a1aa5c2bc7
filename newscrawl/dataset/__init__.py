"""What all runs of a site gave together: export, takedown, the latest lines."""
