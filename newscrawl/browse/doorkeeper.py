"""Who may ask the local server: programs that know its token, under its own name, from its own pages."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["PAGE_POLICY", "STORED_POLICY", "Guard"]

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# A page of a stranger: its words and their markup, nothing else. `sandbox` holds also where the page is opened by itself.
STORED_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with no-referrer a browser sends `Origin: null` with our own forms
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Guard:
    """Lets requests through that name this server as their host and begin with its token; a POST must come from its own pages. A foreign
    host is another site's name that was pointed at this address (DNS rebinding). The token stands in the path: cookies go to every port of
    a host."""

    def __init__(self, app: ASGIApp, *, token: str, port: int) -> None:
        self._app, self._root = app, f"/{token}"
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")} | ({"127.0.0.1", "localhost"} if port == 80 else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        if refused := self._refusal(scope):
            await PlainTextResponse(refused, 403, headers=_HEADERS)(scope, receive, send)
            return

        async def safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {"content-security-policy": PAGE_POLICY, **_HEADERS}.items():
                    headers.setdefault(name, value)
            await send(message)

        inner = {**scope, "root_path": ""}
        await self._app(inner, receive, safe)

    def _refusal(self, scope: Scope) -> str | None:
        headers = Headers(scope=scope)
        if headers.get("host", "") not in self._hosts:
            return "This server answers under its own name alone: open the address that `newscrawl browse` printed."
        path = scope["path"]
        if path != self._root and not path.startswith(self._root + "/"):
            return "The address lacks its token: open the address that `newscrawl browse` printed."
        if scope["method"] not in ("GET", "HEAD") and headers.get("origin", "") not in {f"http://{host}" for host in self._hosts}:
            return "Only pages of this server may change something."
        return None
