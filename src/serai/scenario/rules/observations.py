"""Rules for observations: a figure with a range, and what it is relative to."""

from __future__ import annotations

from datetime import date, datetime

from serai.scenario.cells import moment_text, shown
from serai.scenario.fields import fields_of
from serai.scenario.names import Names
from serai.scenario.nearest import quoted
from serai.scenario.numbers import number_text
from serai.scenario.published import published_range
from serai.scenario.schema import Observation, Scenario
from serai.scenario.settings import range_fault
from serai.scenario.where import Report

FIGURES = ("value", "reported_low", "reported_high", "low", "high")
# What rows of one fact have in common; the figure, its range, its trust and its source may be revised.
OF_A_FACT = (
    "quantity", "statistic", "from", "to", "who", "place", "against", "service", "mode", "direction", "lodging",
    "fact_group", "unit", "use",
)  # fmt: skip


def check_observations(scenario: Scenario, names: Names, report: Report) -> None:
    """A row needs a figure, and each range that it states must hold the figure."""
    for row, observation in enumerate(scenario.observations):
        if not report.is_bad("observations", row, *FIGURES):
            _check_range(row, observation, report)
        _check_against(row, observation, names, report)
        _check_when_known(row, observation, report)
    _check_revisions(scenario, report)


def _check_when_known(row: int, observation: Observation, report: Report) -> None:
    """A figure cannot be known before its period begins."""
    start, as_of = observation.start, observation.as_of
    if start is not None and as_of is not None and as_of < start:
        wrong = f"must not be before the period begins, {moment_text(start)}, got {moment_text(as_of)}"
        report.cell("observations", row, "as_of", wrong)


def _check_revisions(scenario: Scenario, report: Report) -> None:
    """Rows of one fact ask the same question, and differ in the moment at which they were known."""
    first: dict[str, int] = {}
    at: dict[tuple[str, datetime | None], int] = {}
    columns = [fields_of(Observation)[name] for name in OF_A_FACT]
    for row, observation in enumerate(scenario.observations):
        if not observation.fact:
            continue
        earlier = first.setdefault(observation.fact, row)
        for column in columns:
            value, other = (getattr(scenario.observations[n], column.attribute) for n in (row, earlier))
            if value != other:
                wrong = f"must be as in {report.where.row('observations', earlier)}, of the same fact"
                report.cell("observations", row, column.name, f"{wrong}: {_cell(other)}, got {_cell(value)}")
        same = at.setdefault((observation.fact, observation.as_of), row)
        if same != row:
            wrong = f"must differ from that of {report.where.row('observations', same)}, of the same fact"
            report.cell("observations", row, "as_of", wrong)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return moment_text(value)
    return "nothing" if value in (None, "") else shown(value)


def _check_range(row: int, observation: Observation, report: Report) -> None:
    value, stated = observation.value, [getattr(observation, figure) for figure in FIGURES]
    if all(figure is None for figure in stated):
        report.row("observations", row, "needs a value, or low and high")
        return
    for prefix in ("reported_", ""):
        low, high = (getattr(observation, prefix + end) for end in ("low", "high"))
        if low is not None and high is not None and low > high:
            wrong = f"must be at least {prefix}low {number_text(low)}, got {number_text(high)}"
            report.cell("observations", row, prefix + "high", wrong)
            return
        if value is not None:
            part, fault = range_fault(value, value if low is None else low, value if high is None else high)
            if fault:
                report.cell("observations", row, prefix + part, fault)
                return
    _check_width(row, observation, report)
    if report.is_bad("observations", row, "quantity"):
        return
    low, high = published_range(observation)
    if low is not None and high is not None and low > high:
        wrong = f"the range is empty: from {number_text(low)} to {number_text(high)}, blank ends by the rule"
        report.row("observations", row, wrong)


def _check_width(row: int, observation: Observation, report: Report) -> None:
    if observation.width is not None and observation.plus_minus is not None:
        report.cell("observations", row, "plus_minus", "must be blank where width is stated")
    if observation.widen and (observation.reported_low is None or observation.reported_high is None):
        report.cell("observations", row, "widen", "needs reported_low and reported_high, whose ends it widens")


def _check_against(row: int, observation: Observation, names: Names, report: Report) -> None:
    given = observation.against
    if observation.statistic == "ratio":
        # Rents may be compared with their peak, which blank or max stands for.
        is_rent = observation.quantity == "rent_index"
        if not _is_date(given) and not (is_rent and given in ("", "max")):
            allowed = "a date, e.g. 2022-09-20" + (", or max" if is_rent else "")
            report.cell("observations", row, "against", f"a ratio needs {allowed}, here, got {quoted(given)}")
    elif given and "places" not in report.unread and not names.holds(given, ("places", "regions", "groups")):
        near = report.near(given, lambda: names.known(("places", "regions", "groups")))
        report.cell("observations", row, "against", f"{quoted(given)} is not a place, region or group.{near}")


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
