"""`serai fit`: parameters of a scenario, found on the observations that are marked fit, and on no others.

Every candidate is a run with the seed of the scenario, so that candidates differ by their values alone (common random
numbers). Other ranges stay at their centre; which named parameters make up for each other is looked at afterwards. A
run ends with the last day that an observation used for fit asks for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import psutil

from serai.errors import ScenarioError, UsageError
from serai.jit import Progress
from serai.problems import Problem
from serai.results.distance import fit_distance, row_distance
from serai.results.score import score
from serai.results.view import View
from serai.runs.course import run
from serai.runs.engine import FAILURES
from serai.runs.members import member_scenario
from serai.runs.ranges import Range, ranges_of
from serai.scenario.known import newest
from serai.scenario.schema import Scenario
from serai.study.fit_log import FitLog, Tried, identity
from serai.study.population import Candidate, Particle, first_candidates, nearest, next_candidates, weight_of
from serai.study.posterior import Posterior, before_fit, fitted_scenario, posterior_of_particles
from serai.study.ridges import Ridge, response, ridges_of

FIT = "fit"
RUNS = 1500
KEPT_SHARE = 0.5  # of the candidates of the first step
KEPT = 100
LEAST_ACCEPTED = 0.05  # of a step's candidates; fewer, and the search ends
LEAST_RUNS = 40


@dataclass(frozen=True)
class Step:
    """How one step of the search ended: the distance within which all kept particles lie, and the share of new ones."""

    step: int
    runs: int
    tolerance: float
    best: float
    accepted: float


@dataclass(frozen=True)
class Fit:
    """What a fit found.

    Attributes
    ----------
    scenario : Scenario; as it was, with fitted values, ranges and samples
    seed : int
    posterior : Posterior
    steps : tuple of Step
    best : Tried; the candidate with the smallest distance, with the distance of each observation
    central : Tried; the scenario as it was before
    ridges : tuple of Ridge; parameters that the figures cannot tell apart
    failed : tuple of str; runs that could not be made, with the reason
    last_day : date; after which nothing was simulated
    """

    scenario: Scenario
    seed: int
    posterior: Posterior
    steps: tuple[Step, ...]
    best: Tried
    central: Tried
    ridges: tuple[Ridge, ...] = field(repr=False)
    failed: tuple[str, ...]
    last_day: date


@dataclass(frozen=True)
class _Search:
    """What all runs of a fit share."""

    scenario: Scenario
    ranges: tuple[Range, ...]
    seed: int
    until: date
    log: FitLog
    threads: int
    on_run: Callable[[], None]


def fit(
    scenario: Scenario,
    *,
    seed: int | None = None,
    runs: int = RUNS,
    folder: Path | None = None,
    threads: int | None = None,
    on_progress: Progress | None = None,
) -> Fit:
    """Find the parameters that are marked for fit on the observations that are marked for fit.

    Parameters
    ----------
    scenario : Scenario
    seed : int, default that of the scenario
    runs : int, at least 40
        The most runs of the search; it ends earlier when few candidates come nearer.
    folder : Path, optional
        Where every run is written down; runs that stand there are not made again.
    threads : int, default the number of cores
    on_progress : function of (runs done, the most runs), optional

    Returns
    -------
    Fit

    Raises
    ------
    UsageError
        If there are too few runs.
    ScenarioError
        If nothing is marked for fit, no candidate can be run, or the folder holds another fit.
    """
    if runs < LEAST_RUNS:
        raise UsageError(f"a fit needs at least {LEAST_RUNS} runs, got {runs}")
    chosen = scenario.seed if seed is None else seed
    blind = _fit_rows_only(scenario)
    ranges = _priors(blind)
    until = _last_day(blind)
    kept = min(KEPT, runs // 4)
    log = FitLog(folder, identity(blind, chosen, until))
    named = [item for item in ranges_of(blind) if item.address.table == "parameters"]
    done = _Counter(1 + runs + 2 * len(named), on_progress)
    search = _Search(blind, ranges, chosen, until, log, threads or psutil.cpu_count() or 1, done.count)
    central = _tried(search, [Candidate(-1, 0, tuple(item.central for item in ranges))])[0]
    particles, steps = _searched(search, runs, kept)
    posterior = posterior_of_particles(particles, ranges)
    result = fitted_scenario(scenario, posterior)
    best = log.find(particles[0].candidate)
    return Fit(
        scenario=result,
        seed=chosen,
        posterior=posterior,
        steps=tuple(steps),
        best=best,
        central=central,
        ridges=_ridges(search, fitted_scenario(blind, posterior)),
        failed=tuple(f"step {item.step}, run {item.number}: {item.failed}" for item in log.all() if item.failed),
        last_day=until,
    )


def _fit_rows_only(scenario: Scenario) -> Scenario:
    """The scenario before a fit, without observations of another use: what is not there cannot be looked at."""
    rows = tuple(row for row in newest(scenario.observations, scenario) if row.use == FIT)
    if not rows:
        raise ScenarioError(f'scenario "{scenario.name}"', [Problem("observations", "no row has the use fit")])
    parameters = tuple(before_fit(item) for item in scenario.parameters)
    return scenario.model_copy(update={"observations": rows, "parameters": parameters, "posterior": ()})


def _priors(scenario: Scenario) -> tuple[Range, ...]:
    """The range in which each parameter is looked for."""
    wanted = {number for number, item in enumerate(scenario.parameters) if item.fit}
    result = tuple(
        item for item in ranges_of(scenario) if item.address.table == "parameters" and item.address.row in wanted
    )
    without = sorted(wanted - {item.address.row for item in result})
    problems = [
        Problem(f"parameters.{scenario.parameters[row].name}", "a parameter that is fitted needs low and high")
        for row in without
    ]
    if problems or not result:
        raise ScenarioError(f'scenario "{scenario.name}"', problems or [Problem("parameters", "no row is marked fit")])
    return result


def _last_day(scenario: Scenario) -> date:
    """The day after the last that a row asks for, and one more, since places keep different times."""
    ends = [row.end.date() if row.end is not None else scenario.end for row in scenario.observations]
    return min(scenario.end, max(ends) + timedelta(days=1))


def _searched(search: _Search, runs: int, kept: int) -> tuple[list[Particle], list[Step]]:
    """Draws of the prior, then steps that come nearer until few do, or the runs are used up."""
    first = min(round(kept / KEPT_SHARE), runs)
    tried = _tried(search, first_candidates(search.ranges, search.seed, first))
    particles = nearest([Particle(_candidate(item), item.distance, 1.0) for item in tried if not item.failed], kept)
    if not particles:
        raise ScenarioError(
            f'scenario "{search.scenario.name}"', [f"no run came to its end; the first: {tried[0].failed}"]
        )
    steps, used = [_step_of(0, first, particles, 1.0)], first
    while used < runs:
        step, count = len(steps), min(first - kept, runs - used)
        candidates = next_candidates(particles, search.ranges, search.seed, step, count)
        new = [
            Particle(candidate, item.distance, weight_of(candidate, particles, search.ranges))
            for candidate, item in zip(candidates, _tried(search, candidates), strict=True)
            if not item.failed
        ]
        accepted = sum(item.distance < particles[-1].distance for item in new) / count
        particles, used = nearest([*particles, *new], kept), used + count
        steps.append(_step_of(step, used, particles, accepted))
        if accepted < LEAST_ACCEPTED:
            break
    return particles, steps


def _step_of(step: int, runs: int, particles: Sequence[Particle], accepted: float) -> Step:
    return Step(step, runs, particles[-1].distance, particles[0].distance, accepted)


def _candidate(item: Tried) -> Candidate:
    return Candidate(item.step, item.number, item.values)


def _tried(search: _Search, candidates: Sequence[Candidate]) -> list[Tried]:
    """Runs of candidates, in their order; those that stand in the log are not made again."""

    def make(candidate: Candidate) -> Tried:
        values = np.array(candidate.values)
        return _run_of(search, candidate, search.scenario, search.ranges, values, search.seed)

    return _all(search, candidates, make)


def _ridges(search: _Search, result: Scenario) -> tuple[Ridge, ...]:
    """Runs with one named parameter at an end of its range, and what they say of pairs."""
    ranges = tuple(item for item in ranges_of(result) if item.address.table == "parameters")
    middle = [item.central for item in ranges]
    ends = [(column, end) for column, item in enumerate(ranges) for end in (item.low, item.high)]
    candidates = [
        Candidate(-2, number, (*middle[:column], end, *middle[column + 1 :]))
        for number, (column, end) in enumerate(ends)
    ]

    def make(candidate: Candidate) -> Tried:
        return _run_of(search, candidate, result, ranges, np.array(candidate.values), search.seed)

    tried = _all(search, candidates, make)
    responses = {
        result.parameters[item.address.row].name: response(low, high, result.observations)
        for item, low, high in zip(ranges, tried[::2], tried[1::2], strict=True)
        if not (low.failed or high.failed)
    }
    return ridges_of(responses, result.observations)


def _all(search: _Search, candidates: Sequence[Candidate], make: Callable[[Candidate], Tried]) -> list[Tried]:
    stop = threading.Event()

    def one_of(candidate: Candidate) -> Tried:
        known = search.log.known(candidate)
        if known is None:
            if stop.is_set():
                raise _StoppedError
            known = search.log.add(make(candidate))
        search.on_run()
        return known

    with ThreadPoolExecutor(search.threads) as pool:
        try:
            return list(pool.map(one_of, candidates))
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise


def _run_of(
    search: _Search, candidate: Candidate, scenario: Scenario, ranges: Sequence[Range], values: np.ndarray, seed: int
) -> Tried:
    try:
        member = member_scenario(scenario, ranges, values)
        rows = score(View(run(member, seed, until=search.until), member))
    except FAILURES as error:
        return Tried(candidate.step, candidate.number, candidate.values, float("inf"), (), (), str(error))
    distances, figures = tuple(row_distance(row) for row in rows), tuple(row.simulated for row in rows)
    return Tried(candidate.step, candidate.number, candidate.values, fit_distance(rows), distances, figures)


class _StoppedError(Exception):
    """A run is not begun because the fit is to end."""


class _Counter:
    """Counts runs for the progress bar, whichever thread made them."""

    def __init__(self, most: int, on_progress: Progress | None) -> None:
        self._most, self._on_progress = most, on_progress
        self._done, self._lock = 0, threading.Lock()

    def count(self) -> None:
        """One more run."""
        with self._lock:
            self._done += 1
            if self._on_progress is not None:
                self._on_progress(self._done, self._most)
