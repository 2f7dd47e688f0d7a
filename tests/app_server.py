"""`serai app` as a server of its own, and a client that knows its token."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Served:
    """A server on this machine.

    Attributes
    ----------
    url : str
        With a slash at its end, without the token.
    port : str
    token : str
    process : subprocess.Popen
    """

    url: str
    port: str
    token: str
    process: subprocess.Popen[str]

    @property
    def headers(self) -> dict[str, str]:
        """Of a request that comes from the page itself."""
        return {"Origin": self.url.rstrip("/"), "Cookie": f"serai-{self.port}={self.token}"}

    def connect(self) -> http.client.HTTPConnection:
        """A connection of its own."""
        return http.client.HTTPConnection("127.0.0.1", int(self.port), timeout=60)

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, Any]:
        """Status and answer, read where it is JSON."""
        connection = self.connect()
        try:
            connection.request(method, path, body, self.headers)
            answer = connection.getresponse()
            content = answer.read()
            is_json = (answer.headers["content-type"], answer.headers["content-encoding"]) == ("application/json", None)
            return answer.status, json.loads(content) if is_json else content
        finally:
            connection.close()

    def tried(self, **wish: Any) -> dict[str, Any]:
        """The job of what is tried, once it has ended."""
        status, job = self.ask("POST", "/api/try", json.dumps(wish).encode())
        assert status == 202, job
        return self.ended(job)

    def ended(self, job: dict[str, Any]) -> dict[str, Any]:
        """A job once it has ended."""
        until = time.monotonic() + 300
        while job["state"] in ("waiting", "running"):
            assert time.monotonic() < until, job
            time.sleep(0.05)
            job = self.ask("GET", f"/api/jobs/{job['id']}")[1]
        return job

    def peak_bytes(self) -> int:
        """The most memory that the process ever had."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1024  # type: ignore[index]


@contextmanager
def serving(folder: Path, *words: str, **variables: str) -> Iterator[Served]:
    """A server that was started in a folder, with more variables of the environment."""
    command = [sys.executable, "-m", "serai", "app", *words, "--port", "0", "--no-open"]
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **variables},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.fullmatch(r"Serai is at (http://127\.0\.0\.1:([0-9]+)/)\?token=(.+)\n", line)
        assert found, line
        yield Served(found[1], found[2], found[3], process)
    finally:
        process.kill()
        process.communicate()
