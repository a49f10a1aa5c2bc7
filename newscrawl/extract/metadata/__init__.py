"""A page's metadata: what `table` declares as sources, in that order of trust, cleaned and told with its source."""

from newscrawl.extract.language import detect_language
from newscrawl.extract.metadata.record import Metadata, read_metadata

__all__ = ["Metadata", "detect_language", "read_metadata"]
