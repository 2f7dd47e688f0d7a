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

CHANGED = ("servers", "staff", "minutes", "per_hour", "cap")
ORDER = {"seats": 10, "exit_control": 20, "entry_control": 30}  # in which parties pass them


@dataclass(frozen=True)
class Shift:
    """A stretch of time of one line, or of a pool."""

    open: int
    close: int
    servers: int
    pressed: int  # servers under pressure
    moments: float = 0.0  # for one unit
    cap: float | None = None  # people a local day


@dataclass
class Segment:
    """A stretch of time in which nothing changes in a pool: servers, and what is in force of each line."""

    open: int
    close: int
    servers: int
    pressed: int  # servers under pressure
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
    rows: list[Service]
    segments: list[Segment]
    free_at: list[int]
    current: int = 0  # the segment in force, or the next
    is_pressed: bool = False  # servers are added
    differs_since: int | None = None  # moment since which the lines ask for the other
    turn: Line | None = None
    served_in_turn: int = 0

    @property
    def rule(self) -> tuple[PoolRule, int]:
        """How the next line is found, and the parties of a turn."""
        return parse_pool_rule(self.lines[0].row.pool_rule)

    @property
    def asks(self) -> Service | None:
        """The row that says when the pool is under pressure."""
        return next((r for r in self.rows if r.pressure_people is not None or r.pressure_hours is not None), None)

    def at_work(self, segment: Segment) -> int:
        """Servers at work in a segment."""
        return segment.pressed if self.is_pressed else segment.servers

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
            pools.setdefault((first.at or first.place, first.pool, "" if first.pool else name), []).append(name)
        self.pools = []
        for names in pools.values():
            segments = sweep({name: shifts_of(scenario, clock, rows[name]) for name in names})
            most = max((segment.pressed for segment in segments), default=0)
            mine = [row for name in names for row in rows[name]]
            free_at = [-24 * 60 * MINUTE] * most
            self.pools.append(Pool([self.lines[name] for name in names], mine, segments, free_at))
        self.pool_of = {line.name: pool for pool in self.pools for line in pool.lines}

    def pools_by_place(self) -> list[list[Pool]]:
        """The pools of each place, those of places that share a road or checkpoint together, in the order of lines."""
        groups: list[tuple[set[str], list[Pool]]] = []
        for pool in self.pools:
            places = {line.row.place for line in pool.lines}
            joined = [group for group in groups if group[0] & places]
            groups = [group for group in groups if not group[0] & places]
            groups.append((places.union(*(g[0] for g in joined)), [p for g in joined for p in g[1]] + [pool]))
        order = {
            id(pool): (p.at or p.place, p.pool or f"\x1f{pool.lines[0].name}")
            for pool in self.pools
            for p in [pool.lines[0].row]
        }
        return [sorted(pools, key=lambda pool: order[id(pool)]) for _, pools in sorted(groups, key=lambda g: min(g[0]))]

    def leads_on(self, line: Line) -> bool:
        """Whether some people who are served at a line go on to another of the place."""
        return any(self.following(line, mode) for mode in ("car", "foot", "rail", "air"))

    def chain(self, place: str, direction: str, mode: str) -> list[Line]:
        """The lines that a mode passes at a place, in their order."""
        found = []
        way = [
            line
            for line in self.lines.values()
            if line.is_border and not line.row.jump and (line.row.place, line.row.direction) == (place, direction)
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

    def beside(self, line: Line) -> Line | None:
        """The line of those who jump the queue of a line."""
        same = ("place", "service", "direction", "mode")
        found = (other for other in self.lines.values() if other.row.jump and not line.row.jump)
        return next((o for o in found if all(getattr(o.row, c) == getattr(line.row, c) for c in same)), None)

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
        for start, end in closures(scenario, clock, row.place, row.direction, row.mode, row.at):
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


def closures(
    scenario: Scenario, clock: Clock, place: str, direction: str, mode: str = "", at: str = ""
) -> list[tuple[int, int]]:
    """When a place is closed in a direction: from each closure to its `until`, or to the next opening."""

    def concerns(event: Event, what: str) -> bool:
        named = places_named(scenario, event.where)
        return event.what == what and (place in named or at in named) and event.direction in ("", direction)

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
        if event.what == "change" and event.value is not None and column in CHANGED:
            start, end = clock.span(event.date, event.until, clock.zone[row.place])
            value = 60 / event.value if column == "per_hour" else event.value
            changes.append((start, end, "minutes" if column == "per_hour" else column, value))
    changes.sort()  # of two in force the later one holds
    edges = {opens, closes, *(edge for start, end, *_ in changes for edge in (start, end))}
    edges = sorted(edge for edge in edges if opens <= edge <= closes)
    found = []
    for start, end in pairwise(edges):
        minutes = 60 / row.per_hour if row.per_hour else row.minutes
        values = {"servers": row.servers, "staff": row.staff, "minutes": minutes, "cap": row.cap}
        values |= {column: value for first, last, column, value in changes if first <= start < last}
        at_work, pressed = int(values["servers"]), int(values["servers"]) + int(row.extra_servers)
        if values["staff"] is not None:
            at_work = min(at_work, int(values["staff"] / row.staff_per_server))
            pressed = min(pressed, int((values["staff"] + row.extra_staff) / row.staff_per_server))
        pressed = max(pressed, at_work) if at_work else 0
        found.append(Shift(start, end, at_work, pressed, values["minutes"] * MINUTE, values["cap"]))
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
            pressed = max(shift.pressed for shift in in_force.values())
            found.append(Segment(start, end, servers, pressed, worked))
    return found
