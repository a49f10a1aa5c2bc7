"""The keys of a site that a reader has: read from files, put on requests to the site's own hosts as they leave, never anywhere else.

The download handler puts them on a copy of the request. So no middleware, log, WARC file, ledger or redirect ever holds them.
"""

from __future__ import annotations

import base64
import os
import re
import stat
import sys
import time
from dataclasses import dataclass, field
from http.cookiejar import Cookie, CookieJar
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import NotSupported
from scrapy.http import FormRequest, Request, Response, TextResponse
from scrapy.http.cookies import WrappedRequest, WrappedResponse

from newscrawl.errors import KeyRefused
from newscrawl.middlewares.refused import count
from newscrawl.middlewares.safe.guard import KEYRING
from newscrawl.site import Keys, Login, Site

__all__ = ["Keyring", "unlock"]

_REFUSED = (401, 403, 407)
_LARGEST = 1_000_000  # bytes of a file with a key
_META = {"handle_httpstatus_all": True, "dont_cache": True, "dont_redirect": True}
_REDIRECTS = 5  # after a log-in


@dataclass(slots=True)
class Keyring:
    """The keys of one crawl. `hosts`: the site's, with scheme and port; a site of https gets no key over http."""

    hosts: frozenset[tuple[str, str]]
    jar: CookieJar = field(default_factory=CookieJar)
    headers: dict[str, str] = field(default_factory=dict)
    proxy: str | None = None
    proxy_auth: str | None = None
    consent: str | None = None
    keeps_cookies: bool = False

    def sent(self, request: Request) -> Request:
        """The request as it leaves: a copy with the keys, where it goes to the site itself; else with the proxy alone."""
        own = _origin(request.url) in self.hosts
        if not own and not self.proxy:
            return request
        copy = request.copy()
        if own:
            for name, value in self.headers.items():
                copy.headers[name] = value
            self._add_cookies(copy)
        if self.proxy:
            copy.meta["proxy"] = self.proxy
            if self.proxy_auth:
                copy.headers["Proxy-Authorization"] = self.proxy_auth
        return copy

    def _add_cookies(self, request: Request) -> None:
        before = (request.headers.get("Cookie") or b"").decode("latin-1")
        request.headers.pop("Cookie", None)
        self.jar.add_cookie_header(cast("Any", WrappedRequest(request)))  # Scrapy's stand-in for urllib's request
        held = (request.headers.get("Cookie") or b"").decode("latin-1")
        if cookies := "; ".join(filter(None, [before, held, self.consent])):
            request.headers["Cookie"] = cookies

    def took(self, request: Request, response: Response) -> bool:
        """Whether the answer refuses a key that the request had. Cookies that the site sets are kept where a log-in or cookies are."""
        if response.status == 407 and self.proxy:
            return True
        if _origin(request.url) not in self.hosts:
            return False
        if self.keeps_cookies:
            self.jar.extract_cookies(cast("Any", WrappedResponse(response)), cast("Any", WrappedRequest(request)))
        return response.status in _REFUSED


async def unlock(crawler: Crawler, site: Site) -> None:
    """Reads the site's keys and logs in. Raises KeyRefused, without a word of the key, where one is missing, has expired or is refused."""
    assert site.keys is not None
    keyring = _read(site, site.keys)
    setattr(crawler, KEYRING, keyring)
    count(crawler, "keys/used")
    if site.keys.login:
        await _log_in(crawler, site, site.keys.login, keyring)


def _read(site: Site, keys: Keys) -> Keyring:
    names = [site.home] if site.origin is None else [site.origin]  # a mirror is another host, whoever named it
    scheme = urlsplit(names[0]).scheme
    hosts = frozenset([_origin(names[0]), *((scheme, host) for host in site.same_site)])
    keyring = Keyring(hosts=hosts, consent=keys.consent, keeps_cookies=bool(keys.cookies or keys.login))
    if keys.cookies:
        keyring.jar = _cookies(site, keys.cookies)
    if keys.auth:
        secret = _line(site, "auth", keys.auth)
        if ":" not in secret:
            raise KeyRefused(f"{site.name}: auth: {keys.auth} has no line name:password")
        keyring.headers["Authorization"] = _basic(secret)
    if keys.headers:
        for line in _content(site, "headers", keys.headers).splitlines():
            name, colon, value = line.partition(":")
            if line.strip() and not (colon and re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name.strip()) and value.strip().isprintable()):
                raise KeyRefused(f"{site.name}: headers: {keys.headers} has a line that is no header; write Name: value")
            if line.strip():
                keyring.headers[name.strip()] = value.strip()
    if keys.proxy:
        keyring.proxy, keyring.proxy_auth = _proxy(site, keys.proxy)
    return keyring


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.lower()


