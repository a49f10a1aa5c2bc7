"""Answers on the wire, bounded and whole: limits on a response's head, and the cut bodies that Twisted lets pass."""

# ruff: noqa: N802  Twisted names its methods so

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web.iweb import IResponse

from newscrawl.middlewares.internals import (
    ClientFactory,
    ClientParser,
    ClientProtocol,
    DataLoss,
    IdentityDecoder,
    ResponseNeverReceived,
    WireRequest,
)

__all__ = ["HeadLimits", "HeadTooLarge", "Stale", "bounded_factory"]


class HeadTooLarge(Exception):  # noqa: N818  a limit, told in its message
    """A response's status line and headers are beyond the limits."""


@dataclass(frozen=True, slots=True)
class HeadLimits:
    """Bytes of all header lines together, and how many there may be, those of interim responses counted in."""

    size: int
    lines: int


class _BoundedParser(ClientParser):
    """Counts what comes before the body. It takes an existing parser's place, as Scrapy's own does: hence no __init__."""

    head_limits: HeadLimits
    head_size = 0
    head_lines = 0

    def lineReceived(self, line: bytes) -> None:
        self.head_size += len(line)
        self.head_lines += 1
        if self.head_size > self.head_limits.size:
            raise HeadTooLarge(f"headers > NEWSCRAWL_HEADERS_MAXSIZE {self.head_limits.size} bytes")
        if self.head_lines > self.head_limits.lines:
            raise HeadTooLarge(f"headers > NEWSCRAWL_HEADERS_MAX {self.head_limits.lines} lines")
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:
        raise HeadTooLarge(f"a header line > NEWSCRAWL_HEADERS_MAXSIZE {self.MAX_LENGTH} bytes")


class Stale(ResponseNeverReceived):
    """A connection that was used before ended without an answer: the server had closed it, and the request crossed that on the way."""


def _on_reused(failure: Failure) -> Failure:
    error = failure.value
    if type(error) is not ResponseNeverReceived:
        return failure
    return Failure(Stale(error.reasons))  # type: ignore[no-untyped-call]


class _BoundedProtocol(ClientProtocol):
    """Beside the head's limits: what tells that a body was cut, and Twisted lets pass."""

    head_limits: ClassVar[HeadLimits]
    requests = 0

    def request(self, request: WireRequest) -> Deferred[IResponse]:
        d = super().request(request)
        self.requests += 1
        if self.requests > 1:
            d.addErrback(_on_reused)
        if self._parser is not None:
            parser: Any = self._parser
            parser.__class__ = _BoundedParser
            parser.head_limits = self.head_limits
            parser.MAX_LENGTH = self.head_limits.size  # Twisted's own is 16,384 a line; browsers bound all lines together only
        return d

    def _finishResponse(self, rest: bytes) -> None:
        """Bytes beyond Content-Length: the announced length is wrong, so the body is cut there."""
        decoder = self._parser.bodyDecoder if self._parser is not None else None
        if rest.strip() and isinstance(decoder, IdentityDecoder):
            decoder.contentLength = 1  # makes noMoreData tell of the loss
            self._giveUp(Failure(DataLoss("more bytes than Content-Length")))  # type: ignore[no-untyped-call]
            return
        super()._finishResponse(rest)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """A body without announced length ends with the connection: with its orderly end, not with a reset."""
        decoder = self._parser.bodyDecoder if self._parser is not None else None
        if isinstance(decoder, IdentityDecoder) and decoder.contentLength is None and not isinstance(reason.value, ConnectionDone):
            decoder.contentLength = 1
        super().connectionLost(reason)  # type: ignore[no-untyped-call]


def bounded_factory(limits: HeadLimits) -> type[ClientFactory]:
    """The factory for a connection pool whose connections keep to these limits."""

    class Protocol(_BoundedProtocol):
        head_limits = limits

    class Factory(ClientFactory):
        def buildProtocol(self, addr: IAddress | None) -> Protocol:
            return Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]

    return Factory
