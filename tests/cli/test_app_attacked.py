"""A real `serai app` under a full disk, folders that vanish, uploads of 500 MB, and a hundred runs in its queue."""

from __future__ import annotations

import json
import re
import select
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app_server import Served, serving
from serai import cache
from serai.app.guard import MAX_BODY_BYTES, MAX_UPLOAD_BYTES
from serai.app.jobs import MOST_WAITING
from serai.scenario.write.workbook import workbook_bytes

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of Linux")]
FULL_BYTES = 1000
UPLOAD_BYTES = 500_000_000
PIECE = bytes(1_000_000)
MOST_MORE_BYTES = 80_000_000  # an upload that is taken may hold 20 MB, twice while its pieces are put together


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds the folder in which the server was started, and its temporary folder."""
    made = tmp_path_factory.mktemp("served")
    for name in ("here", "temporary"):
        (made / name).mkdir()
    return made


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    """A server of river-crossing whose base is run."""
    with serving(folder / "here", "river-crossing", TMPDIR=str(folder / "temporary")) as made:
        assert made.tried()["state"] == "done"
        yield made


def files(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def limit_files(served: Served, most_bytes: int) -> None:
    """Let no file of the server grow beyond so many bytes from now on."""
    import resource

    hard = resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, (most_bytes, hard))


def test_a_disk_that_fills_while_it_runs_stops_what_needs_it_in_words_and_nothing_else(served, folder, river):
    import resource

    limit_files(served, FULL_BYTES)
    status, told = served.ask("GET", "/api/runs/base/data")
    assert status == 507
    assert re.fullmatch(r'cannot write ".*results\.xlsx": file too large', told["message"].lower())
    assert files(folder) == []
    assert served.tried(measures=["more-tents"])["state"] == "done"
    for what in ("page", "scenario", "report"):
        assert served.ask("GET", f"/api/runs/base/{what}")[0] == 200
    status, job = served.ask("POST", "/api/upload?name=mine.xlsx", workbook_bytes(river))
    assert (status, served.ended(job)["state"]) == (202, "done")
    limit_files(served, resource.RLIM_INFINITY)
    assert served.ask("GET", "/api/runs/base/data")[0] == 200
    assert files(folder) == []


def test_kept_code_and_folders_that_vanish_while_it_runs_are_not_missed(tmp_path):
    kept, here, temporary = (tmp_path / name for name in ("kept", "here", "temporary"))
    here.mkdir()
    temporary.mkdir()
    kept.mkdir(cache.PRIVATE)
    shutil.copytree(cache.prepare() or "", kept / cache.kernels_name())
    with serving(here, "river-crossing", TMPDIR=str(temporary), SERAI_CACHE=str(kept)) as served:
        assert served.tried()["state"] == "done"
        assert served.ask("GET", "/api/runs/base/data")[0] == 200
        for folder in (kept, here, temporary):
            shutil.rmtree(folder)
        job = served.tried(measures=["more-tents"])
        assert job["state"] == "done", job
        assert served.ask("GET", f"/api/runs/{job['result']}/report")[0] == 200
        assert served.ask("GET", "/api/runs/base/data") == (
            507, {"message": "the server cannot read or write: no such file or directory"},
        )  # fmt: skip
        temporary.mkdir()
        assert served.ask("GET", "/api/runs/base/data")[0] == 200
    assert list(tmp_path.rglob("*")) == [temporary]


def send(served: Served, path: str, *, announced: bool) -> tuple[int, str, int]:
    """Send 500 MB whatever is answered: status, message, and how many bytes had gone when the answer was there."""
    connection, gone, answered = served.connect(), 0, 0
    connection.putrequest("POST", path)
    how = ("Content-Length", str(UPLOAD_BYTES)) if announced else ("Transfer-Encoding", "chunked")
    for name, value in (*served.headers.items(), how):
        connection.putheader(name, value)
    connection.endheaders()
    piece = PIECE if announced else b"%x\r\n%b\r\n" % (len(PIECE), PIECE)
    try:
        while gone < UPLOAD_BYTES:
            answered = answered or (gone if select.select([connection.sock], [], [], 0)[0] else 0)
            connection.send(piece)
            gone += len(PIECE)
    except ConnectionError:
        pass  # nobody listens for longer than Patience
    answer = connection.getresponse()
    found = answer.status, json.loads(answer.read())["message"], answered or gone
    connection.close()
    return found


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in pieces"])
@pytest.mark.parametrize(
    ("path", "limit"), [("/api/upload?name=huge.xlsx", MAX_UPLOAD_BYTES), ("/api/new/posts", MAX_BODY_BYTES)]
)
def test_500_megabytes_are_refused_early_and_kept_nowhere(served, folder, path, limit, announced):
    before = served.peak_bytes()
    status, message, gone = send(served, path, announced=announced)
    assert (status, message) == (413, f"at most {limit:,} bytes are taken")
    assert gone < limit + 60_000_000  # of which what lies in the buffers of the system
    assert served.peak_bytes() - before < MOST_MORE_BYTES
    assert files(folder) == []
    assert served.ask("GET", "/api/state")[0] == 200


def test_a_hundred_runs_wait_in_order_and_others_are_answered_meanwhile(served):
    before = served.peak_bytes()
    wishes = [{"changes": {"services.bridge-desk-car.minutes": 2 + number / 100}} for number in range(MOST_WAITING)]
    asked = [served.ask("POST", "/api/try", json.dumps(wish).encode()) for wish in wishes]
    assert {status for status, _ in asked} == {202}
    ids = [job["id"] for _, job in asked]
    started = time.monotonic()
    jobs = [served.ask("GET", f"/api/jobs/{one}")[1] for one in ids]
    seconds = time.monotonic() - started
    waiting = [job for job in jobs if job["state"] == "waiting"]
    assert len(waiting) > MOST_WAITING / 2
    ended_meanwhile = [row - job["before"] for row, job in enumerate(waiting, waiting[0]["before"])]
    assert ended_meanwhile == sorted(ended_meanwhile)  # each stands one behind the other, and all move up
    assert ended_meanwhile[-1] < MOST_WAITING / 2
    assert seconds < 0.2 * MOST_WAITING
    for one in ids[:-1]:
        served.ask("DELETE", f"/api/jobs/{one}")
    last = served.ended(served.ask("GET", f"/api/jobs/{ids[-1]}")[1])
    assert (last["state"], served.ask("GET", f"/api/runs/{last['result']}/page")[0]) == ("done", 200)
    assert served.peak_bytes() - before < 300_000_000
