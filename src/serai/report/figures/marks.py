"""Published figures as marks in the pictures: a range over a period, grey where it is no evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from serai.quantities import QUANTITY_OF
from serai.report.figures.charts import Chart
from serai.results.sample import Sample
from serai.results.score import ScoreRow


def add_marks(charts: Sequence[Chart], rows: Sequence[ScoreRow], sample: Sample) -> None:
    """Put each published figure into the picture that shows the same quantity, if there is one.

    A mark holds `row` (in the table of evidence), `from` and `to` (days since the first), `low`, `high` and `value`
    (null where open or not stated) and `grey` (given, shown, or inside on assumed inputs).
    """
    by_id = {chart["id"]: chart for chart in charts}
    for number, row in enumerate(rows):
        name, factor = _where(row, sample)
        chart = by_id.get(name)
        place = sample.view.place_row.get(row.place, -1 if not row.place else -2)
        if chart is None:
            continue
        for panel in chart["panels"]:
            if panel["place"] == place:
                panel.setdefault("marks", []).append(_mark(number, row, factor, sample))


def _where(row: ScoreRow, sample: Sample) -> tuple[str, float]:
    """The picture that shows a quantity, and what its figure is multiplied by; blank if none does."""
    quantity = QUANTITY_OF[row.quantity]
    is_other = quantity.name == "stayed" and not _since_trigger(row, sample)
    if row.who or row.lodging or is_other or row.statistic not in quantity.marked:
        return "", 1.0
    if quantity.name == "waiting" and row.service == "registration":
        return "registration", 1.0
    days = (row.end - row.start) / timedelta(days=1)
    is_sum_of_days = quantity.kind == "flow" and row.statistic == "sum" and days > 0
    return quantity.picture, 1 / days if is_sum_of_days else 1.0


def _since_trigger(row: ScoreRow, sample: Sample) -> bool:
    trigger = sample.view.first_trigger
    return trigger is not None and row.start.date() == trigger.date.date()


def _mark(number: int, row: ScoreRow, factor: float, sample: Sample) -> dict[str, Any]:
    first = datetime.combine(sample.first_day, time())
    start = row.end - timedelta(days=1) if row.statistic == "last" or row.quantity == "stayed" else row.start
    low, high, value = (None if item is None else round(item * factor, 3) for item in (row.low, row.high, row.observed))
    return {
        "row": number,
        "from": round((start - first) / timedelta(days=1), 3),
        "to": round((row.end - first) / timedelta(days=1), 3),
        "low": low,
        "high": high,
        "value": value,
        "grey": is_grey(row),
    }


def is_grey(row: ScoreRow) -> bool:
    """Whether a figure is no evidence for the run: given, only shown, or inside on assumed inputs."""
    return row.use in ("given", "shown") or row.is_consistent_by_choice
