"""A page's bytes as one tree, and what its head says."""
