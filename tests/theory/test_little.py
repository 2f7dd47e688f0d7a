"""Little's law at every service: people-hours in a line are those of everybody who stood in it, added up."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from scenarios import everything
from serai.codes import Reason
from serai.runs.course import run
from serai.scenario.schema import Registration, Scenario, Service
from serai.state.log import Outcome
from serai.units import MINUTES_PER_HOUR, MOMENTS_PER_HOUR, MOMENTS_PER_MINUTE

SEED = 9
DAYS = 8
SLOWER = {"gate-car": 4.0, "gate-foot": 4.0, "gate-entry": 8.0, "seats": 30.0}  # so that people wait there too
FROM_A_LINE = {Reason.JOINED_LINE, Reason.CHANGED_LINE}
SEEN_LATE_HOURS = 0.5  # in the mean: who comes from another line is counted from the next tick on
LEAST_HOURS = 500.0  # people-hours from which on hourly counts say something
SERVED = {Reason.CROSSED_IN, Reason.CROSSED_OUT, Reason.REFUSED, Reason.REGISTERED, Reason.JOINED_LINE}


def fixed_times() -> Scenario:
    """Every mechanism with fixed service times and with journeys for all: lines, pools, series, seats, centres."""
    base = everything(DAYS)
    return base.model_copy(
        update={
            "services": tuple(
                row.model_copy(update={"time": "fixed", "minutes": row.minutes * SLOWER.get(row.id, 1.0)})
                for row in base.services
            ),
            "profiles": tuple(row.model_copy(update={"tracked": True, "stay_days": 1.5}) for row in base.profiles),
            "traffic": tuple(row for row in base.traffic if row.service == "border"),
            "registration": Registration(unserved="ticket"),
        }
    )


def units(service: Service, size: int, persons_per_vehicle: float) -> float:
    """Units that a party takes at a service."""
    return {"person": size, "party": 1.0, "vehicle": size / persons_per_vehicle}[service.unit]


def hours_stood(outcome: Outcome, given: Scenario) -> dict[str, float]:
    """People-hours from joining each line to the start of the service, or to leaving it unserved."""
    names, services = [line.name for line in outcome.axes.lines], {row.line or row.id: row for row in given.services}
    found: dict[str, float] = defaultdict(float)
    end = outcome.axes.n_steps * outcome.axes.step_minutes * MOMENTS_PER_MINUTE
    for key in np.unique(outcome.journeys["key"]):
        steps = outcome.journeys[outcome.journeys["key"] == key]
        for row in np.flatnonzero(steps["reason"] == Reason.JOINED_LINE):
            size, line = int(steps["size"][row]), names[steps["value"][row]]
            left, served = end, False
            if row + 1 < steps.size:
                left, served = int(steps["time"][row + 1]), Reason(int(steps["reason"][row + 1])) in SERVED
            minutes = services[line].minutes * units(services[line], size, given.queueing.persons_per_vehicle.value)
            stood = left - int(steps["time"][row]) - served * minutes * MOMENTS_PER_MINUTE
            comes_from_another_line = row > 0 and Reason(int(steps["reason"][row - 1])) in FROM_A_LINE
            found[line] += size * (stood / MOMENTS_PER_HOUR - comes_from_another_line * SEEN_LATE_HOURS)
    return found


def test_the_line_at_every_service_is_arrivals_times_their_mean_wait():
    """Hourly counts of each line, added up, within 8 % of the hours that its people stood there.

    Less would do but for those who leave their car on arrival: they are counted from the next tick on.
    """
    given = fixed_times()
    outcome = run(given, SEED, follow_all=True)
    by_people, step_hours = hours_stood(outcome, given), outcome.axes.step_minutes / MINUTES_PER_HOUR
    compared = set()
    for row, line in enumerate(outcome.axes.lines):
        by_counts = float(outcome.arrays["waiting"][:, row].sum()) * step_hours
        if max(by_counts, by_people[line.name]) >= LEAST_HOURS:
            compared.add(line.service)
            assert by_counts == pytest.approx(by_people[line.name], rel=0.08), line.name
    assert compared >= {"seats", "exit_control", "entry_control", "registration"}
