"""Runs the draws of a scenario on threads or processes of this machine, or wherever a client sends them.

The compiled loop of a run lets go of Python's lock, so draws run side by side; each is a run by itself, and what comes
out depends on the seed and the number of the draw, not on threads, machines or order.
"""

from __future__ import annotations

import json
import os
import pickle
import platform
import threading
import time
import zlib
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed, wait
from contextlib import closing
from functools import lru_cache, partial
from typing import Any, NamedTuple

import numpy as np

from serai.errors import SeraiError, TooLargeError
from serai.jit import Progress
from serai.model.machine import refuse_without_room
from serai.results.series import kept_bytes
from serai.results.view import View
from serai.runs import away, processes
from serai.runs.course import compile_ahead, run
from serai.runs.design import member_seed
from serai.runs.draws import Draws, InMemory, Member, Members
from serai.runs.ensemble import Ensemble, planned, reason
from serai.runs.gathering import gathered, that_ended
from serai.runs.keeps import KEEPS
from serai.runs.kept import DrawsFolder
from serai.runs.members import member_scenario
from serai.runs.packed import packed, unpacked
from serai.runs.provenance import program
from serai.runs.ranges import Range
from serai.scenario.rule import scenario_from_json
from serai.scenario.schema import Scenario
from serai.state.log import Outcome

_ONCE = threading.Lock()
NO_ROOM = (TooLargeError, MemoryError)
FAILURES = (SeraiError, ArithmeticError, ValueError, LookupError, MemoryError)


class Answers(NamedTuple):
    """What draws say to the observations of a scenario, without anything else of them.

    Attributes
    ----------
    answers : float64[n, n_observations, 3]; as in `Member`
    range_values : float64[n, n_ranges]; the drawn values
    ranges : tuple of Range
    numbers : int64[n]; which of the draws, from 1, were run to their end
    """

    answers: np.ndarray
    range_values: np.ndarray
    ranges: tuple[Range, ...]
    numbers: np.ndarray


def run_draws(
    scenario: Scenario,
    seed: int,
    n_draws: int,
    *,
    threads: int | None = None,
    on_progress: Progress | None = None,
    check: bool = False,
    kept: DrawsFolder | None = None,
    client: Any = None,
) -> tuple[Outcome, Draws]:
    """Run a scenario with its central values, and every draw of its ranges.

    Parameters
    ----------
    scenario : Scenario
    seed : int, >= 0
    n_draws : int, >= 1
    threads : int, default as many as the machine has cores
    on_progress : function of (draws done, draws in all), optional
    check : bool
        As in `serai.runs.course.run`.
    kept : DrawsFolder, optional
        Where each draw is kept as it ends. Those that are there are not run again, and none is in memory meanwhile.
    client : distributed.Client or concurrent.futures.Executor, optional
        Where draws run, in place of threads.

    Returns
    -------
    (Outcome of the central course, Draws)

    Raises
    ------
    TooLargeError
        If the machine cannot hold one run, or what is kept of all draws.
    SeraiError
        If the central run fails, or every draw does.
    """
    plan = planned(scenario, seed, n_draws, "whole", check=check)
    if kept is not None:
        central, failed = _run_beside(plan, kept, threads, client, on_progress)
        return central, gathered(plan, central, kept, failed, n_draws)
    central, members = run(scenario, seed, check=check), InMemory()
    need = n_draws * kept_bytes(central.axes) * 2  # what is kept, and what is made of it
    refuse_without_room(scenario.name, f"{n_draws:,} draws", need, "Fewer draws need less.")
    failed = _run_missing(plan, members, threads, client, on_progress)
    return central, gathered(plan, central, members, failed, n_draws)


def _run_beside(
    plan: Ensemble, kept: DrawsFolder, threads: int | None, client: Any, on_progress: Progress | None
) -> tuple[Outcome, dict[int, Exception]]:
    """The central course, and draws as soon as it has begun; what finds no room beside the others runs after them."""
    compile_ahead(plan.scenario.rule, lambda done, n: None)  # in this thread, which hears Ctrl-C
    with ThreadPoolExecutor(1) as beside:
        try:
            course = _begun(plan, beside)
            failed = _run_missing(plan, kept, threads, client, on_progress, course)
            _wait_for(course)
        except BaseException:
            plan.stop.set()
            raise
    has_room = not isinstance(course.exception(), NO_ROOM)
    return course.result() if has_room else run(plan.scenario, plan.seed, check=plan.check), failed


def _begun(plan: Ensemble, pool: Executor) -> Future[Outcome]:
    """The central course, which has begun and goes on; raises what it ended with, if it did at once."""
    begun = threading.Event()

    def look(done_ticks: int, n_ticks: int) -> None:
        begun.set()
        plan.look(done_ticks, n_ticks)

    course = pool.submit(run, plan.scenario, plan.seed, on_progress=look, check=plan.check)
    course.add_done_callback(lambda _: begun.set())
    while not begun.wait(away.LOOK_SECONDS):
        pass
    if course.done():
        course.result()
    return course


