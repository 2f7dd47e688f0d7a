"""Which uncertain inputs explain the spread of each headline figure, computed from the draws of a run.

First-order indices: the share of the variance of a figure that would go if one input were known. They are estimated
from the given draws by RBD-FAST of the package SALib (Tarantola, Gatelli and Mara 2006; Plischke 2010; bias by Tissot
and Prieur 2012), of the ranks of the figure, so that a few extreme draws do not decide, and compared with inputs that
are made up and have no effect (docs/decisions/0038-sensitivity.md).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from serai.errors import MissingExtraError, UsageError
from serai.results.bands import Band, band
from serai.results.figures import WHOLE, Figure
from serai.runs.ranges import Range, ranges_of
from serai.runs.run import Run

LEAST_DRAWS = 30
MOST_ALIKE = 0.9  # share of the draws that may have one value; with more, nothing can be inferred
MADE_UP = 300  # inputs without effect that tell the noise
CHANCE = 0.05  # in how many figures any input may stand above the noise by chance alone
MOST_HARMONICS, DRAWS_PER_HARMONIC = 10, 20
FIGURES = (
    Figure("total", "", "entries"),
    Figure("total", "", "stayed"),
    Figure("peak", "", "entries"),
    Figure("peak", "", "day"),
    Figure(WHOLE, "", "hours_waited"),
    Figure(WHOLE, "", "worst_line"),
    Figure(WHOLE, "", "worst_line_registration"),
    Figure(WHOLE, "", "nights_without_bed"),
)


@dataclass(frozen=True)
class Input:
    """One uncertain thing that was drawn: a range, with those that share its draw.

    Attributes
    ----------
    item : Range
        The first of them.
    names : tuple of str
        All, as `--set` takes them.
    """

    item: Range
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called."""
        return self.item.name


@dataclass(frozen=True)
class Explained:
    """What moves one figure.

    Attributes
    ----------
    figure : Figure
    band : Band
        Of the draws that have it.
    shares : float64[n_inputs]
        First-order index of each input: share of the variance of the figure's ranks, about 0 for one without effect
        (it may be below 0).
    noise : float
        What the highest of so many inputs without effect stays below in 19 of 20 figures.
    """

    figure: Figure
    band: Band
    shares: np.ndarray = field(repr=False)
    noise: float

    @property
    def named(self) -> list[int]:
        """Rows of the inputs that stand above the noise, the highest first."""
        return [row for row in np.argsort(-self.shares, kind="stable").tolist() if self.shares[row] > self.noise]


@dataclass(frozen=True)
class Sensitivity:
    """Which inputs of a run with draws explain which figures.

    Attributes
    ----------
    run : Run
    inputs : tuple of Input
    explained : tuple of Explained
    left_out : tuple of Figure
        Those that are the same in more than nine of ten draws, or that fewer than `LEAST_DRAWS` draws have.
    """

    run: Run
    inputs: tuple[Input, ...]
    explained: tuple[Explained, ...]
    left_out: tuple[Figure, ...]

    @property
    def weights(self) -> np.ndarray:
        """Mean share that an input explains over the figures, noise counted as nothing: float64[n_inputs]."""
        if not self.explained:
            return np.zeros(len(self.inputs))
        over = [
            np.where(explained.shares > explained.noise, np.minimum(explained.shares, 1.0), 0.0)
            for explained in self.explained
        ]
        return np.asarray(np.mean(over, axis=0))

    @property
    def order(self) -> list[int]:
        """Rows of the inputs above the noise of some figure, those first that are worth asking about first."""
        weights = self.weights
        return [row for row in np.argsort(-weights, kind="stable").tolist() if weights[row] > 0]


def sensitivity(run: Run) -> Sensitivity:
    """Which uncertain inputs explain the spread of each headline figure of a run.

    Parameters
    ----------
    run : Run, with at least 30 draws

    Returns
    -------
    Sensitivity

    Raises
    ------
    UsageError
        If the run has too few draws, or no ranges.
    MissingExtraError
        If the package SALib is missing.
    """
    draws = run.draws
    if draws is None or draws.numbers.size < LEAST_DRAWS:
        has = "has none" if draws is None else f"has {draws.numbers.size}"
        wanted = "serai run SCENARIO --draws 200"
        raise UsageError(f"the sensitivity needs a run with at least {LEAST_DRAWS} draws, this one {has}: {wanted}")
    if not draws.range_names:
        raise UsageError("the sensitivity needs ranges; this scenario has none, so its draws differ by chance alone")
    inputs = _inputs(run)
    columns = [draws.range_names.index(item.name) for item in inputs]
    explained, left_out = [], []
    for figure in (*FIGURES, *_longest_wait(run)):
        values = run.sample.of(*figure)
        known = ~np.isnan(values)
        if known.sum() < LEAST_DRAWS or _most_common_share(values[known]) > MOST_ALIKE:
            left_out.append(figure)
            continue
        shares, noise = first_order(draws.range_values[known][:, columns], values[known], seed=run.seed)
        spread = band(values)
        assert spread is not None
        explained.append(Explained(figure, spread, shares, noise))
    return Sensitivity(run, inputs, tuple(explained), tuple(left_out))


def _most_common_share(values: np.ndarray) -> float:
    return float(np.unique(values, return_counts=True)[1].max() / values.size)


