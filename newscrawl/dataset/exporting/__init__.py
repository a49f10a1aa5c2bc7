"""The export: one dataset of all runs, with its card."""
