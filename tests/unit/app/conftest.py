"""The app as a browser meets it: on this machine, with river-crossing open and run."""

from __future__ import annotations

import time

import pytest
from starlette.testclient import TestClient

from serai.app.guard import rules_for
from serai.app.server import make_app
from serai.app.studio import Studio

PORT = 8722
TOKEN = "secret"
HOME = f"http://127.0.0.1:{PORT}"


class Browser(TestClient):
    """A client that names this machine and comes from the page itself, as a browser would."""

    def __init__(self, app, **given):
        super().__init__(app, base_url=HOME, headers={"origin": HOME}, follow_redirects=False, **given)
        self.cookies.set(f"serai-{PORT}", TOKEN)

    def wait(self, answer) -> dict:
        """The job of an answer, once it has ended."""
        assert answer.status_code == 202, answer.text
        job, until = answer.json(), time.monotonic() + 600
        while job["state"] in ("waiting", "running"):
            assert time.monotonic() < until, job
            time.sleep(0.02)
            job = self.get(f"/api/jobs/{job['id']}").json()
        return job

    def tried(self, changes=None, measures=()) -> str:
        """The key of a run that was made."""
        job = self.wait(self.post("/api/try", json={"changes": changes or {}, "measures": list(measures)}))
        assert job["state"] == "done", job
        return job["result"]


def browser_of(studio: Studio) -> Browser:
    return Browser(make_app(studio, rules_for("127.0.0.1", PORT, TOKEN)))


def with_river(browser: Browser) -> Browser:
    assert browser.wait(browser.post("/api/open", json={"name": "river-crossing"}))["state"] == "done"
    return browser


@pytest.fixture
def studio():
    made = Studio()
    yield made
    made.close()


@pytest.fixture
def empty(studio) -> Browser:
    """Nothing is open yet."""
    return browser_of(studio)


@pytest.fixture
def river(empty) -> Browser:
    """river-crossing is open and its base is run."""
    return with_river(empty)


@pytest.fixture(scope="module")
def refusing():
    """As `river`, for all that is refused and so changes nothing."""
    made = Studio()
    yield with_river(browser_of(made))
    made.close()
