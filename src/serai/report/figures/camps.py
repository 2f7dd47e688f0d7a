"""Pictures of a run that follows Flee's rule: people in camps against what was reported."""

from __future__ import annotations

from typing import Any

import numpy as np

from serai.codes import Stage
from serai.report.figures.charts import Chart
from serai.report.figures.sample import figures
from serai.results.run import Run
from serai.scenario.series import daily_people, points_of


def camp_charts(run: Run) -> list[Chart]:
    """People at each place that has a series, or that is a camp, by day; those with most people first.

    A panel has the lines `simulated` and `observed` (straight between reports) and `points`, the reports:
    [day, people].
    """
    score = run.camp_score
    if score is None:
        return []
    daily, points = daily_people(run.scenario), points_of(run.scenario)
    people = run.outcome.arrays["present"][:, Stage.LODGED, :]
    panels = [_panel(run, name, people, daily, points) for name in score.camps]
    panels.sort(key=lambda panel: -max(panel["lines"][0]["m"], default=0))
    whole = {
        "place": -1,
        "lines": [
            {"name": name, "m": figures(np.sum([panel["lines"][part]["m"] for panel in panels], axis=0), 0)}
            for part, name in enumerate(("simulated", "observed"))
        ],
    }
    return [{"id": "camps", "stage": "camps", "unit": "persons", "kind": "lines", "panels": [whole, *panels]}]


def _panel(run: Run, name: str, people: np.ndarray, daily: dict[str, Any], points: dict[str, Any]) -> dict[str, Any]:
    row = run.outcome.axes.places.index(name)
    n_days = len(daily[name])
    reports = [[int(day), float(count)] for day, count in points[name] if 0 <= day < n_days]
    lines = [
        {"name": "simulated", "m": figures(people[:n_days, row], 0)},
        {"name": "observed", "m": figures(daily[name], 0)},
    ]
    return {"place": row, "lines": lines, "points": reports}
