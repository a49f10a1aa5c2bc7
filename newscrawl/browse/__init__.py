"""A local page to read and check the collected articles: the index over the run files, and the server."""
