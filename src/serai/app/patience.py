"""Ends connections that take too long, so that idle or slow ones do not keep everybody else out.

uvicorn bounds only how long a connection may rest between two requests. Here a whole head must arrive within seconds,
and a request must be received, answered and read within minutes.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
REQUEST_SECONDS = 120.0

Client = tuple[str, int]


@dataclass
class Patience:
    """The connections of a server, each with the moment at which it is ended.

    Attributes
    ----------
    head_seconds : float
        From the beginning of a connection, or the end of a request, until the head of the next request has arrived.
    request_seconds : float
        From then on until the answer has been taken.
    """

    head_seconds: float = HEAD_SECONDS
    request_seconds: float = REQUEST_SECONDS
    _open: dict[Client, tuple[asyncio.Transport, asyncio.TimerHandle]] = field(default_factory=dict, repr=False)

    def begin(self, transport: asyncio.Transport) -> None:
        """A connection begins."""
        self._set(_client(transport), transport, self.head_seconds)

    def end(self, transport: asyncio.Transport) -> None:
        """A connection has ended."""
        _, timer = self._open.pop(_client(transport), (None, None))
        if timer is not None:
            timer.cancel()

    def extend(self, client: Client, seconds: float) -> None:
        """Give a connection so much time from now on."""
        if client in self._open:
            transport, timer = self._open[client]
            timer.cancel()
            self._set(client, transport, seconds)

    def _set(self, client: Client, transport: asyncio.Transport, seconds: float) -> None:
        timer = asyncio.get_running_loop().call_later(seconds, transport.abort)
        self._open[client] = transport, timer

    def protocol(self) -> type[asyncio.Protocol]:
        """The class that uvicorn makes for each connection."""
        patience = self

        class PatientProtocol(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                self._connection = transport
                patience.begin(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                patience.end(self._connection)
                super().connection_lost(exc)

        return PatientProtocol

    def around(self, app: ASGIApp) -> ASGIApp:
        """The app, whose requests have their own limit of time."""

        async def timed(scope: Scope, receive: Receive, send: Send) -> None:
            client = tuple(scope.get("client") or ("", 0))
            self.extend(client, self.request_seconds)
            try:
                await app(scope, receive, send)
            finally:
                self.extend(client, self.head_seconds)

        return timed


def _client(transport: asyncio.Transport) -> Client:
    host, port = (transport.get_extra_info("peername") or ("", 0))[:2]
    return str(host), int(port)
