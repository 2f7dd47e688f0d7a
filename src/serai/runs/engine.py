"""Runs the draws of a scenario on threads in one process.

The compiled loop of a run lets go of Python's lock, so draws run side by side; each is a run by itself, and what comes
out depends on the seed and the number of the draw, not on threads or order.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from serai.errors import InvariantError, ScenarioError, SeraiError, TooLargeError
from serai.jit import Progress
from serai.model.machine import refuse_without_room
from serai.results.figures import Figure, course_figures
from serai.results.quantities import answer
from serai.results.series import kept_arrays, kept_bytes
from serai.results.view import View
from serai.runs.course import run
from serai.runs.design import design, member_seed
from serai.runs.draws import Draws, FailedDraw, Member
from serai.runs.members import member_scenario
from serai.runs.ranges import Range, posterior_of, ranges_of
from serai.scenario.schema import Observation, Scenario
from serai.state.log import Outcome

FAILURES = (SeraiError, ArithmeticError, ValueError, LookupError, MemoryError)


class _StoppedError(Exception):
    """A run ends early because all draws are to end."""


@dataclass(frozen=True)
class _Plan:
    """What all draws of an ensemble share."""

    scenario: Scenario
    seed: int
    ranges: tuple[Range, ...]
    values: np.ndarray
    stop: threading.Event
    keeps: Callable[[View], Member]
    check: bool = False


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
) -> tuple[Outcome, Draws]:
    """Run a scenario with its central values, then every draw of its ranges.

    Parameters
    ----------
    scenario : Scenario
    seed : int, >= 0
    n_draws : int, >= 1
    threads : int, default as many as the machine has cores
    on_progress : function of (draws done, draws in all), optional
    check : bool
        As in `serai.runs.course.run`.

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
    plan = _planned(scenario, seed, n_draws, _kept, check=check)
    central = run(scenario, seed, check=check)
    need = n_draws * kept_bytes(central.axes) * 2  # what is kept, and a file of it before it is written
    refuse_without_room(scenario.name, f"{n_draws:,} draws", need, "Fewer draws need less.")
    members, failed = _all_members(plan, n_draws, threads, on_progress)
    return central, _gathered(plan, central, members, failed)


def answers_of_draws(
    scenario: Scenario,
    seed: int,
    n_draws: int,
    *,
    threads: int | None = None,
    on_progress: Progress | None = None,
) -> Answers:
    """What the draws of a scenario say to its observations; the same draws as those of `run_draws`, which keeps more.

    Parameters
    ----------
    scenario, seed, n_draws, threads, on_progress
        As in `run_draws`.

    Returns
    -------
    Answers

    Raises
    ------
    SeraiError
        If every draw fails.
    """
    plan = _planned(scenario, seed, n_draws, _answers_alone)
    members, failed = _all_members(plan, n_draws, threads, on_progress)
    rows = [number for number, member in enumerate(members) if member is not None]
    answers = [member.answers for member in _those_that_ended(members, failed)]
    return Answers(np.stack(answers), plan.values[rows], plan.ranges, np.array(rows, dtype=np.int64) + 1)


def _planned(
    scenario: Scenario, seed: int, n_draws: int, keeps: Callable[[View], Member], *, check: bool = False
) -> _Plan:
    ranges = ranges_of(scenario)
    values = design(ranges, seed, n_draws, posterior_of(scenario))
    return _Plan(scenario, seed, ranges, values, threading.Event(), keeps, check)


def _all_members(
    plan: _Plan, n_draws: int, threads: int | None, on_progress: Progress | None
) -> tuple[list[Member | None], dict[int, Exception]]:
    """Every draw that came to its end, at its number, and why the others did not."""
    members: list[Member | None] = [None] * n_draws
    failed: dict[int, Exception] = {}
    with closing(_outcomes(plan, n_draws, threads or os.cpu_count() or 1)) as outcomes:
        for done, (number, result) in enumerate(outcomes, start=1):
            if isinstance(result, Member):
                members[number] = result
            else:
                failed[number] = result
            if on_progress is not None:
                on_progress(done, n_draws)
    return members, failed


