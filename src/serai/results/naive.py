"""Naive forecasts, so that a score says what the model adds.

Three, for entries and exits: ordinary traffic alone; the mean rate of the first report after the trigger carried on;
the rate of the last report before the period carried on. They use the scenario's `traffic` and the observations only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

from serai.results.view import NotComputableError, View
from serai.scenario.schema import Observation, Traffic
from serai.scenario.texts import parse_factors

DIRECTION = {"entries": "in", "exits": "out"}
KNOWN_USES = ("fit", "given")
ONE_DAY = timedelta(days=1)


class Report(NamedTuple):
    """A known figure: its period [start, end) and its people a day."""

    start: datetime
    end: datetime
    per_day: float


def naive_forecasts(row: Observation, observations: Sequence[Observation], view: View) -> dict[str, float]:
    """What somebody without a model would say.

    Parameters
    ----------
    row : Observation
        Forecasts exist for sums and means of entries and exits over a stated period.
    observations : sequence of Observation
        Of these only rows used for fit, or given, that end no later than `row` are known.
    view : View

    Returns
    -------
    dict with some of ``ordinary_only``, ``first_rate`` and ``last_rate``, in the unit of the row.
    """
    asked = _report(row)
    if row.quantity not in DIRECTION or asked is None:
        return {}
    per_row = _days(asked.start, asked.end) if row.statistic == "sum" else 1.0
    forecasts = {}
    ordinary = _ordinary_per_day(row, asked, view)
    if ordinary is not None:
        forecasts["ordinary_only"] = ordinary * per_row
    known = _known(row, asked, observations)
    trigger = view.first_trigger
    since = asked.start if trigger is None else _midnight(trigger.date)
    after = [report for report in known if since <= report.start <= asked.start]
    if after:
        forecasts["first_rate"] = min(after, key=lambda report: (report.end, report.start)).per_day * per_row
    before = [report for report in known if report.end <= asked.start]
    if before:
        forecasts["last_rate"] = max(before, key=lambda report: (report.end, report.start)).per_day * per_row
    return forecasts


def _report(row: Observation) -> Report | None:
    if row.statistic not in ("sum", "mean") or row.start is None or row.end is None or row.end <= row.start:
        return None
    value = 0.0 if row.value is None else row.value
    return Report(row.start, row.end, value / _days(row.start, row.end) if row.statistic == "sum" else value)


def _known(row: Observation, asked: Report, observations: Sequence[Observation]) -> list[Report]:
    series = (row.quantity, row.place, row.who)
    known = []
    for other in observations:
        report = _report(other)
        is_same = other is not row and (other.quantity, other.place, other.who) == series
        if is_same and report and other.value is not None and other.use in KNOWN_USES and report.end <= asked.end:
            known.append(report)
    return known


def _ordinary_per_day(row: Observation, asked: Report, view: View) -> float | None:
    """People a day whom the traffic table brings through the places asked for; None if it has no such flow."""
    try:
        places = view.names_in(row.place)
        profiles = {view.axes.profiles[i] for i in view.profile_rows(row.who)}
    except NotComputableError:
        return None
    flows = [
        flow
        for flow in view.scenario.traffic
        if flow.service == "border"
        and flow.direction == DIRECTION[row.quantity]
        and flow.post in places
        and flow.profile in profiles
    ]
    if not flows:
        return None
    return sum(_people(flow, asked, view) for flow in flows) / _days(asked.start, asked.end)


def _people(flow: Traffic, asked: Report, view: View) -> float:
    """Integral of a flow over a period, day by day, at the rate in the middle of each piece."""
    flow_start = flow.start or datetime.combine(view.scenario.start, time())
    flow_end = flow.end or datetime.combine(view.scenario.end, time())
    begin, end = max(flow_start, asked.start), min(flow_end, asked.end)
    factors = parse_factors(flow.weekdays)
    last_rate = flow.per_day if flow.per_day_end is None else flow.per_day_end
    total = 0.0
    while begin < end:
        past = min(_midnight(begin) + ONE_DAY, end)
        along = (begin + (past - begin) / 2 - flow_start) / (flow_end - flow_start)
        rate = flow.per_day + (last_rate - flow.per_day) * along
        total += rate * factors[begin.weekday()] * _days(begin, past)
        begin = past
    return total


def _days(start: datetime, end: datetime) -> float:
    return (end - start) / ONE_DAY


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time())
