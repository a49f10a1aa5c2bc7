"""WordPress as a crawler meets it: addresses and redirects, feeds, sitemaps, the REST API."""

from demo.wordpress.app import WordPress
from demo.wordpress.options import SOURCES, Options

__all__ = ["SOURCES", "Options", "WordPress"]
