"""A page's metadata: what `table` declares as sources, in that order of trust, cleaned and told with its source."""

from newscrawl.page.metadata.record import Metadata, read_metadata

__all__ = ["Metadata", "read_metadata"]
