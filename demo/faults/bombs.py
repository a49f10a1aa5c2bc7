"""Small answers that are large once opened."""

from __future__ import annotations

import random
import struct
import zlib
from functools import lru_cache

from demo.faults.answers import reply
from demo.faults.injector import Fault
from demo.faults.streams import Encoding
from demo.http import Reply

__all__ = ["bomb", "deep_page", "large_page", "many_attributes"]

_MB = 1024 * 1024
_FILLER = b"a" * _MB


def bomb(encoding: Encoding, megabytes: int, content_type: str = "text/html; charset=UTF-8", *, noise: int = 0) -> Fault:
    """A page that grows to `megabytes` when decompressed, behind `noise` megabytes that do not shrink: so a limit on what is sent does not
    see it. It is packed when it is first asked for, and kept."""

    def answer(request: object, site: object) -> Reply:
        return Reply(
            body=_packed(encoding, megabytes, noise), content_type=content_type, headers=(("Content-Encoding", encoding),), compress=False
        )

    return answer


def large_page(megabytes: int) -> Fault:
    """A page of honest size: paragraphs, `megabytes` of them."""
    line = b"<p>" + b"The same long line again, and once more to fill the page. " * 16 + b"</p>\n"
    page = b"<!doctype html><html><head><title>Large</title></head><body><article><h1>Large</h1>" + line * (megabytes * _MB // len(line))
    return reply(page + b"</article></body></html>")


def deep_page(depth: int = 100_000) -> Fault:
    """A page of `depth` nested elements."""
    return reply(b"<!doctype html><html><head><title>Deep</title></head><body>" + b"<div>" * depth + b"<p>bottom</p>" + b"</div>" * depth)


def many_attributes(count: int = 10_000) -> Fault:
    """One element with `count` attributes."""
    attributes = " ".join(f'data-a{n}="{n}"' for n in range(count))
    return reply(f"<!doctype html><html><head><title>Wide</title></head><body><div {attributes}><p>inside</p></div></body></html>")


@lru_cache(maxsize=8)
def _packed(encoding: Encoding, megabytes: int, noise: int) -> bytes:
    before = random.Random(noise).randbytes(noise * _MB)
    if encoding == "br":
        import brotli

        packer = brotli.Compressor(quality=1)
        pieces = (before, *[_FILLER] * megabytes)
        return b"".join([*(bytes(packer.process(piece)) for piece in pieces), bytes(packer.finish())])
    if encoding == "zstd":
        from newscrawl.decoding import zstd

        writer = zstd.ZstdCompressor(level=1)
        return b"".join([*(writer.compress(piece) for piece in (before, *[_FILLER] * megabytes)), writer.flush()])
    return _deflated(megabytes, before, gzipped=encoding == "gzip")


def _deflated(megabytes: int, before: bytes, *, gzipped: bool) -> bytes:
    """After a full flush the packer knows nothing of what came before: one packed megabyte, repeated, is the packed repetition."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    one = packer.compress(_FILLER) + packer.flush(zlib.Z_FULL_FLUSH)
    end = zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    check = zlib.crc32(before) if gzipped else zlib.adler32(before)
    for _ in range(megabytes):
        check = zlib.crc32(_FILLER, check) if gzipped else zlib.adler32(_FILLER, check)
    if gzipped:
        size = (len(before) + megabytes * _MB) % 2**32
        return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + start + one * megabytes + end + struct.pack("<II", check, size)
    return b"\x78\xda" + start + one * megabytes + end + struct.pack(">I", check)
