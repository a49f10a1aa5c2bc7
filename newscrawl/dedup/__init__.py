"""Near-duplicate signatures: pure functions of texts. Exact duplicates are found by `text.content_hash`."""

from .signature import bands, signature, similarity

__all__ = ["bands", "signature", "similarity"]
