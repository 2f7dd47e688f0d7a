"""Scenarios at the edge of what is allowed: short periods, crossed dates, lines that never open."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios import at, funnel, gate_line
from serai.model.tick import run
from serai.scenario.schema import Departure, Event

SEED = 3


@pytest.mark.parametrize("minutes", [18, 40])
def test_people_of_a_period_within_one_tick_set_out_in_that_tick(minutes: int) -> None:
    start = at(1 + 10 / 24)
    departure = Departure(
        id="flight", origin="home", profile="people", people=100, count="given", start=start,
        end=at(1 + 10 / 24 + minutes / 1440),
    )  # fmt: skip
    outcome = run(funnel(3, 100, (), departures=(departure,)), SEED, check=True)
    on_the_way = outcome.arrays["present"].sum(axis=(1, 2))
    assert on_the_way[33] == 0
    assert on_the_way[34] == 100
    assert outcome.arrays["set_out"].sum(axis=(1, 2)).tolist() == [0, 0, 100, 0, 0]


@pytest.mark.parametrize("later_first", [False, True])
def test_of_two_changes_in_force_the_later_holds_wherever_its_row_stands(later_first: bool) -> None:
    changes = [
        Event(id="more", date=at(0.5), what="change", target="services.gate-in.servers", value=2),
        Event(id="none", date=at(1), what="change", target="services.gate-in.servers", value=0),
    ]
    events = tuple(reversed(changes) if later_first else changes)
    outcome = run(funnel(3, 1000, (gate_line(servers=1, minutes=1),), events=events), SEED, check=True)
    served = outcome.arrays["served"][:, 0]
    assert served[1] > 0
    assert not np.any(served[2:])
