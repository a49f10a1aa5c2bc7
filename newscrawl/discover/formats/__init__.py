"""One module a format in which sites list their articles: bytes in, candidates out."""
