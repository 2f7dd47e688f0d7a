"""Rules for lines and their timetables: rows of one line agree, and no two are in force at the same moment."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import pairwise

from serai.scenario.cells import moment_text
from serai.scenario.names import Names, line_of
from serai.scenario.nearest import quoted
from serai.scenario.schema import REGISTRATION, SEATS, SERVICE_ORDER, Scenario, Service, passing_order, stands_at
from serai.scenario.texts import parse_hours, parse_weekdays
from serai.scenario.where import Report
from serai.units import DAYS_PER_WEEK

SAME_IN_A_LINE = (
    "place",
    "at",
    "service",
    "order",
    "passing_share",
    "direction",
    "mode",
    "jump",
    "pool",
    "unit",
    "attraction",
)
PRESSURE = ("pressure_people", "pressure_hours", "pressure_delay_hours")
NO_JUMPING = frozenset({SEATS, REGISTRATION})


def check_services(scenario: Scenario, names: Names, report: Report) -> None:
    """Rows of one line, and lines of one pool."""
    _check_kinds(scenario, report)
    for row, service in enumerate(scenario.services):
        _check_capacity(row, service, report)
        if service.at:
            _check_junction(row, service, names, report)
    _check_pressure(scenario, report)
    by_line: dict[str, list[int]] = {}
    by_pool: dict[tuple[str, str], int] = {}
    for row, service in enumerate(scenario.services):
        by_line.setdefault(line_of(service), []).append(row)
        other = names.services.get(service.line)
        if other is not None and line_of(other) != service.line:
            wrong = f"line {quoted(service.line)} has the id of a row of line {quoted(line_of(other))}"
            report.cell("services", row, "line", wrong)
        if service.pool:
            first = by_pool.setdefault((stands_at(service), service.pool), row)
            rule = scenario.services[first].pool_rule
            if rule != service.pool_rule:
                wrong = f"pool {quoted(service.pool)} has the rule {quoted(rule)} in"
                where = report.where.row("services", first)
                report.cell("services", row, "pool_rule", f"{wrong} {where}, got {quoted(service.pool_rule)}")
    for line, rows in by_line.items():
        if len(rows) > 1:
            _check_line(line, rows, scenario, report)
    _check_side_by_side(by_line, scenario, report)
    _check_jumping(by_line, scenario, report)


def _check_capacity(row: int, service: Service, report: Report) -> None:
    """A row says in one way how fast it serves, and what is added under pressure only if it says when."""
    given = [column for column in ("minutes", "per_hour") if getattr(service, column) is not None]
    if len(given) != 1 and not report.is_bad("services", row, "minutes", "per_hour"):
        got = "got both" if given else "got neither"
        report.cell("services", row, "minutes", f"the time for one unit is given by minutes or by per_hour, {got}")
    if service.staff is None:
        for column in ("staff_per_server", "extra_staff"):
            if getattr(service, column) != Service.model_fields[column].default:
                report.cell("services", row, column, "has no effect without staff; give staff, or leave it blank")


def _check_junction(row: int, service: Service, names: Names, report: Report) -> None:
    """What stands before a post stands at a junction, and people pass it on their way through the post."""
    if service.service == REGISTRATION:
        report.cell("services", row, "at", "registration is visited from a city; leave at blank")
    elif service.at in names.places and names.places[service.at].kind != "junction":
        kind = names.places[service.at].kind
        report.cell("services", row, "at", f"must be a place of kind junction, got {quoted(service.at)}, a {kind}")


def _check_pressure(scenario: Scenario, report: Report) -> None:
    """What is added needs a length of line or a wait from which on, and that something is added; one for a pool."""
    rows_of: dict[tuple[str, str], list[int]] = {}
    for row, service in enumerate(scenario.services):
        rows_of.setdefault((stands_at(service), service.pool or "\x1f" + line_of(service)), []).append(row)
    for rows in rows_of.values():
        pool = [(row, scenario.services[row]) for row in rows]
        asking = [
            (row, service)
            for row, service in pool
            if service.pressure_people is not None or service.pressure_hours is not None
        ]
        adding = [(row, service) for row, service in pool if service.extra_servers or service.extra_staff]
        if adding and not asking:
            wrong = "servers or staff are added under pressure: give the threshold in pressure_people or pressure_hours"
            report.cell("services", adding[0][0], "pressure_people", wrong)
        if asking and not adding:
            wrong = "nothing is added under pressure; give extra_servers or extra_staff"
            report.cell("services", asking[0][0], "extra_servers", wrong)
        for row, service in asking[1:]:
            first = asking[0][1]
            column = next((name for name in PRESSURE if getattr(service, name) != getattr(first, name)), "")
            if column:
                where = report.where.row("services", asking[0][0])
                wrong = f"the lines of a pool are under pressure together: {getattr(first, column)} in {where}"
                report.cell("services", row, column, f"{wrong}, got {getattr(service, column)}")


def _check_jumping(by_line: dict[str, list[int]], scenario: Scenario, report: Report) -> None:
    """A line of those who jump stands beside another of its service, direction and mode, and shares its servers."""
    firsts = [(rows[0], scenario.services[rows[0]]) for rows in by_line.values()]
    ordinary = {way_of(service): service for _, service in firsts if not service.jump}
    for row, service in firsts:
        if not service.jump:
            continue
        beside = ordinary.get(way_of(service))
        if service.service in NO_JUMPING:
            report.cell("services", row, "jump", f"nobody jumps a line for {service.service}; leave it blank")
        elif beside is None:
            wrong = f"there is no other line for {quoted(service.service)}, direction {service.direction}, mode"
            report.cell("services", row, "jump", f"{wrong} {service.mode} at {quoted(service.place)} to jump")
        elif not service.pool or (service.pool, service.at) != (beside.pool, beside.at):
            wrong = f"must share a pool with line {quoted(line_of(beside))}, whose servers it takes"
            report.cell("services", row, "pool", f"{wrong}, got {quoted(service.pool)}")


def way_of(service: Service) -> tuple[str, ...]:
    """Who comes to a line: place, service, direction, mode."""
    return service.place, service.service, service.direction, service.mode


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
            given = f"{quoted(service.service)} has a fixed position; leave order blank"
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
        other = first.setdefault((*way_of(service), "jump" if service.jump else ""), line)
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
