"""Services and lodging as timetables: lines, pools of servers and the segments in which both stay the same."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from serai.codes import MAX_LINES_PER_POOL, Direction, LineMode, ServiceTime, Unit
from serai.model.clock import Clock
from serai.model.shifts import Shift, first_places, line_name, pool_segments, pools_of
from serai.rng import name_key
from serai.scenario.schema import REGISTRATION, SEATS, Scenario, Service, passing_order, stands_at
from serai.scenario.texts import parse_pool_rule
from serai.state.log import LineName
from serai.state.places import LINE, N_LINE_MODES, POOL, SEGMENT
from serai.units import MOMENTS_PER_HOUR

CLOSED = Shift(0, 0, servers=0, moments=0.0, cap=-1.0, pressed=0)
MOST_IN_TURN = 1e9  # of one line, before another of its pool has its turn; more than there are people


@dataclass
class Timetable:
    """Lines sorted by place, pool and name, so that no result depends on the order of rows.

    Attributes
    ----------
    services : list of Service; the first row of each line
    line, pool, segment : LINE[L], POOL[Q], SEGMENT[S]
    service_moments, service_cap : float64[S, MAX_LINES_PER_POOL]
    n_servers : int; servers of all pools, each pool with the most that it ever has
    first_line : int64[P, 2, N_LINE_MODES]
    next_line : int64[L, N_LINE_MODES]
    has_lines : int64[P, 2]
    """

    services: list[Service] = field(default_factory=list)
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
    stretches = [pool_segments(scenario, clock, lines) for lines in pools]
    table = Timetable([rows[0] for lines in pools for rows in lines])
    _fill_segments(table, [segment for mine in stretches for segment in mine])
    _fill_pools(table, pools, np.array([len(mine) for mine in stretches], dtype=np.int64))
    _fill_lines(table, scenario)
    _link_lines(table, scenario)
    return table


def _fill_segments(table: Timetable, segments: list[tuple[int, int, list[Shift | None]]]) -> None:
    widths = np.array([len(shifts_of) for *_, shifts_of in segments], dtype=np.int64)
    rows = np.repeat(np.arange(widths.size), widths)
    columns = np.arange(rows.size) - (np.cumsum(widths) - widths)[rows]
    shifts = np.full((widths.size, MAX_LINES_PER_POOL, len(CLOSED)), CLOSED)
    in_force = [shift or CLOSED for *_, shifts_of in segments for shift in shifts_of]
    shifts[rows, columns] = np.reshape(in_force, (-1, len(CLOSED)))
    _, _, servers, moments, cap, pressed = np.moveaxis(shifts, 2, 0)
    table.service_moments = np.where((servers > 0) & (cap != 0), moments, 0.0)
    table.service_cap = cap.copy()
    table.segment = np.zeros(widths.size, dtype=SEGMENT)
    table.segment["open"] = [opens for opens, *_ in segments]
    table.segment["close"] = [closes for _, closes, _ in segments]
    table.segment["servers"], table.segment["pressed"] = servers.max(axis=1), pressed.max(axis=1)


def _fill_pools(table: Timetable, pools: list[list[list[Service]]], n_segments: np.ndarray) -> None:
    pool = table.pool = np.zeros(len(pools), dtype=POOL)
    pool["n_lines"] = [len(lines) for lines in pools]
    pool["first_line"] = np.cumsum(pool["n_lines"]) - pool["n_lines"]
    pool["end_segment"] = np.cumsum(n_segments)
    pool["first_segment"] = pool["end_segment"] - n_segments
    pressed, ends = table.segment["pressed"].tolist(), zip(pool["first_segment"], pool["end_segment"], strict=True)
    pool["n_servers"] = [max(pressed[first:end], default=0) for first, end in ends]
    pool["first_server"] = np.cumsum(pool["n_servers"]) - pool["n_servers"]
    table.n_servers = int(pool["n_servers"].sum())
    pool["rule"] = [int(parse_pool_rule(lines[0][0].pool_rule)[0]) for lines in pools]
    for row, lines in zip(pool, pools, strict=True):
        asks = next((service for services in lines for service in services if may_add(service)), None)
        if asks is not None:
            row["may_add"] = 1
            row["pressure_people"] = math.inf if asks.pressure_people is None else asks.pressure_people
            row["pressure_hours"] = math.inf if asks.pressure_hours is None else asks.pressure_hours
            row["pressure_delay"] = int(asks.pressure_delay_hours * MOMENTS_PER_HOUR + 0.5)


def may_add(service: Service) -> bool:
    """Whether a row says when its pool is under pressure."""
    return service.pressure_people is not None or service.pressure_hours is not None


def _fill_lines(table: Timetable, scenario: Scenario) -> None:
    services = table.services
    row_of = {place.name: row for row, place in enumerate(scenario.places)}
    again = scenario.registration.unserved == "again"
    line = table.line = np.zeros(len(services), dtype=LINE)
    line["key"] = [name_key("line", service.place, line_name(service)) for service in services]
    line["share"] = [service.pool_share for service in services]
    line["in_turn"] = [_in_turn(service) for service in services]
    line["place"] = [row_of[service.place] for service in services]
    line["stands"] = [row_of[stands_at(service)] for service in services]
    line["pool"] = np.repeat(np.arange(table.pool.size), table.pool["n_lines"])
    line["column"] = np.arange(line.size) - table.pool["first_line"][line["pool"]]
    line["capped"] = _capped(table)[line["pool"], line["column"]]
    line["again"] = [again and service.service == REGISTRATION for service in services]
    line["attraction"] = [service.attraction for service in services]
    line["passes"] = [service.passing_share for service in services]
    line["pass_key"] = [name_key("passes", service.place, service.service) for service in services]
    line["at_post"] = [service.service != REGISTRATION for service in services]
    line["known"] = [service.service == SEATS for service in services]
    line["mode"] = [int(LineMode[service.mode.upper()]) for service in services]
    line["direction"] = [int(Direction[service.direction.upper()]) for service in services]
    line["unit"] = [int(Unit[service.unit.upper()]) for service in services]
    line["time"] = [int(ServiceTime[service.time.upper()]) for service in services]


def _in_turn(service: Service) -> int:
    in_turn = parse_pool_rule(service.pool_rule)[1] * service.pool_share + 0.5
    return max(1, int(min(in_turn, MOST_IN_TURN)))


def _capped(table: Timetable) -> np.ndarray:
    """Whether each line of a pool is ever limited to a number of people a day: bool[Q, MAX_LINES_PER_POOL]."""
    capped = np.zeros((table.pool.size, MAX_LINES_PER_POOL), dtype=bool)
    segments, columns = np.nonzero(table.service_cap > 0)
    capped[np.searchsorted(table.pool["end_segment"], segments, side="right"), columns] = True
    return capped


def _link_lines(table: Timetable, scenario: Scenario) -> None:
    """Which line a mode joins first at a place, and which comes after each line for each mode."""
    services = table.services
    row_of = {place.name: row for row, place in enumerate(scenario.places)}
    first_place = first_places(scenario)
    table.first_line = np.full((len(row_of), 2, N_LINE_MODES), -1, dtype=np.int64)
    table.next_line = np.full((table.line.size, N_LINE_MODES), -1, dtype=np.int64)
    table.has_lines = np.zeros((len(row_of), 2), dtype=np.int64)
    places, directions, modes = (table.line[name].tolist() for name in ("place", "direction", "mode"))
    beside = {_way_and_kind(service): row for row, service in enumerate(services) if service.jump}
    table.line["jump"] = -1
    ways: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero(table.line["at_post"]).tolist():
        ways.setdefault((places[row], directions[row]), []).append(row)
        if not services[row].jump:
            table.line["jump"][row] = beside.get(_way_and_kind(services[row]), -1)
    for way, rows in ways.items():
        table.has_lines[way] = 1
        orders = [passing_order(services[row]) for row in rows]
        joined = [(order, modes[row], row) for order, row in zip(orders, rows, strict=True) if not services[row].jump]
        for mode in range(N_LINE_MODES):
            chain = _chain(joined, mode)
            if chain:
                table.first_line[way][mode] = chain[0][1]
            for row, order in zip(rows, orders, strict=True):
                # also of lines that the mode does not join: people may stand there at the start
                table.next_line[row, mode] = next((line for later, line in chain if later > order), -1)
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


def _chain(lines: list[tuple[float, int, int]], mode: int) -> list[tuple[float, int]]:
    """The lines that a mode passes, one of each kind, in their order: its own, or that of all modes.

    Parameters
    ----------
    lines : list of (position, `LineMode`, row)
    """
    row_at: dict[float, int] = {}
    for wanted in (LineMode.ANY, mode):
        row_at |= {order: row for order, joins, row in reversed(lines) if joins == wanted}
    return sorted(row_at.items())
