"""How services are asked: retries, refusals, answers that are kept, keys that are written nowhere."""

from __future__ import annotations

import threading
import urllib.error
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from serai.connect.web import Request, send
from serai.errors import ServiceError
from services import KEY, reply

ASKED = Request("The service", "https://example.org/data", {"a": "1"}, {"id": KEY}, {"X-Key": KEY})
NOT_THERE = urllib.error.URLError(OSError(-2, "Name or service not known"))


def test_a_service_that_is_busy_is_asked_again_ever_later(web):
    asked = web(reply({}, 503), NOT_THERE, reply({}, 502), reply({"n": 1}))
    assert asked.ask(ASKED).data == {"n": 1}
    assert asked.send.pauses == [1, 2, 4]


def test_a_service_says_when_it_wants_to_be_asked_again(web):
    asked = web(reply({}, 429, retry_after="7"), reply({"n": 1}))
    assert asked.ask(ASKED).data == {"n": 1}
    assert asked.send.pauses == [7]
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=50))
    asked = web(reply({}, 429, retry_after=later), reply({"n": 1}))
    asked.ask(Request("The service", "https://example.org/other"))
    assert asked.send.pauses[0] == pytest.approx(50, abs=3)


@pytest.mark.parametrize(
    ("replies", "words", "tries"),
    [
        ([NOT_THERE], "The service cannot be reached: Name or service not known. Is there a network", 4),
        ([TimeoutError("timed out")], "The service cannot be reached: timed out.", 4),
        ([reply({}, 429, retry_after="600")], "The service asks to wait 600 seconds; try again then", 1),
        ([reply({}, 429)], "The service was queried too often (status 429), 4 times in a row", 4),
        ([reply("no such key", 401)], "The service rejects the key, or needs one (status 401): no such key", 1),
        ([reply("<html>", 403)], "The service rejects the key, or needs one (status 403)", 1),
        ([reply("gone", 404)], "The service answers with status 404 to https://example.org/data?a=1: gone", 1),
        ([reply("", 302)], "The service has moved to another host (status 302), which is not followed", 1),
        ([reply("\n<!DOCTYPE html><html>log in</html>")], "The service answers with a web page instead of data", 1),
        ([reply("a,b\n1,2")], "The service answers with something that is not JSON: a,b 1,2", 1),
        ([reply("")], "The service answers with something that is not JSON: nothing", 1),
    ],
)
def test_what_is_no_answer_is_told_in_words(web, replies, words, tries):
    asked = web(*replies)
    with pytest.raises(ServiceError) as refused:
        asked.ask(ASKED)
    assert str(refused.value).startswith(words)
    assert (refused.value.exit_code, len(asked.send.asked)) == (4, tries)
    assert not asked.kept.folder.exists()


def test_an_answer_is_kept_with_its_date_and_asked_for_again_when_it_is_old(web):
    assert web(reply({"n": 1})).ask(ASKED).data == {"n": 1}
    again = web(reply({"n": 2}))
    assert (again.ask(ASKED).data, again.send.asked) == ({"n": 1}, [])
    assert again.ask(ASKED).as_of == datetime.now(UTC).date()
    fresh = web(reply({"n": 2}), days=0)
    assert (fresh.ask(ASKED).data, len(fresh.send.asked)) == ({"n": 2}, 1)
    assert web(offline=True, days=0).ask(ASKED).data == {"n": 2}


def test_without_asking_only_what_is_kept_is_known(web):
    with pytest.raises(ServiceError, match="has no cached answer to this query: https://example.org/data"):
        web(offline=True).ask(ASKED)


def test_a_kept_answer_that_is_damaged_is_asked_for_again(web):
    asked = web(reply({"n": 1}), reply({"n": 2}))
    asked.ask(ASKED)
    (path,) = asked.kept.folder.iterdir()
    path.write_text(path.read_text(encoding="utf-8")[:-9], encoding="utf-8")
    assert asked.ask(ASKED).data == {"n": 2}


@pytest.mark.parametrize("echo", [KEY, "s3cret%2Fkey%2Bof%3Dmine"])
def test_a_key_is_neither_kept_nor_shown_even_if_the_service_repeats_it(web, echo):
    asked = web(reply({"next": f"https://example.org/data?id={echo}"}))
    assert asked.ask(ASKED).data == {"next": "https://example.org/data?id=***"}
    (path,) = asked.kept.folder.iterdir()
    assert "s3cret" not in path.read_text(encoding="utf-8")
    assert "s3cret" not in repr(ASKED)
    with pytest.raises(ServiceError) as refused:
        web(reply(f"{echo} is unknown", 401), days=0).ask(ASKED)
    assert str(refused.value).endswith(": *** is unknown")


class Local(BaseHTTPRequestHandler):
    """A server on this machine that shows what it was sent."""

    def do_GET(self) -> None:
        moved = {"/away": "http://127.0.0.1:1/x", "/near": "/found?id=2"}.get(self.path)
        self.send_response(302 if moved else 429 if self.path == "/busy" else 200)
        self.send_header("Retry-After", "3")
        if moved:
            self.send_header("Location", moved)
        self.end_headers()
        self.wfile.write(f"{self.command} {self.path} {self.headers['X-Key']}".encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"POST " + body)

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture(scope="module")
def here():
    server = HTTPServer(("127.0.0.1", 0), Local)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_over_a_real_connection_keys_go_along_but_not_to_another_host(here):
    def content(path: str, **more: object) -> tuple[int, str]:
        given = send(Request("here", here + path, secret_headers={"X-Key": KEY}, **more))
        return given.status, given.content.decode()

    assert content("/found", query={"a": "b c"}) == (200, f"GET /found?a=b+c {KEY}")
    assert content("/found", body="data=1") == (200, "POST data=1")
    assert content("/near") == (200, f"GET /found?id=2 {KEY}")
    assert content("/away")[0] == 302
    busy = send(Request("here", f"{here}/busy"))
    assert (busy.status, busy.headers["retry-after"]) == (429, "3")
    with pytest.raises(OSError, match="refused"):
        send(Request("here", "http://127.0.0.1:1/x"))
