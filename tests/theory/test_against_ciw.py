"""Lines against Ciw (Palmer et al. 2019), a simulator of queues by others, with the same arrivals and service times.

Moments are whole numbers, which floating-point numbers hold exactly, so that waits and lines agree to the moment.
"""

from __future__ import annotations

from typing import Any

import ciw
import numpy as np
import pytest

from draws import exponential, stream_key
from scenarios import funnel, gate_line, patient, place, road
from serai.codes import Reason, Stream
from serai.rng import name_key
from serai.runs.course import run
from serai.scenario.schema import Service
from serai.state.log import Outcome
from serai.units import MOMENTS_PER_DAY, MOMENTS_PER_HOUR, MOMENTS_PER_MINUTE

SEED = 5
DAYS = 8
TIMES = ["fixed", "exponential"]
MODES = (patient(size="1:0.5 2:0.3 3:0.2", modes="car:0.6 foot:0.4"),)
Party = tuple[int, int]  # joined, service time; moments


def service_moments(service: Service, key: int, size: int) -> int:
    """Service time of a party by person, from its own draws."""
    moments = service.minutes * MOMENTS_PER_MINUTE
    if service.time == "fixed":
        return int(moments * size + 0.5)
    own = key ^ int(name_key("line", service.place, service.line or service.id))
    parts = (exponential(stream_key(SEED, Stream.SERVICE_TIME), own, person) for person in range(size))
    return max(int(moments * sum(parts) + 0.5), 1)


def served_at(outcome: Outcome, service: Service) -> tuple[list[Party], list[int]]:
    """Parties of a line in the order of joining, and the moments at which Serai has served them."""
    names, ends = [line.name for line in outcome.axes.lines], {}
    for step in outcome.journeys[outcome.journeys["reason"] == Reason.CROSSED_IN]:
        ends[int(step["key"])] = int(step["time"])
    steps = outcome.journeys[outcome.journeys["reason"] == Reason.JOINED_LINE]
    steps = steps[steps["value"] == names.index(service.line or service.id)]
    found = sorted((int(step["time"]), int(step["key"]), int(step["size"])) for step in steps)
    assert all(key in ends for _, key, _ in found)
    return [(joined, service_moments(service, key, size)) for joined, key, size in found], [
        ends[k] for _, k, _ in found
    ]


def by_ciw(lines: list[list[Party]], servers: Any) -> list[list[Any]]:
    """Ciw's records of each line, in the order of joining; the lines share the servers, first come, first served."""
    names = [f"Line {row}" for row in range(len(lines))]
    gaps = [np.diff([0, *(joined for joined, _ in parties)]).tolist() for parties in lines]
    network = ciw.create_network(
        arrival_distributions={
            name: [ciw.dists.Sequential([*map(float, mine), float("inf")])]
            for name, mine in zip(names, gaps, strict=True)
        },
        service_distributions={
            name: [ciw.dists.Sequential([float(time) for _, time in parties])]
            for name, parties in zip(names, lines, strict=True)
        },
        number_of_servers=[servers],
        routing={name: [[0.0]] for name in names},
    )
    ciw.seed(SEED)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(float(DAYS * MOMENTS_PER_DAY))
    records = simulation.get_all_records(only=["service"])
    return [
        sorted((r for r in records if r.customer_class == name), key=lambda record: record.id_number) for name in names
    ]


def shifts(*strengths: tuple[int, int]) -> ciw.Schedule:
    """Servers by hour of the day: (until, servers), over all days."""
    servers = [number for _ in range(DAYS) for _, number in strengths]
    ends = [day * MOMENTS_PER_DAY + hour * MOMENTS_PER_HOUR for day in range(DAYS) for hour, _ in strengths]
    return ciw.Schedule(numbers_of_servers=servers, shift_end_dates=[float(end) for end in ends], preemption=False)


