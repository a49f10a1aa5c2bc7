"""The formats in which sites list their articles, a module each: bytes in, candidates out."""
