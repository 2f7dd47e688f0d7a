"""Who gets out of a car before a long line and goes on by foot: the split that the rule states, at 99 %."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenarios import at, patient, place, road, scenario
from serai.codes import Reason
from serai.runs.course import run
from serai.scenario.schema import Initial, Queueing, Scenario, Service, Traffic
from serai.state.log import Outcome

CAR_HOURS = 24.0  # a line that nobody serves counts as a day
CAR, FOOT = 0, 1


def post(queueing: Queueing, modes: str = "car:0.9 foot:0.1", car_servers: int = 0, **foot: object) -> Scenario:
    """Cars come to a post; beside their line there is one on foot without a wait."""
    columns = {"place": "gate", "service": "entry_control", "minutes": 1}
    return scenario(
        3,
        queueing=queueing,
        places=(place("gate", "border_post"), place("town", "city", population=9)),
        routes=(road("gate", "town", 260.0),),
        profiles=(patient(modes=modes, stay_days=0.1), patient("crowd")),
        traffic=(Traffic(id="flow", post="gate", profile="people", per_day=8000, mode="car", start=at(0.25)),),
        initial=(Initial(id="standing", place="gate", service="gate-car", profile="crowd", people=50),),
        services=(
            Service(id="gate-car", mode="car", servers=car_servers, **columns),
            Service(id="gate-foot", mode="foot", **{**columns, "servers": 900, **foot}),
        ),
    )


def leaving(share: float, hours: float) -> Queueing:
    return Queueing(give_up_slope=0.0, leave_car_share=share, walk_hours=hours)


def joined(outcome: Outcome) -> np.ndarray:
    """People who joined the line for cars and the one on foot."""
    return outcome.arrays["joined"].sum(axis=0)


def walkers(outcome: Outcome) -> set[int]:
    """Keys of the parties that got out."""
    return {int(step["key"]) for step in outcome.journeys if step["reason"] == Reason.CHANGED_LINE}


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("hours", [0.0, 14.0, 20.0, 24.0, 40.0, 60.0])
def test_the_share_whose_threshold_is_exceeded_walks(share: float, hours: float):
    """A threshold is even between 0.5 and 1.5 times the hours; 24 h are saved."""
    expected = share * (min(max(CAR_HOURS / hours - 0.5, 0.0), 1.0) if hours else 1.0)
    outcome = run(post(leaving(share, hours)), 9)
    found = joined(outcome)
    n = found.sum()
    assert n > 15_000
    assert abs(found[FOOT] - expected * n) <= 2.576 * math.sqrt(n * expected * (1 - expected))
    assert outcome.arrays["changed_line"].sum() == found[FOOT]
    assert abs(outcome.arrays["entries"].sum() - found[FOOT]) < 20


def test_nobody_walks_where_both_lines_are_short():
    outcome = run(post(leaving(1.0, 0.0), car_servers=900), 9)
    assert joined(outcome)[FOOT] == 0
    assert joined(outcome)[CAR] > 15_000


@pytest.mark.parametrize("foot", [{"servers": 0}, {"cap": 0}, {"end": at(0.1)}])
def test_nobody_walks_to_a_line_that_nobody_serves(foot: dict[str, object]):
    outcome = run(post(leaving(1.0, 0.0), **foot), 9)
    assert joined(outcome)[FOOT] == 0


def test_a_profile_that_never_walks_stays_in_the_car():
    outcome = run(post(leaving(1.0, 0.0), modes="car:1"), 9)
    assert joined(outcome)[FOOT] == 0


def test_patience_is_weighed_against_the_line_that_was_joined():
    """Impatient parties would balk at the line for cars; before the one on foot they have no reason to."""
    given = post(leaving(1.0, 5.0))
    impatient = tuple(row.model_copy(update={"patience_hours": 10.0}) for row in given.profiles)
    arrays = run(given.model_copy(update={"profiles": impatient}), 9).arrays
    assert arrays["gave_up"].sum() == 0
    assert arrays["joined"][:, FOOT].sum() > 0
    assert arrays["joined"][:, CAR].sum() == 0


@pytest.mark.slow
def test_a_larger_share_adds_walkers_and_moves_nobody_else():
    some, more = (run(post(leaving(share, 24.0)), 9, follow_all=True) for share in (0.2, 0.5))
    assert walkers(some) < walkers(more)
    added = np.array(sorted(walkers(more) - walkers(some)), dtype=np.uint64)
    others = [outcome.journeys[~np.isin(outcome.journeys["key"], added)] for outcome in (some, more)]
    cars = [rows[np.isin(rows["reason"], (Reason.REACHED_POST, Reason.JOINED_LINE))] for rows in others]
    assert len(cars[0]) > 10_000
    assert np.array_equal(np.sort(cars[0]), np.sort(cars[1]))


def test_without_the_share_the_hours_mean_nothing():
    few, many = (run(post(leaving(0.0, hours)), 9) for hours in (0.0, 50.0))
    assert np.array_equal(few.journeys, many.journeys)
    for name, array in few.arrays.items():
        assert np.array_equal(array, many.arrays[name], equal_nan=True), name
