"""Naive forecasts, so that a score says what the model adds.

Four, for crossings: ordinary traffic only; twice the ordinary traffic, from the day after the trigger on ("doubled",
entries only); the mean rate of the first report after the trigger carried on; the rate of the last report before the
period carried on. They are made of rows used for fit, or given, and of the scenario's `traffic`; never of test rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

from serai.results.view import NotComputableError, View
from serai.scenario.schema import Observation, Traffic
from serai.scenario.texts import parse_factors

NAMES = ("ordinary_only", "doubled", "first_rate", "last_rate")
DIRECTION = {"entries": "in", "exits": "out"}
KNOWN_USES = ("fit", "given")
ONE_DAY = timedelta(days=1)


class Report(NamedTuple):
    """A known figure: its period [start, end) and its people a day."""

    start: datetime
    end: datetime
    per_day: float


@dataclass(frozen=True)
class Known:
    """What is known of crossings of one kind before they are simulated.

    Attributes
    ----------
    row : Observation, whose forecast is asked for
    reports : tuple of Report, of the same crossings, that end no later than the row
    ordinary : float or None; people a day of the last report before the trigger
    since : datetime or None; start of the day of the first trigger
    """

    row: Observation
    view: View
    reports: tuple[Report, ...]
    ordinary: float | None
    since: datetime | None

    def people(self, start: datetime, end: datetime) -> float | None:
        """Ordinary traffic over a period: as reported before the trigger, else as the table traffic has it."""
        if end <= start:
            return 0.0
        if self.ordinary is not None:
            return self.ordinary * _days(start, end)
        return _ordinary_people(self.row, Report(start, end, 0.0), self.view)


def naive_forecasts(row: Observation, observations: Sequence[Observation], view: View) -> dict[str, float]:
    """What somebody without a model would say.

    Parameters
    ----------
    row : Observation
        Forecasts exist for sums and means of entries and exits, and for who stayed at the end (entries - exits), over a
        stated period.
    observations : sequence of Observation
        Of these only rows used for fit, or given, that end no later than `row` are known.
    view : View

    Returns
    -------
    dict with some of `NAMES`, in the unit of the row.
    """
    if row.quantity == "stayed" and row.statistic in ("last", "sum"):
        came, went = (
            naive_forecasts(row.model_copy(update={"quantity": name, "statistic": "sum"}), observations, view)
            for name in DIRECTION
        )
        went["doubled"] = went.get("ordinary_only", 0.0)
        return {name: came[name] - went[name] for name in NAMES if name in came and name in went}
    asked = _report(row)
    if row.quantity not in DIRECTION or asked is None:
        return {}
    people = _forecasts(_known(row, asked, observations, view), asked)
    per_row = 1.0 if row.statistic == "sum" else _days(asked.start, asked.end)
    return {name: people[name] / per_row for name in NAMES if name in people}


def _forecasts(known: Known, asked: Report) -> dict[str, float]:
    """People over the whole period, by name of the forecast."""
    result = {"ordinary_only": known.people(asked.start, asked.end)}
    if known.since is not None and known.row.quantity == "entries" and asked.end > known.since:
        result["doubled"] = _add(
            result["ordinary_only"], known.people(max(asked.start, known.since + ONE_DAY), asked.end)
        )
    since = asked.start if known.since is None else known.since
    after = [report for report in known.reports if since <= report.start <= max(asked.start, since)]
    if after:
        first = min(after, key=lambda report: (report.end, report.start))
        carried = first.per_day * _days(max(asked.start, since), asked.end)
        result["first_rate"] = _add(known.people(asked.start, min(since, asked.end)), max(carried, 0.0))
    before = [report for report in known.reports if report.end <= asked.start]
    if before:
        last = max(before, key=lambda report: (report.end, report.start))
        result["last_rate"] = last.per_day * _days(asked.start, asked.end)
    return {name: people for name, people in result.items() if people is not None}


def _add(item: float | None, other: float | None) -> float | None:
    return None if item is None or other is None else item + other


def _known(row: Observation, asked: Report, observations: Sequence[Observation], view: View) -> Known:
    trigger = view.first_trigger
    since = None if trigger is None else _midnight(trigger.date)
    reports = tuple(_reports(row, asked, observations))
    before = [] if since is None else [report for report in reports if report.end <= since]
    ordinary = max(before, key=lambda report: (report.end, report.start)).per_day if before else None
    return Known(row, view, reports, ordinary, since)


def _report(row: Observation) -> Report | None:
    if row.statistic not in ("sum", "mean") or row.start is None or row.end is None or row.end <= row.start:
        return None
    value = 0.0 if row.value is None else row.value
    return Report(row.start, row.end, value / _days(row.start, row.end) if row.statistic == "sum" else value)


def _reports(row: Observation, asked: Report, observations: Sequence[Observation]) -> list[Report]:
    series = (row.quantity, row.place, row.who)
    reports = []
    for other in observations:
        report = _report(other)
        is_same = other is not row and (other.quantity, other.place, other.who) == series
        if is_same and report and other.value is not None and other.use in KNOWN_USES and report.end <= asked.end:
            reports.append(report)
    return reports


def _ordinary_people(row: Observation, asked: Report, view: View) -> float | None:
    """People whom the traffic table brings through the places asked for; None if it has no such flow."""
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
    return sum(_people(flow, asked, view) for flow in flows)


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
