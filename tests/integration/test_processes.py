"""Many draws on processes of this machine: when they are used, the same bits, and what ends them."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import serai
from serai.runs import away, engine, processes
from serai.runs.draws import draws_hash
from serai.runs.engine import run_draws
from serai.runs.ensemble import planned
from serai.runs.provenance import result_hash

DRAWS = 12


@pytest.fixture
def long(monkeypatch):
    """Whatever is left to do is worth processes; none is up before or after."""
    monkeypatch.setattr(processes, "LONG_SECONDS", 0.0)
    yield
    processes.end()


@pytest.fixture(scope="module")
def wanted(river):
    central, draws = run_draws(river, 1, DRAWS, threads=1)
    return draws_hash(result_hash(central), draws)


def test_one_at_a_time_needs_no_process():
    assert processes.processes(1) is None


def test_threads_run_draws_where_nothing_compiled_is_kept(monkeypatch):
    monkeypatch.setattr(processes, "is_kept", lambda: False)
    assert processes.processes(2) is None


def test_threads_run_draws_where_memory_is_short(monkeypatch):
    monkeypatch.setattr(processes, "free_bytes", lambda: 2 * 2**30 - 1)
    assert processes.processes(2) is None


def test_the_first_draws_run_on_threads_and_say_whether_processes_are_worth_it(river, monkeypatch):
    asked = []
    monkeypatch.setattr(processes, "processes", asked.append)
    run_draws(river, 1, 6, threads=2)
    assert asked == []  # it is over soon
    monkeypatch.setattr(processes, "LONG_SECONDS", 0.0)
    run_draws(river, 1, 6, threads=2)
    assert asked == [2]


def test_what_a_killed_process_leaves_runs_on_threads(river, wanted, monkeypatch):
    def killed(plans, client, draws):
        yield draws[0], engine._member(plans, draws[0])
        raise away.PoolEndedError("a process of the pool ended")

    monkeypatch.setattr(processes, "LONG_SECONDS", 0.0)
    monkeypatch.setattr(processes, "processes", lambda count: object())
    monkeypatch.setattr(engine, "outcomes_away", killed)
    central, draws = run_draws(river, 1, DRAWS, threads=2)
    assert draws_hash(result_hash(central), draws) == wanted


def test_the_thread_of_a_crew_takes_as_many_batches_as_it_can_wait_for():
    held = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        crew = processes.Crew(pool, lambda number: ("here", held.wait(), number), 2)
        futures = [crew.submit(lambda number: ("there", number), number) for number in range(away.AHEAD + 2)]
        held.set()
        assert [future.result()[0] for future in futures] == ["here"] * away.AHEAD + ["there"] * 2
        assert crew.submit(lambda number: ("there", number), 9).result() == ("here", True, 9)
        crew.shutdown()


@pytest.mark.slow
@pytest.mark.usefixtures("long")
def test_processes_give_the_same_bits_and_stay_for_the_next_draws(river, wanted, tmp_path):
    run = serai.simulate(river, seed=1, draws=DRAWS, threads=2, folder=tmp_path / "run")
    assert run.provenance.result_hash == wanted
    assert processes.is_up()
    first = set(processes._standing.executor._processes)
    again = serai.simulate(river, seed=1, draws=DRAWS, threads=2)
    assert again.provenance.result_hash == wanted
    assert set(processes._standing.executor._processes) == first


def test_processes_are_up_from_the_end_of_the_draws_not_from_their_begin(river, monkeypatch):
    """Draws that take longer than processes stay idle leave them up all the same."""
    now = [0.0]
    monkeypatch.setattr(processes.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(processes._standing, "executor", object())

    def slow(plans, client, draws):
        for draw in draws:
            now[0] += processes.IDLE_SECONDS
            yield draw, engine._member(plans, draw)

    monkeypatch.setattr(engine, "outcomes_away", slow)
    plan = planned(river, 1, 3, "answers")
    assert len(list(engine._on_processes([plan], range(3), 2, object()))) == 3
    assert processes.is_up()
    now[0] += processes.IDLE_SECONDS
    assert not processes.is_up()


@pytest.mark.slow
@pytest.mark.usefixtures("long")
def test_a_process_that_is_killed_costs_no_draw(river, wanted):
    def kill(done, n_draws):
        if done == 3:  # the first that came from a process
            pid = next(iter(processes.processes(2)._processes))
            os.kill(pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)

    run = serai.simulate(river, seed=1, draws=DRAWS, threads=2, on_progress=kill)
    assert run.failed == ()
    assert run.provenance.result_hash == wanted


@pytest.mark.slow
@pytest.mark.usefixtures("long")
def test_ctrl_c_ends_the_processes(river):
    def interrupt(done, n_draws):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_draws(river, 1, 300, threads=2, on_progress=interrupt)
    assert not processes.is_up()
