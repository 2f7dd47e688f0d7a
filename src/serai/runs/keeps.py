"""What is kept of one draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from serai.results.figures import WHOLE, Figure, course_figures
from serai.results.quantities import answer
from serai.results.series import kept_arrays
from serai.results.totals import totals, totals_by_day
from serai.results.view import View
from serai.runs.draws import Member
from serai.scenario.schema import Observation


def whole_kept(view: View) -> Member:
    """Its series, figures, and what it says to the observations."""
    return Member(kept_arrays(view), course_figures(view), answers_of(view, view.scenario.observations))


def _answers_alone(view: View) -> Member:
    return Member({}, {}, answers_of(view, view.scenario.observations))


def _totals_alone(view: View) -> Member:
    """What measures are judged by, of the whole run and by day, and what the course says to the observations."""
    figures = {Figure(WHOLE, "", name): value for name, value in totals(view).items()}
    return Member(totals_by_day(view), figures, answers_of(view, view.scenario.observations))


KEEPS: dict[str, Callable[[View], Member]] = {
    "whole": whole_kept, "answers": _answers_alone, "totals": _totals_alone
}  # fmt: skip


def answers_of(view: View, observations: Sequence[Observation]) -> np.ndarray:
    """What one course says to observations: float64[n_observations, 3], as in `Member`."""
    answers = [answer(row, view) for row in observations]
    parts = [[np.nan if part is None else part for part in (item.value, item.low, item.high)] for item in answers]
    return np.array(parts, dtype=np.float64).reshape(len(answers), 3)
