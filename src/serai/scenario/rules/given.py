"""Rules of the table `given`: whole days of the run, each once, and somebody whose number can be scaled."""

from __future__ import annotations

from datetime import date, time

from serai.scenario.cells import moment_text
from serai.scenario.rules.rows import check_moment
from serai.scenario.schema import Scenario
from serai.scenario.where import Report


def check_given(scenario: Scenario, report: Report) -> None:
    """Days are days of the run, each at most once; there are triggers to scale."""
    first: dict[date, int] = {}
    for row, given in enumerate(scenario.given):
        if report.is_bad("given", row, "day"):
            continue
        if given.day.time() != time():
            report.cell("given", row, "day", f"must be a day without an hour, got {moment_text(given.day)}")
            continue
        check_moment("given", row, "day", given.day, scenario, report)
        if given.day.date() == scenario.end:
            report.cell("given", row, "day", f"{scenario.end} is after the last day of the run")
        earlier = first.setdefault(given.day.date(), row)
        if earlier != row:
            report.cell("given", row, "day", f"{given.day:%Y-%m-%d} is already in {report.where.row('given', earlier)}")
    has_trigger = any(event.what == "trigger" for event in scenario.events)
    if scenario.given and not has_trigger and "events" not in report.bad_tables | report.unread:
        report.table("given", "there is no trigger whose departures could be scaled to these totals")
