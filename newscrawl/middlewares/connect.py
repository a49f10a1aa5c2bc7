"""The download handler: Scrapy's own, with the address checked on the connection itself, the response's head bounded, and every request
let out in its host's turn. What Scrapy 2.19 already does stays its own: DOWNLOAD_TIMEOUT bounds a request from its start to the last
byte (a slow drip too), DOWNLOAD_MAXSIZE its body as sent, DOWNLOAD_FAIL_ON_DATALOSS a body shorter than announced."""

# ruff: noqa: N802, N803  Twisted's interfaces name their methods and arguments so

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, cast

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, DownloadFailedError, ResponseDataLossError
from scrapy.http import Request, Response
from scrapy.utils.defer import maybe_deferred_to_future
from service_identity.exceptions import VerificationError
from twisted.internet.interfaces import IAddress, IHostnameResolver, IReactorPluggableNameResolver, IResolutionReceiver
from twisted.python.failure import Failure
from twisted.web.client import Agent, HTTPConnectionPool, ResponseFailed
from zope.interface import implementer  # type: ignore[import-untyped]

from newscrawl.decoding import BodyTooLarge, UnreadableEncoding
from newscrawl.middlewares.internals import BindAddressAgent, ScrapyAgent, normalize_bind_address, use_factory, wrap_twisted_exceptions
from newscrawl.middlewares.polite.robots_rules import MAX_BYTES
from newscrawl.middlewares.polite.throttle import Throttle
from newscrawl.middlewares.refused import count, refuse
from newscrawl.middlewares.safe.addresses import authority, special_use
from newscrawl.middlewares.safe.compression import decoded
from newscrawl.middlewares.safe.guard import KEYRING, ROBOTS, Frontier, crawl_frontier
from newscrawl.middlewares.safe.whole import ends_open, same_length
from newscrawl.middlewares.safe.wire import HeadLimits, HeadTooLarge, Stale, bounded_factory
from newscrawl.middlewares.stopping import Stopping, TooLate, is_stopping

if TYPE_CHECKING:
    from newscrawl.middlewares.safe.keyring import Keyring

__all__ = ["CheckedHandler"]


_LENGTH = "newscrawl_length"  # meta: bytes of the body that was doubted


