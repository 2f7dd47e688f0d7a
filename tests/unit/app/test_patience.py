"""A real server under idle, slow and very many clients."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from serai.app.patience import Patience

HEAD_SECONDS, REQUEST_SECONDS = 0.3, 0.9
MOST_CONNECTIONS = 20


async def app(scope, receive, send):
    """Takes the whole body, and answers with its length, or with as many bytes as the path says."""
    length, more = 0, True
    while more:
        message = await receive()
        length, more = length + len(message.get("body", b"")), message.get("more_body", False)
        if message["type"] == "http.disconnect":
            return
    wanted = scope["path"].strip("/")
    await PlainTextResponse("x" * int(wanted) if wanted else str(length))(scope, receive, send)


@pytest.fixture(scope="module")
def port():
    patience = Patience(HEAD_SECONDS, REQUEST_SECONDS)
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    config = uvicorn.Config(
        patience.around(app), http=patience.protocol(), lifespan="off", log_level="critical", timeout_keep_alive=60,
        limit_concurrency=MOST_CONNECTIONS,
    )  # fmt: skip
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join(10)
    listener.close()


def status(port: int, body: bytes = b"abc") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/", body)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def is_ended(connection: socket.socket) -> bool:
    """Whether the other side ends the connection, not counting what it answers before."""
    connection.settimeout(5)
    try:
        while connection.recv(65536):
            pass
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize(
    "sent", [b"", b"GET / HT", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nabc",
             b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHo"],
    ids=["nothing", "half a head", "half a body", "half a second head"],
)  # fmt: skip
def test_a_client_that_sends_nothing_more_is_let_go(port, sent):
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(sent)
        start = time.monotonic()
        assert is_ended(connection)
        assert time.monotonic() - start < 3


def drip(connection: socket.socket) -> None:
    """A letter every 20 ms, for up to 4 s."""
    for _ in range(200):
        connection.sendall(b"G")
        time.sleep(0.02)


def test_a_client_that_sends_drop_by_drop_is_let_go(port):
    connection = socket.create_connection(("127.0.0.1", port))
    with connection, pytest.raises(ConnectionError):
        drip(connection)


def test_a_client_that_does_not_take_its_answer_is_let_go(port):
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET /50000000 HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(REQUEST_SECONDS + 0.5)
        connection.settimeout(5)
        taken = 0
        try:
            while more := connection.recv(1 << 20):
                taken += len(more)
        except ConnectionError:
            pass
        assert taken < 50_000_000


def test_others_are_answered_again_once_idle_clients_are_let_go(port):
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(2 * MOST_CONNECTIONS)]
    until = time.monotonic() + 5
    while (found := status(port))[0] == 503 and time.monotonic() < until:
        time.sleep(0.05)
    assert found == (200, b"3")
    for connection in idle:
        connection.close()


def test_two_hundred_requests_in_turn_and_side_by_side_are_answered(port):
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: status(port), range(200))) == {(200, b"3")}
