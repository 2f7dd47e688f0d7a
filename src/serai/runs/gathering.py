"""All draws that ended, under each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from serai.errors import ScenarioError, SeraiError
from serai.results.figures import Figure, course_figures
from serai.results.view import View
from serai.runs.design import member_seed
from serai.runs.draws import Draws, Members
from serai.runs.ensemble import Ensemble, reason
from serai.state.log import Outcome


def gathered(plan: Ensemble, central: Outcome, members: Members, failed: dict[int, Exception], n_draws: int) -> Draws:
    """All draws under each other, in the order of their numbers."""
    rows = that_ended(members, failed, n_draws)
    names = set(course_figures(View(central, plan.scenario)))
    for number in rows:
        names.update(members.figures_of(number))
    figures = tuple(sorted(names))
    return Draws(
        axes=central.axes,
        scenario=plan.scenario,
        numbers=np.array(rows, dtype=np.int64) + 1,
        seeds=np.array([member_seed(plan.seed, number + 1) for number in rows], dtype=np.int64),
        range_names=tuple(item.name for item in plan.ranges),
        range_values=plan.values[rows],
        arrays=members.arrays_of(rows),
        figures=figures,
        figure_values=np.stack([_in_order(members.figures_of(number), figures) for number in rows]),
        answers=np.stack([members.answers_of(number) for number in rows]),
        failed=tuple(plan.failed(number, error) for number, error in sorted(failed.items())),
    )


def that_ended(members: Members, failed: dict[int, Exception], n_draws: int) -> list[int]:
    """Numbers of the draws that came to their end, if any did; what the first of the others raised, if not."""
    rows = sorted(number for number in members.known() if number < n_draws)
    if not rows:
        first, head = failed[min(failed)], f"all {n_draws:,} draws failed; the first: "
        if isinstance(first, ScenarioError):
            raise type(first)(first.what, [problem._replace(text=head + problem.text) for problem in first.located])
        raise SeraiError(head + reason(first))
    return rows


def _in_order(values: dict[Figure, float], figures: Sequence[Figure]) -> np.ndarray:
    return np.array([values.get(figure, np.nan) for figure in figures])