def assert_agrees(records: list[Any], parties: list[Party], ends: list[int]) -> None:
    assert len(parties) > 100
    assert [int(r.arrival_date) for r in records] == [joined for joined, _ in parties]
    assert [int(r.service_end_date) for r in records] == ends
    waited = [end - joined - time for (joined, time), end in zip(parties, ends, strict=True)]
    assert [int(r.waiting_time) for r in records] == waited
    assert max(waited) > 0


@pytest.mark.parametrize("time", TIMES)
def test_one_line_and_how_many_stand_in_it(time: str):
    line = gate_line(servers=3, minutes=17, time=time)
    outcome = run(funnel(DAYS, 500, (line,), profiles=MODES), SEED, follow_all=True)
    parties, ends = served_at(outcome, line)
    (records,) = by_ciw([parties], 3)
    assert_agrees(records, parties, ends)
    sizes = outcome.journeys[outcome.journeys["reason"] == Reason.JOINED_LINE]
    size = [int(step["size"]) for step in sizes[np.lexsort((sizes["key"], sizes["time"]))]]
    for step in range(DAYS * 24):
        moment = (step + 1) * MOMENTS_PER_HOUR
        standing = sum(n for n, r in zip(size, records, strict=True) if r.arrival_date < moment <= r.service_start_date)
        assert outcome.arrays["waiting"][step, 0] == standing


@pytest.mark.parametrize("time", TIMES)
def test_a_line_that_is_closed_at_night(time: str):
    line = gate_line(servers=2, minutes=6.3, time=time, hours="08:00-19:00")
    outcome = run(funnel(DAYS, 400, (line,), profiles=MODES), SEED, follow_all=True)
    parties, ends = served_at(outcome, line)
    (records,) = by_ciw([parties], shifts((8, 0), (19, 2), (24, 0)))
    assert_agrees(records, parties, ends)


@pytest.mark.parametrize("time", TIMES)
def test_servers_by_shift(time: str):
    """Shifts of three, none, one and two servers; a pause parts those that differ, so that no service runs across."""
    day = ("early", "06:00-13:00", 3), ("late", "15:00-20:00", 1), ("evening", "22:00-24:00", 2)
    rows = tuple(
        gate_line(id=name, line="gate-in", hours=hours, servers=servers, minutes=7, time=time)
        for name, hours, servers in day
    )
    outcome = run(funnel(DAYS, 400, rows, profiles=MODES), SEED, follow_all=True)
    parties, ends = served_at(outcome, rows[0])
    (records,) = by_ciw([parties], shifts((6, 0), (13, 3), (15, 0), (20, 1), (22, 0), (24, 2)))
    assert_agrees(records, parties, ends)


@pytest.mark.parametrize("time", TIMES)
def test_two_pools_of_two_lines_and_of_one(time: str):
    """Cars and walkers share two servers at one post; at the other all stand in one line before three."""
    shared = {"pool": "gate", "servers": 2, "time": time}
    car, foot = (
        gate_line(id=mode, mode=mode, minutes=minutes, **shared) for mode, minutes in (("car", 9), ("foot", 5))
    )
    hill = gate_line(id="hill-in", place="hill", servers=3, minutes=21, time=time)
    base = funnel(DAYS, 1200, (car, foot, hill), profiles=MODES)
    two = base.model_copy(
        update={
            "places": (*base.places, place("hill", "border_post")),
            "routes": (*base.routes, road("home", "hill", 325.0), road("hill", "town", 130.0)),
        }
    )
    outcome = run(two, SEED, follow_all=True)
    (cars, car_ends), (walkers, foot_ends) = served_at(outcome, car), served_at(outcome, foot)
    assert not {joined for joined, _ in cars} & {joined for joined, _ in walkers}
    for records, parties, ends in zip(by_ciw([cars, walkers], 2), (cars, walkers), (car_ends, foot_ends), strict=True):
        assert_agrees(records, parties, ends)
    parties, ends = served_at(outcome, hill)
    (records,) = by_ciw([parties], 3)
    assert_agrees(records, parties, ends)
