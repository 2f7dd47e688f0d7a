"""Asking rents and supply against the solution of their equations for a tightness that is constant."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenarios import at, patient, place, scenario
from serai.runs.course import run
from serai.scenario.schema import Housing, Initial, Lodging, Scenario
from serai.state.log import Outcome

ETA, TAU, SIGMA, TAU_SUPPLY = 1.3, 9.0, 0.5, 5.0
SHUT_AFTER = 2  # days
DAYS = 30


def town(*lodging: Lodging, **parts: object) -> Scenario:
    fixed = {
        "places": (place("town", "city", population=1000),),
        "profiles": (patient(stay_days=1e9, lodging="hotel"),),
        "housing": Housing(
            price_elasticity=ETA, price_delay_days=TAU, supply_elasticity=SIGMA, supply_delay_days=TAU_SUPPLY
        ),
        "lodging": lodging,
    }
    return scenario(DAYS, **{**fixed, **parts})


def half_shut() -> Scenario:
    """A quarter of 2000 places is taken; after two days half of the places, all empty, are shut."""
    return town(
        Lodging(id="hotel", place="town", kind="hotel", beds=1000, taken_share=0.5),
        Lodging(id="inn", place="town", kind="hotel", beds=1000, end=at(SHUT_AFTER)),
    )


def rents(outcome: Outcome) -> np.ndarray:
    """Rent index at the end of each day of the run."""
    return outcome.arrays["rent_index"][1 : 1 + DAYS, 0]


@pytest.mark.parametrize("tick_minutes", [60, 360])
def test_rents_follow_the_solution_for_constant_tightness(tick_minutes: int):
    outcome = run(half_shut().model_copy(update={"tick_minutes": tick_minutes}), 1)
    days = np.maximum(np.arange(1, DAYS + 1) - SHUT_AFTER, 0)
    expected = np.exp(ETA * math.log(2.0) * (1 - np.exp(-days / TAU)))
    np.testing.assert_allclose(rents(outcome), expected, rtol=1e-12)


def test_supply_follows_rents_with_its_own_delay():
    supply = run(half_shut(), 1).arrays["supply_index"][1 : 1 + DAYS, 0]
    step = 1e-3
    value, found = 1.0, []
    for number in range(1, round(DAYS / step) + 1):
        days = max(number * step - SHUT_AFTER, 0.0)
        offer = math.exp(SIGMA * ETA * math.log(2.0) * (1 - math.exp(-days / TAU)))
        value += (offer - value) * step / TAU_SUPPLY
        if number % round(1 / step) == 0:
            found.append(value)
    np.testing.assert_allclose(supply, found, rtol=2e-3)
    assert supply[-1] > 1.3


def test_people_in_paid_lodging_raise_rents_for_good():
    """300 guests beside the 500 ordinary ones make the tightness 0.8, as against 0.5, from the first tick on."""
    hotel = Lodging(id="hotel", place="town", kind="hotel", beds=1000, taken_share=0.5)
    guests = (Initial(id="guests", place="town", lodging="hotel", profile="people", people=300),)
    days = np.arange(1, DAYS + 1)
    expected = np.exp(ETA * math.log(1.6) * (1 - np.exp(-days / TAU)))
    np.testing.assert_allclose(rents(run(town(hotel, initial=guests), 1)), expected, rtol=1e-12)


def test_people_in_free_lodging_do_not_move_rents():
    rows = (
        Lodging(id="hotel", place="town", kind="hotel", beds=1000, taken_share=0.5),
        Lodging(id="hall", place="town", kind="hall", beds=1000, paying=False),
    )
    guests = (Initial(id="guests", place="town", lodging="hall", profile="people", people=300),)
    assert (rents(run(town(*rows, initial=guests), 1)) == 1.0).all()


def test_rents_stay_at_one_while_nothing_happens():
    assert (rents(run(town(Lodging(id="h", place="town", kind="hotel", beds=50, taken_share=0.3)), 1)) == 1.0).all()
