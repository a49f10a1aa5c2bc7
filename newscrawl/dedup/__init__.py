"""Near-duplicate signatures: pure functions of texts; exact duplicates have one `text.content_hash`. Marks: what both are looked up by."""

from newscrawl.dedup.lookup_keys import content_mark, id_mark, marks_of
from newscrawl.dedup.signature import bands, signature, similarity

__all__ = ["bands", "content_mark", "id_mark", "marks_of", "signature", "similarity"]
