"""WordPress as a crawler meets it: addresses and redirects, feeds, sitemaps, the REST API."""

from demo.wordpress.app import SOURCES, Options, WordPress

__all__ = ["SOURCES", "Options", "WordPress"]
