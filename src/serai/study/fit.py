"""`serai fit`: parameters of a scenario, found on the observations that are marked fit, and on no others.

Every candidate is a run with chance and all other ranges drawn again. Runs are weighted by how likely they make the
figures (`study.weights`), with a discrepancy by group of facts (`study.left_out`). Which named parameters make up for
each other is looked at afterwards. A run ends with the last day that an observation used for fit asks for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psutil

from serai.errors import ScenarioError, UsageError
from serai.jit import Progress
from serai.problems import Problem
from serai.results.distance import fit_distance, row_distance
from serai.results.score import score
from serai.results.view import View
from serai.rng import name_key
from serai.runs.course import run
from serai.runs.design import design, member_seed
from serai.runs.engine import FAILURES
from serai.runs.ensemble import StoppedError
from serai.runs.members import member_scenario
from serai.runs.ranges import Range, ranges_of
from serai.scenario.known import newest
from serai.scenario.schema import Scenario
from serai.study.fit_log import FitLog, FitRun, identity
from serai.study.left_out import Figures, LeftOut, discrepancies, left_out, tempered
from serai.study.population import Candidate, Proposal, log_weights, next_candidates, proposal_of
from serai.study.posterior import Posterior, before_fit, fitted_scenario, posterior_of_weighted
from serai.study.ridges import Ridge, response, ridges_of

FIT = "fit"
RUNS = 900
OF_A_STEP = 100
STEPS = 6  # at least, of a search with few runs
LEAST_RUNS = 40


@dataclass(frozen=True)
class Step:
    """How one step of the search ended: the power of the likelihood that was used, and the effective number of runs."""

    step: int
    runs: int
    power: float
    effective: float


@dataclass(frozen=True)
class Fit:
    """What a fit found.

    Attributes
    ----------
    scenario : Scenario; as it was, with fitted values, ranges and samples
    seed : int
    posterior : Posterior
    steps : tuple of Step
    discrepancies : dict of group of facts -> factor on its model error
    left_out : tuple of LeftOut; each group as the others predict it
    central : FitRun; the scenario as it was before, all ranges at their centre
    fitted : FitRun; the same with the medians of what was found
    ridges : tuple of Ridge; parameters that the figures cannot tell apart
    failed : tuple of str; runs that could not be made, with the reason
    last_day : date; after which nothing was simulated
    """

    scenario: Scenario
    seed: int
    posterior: Posterior
    steps: tuple[Step, ...]
    discrepancies: dict[str, float]
    left_out: tuple[LeftOut, ...]
    central: FitRun
    fitted: FitRun
    ridges: tuple[Ridge, ...] = field(repr=False)
    failed: tuple[str, ...]
    last_day: date


@dataclass(frozen=True)
class _Search:
    """What all runs of a fit share."""

    scenario: Scenario
    ranges: tuple[Range, ...]
    every: tuple[Range, ...]
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
        The most runs of the search; it ends earlier when enough of them tell of the whole likelihood.
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
    log = FitLog(folder, identity(blind, chosen, until))
    every = ranges_of(blind)
    named = [item for item in every if item.address.table == "parameters"]
    done = _Counter(2 + runs + 2 * len(named), on_progress)
    search = _Search(blind, ranges, every, chosen, until, log, threads or psutil.cpu_count() or 1, done.count)
    central = _at(search, 0, [item.central for item in ranges])
    outcome = _searched(search, runs)
    posterior = posterior_of_weighted(outcome.values, outcome.weights, ranges)
    return Fit(
        scenario=fitted_scenario(scenario, posterior),
        seed=chosen,
        posterior=posterior,
        steps=outcome.steps,
        discrepancies=outcome.discrepancies,
        left_out=outcome.left_out,
        central=central,
        fitted=_at(search, 1, [posterior.points(column)[1] for column in range(len(ranges))]),
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


class _Found(NamedTuple):
    """What the search found: values float64[n_runs, n_parameters] and weights float64[n_runs] of all its runs."""

    values: np.ndarray
    weights: np.ndarray
    steps: tuple[Step, ...]
    discrepancies: dict[str, float]
    left_out: tuple[LeftOut, ...]


def _searched(search: _Search, runs: int) -> _Found:
    """Draws of the prior, then steps that follow the weights, until the whole likelihood leaves enough runs."""
    size = min(OF_A_STEP, runs // STEPS)
    columns = [search.every.index(item) for item in search.ranges]
    values = design(search.every, search.seed, 2 * size)
    tried = _tried(search, [Candidate(0, number, tuple(row)) for number, row in enumerate(values[:, columns].tolist())])
    n_prior = sum(not item.failed for item in tried)
    if not n_prior:
        raise ScenarioError(f'scenario "{search.scenario.name}"', [f"no run finished; the first: {tried[0].failed}"])
    factors = discrepancies(_figures(search, tried))
    steps: list[Step] = []
    proposals: list[Proposal] = []
    while True:
        ended = [item for item in tried if not item.failed]
        logs = log_weights(np.array([item.values for item in ended]), 2 * size, proposals, search.ranges)
        seen = _figures(search, ended)
        power, weights = tempered(logs, _total(seen, factors), min(size / 2, n_prior))
        effective = 1.0 / float(weights @ weights)
        steps.append(Step(len(steps), len(tried), power, effective))
        if (power == 1.0 and effective >= size) or len(tried) + size > runs:
            break
        at = np.array([item.values for item in ended])
        proposals.append(proposal_of(at, weights, search.ranges, size))
        tried += _tried(search, next_candidates(proposals[-1], search.ranges, search.seed, len(proposals)))
    distances = np.array([[np.nan if of is None else of for of in item.distances] for item in ended])
    groups = left_out(seen, distances, logs, n_prior, min(size / 2, n_prior))
    return _Found(np.array([item.values for item in ended]), weights, tuple(steps), factors, groups)


def _figures(search: _Search, tried: Sequence[FitRun]) -> Figures:
    """What the runs that ended say to the rows."""
    known = [[np.nan if of is None else of for of in item.figures] for item in tried if not item.failed]
    return Figures(search.scenario.observations, np.array(known, dtype=np.float64), search.scenario)


def _total(seen: Figures, factors: dict[str, float]) -> np.ndarray:
    return np.asarray(np.sum([np.zeros(len(seen.figures)), *seen.log_likelihoods(factors).values()], axis=0))


def _at(search: _Search, number: int, values: Sequence[float]) -> FitRun:
    """The run with given values of the parameters and all other ranges at their centre."""

    def make(candidate: Candidate) -> FitRun:
        return _run_of(search, candidate, search.scenario, search.ranges, np.array(candidate.values), search.seed)

    return _all(search, [Candidate(-1, number, tuple(values))], make)[0]


def _tried(search: _Search, candidates: Sequence[Candidate]) -> list[FitRun]:
    """Runs of the candidates of a step, each with other ranges and chance of its own; those in the log are not made."""
    step = candidates[0].step
    seed = search.seed if step == 0 else int(name_key("fit", str(search.seed), str(step))) >> 1
    values = design(search.every, seed, len(candidates))
    for column, item in enumerate(search.ranges):
        values[:, search.every.index(item)] = [candidate.values[column] for candidate in candidates]

    def make(candidate: Candidate) -> FitRun:
        number = candidate.number
        chance = member_seed(seed, number + 1)
        return _run_of(search, candidate, search.scenario, search.every, values[number], chance)

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

    def make(candidate: Candidate) -> FitRun:
        return _run_of(search, candidate, result, ranges, np.array(candidate.values), search.seed)

    tried = _all(search, candidates, make)
    responses = {
        result.parameters[item.address.row].name: response(low, high, result.observations)
        for item, low, high in zip(ranges, tried[::2], tried[1::2], strict=True)
        if not (low.failed or high.failed)
    }
    return ridges_of(responses, result.observations)


def _all(search: _Search, candidates: Sequence[Candidate], make: Callable[[Candidate], FitRun]) -> list[FitRun]:
    stop = threading.Event()

    def one_of(candidate: Candidate) -> FitRun:
        known = search.log.known(candidate)
        if known is None:
            if stop.is_set():
                raise StoppedError
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
) -> FitRun:
    try:
        member = member_scenario(scenario, ranges, values)
        rows = score(View(run(member, seed, until=search.until), member))
    except FAILURES as error:
        return FitRun(candidate.step, candidate.number, candidate.values, float("inf"), (), (), str(error))
    distances, figures = tuple(row_distance(row) for row in rows), tuple(row.simulated for row in rows)
    return FitRun(candidate.step, candidate.number, candidate.values, fit_distance(rows), distances, figures)


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