def _wait_for(course: Future[Outcome]) -> None:
    """Wait until the central course has ended, however it did."""
    while not course.done():
        wait([course], timeout=away.LOOK_SECONDS)


def answers_of_draws(
    scenario: Scenario,
    seed: int,
    n_draws: int,
    *,
    threads: int | None = None,
    on_progress: Progress | None = None,
    kept: DrawsFolder | None = None,
) -> Answers:
    """What the draws of a scenario say to its observations; the same draws as those of `run_draws`, which keeps more.

    Parameters
    ----------
    scenario, seed, n_draws, threads, on_progress, kept
        As in `run_draws`.

    Returns
    -------
    Answers

    Raises
    ------
    SeraiError
        If every draw fails.
    """
    plan = planned(scenario, seed, n_draws, "answers")
    members: Members = InMemory() if kept is None else kept
    failed = _run_missing(plan, members, threads, None, on_progress)
    rows = that_ended(members, failed, n_draws)
    answers = np.stack([members.answers_of(number) for number in rows])
    return Answers(answers, plan.values[rows], plan.ranges, np.array(rows, dtype=np.int64) + 1)


Outcomes = Generator[tuple[int, Member | bytes | Exception], None, None]


def _run_missing(
    plan: Ensemble,
    members: Members,
    threads: int | None,
    client: Any,
    on_progress: Progress | None,
    course: Future[Outcome] | None = None,
) -> dict[int, Exception]:
    """Run the draws that are not there yet, and take each in as it ends; those that failed, with the reason.

    A central course beside them that fails for another reason than lack of room ends them.
    """
    failed: dict[int, Exception] = {}
    n_draws, known = len(plan.values), members.known()
    missing = [number for number in range(n_draws) if number not in known]
    if on_progress is not None and len(missing) < n_draws:
        on_progress(n_draws - len(missing), n_draws)
    with closing(outcomes_of([plan], missing, threads, client, course)) as outcomes:
        for done, (number, result) in enumerate(outcomes, start=n_draws - len(missing) + 1):
            if isinstance(result, Exception):
                failed[number] = result
            else:
                take_in(members, number, result)
            if course is not None and course.done() and not isinstance(course.exception(), NO_ROOM):
                course.result()
            if on_progress is not None:
                on_progress(done, n_draws)
    return failed


def take_in(members: Members, number: int, result: Member | bytes) -> None:
    """Keep a draw that has ended: packed, as it came from elsewhere, where members are kept packed."""
    if isinstance(result, bytes) and isinstance(members, DrawsFolder):
        members.put_packed(number, result)
    else:
        members.put(number, unpacked(result) if isinstance(result, bytes) else result)


def outcomes_of(
    plans: Sequence[Ensemble],
    draws: Sequence[int],
    threads: int | None,
    client: Any,
    course: Future[Outcome] | None = None,
) -> Outcomes:
    """Number and outcome of draws as they end: on threads of this machine, or where a client sends them.

    Draws that find no room beside others, or beside the central course, run alone, at last.
    """
    postponed = []
    ended = outcomes_here(plans, draws, threads) if client is None else outcomes_away(plans, client, draws)
    with closing(ended):
        for number, result in ended:
            if isinstance(result, TooLargeError):
                postponed.append(number)
            else:
                yield number, result
    if postponed and course is not None:
        _wait_for(course)
    for number in sorted(postponed):
        yield number, _member(plans, number)


def outcomes_away(plans: Sequence[Ensemble], client: Any, draws: Sequence[int]) -> Outcomes:
    """As `outcomes_here`, wherever a client sends draws."""
    first = plans[0]
    texts = [plan.scenario.model_dump_json(by_alias=True) for plan in plans]
    given = {"scenarios": texts, "seed": first.seed, "draws": len(first.values), "check": first.check}
    order = zlib.compress(json.dumps(given | {"keeps": first.keeps, "program": program()}).encode("utf-8"))
    return away.outcomes(client, run_batch, order, draws)


