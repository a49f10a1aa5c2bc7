"""A small tech magazine and other sites on loopback: what `make demo` crawls, and what the tests crawl."""
