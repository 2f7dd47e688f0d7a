"""What `serai app` does."""

from __future__ import annotations

import os
from pathlib import Path

from serai.cli.console import say
from serai.cli.progress import compile_if_needed
from serai.errors import MissingExtraError


def serve_until_stopped(scenario: str | None, host: str, port: int | None, *, browse: bool) -> None:
    """Serve the page until Ctrl-C.

    Raises
    ------
    MissingExtraError
        If the packages of the extra `app` are missing.
    UsageError
        If the address cannot be taken.
    ScenarioError
        If the scenario cannot be read.
    """
    try:
        from serai.app.serve import bind, is_loopback, serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("starlette", "uvicorn"):
            raise
        raise MissingExtraError("the app", "app") from None
    from serai.scenario.read.load import load

    loaded = None if scenario is None else load(scenario)
    address = bind(host, port)

    def on_ready() -> None:
        say(f"Serai is at {address.url}")
        if not is_loopback(host):
            say("Anyone with this address and its token can reach it; traffic is not encrypted.")
        say("Press Ctrl-C to stop it.")

    compile_if_needed("destination" if loaded is None else loaded.rule)
    os.chdir(Path(os.sep).resolve())  # the folder in which it was started may go while it serves
    serve(address, loaded, on_ready=on_ready, browse=browse)