class CheckedHandler(HTTP11DownloadHandler):
    """For http and https, one for each crawl. Raises Refused beside Scrapy's own exceptions."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        limits = HeadLimits(settings.getint("NEWSCRAWL_HEADERS_MAXSIZE", 65_536), settings.getint("NEWSCRAWL_HEADERS_MAX", 200))
        from twisted.internet import reactor  # installed by Scrapy, late

        self._fresh = HTTPConnectionPool(reactor, persistent=False)  # type: ignore[no-untyped-call]
        for pool in (self._pool, self._fresh):
            use_factory(pool, bounded_factory(limits))
        self._retries = settings.getint("RETRY_TIMES") if settings.getbool("RETRY_ENABLED") else 0
        # Twisted's own second try on a stale connection would leave without the host's delay; ours waits for it.
        self._pool.retryAutomatically = False

    @cached_property
    def _frontier(self) -> Frontier:
        return crawl_frontier(self._crawler)  # a wrong setting is the guard's to tell; here it would be a traceback

    async def download_request(self, request: Request) -> Response:
        if is_stopping(self._crawler):  # those that were still on their way to the queue, or next in it
            raise refuse(self._crawler, "retry-later", "the run ended while it waited")
        try:
            return await Stopping.of(self._crawler).unless_over(self._download(request))
        except TooLate:
            raise refuse(self._crawler, "retry-later", "the run ended before the answer came") from None

    async def _download(self, request: Request) -> Response:
        key, throttle = request.meta.get("download_slot", ""), Throttle.of(self._crawler)
        await throttle.turn(key)
        await throttle.share(key)
        checked = _CheckedResolver(opened=authority(request.url) in self._frontier.opened)
        try:
            try:
                return await self._ask(request, checked, self._pool)
            except DownloadFailedError as error:
                if not isinstance(error.__cause__, Stale):
                    raise
            await throttle.again(key)
            return await self._ask(request, checked, self._fresh)
        except CannotResolveHostError as error:
            if checked.refused:
                raise refuse(self._crawler, "address", checked.refused) from error
            raise
        except DownloadCancelledError as error:
            limit = request.meta.get("download_maxsize", self._default_maxsize)
            raise refuse(self._crawler, "too-large", f"body > DOWNLOAD_MAXSIZE {limit} bytes") from error
        except ResponseDataLossError as error:
            raise ResponseDataLossError(str(error) or "the body is not as long as announced") from error
        except BodyTooLarge as error:
            raise refuse(self._crawler, "too-large", f"{error} (DOWNLOAD_MAXSIZE)") from error
        except UnreadableEncoding as error:
            raise refuse(self._crawler, "encoding", str(error)) from error
        except DownloadFailedError as error:
            self._raise_final(error)
        finally:
            throttle.finished(key)

    async def _ask(self, request: Request, checked: _CheckedResolver, pool: HTTPConnectionPool) -> Response:
        agent = _CheckedAgent(
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=False,  # an encoding may say by itself that the body is whole
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        agent.resolver = checked
        keyring: Keyring | None = getattr(self._crawler, KEYRING, None)
        sent = keyring.sent(request) if keyring else request  # only here: nothing above sees, logs, stores or redirects a key
        with wrap_twisted_exceptions():
            response = await maybe_deferred_to_future(agent.download_request(sent))
        if keyring and sent is not request:
            request.meta["download_latency"] = sent.meta.get("download_latency", 0.0)
            if keyring.took(sent, response):
                count(self._crawler, "keys/refused")
        return self._decoded(request, response)

    def _decoded(self, request: Request, response: Response) -> Response:
        lost = "dataloss" in response.flags and request.meta.get("download_fail_on_dataloss", self._fail_on_dataloss)
        if lost and (request.meta.get(ROBOTS) or not response.headers.get("Content-Encoding")):
            raise ResponseDataLossError
        if request.meta.get(ROBOTS):
            return decoded(response, MAX_BYTES, first_only=True)
        whole = decoded(response, request.meta.get("download_maxsize", self._default_maxsize))
        if lost and whole.headers.get("Content-Encoding"):  # an unknown encoding
            raise ResponseDataLossError
        if lost:  # the announced length was that of something else: gzip's end mark and checksum say that the body is whole
            whole = whole.replace(flags=[flag for flag in whole.flags if flag != "dataloss"])
        self._doubt(request, whole)
        return whole

    def _doubt(self, request: Request, response: Response) -> None:
        """A body that ends in the middle of a document is asked for again, until it comes twice the same. Without an announced length the
        connection may have broken off; with one, what stands before the server, or the server itself when its program ended."""
        if response.status != 200 or not self._retries or not ends_open(response.body):
            return
        if "partial" not in response.flags and authority(request.url) in self._frontier.endpoints:
            return  # an archive's answer is whole, and what it holds was cut long ago
        before, request.meta[_LENGTH] = request.meta.get(_LENGTH, 0), len(response.body)
        if not same_length(before, len(response.body)):
            raise ResponseDataLossError("the document has no end")

    def _raise_final(self, error: DownloadFailedError) -> NoReturn:
        """Raises Refused for an error that another try would not change, DownloadFailedError for any other error."""
        for cause in _causes(error):
            if isinstance(cause, HeadTooLarge):
                raise refuse(self._crawler, "headers-too-large", str(cause)) from error
            if isinstance(cause, VerificationError) or (isinstance(cause, SSL.Error) and "certificate verify failed" in str(cause)):
                raise refuse(self._crawler, "tls", "the certificate is not valid for this host, expired or of an unknown issuer") from error
        told = "; ".join(dict.fromkeys(_told(cause) for cause in _causes(error)))
        raise DownloadFailedError(told or str(error)) from error


def _told(cause: BaseException) -> str:
    return f"{type(cause).__name__}: {' '.join(str(cause).split())}"[:200]


def _causes(error: DownloadFailedError) -> list[BaseException]:
    failed = error.__cause__
    if not isinstance(failed, ResponseFailed):
        return []
    return [cause for reason in failed.reasons if (cause := reason.value if isinstance(reason, Failure) else reason) is not None]


class _CheckedAgent(ScrapyAgent):
    """Connects only to addresses that its resolver lets through. Behind a proxy the proxy resolves names, so there it cannot check."""

    resolver: _CheckedResolver

    def _get_agent(self, request: Request, timeout: float) -> Agent:
        from twisted.internet import reactor  # installed by Scrapy, late

        if request.meta.get("proxy"):
            return super()._get_agent(request, timeout)
        self.resolver.inner = reactor.nameResolver
        return BindAddressAgent(
            reactor=cast("Any", _ReactorResolvingWith(reactor, self.resolver)),
            contextFactory=self._contextFactory,
            connectTimeout=timeout,
            bindAddress=normalize_bind_address(request.meta.get("bindaddress") or self._bindAddress),
            pool=self._pool,
        )


@implementer(IReactorPluggableNameResolver)
class _ReactorResolvingWith:
    """The reactor with another name resolver. HostnameEndpoint resolves a name with that resolver, and connects to the result."""

    def __init__(self, reactor: Any, resolver: _CheckedResolver) -> None:
        self._reactor, self.nameResolver = reactor, resolver

    def installNameResolver(self, resolver: Any) -> Any:
        raise NotImplementedError

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)


@implementer(IHostnameResolver)
class _CheckedResolver:
    """Passes on the public addresses of a name. The endpoint connects to these very addresses: no second lookup can give others."""

    inner: Any  # the reactor's IHostnameResolver; zope's interfaces have no types

    def __init__(self, *, opened: bool) -> None:
        self.opened, self.refused = opened, ""

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        receiver = resolutionReceiver if self.opened else _PublicOnly(self, resolutionReceiver, f"{hostName}:{portNumber}")
        return self.inner.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class _PublicOnly:
    def __init__(self, resolver: _CheckedResolver, receiver: Any, name: str) -> None:
        self._resolver, self._receiver, self._name = resolver, receiver, name  # host:port

    def resolutionBegan(self, resolutionInProgress: Any) -> None:
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: IAddress) -> None:
        host = getattr(address, "host", "")
        try:
            use = special_use(host)
        except ValueError:
            use = "no IP address"
        if use:
            name = self._name.rpartition(":")[0]
            self._resolver.refused = f"{name} resolves to {host}, which is {use}; open it with NEWSCRAWL_ALLOW_HOSTS={self._name}"
        else:
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()
