"""Counts in a period of hours: exactly those hours of the clock of each place, never whole days."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from serai.results.view import NotComputableError, View
from serai.scenario.schema import Observation
from serai.units import HOURS_PER_DAY

CROSSINGS = ("entries", "exits")
BY_HOUR = {quantity: f"{quantity}_by_hour" for quantity in (*CROSSINGS, "registered")}
ONE_DAY = timedelta(days=1)


def flow_in_hours(observation: Observation, view: View) -> float:
    """The sum, the mean a day or the share of people counted in a period of hours.

    Raises
    ------
    NotComputableError
        If the quantity is not kept by hour, the run keeps none, the period begins or ends within an hour, or another
        statistic is asked for.
    """
    people = _people(observation, view, observation.place)
    if observation.statistic == "sum":
        return people
    if observation.statistic == "mean":
        return people / (_length(observation, view) / ONE_DAY)
    if observation.statistic != "share":
        raise NotComputableError(f"of a period of hours there is a sum, a mean or a share, no {observation.statistic}")
    if observation.against:
        whole = _people(observation, view, observation.against)
    elif observation.who:
        whole = _people(observation.model_copy(update={"who": ""}), view, observation.place)
    else:
        raise NotComputableError("a share needs the column against (a place or group) or who (profiles)")
    if not whole:
        raise NotComputableError("the figure it is relative to is 0")
    return people / whole


def net_in_hours(observation: Observation, view: View) -> float:
    """Entries less exits in a period of hours; raises NotComputableError as `flow_in_hours`."""
    if observation.statistic not in ("sum", "last"):
        raise NotComputableError(f"of a period of hours there is a sum, no {observation.statistic}")
    came, went = (
        _people(observation.model_copy(update={"quantity": name}), view, observation.place) for name in CROSSINGS
    )
    return came - went


def _people(observation: Observation, view: View, where: str) -> float:
    rows = _hours(observation, view)
    places, profiles = view.place_rows(where), view.profile_rows(observation.who)
    counts = view.array(BY_HOUR[observation.quantity])[rows]
    return float(counts[:, places][:, :, profiles].sum(dtype=np.int64))


def _hours(observation: Observation, view: View) -> slice:
    """Rows of the hours of a period."""
    if observation.quantity not in BY_HOUR:
        raise NotComputableError(
            f"{observation.quantity} is stored by whole days; the period must begin and end at midnight"
        )
    days = view.days(observation.start, observation.end)  # refuses what lies outside the run
    if not view.axes.n_hours:
        raise NotComputableError(
            "the run stored no hourly counts for it; run the scenario again with this row in its table observations"
        )
    for end in (observation.start, observation.end):
        if end is not None and (end.minute or end.second):
            raise NotComputableError("counts are stored by hour; the period must begin and end at a full hour")
    first = days.start * HOURS_PER_DAY if observation.start is None else _row(observation.start, view)
    last = days.stop * HOURS_PER_DAY if observation.end is None else _row(observation.end, view)
    return slice(first, last)


def _row(moment: datetime, view: View) -> int:
    return view.day_of(moment.date()) * HOURS_PER_DAY + moment.hour


def _length(observation: Observation, view: View) -> timedelta:
    start = observation.start or datetime.combine(view.scenario.start, datetime.min.time())
    end = observation.end or datetime.combine(view.scenario.end, datetime.min.time())
    return end - start
