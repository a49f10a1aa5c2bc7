"""Near-duplicate signatures: pure functions of texts; exact duplicates have one `text.content_hash`. Marks: what both are looked up by."""

from .marks import content_mark, id_mark, marks_of
from .signature import bands, signature, similarity

__all__ = ["bands", "content_mark", "id_mark", "marks_of", "signature", "similarity"]
