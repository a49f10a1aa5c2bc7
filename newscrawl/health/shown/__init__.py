"""The parts of the report: its style, the chart of runs, the articles of a run, all sites at a glance."""
