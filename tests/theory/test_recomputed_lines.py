"""Lines served once more in plain Python, party by party, from the same arrivals and services: equal to the moment.

The recursion is that of Kiefer and Wolfowitz (1955): a service starts at the latest of the joining, the moment at
which the first server is free, and the opening.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import pytest

from draws import bits, exponential, stream_key, uniform
from scenarios import at, funnel, gate_line, patient, queue
from serai.codes import Reason, Stream
from serai.kernels.leave import BLOCK_STRIDE, POISSON_BLOCK
from serai.rng import name_key
from serai.runs.course import run
from serai.scenario.schema import Departure, Service
from serai.state.log import Outcome, wait_bin_edges_hours
from serai.units import MOMENTS_PER_DAY, MOMENTS_PER_HOUR, MOMENTS_PER_MINUTE

SEED = 5
NEVER = 2**40


@dataclass
class Line:
    """One line of a pool: its parties in the order of joining, and the share that it may claim."""

    share: float = 1.0
    waiting: list[tuple[int, int, int]] = field(default_factory=list)  # joined, key, duration
    used: float = 0.0


@dataclass
class Pool:
    """Servers and their lines. `open` are the stretches (from, to, servers) in which they work."""

    lines: list[Line]
    open: list[tuple[int, int, int]]
    rule: str = "fifo"
    in_turn: int = 1
    turn: tuple[int, int] = (0, 0)
    ends: dict[int, int] = field(default_factory=dict)

    def turns(self, row: int) -> int:
        """Parties of a line before the next has its turn."""
        return max(1, int(self.in_turn * self.lines[row].share + 0.5))

    def choose(self, present: list[int]) -> int:
        """The line that is served next among those in which somebody stands."""
        if self.rule == "fifo":
            return min(present, key=lambda row: self.lines[row].waiting[0][0])
        if self.rule == "share":
            return min(present, key=lambda row: (self.lines[row].used, self.lines[row].waiting[0][0]))
        if self.rule == "priority":
            return min(present, key=lambda row: (-self.lines[row].share, self.lines[row].waiting[0][0]))
        at_line, served = self.turn
        after = [(at_line + step) % len(self.lines) for step in range(len(self.lines) + 1)]
        order = after[1:] if served >= self.turns(at_line) else after
        return next(row for row in order if row in present)

    def take_turn(self, row: int) -> None:
        at_line, served = self.turn
        self.turn = (row, served + 1) if row == at_line and served < self.turns(row) else (row, 1)

    def join(self, arrivals: list[list[tuple[int, int, int]]]) -> None:
        """The arrivals of one tick. A line that was empty has no claim from that time."""
        for row, parties in enumerate(arrivals):
            line = self.lines[row]
            others = [other.used for other in self.lines if other.waiting]
            if parties and not line.waiting and others:
                line.used = max(line.used, min(others))
            line.waiting += sorted(parties)

    def serve(self, free: list[int], until: int) -> None:
        """Begin all services that can begin before `until`."""
        for opens, closes, servers in self.open:
            limit = min(closes, until)
            while True:
                server = min(range(servers), key=lambda number: free[number], default=-1)
                heads = [line.waiting[0][0] for line in self.lines if line.waiting]
                start = max(free[server], opens, min(heads)) if heads and server >= 0 else NEVER
                if start >= limit:
                    break
                row = self.choose(
                    [k for k, line in enumerate(self.lines) if line.waiting and line.waiting[0][0] <= start]
                )
                _, key, duration = self.lines[row].waiting.pop(0)
                free[server] = self.ends[key] = start + duration
                self.lines[row].used += duration / self.lines[row].share
                self.take_turn(row)


def serve_all(pool: Pool, arrivals: list[list[tuple[int, int, int]]], end: int) -> dict[int, int]:
    """End of each party's service, by key."""
    free = [-MOMENTS_PER_DAY] * max(servers for _, _, servers in pool.open)
    for tick in range(end // MOMENTS_PER_HOUR):
        first, last = tick * MOMENTS_PER_HOUR, (tick + 1) * MOMENTS_PER_HOUR
        pool.join([[party for party in parties if first <= party[0] < last] for parties in arrivals])
        pool.serve(free, last)
    return pool.ends


def duration(service: Service, key: int, size: int) -> int:
    """Moments of a service per person, by the party's own draws."""
    moments = service.minutes * MOMENTS_PER_MINUTE
    if service.time == "fixed":
        return int(moments * size + 0.5)
    stream = stream_key(SEED, Stream.SERVICE_TIME)
    own = key ^ int(name_key("line", service.place, service.id))
    return max(int(moments * sum(exponential(stream, own, person) for person in range(size)) + 0.5), 1)


def joined(outcome: Outcome, services: list[Service]) -> list[list[tuple[int, int, int]]]:
    """Arrivals at each line as the run wrote them down."""
    steps = outcome.journeys[outcome.journeys["reason"] == Reason.JOINED_LINE]
    names = [line.name for line in outcome.axes.lines]
    return [
        [
            (int(step["time"]), int(step["key"]), duration(service, int(step["key"]), int(step["size"])))
            for step in steps[steps["value"] == names.index(service.id)]
        ]
        for service in services
    ]


def crossed(outcome: Outcome) -> dict[int, int]:
    """End of each party's service, as the run wrote it down."""
    steps = outcome.journeys[outcome.journeys["reason"] == Reason.CROSSED_IN]
    return {int(step["key"]): int(step["time"]) for step in steps}


def every_day(days: int, opens: int, closes: int, servers: int) -> list[tuple[int, int, int]]:
    hour = MOMENTS_PER_HOUR
    return [(d * MOMENTS_PER_DAY + opens * hour, d * MOMENTS_PER_DAY + closes * hour, servers) for d in range(days)]


TIMES = ["fixed", "exponential"]
DAYS = 6
CROWD = {"profiles": (patient(size="1:0.5 2:0.3 3:0.2"),)}


@pytest.mark.parametrize("servers", [1, 2, 5])
@pytest.mark.parametrize("time", TIMES)
def test_one_line_that_never_closes(time: str, servers: int):
    service = gate_line(servers=servers, minutes=4.5 * servers, time=time)
    outcome = run(funnel(DAYS, 400, (service,), **CROWD), SEED)
    ends = serve_all(Pool([Line()], [(0, NEVER, servers)]), joined(outcome, [service]), DAYS * MOMENTS_PER_DAY)
    assert len(ends) > 200
    assert crossed(outcome) == ends


@pytest.mark.parametrize("time", TIMES)
def test_one_line_that_is_closed_at_night(time: str):
    service = gate_line(servers=2, minutes=6.3, time=time, hours="08:00-19:00")
    outcome = run(funnel(DAYS, 400, (service,), **CROWD), SEED)
    ends = serve_all(Pool([Line()], every_day(DAYS, 8, 19, 2)), joined(outcome, [service]), DAYS * MOMENTS_PER_DAY)
    assert len(ends) > 200
    assert crossed(outcome) == ends


@pytest.mark.parametrize("time", TIMES)
def test_one_line_with_shifts_of_other_strength(time: str):
    hours = [("day", "07:00-15:00", 3), ("evening", "15:00-22:00", 1)]
    services = tuple(
        gate_line(id=name, line="gate-in", hours=span, servers=servers, minutes=8, time=time)
        for name, span, servers in hours
    )
    outcome = run(funnel(DAYS, 400, services, **CROWD), SEED)
    spans = sorted(every_day(DAYS, 7, 15, 3) + every_day(DAYS, 15, 22, 1))
    line = gate_line(servers=0, minutes=8, time=time)
    ends = serve_all(Pool([Line()], spans), joined(outcome, [line]), DAYS * MOMENTS_PER_DAY)
    assert len(ends) > 200
    assert crossed(outcome) == ends


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize(
    ("rule", "in_turn"),
    [("fifo", 1), ("alternate 1", 1), ("alternate 4", 4), ("share", 1), ("priority", 1)],
    ids=str,
)
def test_two_lines_of_one_pool_that_is_closed_at_night(rule: str, in_turn: int, time: str):
    columns = {"pool": "gate", "pool_rule": rule, "servers": 2, "time": time, "hours": "06:00-23:00"}
    services = [
        gate_line(id="a-car", mode="car", minutes=5, pool_share=3, **columns),
        gate_line(id="b-foot", mode="foot", minutes=7, pool_share=1, **columns),
    ]
    mixed = (patient(size="1:0.5 2:0.3 3:0.2", modes="car:0.6 foot:0.4"),)
    outcome = run(funnel(DAYS, 400, tuple(services), profiles=mixed), SEED)
    pool = Pool([Line(3.0), Line(1.0)], every_day(DAYS, 6, 23, 2), rule.split(maxsplit=1)[0], in_turn)
    arrivals = joined(outcome, services)
    ends = serve_all(pool, arrivals, DAYS * MOMENTS_PER_DAY)
    assert min(len(parties) for parties in arrivals) > 50
    assert crossed(outcome) == ends


def test_rules_of_a_pool_differ():
    """The parties that cross first under one rule are not those under another: the tests above tell rules apart."""
    found = set()
    for rule in ("fifo", "alternate 1", "alternate 4", "share", "priority"):
        columns = {"pool": "gate", "pool_rule": rule, "servers": 1, "minutes": 8}
        lines = (
            gate_line(id="a-car", mode="car", **columns),
            gate_line(id="b-foot", mode="foot", pool_share=4, **columns),
        )
        outcome = run(funnel(4, 400, lines, profiles=(patient(modes="car:0.6 foot:0.4"),)), SEED)
        found.add(tuple(sorted(crossed(outcome).items())))
    assert len(found) == 5


def traffic_parties(flow: str, per_day: float, n_ticks: int) -> list[tuple[int, int]]:
    """Joining and key of each party of size 1 of an even flow, drawn as the run draws them."""
    traffic, minute = stream_key(SEED, Stream.TRAFFIC), stream_key(SEED, Stream.MINUTE)
    flow_key = int(name_key("traffic", flow))
    parties = []
    for tick in range(n_ticks):
        mean, block = per_day / 24, 0
        while mean > 0:
            draw = tick * BLOCK_STRIDE + block
            u = uniform(traffic, flow_key, draw)
            part = min(mean, POISSON_BLOCK)
            term = total = math.exp(-part)
            n = 0
            while u > total:
                n += 1
                term *= part / n
                total += term
            for number in range(n):
                key = bits(traffic, flow_key, (draw + 1) * 4096 + number)
                parties.append((tick * MOMENTS_PER_HOUR + int(uniform(minute, key, 0) * MOMENTS_PER_HOUR), key))
            mean -= POISSON_BLOCK
            block += 1
    return parties


def test_ordinary_traffic_is_rebuilt_from_the_seed_alone():
    """Arrivals, services and waits of a flow, with nothing taken from the run that they are compared with."""
    days, per_day = 5, 600.0
    given = queue(days, per_day, servers=2, minutes=3.5, hours="05:00-22:00")
    outcome = run(given, SEED)
    parties = traffic_parties("flow", per_day, days * 24)
    service = given.services[0]
    arrivals = [(joined_at, key, duration(service, key, 1)) for joined_at, key in parties]
    ends = serve_all(Pool([Line()], every_day(days, 5, 22, 2)), [arrivals], days * MOMENTS_PER_DAY)
    waits = np.array([ends[key] - joined_at for joined_at, key, _ in arrivals if key in ends])
    assert outcome.arrays["joined"].sum() == len(parties) > 2000
    assert outcome.arrays["served"].sum() == len(ends)
    assert outcome.arrays["wait_sum"].sum() * MOMENTS_PER_HOUR == pytest.approx(waits.sum(), rel=1e-12)
    by_bin = np.histogram(waits / MOMENTS_PER_HOUR, bins=wait_bin_edges_hours())[0]
    assert np.array_equal(np.asarray(outcome.arrays["wait_hist"]).sum(axis=(0, 1)), by_bin)


def test_two_services_in_a_row_make_a_tandem():
    """The end of the exit control is the joining of the entry control; one server each keeps the order."""
    first = Service(id="a-exit", place="gate", service="exit_control", servers=1, minutes=7)
    second = Service(id="b-entry", place="gate", service="entry_control", servers=1, minutes=6.5)
    parts = {
        "departures": (Departure(id="flight", origin="home", profile="people", people=250, count="given", end=at(2)),)
    }
    outcome = run(funnel(DAYS, 250, (first, second), **parts), SEED)
    arrivals = joined(outcome, [first])[0]
    middle = serve_all(Pool([Line()], [(0, NEVER, 1)]), [arrivals], DAYS * MOMENTS_PER_DAY)
    handed_on = [(middle[key], key, duration(second, key, 1)) for _, key, _ in arrivals]
    ends = serve_all(Pool([Line()], [(0, NEVER, 1)]), [handed_on], DAYS * MOMENTS_PER_DAY)
    assert len(ends) == 250
    assert crossed(outcome) == ends


@pytest.mark.parametrize("tick_minutes", [10, 60, 1440])
def test_services_in_series_do_not_depend_on_the_length_of_a_tick(tick_minutes: int):
    """Three desks let parties overtake one another; the second service takes them in the order of their ends."""
    first = Service(id="a-exit", place="gate", service="exit_control", servers=3, minutes=20, time="exponential")
    second = Service(id="b-entry", place="gate", service="entry_control", servers=1, minutes=6, time="exponential")
    parts = {
        "departures": (Departure(id="flight", origin="home", profile="people", people=250, count="given", end=at(2)),)
    }
    given = funnel(DAYS, 250, (first, second), **parts)
    outcome = run(given.model_copy(update={"tick_minutes": tick_minutes}), SEED)
    arrivals = joined(outcome, [first])[0]
    middle = serve_all(Pool([Line()], [(0, NEVER, 3)]), [arrivals], DAYS * MOMENTS_PER_DAY)
    handed_on = [(middle[key], key, duration(second, key, 1)) for _, key, _ in arrivals]
    ends = serve_all(Pool([Line()], [(0, NEVER, 1)]), [handed_on], DAYS * MOMENTS_PER_DAY)
    overtaken = [key for _, key, _ in sorted(arrivals)] != [key for _, key, _ in sorted(handed_on)]
    assert overtaken
    assert crossed(outcome) == ends
