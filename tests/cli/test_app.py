"""`serai app` as a server of its own on this machine."""

from __future__ import annotations

import builtins
import json
import os
import signal
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from app_server import serving
from serai.app import serve as serve_module
from serai.app.serve import bind, is_loopback


@pytest.fixture
def server(tmp_path):
    """A server of river-crossing on a free port."""
    with serving(tmp_path, "river-crossing") as served:
        yield served


def answer(url: str, **headers: str) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as reply:
        return reply.read()


def test_a_real_server_answers_this_machine_refuses_others_and_ends_on_ctrl_c(server, tmp_path):
    url, process = server.url, server.process
    cookie = {"Cookie": server.headers["Cookie"]}
    assert b'<div id="page">' in answer(url, **cookie)
    assert json.loads(answer(f"{url}api/state", **cookie))["open"]["name"] == "river-crossing"
    for headers, code in (
        ({"Host": "evil.example"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Cookie": ""}, 401),
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            answer(f"{url}api/state", **{**cookie, **headers})
        with refused.value as reply:
            assert reply.code == code
    assert list(tmp_path.iterdir()) == []
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) in (0, 130)


def test_only_this_machine_is_listened_to_unless_told_otherwise():
    address = bind(port=0)
    assert address.socket.getsockname()[0] == "127.0.0.1"
    address.socket.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_every_server_has_a_token_of_its_own_in_the_address_that_is_opened(host):
    first, second = bind(host, 0), bind(host, 0)
    assert len(first.rules.token) >= 20
    assert first.rules.token != second.rules.token
    assert first.rules.cookie != second.rules.cookie
    assert first.url.endswith(f"/?token={first.rules.token}")
    first.socket.close()
    second.socket.close()


def test_addresses_of_this_machine_are_known():
    assert all(is_loopback(host) for host in ("127.0.0.1", "::1", "localhost"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "192.168.0.1", "example.org"))


def test_a_port_that_is_taken_is_named(serai):
    taken = bind(port=0)
    taken.socket.listen()
    port = taken.socket.getsockname()[1]
    result = serai("app", "--no-open", "--port", port)
    taken.socket.close()
    assert result.exit_code == 2
    assert result.stderr.startswith(f"cannot listen on 127.0.0.1, port {port}: ")


def test_the_folder_in_which_it_was_started_is_not_needed_any_more(serai, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    stood = []

    def serve(address, *_, **__):
        stood.append(Path.cwd())
        address.socket.close()

    monkeypatch.setattr(serve_module, "serve", serve)
    assert serai("app", "--no-open", "--port", "0").exit_code == 0
    assert stood == [Path(os.sep).resolve()]


def test_a_scenario_with_faults_is_refused_before_anything_is_served(serai):
    result = serai("app", "river-crosing", "--no-open")
    assert result.exit_code == 3
    assert 'Did you mean "river-crossing"?' in result.stderr


def test_missing_packages_are_named(serai, monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.partition(".")[0] in ("starlette", "uvicorn"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *rest, **more)

    for module in [name for name in sys.modules if name.startswith(("starlette", "uvicorn", "serai.app"))]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(builtins, "__import__", without)
    result = serai("app", "--no-open")
    assert result.exit_code == 2
    assert 'with its extra "app"; in a copy of its source: pip install ".[app]"' in result.stderr
