"""The index over the run files: its tables, how it is fed, and the questions to it."""
