"""The days ahead of an update as fans in the pictures, and where the figures that were known end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any

from serai.report.figures.charts import Chart
from serai.results.sample import Sample
from serai.study.forecast import Ahead
from serai.study.updated import Update

PICTURES = {
    "entries": "entries",
    "waiting-peak": "lines",
    "wait-hours-p90": "waits",
    "nights-outside": "without_bed",
}


def cut_day(cut: datetime | None, sample: Sample) -> float | None:
    """Days from the first of the run to the moment after which nothing was known; None where nothing was left out."""
    if cut is None:
        return None
    return round((cut - datetime.combine(sample.first_day, time())) / timedelta(days=1), 3)


def add_fans(charts: Sequence[Chart], update: Update | None, sample: Sample) -> None:
    """Put the days ahead into the pictures of the same quantity, those of the update before as `old`.

    A fan holds `old`, `from` (days since the first) and, by day, `m` (median), `l50`, `h50`, `l90` and `h90`, with the
    model error. Sums of a country are shown where the run has one country only.
    """
    if update is None:
        return
    by_id = {chart["id"]: chart for chart in charts}
    for old, days in ((True, update.ahead_before), (False, update.ahead)):
        for (target, place), items in groupby(days, key=lambda item: (item.target, item.place)):
            chart, fan = by_id.get(PICTURES.get(target, "")), _fan(list(items), sample, old=old)
            row = _row(place, days, sample)
            for panel in chart["panels"] if chart else ():
                if panel["place"] == row:
                    panel.setdefault("fans", []).append(fan)


def _row(place: str, days: Sequence[Ahead], sample: Sample) -> int:
    """The row of a place, -1 for all of them; -2 for one of several countries."""
    row = sample.view.place_row.get(place)
    if row is not None:
        return row
    countries = {item.place for item in days} - set(sample.view.place_row)
    return -1 if len(countries) == 1 else -2


def _fan(items: Sequence[Ahead], sample: Sample, *, old: bool) -> dict[str, Any]:
    ends = {"m": "median", "l50": "p25", "h50": "p75", "l90": "p05", "h90": "p95"}
    numbers = {name: [round(getattr(item, part), 1) for item in items] for name, part in ends.items()}
    return {"old": old, "from": (items[0].day - sample.first_day).days, **numbers}