def first_order(inputs: np.ndarray, figure: np.ndarray, *, seed: int = 0) -> tuple[np.ndarray, float]:
    """The first-order index of every input, and the noise.

    Parameters
    ----------
    inputs : float64[n_draws, n_inputs]
    figure : float64[n_draws], at most nine of ten equal
    seed : int
        Of the inputs that are made up.

    Returns
    -------
    float64[n_inputs], share of the variance of the figure's ranks; float, what the highest of `n_inputs` inputs without
    effect stays below in about 19 of 20 cases, estimated from 300 artificial ones.
    """
    n_draws, n_inputs = inputs.shape
    ranks = _ranks(figure)
    return indices(inputs, ranks, _harmonics(n_draws)), _noise(np.sort(ranks).tobytes(), n_inputs, seed)


def _harmonics(n_draws: int) -> int:
    return max(2, min(MOST_HARMONICS, n_draws // DRAWS_PER_HARMONIC))


@lru_cache(maxsize=64)
def _noise(ranks: bytes, n_inputs: int, seed: int) -> float:
    """The noise of a figure, which depends on its ranks without their order alone: figures without ties share it."""
    chance, values = np.random.default_rng(seed), np.frombuffer(ranks)
    made_up = chance.random((values.size, MADE_UP))
    harmonics = _harmonics(values.size)
    return _highest_by_chance(indices(made_up, chance.permutation(values), harmonics), n_inputs, values.size, harmonics)


def _ranks(figure: np.ndarray) -> np.ndarray:
    """Ranks from 0 on; equal values share the mean of theirs."""
    _, place, counts = np.unique(figure, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts + 1) / 2)[place])


def indices(inputs: np.ndarray, figure: np.ndarray, harmonics: int) -> np.ndarray:
    """The first-order index of every input by RBD-FAST, of the figure as it is.

    Parameters
    ----------
    inputs : float64[n_draws, n_inputs]
    figure : float64[n_draws], not all equal
    harmonics : int
        Of the spectrum that are added up; n_draws is more than twice as many.

    Returns
    -------
    float64[n_inputs], share of the variance; about 0, and so perhaps below it, for an input without effect.
    """
    try:
        from SALib.analyze import rbd_fast
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("SALib", "scipy"):
            raise
        raise MissingExtraError("the sensitivity", "sensitivity") from None
    names = [str(number) for number in range(inputs.shape[1])]
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    with warnings.catch_warnings():  # of intervals by resampling, which are not asked for
        warnings.simplefilter("ignore", RuntimeWarning)
        indices = rbd_fast.analyze(problem, inputs, figure, M=harmonics, num_resamples=0)
    return np.asarray(indices["S1"], dtype=np.float64)


def _highest_by_chance(without_effect: np.ndarray, n_inputs: int, n_draws: int, harmonics: int) -> float:
    """The level that the highest of so many indices without effect stays below with a chance of 1 - CHANCE.

    Before the correction of its bias b = 2 M / n, S = (S' - b) / (1 - b), such an index is the share of M of
    (n - 1) / 2 equal powers of a spectrum: a beta variable. Of one with the mean and variance of the made-up inputs,
    of the one in theory and of the highest made-up input the highest level is taken.
    """
    from scipy.stats import beta

    bias = 2 * harmonics / n_draws
    raw = without_effect * (1 - bias) + bias
    mean, variance = float(raw.mean()), float(raw.var(ddof=1))
    size = mean * (1 - mean) / variance - 1
    forms = ((mean * size, (1 - mean) * size), (harmonics, (n_draws - 1) / 2 - harmonics))
    level = max(float(beta.ppf((1 - CHANCE) ** (1 / n_inputs), *form)) for form in forms)
    return max((level - bias) / (1 - bias), float(without_effect.max()))


def _inputs(run: Run) -> tuple[Input, ...]:
    """Ranges by the draw that they share, in the order of the scenario."""
    assert run.draws is not None
    groups: dict[str, list[Range]] = {}
    for item in ranges_of(run.scenario):
        if item.name in run.draws.range_names:
            groups.setdefault(item.drawn_as, []).append(item)
    return tuple(Input(items[0], tuple(item.name for item in items)) for items in groups.values())


def _longest_wait(run: Run) -> Iterator[Figure]:
    """The worst day's wait at the post that the headline names first."""
    if run.headline.waits:
        yield Figure("wait", run.headline.waits[0].place, "p90_hours")


def sensitivity_json(result: Sensitivity) -> dict[str, Any]:
    """The object that ``serai sensitivity --json`` prints (docs/how-to/sensitivity.md)."""
    weights = result.weights
    return {
        "scenario": result.run.scenario.name,
        "seed": result.run.seed,
        "draws": result.run.n_draws,
        "method": "first-order indices of ranks by RBD-FAST (SALib)",
        "ask_first": [_input_json(result.inputs[row], weights[row]) for row in result.order],
        "figures": [_explained_json(explained, result.inputs) for explained in result.explained],
        "left_out": [_figure_json(figure) for figure in result.left_out],
    }


def _input_json(input_: Input, weight: float) -> dict[str, Any]:
    item = input_.item
    return {
        "name": input_.name, "drawn_together": list(input_.names), "value": item.central, "low": item.low,
        "high": item.high, "unit": item.unit, "mean_share": float(weight),
    }  # fmt: skip


def _figure_json(figure: Figure) -> dict[str, str]:
    return {"subject": figure.subject, "of": figure.of, "part": figure.part}


def _explained_json(explained: Explained, inputs: Sequence[Input]) -> dict[str, Any]:
    order = np.argsort(-explained.shares, kind="stable").tolist()
    return {
        **_figure_json(explained.figure),
        "median": explained.band.median,
        "low": explained.band.low,
        "high": explained.band.high,
        "draws": explained.band.draws,
        "noise": explained.noise,
        "inputs": [
            {
                "name": inputs[row].name,
                "share": float(explained.shares[row]),
                "above_noise": bool(explained.shares[row] > explained.noise),
            }
            for row in order
        ],
    }
