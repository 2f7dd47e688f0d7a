"""Nobody but this machine's own page gets in, nothing too large is taken, and the page may run nothing but its own."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from serai.app.guard import MAX_BODY_BYTES, MAX_UPLOAD_BYTES, rules_for
from serai.app.server import make_app
from unit.app.conftest import HOME, PORT, TOKEN, Browser


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_this_machine_is_called_by_its_names(empty, host):
    assert empty.get("/", headers={"host": f"{host}:{PORT}", "origin": f"http://{host}:{PORT}"}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", f"127.0.0.1.evil.example:{PORT}", ""]
)
def test_another_host_is_refused(empty, host):
    answer = empty.get("/api/state", headers={"host": host})
    assert answer.status_code == 403
    assert "this server is called" in answer.json()["message"]


@pytest.mark.parametrize(
    "origin", ["http://evil.example", f"https://evil.example:{PORT}", "null", f"{HOME}.evil.example"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_another_origin_is_refused(empty, origin, method):
    answer = empty.request(method, "/api/state", headers={"origin": origin})
    assert (answer.status_code, answer.json()["message"]) == (403, "requests from other sites are refused")


def test_what_changes_something_must_name_its_origin(studio):
    bare = TestClient(make_app(studio, rules_for("127.0.0.1", PORT, TOKEN)), base_url=HOME)
    bare.cookies.set(f"serai-{PORT}", TOKEN)
    assert bare.get("/api/state").status_code == 200
    answer = bare.post("/api/open", json={"name": "river-crossing"})
    assert (answer.status_code, answer.json()["message"]) == (
        403,
        "changes must come from the page itself",
    )
    assert studio.state() == {"open": None}


def test_data_are_not_given_to_a_page_of_another_site(empty):
    assert empty.get("/api/state", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert empty.get("/api/state", headers={"sec-fetch-site": "same-origin"}).status_code == 200


def test_the_page_may_run_and_load_nothing_but_its_own(empty):
    for path in ("/", "/api/state", "/static/app.js", "/nothing"):
        headers = empty.get(path).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert "unsafe" not in headers["content-security-policy"]
        assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
    assert "<script>" not in empty.get("/").text


def test_a_body_that_is_announced_too_large_is_not_read(empty):
    answer = empty.post("/api/try", content=b"x" * (MAX_BODY_BYTES + 1))
    assert (answer.status_code, answer.json()["message"]) == (413, f"at most {MAX_BODY_BYTES:,} bytes are taken")
    assert empty.post("/api/upload", content=b"x" * (MAX_UPLOAD_BYTES + 1)).status_code == 413


def test_a_body_that_does_not_say_how_large_it_is_is_cut_off(empty):
    pieces = (b"x" * 50_000 for _ in range(1000))
    answer = empty.post("/api/try", content=pieces)
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "many", "1e9"])
def test_a_length_that_is_none_is_refused(empty, length):
    assert empty.get("/", headers={"content-length": length}).status_code == 413


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_server_asks_for_its_token_and_remembers_it_in_a_cookie(studio, host):
    browser = Browser(make_app(studio, rules_for(host, PORT, TOKEN)))
    browser.cookies.clear()
    for path in ("/", "/api/state", "/static/app.js", "/?token=wrong", "/?token=", "/api/state?token=secret"):
        answer = browser.get(path)
        assert answer.status_code == 401
        assert "token" in answer.json()["message"]
    entered = browser.get("/?token=secret")
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    assert {"httponly", "samesite=strict"} <= {
        part.strip().lower() for part in entered.headers["set-cookie"].split(";")
    }
    assert browser.get("/api/state").status_code == 200
    browser.cookies.clear()
    for cookie, status in (("serai-8722=wrong", 401), ("serai-8723=secret", 401), ("serai-8722=secret", 200)):
        assert browser.get("/api/state", headers={"cookie": cookie}).status_code == status


def test_a_second_origin_is_looked_at_too(empty):
    origins = [("origin", HOME), ("origin", "http://evil.example")]
    for given in (origins, origins[::-1]):
        request = empty.build_request("POST", "/api/open", json={"name": "river-crossing"})
        others = [pair for pair in request.headers.multi_items() if pair[0] != "origin"]
        request.headers = type(request.headers)([*others, *given])
        assert empty.send(request).status_code == 403


def test_a_server_on_an_address_of_the_net_is_called_by_it():
    assert rules_for("192.168.1.5", 80, "t").hosts >= {"192.168.1.5:80", "localhost:80"}
    assert rules_for("::1", 80, "t").hosts == {"127.0.0.1:80", "localhost:80", "[::1]:80"}