def _outcomes(plan: _Plan, n_draws: int, threads: int) -> Generator[tuple[int, Member | Exception], None, None]:
    """Number and outcome of every draw, as they end; those that find no room beside others run alone, at last."""
    postponed = []
    with ThreadPoolExecutor(min(threads, n_draws)) as pool:
        numbers: dict[Future[Member | Exception], int] = {pool.submit(_member, plan, k): k for k in range(n_draws)}
        try:
            for future in as_completed(tuple(numbers)):
                result, number = future.result(), numbers.pop(future)
                if isinstance(result, TooLargeError):
                    postponed.append(number)
                else:
                    yield number, result
        except BaseException:  # Ctrl-C as well: the runs that are under way end at their next look
            plan.stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    for number in sorted(postponed):
        yield number, _member(plan, number)


def _member(plan: _Plan, number: int) -> Member | Exception:
    """One draw; or why it failed."""

    def stop_if_asked(done_ticks: int, n_ticks: int) -> None:
        if plan.stop.is_set():
            raise _StoppedError

    try:
        scenario = member_scenario(plan.scenario, plan.ranges, plan.values[number])
        seed = member_seed(plan.seed, number + 1)
        return plan.keeps(View(run(scenario, seed, on_progress=stop_if_asked, check=plan.check), scenario))
    except FAILURES as error:
        return error.with_traceback(None)  # which would hold the arrays of the run


def _reason(error: Exception) -> str:
    if isinstance(error, InvariantError):
        return f"our own fault: {error}"
    return str(error) if isinstance(error, SeraiError) else f"{type(error).__name__}: {error}"


def _kept(view: View) -> Member:
    """What is kept of one draw."""
    return Member(kept_arrays(view), course_figures(view), answers_of(view, view.scenario.observations))


def _answers_alone(view: View) -> Member:
    return Member({}, {}, answers_of(view, view.scenario.observations))


def answers_of(view: View, observations: Sequence[Observation]) -> np.ndarray:
    """What one course says to observations: float64[n_observations, 3], as in `Member`."""
    answers = [answer(row, view) for row in observations]
    parts = [[np.nan if part is None else part for part in (item.value, item.low, item.high)] for item in answers]
    return np.array(parts, dtype=np.float64).reshape(len(answers), 3)


def _gathered(plan: _Plan, central: Outcome, members: Sequence[Member | None], failed: dict[int, Exception]) -> Draws:
    """All draws under each other, in the order of their numbers; members give up their arrays one by one."""
    rows = [number for number, member in enumerate(members) if member is not None]
    kept = _those_that_ended(members, failed)
    named = [course_figures(View(central, plan.scenario)), *(member.figures for member in kept)]
    figures = tuple(sorted({figure for names in named for figure in names}))
    return Draws(
        axes=central.axes,
        scenario=plan.scenario,
        numbers=np.array(rows, dtype=np.int64) + 1,
        seeds=np.array([member_seed(plan.seed, number + 1) for number in rows], dtype=np.int64),
        range_names=tuple(item.name for item in plan.ranges),
        range_values=plan.values[rows],
        arrays={name: np.stack([member.arrays.pop(name) for member in kept]) for name in list(kept[0].arrays)},
        figures=figures,
        figure_values=np.stack([_in_order(member, figures) for member in kept]),
        answers=np.stack([member.answers for member in kept]),
        failed=tuple(_failed(plan, number, _reason(error)) for number, error in sorted(failed.items())),
    )


def _those_that_ended(members: Sequence[Member | None], failed: dict[int, Exception]) -> list[Member]:
    """The members, if there are any; what the first of the others raised, if not."""
    kept = [member for member in members if member is not None]
    if not kept:
        first, head = failed[min(failed)], f"all {len(members):,} draws failed; the first: "
        if isinstance(first, ScenarioError):
            raise type(first)(first.what, [problem._replace(text=head + problem.text) for problem in first.located])
        raise SeraiError(head + _reason(first))
    return kept


def _in_order(member: Member, figures: Sequence[Figure]) -> np.ndarray:
    return np.array([member.figures.get(figure, np.nan) for figure in figures])


def _failed(plan: _Plan, number: int, message: str) -> FailedDraw:
    names = (item.name for item in plan.ranges)
    values = dict(zip(names, plan.values[number].tolist(), strict=True))
    return FailedDraw(number + 1, member_seed(plan.seed, number + 1), message, values)
