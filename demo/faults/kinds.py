"""Faults that pass: a second or third try gets the page."""

from __future__ import annotations

from collections.abc import Sequence

from demo.faults.answers import status
from demo.faults.injector import Fault
from demo.faults.streams import chunked_cut, close_before_headers, close_mid_body, reset, truncated, wrong_length

__all__ = ["PASSING"]

PASSING: Sequence[Fault] = (
    status(500),
    status(502),
    status(503),
    status(503, retry_after=0),
    status(429, retry_after=0),
    reset(),
    reset(after=0.5),
    close_before_headers(),
    close_mid_body(),
    wrong_length(),
    chunked_cut(),
    truncated("gzip"),
    truncated("br"),
    truncated("zstd"),
)
