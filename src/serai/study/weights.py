"""How likely published figures are under each draw, and the weights that follow (docs/model/update.md).

Figures of one group of facts share a bias of the model, which is integrated out; the rest of the model error is each
figure's own. Independent facts weigh, not rows (`study.facts`). Likelihoods are tempered, so that the weights leave at
least a share of the draws.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from serai.quantities import ErrorKind, error_kind
from serai.results.model_error import ModelError, error_of, placed, shifted
from serai.scenario.published import published_figure, published_range
from serai.scenario.schema import Observation, Scenario
from serai.study.facts import fact_weights

SHARED = math.sqrt(0.5)  # of the scale of the model error: what figures of a group have in common, and what is own
RANGE_IN_SCALES = NormalDist().inv_cdf(0.95)  # a published range is taken as one of 90 %
LEAST_SCALE = 0.02
BIASES = np.linspace(-4.0, 4.0, 33)
BIAS_WEIGHTS = np.exp(-0.5 * BIASES**2) / np.exp(-0.5 * BIASES**2).sum()
ANYTHING = 0.01  # of the chance of a figure is spread five times as wide
WIDE = 5.0
NOT_DATA = ("given", "shown")
HALVINGS = 40
FAR_LEVEL = 0.999
ODD_BOUND = 20.0
WIDENINGS = (1.5, 2.0, 3.0)
NOT_WIDENED: Mapping[str, float] = {}
STANDARD = NormalDist()


class Residuals(NamedTuple):
    """One figure against draws, on the axis of its model error.

    Attributes
    ----------
    low, high : float64[n_draws]
        Where the figure lies, less the draw: alike for a figure, infinite at the open side of a bound. NaN without an
        answer.
    shared, own : float64[n_draws]
        Scales of the bias of its group, and of what is its own, with what the published range leaves open.
    """

    low: np.ndarray
    high: np.ndarray
    shared: np.ndarray
    own: np.ndarray


class Bias(NamedTuple):
    """What known figures say of the bias that a group of facts shares.

    Attributes
    ----------
    mean : float, in its scale; above 0 the figures lie above the draws
    left : float; its variance, of 1 before anything was known
    """

    mean: float
    left: float

    def carried(self, figures: np.ndarray, error: ModelError) -> tuple[np.ndarray, ModelError]:
        """Figures of draws of the same group moved by the bias, and the model error that is left."""
        left = math.sqrt(1.0 - SHARED**2 * (1.0 - self.left))
        return shifted(figures, SHARED * self.mean, error), error._replace(scale=error.scale * left)


UNKNOWN_BIAS = Bias(0.0, 1.0)


def is_data(row: Observation) -> bool:
    """Whether a figure may move weights: inputs, figures that are only shown and ranges of people may not."""
    reported = published_range(row)
    return (
        row.use not in NOT_DATA
        and row.statistic != "covers"
        and (reported.low is not None or reported.high is not None)
    )


def kind_of_row(row: Observation, scenario: Scenario) -> ErrorKind:
    """The kind of model error of the figure that a row states."""
    start = row.start or datetime.combine(scenario.start, time())
    end = row.end or datetime.combine(scenario.end, time())
    return error_kind(row.quantity, row.statistic, (end - start) / timedelta(days=1))


def by_kind(rows: Sequence[Observation], factors: Mapping[str, float], scenario: Scenario) -> dict[str, float]:
    """Factors by group of facts as factors by kind of model error, the largest of each."""
    result: dict[str, float] = {}
    for row in rows:
        if row.fact_group in factors and is_data(row):
            kind = kind_of_row(row, scenario)
            result[kind] = max(result.get(kind, 1.0), factors[row.fact_group])
    return result


def error_of_row(row: Observation, scenario: Scenario) -> ModelError:
    """The model error of the figure that a row states."""
    start = row.start or datetime.combine(scenario.start, time())
    return error_of(row.quantity, row.statistic, start, row.end or datetime.combine(scenario.end, time()))


def residuals(row: Observation, figures: np.ndarray, scenario: Scenario, widened: float = 1.0) -> Residuals:
    """One figure against draws.

    Parameters
    ----------
    row : Observation, for which `is_data` holds
    figures : float64[n_draws], NaN where a draw has none
    scenario : Scenario
    widened : float
        By which the model error is multiplied.
    """
    error = error_of_row(row, scenario)
    middles, scales = placed(figures, error)
    ends = [None if end is None else _place(end, error) for end in published_range(row)]
    reported = published_figure(row.value, *published_range(row))
    half = 0.0 if None in ends else (ends[1] - ends[0]) / 2 / RANGE_IN_SCALES  # type: ignore[operator]
    if row.bound == "at least" or reported is None:
        low, high = (ends[0] if ends[0] is not None else -math.inf), math.inf
    elif row.bound == "at most":
        low, high = -math.inf, (ends[1] if ends[1] is not None else math.inf)
    else:
        low = high = _place(reported, error)
    own = np.sqrt((SHARED * scales * widened) ** 2 + (half if low == high else 0.0) ** 2 + LEAST_SCALE**2)
    return Residuals(low - middles, high - middles, SHARED * scales * widened, own)


def log_likelihoods(
    rows: Sequence[Observation],
    answers: np.ndarray,
    scenario: Scenario,
    widened: Mapping[str, float] = NOT_WIDENED,
    group: str = "",
) -> dict[str, np.ndarray]:
    """How likely the figures of each group of facts are together, under each draw; each to the power of its weight.

    Parameters
    ----------
    rows : sequence of Observation
        Those for which `is_data` does not hold, and those that no draw answers, are passed over.
    answers : float64[n_draws, n_rows]
        Figures of the draws, NaN where there is none; such a draw counts as the others do on average.
    scenario : Scenario
    widened : dict of group -> by which the model error of its figures is multiplied
    group : str, default all groups

    Returns
    -------
    dict of group -> float64[n_draws]
    """
    values = _by_bias(rows, answers, scenario, widened, group)
    return {name: np.log(np.exp(logs) @ BIAS_WEIGHTS + 1e-300) for name, logs in values.items()}


def biases(
    rows: Sequence[Observation],
    answers: np.ndarray,
    scenario: Scenario,
    weights: np.ndarray,
    widened: Mapping[str, float] = NOT_WIDENED,
) -> dict[str, Bias]:
    """What figures say of the bias of each group of facts, over all draws by their weights.

    Parameters
    ----------
    rows, answers, scenario, widened
        As in `log_likelihoods`.
    weights : float64[n_draws], add up to 1
    """
    result = {}
    for group, logs in _by_bias(rows, answers, scenario, widened).items():
        chances = np.exp(logs - logs.max(axis=1, keepdims=True)) * BIAS_WEIGHTS
        chances = weights @ (chances / chances.sum(axis=1, keepdims=True))
        mean = float(chances @ BIASES)
        result[group] = Bias(mean, min(float(chances @ BIASES**2) - mean**2, 1.0))
    return result


def biases_by_kind(rows: Sequence[Observation], of: Mapping[str, Bias], scenario: Scenario) -> dict[str, Bias]:
    """Biases by kind of model error: each that of the group with the most figures of the kind."""
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        if row.fact_group in of and is_data(row):
            counts.setdefault(kind_of_row(row, scenario), Counter())[row.fact_group] += 1
    return {kind: of[groups.most_common(1)[0][0]] for kind, groups in counts.items()}


def _by_bias(
    rows: Sequence[Observation], answers: np.ndarray, scenario: Scenario, widened: Mapping[str, float], group: str = ""
) -> dict[str, np.ndarray]:
    """Logarithm of the chance of the figures of each group, or of one, at each bias: float64[n_draws, n_biases]."""
    used = [(row, of) for row, of in zip(rows, answers.T, strict=True) if is_data(row) and not np.isnan(of).all()]
    weights = fact_weights([row for row, _ in used], scenario)
    by_group: dict[str, list[np.ndarray]] = {}
    for (row, figures), weight in zip(used, weights, strict=True):
        if group and row.fact_group != group:
            continue
        values = residuals(row, figures, scenario, widened.get(row.fact_group, 1.0))
        by_group.setdefault(row.fact_group, []).append(weight * np.log(_chances(values)))
    return {group: np.sum(chances, axis=0) for group, chances in by_group.items()}


def _chances(values: Residuals) -> np.ndarray:
    """Chance of one figure at each bias of its group: float64[n_draws, n_biases]."""
    bias = values.shared[:, np.newaxis] * BIASES
    own = values.own[:, np.newaxis]
    if np.array_equal(values.low, values.high, equal_nan=True):
        z = (values.low[:, np.newaxis] - bias) / own
        chances = (1 - ANYTHING) * np.exp(-0.5 * z**2) + ANYTHING / WIDE * np.exp(-0.5 * (z / WIDE) ** 2)
        chances = chances / own
    else:
        above = _below((values.high[:, np.newaxis] - bias) / own)
        chances = (1 - ANYTHING) * (above - _below((values.low[:, np.newaxis] - bias) / own)) + ANYTHING
    missing = np.isnan(chances).any(axis=1)
    chances[missing] = np.exp(np.log(chances[~missing]).mean(axis=0))
    return np.asarray(chances)


def _below(z: np.ndarray) -> np.ndarray:
    """The normal distribution function, number by number, so that all machines agree."""
    if np.isinf(z).all():  # as at the end where a bound has none
        return np.where(z > 0.0, 1.0, 0.0)
    flat = [0.5 * math.erfc(-value / math.sqrt(2.0)) if not math.isnan(value) else math.nan for value in z.ravel()]
    return np.array(flat).reshape(z.shape)


def _place(figure: float, error: ModelError) -> float:
    return float(placed(np.array([figure]), error)[0][0])


def distances(row: Observation, figures: np.ndarray, scenario: Scenario) -> np.ndarray:
    """How far a figure lies from each draw, in scales of all that may part them: float64[n_draws], 0 inside a bound."""
    values = residuals(row, figures, scenario)
    away = np.maximum(np.maximum(values.low, 0.0), -np.minimum(values.high, 0.0))
    return np.asarray(away / np.sqrt(values.own**2 + values.shared**2))


def is_outside(
    row: Observation, figures: np.ndarray, scenario: Scenario, level: float = FAR_LEVEL, widened: float = 1.0
) -> bool:
    """Whether a figure lies outside the central interval of draws x model error, for typing errors.

    The error has normal tails here: those of the intervals that are scored would let a factor of ten pass.

    Parameters
    ----------
    row : Observation
    figures : float64[n_draws], NaN where a draw has none
    scenario : Scenario
    level : float, as 0.999
    widened : float
        By which the model error is multiplied.
    """
    known = figures[~np.isnan(figures)]
    if not known.size:
        return False
    values = residuals(row, known, scenario, widened)
    scale = np.sqrt(values.own**2 + values.shared**2)
    tail = (1.0 - level) / 2.0
    return bool(_below(values.high / scale).mean() < tail or _below(-values.low / scale).mean() < tail)


def says_too_little(row: Observation, figures: np.ndarray, scenario: Scenario) -> bool:
    """Whether a bound would be outside even if it said twenty times as much: "at least 30" where 30,000 are expected.

    Parameters
    ----------
    row, figures, scenario
        As in `is_outside`.
    """
    if row.bound == "two-sided" or not row.value:
        return False
    value = row.value * ODD_BOUND if row.bound == "at least" else row.value / ODD_BOUND
    blank = dict.fromkeys(("low", "high", "reported_low", "reported_high"))
    other = "at most" if row.bound == "at least" else "at least"
    return is_outside(row.model_copy(update={**blank, "value": value, "bound": other}), figures, scenario)


def effective_share(log_weights: np.ndarray) -> float:
    """Effective sample size (1 / sum of squared weights) over the number of draws: above 0, at most 1."""
    weights = normalised(log_weights)
    return float(1.0 / (weights @ weights) / weights.size)


def normalised(log_weights: np.ndarray) -> np.ndarray:
    """Weights that add up to 1."""
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())


def tempering(log_weights: np.ndarray, least_share: float, base: np.ndarray | float = 0.0) -> float:
    """The largest power of the likelihood, at most 1, that leaves an effective share of the draws.

    Parameters
    ----------
    log_weights : float64[n_draws]; of the likelihood
    least_share : float
    base : float64[n_draws], default 0
        Logarithm of the weights that draws have without it; where these leave less, the power is 0.
    """
    if effective_share(base + log_weights) >= least_share:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if effective_share(base + middle * log_weights) >= least_share else (low, middle)
    return low


def widening(
    rows: Sequence[Observation], answers: np.ndarray, scenario: Scenario, least_share: float
) -> dict[str, float]:
    """How much wider the model error must be, by group of facts, until draws explain the figures.

    First groups of which a figure lies outside the 99.9 % interval, then the group whose figures leave the smallest
    effective share, step by step.

    Parameters
    ----------
    rows, answers, scenario
        As in `log_likelihoods`.
    least_share : float
        Effective share of the draws under which figures count as not explained.

    Returns
    -------
    dict of group -> factor, of those that were widened; empty where that is not needed.
    """
    steps: dict[str, int] = {}
    for row, figures in zip(rows, answers.T, strict=True):
        step = steps.get(row.fact_group, -1)
        while step + 1 < len(WIDENINGS) and is_data(row) and is_outside(
            row, figures, scenario, widened=WIDENINGS[step] if step >= 0 else 1.0
        ):  # fmt: skip
            step += 1
            steps[row.fact_group] = step
    factors = {group: WIDENINGS[step] for group, step in steps.items()}
    parts = log_likelihoods(rows, answers, scenario, factors)
    while True:
        free = [group for group in parts if steps.get(group, -1) + 1 < len(WIDENINGS)]
        if not free or effective_share(np.sum(list(parts.values()), axis=0)) >= least_share:
            return factors
        worst = min(free, key=lambda group: (effective_share(parts[group]), group))
        steps[worst] = steps.get(worst, -1) + 1
        factors[worst] = WIDENINGS[steps[worst]]
        parts |= log_likelihoods(rows, answers, scenario, factors, worst)
