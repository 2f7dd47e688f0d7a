"""Charts of a run with camps: people in camps compared with reports."""

from __future__ import annotations

from typing import Any

import numpy as np

from serai.report.figures.charts import Chart
from serai.report.figures.drawn import figures, line
from serai.runs.run import Run
from serai.scenario.rule import camp_reports


def camp_charts(run: Run) -> list[Chart]:
    """People at each camp that has a series, by day; those with most people first.

    A panel has the lines `simulated` (of draws with its band) and `observed` (straight between reports) and `points`,
    the reports: [day, people].
    """
    score, reports = run.camp_score, camp_reports(run.scenario)
    if score is None or reports is None:
        return []
    daily, points = reports.daily, reports.points
    places = [place.name for place in run.scenario.places]
    panels = [
        {
            "place": places.index(name),
            **_panel(score.people[:, :, row], daily[name]),
            "points": _reports(points[name], len(daily[name])),
        }
        for row, name in enumerate(score.camps)
    ]
    panels.sort(key=lambda panel: -max((number or 0 for number in panel["lines"][0]["m"]), default=0))
    observed = np.sum([daily[name] for name in score.camps], axis=0)
    whole = {"place": -1, **_panel(score.people.sum(axis=2), observed)}
    return [{"id": "camps", "stage": "camps", "unit": "persons", "kind": "lines", "panels": [whole, *panels]}]


def _panel(people: np.ndarray, observed: Any) -> dict[str, Any]:
    drawn = line("simulated", people[:, : len(observed)])
    return {"lines": [drawn, {"name": "observed", "m": figures(observed, 0)}]}


def _reports(points: list[tuple[int, float]], n_days: int) -> list[list[float]]:
    return [[int(day), float(count)] for day, count in points if 0 <= day < n_days]
