"""Services and lodging as timetables: lines, pools of servers and the segments in which both stay the same."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from serai.codes import MAX_LINES_PER_POOL, Direction, LineMode, ServiceTime, Unit
from serai.model.clock import Clock
from serai.model.shifts import first_places, line_name, pool_segments, pools_of, servers_of
from serai.rng import name_key
from serai.scenario.schema import REGISTRATION, SEATS, Scenario, Service, passing_order, stands_at
from serai.scenario.texts import parse_pool_rule
from serai.state.log import LineName
from serai.state.places import LINE, N_LINE_MODES, POOL, SEGMENT
from serai.units import MOMENTS_PER_HOUR

MOST_IN_TURN = 1e9  # of one line, before another of its pool has its turn; more than there are people


@dataclass
class Timetable:
    """Lines sorted by place, pool and name, so that no result depends on the order of rows.

    Attributes
    ----------
    line, pool, segment : LINE[L], POOL[Q], SEGMENT[S]
    service_moments, service_cap : float64[S, MAX_LINES_PER_POOL]
    n_servers : int; servers of all pools, each pool with the most that it ever has
    first_line : int64[P, 2, N_LINE_MODES]
    next_line : int64[L, N_LINE_MODES]
    has_lines : int64[P, 2]
    """

    line: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=LINE))
    pool: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=POOL))
    segment: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=SEGMENT))
    service_moments: np.ndarray = field(default_factory=lambda: np.zeros((0, MAX_LINES_PER_POOL)))
    service_cap: np.ndarray = field(default_factory=lambda: np.zeros((0, MAX_LINES_PER_POOL)))
    n_servers: int = 0
    first_line: np.ndarray = field(default_factory=lambda: np.zeros((0, 2, N_LINE_MODES), dtype=np.int64))
    next_line: np.ndarray = field(default_factory=lambda: np.zeros((0, N_LINE_MODES), dtype=np.int64))
    has_lines: np.ndarray = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))


def line_names(scenario: Scenario) -> tuple[LineName, ...]:
    """What each line is called, in the order of the lines of a run."""
    return tuple(_named(rows[0]) for pool in pools_of(scenario) for rows in pool)


def _named(service: Service) -> LineName:
    name = line_name(service)
    pool = service.pool or name
    return LineName(name, service.place, service.service, service.mode, service.direction, pool, service.called)


def build_timetable(scenario: Scenario, clock: Clock) -> Timetable:
    """Lines, pools and segments of a scenario.

    Parameters
    ----------
    scenario : Scenario
        Checked: rows of one line agree in place, service, direction, mode and pool and do not overlap.
    clock : Clock
    """
    pools = pools_of(scenario)
    table = Timetable()
    table.line = np.zeros(sum(len(pool) for pool in pools), dtype=LINE)
    table.pool = np.zeros(len(pools), dtype=POOL)
    segments: list[tuple[int, int, int, int]] = []
    moments: list[list[float]] = []
    caps: list[list[float]] = []
    first_line = 0
    row_of = {place.name: row for row, place in enumerate(scenario.places)}
    for number, lines in enumerate(pools):
        stretches = pool_segments(scenario, clock, lines)
        _fill_pool(table, number, first_line, lines)
        table.pool[number]["n_lines"] = len(lines)
        table.pool[number]["first_segment"] = len(segments)
        for opens, closes, in_force in stretches:
            segments.append((opens, closes, *servers_of(in_force)))
            moments.append([s.moments if s and s.servers and s.cap != 0 else 0.0 for s in in_force])
            caps.append([s.cap if s else -1.0 for s in in_force])
        mine = segments[table.pool[number]["first_segment"] :]
        table.pool[number]["n_servers"] = max((pressed for *_, pressed in mine), default=0)
        table.n_servers += int(table.pool[number]["n_servers"])
        table.pool[number]["end_segment"] = len(segments)
        for column, rows in enumerate(lines):
            _fill_line(table.line[first_line + column], scenario, row_of, rows[0], (number, column))
            ever = [in_force[column] for *_, in_force in stretches]
            table.line[first_line + column]["capped"] = any(shift is not None and shift.cap > 0 for shift in ever)
        first_line += len(lines)
    table.segment = np.array(segments, dtype=SEGMENT)
    table.service_moments, table.service_cap = _padded(moments, 0.0), _padded(caps, -1.0)
    _link_lines(table, [rows[0] for lines in pools for rows in lines], scenario)
    return table


def _fill_pool(table: Timetable, number: int, first_line: int, lines: list[list[Service]]) -> None:
    pool = table.pool[number]
    pool["first_line"], pool["first_server"] = first_line, table.n_servers
    pool["rule"] = int(parse_pool_rule(lines[0][0].pool_rule)[0])
    rows = [row for rows in lines for row in rows]
    asks = next((row for row in rows if may_add(row)), None)
    if asks is not None:
        pool["may_add"] = 1
        pool["pressure_people"] = math.inf if asks.pressure_people is None else asks.pressure_people
        pool["pressure_hours"] = math.inf if asks.pressure_hours is None else asks.pressure_hours
        pool["pressure_delay"] = int(asks.pressure_delay_hours * MOMENTS_PER_HOUR + 0.5)


def may_add(service: Service) -> bool:
    """Whether a row says when its pool is under pressure."""
    return service.pressure_people is not None or service.pressure_hours is not None


def _padded(rows: list[list[float]], filler: float) -> np.ndarray:
    """Rows of numbers, a number for each line of a pool: float64[n, MAX_LINES_PER_POOL]."""
    whole = [filler] * MAX_LINES_PER_POOL
    return np.array([row + whole[len(row) :] for row in rows]).reshape(-1, MAX_LINES_PER_POOL)


def _fill_line(
    line: np.ndarray, scenario: Scenario, row_of: dict[str, int], service: Service, at: tuple[int, int]
) -> None:
    line["key"] = name_key("line", service.place, line_name(service))
    line["share"] = service.pool_share
    in_turn = parse_pool_rule(service.pool_rule)[1] * service.pool_share + 0.5
    line["in_turn"] = max(1, int(min(in_turn, MOST_IN_TURN)))
    line["place"] = row_of[service.place]
    line["stands"] = row_of[stands_at(service)]
    line["jump"] = -1
    line["pool"], line["column"] = at
    line["again"] = int(service.service == "registration" and scenario.registration.unserved == "again")
    line["attraction"] = service.attraction
    line["passes"] = service.passing_share
    line["pass_key"] = name_key("passes", service.place, service.service)
    line["at_post"] = int(service.service != REGISTRATION)
    line["known"] = int(service.service == SEATS)
    line["mode"] = int(LineMode[service.mode.upper()])
    line["direction"] = int(Direction[service.direction.upper()])
    line["unit"] = int(Unit[service.unit.upper()])
    line["time"] = int(ServiceTime[service.time.upper()])


def _link_lines(table: Timetable, services: list[Service], scenario: Scenario) -> None:
    """Which line a mode joins first at a place, and which comes after each line for each mode.

    Parameters
    ----------
    services : list of Service, the first row of each line
    """
    row_of = {place.name: row for row, place in enumerate(scenario.places)}
    first_place = first_places(scenario)
    table.first_line = np.full((len(row_of), 2, N_LINE_MODES), -1, dtype=np.int64)
    table.next_line = np.full((table.line.size, N_LINE_MODES), -1, dtype=np.int64)
    table.has_lines = np.zeros((len(row_of), 2), dtype=np.int64)
    ways: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero(table.line["at_post"]).tolist():
        ways.setdefault((int(table.line[row]["place"]), int(table.line[row]["direction"])), []).append(row)
    beside = {_way_and_kind(service): row for row, service in enumerate(services) if service.jump}
    for way, rows in ways.items():
        table.has_lines[way] = 1
        for mode in range(N_LINE_MODES):
            order_of = {row: passing_order(services[row]) for row in rows if not services[row].jump}
            chain = _chain(table, order_of, mode)
            if chain:
                table.first_line[way][mode] = chain[0][1]
            for row in rows:  # also those that the mode does not join: people may stand there at the start
                order = passing_order(services[row])
                table.next_line[row, mode] = next((line for later, line in chain if later > order), -1)
                if not services[row].jump:
                    table.line[row]["jump"] = beside.get(_way_and_kind(services[row]), -1)
    _mark_series(table, np.array([row_of[first_place[service.place]] for service in services], dtype=np.int64))


def _way_and_kind(service: Service) -> tuple[str, str, str, str]:
    return service.place, service.direction, service.service, service.mode


def _mark_series(table: Timetable, group: np.ndarray) -> None:
    """Mark the pools of each group of places where one line leads to another: they are served together.

    Parameters
    ----------
    table : Timetable
    group : int64[n_lines]; equal numbers: places that share a road or checkpoint, or one place
    """
    leads_on = (table.next_line >= 0).any(axis=1)
    group_of_pool = group[table.pool["first_line"]]
    for leading in np.unique(group[leads_on]):
        mine = np.flatnonzero(group_of_pool == leading)  # neighbours: pools are sorted by place
        table.pool["end_series"][mine[0]] = mine[-1] + 1


def _chain(table: Timetable, order: dict[int, float], mode: int) -> list[tuple[float, int]]:
    """The lines that a mode passes, one of each kind, in their order: its own, or that of all modes."""
    row_at: dict[float, int] = {}
    for wanted in (LineMode.ANY, mode):
        for row in reversed(order):
            if table.line[row]["mode"] == wanted:
                row_at[order[row]] = row
    return sorted(row_at.items())
