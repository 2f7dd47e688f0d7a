"""When lines are worked and by how many: opening hours of pools and lines, closures and dated changes applied."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from serai.model.clock import Clock
from serai.scenario.address import CellName
from serai.scenario.members import places_named
from serai.scenario.schema import Event, Place, Scenario, Service
from serai.scenario.texts import parse_hours, parse_weekdays
from serai.units import DAYS_PER_WEEK, MINUTES_PER_DAY, MOMENTS_PER_MINUTE


@dataclass(frozen=True)
class Shift:
    """A stretch of one line's timetable."""

    open: int
    close: int
    servers: int
    moments: float
    cap: float


def line_name(service: Service) -> str:
    """Name of the line that a row of services belongs to."""
    return service.line or service.id


def pools_of(scenario: Scenario) -> list[list[list[Service]]]:
    """Rows of `services` by pool and line, sorted by place, pool and name of the line."""
    lines: dict[str, list[Service]] = {}
    for service in scenario.services:
        lines.setdefault(line_name(service), []).append(service)
    pools: dict[tuple[str, str], list[list[Service]]] = {}
    for name in sorted(lines):
        first = lines[name][0]
        pools.setdefault((first.place, first.pool or "\x1f" + name), []).append(lines[name])
    return [pools[key] for key in sorted(pools)]


def pool_segments(
    scenario: Scenario, clock: Clock, lines: list[list[Service]]
) -> list[tuple[int, int, list[Shift | None]]]:
    """When a pool is worked: (from, to, shift of each line) in moments, with closures and dated changes applied."""
    place = next(place for place in scenario.places if place.name == lines[0][0].place)
    return sweep([line_shifts(scenario, clock, place, rows) for rows in lines])


def servers_of(in_force: list[Shift | None]) -> int:
    """How many servers a pool has while these shifts are in force."""
    return max(shift.servers for shift in in_force if shift is not None)


def line_shifts(scenario: Scenario, clock: Clock, place: Place, services: list[Service]) -> list[Shift]:
    """Stretches in which a line is worked, in order of time, with closures and dated changes applied."""
    zone = clock.zone_of(place.time_zone)
    shifts = []
    for service in services:
        spans = _open_spans(clock, service, zone)
        cuts = closures_of(scenario, clock, place, service.direction, service.mode)
        for opens, closes in subtract(spans, cuts):
            shifts += _changed(scenario, clock, service, zone, opens, closes)
    return sorted(shifts, key=lambda shift: shift.open)


def _open_spans(clock: Clock, service: Service, zone: str) -> list[tuple[int, int]]:
    """Opening hours of a row of services by the clocks of its place, day by day; one span where it never closes."""
    first, last = clock.span(service.start, service.end, zone)
    weekdays = parse_weekdays(service.weekdays)
    hours = parse_hours(service.hours)
    if all(weekdays) and hours == ((0, MINUTES_PER_DAY),):
        return [(first, last)]
    weekday = (clock.first_day.weekday() + np.arange(clock.n_days)) % DAYS_PER_WEEK
    is_day = clock.at(zone, 0) < clock.at(zone, MINUTES_PER_DAY)  # a law may skip one
    spans: list[tuple[int, int]] = []
    for start, end in hours:
        opens, closes = np.maximum(first, clock.at(zone, start)), np.minimum(last, clock.at(zone, end))
        is_open = is_day & np.array(weekdays)[weekday] & (opens < closes)
        spans += zip(opens[is_open].tolist(), closes[is_open].tolist(), strict=True)
    return spans


def closures_of(
    scenario: Scenario, clock: Clock, place: Place, direction: str, mode: str = ""
) -> list[tuple[int, int]]:
    """When a place, or its line of a mode, is closed in a direction: from each closure to `until` or the next opening.

    Without a mode only closures of the whole place count.
    """
    zone = clock.zone_of(place.time_zone)
    found = []
    for event in scenario.events:
        if event.what == "closure" and event.mode in ("", mode) and _concerns(scenario, event, place, direction):
            start, end = clock.span(event.date, event.until, zone)
            openings = [
                clock.moment(other.date, zone)
                for other in scenario.events
                if other.what == "opening"
                and other.date > event.date
                and other.mode in ("", event.mode)
                and _concerns(scenario, other, place, direction)
            ]
            found.append((start, min([end, *openings])))
    return found


def _concerns(scenario: Scenario, event: Event, place: Place, direction: str) -> bool:
    return (event.direction or direction) == direction and place.name in places_named(scenario, event.where)


def subtract(spans: list[tuple[int, int]], cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of spans of time when cuts are taken out."""
    for start, end in cuts:
        left = []
        for opens, closes in spans:
            left += [(a, b) for a, b in ((opens, min(closes, start)), (max(opens, end), closes)) if a < b]
        spans = left
    return spans


def _changed(scenario: Scenario, clock: Clock, service: Service, zone: str, opens: int, closes: int) -> list[Shift]:
    """One span of a row of services, cut where a dated `change` sets its servers, minutes or cap."""
    values = {"servers": float(service.servers), "minutes": service.minutes, "cap": service.cap}
    changes = []
    for event in scenario.events:
        if event.what == "change" and event.value is not None:
            table, row, column = CellName.parse(event.target)
            if table == "services" and row == service.id and column in values:
                start, end = clock.span(event.date, event.until, zone)
                changes.append((start, end, column, event.value))
    changes.sort()  # of two in force the later one holds, wherever its row stands
    edges = sorted({opens, closes, *(edge for start, end, _, _ in changes for edge in (start, end))})
    shifts = []
    for start, end in pairwise(edges):
        if start < opens or end > closes:
            continue
        here = values | {column: value for begin, stop, column, value in changes if begin <= start < stop}
        cap = here["cap"]
        minutes = here["minutes"] or 0.0
        shifts.append(
            Shift(start, end, int(here["servers"] or 0), minutes * MOMENTS_PER_MINUTE, -1.0 if cap is None else cap)
        )
    return shifts


def sweep(lines: list[list[Shift]]) -> list[tuple[int, int, list[Shift | None]]]:
    """Segments of a pool: stretches in which the same shift, or none, of each line is in force."""
    edges = sorted({edge for shifts in lines for shift in shifts for edge in (shift.open, shift.close)})
    pointers = [0] * len(lines)
    found = []
    for start, end in pairwise(edges):
        in_force: list[Shift | None] = []
        for number, shifts in enumerate(lines):
            while pointers[number] < len(shifts) and shifts[pointers[number]].close <= start:
                pointers[number] += 1
            current = shifts[pointers[number]] if pointers[number] < len(shifts) else None
            in_force.append(current if current is not None and current.open <= start else None)
        if any(shift is not None for shift in in_force):
            found.append((start, end, in_force))
    return found
