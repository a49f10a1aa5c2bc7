"""Was it a good run: the judgement, its figures, the report."""