def run_batch(order: bytes, numbers: tuple[int, ...]) -> away.Batch:
    """Draws of ensembles, where they were sent to.

    Parameters
    ----------
    order : bytes, as `outcomes_away` makes it
    numbers : tuple of int, as in `outcomes_here`

    Returns
    -------
    Batch

    Raises
    ------
    SeraiError
        If this process has another version of what decides the bits.
    """
    given = _order_of(order)
    size, how = given["draws"], (given["seed"], given["draws"], given["keeps"], given["check"])

    def draw(count: int) -> bytes | Exception:
        with _ONCE:  # the threads of a worker compile and read a scenario once
            plan = _plan_sent(given["scenarios"][count // size], *how)
        return _sendable(count % size, _member([plan], count % size))

    return _batch(numbers, draw)


def _batch(numbers: tuple[int, ...], draw: Callable[[int], Any]) -> away.Batch:
    """Some draws, one after the other, and how long they took."""
    began = time.perf_counter()
    outcomes = [(count, draw(count)) for count in numbers]
    return away.Batch(outcomes, time.perf_counter() - began)


@lru_cache(maxsize=2)
def _order_of(order: bytes) -> dict[str, Any]:
    """What was sent; SeraiError where this process has another version of what decides the bits."""
    given: dict[str, Any] = json.loads(zlib.decompress(order))
    here = program()
    others = [f"{name} {here[name]}, not {wanted}" for name, wanted in given["program"].items() if here[name] != wanted]
    if others:
        raise SeraiError(f"{platform.node()} has another version: {'; '.join(others)}")
    return given


@lru_cache(maxsize=64)
def _plan_sent(text: str, seed: int, draws: int, keeps: str, check: bool) -> Ensemble:
    scenario = scenario_from_json(text)
    compile_ahead(scenario.rule, lambda done, n: None)
    return planned(scenario, seed, draws, keeps, check=check)


def _sendable(number: int, result: Member | Exception) -> bytes | Exception:
    """An outcome as it is sent back: a draw packed; an error that cannot be sent as its words."""
    if isinstance(result, Member):
        return packed(number, result)
    try:
        pickle.loads(pickle.dumps(result))
    except Exception:  # noqa: BLE001 - whatever a class of errors makes of it
        return SeraiError(reason(result))
    return result


def outcomes_here(plans: Sequence[Ensemble], draws: Sequence[int], threads: int | None = None) -> Outcomes:
    """Number and outcome of every draw, as they end: on threads, or on processes where much is left to do.

    One that finds no room beside others ends with that.

    Parameters
    ----------
    plans : sequence of Ensemble
        With one seed and number of draws, and the same kept of each.
    draws : sequence of int
        Counted from 0 through all ensembles: draw k of the second of those with n draws is n + k.
    threads : int, default as many as the machine has cores
        How many draws run at the same time.
    """
    count = max(1, min(threads or os.cpu_count() or 1, len(draws)))
    first = 0 if processes.is_up() else count
    began = time.perf_counter()
    yield from _on_threads(plans, draws[:first], count)
    left, seconds = draws[first:], time.perf_counter() - began
    is_long = not first or seconds * len(left) > count * processes.LONG_SECONDS
    pool = processes.processes(count) if is_long and len(left) > count else None
    yield from _on_threads(plans, left, count) if pool is None else _on_processes(plans, left, count, pool)


def _on_processes(plans: Sequence[Ensemble], draws: Sequence[int], count: int, pool: Executor) -> Outcomes:
    """As `outcomes_here`, with one thread beside the processes; if one is killed, what is left runs on threads."""
    left = dict.fromkeys(draws)
    here = partial(_member, plans)
    crew = processes.Crew(pool, lambda order, numbers: _batch(numbers, here), min(count, processes.MOST))
    try:
        for number, result in outcomes_away(plans, crew, draws):
            del left[number]
            yield number, result
        processes.rest()
    except away.PoolEndedError:
        yield from _on_threads(plans, list(left), count)
    except BaseException:
        for plan in plans:
            plan.stop.set()
        processes.end()
        raise
    finally:
        crew.shutdown()


def _on_threads(plans: Sequence[Ensemble], draws: Sequence[int], count: int) -> Outcomes:
    """As `outcomes_here`."""
    with ThreadPoolExecutor(count) as pool:
        numbers: dict[Future[Member | Exception], int] = {pool.submit(_member, plans, k): k for k in draws}
        try:
            for future in as_completed(tuple(numbers)):
                yield numbers.pop(future), future.result()
        except BaseException:  # Ctrl-C as well: the runs that are under way end at their next look
            for plan in plans:
                plan.stop.set()
            pool.shutdown(cancel_futures=True)
            raise


def _member(plans: Sequence[Ensemble], count: int) -> Member | Exception:
    """One draw, counted through all ensembles; or why it failed."""
    plan, number = plans[count // len(plans[0].values)], count % len(plans[0].values)
    try:
        scenario = member_scenario(plan.scenario, plan.ranges, plan.values[number])
        seed = member_seed(plan.seed, number + 1)
        view = View(run(scenario, seed, on_progress=plan.look, check=plan.check), scenario)
        return KEEPS[plan.keeps](view)
    except FAILURES as error:
        return error.with_traceback(None)  # which would hold the arrays of the run
