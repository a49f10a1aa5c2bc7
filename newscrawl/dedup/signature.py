"""Near-duplicate signatures: MinHash over word 5-grams, one byte a permutation, and its bands for locality-sensitive hashing.

The permutations are datasketch's ("affine32", seed 1), so that its tools read what is kept here; the library itself brings SciPy, half a
second and 60 MB to each process, for twenty lines. NumPy comes with the first signature: a run without news needs none.

Pure: where signatures and bands are kept is the caller's choice (the ledger keeps them in SQLite). One byte a permutation (b-bit
MinHash, Li and König 2010) makes a signature 128 bytes; two unrelated values agree once in 256, which `similarity` takes off again.

Eight bands of 5 find 96 % of the pairs that share 80 % of their 5-grams, and 22 % of those that share half, which the estimate then
refuses: 1 - (1 - J^5)^8. More bands cost more: each is a random page of the index, for every article.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import cache
from typing import TYPE_CHECKING

from newscrawl.text import plain_ascii

if TYPE_CHECKING:
    import numpy as np

__all__ = ["bands", "signature", "similarity"]

PERMUTATIONS = 128
BANDS, ROWS = 8, 5
GRAM = 5
FEWEST_WORDS = 25  # below that two notices of one form ("X is on holiday until …") look the same
MOST_WORDS = 20_000  # bounds the work on one page: about 30 ms
BLOCK = 2048  # hashes at a time: a block's matrix is 1 MB
_CHANCE = 1 / 256
# Scripts that write no spaces: each letter is a word of its own.
_TOKEN = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]|[^\\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+"
)
_ASCII_WORDS = bytes(c if chr(c).isalnum() or c == 0x5F else 0x20 for c in bytes(range(128)).lower()).ljust(256)
_WEIGHTS = [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F]


def signature(text: str) -> bytes | None:
    """128 bytes that resemble those of texts that say the same; None for a text under 25 words. About 0.7 ms for 800 words."""
    words = _words(text)[:MOST_WORDS]
    if len(words) < FEWEST_WORDS:
        return None
    import numpy as np

    hashes = np.fromiter(map(zlib.crc32, words), dtype=np.uint64, count=len(words))
    size = len(words) - GRAM + 1
    mixed = hashes[:size] * np.uint64(_WEIGHTS[0])
    for at in range(1, GRAM):
        mixed += hashes[at : at + size] * np.uint64(_WEIGHTS[at])
    return bytes(_least((mixed >> np.uint64(32)).astype(np.uint32)).astype(np.uint8))


def _words(text: str) -> list[bytes]:
    """The words in UTF-8, as `fold` would have them. ASCII, a table's work, takes a fifth of the time."""
    if (plain := plain_ascii(text)) is not None:
        return plain.encode().translate(_ASCII_WORDS).split()
    return [word.encode("utf-8", "replace") for word in _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())]


def _least(hashes: np.ndarray) -> np.ndarray:
    """The least value of each permutation over all hashes, as 32-bit numbers: multiplication wraps around, which is the modulo."""
    import numpy as np

    factors, summands = _permutations()
    mixed = hashes
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):  # MurmurHash3's finalizer
        mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(factor)
    mixed ^= mixed >> np.uint32(16)
    least = np.full(PERMUTATIONS, 0xFFFFFFFF, dtype=np.uint32)
    for start in range(0, len(mixed), BLOCK):
        permuted = np.multiply.outer(factors, mixed[start : start + BLOCK])
        permuted += summands[:, None]
        np.minimum(least, permuted.min(axis=1), out=least)
    return least


@cache
def _permutations() -> tuple[np.ndarray, np.ndarray]:
    import numpy as np

    chance = np.random.RandomState(1)
    factors = chance.randint(0, 1 << 31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)  # odd: one to one
    return factors, chance.randint(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)


def bands(signed: bytes) -> tuple[int, ...]:
    """Eight numbers; similar texts share at least one. Each fits a signed 64-bit column."""
    return tuple(i << 48 | int.from_bytes(signed[i * ROWS : (i + 1) * ROWS], "big") for i in range(BANDS))


def similarity(one: bytes, other: bytes) -> float:
    """The estimated share of common 5-grams (Jaccard), 0 to 1; its standard error is at most 0.045."""
    equal = sum(a == b for a, b in zip(one, other, strict=True)) / PERMUTATIONS
    return max(0.0, (equal - _CHANCE) / (1 - _CHANCE))
