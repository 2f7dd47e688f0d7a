"""The error of the model itself, by kind of quantity, and intervals of draws that hold it.

Draws spread over the ranges of inputs and over chance, as if the model were right. It is not, so an interval of what
may be seen is that of draws x error: every draw's figure carries the error of its kind of quantity, and the interval is
made of the points of the mixture. They are worked out from its distribution function, so no number is drawn.

An error has Student's distribution with four degrees of freedom around nothing, which leaves room for a figure that is
far off. Its scale is that of the logarithm of (figure + grain); a share, a date and a number of days err by an absolute
amount. The grain is a figure that nobody tells from none, as a wait of 2 h. The scales stand in `model_error.csv`. They
are learned on observations marked fit, and on no others, by `study.learned_error`.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from serai.quantities import QUANTITY_OF, ErrorKind, error_kind, is_share

ABSOLUTE: tuple[ErrorKind, ...] = ("share", "date")
GRAINS = {"persons": 10.0, "places": 10.0, "km": 0.5}  # by unit; of waits and vehicles that of the quantity
NO_GRAIN = 1e-9
HALVINGS = 40


class KnownError(NamedTuple):
    """A line of the table: the scale of one kind, and how many observations it was learned on."""

    kind: str
    scale: float
    rows: int


class ModelError(NamedTuple):
    """The error of one figure.

    Attributes
    ----------
    scale : float
        Of the logarithm, or in the unit of the figure where the kind is absolute.
    way : str
        log: of the logarithm of (figure + grain). absolute. own: a share of the figure, whatever its sign (a balance).
    grain : float
        In the unit of the figure; more than 0.
    least, most : float
        Bounds that the figure cannot leave.
    """

    scale: float
    way: str = "log"
    grain: float = NO_GRAIN
    least: float = 0.0
    most: float = math.inf


@cache
def model_errors() -> dict[str, KnownError]:
    """The table of model errors, by kind of quantity."""
    text = files("serai.results").joinpath("model_error.csv").read_text(encoding="utf-8")
    rows = [KnownError(row["kind"], float(row["scale"]), int(row["rows"])) for row in csv.DictReader(text.splitlines())]
    return {row.kind: row for row in rows}


def error_of(quantity: str, statistic: str, start: datetime, end: datetime, scale: float | None = None) -> ModelError:
    """The error of a figure.

    Parameters
    ----------
    quantity, statistic : str, as in an observation
    start, end : datetime
        Its period.
    scale : float, default that of the table
    """
    kind = error_kind(quantity, statistic, (end - start) / timedelta(days=1))
    known = QUANTITY_OF[quantity]
    scale = model_errors()[kind].scale if scale is None else scale
    if kind in ABSOLUTE:
        return ModelError(scale, "absolute", most=1.0 if is_share(quantity, statistic) else math.inf)
    grain = GRAINS.get(known.unit, NO_GRAIN) if known.no_queue is None else known.no_queue
    if known.kind == "net":
        return ModelError(scale, "own", grain, least=-math.inf)
    return ModelError(scale, "log", NO_GRAIN if statistic == "ratio" else grain)


def points(values: np.ndarray, shares: Sequence[float], error: ModelError) -> tuple[float, ...]:
    """Points of the mixture of draws x error: below each lies the share of what may be.

    Parameters
    ----------
    values : float64[n_draws], without NaN, at least one
    shares : sequence of float, between 0 and 1
    error : ModelError

    Returns
    -------
    tuple of float, one for each share.
    """
    middles, scales = placed(values, error)
    wanted = np.array(shares)
    single = middles + scales * np.array([[student_point(share)] for share in shares])
    low, high = single.min(axis=1), single.max(axis=1)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_below = student((middle[:, np.newaxis] - middles) / scales).mean(axis=1) < wanted
        low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
    return tuple(_figure(place, error) for place in ((low + high) / 2).tolist())


def share_below(values: np.ndarray, at: float, error: ModelError) -> float:
    """The share of the mixture of draws x error that lies at or below a figure."""
    if at >= error.most:
        return 1.0
    if at < error.least:
        return 0.0
    middles, scales = placed(values, error)
    place = math.log(at + error.grain) if error.way == "log" else at
    return float(student((place - middles) / scales).mean())


def placed(values: np.ndarray, error: ModelError) -> tuple[np.ndarray, np.ndarray]:
    """Where each draw's error is centred, and its scale: float64[n_draws] twice, on the axis of the error."""
    if error.way == "log":
        return np.log(np.maximum(values, 0.0) + error.grain), np.full(values.shape, error.scale)
    if error.way == "own":
        return values, error.scale * (np.abs(values) + error.grain)
    return values, np.full(values.shape, error.scale)


def shifted(values: np.ndarray, scales_away: float, error: ModelError) -> np.ndarray:
    """Figures so many scales of the error further up its axis, inside its bounds: float64[n], NaN stays."""
    middles, scales = placed(values, error)
    moved = middles + scales_away * scales
    return np.asarray(np.clip(np.exp(moved) - error.grain if error.way == "log" else moved, error.least, error.most))


def _figure(place: float, error: ModelError) -> float:
    figure = math.exp(place) - error.grain if error.way == "log" else place
    return min(max(figure, error.least), error.most)


def student(x: np.ndarray) -> np.ndarray:
    """Distribution function of Student's t with four degrees of freedom."""
    bounded = np.clip(x, -1e8, 1e8)
    t = bounded / np.sqrt(4.0 + bounded * bounded)
    return np.asarray(0.5 + 0.25 * t * (3.0 - t * t))


def student_point(share: float) -> float:
    """The point below which a share of Student's t with four degrees of freedom lies."""
    spread = math.sqrt(4.0 * share * (1.0 - share))
    root = math.cos(math.acos(spread) / 3.0) / spread
    return math.copysign(2.0 * math.sqrt(max(root - 1.0, 0.0)), share - 0.5)
