"""When lines are worked and by how many: opening hours of pools and lines, closures and dated changes applied."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from serai.model.clock import Clock, LocalDays
from serai.scenario.address import CellName
from serai.scenario.members import place_by_name, places_named
from serai.scenario.schema import Event, Place, Scenario, Service, service_minutes, stands_at
from serai.scenario.texts import parse_hours, parse_weekdays
from serai.units import MINUTES_PER_DAY, MINUTES_PER_HOUR, MOMENTS_PER_MINUTE

CHANGED = ("servers", "staff", "minutes", "cap")  # columns that a dated change may set
Change = tuple[int, int, str, float]  # from, to, column, value


class Shift(NamedTuple):
    """A stretch of one line's timetable; `pressed` are the servers under pressure, as many where none are added."""

    open: int
    close: int
    servers: int
    moments: float
    cap: float
    pressed: int


def line_name(service: Service) -> str:
    """Name of the line that a row of services belongs to."""
    return service.line or service.id


def pools_of(scenario: Scenario) -> list[list[list[Service]]]:
    """Rows of `services` by pool and line, sorted by place, pool and name of the line."""
    lines: dict[str, list[Service]] = {}
    for service in scenario.services:
        lines.setdefault(line_name(service), []).append(service)
    pools: dict[tuple[str, str, str], list[list[Service]]] = {}
    first_place = first_places(scenario)
    for name in sorted(lines):
        first = lines[name][0]
        key = (first_place[first.place], stands_at(first), first.pool or "\x1f" + name)
        pools.setdefault(key, []).append(lines[name])
    return [pools[key] for key in sorted(pools)]


def first_places(scenario: Scenario) -> dict[str, str]:
    """For each place with lines the first, by name, of those that share a road or checkpoint with it."""
    behind: dict[str, set[str]] = {}
    for service in scenario.services:
        behind.setdefault(stands_at(service), set()).add(service.place)
    first = {service.place: service.place for service in scenario.services}
    while True:
        before = dict(first)
        for places in behind.values():
            least = min(first[place] for place in places)
            first |= dict.fromkeys(places, least)
        if first == before:
            return first


def pool_segments(
    scenario: Scenario, clock: Clock, lines: list[list[Service]]
) -> list[tuple[int, int, list[Shift | None]]]:
    """When a pool is worked: (from, to, shift of each line) in moments, with closures and dated changes applied."""
    place_of = place_by_name(scenario)
    return sweep([line_shifts(scenario, clock, place_of[rows[0].place], rows) for rows in lines])


def servers_of(in_force: list[Shift | None]) -> tuple[int, int]:
    """How many servers of a pool are at work while these shifts are in force, and how many under pressure."""
    shifts = [shift for shift in in_force if shift is not None]
    return max(shift.servers for shift in shifts), max(shift.pressed for shift in shifts)


def line_shifts(scenario: Scenario, clock: Clock, place: Place, services: list[Service]) -> list[Shift]:
    """Stretches in which a line is worked, in order of time, with closures and dated changes applied."""
    zone = clock.zone_of(place.time_zone)
    shifts = []
    for service in services:
        spans = _open_spans(clock, service, zone)
        cuts = closures_of(scenario, clock, place, service.direction, service.mode, at=service.at)
        shifts += _changed(service, _changes_of(scenario, clock, service, zone), subtract(spans, cuts))
    return sorted(shifts, key=lambda shift: shift.open)


def _open_spans(clock: Clock, service: Service, zone: str) -> list[tuple[int, int]]:
    """Opening hours of a row of services by the clocks of its place, day by day; one span where it never closes."""
    first, last = clock.span(service.start, service.end, zone)
    return [*_spans(clock.local_days(zone), service.weekdays, service.hours, first, last)]


@lru_cache(maxsize=1024)  # for the draws of a scenario, in which hours stay as they are
def _spans(local: LocalDays, weekdays: str, hours: str, first: int, last: int) -> tuple[tuple[int, int], ...]:
    on_days, of_day = parse_weekdays(weekdays), parse_hours(hours)
    if all(on_days) and of_day == ((0, MINUTES_PER_DAY),):
        return ((first, last),)
    midnight = local.at(0)
    is_day = midnight < local.at(MINUTES_PER_DAY)  # a law may skip one
    is_wanted = is_day & np.array(on_days)[local.weekdays]
    spans: list[tuple[int, int]] = []
    for start, end in of_day:
        opens, closes = np.maximum(first, local.at(start)), np.minimum(last, local.at(end))
        is_open = is_wanted & (opens < closes)
        spans += zip(opens[is_open].tolist(), closes[is_open].tolist(), strict=True)
    return tuple(spans)


