"""What the draws of a scenario share."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

from serai.errors import InvariantError, SeraiError
from serai.runs.design import design, member_seed
from serai.runs.draws import FailedDraw
from serai.runs.ranges import Range, posterior_of, ranges_of
from serai.scenario.schema import Scenario


class StoppedError(Exception):
    """A run ends early, or is not begun, because all are to end."""


@dataclass(frozen=True)
class Ensemble:
    """What all draws of an ensemble share; `keeps` names what is kept of each (`KEEPS`)."""

    scenario: Scenario
    seed: int
    ranges: tuple[Range, ...]
    values: np.ndarray
    stop: threading.Event
    keeps: str
    check: bool = False

    def look(self, done_ticks: int, n_ticks: int) -> None:
        """What a run calls now and then: it ends if all are to end."""
        if self.stop.is_set():
            raise StoppedError

    def failed(self, number: int, error: Exception) -> FailedDraw:
        """A draw, counted from 0, that could not be run to its end."""
        names = (item.name for item in self.ranges)
        values = dict(zip(names, self.values[number].tolist(), strict=True))
        return FailedDraw(number + 1, member_seed(self.seed, number + 1), reason(error), values)


def planned(
    scenario: Scenario, seed: int, n_draws: int, keeps: str, *, check: bool = False, stop: threading.Event | None = None
) -> Ensemble:
    """What so many draws of a scenario share; those that share `stop` end together."""
    ranges = ranges_of(scenario)
    values = design(ranges, seed, n_draws, posterior_of(scenario))
    return Ensemble(scenario, seed, ranges, values, stop or threading.Event(), keeps, check)


def reason(error: Exception) -> str:
    """Why a draw failed, in words."""
    if isinstance(error, InvariantError):
        return f"our own fault: {error}"
    return str(error) if isinstance(error, SeraiError) else f"{type(error).__name__}: {error}"
