"""The same bits from threads, processes and a cluster of dask on this machine, also when a worker is killed midway."""

from __future__ import annotations

import json
import os
import signal
import zlib
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

import serai
from serai.errors import SeraiError
from serai.runs import engine

DRAWS = 12
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wanted(river):
    return serai.simulate(river, draws=DRAWS, threads=1).provenance.result_hash


@pytest.fixture(scope="module")
def client():
    """A real scheduler and two workers of one thread, each a process, on loopback."""
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_two_processes_give_the_same_bits(river, wanted):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert serai.simulate(river, draws=DRAWS, client=pool).provenance.result_hash == wanted


def test_a_cluster_gives_the_same_bits_and_tells_how_far_it_is(river, wanted, client):
    told: list[tuple[int, int]] = []
    run = serai.simulate(river, draws=DRAWS, client=client, on_progress=lambda *counted: told.append(counted))
    assert run.provenance.result_hash == wanted
    assert told == [(number, DRAWS) for number in range(1, DRAWS + 1)]


def test_what_a_killed_worker_had_under_way_runs_again(river, client, tmp_path):
    """One of two workers is killed after the third draw; draws that are kept are those of threads, bit for bit."""
    killed: list[int] = []

    def kill(done, n_draws):
        if done == 3:
            killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGTERM if os.name == "nt" else signal.SIGKILL)

    many = 3 * DRAWS
    run = serai.simulate(river, draws=many, client=client, on_progress=kill, folder=tmp_path)
    assert len(killed) == 1
    assert run.failed == ()
    assert run.provenance.result_hash == serai.simulate(river, draws=many).provenance.result_hash


def test_a_worker_of_another_version_is_refused_with_what_differs(river, client, monkeypatch):
    here = engine.program()
    monkeypatch.setattr(engine, "program", lambda: {**here, "kernels": "kernels-other"})
    with pytest.raises(SeraiError, match=r"has another version: kernels kernels-\w+, not kernels-other$"):
        serai.simulate(river, draws=2, client=client)


def test_an_order_holds_all_that_its_draws_need(river, monkeypatch):
    orders = []

    def here(client, work, order, numbers):
        orders.append(order)
        yield from work(order, tuple(numbers)).outcomes

    monkeypatch.setattr(engine.away, "outcomes", here)
    run = serai.simulate(river, draws=2, client=object())
    assert run.provenance.result_hash == serai.simulate(river, draws=2).provenance.result_hash
    assert json.loads(zlib.decompress(orders[0]))["program"] == engine.program()
