"""Which parameters the published figures cannot tell apart: pairs whose effects on them are alike (docs/model/fit.md).

Each named parameter is set to the low and to the high end of its range, all else at its value. The differences of the
simulated figures, in half-widths of the published ranges and at most 3 each way, are its response. Where the responses
of two parameters are parallel on a group of facts, a rise of the one is made up for by a fall (or a rise) of the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from serai.results.distance import CAP, row_scale
from serai.scenario.published import published_range
from serai.scenario.schema import Observation
from serai.study.fit_log import FitRun

LEAST_COSINE = 0.9
LEAST_LENGTH = 0.5  # half-widths; a parameter that moves a group by less has no say in it
LEAST_ROWS = 2  # on one row any two responses are parallel
MOST_IN_GROUP = 5


@dataclass(frozen=True)
class Ridge:
    """Two parameters that a group of facts cannot tell apart.

    Attributes
    ----------
    group : str, a `fact_group`
    first, second : str, names of parameters
    cosine : float, -1 to 1; of the angle between their responses
    lengths : (float, float); of the two responses, in half-widths
    """

    group: str
    first: str
    second: str
    cosine: float
    lengths: tuple[float, float]


def response(low: FitRun, high: FitRun, rows: Sequence[Observation]) -> np.ndarray:
    """What a parameter does to each figure from one end of its range to the other.

    Returns
    -------
    float64[n_rows], in half-widths of the published ranges, -3 to 3; 0 where a run has no figure.
    """
    result = np.zeros(len(rows))
    for number, (before, after, row) in enumerate(zip(low.figures, high.figures, rows, strict=True)):
        if before is not None and after is not None:
            effect = (after - before) / row_scale(*published_range(row), row.bound)
            result[number] = min(max(effect, -CAP), CAP)
    return result


def ridges_of(responses: dict[str, np.ndarray], rows: Sequence[Observation]) -> tuple[Ridge, ...]:
    """Pairs of parameters with parallel responses, by group of facts, the most parallel first.

    Parameters
    ----------
    responses : dict of name -> float64[n_rows]
    rows : sequence of Observation

    Returns
    -------
    tuple of Ridge; at most five for a group, those with |cosine| of at least 0.9 on groups of two rows or more, where
    both parameters move the group by at least half a half-width.
    """
    result = []
    for group in dict.fromkeys(row.fact_group for row in rows):
        members = [number for number, row in enumerate(rows) if row.fact_group == group]
        if len(members) < LEAST_ROWS:
            continue
        parts = {name: effect[members] for name, effect in responses.items()}
        lengths = {name: float(np.sqrt((part**2).sum())) for name, part in parts.items()}
        moving = [name for name in parts if lengths[name] >= LEAST_LENGTH]
        pairs = [
            Ridge(group, item, other, _cosine(parts[item], parts[other]), (lengths[item], lengths[other]))
            for item, other in combinations(moving, 2)
        ]
        near = [pair for pair in pairs if abs(pair.cosine) >= LEAST_COSINE]
        result += sorted(near, key=lambda pair: -abs(pair.cosine))[:MOST_IN_GROUP]
    return tuple(result)


def _cosine(item: np.ndarray, other: np.ndarray) -> float:
    return float((item * other).sum() / np.sqrt((item**2).sum() * (other**2).sum()))