def _content(site: Site, what: str, path: str) -> str:
    """The text of a file with a key. Raises KeyRefused where the file is missing, empty, or open to others."""
    try:
        status = Path(path).stat()
        if sys.platform != "win32" and stat.S_IMODE(status.st_mode) & 0o007:
            raise KeyRefused(f"{site.name}: {what}: {path} is open to everybody on this machine; close it with: chmod 600 {path}")
        if status.st_size > _LARGEST:
            raise KeyRefused(f"{site.name}: {what}: {path} is larger than any key")
        text = Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise KeyRefused(f"{site.name}: {what}: {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise KeyRefused(f"{site.name}: {what}: {path} is no text in UTF-8") from None
    if not text.strip():
        raise KeyRefused(f"{site.name}: {what}: {path} is empty")
    return text


def _line(site: Site, what: str, path: str) -> str:
    return _content(site, what, path).strip().splitlines()[0].strip()


def _basic(secret: str) -> str:
    return f"Basic {base64.b64encode(secret.encode()).decode('ascii')}"


def _cookies(site: Site, path: str) -> CookieJar:
    """The cookies of a file in Netscape's format. Raises KeyRefused where none is left that has not expired."""
    rows = [_row(line) for line in _content(site, "cookies", path).splitlines() if line.strip() and not line.startswith("# ")]
    found = [cookie for cookie in rows if cookie is not None]
    if not found:
        raise KeyRefused(f"{site.name}: cookies: {path} is not in Netscape's format (seven columns with tabs between them)")
    jar, now = CookieJar(), int(time.time())
    for cookie in found:
        if not cookie.is_expired(now):
            jar.set_cookie(cookie)
    if not len(jar):
        last = time.strftime("%Y-%m-%d", time.gmtime(max(cookie.expires or 0 for cookie in found)))
        raise KeyRefused(f"{site.name}: cookies: all of {path} have expired, the last one on {last}; export them anew from the browser")
    return jar


def _row(line: str) -> Cookie | None:
    """domain, whether subdomains count, path, whether https only, expiry (0: the end of the session), name, value."""
    columns = line.removeprefix("#HttpOnly_").rstrip("\r\n").split("\t")
    if len(columns) != 7 or not re.fullmatch(r"\d{1,12}(?:\.\d+)?|-1|", columns[4]):
        return None
    domain, _, path, secure, expires, name, value = columns
    until = int(float(expires or 0))
    return Cookie(
        version=0,
        name=name,
        value=value,
        port=None,
        port_specified=False,
        domain=domain,
        domain_specified=domain.startswith("."),
        domain_initial_dot=domain.startswith("."),
        path=path or "/",
        path_specified=bool(path),
        secure=secure == "TRUE",
        expires=until if until > 0 else None,
        discard=until <= 0,
        comment=None,
        comment_url=None,
        rest={},
    )


def _proxy(site: Site, path: str) -> tuple[str, str | None]:
    address = _line(site, "proxy", path)
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise KeyRefused(f"{site.name}: proxy: {path} holds no address like http://name:password@host:port")
    secret = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}" if parts.username else None
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], "", "", "")), _basic(secret) if secret else None


async def _log_in(crawler: Crawler, site: Site, login: Login, keyring: Keyring) -> None:
    lines = [line.partition("=") for line in _content(site, "login", login.fields).splitlines() if "=" in line]
    fields = {name.strip(): value.strip() for name, _, value in lines}
    if not fields:
        raise KeyRefused(f"{site.name}: login: {login.fields} has no line name=value")
    page = site.address(login.page)
    answer = await _ask(crawler, site, Request(page, meta=dict(_META), dont_filter=True))
    if not isinstance(answer, TextResponse):
        raise KeyRefused(f"{site.name}: login: {page} is no page with a form")
    try:
        with_password = answer.xpath("//form[.//input[@type='password']]")
        path = "(//form[.//input[@type='password']])[1]" if with_password else "(//form)[1]"
        form: Request = FormRequest.from_response(answer, formxpath=path, formdata=fields, meta=dict(_META), dont_filter=True)
    except (ValueError, NotSupported):
        raise KeyRefused(f"{site.name}: login: {page} has no form; look at the page in a browser") from None
    for _ in range(_REDIRECTS):
        if _origin(form.url) not in keyring.hosts:
            raise KeyRefused(
                f"{site.name}: login: the form leads to {urlsplit(form.url).netloc}, which gets no key; name the host in same_site"
            )
        answer = await _ask(crawler, site, form)
        where = answer.headers.get("Location")
        if not 300 <= answer.status < 400 or where is None:
            break
        form = Request(urljoin(answer.url, where.decode("latin-1")), meta=dict(_META), dont_filter=True)
    if not (isinstance(answer, TextResponse) and login.success in answer.text):
        told = f"the page behind it (http-{answer.status}) does not say {login.success[:60]!r}"
        raise KeyRefused(f"{site.name}: login: {page} did not let us in: {told}; look at the fields in {os.fspath(login.fields)}")


async def _ask(crawler: Crawler, site: Site, request: Request) -> Response:
    assert crawler.engine is not None
    try:
        response: Response = await crawler.engine.download_async(request)
    except Exception as error:
        raise KeyRefused(f"{site.name}: login: {request.url} gave no answer: {type(error).__name__}") from error
    return response
