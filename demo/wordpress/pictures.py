"""Pictures that pages refer to."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

__all__ = ["picture"]


@lru_cache(maxsize=64)
def picture(path: str) -> bytes:
    """A small plain picture, a colour for each address."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    shade = zlib.crc32(path.encode()).to_bytes(4, "big")[:3]
    rows = b"".join(b"\0" + shade * 8 for _ in range(8))
    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
