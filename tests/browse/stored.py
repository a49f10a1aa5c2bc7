"""Stored pages for the tests of `browse`."""

from __future__ import annotations

import gzip
from pathlib import Path


def store(folder: Path, run_id: str, pages: dict[str, str]) -> tuple[str, int]:
    """Writes a run's pages; gives the file and the offset of the first."""
    name = f"pages-{run_id}.warc.gz"
    with (folder / name).open("wb") as file:
        for number, (url, body) in enumerate(pages.items()):
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body.encode()
            head = (
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Target-URI: {url}\r\n"
                "WARC-Date: 2026-11-23T03:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(block)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + block + b"\r\n\r\n"))
    return name, 0
