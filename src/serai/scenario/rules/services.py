"""Rules for lines and their timetables: rows of one line agree, and no two are in force at the same moment."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import pairwise

from serai.scenario.cells import moment_text
from serai.scenario.names import Names, line_of
from serai.scenario.nearest import quoted
from serai.scenario.schema import SERVICE_ORDER, Scenario, Service, passing_order
from serai.scenario.texts import parse_hours, parse_weekdays
from serai.scenario.where import Report
from serai.units import DAYS_PER_WEEK

SAME_IN_A_LINE = ("place", "service", "order", "passing_share", "direction", "mode", "pool", "unit")


def check_services(scenario: Scenario, names: Names, report: Report) -> None:
    """Rows of one line, and lines of one pool."""
    _check_kinds(scenario, report)
    by_line: dict[str, list[int]] = {}
    by_pool: dict[tuple[str, str], int] = {}
    for row, service in enumerate(scenario.services):
        by_line.setdefault(line_of(service), []).append(row)
        other = names.services.get(service.line)
        if other is not None and line_of(other) != service.line:
            wrong = f"line {quoted(service.line)} bears the id of a row of line {quoted(line_of(other))}"
            report.cell("services", row, "line", wrong)
        if service.pool:
            first = by_pool.setdefault((service.place, service.pool), row)
            rule = scenario.services[first].pool_rule
            if rule != service.pool_rule:
                wrong = f"pool {quoted(service.pool)} has the rule {quoted(rule)} in"
                where = report.where.row("services", first)
                report.cell("services", row, "pool_rule", f"{wrong} {where}, got {quoted(service.pool_rule)}")
    for line, rows in by_line.items():
        if len(rows) > 1:
            _check_line(line, rows, scenario, report)
    _check_side_by_side(by_line, scenario, report)


def _check_kinds(scenario: Scenario, report: Report) -> None:
    """A kind of the scenario's own has an order, one at a post, which no other kind there has."""
    first: dict[tuple[str, str, float], int] = {}
    orders: dict[tuple[str, str, str], int] = {}
    for row, service in enumerate(scenario.services):
        if (service.service in SERVICE_ORDER) != (service.order is None):
            near = report.near(service.service, lambda: set(SERVICE_ORDER))
            known = (
                f"{quoted(service.service)} is not one of {', '.join(SERVICE_ORDER)}: it needs a column order.{near}"
            )
            given = f"{quoted(service.service)} has its own place; leave order blank"
            report.cell("services", row, "order", given if service.service in SERVICE_ORDER else known)
            continue
        order = passing_order(service)
        other = scenario.services[first.setdefault((service.place, service.direction, order), row)]
        same = scenario.services[orders.setdefault((service.place, service.direction, service.service), row)]
        if other.service != service.service:
            report.cell("services", row, "order", f"{order:g} is that of {quoted(other.service)} there as well")
        elif (same.order, same.passing_share) != (service.order, service.passing_share):
            wrong = f"all rows of {quoted(service.service)} at a post and direction have one order and passing_share"
            report.cell("services", row, "order" if same.order != service.order else "passing_share", wrong)


def _check_side_by_side(by_line: dict[str, list[int]], scenario: Scenario, report: Report) -> None:
    """At a post, people of one mode join one line for each service: a second one would never see anybody."""
    first: dict[tuple[str, ...], str] = {}
    for line, rows in by_line.items():
        service = scenario.services[rows[0]]
        if service.service == "registration":
            continue
        other = first.setdefault((service.place, service.service, service.direction, service.mode), line)
        if other != line:
            wrong = f"nobody would join line {quoted(line)}, since line {quoted(other)} serves the same people"
            report.row("services", rows[0], f"{wrong}; add its servers there, or give it another mode")


def _check_line(line: str, rows: list[int], scenario: Scenario, report: Report) -> None:
    first = scenario.services[rows[0]]
    for row in rows[1:]:
        service = scenario.services[row]
        for column in SAME_IN_A_LINE:
            given, wanted = getattr(service, column), getattr(first, column)
            if given != wanted and not report.is_bad("services", rows[0], column):
                where = report.where.row("services", rows[0])
                wrong = f"line {quoted(line)} has {column} {quoted(wanted)} in {where}, got {quoted(given)}"
                report.cell("services", row, column, wrong)
    if report.bad_settings & {"start", "end"}:
        return
    good = [row for row in rows if not report.is_bad("services", row, "from", "to", "weekdays", "hours")]
    for position, row in enumerate(good):
        for earlier in good[:position]:
            moment = first_overlap(scenario.services[earlier], scenario.services[row], scenario)
            if moment is not None:
                wrong = f"overlaps {report.where.row('services', earlier)}: both rows of line {quoted(line)} hold at"
                report.row("services", row, f"{wrong} {moment_text(moment)}")
                break


def first_overlap(a: Service, b: Service, scenario: Scenario) -> datetime | None:
    """The first moment at which both rows are in force and open, or None.

    A week and a day are enough to look at: opening hours repeat weekly, and hours may run over midnight.
    """
    run_start, run_end = datetime.combine(scenario.start, time()), datetime.combine(scenario.end, time())
    start = max(a.start or run_start, b.start or run_start)
    end = min(a.end or run_end, b.end or run_end)
    if start >= end:
        return None
    end = min(end, start + timedelta(days=DAYS_PER_WEEK + 1))
    spans = sorted(_open_spans(a, start, end) + _open_spans(b, start, end))
    # Hours of one row never overlap each other, so two spans that do are of different rows.
    return next((later[0] for earlier, later in pairwise(spans) if later[0] < earlier[1]), None)


def _open_spans(service: Service, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    is_open, hours = parse_weekdays(service.weekdays), parse_hours(service.hours)
    day = datetime.combine(start.date(), time()) - timedelta(days=1)
    spans = []
    while day < end:
        if is_open[day.weekday()]:
            for opening, closing in hours:
                opens, closes = day + timedelta(minutes=opening), day + timedelta(minutes=closing)
                if max(opens, start) < min(closes, end):
                    spans.append((max(opens, start), min(closes, end)))
        day += timedelta(days=1)
    return spans
