"""New figures against draws: how much each draw weighs, what they cannot explain, and which rows look like errors."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

import numpy as np

from serai.errors import ScenarioError
from serai.jit import Progress
from serai.problems import Problem
from serai.results.forecast_score import figure_of
from serai.runs.engine import Answers, answers_of_draws
from serai.runs.files import remove_empty
from serai.runs.kept import DrawsFolder, how_many, plan_of, remove_draws
from serai.scenario.nearest import quoted
from serai.scenario.numbers import number_text
from serai.scenario.schema import Observation, Scenario
from serai.study.weights import (
    Bias,
    biases,
    distances,
    effective_share,
    is_outside,
    log_likelihoods,
    normalised,
    says_too_little,
    tempering,
    widening,
)

LEFT = 0.5  # effective share of the draws that weights leave at least
EXPLAINED = 0.1  # effective share below which the model is said not to explain the figures
FAR_OFF = 1.645  # scales; outside the middle 90 %
MOST_NAMED = 5
ADVICE = "correct it, or use --leave-out {row}, or --keep {row} if it is correct"
ENDS = (0.05, 0.5, 0.95)
WEIGHING = "weighing"  # folder of draws that are run up to the cut, in that of an update


class UnlikelyRowsError(ScenarioError):
    """New figures that are like nothing that was expected.

    Parameters
    ----------
    problems : sequence of Problem, what is wrong with each
    rows : sequence of str, their ids, in the same order
    advice : str
        What to do about one, put behind what is wrong; ``{row}`` stands for its id.

    Attributes
    ----------
    rows : tuple of str
    """

    def __init__(self, problems: Sequence[Problem], rows: Sequence[str], advice: str = ADVICE) -> None:
        self._problems, self.rows = tuple(problems), tuple(rows)
        todo = [advice.format(row=row) for row in self.rows]
        pairs = zip(self._problems, todo, strict=True)
        super().__init__("the update", [problem._replace(text=f"{problem.text}; {what}") for problem, what in pairs])

    def advising(self, advice: str) -> UnlikelyRowsError:
        """The same with other words on what to do."""
        return UnlikelyRowsError(self._problems, self.rows, advice)


class Weights(NamedTuple):
    """What figures say of draws.

    Attributes
    ----------
    weights : float64[n_draws], add up to 1
    effective : float
        Effective share of the draws before the likelihood was tempered, with the model error of the table.
    power : float; of the likelihood, that was used
    widened : dict of group of facts -> by which its model error was multiplied
    unexplained : tuple of str; ids of the rows furthest from the draws, where hardly a draw explains the figures
    biases : dict of group of facts -> Bias
    """

    weights: np.ndarray
    effective: float
    power: float
    widened: dict[str, float]
    unexplained: tuple[str, ...]
    biases: dict[str, Bias]


def weighed(rows: Sequence[Observation], figures: np.ndarray, scenario: Scenario) -> Weights:
    """Weigh draws by figures; where these cannot be explained the model error is taken wider.

    Parameters
    ----------
    rows : sequence of Observation
    figures : float64[n_draws, n_rows], NaN where there is none
    scenario : Scenario
    """
    effective, factors = effective_share(_total(rows, figures, scenario, {})), {}
    unexplained: tuple[str, ...] = ()
    if effective < EXPLAINED or any(is_outside(row, of, scenario) for row, of in answered(rows, figures)):
        unexplained = _furthest(rows, figures, scenario)
        factors = widening(rows, figures, scenario, EXPLAINED)
    total = _total(rows, figures, scenario, factors)
    power = tempering(total, LEFT)
    weights = normalised(power * total)
    result = biases(rows, figures, scenario, weights, factors)
    return Weights(weights, effective, power, factors, unexplained, result)


def answered(rows: Sequence[Observation], figures: np.ndarray) -> list[tuple[Observation, np.ndarray]]:
    """Rows that any draw answers, each with the figures of the draws."""
    return [(row, of) for row, of in zip(rows, figures.T, strict=True) if not np.isnan(of).all()]


def refuse_typing_errors(
    rows: Sequence[Observation], figures: np.ndarray, scenario: Scenario, given: Collection[str]
) -> None:
    """Refuse rows that were handed in now and are like nothing that was expected.

    Raises
    ------
    UnlikelyRowsError
        With every such row among those whose ids are given.
    """
    problems, names = [], []
    for row, of in answered(rows, figures):
        if row.id in given and (is_outside(row, of, scenario) or says_too_little(row, of, scenario)):
            names.append(row.id)
            figure, expected = figure_of(row), np.nanquantile(of, ENDS)
            low, middle, high = (number_text(float(f"{value:.3g}")) for value in expected)
            problems.append(
                Problem(
                    f"observations {quoted(row.id)}",
                    f"{number_text(figure or 0.0)} {row.unit or row.quantity} lies outside the 99.9 % interval "
                    f"of the forecast (draws: {middle}, {low} to {high})",
                )
            )
    if problems:
        raise UnlikelyRowsError(problems, names)


def answers_kept(
    scenario: Scenario,
    seed: int,
    draws: int,
    folder: Path | None,
    part: str,
    *,
    threads: int | None = None,
    on_progress: Progress | None = None,
) -> Answers:
    """What draws say to the observations of a scenario; each is kept as it ends, and none that is there is run again.

    Parameters
    ----------
    scenario, seed, draws, threads, on_progress
        As in `answers_of_draws`.
    folder : Path or None
        That of the update; draws lie in a folder of it until `forget_weighing`. Those of another plan are dropped.
    part : str
        Which draws of the update they are.
    """
    kept = None
    if folder is not None:
        kept = DrawsFolder(folder / WEIGHING / part, plan_of(scenario, seed, draws), force=True)
    with kept or nullcontext():
        return answers_of_draws(scenario, seed, draws, threads=threads, on_progress=on_progress, kept=kept)


def how_many_kept(folder: Path) -> int:
    """How many draws of an update are kept in its folder, before the cut and beyond it."""
    return how_many(folder) + sum(how_many(part) for part in (folder / WEIGHING).glob("*"))


def forget_weighing(folder: Path | None) -> None:
    """Remove the draws that `answers_kept` kept, and the folder of the update if nothing else is there."""
    if folder is not None:
        remove_draws(folder / WEIGHING)
        remove_empty([folder])


def _total(
    rows: Sequence[Observation], figures: np.ndarray, scenario: Scenario, widened: Mapping[str, float]
) -> np.ndarray:
    parts = log_likelihoods(rows, figures, scenario, widened)
    return np.asarray(np.sum([np.zeros(len(figures)), *parts.values()], axis=0))


def _furthest(rows: Sequence[Observation], figures: np.ndarray, scenario: Scenario) -> tuple[str, ...]:
    """Ids of the rows that lie far from most draws, the furthest first."""
    away = {row.id: float(np.nanmedian(distances(row, of, scenario))) for row, of in answered(rows, figures)}
    far = sorted(away, key=lambda name: (-away[name], name))
    return tuple([name for name in far if away[name] > FAR_OFF][:MOST_NAMED] or far[:1])
