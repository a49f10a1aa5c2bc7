"""Content-Encoding undone with a bound on what comes out, and whole or not at all.

Scrapy's HttpCompressionMiddleware hands on what it could read of a truncated gzip, brotli or zstd body, and its exceptions come too late
to be retried (those of `process_response` are). So decoding is the download handler's last step, and this the middleware's only part.
"""

from __future__ import annotations

from itertools import chain

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Request, Response, TextResponse
from scrapy.responsetypes import responsetypes

from newscrawl.decoding import ENCODINGS, Limit, TruncatedBody, UnreadableEncoding, decode

__all__ = ["AcceptEncoding", "decoded"]

_MAX_LAYERS = 2  # encodings on top of each other; nobody serious sends more than one


class AcceptEncoding(HttpCompressionMiddleware):
    """Asks for gzip, deflate, br and zstd."""

    def process_response(self, request: Request, response: Response) -> Response:  # type: ignore[override]
        return response


def decoded(response: Response, max_size: int, *, first_only: bool = False) -> Response:
    """The response with its Content-Encoding undone. A response without an encoding, or with an unknown encoding, stays as it is (as in
    browsers).

    Raises BodyTooLarge, UnreadableEncoding, and ResponseDataLossError, which Scrapy retries, for a body that is cut or damaged. A
    response that was stopped on purpose (`download_stopped`) is decoded as far as it goes.
    """
    layers = [name.strip().decode("latin-1").lower() for name in chain.from_iterable(v.split(b",") for v in _encodings(response))]
    layers = [name for name in layers if name and name != "identity"]
    if not layers or any(name not in ENCODINGS for name in layers):
        return response
    if len(layers) > _MAX_LAYERS:
        raise UnreadableEncoding(f"{len(layers)} encodings on top of each other")
    body, limit = response.body, Limit(max_size, first_only, stopped="download_stopped" in response.flags)
    if not body and response.status == 200 and not limit.stopped:
        raise ResponseDataLossError("an encoded body without a byte")
    for name in reversed(layers):
        try:
            body = decode(body, name, limit) if body else b""
        except TruncatedBody as error:
            raise ResponseDataLossError(str(error)) from error
    return _with_body(response, body)


def _encodings(response: Response) -> list[bytes]:
    return response.headers.getlist("Content-Encoding")


def _with_body(response: Response, body: bytes) -> Response:
    headers = response.headers  # nobody else has this response, and the new one takes a copy
    del headers["Content-Encoding"]
    if "Content-Length" in headers:
        headers["Content-Length"] = str(len(body))
    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    if issubclass(kind, TextResponse):
        return response.replace(cls=kind, headers=headers, body=body, encoding=None)
    return response.replace(cls=kind, headers=headers, body=body)
