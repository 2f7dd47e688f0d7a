"""Lines, pools of servers, and the stretches of time in which they work (docs/model/lines)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import pairwise

from serai.codes import PoolRule
from serai.scenario.members import places_named
from serai.scenario.schema import Event, Scenario, Service
from serai.scenario.texts import parse_hours, parse_pool_rule, parse_weekdays
from twin.clock import MINUTE, Clock
from twin.draws import name_key
from twin.party import Party

ORDER = {"seats": 10, "exit_control": 20, "entry_control": 30}  # in which parties pass them


@dataclass(frozen=True)
class Shift:
    """A stretch of time of one line, or of a pool."""

    open: int
    close: int
    servers: int
    moments: float = 0.0  # for one unit
    cap: float | None = None  # people a local day


@dataclass
class Segment:
    """A stretch of time in which nothing changes in a pool: servers, and what is in force of each line."""

    open: int
    close: int
    servers: int
    in_force: dict[str, Shift]  # by line; only those that are worked


@dataclass
class Line:
    """A line of parties."""

    name: str
    row: Service  # the first of its rows
    key: int
    parties: list[Party] = field(default_factory=list)
    arrivals: list[Party] = field(default_factory=list)
    used: float = 0.0  # service time, divided by the line's share
    served_day: int = -1
    served_people: int = 0

    @property
    def people(self) -> int:
        """People standing in the line."""
        return sum(party.size for party in self.parties)

    @property
    def is_border(self) -> bool:
        """Whether it is a line of a post."""
        return self.row.service != "registration"

    @property
    def order(self) -> float:
        """Where its service comes at the post."""
        return ORDER[self.row.service] if self.row.order is None else self.row.order


@dataclass
class Pool:
    """Lines that share servers."""

    lines: list[Line]
    segments: list[Segment]
    free_at: list[int]
    current: int = 0  # the segment in force, or the next
    turn: Line | None = None
    served_in_turn: int = 0

    @property
    def rule(self) -> tuple[PoolRule, int]:
        """How the next line is found, and the parties of a turn."""
        return parse_pool_rule(self.lines[0].row.pool_rule)

    @property
    def segment(self) -> Segment | None:
        """The segment in force, or the next; None after the last."""
        return self.segments[self.current] if self.current < len(self.segments) else None


class Timetable:
    """All lines and pools of a scenario, in the order of places and names."""

    def __init__(self, scenario: Scenario, clock: Clock) -> None:
        rows: dict[str, list[Service]] = {}
        for service in scenario.services:
            rows.setdefault(service.line or service.id, []).append(service)
        self.lines: dict[str, Line] = {}
        pools: dict[tuple[str, str, str], list[str]] = {}
        for name in sorted(rows):
            first = rows[name][0]
            self.lines[name] = Line(name, first, name_key("line", first.place, name))
            pools.setdefault((first.place, first.pool, "" if first.pool else name), []).append(name)
        self.pools = []
        for names in pools.values():
            segments = sweep({name: shifts_of(scenario, clock, rows[name]) for name in names})
            most = max((segment.servers for segment in segments), default=0)
            free_at = [-24 * 60 * MINUTE] * most
            self.pools.append(Pool([self.lines[name] for name in names], segments, free_at))
        self.pool_of = {line.name: pool for pool in self.pools for line in pool.lines}

    def pools_by_place(self) -> list[list[Pool]]:
        """The pools of each place."""
        found: dict[str, list[Pool]] = {}
        for pool in self.pools:
            found.setdefault(pool.lines[0].row.place, []).append(pool)
        return list(found.values())

    def leads_on(self, line: Line) -> bool:
        """Whether some people who are served at a line go on to another of the place."""
        return any(self.following(line, mode) for mode in ("car", "foot", "rail", "air"))

    def chain(self, place: str, direction: str, mode: str) -> list[Line]:
        """The lines that a mode passes at a place, in their order."""
        found = []
        way = [
            line
            for line in self.lines.values()
            if line.is_border and (line.row.place, line.row.direction) == (place, direction)
        ]
        for order in sorted({line.order for line in way}):
            here = [line for line in way if line.order == order]
            own = [line for line in here if line.row.mode == mode]
            found += (own or [line for line in here if line.row.mode == "any"])[:1]
        return found

    def following(self, line: Line, mode: str) -> list[Line]:
        """The lines of later services that a mode passes after this one."""
        if not line.is_border:
            return []
        return [o for o in self.chain(line.row.place, line.row.direction, mode) if o.order > line.order]

    def has_lines(self, place: str, direction: str) -> bool:
        """Whether there is any line at a place and direction."""
        return any(
            (line.row.place, line.row.direction) == (place, direction) and line.is_border
            for line in self.lines.values()
        )

    def can_pass(self, place: str, direction: str, mode: str) -> bool:
        """Whether there is a line for a mode, or no line at all."""
        return not self.has_lines(place, direction) or bool(self.chain(place, direction, mode))


def shifts_of(scenario: Scenario, clock: Clock, rows: list[Service]) -> list[Shift]:
    """When a line is worked: opening hours, less closures, with dated changes."""
    found = []
    for row in rows:
        spans = open_spans(clock, row)
        for start, end in closures(scenario, clock, row.place, row.direction, row.mode):
            spans = [piece for a, b in spans for piece in ((a, min(b, start)), (max(a, end), b)) if piece[0] < piece[1]]
        found += [shift for a, b in spans for shift in changed(scenario, clock, row, a, b)]
    return sorted(found, key=lambda shift: shift.open)


def open_spans(clock: Clock, row: Service) -> list[tuple[int, int]]:
    """Opening hours day by day, as clocks at the place show them; one span where a row never closes."""
    zone = clock.zone[row.place]
    first, last = clock.span(row.start, row.end, zone)
    weekdays, hours = parse_weekdays(row.weekdays), parse_hours(row.hours)
    if all(weekdays) and hours == ((0, 24 * 60),):
        return [(first, last)]
    found = []
    for number in range(clock.n_days):
        day = clock.scenario.start + timedelta(days=number - 1)
        today, tomorrow = (datetime.combine(day + timedelta(days=ahead), time()) for ahead in (0, 1))
        is_day = clock.moment(today, zone) < clock.moment(tomorrow, zone)  # Samoa skipped one
        for edges in hours:
            opens, closes = (clock.moment(today + timedelta(minutes=edge), zone) for edge in edges)
            span = max(first, opens), min(last, closes)
            if weekdays[day.weekday()] and is_day and span[0] < span[1]:
                found.append(span)
    return found


def closures(scenario: Scenario, clock: Clock, place: str, direction: str, mode: str = "") -> list[tuple[int, int]]:
    """When a place is closed in a direction: from each closure to its `until`, or to the next opening."""

    def concerns(event: Event, what: str) -> bool:
        here = place in places_named(scenario, event.where) and event.direction in ("", direction)
        return event.what == what and here

    found = []
    for event in scenario.events:
        if concerns(event, "closure") and event.mode in ("", mode):
            start, end = clock.span(event.date, event.until, clock.zone[place])
            openings = [
                clock.moment(other.date, clock.zone[place])
                for other in scenario.events
                if concerns(other, "opening") and other.date > event.date and other.mode in ("", event.mode)
            ]
            found.append((start, min([end, *openings])))
    return found


def changed(scenario: Scenario, clock: Clock, row: Service, opens: int, closes: int) -> list[Shift]:
    """One span of a row, cut where a `change` sets its servers, minutes or cap."""
    changes = []
    for event in scenario.events:
        column = event.target.removeprefix(f"services.{row.id}.")
        if event.what == "change" and event.value is not None and column in ("servers", "minutes", "cap"):
            start, end = clock.span(event.date, event.until, clock.zone[row.place])
            changes.append((start, end, column, event.value))
    changes.sort()  # of two in force the later one holds
    edges = {opens, closes, *(edge for start, end, *_ in changes for edge in (start, end))}
    edges = sorted(edge for edge in edges if opens <= edge <= closes)
    found = []
    for start, end in pairwise(edges):
        values = {"servers": row.servers, "minutes": row.minutes, "cap": row.cap}
        values |= {column: value for first, last, column, value in changes if first <= start < last}
        found.append(Shift(start, end, int(values["servers"]), values["minutes"] * MINUTE, values["cap"]))
    return found


def sweep(shifts: dict[str, list[Shift]]) -> list[Segment]:
    """Segments of a pool: the servers are those of the largest row in force; closed lines are left out."""
    edges = sorted({edge for mine in shifts.values() for shift in mine for edge in (shift.open, shift.close)})
    found = []
    for start, end in pairwise(edges):
        in_force: dict[str, Shift] = {}
        for name, mine in shifts.items():
            for shift in mine:
                if shift.open <= start < shift.close:
                    in_force.setdefault(name, shift)
        if in_force:
            servers = max(shift.servers for shift in in_force.values())
            worked = {name: s for name, s in in_force.items() if s.servers and s.cap != 0}
            found.append(Segment(start, end, servers, worked))
    return found
