"""Starts the server: for this machine only by default, and only for those who have the token."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address

import uvicorn

from serai.app.guard import Rules, rules_for
from serai.app.patience import Patience
from serai.app.server import make_app
from serai.app.studio import Studio
from serai.errors import UsageError
from serai.scenario.schema import Scenario

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8722
PORTS_TRIED = 20
KEEP_ALIVE_SECONDS = 5
MOST_CONNECTIONS = 256


@dataclass(frozen=True)
class Address:
    """Where the server listens, and what to type into a browser."""

    socket: socket.socket
    rules: Rules
    url: str


def bind(host: str = DEFAULT_HOST, port: int | None = None) -> Address:
    """Take a port.

    Parameters
    ----------
    host : str
        An address of this machine.
    port : int, optional
        Without it the first free one from 8722 on is taken.

    Raises
    ------
    UsageError
        If the address is none of this machine's, or the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    ports = range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED) if port is None else [port]
    for number in ports:
        listener = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":  # elsewhere it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, number))
            listener.listen(MOST_CONNECTIONS)  # who comes before the server is ready waits
        except (OSError, OverflowError) as error:
            listener.close()
            reason = getattr(error, "strerror", None) or str(error)
            continue
        token = secrets.token_urlsafe(24)  # on a shared machine every user reaches 127.0.0.1
        taken = int(listener.getsockname()[1])
        shown = f"[{host}]" if family == socket.AF_INET6 else host
        return Address(listener, rules_for(host, taken, token), f"http://{shown}:{taken}/?token={token}")
    raise UsageError(f"cannot listen on {host}, port {ports[0]}: {reason.lower()}")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class _Server(uvicorn.Server):
    """A server that says when it answers: whoever reads its address may end it at once."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self.on_ready()


def serve(address: Address, scenario: Scenario | None, *, on_ready: Callable[[], None], browse: bool) -> None:
    """Serve until Ctrl-C.

    Parameters
    ----------
    address : Address
    scenario : Scenario, optional
        What is open at the start.
    on_ready : function ()
        Called when the server answers, and Ctrl-C is its to handle.
    browse : bool
        Open the page in the browser of this machine.
    """
    studio = Studio()
    try:
        if scenario is not None:
            studio.open_scenario(scenario)
        patience = Patience()
        config = uvicorn.Config(
            patience.around(make_app(studio, address.rules)), http=patience.protocol(), log_level="warning",
            access_log=False, server_header=False, timeout_keep_alive=KEEP_ALIVE_SECONDS,
            limit_concurrency=MOST_CONNECTIONS, lifespan="off",
        )  # fmt: skip
        server = _Server(config, on_ready)
        if browse:
            threading.Timer(0.5, webbrowser.open, [address.url]).start()
        server.run(sockets=[address.socket])
    finally:
        studio.close()
        address.socket.close()
