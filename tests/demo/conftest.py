"""A client that shows an answer as it came over the wire."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import pytest


class Client:
    """One keep-alive connection; redirects are not followed."""

    def __init__(self, base: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=10)

    def get(self, target: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (lower-case names) and body. `If_None_Match="…"` sends `If-None-Match`."""
        self.connection.request("GET", target, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = self.connection.getresponse()
        body = response.read()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, body

    def text(self, target: str) -> str:
        return self.get(target)[2].decode()

    def close(self) -> None:
        self.connection.close()


@pytest.fixture
def connect() -> Iterator[Callable[[str], Client]]:
    """`connect(site.url)`: a client, closed after the test."""
    with ExitStack() as stack:
        yield lambda base: stack.enter_context(closing(Client(base)))