def closures_of(
    scenario: Scenario, clock: Clock, place: Place, direction: str, mode: str = "", *, at: str = ""
) -> list[tuple[int, int]]:
    """When a place, or its line of a mode, is closed in a direction: from each closure to `until` or the next opening.

    Without a mode only closures of the whole place count; with a junction those of the junction as well.
    """
    names = (place.name, at) if at else (place.name,)
    zone = clock.zone_of(place.time_zone)
    closures = []
    for event in scenario.events:
        if event.what == "closure" and event.mode in ("", mode) and _concerns(scenario, event, names, direction):
            start, end = clock.span(event.date, event.until, zone)
            openings = [
                clock.moment(other.date, zone)
                for other in scenario.events
                if other.what == "opening"
                and other.date > event.date
                and other.mode in ("", event.mode)
                and _concerns(scenario, other, names, direction)
            ]
            closures.append((start, min([end, *openings])))
    return closures


def _concerns(scenario: Scenario, event: Event, names: tuple[str, ...], direction: str) -> bool:
    here = places_named(scenario, event.where)
    return (event.direction or direction) == direction and any(name in here for name in names)


def subtract(spans: list[tuple[int, int]], cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of spans of time when cuts are taken out."""
    for start, end in cuts:
        left = []
        for opens, closes in spans:
            left += [(a, b) for a, b in ((opens, min(closes, start)), (max(opens, end), closes)) if a < b]
        spans = left
    return spans


def _changes_of(scenario: Scenario, clock: Clock, service: Service, zone: str) -> list[Change]:
    """Dated changes of the servers, staff, minutes or cap of a row of services, in order of time."""
    changes = []
    for event in scenario.events:
        if event.what == "change" and event.value is not None:
            table, row, column = CellName.parse(event.target)
            if table == "services" and row == service.id and column in (*CHANGED, "per_hour"):
                start, end = clock.span(event.date, event.until, zone)
                value = MINUTES_PER_HOUR / event.value if column == "per_hour" else event.value
                changes.append((start, end, "minutes" if column == "per_hour" else column, value))
    return sorted(changes)  # of two in force the later one holds, wherever its row stands


def _changed(service: Service, changes: list[Change], spans: list[tuple[int, int]]) -> list[Shift]:
    """Spans of a row of services, cut where changes set its servers, staff, minutes or cap."""
    values = dict(
        zip(CHANGED, (float(service.servers), service.staff, service_minutes(service), service.cap), strict=True)
    )
    unchanged = _work_of(service, values)
    if not changes:
        return [Shift(opens, closes, *unchanged) for opens, closes in spans if opens < closes]
    shifts = []
    for opens, closes in spans:
        for start, end in pairwise(sorted({opens, closes, *(edge for change in changes for edge in change[:2])})):
            if start < opens or end > closes:
                continue
            here = {column: value for begin, stop, column, value in changes if begin <= start < stop}
            shifts.append(Shift(start, end, *(_work_of(service, values | here) if here else unchanged)))
    return shifts


def _work_of(service: Service, values: Mapping[str, float | None]) -> tuple[int, float, float, int]:
    """What a shift says but when it is, with some values of the columns `CHANGED`."""
    cap = values["cap"]
    at_work, pressed = at_work_of(service, int(values["servers"] or 0), values["staff"])
    return at_work, (values["minutes"] or 0.0) * MOMENTS_PER_MINUTE, -1.0 if cap is None else cap, pressed


def at_work_of(service: Service, servers: int, staff: float | None) -> tuple[int, int]:
    """Servers at work, and at work under pressure: as many as there are, but no more than the staff can run.

    Where none is at work the line is closed, and pressure opens none.
    """
    each = service.staff_per_server
    at_work = servers if staff is None else min(servers, int(staff / each))
    more = servers + int(service.extra_servers)
    pressed = more if staff is None else min(more, int((staff + service.extra_staff) / each))
    return at_work, max(at_work, pressed) if at_work else 0


def sweep(lines: list[list[Shift]]) -> list[tuple[int, int, list[Shift | None]]]:
    """Segments of a pool: stretches in which the same shift, or none, of each line is in force."""
    if len(lines) == 1 and all(shift.close <= later.open for shift, later in pairwise(lines[0])):
        return [(shift.open, shift.close, [shift]) for shift in lines[0]]
    edges = sorted({edge for shifts in lines for shift in shifts for edge in (shift.open, shift.close)})
    pointers = [0] * len(lines)
    segments = []
    for start, end in pairwise(edges):
        in_force: list[Shift | None] = []
        for number, shifts in enumerate(lines):
            at = pointers[number]
            while at < len(shifts) and shifts[at].close <= start:
                at += 1
            pointers[number] = at
            in_force.append(shifts[at] if at < len(shifts) and shifts[at].open <= start else None)
        if any(in_force):
            segments.append((start, end, in_force))
    return segments
