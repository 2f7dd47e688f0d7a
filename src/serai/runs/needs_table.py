"""What people need as a table for a planner: peaks, then every place and day; one column for each standard."""

from __future__ import annotations

from typing import Any

import numpy as np

from serai.results.needs import Need, Needs
from serai.runs.tables import FEW, Cell, Table

ALL_PLACES = "all places"
ENDS = ("p50", "p90")
ABOUT = (
    "what people need by place and local day, at the 50 % point of the draws and, in columns ending in p90, at the "
    "90 % point; rows without a day are peaks, that of all places is the peak of their sum"
)


def needs_table(computed: Needs) -> Table:
    """The sheet Needs: the needs of 1 to 9 people by place and day are blank."""
    columns = {_named(item): item for item in computed.needs}  # one for both phases where they are alike
    heads = ("place", "day", *(name + end for name in columns for end in ("", "_p90")))
    items = tuple(columns.values())
    rows: list[tuple[Cell, ...]] = [(ALL_PLACES, None, *(_cell(value) for item in items for value in item.peak))]
    hidden = few(computed)
    for column, place in enumerate(computed.places):
        peaks = [_cell(value) for item in items for value in item.places[:, column]]
        rows.append((place, None, *([None] * len(peaks) if few_ever(computed)[column] else peaks)))
    for column, place in enumerate(computed.places):
        for row, day in enumerate(computed.dates):
            values = [value for item in items for value in item.days[:, row, column]]
            if any(values):
                cells = [None if hidden[row, column] else _cell(value) for value in values]
                rows.append((place, day, *cells))
    return Table("Needs", ABOUT, heads, tuple(rows))


def needs_json(computed: Needs) -> dict[str, Any]:
    """What ``serai needs --json`` prints beside the name of the run (docs/how-to/needs.md)."""
    hidden, never = few(computed), few_ever(computed)
    shown = [column for column in range(len(computed.places)) if not never[column]]
    return {
        "draws": computed.draws,
        "first_day": computed.dates[0].isoformat(),
        "peak_of_people": {name: _two(points) for name, points in computed.peaks.items()},
        "needs": [_need_json(item, computed, shown) for item in computed.needs],
        "asked_for": [{"item": row.item, "unit": row.unit, "source": row.source} for row in computed.asked],
        "capacity": [
            {"place": item.place, "service": item.service, "called": item.called, "physical": item.physical,
             "staffed": item.staffed.tolist(), "server_hours": np.round(item.hours, 2).tolist()}
            for item in computed.capacity
        ],
        "people": {
            computed.places[column]: {
                name: {end: _people(points[row, :, column], hidden[:, column]) for row, end in enumerate(ENDS)}
                for name, points in computed.people.items()
            }
            for column in shown
        },
    }  # fmt: skip


def few(computed: Needs) -> np.ndarray:
    """Where no more than 1 to 9 people are, so that their needs are blank: bool[n_days, n_places]."""
    most = np.max([points[1] for points in computed.people.values()], axis=0)
    return np.asarray((most > 0) & (most < FEW))


def few_ever(computed: Needs) -> np.ndarray:
    """Where there are never more than so few: bool[n_places]."""
    most = np.max([points[1] for points in computed.most.values()], axis=0)
    return np.asarray((most > 0) & (most < FEW))


def _need_json(item: Need, computed: Needs, shown: list[int]) -> dict[str, Any]:
    standard = item.standard
    cost = None if standard.cost is None else _two(item.peak * standard.cost)
    return {
        "item": standard.item, "unit": standard.unit, "phase": item.phase, "basis": standard.basis,
        "amount": standard.amount, "per": standard.per, "source": standard.source, **_two(item.peak),
        "peak_day": item.peak_day.isoformat(), "cost_a_day": cost,
        "places": {computed.places[column]: _two(item.places[:, column]) for column in shown if item.places[1, column]},
    }  # fmt: skip


def _two(points: np.ndarray) -> dict[str, float]:
    return {end: round(float(value), 3) for end, value in zip(ENDS, points, strict=True)}


def _people(values: np.ndarray, hidden: np.ndarray) -> list[float | None]:
    return [None if is_few else round(value, 1) for value, is_few in zip(values.tolist(), hidden.tolist(), strict=True)]


def _named(item: Need) -> str:
    name = item.standard.item.replace(" ", "_") + (f"_{item.phase}" if item.standard.phase else "")
    return f"{name} ({item.standard.unit})" if item.standard.unit else name


def _cell(value: float) -> Cell:
    return round(float(value), 1) if value % 1 else int(value)
