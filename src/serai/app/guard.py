"""Who may speak to the app, and how much: Host, Origin, token, size of what is sent, and what the page may do.

A page that any site opens in the same browser can reach this machine's ports. So requests must name this machine as
their host (else a name that resolves to it, DNS rebinding, would do), what changes something must come from the page
itself, and whoever comes must bring the token: other users of the machine reach its ports too.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
MAX_UPLOAD_BYTES = 20_000_000
MAX_BODY_BYTES = 200_000
UPLOAD_PATHS = ("/api/upload", "/api/update")
SAFE_METHODS = ("GET", "HEAD")
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


@dataclass(frozen=True)
class Rules:
    """Who is let in.

    Attributes
    ----------
    hosts : frozenset of str
        Names with ports by which the server may be called; `*` is any.
    token : str
        What a browser must bring once, as ``/?token=...``; then it is kept as a cookie.
    cookie : str
        Name of the cookie. Servers on several ports of a machine share their cookies, so each has a name of its own.
    """

    hosts: frozenset[str]
    token: str
    cookie: str


def rules_for(host: str, port: int, token: str) -> Rules:
    """Rules of a server on an address: this machine's names, and the address itself."""
    names = {f"{name}:{port}" for name in (*LOOPBACK, f"[{host}]" if ":" in host else host)}
    return Rules(frozenset({"*"}) if host in ("0.0.0.0", "::") else frozenset(names), token, f"serai-{port}")


class TooLargeBodyError(Exception):
    """More was sent than is taken."""


@dataclass
class Guard:
    """Middleware in front of everything: refuses what may not come in, and binds what the page may do."""

    app: ASGIApp
    rules: Rules
    headers: dict[str, str] = field(default_factory=lambda: dict(HEADERS))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        sender = self._with_headers(send)
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, sender)
            return
        limit = MAX_UPLOAD_BYTES if scope["path"] in UPLOAD_PATHS else MAX_BODY_BYTES
        try:
            await self.app(scope, _counted(receive, limit), sender)
        except TooLargeBodyError:
            await _too_large(limit)(scope, receive, sender)

    def _refusal(self, scope: Scope) -> Response | None:
        headers, method = Headers(scope=scope), scope["method"]
        host = headers.get("host", "").lower()
        if "*" not in self.rules.hosts and host not in self.rules.hosts:
            return refused(403, f"this server is called {', '.join(sorted(self.rules.hosts))}, not {host[:80]!r}")
        origins = headers.getlist("origin")
        if any(origin.lower() not in (f"http://{host}", f"https://{host}") for origin in origins):
            return refused(403, "requests from other sites are refused")
        if not origins and method not in SAFE_METHODS:
            return refused(403, "changes must come from the page itself")
        if headers.get("sec-fetch-site", "same-origin") == "cross-site" and scope["path"] != "/":
            return refused(403, "requests from other sites are refused")
        limit = MAX_UPLOAD_BYTES if scope["path"] in UPLOAD_PATHS else MAX_BODY_BYTES
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > limit:
            return _too_large(limit)
        return self._token_refusal(scope, headers)

    def _token_refusal(self, scope: Scope, headers: Headers) -> Response | None:
        if self._has_token([_cookie(headers.get("cookie", ""), self.rules.cookie)]):
            return None
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [])
        if scope["path"] == "/" and self._has_token(given):
            entered = RedirectResponse("/", status_code=303)
            entered.set_cookie(self.rules.cookie, self.rules.token, httponly=True, samesite="strict")
            return entered
        return refused(401, "open the address with the token that `serai app` printed")

    def _has_token(self, given: Iterable[str]) -> bool:
        return any(hmac.compare_digest(token.encode(), self.rules.token.encode()) for token in given)

    def _with_headers(self, send: Send) -> Send:
        async def sender(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
            await send(message)

        return sender


def refused(status: int, message: str) -> Response:
    """An answer that says why not."""
    return JSONResponse({"message": message}, status_code=status)


def _too_large(limit: int) -> Response:
    return refused(413, f"at most {limit:,} bytes are taken")


def _counted(receive: Receive, limit: int) -> Receive:
    """What is received, up to a limit, whatever length was announced."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise TooLargeBodyError
        return message

    return counted


def _cookie(header: str, name: str) -> str:
    try:
        cookie = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return cookie.value if cookie else ""
