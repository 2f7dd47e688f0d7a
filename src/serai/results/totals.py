"""What measures are judged by: hours waited, nights without a bed, the worst lines and the entries of a whole run."""

from __future__ import annotations

from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from serai.results.posts import first_steps
from serai.results.view import BORDER_SERVICES, View
from serai.units import MINUTES_PER_HOUR

REGISTRATION = "registration"


class Total(NamedTuple):
    """One figure of a whole run.

    Attributes
    ----------
    name : str
    unit : str
    meaning : str
    fewer_is_better : bool
    """

    name: str
    unit: str
    meaning: str
    fewer_is_better: bool


TOTALS = (
    Total(
        "hours_waited", "person h",
        "hours spent in the lines of border controls and registration by everyone in them", True,
    ),
    Total("nights_without_bed", "person nights", "people without a bed at 02:00, added up over all nights", True),
    Total("worst_line", "persons", "most people who stood in one line of a border control at any time", True),
    Total("worst_line_registration", "persons", "most people who stood in one line for registration at any time", True),
    Total("entries", "persons", "completed inbound crossings of tracked people", False),
)  # fmt: skip


def totals(view: View) -> dict[str, float]:
    """The figures of a run by the names of `TOTALS`.

    Hours waited are people in line times the length of a step, added up over all steps. They so hold people who give
    up, are turned back or still stand when the run ends, and ordinary travellers in the same lines.
    """
    waiting = view.array("waiting")
    step_hours = view.axes.step_minutes / MINUTES_PER_HOUR
    border = _rows(view, BORDER_SERVICES)
    registration = _rows(view, (REGISTRATION,))
    people_steps, most = waiting.sum(axis=0, dtype=np.int64), waiting.max(axis=0, initial=0)  # of each line
    return {
        "hours_waited": float(people_steps[[*border, *registration]].sum()) * step_hours,
        "nights_without_bed": float(view.array("without_bed").sum(dtype=np.int64)),
        "worst_line": float(most[border].max(initial=0)),
        "worst_line_registration": float(most[registration].max(initial=0)),
        "entries": float(view.array("entries")[:, :, view.profile_rows("")].sum(dtype=np.int64)),
    }


def totals_by_day(view: View) -> dict[str, np.ndarray]:
    """Hours waited and nights without a bed by local day of the scenario: float64[n_days of the scenario] each."""
    waiting = view.array("waiting")
    people = waiting[:, _rows(view, (*BORDER_SERVICES, REGISTRATION))].sum(axis=1, dtype=np.int64)
    starts = first_steps(view, ZoneInfo(view.scenario.time_zone))
    added = np.concatenate([[0], np.cumsum(people)])[starts]
    first, last = view.day_of(view.scenario.start), view.day_of(view.scenario.end)
    hours = np.diff(added) * (view.axes.step_minutes / MINUTES_PER_HOUR)
    nights = view.array("without_bed").sum(axis=1, dtype=np.int64)
    by_day = {"hours_waited": hours, "nights_without_bed": nights}
    return {name: values[first:last].astype(np.float64) for name, values in by_day.items()}


def _rows(view: View, services: tuple[str, ...]) -> list[int]:
    return [row for row, line in enumerate(view.axes.lines) if line.service in services]
